#pragma once

#include "model/program.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a part of a body needs and does, seen as the body of a method of one object's class.
namespace tell::model {

using NodeIndex = std::uint32_t; ///< index into Outline::nodes

/// One value from elsewhere that a part of a body needs.
struct RegionInput {
  Text name;
  TypeId type = kNone;
  bool changed = false; ///< it is changed through a reference

  friend bool operator==(const RegionInput &, const RegionInput &) = default;
};

/// What was found in a part of a body. Names are as the source spells them, and each of those for obstacles is the
/// first of its kind.
struct Region {
  std::vector<RegionInput> inputs;  ///< distinct, in the order of the source
  std::vector<RegionInput> outputs; ///< what it changes or declares for the code around it
  bool adds = false;                ///< all it does to its only output is to add to it
  bool changes = false;             ///< it changes the object
  bool others = false;              ///< it is about several objects of the class
  bool presence = false;            ///< it asks whether the object is there at all
  bool prints = false;
  bool suspends = false;                                   ///< a coroutine, or it jumps
  bool leaves = false;                                     ///< a return, break or continue leads out of it
  bool handsOn = false;                                    ///< the function's own object as a whole is handed on
  std::vector<std::pair<FunctionId, std::string>> helpers; ///< methods elsewhere that are handed the object itself, and
                                                           ///< how to name them
  std::string derived;    ///< a member of the object that only a class derived from the target has
  std::string service;    ///< something of the function's surroundings that it calls, and not only for a value
  std::string ownMethod;  ///< a method of the function's own object that it needs
  ClassId thrown = kNone; ///< a class of the project that it throws
  TypeId answer = kNone;  ///< of what it returns, where it leaves by a return with a value
};

/// Finds its way in an outline.
class Body {
public:
  Body(const Program &program, const FunctionInfo &function, ClassId target);

  [[nodiscard]] const OutlineNode &operator[](NodeIndex id) const { return outline_.nodes[id]; }
  [[nodiscard]] const OutlineLocal &local(std::uint32_t id) const { return outline_.locals[id]; }
  [[nodiscard]] NodeIndex parent(NodeIndex id) const { return parents_[id]; }
  [[nodiscard]] NodeIndex end(NodeIndex id) const { return id + outline_.nodes[id].size; }
  [[nodiscard]] bool within(NodeIndex id, NodeIndex root) const { return id >= root && id < end(root); }
  [[nodiscard]] std::vector<NodeIndex> children(NodeIndex id) const;

  /// The outermost node that stands exactly there; kNone where none does.
  [[nodiscard]] NodeIndex at(const Span &place) const;

  /// Whether the node reads a field of the target or calls a method of it; its first child is the object then.
  [[nodiscard]] bool asksTarget(NodeIndex id) const;

  /// The identity of an object that an expression names: equal for equal spellings. Pointers and the like are looked
  /// through.
  [[nodiscard]] std::string keyOf(NodeIndex object) const;
  [[nodiscard]] static std::string keyOfLocal(std::uint32_t local) { return "L" + std::to_string(local); }

  /// The initialiser of a local that keeps its value; kNone of others.
  [[nodiscard]] NodeIndex initialiser(std::uint32_t local) const { return initialisers_[local]; }

  /// The node that declares a local; kNone of parameters.
  [[nodiscard]] NodeIndex declaration(std::uint32_t local) const { return declarations_[local]; }

  /// What a chain of fields, calls and elements starts from.
  [[nodiscard]] NodeIndex root(NodeIndex id) const;

  /// The fewest statements in a row that hold all nodes.
  [[nodiscard]] std::vector<NodeIndex> smallestRun(const std::vector<NodeIndex> &nodes) const;

  /// Whether the node is a statement that could be replaced by another.
  [[nodiscard]] bool isStatementAt(NodeIndex id) const;

  /// Whether nothing of the function, or of the lambda, comes after the node.
  [[nodiscard]] bool isTail(NodeIndex id) const;

  /// The local variable that an expression initialises.
  [[nodiscard]] std::uint32_t storedIn(NodeIndex expression) const;

  [[nodiscard]] bool isUsedOutside(std::uint32_t local, const std::vector<NodeIndex> &parts) const;

  [[nodiscard]] bool inLambda(NodeIndex id) const;

  [[nodiscard]] bool throwsIn(const std::vector<NodeIndex> &run) const;

  /// Whether the function leaves where the condition holds, other than by an exception.
  [[nodiscard]] bool leavesOn(NodeIndex node) const;

  /// How the source calls what an expression names.
  [[nodiscard]] std::string nameOf(NodeIndex id) const;

  /// Whether an expression is a statement of its own.
  [[nodiscard]] bool isAlone(NodeIndex id) const;

  /// Whether an expression holds more than constants.
  [[nodiscard]] bool hasInput(NodeIndex id) const;

  /// Reads statements or expressions as if they stood in a method of the object.
  [[nodiscard]] Region read(const std::vector<NodeIndex> &parts, const std::string &object) const;

  [[nodiscard]] const Program &program() const { return program_; }
  [[nodiscard]] const FunctionInfo &function() const { return function_; }
  [[nodiscard]] const Outline &outline() const { return outline_; }

private:
  [[nodiscard]] bool isCondition(NodeIndex id) const;
  [[nodiscard]] NodeIndex firstExpression(NodeIndex statement) const;

  const Program &program_;
  const FunctionInfo &function_;
  const Outline &outline_;
  ClassId target_;
  std::vector<NodeIndex> parents_;
  std::vector<NodeIndex> initialisers_;
  std::vector<NodeIndex> declarations_;
};

/// What keeps a region from standing in a method of the target, as a clause; empty where nothing does. `value`: not the
/// object is at hand, but only a value of it that its callers read from one.
[[nodiscard]] std::string obstacleOf(const Body &body, ClassId target, const Region &region, bool value);

/// "getLimit", "calculateLimit", "limit_" and "m_limit" become "limit".
[[nodiscard]] std::string plainName(std::string_view name);

} // namespace tell::model
