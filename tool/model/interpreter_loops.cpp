#include "facts/op_shape.hpp"
#include "model/interpreter.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <vector>

/// Loops: what they count, how far, and what they keep of many.
namespace tell::model {

using facts::Node;
using facts::NodeId;
using facts::Op;

namespace {

bool isLoop(Op op) { return op == Op::For || op == Op::While || op == Op::DoWhile || op == Op::RangeFor; }

} // namespace

// Numbers that loops count up or down: `for (int x = box.width() - 1; x >= 0; --x)`. What they start from is soon left
// behind, and what is asked of them is no question to the object that it came from.
void Interpreter::findStepped() {
  const Tree tree(*view_->facts);
  struct Loop {
    NodeId end = 0;
    NodeId step = kNone; ///< what a `for` does after each round
  };
  std::vector<Loop> loops;
  std::vector<std::size_t> declared(locals_.size(), 0); ///< in how many loops
  NodeId head = 0;                                      ///< the end of a `for`'s first part, which runs once
  for (NodeId id = record_->nodes.begin; id < record_->nodes.end; ++id) {
    while (!loops.empty() && id >= loops.back().end)
      loops.pop_back();
    const Node &node = tree[id];
    if ((node.op == Op::Decl || node.op == Op::Bind || node.op == Op::RangeFor) && node.ref < locals_.size())
      locals_[node.ref].declared = id;
    if (isLoop(node.op)) {
      const auto parts = tree.list(id);
      const bool counts = node.op == Op::For && parts.size() == 4;
      loops.push_back({id + node.size, counts ? parts[2] : kNone});
      head = counts ? parts[1] : head;
    } else if ((node.op == Op::Decl || node.op == Op::Bind) && node.ref < locals_.size()) {
      declared[node.ref] = loops.size() - (id < head && !loops.empty() ? 1 : 0);
    } else if (!loops.empty() && node.size > 1 && (isIncrement(node.op) || isAssignment(node.op))) {
      const Loop &loop = loops.back();
      const Node &target = tree[id + 1];
      const bool after = loop.step != kNone && id >= loop.step && id < loop.step + tree[loop.step].size;
      const bool counts =
          isIncrement(node.op) || (after && (node.op == Op::AddAssign || node.op == Op::SubtractAssign));
      const TypeId type = typeOf(id + 1);
      const bool number = type != kNone && (program_.types()[type].kind == facts::TypeKind::Integer ||
                                            program_.types()[type].kind == facts::TypeKind::Floating);
      if (counts && number && target.op == Op::LocalRef && target.ref < locals_.size())
        locals_[target.ref].stepped = locals_[target.ref].stepped || declared[target.ref] < loops.size();
    }
  }
}

void Interpreter::loop(NodeId id) {
  const Tree tree(*view_->facts);
  const auto parts = tree.list(id);
  const Op op = tree[id].op;
  ++out_->branches;
  const std::size_t mark = guards_.size();
  around_.push_back(id);
  std::vector<std::uint32_t> rules;
  TermId condition = kNone;
  if (op == Op::DoWhile && parts.size() == 2) {
    statement(parts[0]);
    settleBounds(decide(parts[1], {.loops = true}, rules), rules);
  } else if (op == Op::For && parts.size() == 4) {
    statement(parts[0]);
    if (tree[parts[1]].op != Op::Empty)
      condition = decide(parts[1], {.loops = true}, rules);
    guards_.insert(guards_.end(), rules.begin(), rules.end());
    statement(parts[3]);
    statement(parts[2]);
    if (condition != kNone)
      settleBounds(condition, rules);
  } else if (op == Op::While && parts.size() >= 2) {
    for (std::size_t i = 0; i + 2 < parts.size(); ++i)
      statement(parts[i]);
    const TermId goesOn = decide(parts[parts.size() - 2], {.loops = true}, rules);
    guards_.insert(guards_.end(), rules.begin(), rules.end());
    statement(parts.back());
    settleBounds(goesOn, rules);
  }
  guards_.resize(mark);
  around_.pop_back();
  if (condition != kNone)
    sweepLoop(id, parts[3], condition);
}

void Interpreter::rangeFor(NodeId id) {
  const Tree tree(*view_->facts);
  const auto parts = tree.list(id);
  const Node &node = tree[id];
  if (parts.size() < 2)
    return;
  ++out_->branches;
  const TermId range = evaluate(parts[parts.size() - 2], {});
  if (node.ref != kNone && node.ref < locals_.size()) {
    const auto &local = view_->facts->locals[record_->locals.begin + node.ref];
    const TypeId type = local.type == kNone ? kNone : view_->types[local.type];
    const TermId self = terms_.make(TermKind::Local, node.ref, type, view_->facts->string(local.name), {});
    // Each loop has its own element: two loops over one container are about different objects.
    // A copy of an element is an object of its own.
    const bool copied =
        type != kNone && program_.types()[type].kind == facts::TypeKind::Record && locals_[node.ref].mutated;
    locals_[node.ref].building = copied;
    if (!locals_[node.ref].mutated)
      locals_[node.ref].term = terms_.make(TermKind::Element, 0, type, {}, {range, self});
  }
  const std::size_t mark = guards_.size();
  around_.push_back(id);
  statement(parts.back());
  around_.pop_back();
  guards_.resize(mark);
  sweepLoop(id, parts.back(), range);
}

// What is asked of an object by the number of a round: the loop goes over something that the object keeps.
void Interpreter::noteIndexed(TermId object, std::span<const TermId> indices) {
  for (const TermId index : indices) {
    const Term &term = terms_[index];
    if (term.kind != TermKind::Local || term.ref >= locals_.size() || !locals_[term.ref].stepped)
      continue;
    for (TermId at = object;; at = terms_[at].operands[0]) {
      indexed_.emplace(term.ref, at);
      if (terms_[at].kind != TermKind::Field && terms_[at].kind != TermKind::Part &&
          terms_[at].kind != TermKind::Element)
        break;
    }
  }
}

// How far a loop counts, `i < box.width()`, asks the box for nothing but a number, unless it then is asked by that.
void Interpreter::settleBounds(TermId condition, std::span<const std::uint32_t> rules) {
  std::vector<TermId> open{condition};
  while (!open.empty() && open.size() < kGatherSteps) {
    const Term &term = terms_[open.back()];
    open.pop_back();
    if (term.kind != TermKind::Operation || term.operands.size() != 2)
      continue;
    const auto op = static_cast<Op>(term.ref);
    if (op == Op::LogicalAnd || op == Op::LogicalOr) {
      open.insert(open.end(), term.operands.begin(), term.operands.end());
      continue;
    }
    for (std::size_t side = 0; side < 2 && op >= Op::Equal && op <= Op::GreaterEqual; ++side) {
      const Term &counter = terms_[term.operands[side]];
      const Term &limit = terms_[term.operands[1 - side]];
      if (counter.kind != TermKind::Local || counter.ref >= locals_.size() || !locals_[counter.ref].stepped ||
          limit.kind != TermKind::Field || terms_[terms_.root(limit.operands[0])].kind == TermKind::This ||
          indexed_.contains({counter.ref, limit.operands[0]}))
        continue;
      for (const std::uint32_t rule : rules)
        if (Rule &bound = out_->rules[rule]; bound.loops &&
                                             std::ranges::any_of(bound.reads,
                                                                 [&](const StateRead &read) {
                                                                   return read.field == limit.ref &&
                                                                          read.object == terms_[limit.operands[0]].hash;
                                                                 }) &&
                                             bound.size == 1)
          bound.kind = RuleKind::Match;
    }
  }
}

// Whether a value may be another one in the next round of a loop.
bool Interpreter::varies(TermId id, NodeId loop) const {
  std::set<TermId> seen; // each term once, however many share it
  std::vector<TermId> open{id};
  while (!open.empty() && seen.size() < kGatherSteps) {
    const TermId at = open.back();
    open.pop_back();
    if (!seen.insert(at).second)
      continue;
    const Term &term = terms_[at];
    if (term.kind == TermKind::Opaque)
      return true;
    if (term.kind == TermKind::Local && term.ref < locals_.size() &&
        (locals_[term.ref].mutated || locals_[term.ref].declared >= loop))
      return true;
    open.insert(open.end(), term.operands.begin(), term.operands.end());
  }
  return false;
}

// The greatest of many, or the best by several tests: `if (box.width() > widest) widest = box.width();`. What is held
// against the best so far is a rule of none of them, and what was found is nobody's state.
void Interpreter::settleBest(TermId condition, std::span<const std::uint32_t> rules, std::size_t firstRule,
                             std::size_t keptBefore) {
  const Tree tree(*view_->facts);
  if (around_.empty() || !isLoop(tree[around_.back()].op) || kept_.size() == keptBefore)
    return;
  const NodeId loop = around_.back();
  const auto isKept = [&](const Term &best, TermId value) {
    return best.kind == TermKind::Local && best.ref < locals_.size() && locals_[best.ref].mutated &&
           locals_[best.ref].declared < loop &&
           std::any_of(
               kept_.begin() + static_cast<std::ptrdiff_t>(keptBefore), kept_.end(),
               [&](const auto &kept) { return kept.first == best.ref && kept.second == value; }) &&
           varies(value, loop);
  };
  // What another object sets for a start is a bound, and what is held against it asks for that.
  const auto isSetBy = [&](const Term &best, TermId value) {
    Gathered gathered;
    gather(value, gathered, false, 0);
    return std::ranges::any_of(locals_[best.ref].reads, [&](const StateRead &read) {
      return std::ranges::count(gathered.reads, read.field, &StateRead::field) == 0;
    });
  };
  bool searches = false; // for the best object
  std::vector<TermId> open{condition};
  for (std::size_t i = 0; i < open.size() && i < kGatherSteps; ++i) {
    const Term &term = terms_[open[i]];
    const auto op = static_cast<Op>(term.ref);
    if (term.kind != TermKind::Operation)
      continue;
    if (op == Op::LogicalAnd || op == Op::LogicalOr || op == Op::Not) {
      open.insert(open.end(), term.operands.begin(), term.operands.end());
      continue;
    }
    if (op < Op::Less || op > Op::GreaterEqual || term.operands.size() != 2)
      continue;
    for (std::size_t side = 0; side < 2; ++side) {
      const Term &best = terms_[term.operands[side]];
      const Term &other = terms_[term.operands[1 - side]];
      if (best.kind == TermKind::Field && other.kind == TermKind::Field && best.ref == other.ref)
        searches = searches || isKept(terms_[best.operands[0]], other.operands[0]);
      if (!isKept(best, term.operands[1 - side]) || isSetBy(best, term.operands[1 - side]))
        continue;
      locals_[best.ref].stepped = true;
      locals_[best.ref].reads.clear();
      const std::uint64_t hash = ruleHash(terms_, open[i], program_);
      for (const std::uint32_t rule : rules)
        if (out_->rules[rule].kind == RuleKind::Decision && out_->rules[rule].hash == hash)
          out_->rules[rule].kind = RuleKind::Aggregation;
    }
  }
  // What else the best has to fulfil is what somebody looks for; not what was asked before of what is searched.
  for (const std::uint32_t rule : rules)
    if (searches && rule >= firstRule && out_->rules[rule].kind == RuleKind::Decision && out_->rules[rule].foreign > 0)
      out_->rules[rule].kind = RuleKind::Match;
}

} // namespace tell::model
