#pragma once

#include "model/program.hpp"

namespace tell {

/// Turns the events of all bodies round: from what each function does to what is done with each class. The last step
/// before the program is frozen.
class UseIndex {
public:
  explicit UseIndex(Program &program) : program_(program) {}
  void build();

private:
  /// `exempt`: what it decides about others is no evidence against them.
  void addRules(FunctionId id, Exemption exemption);
  void addPokes(FunctionId id);
  void addConstructions(FunctionId id);
  void addReaders(FunctionId id);
  void addAskThenTells(FunctionId id);
  void addSweeps(FunctionId id);
  [[nodiscard]] bool usesAs(const FunctionInfo &function, const Downcast &cast) const;
  void addLadders(FunctionId id);
  void countDependents();
  void countInterface(ClassId id);
  void weigh(ClassId id);
  void countDistinct(ClassUse &use) const;

  Program &program_;
};

} // namespace tell
