#include "model/interpreter.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tell::model {

using facts::Node;
using facts::NodeId;
using facts::Op;
using facts::TypeKind;
using facts::Wrapper;

namespace {

bool isComparison(Op op) { return op >= Op::Equal && op <= Op::ThreeWay; }

bool isArithmetic(Op op) { return (op >= Op::Add && op <= Op::BitXor) || op == Op::Negate || op == Op::BitNot; }

} // namespace

TermId Interpreter::opaque(NodeId id) { return terms_.make(TermKind::Opaque, id, typeOf(id), {}, {}); }

TermId Interpreter::evaluate(NodeId id, Context context) {
  constexpr int kDepthLimit = 600;
  const Tree tree(*view_->facts);
  const Node &node = tree[id];
  if (depth_ > kDepthLimit)
    return opaque(id);
  ++depth_;
  TermId result = kNone;
  const auto text = [&] { return node.ref == kNone ? std::string_view() : view_->facts->string(node.ref); };
  switch (node.op) {
  case Op::This:
    result = terms_.make(TermKind::This, 0, typeOf(id), {}, {});
    break;
  case Op::LocalRef: {
    if (node.ref >= locals_.size()) {
      result = opaque(id);
      break;
    }
    const LocalState &state = locals_[node.ref];
    touched_.insert(touched_.end(), state.rules.begin(), state.rules.end());
    const auto &local = view_->facts->locals[record_->locals.begin + node.ref];
    result = state.term != kNone
                 ? state.term
                 : terms_.make(TermKind::Local, node.ref, typeOf(id), view_->facts->string(local.name), {});
    break;
  }
  case Op::GlobalRef: {
    const std::uint32_t variable = entity(id);
    if (variable == kNone || view_->facts->symbols[node.ref].kind != facts::SymbolKind::Variable) { // facts may say so
      result = opaque(id);
    } else if (variables_[variable].constant) {
      result = terms_.make(TermKind::Constant, variable, typeOf(id), variables_[variable].name, {});
    } else {
      result = terms_.make(TermKind::Global, variable, typeOf(id), variables_[variable].name, {});
    }
    break;
  }
  case Op::EnumConstant: {
    const std::uint32_t enumerator = entity(id);
    result = enumerator == kNone
                 ? opaque(id)
                 : terms_.make(TermKind::Enumerator, enumerator, typeOf(id), enumerators_[enumerator].name, {});
    break;
  }
  case Op::IntLiteral:
  case Op::FloatLiteral:
  case Op::StringLiteral:
  case Op::CharLiteral:
    result = terms_.make(TermKind::Constant, static_cast<std::uint32_t>(node.op), typeOf(id), text(), {});
    break;
  case Op::BoolLiteral:
    result = terms_.make(TermKind::Constant, 0, typeOf(id), node.ref == 1 ? "true" : "false", {});
    break;
  case Op::NullLiteral:
    result = terms_.make(TermKind::Constant, 0, typeOf(id), "nullptr", {});
    break;
  case Op::TypeOperand:
    result = terms_.make(TermKind::Constant, node.type, kNone, "sizeof", {});
    break;
  case Op::FunctionRef:
  case Op::MemberPointer:
    result = terms_.make(TermKind::Function, node.ref, typeOf(id), {}, {});
    break;
  case Op::Lambda:
    // Kept in a local or called at once: its parameters are what this function gives it.
    if (node.ref < view_->facts->lambdas.size())
      for (std::uint32_t local = view_->facts->lambdas[node.ref].parameters.begin;
           local < view_->facts->lambdas[node.ref].parameters.end && local < locals_.size(); ++local)
        locals_[local].given = true;
    lambda(id, kNone);
    result = opaque(id);
    break;
  case Op::Field:
    result = field(id, context);
    break;
  case Op::Call:
    result = freeCall(id, context);
    break;
  case Op::MethodCall:
    result = methodCall(id, context);
    break;
  case Op::Construct:
  case Op::Aggregate:
  case Op::New:
    result = construct(id, context);
    break;
  case Op::Conditional:
    result = conditional(id, context);
    break;
  case Op::Arrow:
  case Op::Dereference:
  case Op::AddressOf:
  case Op::Plus:
  case Op::Cast:
  case Op::Await:
    // A handle and what it leads to are one object here; a cast keeps the value.
    for (const NodeId child : tree.children(id))
      result = evaluate(child, context);
    if (result == kNone)
      result = opaque(id);
    if ((node.op == Op::Dereference || node.op == Op::Arrow) && terms_[result].kind == TermKind::Local &&
        terms_[result].ref < locals_.size() && locals_[terms_[result].ref].base != kNone &&
        isIterator(terms_[result].type))
      result = terms_.make(TermKind::Element, 0, typeOf(id), {}, {locals_[terms_[result].ref].base, result});
    if (node.op == Op::Cast && (node.flags & facts::kDynamicCast) != 0)
      result = downcast(id, result, context);
    break;
  case Op::Subscript: {
    const auto parts = tree.list(id);
    if (parts.size() != 2) {
      result = opaque(id);
      break;
    }
    const TermId container = evaluate(parts[0], context);
    // An index into a table is a look-up: the value is carried there, whatever is computed from the element.
    const std::size_t passedBefore = out_->passed.size();
    const TermId index = evaluate(parts[1], {.inRule = true, .display = context.display});
    // …but for a table of numbers over an enumeration: what each value is worth is a rule, written as a table.
    if (terms_[index].kind == TermKind::Field && terms_[container].constant && isEnumeration(terms_[index].type) &&
        isNumber(typeOf(id)))
      addRule(RuleKind::Selection, index, id, context, passedBefore);
    noteIndexed(container, std::span(&index, 1));
    result = terms_.make(TermKind::Element, 0, typeOf(id), {}, {container, index});
    break;
  }
  case Op::Not:
  case Op::LogicalAnd:
  case Op::LogicalOr: {
    if (context.inRule) {
      std::vector<TermId> operands;
      for (const NodeId child : tree.children(id))
        operands.push_back(evaluate(child, context));
      result =
          terms_.make(TermKind::Operation, static_cast<std::uint32_t>(node.op), typeOf(id), {}, std::move(operands));
      break;
    }
    std::vector<std::uint32_t> rules;
    result = decide(id, context, rules);
    markSpans(result, rules);
    break;
  }
  case Op::PreIncrement:
  case Op::PreDecrement:
  case Op::PostIncrement:
  case Op::PostDecrement:
    result = increment(id, context);
    break;
  default:
    if (isComparison(node.op)) {
      if (context.inRule) {
        result = operation(id, context);
      } else {
        std::vector<std::uint32_t> rules;
        result = decide(id, context, rules);
      }
    } else if (isArithmetic(node.op)) {
      result = arithmetic(id, context);
    } else if (node.op >= Op::Assign && node.op <= Op::BitXorAssign) {
      result = assign(id, context);
    } else if (node.op == Op::Unknown && context.inRule && !tree.children(id).empty()) {
      result = operation(id, context); // what an assertion that was compiled away still names
    } else if (node.op >= Op::Body && node.op <= Op::Empty) {
      statement(id); // a statement inside an expression
      result = opaque(id);
    } else {
      for (const NodeId child : tree.children(id))
        evaluate(child, {.inRule = false, .display = context.display});
      result = opaque(id);
    }
  }
  --depth_;
  return result;
}

// Takes a condition apart at its logical operators; each part is a rule of its own.
TermId Interpreter::decide(NodeId id, Context context, std::vector<std::uint32_t> &rules) {
  constexpr int kDepthLimit = 600;
  const Tree tree(*view_->facts);
  const Node &node = tree[id];
  if (++depth_ > kDepthLimit) {
    --depth_;
    return opaque(id);
  }
  TermId result = kNone;
  const bool logical = node.op == Op::LogicalAnd || node.op == Op::LogicalOr || node.op == Op::Not;
  if (logical && node.ref == kNone) {
    std::vector<TermId> operands;
    for (const NodeId child : tree.children(id))
      operands.push_back(decide(child, context, rules));
    if (node.op == Op::LogicalAnd || node.op == Op::LogicalOr)
      ++out_->branches;
    result = terms_.make(TermKind::Operation, static_cast<std::uint32_t>(node.op), typeOf(id), {}, std::move(operands));
    markChoices(result, rules);
  } else if (node.op == Op::LocalRef && node.ref < locals_.size()) {
    // A condition worked out before: the rules stand where it was worked out.
    const LocalState &state = locals_[node.ref];
    if (state.rules.empty()) {
      const std::size_t passedBefore = out_->passed.size();
      result = evaluate(id, {.inRule = true, .display = context.display});
      if (const auto rule = addRule(RuleKind::Decision, result, id, context, passedBefore); rule != kNone)
        rules.push_back(rule);
    } else {
      result = evaluate(id, {.inRule = true, .display = context.display});
      rules.insert(rules.end(), state.rules.begin(), state.rules.end());
    }
  } else {
    const std::size_t passedBefore = out_->passed.size();
    const std::size_t touchedBefore = touched_.size();
    const Context inside{.inRule = true, .display = context.display};
    result = isComparison(node.op) ? operation(id, inside) : evaluate(id, inside);
    if (const auto rule = addRule(RuleKind::Decision, result, id, context, passedBefore); rule != kNone)
      rules.push_back(rule);
    rules.insert(rules.end(), touched_.begin() + static_cast<std::ptrdiff_t>(touchedBefore), touched_.end());
  }
  --depth_;
  return result;
}

// `s == A || s == B`, and its negation `s != A && s != B`: which of its values the field holds is one question.
void Interpreter::markChoices(TermId condition, std::span<const std::uint32_t> rules) {
  const std::uint32_t joins = terms_[condition].ref;
  const auto asks = static_cast<std::uint32_t>(static_cast<Op>(joins) == Op::LogicalOr ? Op::Equal : Op::NotEqual);
  if (static_cast<Op>(joins) == Op::Not)
    return;
  std::map<TermId, std::set<std::uint64_t>> choices; // by the field that is held to constants
  std::vector<TermId> pending{condition};
  for (std::size_t i = 0; i < pending.size() && i < kGatherSteps; ++i) {
    const Term &term = terms_[pending[i]];
    if (term.kind != TermKind::Operation || term.operands.size() != 2)
      continue;
    if (term.ref == joins)
      pending.insert(pending.end(), term.operands.begin(), term.operands.end());
    for (std::size_t side = 0; side < 2 && term.ref == asks; ++side)
      if (terms_[term.operands[side]].kind == TermKind::Field && terms_[term.operands[1 - side]].constant)
        choices[term.operands[side]].insert(ruleHash(terms_, pending[i], program_));
  }
  for (const auto &[field, hashes] : choices) {
    std::uint64_t all = 0;
    for (const std::uint64_t hash : hashes)
      all = mix(all, hash);
    for (const std::uint32_t rule : rules)
      if (hashes.size() > 1 && hashes.contains(out_->rules[rule].hash))
        out_->rules[rule].choice = all;
  }
}

TermId Interpreter::readField(FieldId field, TermId object, TypeId type, FunctionId accessor, Context context) {
  const ClassId owner = program_.fields()[field].owner;
  if (terms_[object].kind == TermKind::This && owner == out_->owner)
    out_->ownReads.push_back(field);
  else if (!context.inRule)
    out_->carried.push_back({owner, field, accessor, terms_[object].hash});
  return terms_.make(TermKind::Field, field, type, generation(field, object), {object});
}

// What tells the object that an own handle leads to from the one that it led to before it was assigned to.
std::string_view Interpreter::generation(FieldId field, TermId object) const {
  constexpr std::string_view kMarks = "''''''''";
  const auto replaced = terms_[object].kind == TermKind::This ? replaced_.find(field) : replaced_.end();
  return replaced == replaced_.end() ? std::string_view() : kMarks.substr(0, replaced->second);
}

TermId Interpreter::field(NodeId id, Context context) {
  const Tree tree(*view_->facts);
  const Node &node = tree[id];
  if (tree.children(id).empty())
    return opaque(id);
  walk(id, context);
  const TermId object = evaluate(*tree.children(id).begin(), context);
  const FieldId field = entity(id);
  if (field != kNone)
    return readField(field, object, typeOf(id), kNone, context);
  const auto name = node.ref == kNone ? std::string_view() : view_->facts->string(view_->facts->symbols[node.ref].name);
  return terms_.make(TermKind::Part, 0, typeOf(id), name, {object});
}

TermId Interpreter::operation(NodeId id, Context context) {
  const Tree tree(*view_->facts);
  std::vector<TermId> operands;
  for (const NodeId child : tree.children(id))
    operands.push_back(evaluate(child, context));
  return terms_.make(TermKind::Operation, static_cast<std::uint32_t>(tree[id].op), typeOf(id), {}, std::move(operands));
}

bool Interpreter::isEnumeration(TypeId type) const {
  return type != kNone && program_.types()[program_.pointee(type)].kind == TypeKind::Enum;
}

bool Interpreter::isIterator(TypeId type) const {
  return type != kNone && program_.types()[type].wrapper == Wrapper::Iterator;
}

bool Interpreter::isNumber(TypeId type) const {
  if (type == kNone)
    return false;
  const TypeKind kind = program_.types()[program_.pointee(type)].kind;
  return kind == TypeKind::Integer || kind == TypeKind::Floating;
}

bool Interpreter::isStream(NodeId id) const {
  const TypeId type = typeOf(id);
  return type != kNone && program_.types()[program_.pointee(type)].wrapper == Wrapper::Stream;
}

// A buffer of numbers, or an object that is one among other things, as a window's surface.
bool Interpreter::isBuffer(NodeId id) const {
  const TypeId type = typeOf(id);
  const ClassId record = type == kNone ? kNone : program_.recordOf(type);
  if (record == kNone)
    return false;
  std::vector<ClassId> bases{record};
  for (std::size_t i = 0; i < bases.size(); ++i) {
    if (program_.isBuffer(bases[i]))
      return true;
    for (const ClassId base : program_.classes()[bases[i]].bases)
      if (std::ranges::count(bases, base) == 0)
        bases.push_back(base);
  }
  return false;
}

bool Interpreter::isText(NodeId id) const {
  const Tree tree(*view_->facts);
  if (tree[id].op == Op::StringLiteral)
    return true;
  const TypeId type = typeOf(id);
  if (type == kNone)
    return false;
  const Wrapper wrapper = program_.types()[program_.pointee(type)].wrapper;
  return wrapper == Wrapper::String || wrapper == Wrapper::StringView;
}

TermId Interpreter::arithmetic(NodeId id, Context context) {
  const Tree tree(*view_->facts);
  const Node &node = tree[id];
  const auto parts = tree.list(id);
  if ((node.op == Op::ShiftLeft || node.op == Op::ShiftRight) && !parts.empty() && isStream(id)) {
    out_->output = out_->output || node.op == Op::ShiftLeft;
    for (const NodeId part : parts) {
      const TermId value = evaluate(part, {.inRule = false, .display = true});
      if (node.op == Op::ShiftRight && part != parts.front())
        giveAway(value, part);
    }
    return opaque(id);
  }
  // A writer of the project's own: `writer << "name" << thing.name()`.
  const TypeId left = parts.empty() ? kNone : typeOf(parts[0]);
  if (node.op == Op::ShiftLeft && left != kNone && program_.types()[program_.pointee(left)].kind == TypeKind::Record &&
      typeOf(id) != kNone && program_.recordOf(typeOf(id)) == program_.recordOf(left)) {
    evaluate(parts[0], {.inRule = true, .display = context.display});
    for (std::size_t i = 1; i < parts.size(); ++i)
      evaluate(parts[i], {.inRule = false, .display = true});
    return opaque(id);
  }
  const bool textual =
      node.op == Op::Add && (isText(id) || std::ranges::any_of(parts, [this](NodeId part) { return isText(part); }));
  if (textual) {
    std::vector<TermId> operands;
    operands.reserve(parts.size());
    for (const NodeId part : parts)
      operands.push_back(evaluate(part, {.inRule = false, .display = true}));
    return terms_.make(TermKind::Operation, static_cast<std::uint32_t>(node.op), typeOf(id), {}, std::move(operands));
  }
  if (context.inRule)
    return operation(id, context);
  const std::size_t passedBefore = out_->passed.size();
  const TermId term = operation(id, {.inRule = true, .display = context.display});
  addRule(RuleKind::Computation, term, id, context, passedBefore);
  return term;
}

// Whether a condition holds a number of an object to a constant bound and asks for another field of that object, too.
bool Interpreter::limitsByAnother(TermId condition) const {
  std::map<ObjectKey, std::set<FieldId>> bounded;
  std::map<ObjectKey, std::set<FieldId>> asked;
  std::vector<TermId> pending{condition};
  while (!pending.empty()) {
    const Term &term = terms_[pending.back()];
    pending.pop_back();
    if (term.kind != TermKind::Operation)
      continue;
    const auto op = static_cast<Op>(term.ref);
    if (op == Op::LogicalAnd || op == Op::LogicalOr || op == Op::Not) {
      pending.insert(pending.end(), term.operands.begin(), term.operands.end());
      continue;
    }
    if (!isComparison(op) || term.operands.size() != 2)
      continue;
    for (std::size_t side = 0; side < 2; ++side) {
      const Term &field = terms_[term.operands[side]];
      const Term &other = terms_[term.operands[1 - side]];
      if (field.kind != TermKind::Field || !other.constant)
        continue;
      const ObjectKey object = terms_[field.operands[0]].hash;
      asked[object].insert(field.ref);
      if (op != Op::Equal && op != Op::NotEqual && other.text != "0")
        bounded[object].insert(field.ref);
    }
  }
  return std::ranges::any_of(bounded, [&](const auto &entry) { return asked[entry.first].size() >= 2; });
}

// `x >= box.left && x < box.right`: each part alone holds one field to a value from elsewhere; together they ask
// whether the value is in the range that the object is.
void Interpreter::markSpans(TermId condition, std::span<const std::uint32_t> rules) {
  std::map<std::pair<TermId, TermId>, std::map<FieldId, std::vector<std::uint64_t>>> held; // value and object
  std::vector<TermId> pending{condition};
  for (std::size_t i = 0; i < pending.size() && i < kGatherSteps; ++i) {
    const Term &term = terms_[pending[i]];
    const auto op = static_cast<Op>(term.ref);
    if (term.kind != TermKind::Operation)
      continue;
    if (op == Op::LogicalAnd || op == Op::LogicalOr || op == Op::Not)
      pending.insert(pending.end(), term.operands.begin(), term.operands.end());
    else if (op >= Op::Less && op <= Op::GreaterEqual && term.operands.size() == 2)
      for (std::size_t side = 0; side < 2; ++side) {
        const Term &field = terms_[term.operands[side]];
        const TermId value = term.operands[1 - side];
        if (field.kind == TermKind::Field && !terms_[value].constant)
          held[{value, field.operands[0]}][field.ref].push_back(ruleHash(terms_, pending[i], program_));
      }
  }
  for (const auto &[ends, fields] : held)
    for (const auto &[field, hashes] : fields)
      for (const std::uint32_t rule : rules)
        out_->rules[rule].spans =
            out_->rules[rule].spans || (fields.size() >= 2 && std::ranges::count(hashes, out_->rules[rule].hash) != 0);
}

bool Interpreter::markLimits(TermId condition, std::span<const std::uint32_t> rules) {
  markSpans(condition, rules);
  if (!limitsByAnother(condition))
    return false;
  for (const std::uint32_t rule : rules)
    out_->rules[rule].limits = true;
  return true;
}

TermId Interpreter::conditional(NodeId id, Context context) {
  const Tree tree(*view_->facts);
  const auto parts = tree.list(id);
  if (parts.size() != 3)
    return opaque(id);
  ++out_->branches;
  // What chooses between two texts ("yes" or "no") says how something is shown.
  std::vector<std::uint32_t> rules;
  const bool texts = isText(parts[1]) && isText(parts[2]);
  const std::size_t rulesBefore = out_->rules.size();
  const TermId condition = decide(parts[0], {.inRule = false, .display = context.display || texts}, rules);
  const bool limits = markLimits(condition, rules);
  // …but a limit on one field that hangs on another is a rule, whatever it is shown as.
  if (texts && !context.display && limits)
    for (std::size_t i = rulesBefore; i < out_->rules.size(); ++i)
      out_->rules[i].display = false;
  const TermId yes = evaluate(parts[1], context);
  const TermId no = evaluate(parts[2], context);
  touched_.insert(touched_.end(), rules.begin(), rules.end());
  // `best = x < best ? x : best`
  const std::size_t keptBefore = kept_.size();
  for (const auto &[local, value] : {std::pair(yes, no), std::pair(no, yes)})
    if (terms_[local].kind == TermKind::Local && terms_[local].ref < locals_.size())
      kept_.emplace_back(terms_[local].ref, value);
  settleBest(condition, rules, rulesBefore, keptBefore);
  kept_.resize(keptBefore);
  return terms_.make(TermKind::Operation, static_cast<std::uint32_t>(Op::Conditional), typeOf(id), {},
                     {condition, yes, no});
}

TermId Interpreter::assign(NodeId id, Context context) {
  const Tree tree(*view_->facts);
  const Node &node = tree[id];
  const auto parts = tree.list(id);
  if (parts.size() != 2)
    return opaque(id);
  const bool compound = node.op != Op::Assign;
  const std::size_t rulesBefore = out_->rules.size();
  const std::size_t touchedBefore = touched_.size();
  const std::size_t passedBefore = out_->passed.size();
  const bool textual = compound && isText(parts[0]);
  out_->formats = out_->formats || textual;
  const TermId value = evaluate(parts[1], {.inRule = false, .display = context.display || textual});
  // `total += x.amount()`: one figure of many, unless more is computed from it (then that is a rule of its own
  // already).
  if (compound && !textual && out_->rules.size() == rulesBefore && terms_[value].kind == TermKind::Field)
    addRule(RuleKind::Aggregation, value, parts[1], context, passedBefore);
  std::vector<std::uint32_t> inputs(touched_.begin() + static_cast<std::ptrdiff_t>(touchedBefore), touched_.end());
  for (std::size_t i = rulesBefore; i < out_->rules.size(); ++i) {
    inputs.push_back(static_cast<std::uint32_t>(i));
    out_->rules[i].figures = out_->rules[i].figures || isNumber(typeOf(parts[0]));
  }
  const std::size_t carriedBefore = out_->carried.size();
  const TermId target = evaluate(parts[0], {.inRule = false, .display = false});
  // What is assigned to is not read, unless by a compound assignment.
  if (out_->carried.size() > carriedBefore)
    out_->carried.pop_back();
  change(target, parts[0], value, inputs, compound);
  return target;
}

TermId Interpreter::increment(NodeId id, Context context) {
  const Tree tree(*view_->facts);
  if (tree.children(id).empty())
    return opaque(id);
  const NodeId operand = *tree.children(id).begin();
  const TermId target = evaluate(operand, {.inRule = true, .display = context.display});
  const TermId one = terms_.make(TermKind::Constant, 0, kNone, "1", {});
  change(target, operand, one, {}, true);
  return target;
}

TermId Interpreter::construct(NodeId id, Context context) {
  const Tree tree(*view_->facts);
  const Node &node = tree[id];
  const TypeId type = typeOf(id);
  const ClassId record = type == kNone ? kNone : program_.recordOf(type);
  std::vector<TermId> operands;
  std::vector<NodeId> nodes;
  for (const NodeId child : tree.children(id)) {
    const NodeId value = tree[child].op == Op::InitField && tree[child].size > 1 ? child + 1 : child;
    nodes.push_back(value);
    operands.push_back(evaluate(value, {.inRule = false, .display = context.display, .mapped = record != kNone}));
  }
  if (record != kNone && (node.op == Op::Construct || node.op == Op::Aggregate) &&
      program_.types()[type].kind == TypeKind::Record && program_.types()[type].record == record)
    out_->built.push_back({record, static_cast<std::uint32_t>(operands.size()), 0,
                           node.op == Op::Construct ? entity(id) : kNone, place(id)});
  if (node.op == Op::Construct && node.ref != kNone && program_.functions()[entity(id)].project)
    passAll(entity(id), nodes, operands, out_->pokes.size());
  // A conversion of one value is that value, seen as another type.
  if (operands.size() == 1 && record == kNone)
    return operands[0];
  return terms_.make(TermKind::Construct, id, type, {}, std::move(operands));
}

} // namespace tell::model
