#include "model/interpreter.hpp"

#include <algorithm>
#include <string_view>

namespace tell::model {

namespace {

/// Whether a text has places for values to be put into: "%s", "%5.2f", "{}", "{0}", "{:x}".
bool hasPlaces(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const char next = text[i + 1];
    if (text[i] == '{' && (next == '}' || next == ':' || (next >= '0' && next <= '9')))
      return true;
    if (text[i] != '%')
      continue;
    const std::size_t letter = text.find_first_not_of("-+#0123456789.*hlzjt", i + 1);
    if (letter != std::string_view::npos &&
        std::string_view("diouxXeEfFgGaAcsp").find(text[letter]) != std::string_view::npos)
      return true;
    ++i;
  }
  return false;
}

} // namespace

using facts::Node;
using facts::NodeId;
using facts::Op;

TermId Interpreter::methodCall(NodeId id, Context context) {
  const Tree tree(*view_->facts);
  const Node &node = tree[id];
  const auto parts = tree.list(id);
  if (parts.empty())
    return opaque(id);
  const std::span<const NodeId> rest(parts.data() + 1, parts.size() - 1);
  if (node.ref == kNone) { // a lambda kept in a local, or something unresolved
    evaluate(parts[0], {.inRule = true, .display = context.display});
    arguments(rest, context, Meaning::Other, kNone);
    return opaque(id);
  }
  const FunctionId calleeId = entity(id);
  const FunctionInfo &callee = program_.functions()[calleeId];
  if (callee.accessor.kind == AccessorKind::Getter && rest.empty()) {
    walk(id, context);
    TermId object = evaluate(parts[0], {.inRule = true, .display = context.display});
    const auto &path = callee.accessor.path;
    for (std::size_t i = 0; i < path.size(); ++i) {
      const bool last = i + 1 == path.size();
      const TypeId type = last ? typeOf(id) : program_.fields()[path[i]].type;
      object =
          readField(path[i], object, type, calleeId, {.inRule = context.inRule || !last, .display = context.display});
    }
    return object;
  }
  if (callee.accessor.kind == AccessorKind::Setter && !rest.empty()) {
    const std::size_t rulesBefore = out_->rules.size();
    const std::size_t touchedBefore = touched_.size();
    const auto values = arguments(rest, context, Meaning::Other, kNone);
    std::vector<std::uint32_t> inputs(touched_.begin() + static_cast<std::ptrdiff_t>(touchedBefore), touched_.end());
    for (std::size_t i = rulesBefore; i < out_->rules.size(); ++i)
      inputs.push_back(static_cast<std::uint32_t>(i));
    const TermId object = evaluate(parts[0], {.inRule = true, .display = context.display});
    for (std::size_t i = 0; i < callee.accessor.path.size(); ++i)
      poke(PokeKind::Setter, callee.accessor.path[i], object, calleeId, id, values[std::min(i, values.size() - 1)],
           inputs, false);
    changeWhole(object, id);
    return object;
  }
  // std::ranges::any_of and its like are objects that are called.
  if (!callee.project && callee.simple == "operator()" && tree[parts[0]].op == Op::GlobalRef &&
      tree[parts[0]].ref != kNone)
    return foreignFunction(id, view_->facts->string(view_->facts->symbols[tree[parts[0]].ref].qualified), rest,
                           context);
  if (!callee.project) {
    const TermId object = evaluate(parts[0], {.inRule = true, .display = context.display});
    return foreignMethod(id, callee, object, rest, context);
  }
  const TermId object = evaluate(parts[0], {.inRule = true, .display = context.display});
  const std::size_t pokesBefore = out_->pokes.size();
  const auto values = arguments(rest, context, Meaning::Other, kNone, calleeId);
  passAll(calleeId, rest, values, pokesBefore);
  if (callee.isMethod()) {
    const bool constant = (node.flags & facts::kConstCallee) != 0;
    if (!constant)
      noteChanged(object);
    if (terms_[object].kind != TermKind::This)
      out_->told.push_back({callee.owner, calleeId, terms_[object].hash, constant, place(id), guards_});
    pass(calleeId, Passed::kThis, object, id);
  }
  noteIndexed(object, values);
  std::vector<TermId> operands{object};
  operands.insert(operands.end(), values.begin(), values.end());
  const TermId result =
      terms_.make(TermKind::Call, calleeId, typeOf(id), instanceOf(callee, typeOf(id)), std::move(operands));
  obtain(calleeId, result, id);
  return result;
}

TermId Interpreter::foreignMethod(NodeId id, const FunctionInfo &callee, TermId object, std::span<const NodeId> rest,
                                  Context context) {
  const Tree tree(*view_->facts);
  const Meaning meaning = meaningOf(callee.name, true);
  const bool onStream = terms_[object].type != kNone &&
                        program_.types()[program_.pointee(terms_[object].type)].wrapper == facts::Wrapper::Stream;
  const bool constant = (tree[id].flags & facts::kConstCallee) != 0;
  const std::size_t rulesBefore = out_->rules.size();
  Context inner{.inRule = context.inRule, .display = context.display || onStream};
  if (meaning == Meaning::Mutation && !constant)
    inner.inRule = false;
  std::vector<TermId> values = arguments(rest, inner, Meaning::Algorithm, object, entity(id));
  switch (meaning) {
  case Meaning::Unwrap:
    if (values.empty())
      return object;
    break; // `settings.value("color")` looks something up
  case Meaning::Mutation:
    if (!constant && !onStream) {
      std::vector<std::uint32_t> inputs;
      for (std::size_t i = rulesBefore; i < out_->rules.size(); ++i)
        inputs.push_back(static_cast<std::uint32_t>(i));
      const TermId value = values.empty() ? terms_.make(TermKind::Constant, 0, kNone, {}, {}) : values.back();
      const auto parts = tree.list(id);
      change(object, parts[0], value, inputs, false);
    }
    break;
  case Meaning::Element: {
    noteIndexed(object, values);
    std::vector<TermId> operands{object};
    operands.insert(operands.end(), values.begin(), values.end());
    return terms_.make(TermKind::Element, 0, typeOf(id), {}, std::move(operands));
  }
  default:
    break;
  }
  std::vector<TermId> operands{object};
  operands.insert(operands.end(), values.begin(), values.end());
  return acted(terms_.make(TermKind::Call, kNone, typeOf(id), callee.name, std::move(operands)), rest);
}

// A call that is given something to change does something; what it answers is what came of that, and no question to
// what else it was given.
TermId Interpreter::acted(TermId call, std::span<const NodeId> given) {
  const Tree tree(*view_->facts);
  const bool changes =
      std::ranges::any_of(given, [&](NodeId node) { return (tree[node].flags & facts::kMutableArgument) != 0; });
  if (changes)
    acting_.insert(call);
  return call;
}

TermId Interpreter::freeCall(NodeId id, Context context) {
  const Tree tree(*view_->facts);
  const Node &node = tree[id];
  const auto parts = tree.list(id);
  if (node.ref == kNone) {
    arguments(parts, context, Meaning::Other, kNone);
    return opaque(id);
  }
  const FunctionId calleeId = entity(id);
  const FunctionInfo &callee = program_.functions()[calleeId];
  if (callee.project) {
    const std::size_t pokesBefore = out_->pokes.size();
    auto values = arguments(parts, context, Meaning::Other, kNone, calleeId);
    passAll(calleeId, parts, values, pokesBefore);
    const TermId result =
        terms_.make(TermKind::Call, calleeId, typeOf(id), instanceOf(callee, typeOf(id)), std::move(values));
    obtain(calleeId, result, id);
    return result;
  }
  return foreignFunction(id, callee.name, parts, context);
}

TermId Interpreter::foreignFunction(NodeId id, std::string_view name, std::span<const NodeId> parts, Context context) {
  const Meaning meaning = meaningOf(name, false);
  Context inner = context;
  switch (meaning) {
  case Meaning::Unwrap: // a hint to the compiler, not to the reader
    if (!parts.empty())
      return evaluate(parts[0], context);
    break;
  case Meaning::Downcast:
    if (!parts.empty())
      return downcast(id, evaluate(parts[0], context), context);
    break;
  case Meaning::Alternative: { // what a variant, a pair or a tuple holds: it is got at, not changed
    if (parts.empty())
      break;
    const TermId whole = evaluate(parts[0], context);
    const TypeId type = typeOf(id);
    return terms_.make(TermKind::Part, 0, type, type == kNone ? name : program_.types()[type].name.view(), {whole});
  }
  case Meaning::Text:
  case Meaning::Output:
    inner = {.inRule = false, .display = true};
    out_->output = out_->output || meaning == Meaning::Output;
    break;
  case Meaning::Arithmetic: {
    const std::size_t passedBefore = out_->passed.size();
    auto values = arguments(parts, {.inRule = true, .display = context.display}, meaning, kNone);
    const TermId term = terms_.make(TermKind::Call, kNone, typeOf(id), name, std::move(values));
    if (!context.inRule)
      addRule(RuleKind::Computation, term, id, context, passedBefore);
    return term;
  }
  default:
    break;
  }
  auto values = arguments(parts, inner, meaning, kNone, entity(id));
  if (meaning == Meaning::Make) {
    const TypeId type = typeOf(id);
    const ClassId record = type == kNone ? kNone : program_.recordOf(type);
    if (record != kNone)
      out_->built.push_back({record, static_cast<std::uint32_t>(values.size()), 0, kNone, place(id)});
  }
  if (!values.empty())
    sweepAlgorithm(id, name, parts, values[0]);
  const TermId call = terms_.make(TermKind::Call, kNone, typeOf(id), name, std::move(values));
  return meaning == Meaning::Other ? acted(call, parts) : call;
}

/// The first of the arguments that are only put into a text: those after a literal with places for them, as "%s" or
/// "{}", and what a variadic function takes after a text.
std::size_t Interpreter::formattedFrom(std::span<const NodeId> arguments, FunctionId callee) const {
  const Tree tree(*view_->facts);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Node &node = tree[arguments[i]];
    if (node.op == Op::StringLiteral && node.ref != kNone && hasPlaces(view_->facts->string(node.ref)))
      return i + 1;
  }
  if (callee == kNone)
    return arguments.size();
  const auto &parameters = program_.functions()[callee].parameters;
  if (parameters.empty() || parameters.size() >= arguments.size() || parameters.back().type == kNone)
    return arguments.size();
  const bool text = isText(arguments[parameters.size() - 1]) ||
                    program_.types()[program_.pointee(parameters.back().type)].spelling.ends_with("char");
  return text ? parameters.size() : arguments.size();
}

/// Evaluates arguments; function objects last, since what they are applied to stands in the others. `container`: the
/// object of a method that applies them to its elements.
std::vector<TermId> Interpreter::arguments(std::span<const NodeId> nodes, Context context, Meaning meaning,
                                           TermId container, FunctionId callee) {
  const Tree tree(*view_->facts);
  std::vector<TermId> values(nodes.size(), kNone);
  const Context plain{.inRule = context.inRule && meaning != Meaning::Search && meaning != Meaning::Comparison,
                      .display = context.display};
  TermId elements = container;
  const std::size_t formatted = formattedFrom(nodes, callee);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (tree[nodes[i]].op == Op::Lambda)
      continue;
    values[i] = evaluate(nodes[i], i < formatted ? plain : Context{.inRule = false, .display = true});
    // Who has many put something into the text that it is given writes that text.
    constexpr std::uint32_t kMany = 4;
    if (isGivenText(values[i]) && ++textsGiven_ >= kMany)
      out_->formats = true;
    // A handle that is given away to be changed.
    if ((tree[nodes[i]].flags & facts::kMutableArgument) != 0) {
      if (!isLentPointer(values[i], nodes[i], callee, i))
        giveAway(values[i], nodes[i]);
      out_->draws = out_->draws || isBuffer(nodes[i]);
    }
    if (i != 0 || meaning == Meaning::Other)
      continue;
    const Term &first = terms_[values[i]];
    const bool begins =
        first.kind == TermKind::Call && first.ref == kNone && !first.operands.empty() &&
        (meaningOf(first.text, true) == Meaning::Begin || meaningOf(first.text, false) == Meaning::Begin);
    elements = begins ? first.operands[0] : values[i];
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (tree[nodes[i]].op != Op::Lambda)
      continue;
    lambda(nodes[i], meaning == Meaning::Other ? kNone : elements);
    values[i] = opaque(nodes[i]);
  }
  return values;
}

// A lambda's body runs somewhere inside the callee: it is read where it stands, with its parameters as elements of
// `container`.
void Interpreter::lambda(NodeId id, TermId container) {
  const Tree tree(*view_->facts);
  const Node &node = tree[id];
  const bool outer = inPredicate_;
  inPredicate_ = container != kNone || !isGiven(node);
  const auto guards = guards_;
  around_.push_back(id);
  if (node.ref < view_->facts->lambdas.size()) {
    const auto &parameters = view_->facts->lambdas[node.ref].parameters;
    for (std::uint32_t local = parameters.begin; local < parameters.end && local < locals_.size(); ++local) {
      if (container == kNone || locals_[local].mutated)
        continue;
      const auto &info = view_->facts->locals[record_->locals.begin + local];
      const TypeId type = info.type == kNone ? kNone : view_->types[info.type];
      const TermId self = terms_.make(TermKind::Local, local, type, view_->facts->string(info.name), {});
      locals_[local].term = terms_.make(TermKind::Element, 0, type, {}, {container, self});
    }
  }
  for (const NodeId child : tree.children(id)) {
    const Node &part = tree[child];
    if (part.op == Op::InitCapture && part.size > 1 && part.ref < locals_.size()) {
      const TermId value = evaluate(child + 1, {});
      if (!locals_[part.ref].mutated)
        locals_[part.ref].term = value;
    } else {
      statement(child);
    }
  }
  around_.pop_back();
  guards_ = guards;
  inPredicate_ = outer;
}

// Whether this function itself gives the lambda its arguments.
bool Interpreter::isGiven(const Node &lambda) const {
  if (lambda.ref >= view_->facts->lambdas.size())
    return true;
  const auto &parameters = view_->facts->lambdas[lambda.ref].parameters;
  return parameters.begin == parameters.end || (parameters.begin < locals_.size() && locals_[parameters.begin].given);
}

bool Interpreter::isGivenText(TermId id) const {
  const Term &term = terms_[id];
  if (term.kind != TermKind::Local || term.ref >= record_->parameters || term.type == kNone)
    return false;
  const TypeInfo &type = program_.types()[term.type];
  if ((type.kind != facts::TypeKind::Pointer && type.kind != facts::TypeKind::LvalueReference) || type.inner == kNone)
    return false;
  const TypeInfo &text = program_.types()[type.inner];
  return text.wrapper == facts::Wrapper::String && (text.flags & facts::kConst) == 0;
}

void Interpreter::passAll(FunctionId callee, std::span<const NodeId> nodes, std::span<const TermId> terms,
                          std::size_t pokesBefore) {
  for (std::size_t i = 0; i < nodes.size() && i < terms.size(); ++i) {
    const auto parameter = static_cast<std::uint32_t>(i);
    pass(callee, parameter, terms[i], nodes[i]);
    const Span at = place(nodes[i]);
    for (std::size_t poke = pokesBefore; poke < out_->pokes.size(); ++poke)
      if (Poke &given = out_->pokes[poke]; given.kind == PokeKind::Handle && given.place == at) {
        given.givenTo = callee;
        given.parameter = parameter;
      }
  }
}

// A parameter that is changed, itself or in what it holds. What it only points to is another object.
void Interpreter::noteChanged(TermId id) {
  while (terms_[id].kind == TermKind::Field || terms_[id].kind == TermKind::Part ||
         terms_[id].kind == TermKind::Element) {
    const TypeId type = terms_[id].type;
    if (terms_[id].kind == TermKind::Element && type != kNone &&
        program_.types()[type].kind == facts::TypeKind::Pointer)
      return;
    id = terms_[id].operands[0];
  }
  if (terms_[id].kind == TermKind::Local && terms_[id].ref < record_->parameters)
    out_->changed.push_back(terms_[id].ref);
}

// Whether a field that points to an object of somebody else's class, as of a file, is given away by value: neither the
// field nor anything that its object keeps can change by that. The library's templates may be given the field itself.
bool Interpreter::isLentPointer(TermId argument, NodeId node, FunctionId callee, std::size_t index) const {
  const TypeId type = typeOf(node);
  const Term &term = terms_[argument];
  if (callee == kNone || term.kind != TermKind::Field || type == kNone || recordOf(argument) != kNone ||
      view_->facts->nodes[node].op == Op::AddressOf || program_.types()[type].kind != facts::TypeKind::Pointer)
    return false;
  const TypeId held = program_.fields()[term.ref].type;
  if (held == kNone || program_.types()[held].kind != facts::TypeKind::Pointer ||
      program_.types()[program_.pointee(held)].kind != facts::TypeKind::Record)
    return false;
  const FunctionInfo &function = program_.functions()[callee];
  if (!function.project)
    return !function.name.starts_with("std::");
  const TypeId taken = index < function.parameters.size() ? function.parameters[index].type : kNone;
  return taken != kNone && program_.types()[taken].kind == facts::TypeKind::Pointer;
}

void Interpreter::giveAway(TermId argument, NodeId node) {
  const Term &term = terms_[argument];
  noteChanged(argument);
  // A number that somebody else may have changed is what came of that, whatever it was made of.
  if (term.kind == TermKind::Local && term.ref < locals_.size() && recordOf(argument) == kNone &&
      view_->facts->nodes[node].op == Op::LocalRef && isNumber(term.type)) {
    locals_[term.ref].reads.clear();
    locals_[term.ref].rules.clear();
  }
  const TermId unknown = terms_.make(TermKind::Constant, 0, kNone, {}, {});
  // A part of a class of the project is told by whoever gets it; a number or a collection can only be written.
  if (term.kind == TermKind::Field && recordOf(argument) == kNone)
    change(argument, node, unknown, {}, false);
  else
    changeWhole(argument, node);
}

// Two instantiations of one template return different objects: what tells them apart is what they return.
std::string_view Interpreter::instanceOf(const FunctionInfo &callee, TypeId result) const {
  return callee.is(facts::kTemplated) && result != kNone
             ? std::string_view(program_.types()[program_.pointee(result)].name)
             : std::string_view();
}

// An object that a project function returned: that function may have checked it.
void Interpreter::obtain(FunctionId callee, TermId result, NodeId node) {
  const ClassId record = recordOf(result);
  if (record == kNone)
    return;
  out_->passed.push_back({.callee = callee,
                          .parameter = Passed::kResult,
                          .owner = record,
                          .object = terms_[result].hash,
                          .place = place(node),
                          .guards = guards_});
}

void Interpreter::pass(FunctionId callee, std::uint32_t parameter, TermId argument, NodeId node) {
  const Term &term = terms_[argument];
  const ClassId record = recordOf(argument);
  Passed passed{.callee = callee, .parameter = parameter, .place = place(node), .guards = guards_};
  if (term.kind == TermKind::Field) {
    const FieldId field = term.ref;
    const TermId object = term.operands[0];
    Passed value = passed;
    value.owner = program_.fields()[field].owner;
    value.field = field;
    value.object = terms_[object].hash;
    value.building = isBuilding(object);
    out_->passed.push_back(std::move(value));
  }
  if (record == kNone)
    return;
  passed.owner = record;
  passed.object = term.hash;
  passed.building = isBuilding(argument);
  out_->passed.push_back(std::move(passed));
}

} // namespace tell::model
