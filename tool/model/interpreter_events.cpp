#include "model/interpreter.hpp"
#include "support/sort_unique.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <vector>

namespace tell::model {

using facts::Node;
using facts::NodeId;
using facts::Op;
using facts::TypeKind;
using facts::Wrapper;

namespace {

bool sameRead(const StateRead &a, const StateRead &b) { return a.field == b.field && a.object == b.object; }

bool isSame(const StateRead &a, const StateRead &b) {
  return sameRead(a, b) && a.owner == b.owner && a.origin == b.origin && a.part == b.part;
}

} // namespace

Span Interpreter::place(NodeId id) const {
  const Node &node = view_->facts->nodes[id];
  return {path_, node.line, node.column, node.endLine, node.endColumn};
}

// `x.empty()`, or a size compared with 0.
bool Interpreter::isEmptiness(const Term &term) const {
  const auto asksSize = [](const Term &t) {
    return t.kind == TermKind::Call && t.ref == kNone && t.operands.size() == 1 &&
           meaningOf(t.text, true) == Meaning::Size;
  };
  if (asksSize(term))
    return term.text.ends_with("mpty");
  return term.kind == TermKind::Operation && term.operands.size() == 2 &&
         ((asksSize(terms_[term.operands[0]]) && terms_[term.operands[1]].text == "0") ||
          (asksSize(terms_[term.operands[1]]) && terms_[term.operands[0]].text == "0"));
}

// A field and nothing else, or what a value of somebody else's type says of itself: `name`,
// `date.is_not_a_date_time()`.
bool Interpreter::isBare(const Term &term) const {
  if (term.kind == TermKind::Field)
    return true;
  if (term.kind != TermKind::Call || term.ref != kNone || term.operands.size() != 1 || isEmptiness(term))
    return false;
  const Term &asked = terms_[term.operands[0]];
  if (asked.kind != TermKind::Field || asked.type == kNone)
    return false;
  const TypeInfo &type = program_.types()[program_.pointee(asked.type)];
  return type.kind == facts::TypeKind::Record && type.record == kNone;
}

// What the body of a macro says is said by whoever wrote the macro.
bool Interpreter::isInMacro(NodeId id) const { return (view_->facts->nodes[id].flags & facts::kInMacro) != 0; }

TypeId Interpreter::typeOf(NodeId id) const {
  const Node &node = view_->facts->nodes[id];
  return node.type == kNone ? kNone : view_->types[node.type];
}

std::uint32_t Interpreter::entity(NodeId id) const {
  const Node &node = view_->facts->nodes[id];
  return node.ref == kNone ? kNone : view_->entities[node.ref];
}

ClassId Interpreter::recordOf(TermId id) const {
  const TypeId type = terms_[id].type;
  return type == kNone ? kNone : program_.recordOf(type);
}

// What the one object that everybody can reach has under a name, `context().config.get("color")`, says nothing of the
// object: it is a setting of the program.
bool Interpreter::isSetting(const Term &term) const {
  const bool looksUp = term.kind == TermKind::Element || (term.kind == TermKind::Call && term.ref == kNone);
  if (!looksUp || term.operands.size() < 2 || terms_[term.operands[0]].kind != TermKind::Field)
    return false;
  const TypeId key = terms_[term.operands[1]].type;
  if (key == kNone)
    return false;
  const TypeInfo &type = program_.types()[program_.pointee(key)];
  const bool text = type.wrapper == Wrapper::String || type.wrapper == Wrapper::StringView ||
                    type.kind == facts::TypeKind::Character ||
                    (type.kind == facts::TypeKind::Array && type.inner != kNone &&
                     program_.types()[type.inner].kind == facts::TypeKind::Character);
  return text && originOf(term.operands[0]) == Origin::Ambient;
}

// State of the object whose method this is.
bool Interpreter::isOwnState(const StateRead &read) const {
  return read.owner == out_->owner && read.object == thisKey();
}

// A raw way to an object of somebody else's class: what is asked of that is no state of whoever knows the way.
bool Interpreter::leadsOutside(TermId id) const {
  const Term &term = terms_[id];
  if (term.kind == TermKind::Part)
    return leadsOutside(term.operands[0]);
  if (term.kind != TermKind::Field || program_.fields()[term.ref].type == kNone)
    return false;
  const TypeInfo &type = program_.types()[program_.fields()[term.ref].type];
  if (type.kind != TypeKind::Pointer && type.kind != TypeKind::LvalueReference)
    return false;
  const TypeInfo &target = program_.types()[program_.pointee(program_.fields()[term.ref].type)];
  return target.kind == TypeKind::Record && target.record == kNone && target.wrapper == Wrapper::None;
}

// Collects what a term reads. Of a chain of fields the last one is read; the others only lead to it (`navigated`).
void Interpreter::gather(TermId id, Gathered &out, bool navigated, int depth) const {
  if (depth > kGatherDepth || ++out.steps > kGatherSteps)
    return;
  const Term &term = terms_[id];
  if (isSetting(term)) {
    out.foreign += navigated ? 0 : 1;
    return;
  }
  switch (term.kind) {
  case TermKind::Field: {
    if (!navigated)
      out.reads.push_back(
          {program_.fields()[term.ref].owner, term.ref, terms_[term.operands[0]].hash, originOf(term.operands[0])});
    // What a part that was taken out raw hides is asked of the whole, too.
    if (const TermId part = wholePart(term); !navigated && part != kNone) {
      const std::size_t before = out.reads.size();
      gather(part, out, false, depth + 1);
      const bool member = terms_[term.operands[0]].kind == TermKind::Element;
      for (std::size_t i = before; i < out.reads.size(); ++i) {
        out.reads[i].part = true;
        out.reads[i].origin = member ? Origin::Members : out.reads[i].origin;
      }
      return;
    }
    // Where the object comes from is no part of the rule.
    const bool opaque = out.opaque;
    gather(term.operands[0], out, true, depth + 1);
    out.opaque = opaque;
    return;
  }
  case TermKind::Part:
    if (!navigated && leadsOutside(term.operands[0])) {
      ++out.foreign;
      navigated = true;
    }
    gather(term.operands[0], out, navigated, depth + 1);
    return;
  case TermKind::Element:
    gather(term.operands[0], out, navigated, depth + 1);
    for (std::size_t i = 1; i < term.operands.size(); ++i)
      if (terms_[term.operands[i]].kind != TermKind::Local)
        gather(term.operands[i], out, true, depth + 1);
    return;
  case TermKind::Local: {
    const LocalState &state = locals_[term.ref];
    out.reads.insert(out.reads.end(), state.reads.begin(), state.reads.end());
    if (!navigated && recordOf(id) == kNone && state.reads.empty()) {
      ++out.foreign;
      if (term.ref < record_->parameters)
        out.parameters.push_back(term.ref);
    }
    return;
  }
  case TermKind::Global:
    if (!navigated)
      ++out.foreign;
    return;
  case TermKind::Call: {
    const bool known = term.ref != kNone;
    const FunctionInfo *callee = known ? &program_.functions()[term.ref] : nullptr;
    std::size_t first = 0;
    if (callee != nullptr && callee->isMethod() && !callee->is(facts::kStatic) && !term.operands.empty()) {
      out.queries.push_back({callee->owner, term.ref, terms_[term.operands[0]].hash});
      // A question put to a part that was taken out raw asks the whole for the part.
      const bool part = callee->project && !isWithinThis(term.operands[0]) && isOwnedPart(term.operands[0]);
      const std::size_t before = out.reads.size();
      gather(term.operands[0], out, navigated || !part, depth + 1);
      for (std::size_t i = before; i < out.reads.size(); ++i)
        out.reads[i].part = true;
      if (callee->project && !part)
        gatherHanded(term.operands[0], out);
      first = 1;
    }
    // What goes into a project function is decided on there, not here; a library function is part of the expression.
    const bool through = known && callee->project;
    if (through && !navigated)
      ++out.foreign;
    ++out.size;
    const bool keyed = isKeyOfOthers(term);
    const bool outside = !known && !term.operands.empty() && leadsOutside(term.operands[0]);
    const bool acts = acting_.contains(id);
    if ((outside || acts) && !navigated)
      ++out.foreign;
    for (std::size_t i = first; i < term.operands.size(); ++i)
      gather(term.operands[i], out, through || navigated || acts || (keyed && i > 0) || (outside && i == 0), depth + 1);
    return;
  }
  case TermKind::Operation:
  case TermKind::Construct:
    ++out.size;
    for (const TermId operand : term.operands)
      gather(operand, out, navigated, depth + 1);
    return;
  case TermKind::Enumerator:
    out.values.emplace_back(term.text);
    return;
  case TermKind::Constant:
    return;
  case TermKind::Function:
  case TermKind::Opaque:
    out.opaque = true;
    return;
  case TermKind::This:
    return;
  }
}

// A map or set is asked for a key.
bool Interpreter::asksKeyed(const Term &term) const {
  if (term.kind != TermKind::Call || term.ref != kNone || term.operands.size() != 2)
    return false;
  const TypeId type = terms_[term.operands[0]].type;
  const Wrapper wrapper = type == kNone ? Wrapper::None : program_.types()[program_.pointee(type)].wrapper;
  return (wrapper == Wrapper::Map || wrapper == Wrapper::Set) &&
         (term.text.ends_with("::contains") || term.text.ends_with("::count") || term.text.ends_with("::find"));
}

// What is known of an object by its key is kept by whoever keeps the map; a constant set of kinds is a rule, though.
bool Interpreter::isKeyOfOthers(const Term &term) const {
  return asksKeyed(term) && !terms_[term.operands[0]].constant && !isEnumeration(terms_[term.operands[1]].type);
}

// An object that is reached by a pointer which another object keeps and hands out.
void Interpreter::gatherHanded(TermId object, Gathered &out) const {
  const Term &field = terms_[object];
  if (field.kind != TermKind::Field)
    return;
  const TermId holder = field.operands[0];
  // What the function's own object only refers to is somebody it works with.
  bool others = terms_[terms_.root(holder)].kind != TermKind::This;
  for (TermId at = holder; terms_[at].kind == TermKind::Field && !others; at = terms_[at].operands[0])
    others = isReferred(at);
  if (others)
    out.handed.push_back({.owner = program_.fields()[field.ref].owner,
                          .field = field.ref,
                          .object = terms_[holder].hash,
                          .origin = isBuilding(holder) ? Origin::Building : Origin::Other,
                          .part = true});
}

// Whether a number of an object is held to a constant, or calculated with one, that somebody must have set: not 0 or 1.
bool Interpreter::isMeasured(TermId id) const {
  const auto isFigure = [this](TermId operand) {
    const Term &t = terms_[operand];
    return t.constant && isNumber(t.type) && t.text != "0" && t.text != "1";
  };
  const auto isState = [this](TermId operand) {
    const Term &t = terms_[operand];
    return t.kind == TermKind::Field && isNumber(program_.fields()[t.ref].type);
  };
  std::set<TermId> seen; // each term once, however many share it
  std::vector<TermId> open{id};
  while (!open.empty() && seen.size() < kGatherSteps) {
    const Term &term = terms_[open.back()];
    const bool isNew = seen.insert(open.back()).second;
    open.pop_back();
    const bool calls = term.kind == TermKind::Call && term.ref == kNone;
    if (!isNew || (!calls && term.kind != TermKind::Operation))
      continue;
    const auto op = calls ? Op::Unknown : static_cast<Op>(term.ref);
    const bool measures = (op >= Op::Add && op <= Op::Remainder) || (op > Op::NotEqual && op <= Op::GreaterEqual);
    if (measures && term.operands.size() == 2 && std::ranges::any_of(term.operands, isFigure) &&
        std::ranges::any_of(term.operands, isState))
      return true;
    open.insert(open.end(), term.operands.begin(), term.operands.end());
  }
  return false;
}

RuleKind Interpreter::refine(RuleKind kind, TermId id, const Gathered &gathered, bool loops) const {
  const Term &term = terms_[id];
  if (kind != RuleKind::Decision)
    return kind;
  // Which alternative its own variant holds is what a class decides by.
  const bool own = std::ranges::any_of(gathered.reads, [this](const StateRead &read) { return isOwnState(read); });
  // How often a key is there: once or never.
  const auto isCount = [&](const Term &t) { return asksKeyed(t) && !t.text.ends_with("::find"); };
  const auto isPresence = [&](TermId operand) {
    const Term &t = terms_[operand];
    if (t.kind == TermKind::Call && t.ref == kNone &&
        (meaningOf(t.text, true) == Meaning::Presence || (meaningOf(t.text, false) == Meaning::Presence && !own)))
      return true;
    if (isCount(t))
      return true;
    // Whether what was put in was new: `auto [at, inserted] = seen.insert(key)`.
    if (t.kind == TermKind::Part && terms_[t.operands[0]].kind == TermKind::Call &&
        terms_[t.operands[0]].ref == kNone && meaningOf(terms_[t.operands[0]].text, true) == Meaning::Mutation)
      return true;
    if (t.type == kNone)
      return false;
    const TypeInfo &type = program_.types()[t.type];
    return type.kind == TypeKind::Pointer || type.wrapper == Wrapper::Optional ||
           type.wrapper == Wrapper::UniquePointer || type.wrapper == Wrapper::SharedPointer ||
           type.wrapper == Wrapper::WeakPointer || type.wrapper == Wrapper::Iterator ||
           type.wrapper == Wrapper::Function;
  };
  if (term.kind != TermKind::Operation)
    return isPresence(id) ? RuleKind::Presence : kind;
  const auto op = static_cast<Op>(term.ref);
  if (term.operands.size() != 2 || op < Op::Equal || op > Op::ThreeWay)
    return kind;
  const Term &left = terms_[term.operands[0]];
  const Term &right = terms_[term.operands[1]];
  // Two objects, one field: they are ordered or compared with each other, as a sort does.
  if (left.kind == TermKind::Field && right.kind == TermKind::Field && left.ref == right.ref &&
      left.operands != right.operands)
    return RuleKind::Ordering;
  if (left.kind == TermKind::Call && right.kind == TermKind::Call && left.ref != kNone && left.ref == right.ref &&
      left.operands != right.operands && gathered.reads.empty())
    return RuleKind::Ordering;
  if ((isCount(left) || isCount(right)) && (left.constant || right.constant))
    return RuleKind::Presence;
  // How far a loop goes over a collection, and whether something of the asker's own collection is meant.
  const auto isExtent = [&](TermId side, TermId other) {
    const Term &t = terms_[side];
    const bool size = t.kind == TermKind::Call && t.ref == kNone && t.operands.size() == 1 &&
                      meaningOf(t.text, true) == Meaning::Size;
    return size && !terms_[other].constant && (loops || terms_[terms_.root(t.operands[0])].kind == TermKind::This);
  };
  const bool ownAlone = std::ranges::all_of(gathered.reads, [this](const StateRead &read) { return isOwnState(read); });
  if (!ownAlone && (isExtent(term.operands[0], term.operands[1]) || isExtent(term.operands[1], term.operands[0])))
    return RuleKind::Match;
  if (op != Op::Equal && op != Op::NotEqual)
    return kind;
  if ((isPresence(term.operands[0]) || isPresence(term.operands[1])) && (left.constant || right.constant))
    return RuleKind::Presence;
  // Which of two objects it is.
  const auto isPointer = [&](const Term &t) {
    return t.type != kNone && program_.types()[t.type].kind == TypeKind::Pointer;
  };
  if (isPointer(left) && isPointer(right))
    return RuleKind::Match;
  if (isPresence(term.operands[0]) && isPresence(term.operands[1]))
    return RuleKind::Presence;
  // Equality with something from elsewhere is a search by key; equality with a constant or between values of one object
  // is a rule.
  if (left.constant || right.constant)
    return kind;
  const auto bare = [](const Term &t) {
    return t.kind == TermKind::Field || t.kind == TermKind::Part || t.kind == TermKind::Element;
  };
  const bool oneObject = gathered.reads.size() > 1 && std::ranges::all_of(gathered.reads, [&](const StateRead &read) {
                           return read.object == gathered.reads[0].object;
                         });
  return (bare(left) || bare(right)) && !oneObject ? RuleKind::Match : kind;
}

std::uint32_t Interpreter::addRule(RuleKind kind, TermId term, NodeId node, Context context, std::size_t passedBefore) {
  if (isInMacro(node))
    return kNone;
  Gathered gathered;
  gather(term, gathered, false, 0);
  // Who adds up what three and more parts of one object answer asks the object for itself in pieces.
  constexpr std::size_t kPieces = 3;
  std::ranges::sort(gathered.handed, {}, [](const StateRead &r) { return std::tie(r.owner, r.object, r.field); });
  const auto [same, end] = std::ranges::unique(gathered.handed, sameRead);
  gathered.handed.erase(same, end);
  for (const StateRead &piece : gathered.handed) {
    const auto beside = std::ranges::count_if(gathered.handed, [&](const StateRead &other) {
      return other.object == piece.object && other.owner == piece.owner;
    });
    if (kind != RuleKind::Computation || static_cast<std::size_t>(beside) < kPieces)
      continue;
    gathered.reads.push_back(piece);
    gathered.foreign -= std::min(gathered.foreign, 1U); // what the piece answers is the whole's, too
  }
  // The reads of a local that was worked out earlier are those of this rule too; the same read twice is one.
  std::ranges::sort(gathered.reads, {}, [](const StateRead &r) { return std::tie(r.owner, r.field, r.object); });
  const auto tail = std::ranges::unique(gathered.reads, sameRead);
  gathered.reads.erase(tail.begin(), tail.end());
  Rule rule;
  for (std::size_t i = passedBefore; i < out_->passed.size(); ++i)
    rule.passed.push_back(static_cast<std::uint32_t>(i));
  if (gathered.reads.empty() && gathered.queries.empty() && rule.passed.empty() && gathered.parameters.empty())
    return kNone;
  rule.kind = refine(kind, term, gathered, context.loops);
  rule.display = context.display;
  rule.predicate = inPredicate_;
  rule.bare = isBare(terms_[term]);
  rule.unequal =
      terms_[term].kind == TermKind::Operation && terms_[term].ref == static_cast<std::uint32_t>(Op::NotEqual);
  rule.emptiness = isEmptiness(terms_[term]);
  rule.loops = context.loops;
  rule.asserted = context.asserted || asserting_;
  rule.mapped = context.mapped;
  rule.foreign = gathered.foreign;
  rule.measured = isMeasured(term);
  rule.opaque = gathered.opaque;
  rule.size = gathered.size;
  rule.hash = ruleHash(terms_, term, program_);
  rule.text = ruleText(terms_, term, program_);
  rule.place = place(node);
  const bool decides = rule.asks();
  for (const StateRead &read : gathered.reads)
    if (read.owner == out_->owner && decides)
      out_->ownDecides = true;
  rule.reads = std::move(gathered.reads);
  rule.queries = std::move(gathered.queries);
  std::ranges::sort(gathered.parameters);
  rule.parameters = std::move(gathered.parameters);
  std::ranges::sort(gathered.values);
  rule.values.assign(gathered.values.begin(), gathered.values.end());
  noteAsked(rule);
  out_->rules.push_back(std::move(rule));
  return static_cast<std::uint32_t>(out_->rules.size() - 1);
}

FunctionId Interpreter::handleGetter(FieldId field) const {
  const ClassId owner = program_.fields()[field].owner;
  for (const FunctionId method : program_.classes()[owner].methods) {
    const Accessor &accessor = program_.functions()[method].accessor;
    if (accessor.kind == AccessorKind::Getter && accessor.handle && accessor.path.back() == field)
      return method;
  }
  return kNone;
}

// Something changes: a local, a field of one's own, or another object's state.
void Interpreter::change(TermId target, NodeId node, TermId value, std::span<const std::uint32_t> inputs,
                         bool compound) {
  TermId at = target;
  while (terms_[at].kind == TermKind::Part || terms_[at].kind == TermKind::Element)
    at = terms_[at].operands[0];
  const Term &term = terms_[at];
  noteChanged(at);
  if (term.kind == TermKind::Local && term.ref < locals_.size()) {
    if (at == target && !compound)
      kept_.emplace_back(term.ref, value);
    Gathered gathered;
    gather(value, gathered, false, 0);
    LocalState &state = locals_[term.ref];
    if (state.stepped)
      return;
    if (at == target && !compound && state.base == kNone && isIterator(term.type))
      state.base = baseOf(value);
    // What is put into a collection is state of none of its members.
    const TypeId type = term.type;
    if (at == target && type != kNone && program_.types()[program_.pointee(type)].wrapper == Wrapper::Sequence)
      return;
    // A running total is state of none that it was made of, and so is what was found by searching many.
    std::erase_if(gathered.reads, [compound](const StateRead &read) {
      return compound || read.origin == Origin::Element || read.origin == Origin::OwnElement;
    });
    // Each once: a local that is worked out from itself would hold twice as many after every step.
    for (const StateRead &read : gathered.reads)
      if (std::ranges::none_of(state.reads, [&](const StateRead &known) { return isSame(known, read); }))
        state.reads.push_back(read);
    state.rules.insert(state.rules.end(), inputs.begin(), inputs.end());

    sortUnique(state.rules);
    return;
  }
  if (term.kind != TermKind::Field)
    return;
  const FieldId field = term.ref;
  const TermId object = term.operands[0];
  if (terms_[object].kind == TermKind::This && program_.fields()[field].owner == out_->owner) {
    changeOwn(field, value, node, compound);
    return;
  }
  // A field that is not public can only have been reached through a handle.
  const bool direct = program_.fields()[field].access == facts::Access::Public;
  const FunctionId getter = direct ? kNone : handleGetter(field);
  poke(getter == kNone ? PokeKind::Write : PokeKind::Handle, field, object, getter, node, value, inputs, compound);
  changeWhole(object, node);
}

// A part that was handed out and is changed changes the whole, which does not see it.
void Interpreter::changeWhole(TermId part, NodeId node) {
  constexpr int kLevels = 8;
  bool member = false;
  for (int level = 0; level < kLevels; ++level) {
    while (terms_[part].kind == TermKind::Part || terms_[part].kind == TermKind::Element) {
      // What a collection only points to is no part of whoever keeps the collection.
      const TypeId type = terms_[part].type;
      if (type != kNone && program_.types()[type].kind == TypeKind::Pointer && recordOf(part) != kNone)
        return;
      member = member || recordOf(part) != kNone;
      part = terms_[part].operands[0];
    }
    const Term &term = terms_[part];
    if (term.kind != TermKind::Field)
      return;
    const FieldId field = term.ref;
    part = term.operands[0];
    if (program_.fields()[field].access == facts::Access::Public || program_.fields()[field].owner == out_->owner)
      continue;
    if (const FunctionId getter = handleGetter(field); getter != kNone) {
      const std::size_t before = out_->pokes.size();
      poke(PokeKind::Handle, field, part, getter, node, terms_.make(TermKind::Constant, 0, kNone, {}, {}), {}, false);
      if (out_->pokes.size() > before) {
        out_->pokes.back().part = true;
        out_->pokes.back().member = member;
      }
    }
  }
}

void Interpreter::poke(PokeKind kind, FieldId field, TermId object, FunctionId via, NodeId node, TermId value,
                       std::span<const std::uint32_t> inputs, bool compound) {
  const ClassId owner = program_.fields()[field].owner;
  if (terms_[object].kind == TermKind::This && owner == out_->owner) {
    changeOwn(field, value, node, compound);
    return;
  }
  // What a derived class does with what it inherits nobody handed out.
  if (isInMacro(node) || (terms_[object].kind == TermKind::This && kind == PokeKind::Handle))
    return;
  Poke poke{.kind = kind,
            .owner = owner,
            .field = field,
            .object = terms_[object].hash,
            .via = via,
            .value = {},
            .parameters = {},
            .place = place(node),
            .guards = guards_,
            .inputs = {}};
  // A row of a table, filled in by its number.
  const bool row = terms_[object].kind == TermKind::Element && terms_[object].operands.size() == 2 &&
                   terms_[terms_[object].operands[1]].constant;
  poke.building = isBuilding(object) || (row && guards_.empty() && !compound);
  poke.decided = isDecided(value, 0);
  collectParameters(value, poke.parameters, 0);
  std::ranges::sort(poke.parameters);
  poke.literal = terms_[value].constant;
  poke.source = lookedUpIn(value, 0);
  if (terms_[value].kind == TermKind::Enumerator)
    poke.value = terms_[value].text;
  Gathered gathered;
  gather(value, gathered, false, 0);
  const bool sameObject = std::ranges::any_of(
      gathered.reads, [&](const StateRead &read) { return read.object == poke.object && read.owner == owner; });
  poke.fromOwn = std::ranges::any_of(gathered.reads, [this](const StateRead &read) { return isOwnState(read); });
  TermId bare = value;
  while (terms_[bare].kind == TermKind::Construct || terms_[bare].kind == TermKind::Operation) {
    if (terms_[bare].operands.size() != 1)
      break;
    bare = terms_[bare].operands[0];
  }
  const Term &counted = terms_[bare];
  poke.position = counted.kind == TermKind::Call && counted.ref == kNone && counted.operands.size() == 1 &&
                  meaningOf(counted.text, true) == Meaning::Size &&
                  terms_[terms_.root(counted.operands[0])].kind == TermKind::This;
  poke.restores =
      terms_[value].kind == TermKind::Field && terms_[value].ref == field && terms_[value].operands[0] == object;
  // Raised for a while, and lowered again by as much.
  if (const Term &steps = terms_[value]; steps.kind == TermKind::Operation && steps.operands.size() == 2 && !compound) {
    const Term &old = terms_[steps.operands[0]];
    const std::tuple step(branch_, field, object, steps.operands[1]);
    const auto op = static_cast<Op>(steps.ref);
    if (old.kind == TermKind::Field && old.ref == field && old.operands[0] == object &&
        (op == Op::Add || op == Op::Subtract)) {
      const auto known = std::ranges::find_if(raised_, [&](const auto &entry) { return entry.first == step; });
      if (known != raised_.end())
        poke.restores = poke.restores || known->second != op;
      else
        raised_.emplace_back(step, op);
    }
  }
  // Copying one field to another is no computation.
  poke.readModifyWrite = compound || (sameObject && terms_[value].kind != TermKind::Field);
  poke.inputs.assign(inputs.begin(), inputs.end());
  sortUnique(poke.inputs);
  noteExchanged(poke, field, object, value);
  if (!sameObject && !compound && !poke.literal && (kind == PokeKind::Write || kind == PokeKind::Setter))
    noteFilled(object, owner, field);
  else if (sameObject || compound)
    asked_.insert(poke.object);
  out_->pokes.push_back(std::move(poke));
}

// An expression that goes from object to object. The longest is met first; what it begins with is no walk of its own.
void Interpreter::walk(NodeId id, Context context) {
  const Tree tree(*view_->facts);
  Walk walk{.steps = {}, .place = place(id)};
  if (context.display)
    return;
  for (const Walk &known : out_->walks)
    if (known.place.line == walk.place.line && known.place.column == walk.place.column)
      return;
  for (NodeId at = id; !tree.children(at).empty(); at = *tree.children(at).begin()) {
    const Node &node = tree[at];
    if (node.op == Op::Arrow || node.op == Op::Dereference)
      continue;
    // What `ref` counts depends on the operation: only of these it is an entity.
    const std::uint32_t target = node.op == Op::Field || node.op == Op::MethodCall ? entity(at) : kNone;
    if (target == kNone)
      break;
    if (node.op == Op::Field) {
      walk.steps.push_back({program_.fields()[target].owner, target, kNone});
      continue;
    }
    const FunctionInfo &callee = program_.functions()[target];
    if (callee.accessor.kind == AccessorKind::Getter)
      walk.steps.push_back({callee.owner, callee.accessor.path.back(), target});
    else if (callee.project || meaningOf(callee.name, true) != Meaning::Unwrap)
      break;
  }
  std::ranges::reverse(walk.steps);
  if (walk.steps.size() >= 2)
    out_->walks.push_back(std::move(walk));
}

} // namespace tell::model
