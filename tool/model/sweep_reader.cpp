#include "model/sweep_reader.hpp"
#include "facts/op_shape.hpp"
#include "support/sort_unique.hpp"

#include <algorithm>

namespace tell::model {

using facts::LocalId;
using facts::Node;
using facts::NodeId;
using facts::Op;

void SweepReader::body(NodeId id) {
  statement(id);
  for (const LocalId local : results_)
    sweep_.result = sweep_.result.empty() ? Text(nameOf(local)) : sweep_.result;
  if (!results_.empty())
    sweep_.type = typeOf(results_.front());
  classifyAll(false);
  sweep_.many = isMany();
}

void SweepReader::algorithm(const Algorithm &known, std::span<const NodeId> rest) {
  sweep_.goal = known.goal;
  decided_ = true;
  bool given = false;
  for (const NodeId id : rest) {
    const Op op = tree_[id].op;
    if (op == Op::Lambda) {
      given = true;
      for (const NodeId child : tree_.children(id))
        if (tree_[child].op != Op::InitCapture)
          statement(child);
    } else if (op == Op::MemberPointer || op == Op::FunctionRef) {
      given = true;
      member(id);
    } else if (op == Op::Call && known.goal != SweepGoal::Filter) { // std::mem_fn(&Line::isOpen)
      for (const NodeId child : tree_.children(id))
        if (tree_[child].op == Op::MemberPointer || tree_[child].op == Op::FunctionRef)
          given = true, member(child);
    } else if (op == Op::LocalRef && known.goal != SweepGoal::Sum) {
      effects_ = true; // a function object that was made elsewhere
    } else if (known.goal == SweepGoal::Sum) {
      classify(id, false);
    }
  }
  // Without a function object the members themselves are added up or compared.
  elements_ = elements_ || (!given && (known.goal == SweepGoal::Sum || known.goal == SweepGoal::Find));
  effects_ = effects_ || !results_.empty();
  classifyAll(known.goal != SweepGoal::Sum);
  if (known.goal != SweepGoal::Filter)
    sweep_.type = in_.typeOf(node_);
}

void SweepReader::commit() {
  const bool counts = sweep_.goal == SweepGoal::Sum || picks_ || decided_;
  if (effects_ || !elements_ || !counts || (results_.empty() && !answers_ && !decided_))
    return;
  const Term &collection = in_.terms_[range_];
  const TermId object = collection.operands[0];
  sweep_.owner = in_.program_.fields()[collection.ref].owner;
  sweep_.field = collection.ref;
  sweep_.object = in_.terms_[object].hash;
  sweep_.origin = in_.originOf(object);
  sweep_.place = in_.place(node_);
  sortUnique(sweep_.parameters);
  in_.out_->sweeps.push_back(std::move(sweep_));
}

void SweepReader::statement(NodeId id) {
  const Node &node = tree_[id];
  const auto parts = tree_.list(id);
  switch (node.op) {
  case Op::Block:
    for (const NodeId part : parts)
      statement(part);
    return;
  case Op::If: {
    const std::size_t branches = (node.flags & facts::kHasElse) != 0 ? 2 : 1;
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (i + branches + 1 == parts.size())
        expression(parts[i], true);
      else
        statement(parts[i]);
    return;
  }
  case Op::Decl:
    for (const NodeId part : parts)
      findEffects(part);
    return;
  case Op::RangeFor:
    expression(parts.front(), false);
    statement(parts.back());
    return;
  case Op::Return:
    returns(parts);
    return;
  case Op::Bind:
  case Op::Break:
  case Op::Continue:
  case Op::Empty:
  case Op::Assert:
    return;
  case Op::MethodCall:
    collects(id, parts);
    return;
  default:
    if ((isAssignment(node.op) || isIncrement(node.op)) && !parts.empty())
      changes(id, parts);
    else
      effects_ = true;
  }
}

void SweepReader::returns(const std::vector<NodeId> &parts) {
  if (parts.empty()) {
    effects_ = true;
    return;
  }
  const Op op = tree_[parts[0]].op;
  answers_ = true;
  if (!decided_)
    sweep_.goal = op == Op::BoolLiteral ? SweepGoal::Test : SweepGoal::Find;
  expression(parts[0], false);
}

// `found.push_back(member)`
void SweepReader::collects(NodeId id, const std::vector<NodeId> &parts) {
  const FunctionId callee = in_.entity(id);
  const bool puts = callee != kNone && !in_.program_.functions()[callee].project &&
                    meaningOf(in_.program_.functions()[callee].name, true) == Meaning::Mutation && parts.size() == 2;
  if (!puts || !takes(parts[0])) {
    effects_ = true;
    return;
  }
  sweep_.goal = SweepGoal::Filter;
  sweep_.maps = sweep_.maps || in_.terms_[in_.peek(parts[1])].kind != TermKind::Element;
  expression(parts[1], false);
}

void SweepReader::changes(NodeId id, const std::vector<NodeId> &parts) {
  const Op op = tree_[id].op;
  if (tree_[parts[0]].op == Op::LocalRef && declares(node_, tree_[parts[0]].ref))
    return expression(parts.back(), false);
  if (!takes(parts[0]) || in_.isText(parts[0])) {
    effects_ = true;
    return;
  }
  const LocalId local = tree_[parts[0]].ref;
  if (isIncrement(op) || (op != Op::Assign && tree_[parts[1]].op == Op::IntLiteral)) {
    sweep_.goal = SweepGoal::Count;
  } else if (op != Op::Assign) {
    sweep_.goal = isBool(typeOf(local)) ? SweepGoal::Test : SweepGoal::Sum;
  } else {
    const bool own = mentions(in_.peek(parts[1]), local, 0);
    const bool number = tree_[parts[1]].op == Op::Add || tree_[parts[1]].op == Op::Subtract;
    sweep_.goal = isBool(typeOf(local)) ? SweepGoal::Test : own && number ? SweepGoal::Sum : SweepGoal::Find;
    picks_ = picks_ || (own && !number); // the greater of the two
  }
  if (parts.size() > 1)
    expression(parts[1], false);
}

bool SweepReader::takes(NodeId target) {
  if (tree_[target].op != Op::LocalRef || declares(node_, tree_[target].ref))
    return false;
  const LocalId local = tree_[target].ref;
  const TypeId type = typeOf(local);
  if (local < in_.record_->parameters || type == kNone || in_.program_.types()[type].record != kNone)
    return false;
  if (std::ranges::count(results_, local) == 0)
    results_.push_back(local);
  return true;
}

void SweepReader::expression(NodeId id, bool picks) {
  findEffects(id);
  expressions_.emplace_back(id, picks);
}

void SweepReader::findEffects(NodeId id) {
  const NodeId end = id + tree_[id].size;
  for (NodeId at = id; at < end; ++at) {
    const Node &node = tree_[at];
    // A comparison that nobody declared const changes neither side.
    const bool method = node.op == Op::MethodCall && node.ref != kNone;
    const bool compares = node.op == Op::Equal || node.op == Op::NotEqual ||
                          (method && in_.program_.functions()[in_.entity(at)].simple == "operator==");
    if (compares && tree_.list(at).size() == 2) {
      for (const NodeId side : tree_.children(at)) {
        if ((tree_[side].flags & facts::kMutableArgument) == 0)
          findEffects(side);
        else
          for (const NodeId part : tree_.children(side))
            findEffects(part);
      }
      at += node.size - 1;
      continue;
    }
    const bool call = node.op == Op::MethodCall || node.op == Op::Call;
    const FunctionInfo *callee = call && node.ref != kNone ? &in_.program_.functions()[in_.entity(at)] : nullptr;
    const Meaning meaning =
        callee == nullptr || callee->project ? Meaning::Other : meaningOf(callee->name, node.op == Op::MethodCall);
    const bool tells = node.op == Op::MethodCall && (node.flags & facts::kConstCallee) == 0 && callee != nullptr &&
                       (callee->project || meaning == Meaning::Mutation);
    effects_ = effects_ || tells || meaning == Meaning::Output || meaning == Meaning::Text || isAssignment(node.op) ||
               isIncrement(node.op) || node.op == Op::Throw || node.op == Op::New || node.op == Op::Delete ||
               node.op == Op::Lambda || node.op == Op::IndirectCall || (node.flags & facts::kMutableArgument) != 0;
    if (node.op == Op::Construct || node.op == Op::Aggregate)
      sweep_.maps = sweep_.maps || (node.type != kNone && isProjectRecord(in_.typeOf(at)));
  }
}

} // namespace tell::model
