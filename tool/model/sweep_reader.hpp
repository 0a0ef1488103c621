#pragma once

#include "model/interpreter.hpp"

#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace tell::model {

/// An algorithm of the library and what it works out.
struct Algorithm {
  std::string_view name;
  SweepGoal goal = SweepGoal::Sum;
  bool each = false; ///< a loop in disguise, whose function object is the body
};

/// Reads what one loop or algorithm makes of the members of a collection, after its events were recorded: the terms
/// that its locals stand for are known then.
class SweepReader {
public:
  using NodeId = facts::NodeId;

  SweepReader(Interpreter &interpreter, NodeId node, TermId range)
      : in_(interpreter), tree_(*interpreter.view_->facts), node_(node), range_(range) {}

  /// A loop's body.
  void body(NodeId id);
  /// The arguments of an algorithm behind its range.
  void algorithm(const Algorithm &known, std::span<const NodeId> rest);
  /// Records the sweep, unless the loop does anything else or makes nothing of the members.
  void commit();

private:
  using LocalId = facts::LocalId;

  // --- what the body does ---
  void statement(NodeId id);
  void returns(const std::vector<NodeId> &parts);
  void collects(NodeId id, const std::vector<NodeId> &parts);
  void changes(NodeId id, const std::vector<NodeId> &parts);
  /// Whether a place is a variable of the function around that takes the answer.
  bool takes(NodeId target);
  void expression(NodeId id, bool picks);
  /// Whatever is changed, thrown, shown or made on the way.
  void findEffects(NodeId id);

  // --- what it is made from ---
  struct Inputs {
    bool elements = false;
    bool elsewhere = false; ///< something that is neither a member nor the object's own
    std::uint32_t steps = 0;
  };
  void classifyAll(bool allPick);
  void classify(NodeId id, bool picks);
  /// The object that members are compared with as a whole; kNone where they are not.
  [[nodiscard]] TermId soughtIn(TermId id) const;
  /// Of `sum + member.price`, the part that is about the member.
  [[nodiscard]] TermId addend(TermId id) const;
  void visit(TermId id, Inputs &inputs);
  void local(const Term &term, Inputs &inputs);
  /// Whether members are told apart by equality with something from elsewhere, or by a question that is given it.
  bool isKeyed(TermId id, int depth);
  /// Whether the term is one of the members: the loop's element, or an entry that the loop's index leads to.
  [[nodiscard]] bool isMember(const Term &term) const;
  [[nodiscard]] bool leadsToMember(TermId id) const;
  void member(NodeId id);

  // --- whose answer it is ---
  /// Whether the object changes while the answer is collected: it comes from a loop around this one, and the answer
  /// does not.
  [[nodiscard]] bool isMany() const;
  [[nodiscard]] bool comesFrom(TermId id, NodeId around, int depth) const;
  /// Whether the local is declared by a node or below it.
  [[nodiscard]] bool declares(NodeId around, LocalId local) const;
  /// Whether the local is given another value below a node.
  [[nodiscard]] bool changes(NodeId around, LocalId local) const;

  // --- small questions ---
  [[nodiscard]] bool mentions(TermId id, LocalId local, int depth) const;
  [[nodiscard]] TypeId typeOf(LocalId local) const;
  [[nodiscard]] std::string_view nameOf(LocalId local) const;
  [[nodiscard]] bool isBool(TypeId type) const;
  [[nodiscard]] bool isProjectRecord(TypeId type) const;

  Interpreter &in_;
  Tree tree_;
  NodeId node_;
  TermId range_;
  Sweep sweep_;
  std::vector<LocalId> results_;                     ///< variables around the loop that take the answer
  std::vector<std::pair<NodeId, bool>> expressions_; ///< what it computes, and what it picks by
  bool effects_ = false;
  bool elements_ = false; ///< something is made of the members
  bool picks_ = false;
  bool answers_ = false; ///< the function returns from within
  bool decided_ = false; ///< the algorithm says what it works out
};

} // namespace tell::model
