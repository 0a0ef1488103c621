#include "model/interpreter.hpp"

#include <algorithm>

namespace tell::model {

using facts::NodeId;
using facts::Op;
using facts::TypeKind;
using facts::Wrapper;

// A part that the whole holds by value; what it only refers to is somebody it works with.
bool Interpreter::isOwnedPart(TermId id) const {
  const Term &term = terms_[id];
  if (term.kind != TermKind::Field)
    return true;
  const TypeId type = program_.fields()[term.ref].type;
  if (type == kNone)
    return false;
  const TypeInfo &info = program_.types()[type];
  return info.kind == TypeKind::Record && (info.wrapper == Wrapper::None || info.wrapper == Wrapper::Optional);
}

// A parameter of a constructor, be it one with a name of its own: what it is given to be made of.
bool Interpreter::isTaken(const Term &root) const {
  const bool named = out_->is(facts::kStatic) && out_->isMethod() && out_->result != kNone &&
                     program_.recordOf(out_->result) == out_->owner;
  return (named || out_->kind == facts::FunctionKind::Constructor) &&
         view_->facts->locals[record_->locals.begin + root.ref].kind == facts::LocalKind::Parameter;
}

Origin Interpreter::originOf(TermId object) const {
  bool element = false;
  bool elsewhere = false; // in a collection that is only referred to
  TermId at = object;
  while (!terms_[at].operands.empty() && (terms_[at].kind == TermKind::Field || terms_[at].kind == TermKind::Part ||
                                          terms_[at].kind == TermKind::Element)) {
    element = element || (terms_[at].kind == TermKind::Element && !isLookUp(at));
    at = terms_[at].operands[0];
    elsewhere = elsewhere || (element && isReferred(at));
  }
  if (elsewhere)
    return Origin::Element;
  const Term &root = terms_[at];
  switch (root.kind) {
  case TermKind::This:
    return element ? Origin::OwnElement : Origin::Own;
  case TermKind::Call:
    if (element)
      return Origin::Element;
    if (root.operands.empty() && root.ref != kNone && !returnsValue(root.ref))
      return Origin::Ambient;
    if (root.type != kNone && program_.types()[root.type].kind == TypeKind::Record &&
        program_.types()[root.type].record != kNone)
      return program_.functions().size() > root.ref && returnsValue(root.ref) ? Origin::Result : Origin::Other;
    return Origin::Other;
  case TermKind::Local: {
    if (root.ref >= locals_.size())
      return Origin::Other;
    if (locals_[root.ref].building)
      return Origin::Building;
    if (isTaken(root))
      return Origin::Taken;
    if (element)
      return Origin::Element;
    const auto kind = view_->facts->locals[record_->locals.begin + root.ref].kind;
    if ((kind == facts::LocalKind::LambdaParameter && !locals_[root.ref].given) ||
        kind == facts::LocalKind::RangeElement)
      return Origin::Element;
    return Origin::Other;
  }
  case TermKind::Global:
    return element ? Origin::Element : Origin::Ambient;
  default:
    return element ? Origin::Element : Origin::Other;
  }
}

// A part of the function's own object, down to any depth; what one of its collections holds is an object of its own.
bool Interpreter::isWithinThis(TermId id) const {
  while (terms_[id].kind == TermKind::Field)
    id = terms_[id].operands[0];
  return terms_[id].kind == TermKind::This;
}

// The part of another object that the field read here belongs to: a member held by value that hides the field, or the
// collection that holds the member. kNone where nobody else answers for it.
TermId Interpreter::wholePart(const Term &field) const {
  TermId at = field.operands[0];
  const bool element = terms_[at].kind == TermKind::Element && !terms_[at].operands.empty();
  if (element)
    at = terms_[at].operands[0];
  const Term &part = terms_[at];
  if (part.kind != TermKind::Field || isWithinThis(at))
    return kNone;
  if (element)
    return program_.fields()[part.ref].access == facts::Access::Public ? kNone : at;
  return program_.fields()[field.ref].access != facts::Access::Public && isOwnedPart(at) ? at : kNone;
}

// One object of a map, found by its key: nobody picks among many.
bool Interpreter::isLookUp(TermId id) const {
  const Term &term = terms_[id];
  const TypeId container = terms_[term.operands[0]].type;
  if (container == kNone || term.operands.size() < 2 ||
      program_.types()[program_.pointee(container)].wrapper != Wrapper::Map)
    return false;
  const Term &key = terms_[term.operands[1]];
  if (key.kind != TermKind::Local || key.ref >= view_->facts->locals.size())
    return true;
  const auto kind = view_->facts->locals[record_->locals.begin + key.ref].kind;
  return kind != facts::LocalKind::RangeElement && kind != facts::LocalKind::LambdaParameter;
}

// A field that refers to what somebody else holds.
bool Interpreter::isReferred(TermId id) const {
  const Term &term = terms_[id];
  if (term.kind != TermKind::Field)
    return false;
  const TypeId type = program_.fields()[term.ref].type;
  return type != kNone && program_.types()[type].kind == TypeKind::LvalueReference;
}

bool Interpreter::returnsValue(FunctionId id) const {
  const TypeId result = program_.functions()[id].result;
  return result != kNone && program_.types()[result].kind == TypeKind::Record;
}

void Interpreter::collectParameters(TermId value, std::vector<std::uint32_t> &out, int depth) const {
  const Term &term = terms_[value];
  if (depth > kGatherDepth || out.size() > kGatherSteps)
    return;
  if (term.kind == TermKind::Local && term.ref < record_->parameters)
    out.push_back(term.ref);
  // What an object is looked up with is the caller's.
  if (term.kind == TermKind::Call && term.ref != kNone && program_.functions()[term.ref].project)
    return;
  for (const TermId operand : term.operands)
    collectParameters(operand, out, depth + 1);
}

// The one object that a value is taken from by a constant name or index, as a row, a document or a list of tokens is
// read.
ObjectKey Interpreter::lookedUpIn(TermId value, int depth) const {
  const Term &term = terms_[value];
  if (depth > kGatherDepth || term.kind == TermKind::Field)
    return 0;
  const bool reckons =
      term.kind == TermKind::Call && term.ref == kNone && meaningOf(term.text, false) == Meaning::Arithmetic;
  const bool keyed = (term.kind == TermKind::Element || term.kind == TermKind::Call) && term.operands.size() > 1 &&
                     !reckons && !terms_[term.operands[0]].constant &&
                     std::any_of(term.operands.begin() + 1, term.operands.end(),
                                 [this](TermId operand) { return terms_[operand].constant; });
  if (keyed)
    return terms_[terms_.root(term.operands[0])].hash;
  for (const TermId operand : term.operands)
    if (const ObjectKey source = lookedUpIn(operand, depth + 1); source != 0)
      return source;
  return 0;
}

// Whether somebody chose this value: a conditional, an entry of a table, an enumerator.
bool Interpreter::isDecided(TermId value, int depth) const {
  const Term &term = terms_[value];
  if (depth > kGatherDepth)
    return false;
  if (term.kind == TermKind::Operation && static_cast<Op>(term.ref) == Op::Conditional)
    return true;
  if (term.kind == TermKind::Element && terms_[term.operands[0]].constant)
    return true;
  return term.kind == TermKind::Construct && term.operands.size() == 1 && isDecided(term.operands[0], depth + 1);
}

// What an iterator or pointer moves over: the collection that begins there.
TermId Interpreter::baseOf(TermId value) const {
  const Term &term = terms_[value];
  const bool begins = term.kind == TermKind::Call && term.ref == kNone && !term.operands.empty() &&
                      meaningOf(term.text, true) == Meaning::Begin;
  return begins ? term.operands[0] : value;
}

bool Interpreter::isBuilding(TermId object) const {
  const Term &root = terms_[terms_.root(object)];
  if (root.kind != TermKind::Local || root.ref >= locals_.size())
    return false;
  if (locals_[root.ref].building)
    return true;
  // What a collection of this function's own holds by value is its own.
  const auto &local = view_->facts->locals[record_->locals.begin + root.ref];
  if (local.kind != facts::LocalKind::Variable || root.type == kNone)
    return false;
  const TypeInfo &type = program_.types()[root.type];
  const bool collects =
      type.kind == TypeKind::Array || (type.kind == TypeKind::Record && program_.isCollection(root.type));
  return collects && type.inner != kNone && program_.types()[type.inner].kind == TypeKind::Record &&
         program_.types()[type.inner].wrapper == Wrapper::None;
}

// Two objects that get each other's value: in the end there is what was there before.
void Interpreter::noteExchanged(Poke &poke, FieldId field, TermId object, TermId value) {
  const Term &term = terms_[value];
  if (peeking_ || term.kind != TermKind::Field || term.ref != field || term.operands[0] == object)
    return;
  copied_.emplace(std::tuple(field, object, term.operands[0]), out_->pokes.size());
  if (const auto other = copied_.find({field, term.operands[0], object}); other != copied_.end())
    poke.restores = out_->pokes[other->second].restores = true;
}

// What a function asks an object that it is given for before it gives it that makes the object one that was there.
void Interpreter::noteAsked(const Rule &rule) {
  for (const StateRead &read : rule.reads) {
    const auto filled = filled_.find(read.object);
    if (filled == filled_.end() || !filled->second.contains(read.field))
      asked_.insert(read.object);
  }
}

void Interpreter::noteFilled(TermId object, ClassId owner, FieldId field) {
  const Term &term = terms_[object];
  if (!peeking_ && term.kind == TermKind::Local && term.ref < record_->parameters && recordOf(object) == owner &&
      view_->facts->locals[record_->locals.begin + term.ref].kind == facts::LocalKind::Parameter)
    filled_[term.hash].insert(field);
}

// An object that a function is given to fill: `bool decode(const Node &node, Area &area)` sets most of its fields to
// values from elsewhere before it asks for any, and then only for these. It is made here.
void Interpreter::settleFilled() {
  for (const auto &[object, fields] : filled_) {
    const ClassInfo &info = program_.classes()[program_.fields()[*fields.begin()].owner];
    const auto all =
        std::ranges::count_if(info.fields, [this](FieldId field) { return !program_.fields()[field].isStatic(); });
    if (asked_.contains(object) || fields.size() < 2 || fields.size() * 2 <= static_cast<std::size_t>(all))
      continue;
    for (Poke &poke : out_->pokes)
      poke.building = poke.building || poke.object == object;
    for (Passed &passed : out_->passed)
      passed.building = passed.building || passed.object == object;
    for (Rule &rule : out_->rules)
      for (StateRead &read : rule.reads)
        read.origin = read.object == object ? Origin::Building : read.origin;
  }
}

// The object as one of a derived class: another term, since what is asked of it then is asked of that class.
TermId Interpreter::downcast(NodeId id, TermId object, Context context) {
  const ClassId base = recordOf(object);
  const TypeId type = typeOf(id);
  const ClassId derived = type == kNone ? kNone : program_.recordOf(type);
  if (base != kNone && derived != kNone && terms_[object].kind != TermKind::This)
    out_->downcasts.push_back({base, derived, terms_[object].hash, place(id), context.mapped});
  return terms_.make(TermKind::Operation, static_cast<std::uint32_t>(Op::Cast), type, {}, {object});
}

} // namespace tell::model
