#include "model/interpreter.hpp"
#include "support/sort_unique.hpp"

#include <algorithm>

/// What a body does to the object it belongs to: which checks make it refuse, and how it changes which fields. This is
/// what invariants are found by (invariants.hpp).
namespace tell::model {

using facts::Node;
using facts::NodeId;
using facts::Op;

// A condition that ends in refusal guards the fields of one's own that it looks at, and the parameters that are stored
// later on.
void Interpreter::refuse(std::span<const std::uint32_t> rules, Refusal how) {
  if (how == Refusal::None)
    return;
  const bool hard = how == Refusal::Hard;
  for (const std::uint32_t index : rules) {
    const Rule &rule = out_->rules[index];
    // That there is something to work on is what any operation on a collection needs, and where nothing would change
    // there is nothing to do: to stop then is no promise about the value.
    const bool idle =
        rule.kind == RuleKind::Match || rule.kind == RuleKind::Ordering || rule.kind == RuleKind::Presence || rule.bare;
    if (rule.emptiness || (!hard && idle))
      continue;
    for (const StateRead &read : rule.reads)
      if (isOwnState(read))
        out_->ownGuards.push_back({read.field, false, hard, rule.place, rule.text});
    for (const std::uint32_t parameter : rule.parameters)
      refused_.emplace_back(parameter, OwnGuard{kNone, true, hard, rule.place, rule.text});
  }
}

// What is checked on its way in is as good as checked where it lies.
void Interpreter::guardStored() {
  for (const auto &[parameter, field] : stored_)
    for (const auto &[refused, guard] : refused_)
      if (refused == parameter) {
        out_->ownGuards.push_back(guard);
        out_->ownGuards.back().field = field;
      }
}

Interpreter::Refusal Interpreter::refusalOf(NodeId branch) const {
  const Tree tree(*view_->facts);
  switch (tree[branch].op) {
  case Op::Throw:
    return Refusal::Hard;
  case Op::Return:
    if (tree.children(branch).empty())
      return Refusal::Quiet;
    return givesUp(*tree.children(branch).begin()) ? Refusal::Soft : Refusal::None;
  case Op::Block: {
    const auto statements = tree.list(branch);
    return statements.empty() ? Refusal::None : refusalOf(statements.back());
  }
  default:
    return Refusal::None;
  }
}

// An answer that says no: false, nothing, an enumerator or an error made by its own class. Any other is a result.
bool Interpreter::givesUp(NodeId answer) const {
  const Tree tree(*view_->facts);
  const Node &node = tree[answer];
  switch (node.op) {
  case Op::BoolLiteral:
    return node.ref == 0;
  case Op::NullLiteral:
  case Op::EnumConstant:
    return true;
  case Op::GlobalRef:
  case Op::Construct:
    return node.type != kNone && tree.children(answer).empty() &&
           program_.types()[typeOf(answer)].wrapper == facts::Wrapper::Optional;
  case Op::Negate:
    return tree[*tree.children(answer).begin()].op == Op::IntLiteral;
  case Op::Call: {
    const FunctionInfo *callee = node.ref == kNone ? nullptr : &program_.functions()[entity(answer)];
    const TypeId type = typeOf(answer);
    return callee != nullptr && callee->isMethod() && callee->is(facts::kStatic) && type != kNone &&
           program_.types()[type].record == callee->owner;
  }
  default:
    return false;
  }
}

void Interpreter::changeOwn(FieldId field, TermId value, NodeId node, bool compound) {
  out_->ownWrites.push_back(field);
  const Term &term = terms_[value];
  if (const TypeId held = program_.fields()[field].type;
      held != kNone && !compound && !term.constant && program_.pointee(held) != held)
    ++replaced_[field];
  const bool given = term.kind == TermKind::Local && term.ref < record_->parameters;
  OwnChange change{field, Change::Value, place(node), {}, {}, {}, lookedUpIn(value, 0)};
  if (change.source == thisKey())
    change.source = 0;
  if (term.kind == TermKind::Enumerator)
    change.value = term.text;
  Gathered gathered;
  gather(value, gathered, false, 0);
  for (const StateRead &read : gathered.reads)
    if (isOwnState(read))
      change.from.push_back(read.field);
  // Two fields that are given one and the same are in step only where something is made of it for one of them.
  if (!given)
    for (const auto &[parameter, other] : stored_)
      if (std::ranges::count(gathered.parameters, parameter) != 0)
        change.from.push_back(other);
  if (given)
    stored_.emplace_back(term.ref, field);
  sortUnique(change.from);
  const TypeId type = program_.fields()[field].type;
  const bool collects = !term.constant && !given && type != kNone && program_.isCollection(type);
  // `node["size"].as<int>(size_)`: what a value is looked up with is what it stays where nothing is found.
  const bool falls = change.source != 0 && std::ranges::count(change.from, field) != 0;
  if (compound || collects || (term.kind != TermKind::Field && !falls && std::ranges::count(change.from, field) != 0))
    change.how = Change::Step;
  else if (term.constant)
    change.how = Change::Constant;
  std::erase(change.from, field);
  for (const std::uint32_t guard : guards_) {
    const Rule &rule = out_->rules[guard];
    const bool asks = std::ranges::any_of(
        rule.reads, [&](const StateRead &read) { return read.field == field && read.object == thisKey(); });
    if (asks)
      change.asked.insert(change.asked.end(), rule.values.begin(), rule.values.end());
  }
  sortUnique(change.asked);
  out_->ownChanges.push_back(std::move(change));
}

} // namespace tell::model
