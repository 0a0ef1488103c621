#pragma once

#include "model/link.hpp"
#include "model/unit_view.hpp"

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tell {

namespace model {
class Interpreter;
}

/// Builds the Program step by step; `link` runs the steps in order. Units are visited in the order of their main files,
/// and the first to define something counts, so that the outcome does not depend on who was extracted first.
class Linker {
public:
  explicit Linker(const LinkInput &input);

  void joinEntities();
  void joinTypes();
  void fillClasses();
  /// Takes away what makes a class its own base or puts it into itself, and notes the derived classes of each. A
  /// template stands for its specialisations, and one of these may derive from another; damaged facts may say anything.
  void straightenHierarchies();
  void declareRoles();
  void fillFunctions();
  void findStreams();
  void resolveAccessors();
  void interpretBodies();
  void interpretBody(model::Interpreter &interpreter, FunctionId id);
  void findPresumptions();
  void collectNames();
  void summarise();
  void adoptEnums();
  void adoptParameters();
  void outlineBodies();

  [[nodiscard]] Linked take();

private:
  using KeyMap = std::unordered_map<std::string, std::uint32_t>;

  [[nodiscard]] std::string path(const facts::TuFacts &unit, facts::FileId file) const;
  [[nodiscard]] Span span(const facts::TuFacts &unit, const facts::Place &place) const;
  [[nodiscard]] std::vector<std::string> mainFiles(const facts::TuFacts &unit) const;
  void joinDefinitions(const facts::TuFacts &unit);
  void joinMentions(model::UnitView &view);
  void fillFunction(std::uint32_t unit, facts::FunctionId id);
  void takeBody(std::uint32_t unit, facts::FunctionId id, FunctionId target);
  TypeId joinType(model::UnitView &view, facts::TypeId id, unsigned depth);
  std::uint32_t classOf(const facts::TuFacts &unit, const facts::Symbol &symbol) const;
  std::uint32_t functionOf(const facts::TuFacts &unit, const facts::Symbol &symbol);
  bool resolveAccessor(FunctionId id);
  [[nodiscard]] bool isPublished(const facts::TuFacts &unit, const facts::Class &record) const;
  void noteShapes(const model::BodySource &source);
  void conflict(std::string name, std::string message, Span place);

  const ProjectScope &scope_;
  const LinkInput &input_;
  Program program_;
  std::vector<const facts::TuFacts *> units_;
  std::vector<model::UnitView> views_;
  std::vector<LinkConflict> conflicts_;

  KeyMap classes_;    ///< by USR and file
  KeyMap classByUsr_; ///< the only, or first, definition of a USR
  KeyMap functions_;
  KeyMap definedByUsr_; ///< external functions: the only, or first, with a body
  KeyMap functionByUsr_;
  KeyMap fields_;
  KeyMap enums_;
  KeyMap enumByUsr_;
  KeyMap variables_;
  KeyMap enumerators_;
  KeyMap types_;
  std::vector<model::Variable> variableInfos_;
  std::vector<model::Enumerator> enumeratorInfos_;
  std::vector<std::vector<model::BodySource>> bodies_; ///< for each function
};

} // namespace tell
