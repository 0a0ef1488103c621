#include "facts/op_shape.hpp"
#include "model/sweep_reader.hpp"

#include <algorithm>

namespace tell::model {

using facts::LocalId;
using facts::LocalKind;
using facts::Node;
using facts::NodeId;
using facts::Op;
using facts::TypeKind;

// A sum is best told by what is added, everything else by what decides.
void SweepReader::classifyAll(bool allPick) {
  const bool sums = sweep_.goal == SweepGoal::Sum;
  for (const bool decisions : {!sums, sums})
    for (const auto &[expression, picks] : expressions_)
      if (picks == decisions)
        classify(expression, picks || allPick);
}

void SweepReader::classify(NodeId id, bool picks) {
  const TermId term = in_.peek(id);
  if (const TermId other = soughtIn(term); picks && other != kNone) {
    elements_ = picks_ = true;
    sweep_.sought = in_.terms_[other].type;
    sweep_.text = "== " + ruleText(in_.terms_, other, in_.program_);
    return;
  }
  Inputs inputs;
  visit(term, inputs);
  elements_ = elements_ || inputs.elements;
  picks_ = picks_ || (picks && inputs.elements);
  if (!inputs.elements)
    return;
  sweep_.keyed = sweep_.keyed || (picks && isKeyed(term, 0));
  if (!sweep_.text.empty())
    return;
  // What each member is compared with may be the best so far.
  const bool compares = std::ranges::any_of(results_, [&](LocalId result) { return mentions(term, result, 0); });
  sweep_.text = compares && !sweep_.reads.empty() ? in_.program_.fields()[sweep_.reads.front()].name
                                                  : Text(ruleText(in_.terms_, addend(term), in_.program_));
}

// `friend == me`: the member itself, and an object from elsewhere.
TermId SweepReader::soughtIn(TermId id) const {
  const Term &term = in_.terms_[id];
  const bool equals = term.kind == TermKind::Call
                          ? term.ref != kNone && in_.program_.functions()[term.ref].simple == "operator=="
                          : term.kind == TermKind::Operation && static_cast<Op>(term.ref) == Op::Equal;
  if (!equals || term.operands.size() != 2)
    return kNone;
  for (std::size_t side = 0; side < 2; ++side) {
    const Term &other = in_.terms_[term.operands[1 - side]];
    const bool elsewhere =
        other.kind == TermKind::Local || other.kind == TermKind::Call || other.kind == TermKind::This;
    if (isMember(in_.terms_[term.operands[side]]) && elsewhere && other.type != kNone &&
        in_.program_.recordOf(other.type) != kNone)
      return term.operands[1 - side];
  }
  return kNone;
}

TermId SweepReader::addend(TermId id) const {
  const Term &term = in_.terms_[id];
  const bool sum = term.kind == TermKind::Operation && static_cast<Op>(term.ref) == Op::Add;
  return sum && term.operands.size() == 2 && in_.terms_[term.operands[0]].kind == TermKind::Element ? term.operands[1]
                                                                                                    : id;
}

void SweepReader::visit(TermId id, Inputs &inputs) {
  constexpr std::uint32_t kSteps = 2000;
  const Term &term = in_.terms_[id];
  if (++inputs.steps > kSteps || id == in_.terms_[range_].operands[0])
    return;
  switch (term.kind) {
  case TermKind::Element:
    if (isMember(term)) {
      inputs.elements = true;
      return;
    }
    break;
  case TermKind::Field:
    if (const TermId holder = in_.terms_.root(id); isMember(in_.terms_[holder]) || leadsToMember(id))
      if (std::ranges::count(sweep_.reads, term.ref) == 0)
        sweep_.reads.push_back(term.ref);
    break;
  case TermKind::Local:
    local(term, inputs);
    return;
  case TermKind::This:
  case TermKind::Global:
    inputs.elsewhere = true;
    ++sweep_.foreign;
    return;
  case TermKind::Call:
    if (term.ref != kNone && std::ranges::count(sweep_.calls, term.ref) == 0)
      sweep_.calls.push_back(term.ref);
    break;
  case TermKind::Opaque:
    effects_ = true;
    return;
  default:
    break;
  }
  for (const TermId operand : term.operands)
    visit(operand, inputs);
}

void SweepReader::local(const Term &term, Inputs &inputs) {
  const auto kind = in_.view_->facts->locals[in_.record_->locals.begin + term.ref].kind;
  if (declares(node_, term.ref)) {
    inputs.elements = inputs.elements || kind == LocalKind::LambdaParameter;
    return;
  }
  if (std::ranges::count(results_, term.ref) != 0)
    return;
  inputs.elsewhere = true;
  const bool scalar = term.type != kNone && in_.program_.types()[term.type].kind != TypeKind::Record &&
                      in_.program_.recordOf(term.type) == kNone;
  if (term.ref < in_.record_->parameters && scalar)
    sweep_.parameters.push_back(term.ref);
  else
    ++sweep_.foreign;
}

bool SweepReader::isKeyed(TermId id, int depth) {
  constexpr int kDepth = 30;
  const Term &term = in_.terms_[id];
  if (depth > kDepth)
    return false;
  const auto op = term.kind == TermKind::Operation ? static_cast<Op>(term.ref) : Op::Unknown;
  if (op == Op::Equal || op == Op::NotEqual || term.kind == TermKind::Call) {
    const std::size_t foreign = sweep_.foreign;
    const auto parameters = sweep_.parameters;
    Inputs inputs;
    visit(id, inputs);
    sweep_.foreign = static_cast<std::uint32_t>(foreign);
    sweep_.parameters = parameters;
    if (inputs.elsewhere)
      return true;
  }
  return std::ranges::any_of(term.operands, [&](TermId operand) { return isKeyed(operand, depth + 1); });
}

bool SweepReader::isMember(const Term &term) const {
  if (term.kind != TermKind::Element)
    return false;
  const bool bound = term.operands.size() > 1 && in_.terms_[term.operands[1]].kind == TermKind::Local &&
                     declares(node_, in_.terms_[term.operands[1]].ref);
  return bound || term.operands[0] == range_;
}

bool SweepReader::leadsToMember(TermId id) const {
  while (!in_.terms_[id].operands.empty()) {
    if (isMember(in_.terms_[id]))
      return true;
    id = in_.terms_[id].operands[0];
  }
  const Term &root = in_.terms_[id];
  return root.kind == TermKind::Local && declares(node_, root.ref);
}

void SweepReader::member(NodeId id) {
  elements_ = true;
  const auto ref = tree_[id].ref;
  if (ref == kNone)
    return;
  const auto &symbol = in_.view_->facts->symbols[ref];
  const std::uint32_t entity = in_.entity(id);
  if (entity == kNone)
    return;
  if (symbol.kind == facts::SymbolKind::Field)
    sweep_.reads.push_back(entity);
  else
    sweep_.calls.push_back(entity);
  sweep_.text = sweep_.text.empty() ? Text(in_.view_->facts->string(symbol.name)) : sweep_.text;
}

bool SweepReader::isMany() const {
  const TermId object = in_.terms_[range_].operands[0];
  for (const NodeId around : in_.around_) {
    if (!comesFrom(object, around, 0))
      continue;
    const bool loop = tree_[around].op != Op::Lambda;
    if ((answers_ && loop) || std::ranges::any_of(results_, [&](LocalId local) { return !declares(around, local); }))
      return true;
  }
  return false;
}

bool SweepReader::comesFrom(TermId id, NodeId around, int depth) const {
  constexpr int kDepth = 30;
  const Term &term = in_.terms_[id];
  if (term.kind == TermKind::Local)
    return declares(around, term.ref) || changes(around, term.ref);
  return depth < kDepth &&
         std::ranges::any_of(term.operands, [&](TermId operand) { return comesFrom(operand, around, depth + 1); });
}

bool SweepReader::declares(NodeId around, LocalId local) const {
  for (NodeId at = around; at < around + tree_[around].size; ++at) {
    const Node &node = tree_[at];
    if ((node.op == Op::Decl || node.op == Op::Bind || node.op == Op::RangeFor || node.op == Op::InitCapture) &&
        node.ref == local)
      return true;
    if (node.op != Op::Lambda || node.ref >= in_.view_->facts->lambdas.size())
      continue;
    const auto &parameters = in_.view_->facts->lambdas[node.ref].parameters;
    if (local >= parameters.begin && local < parameters.end)
      return true;
  }
  return false;
}

bool SweepReader::changes(NodeId around, LocalId local) const {
  for (NodeId at = around; at < around + tree_[around].size; ++at)
    if ((isAssignment(tree_[at].op) || isIncrement(tree_[at].op)) && tree_[at + 1].op == Op::LocalRef &&
        tree_[at + 1].ref == local)
      return true;
  return false;
}

bool SweepReader::mentions(TermId id, LocalId local, int depth) const {
  constexpr int kDepth = 30;
  const Term &term = in_.terms_[id];
  return (term.kind == TermKind::Local && term.ref == local) ||
         (depth < kDepth &&
          std::ranges::any_of(term.operands, [&](TermId operand) { return mentions(operand, local, depth + 1); }));
}

TypeId SweepReader::typeOf(LocalId local) const {
  const auto &info = in_.view_->facts->locals[in_.record_->locals.begin + local];
  return info.type == kNone ? kNone : in_.view_->types[info.type];
}

std::string_view SweepReader::nameOf(LocalId local) const {
  return in_.view_->facts->string(in_.view_->facts->locals[in_.record_->locals.begin + local].name);
}

bool SweepReader::isBool(TypeId type) const {
  return type != kNone && in_.program_.types()[type].kind == TypeKind::Bool;
}

bool SweepReader::isProjectRecord(TypeId type) const {
  return type != kNone && in_.program_.types()[type].record != kNone;
}

} // namespace tell::model
