#include "model/confidence.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tell {

namespace {

/// A record of a file or a protocol: who edits or migrates it has to know what stands in it.
bool isStored(const Program &program, ClassId id) {
  const auto behaves = [&](FunctionId method) {
    const FunctionInfo &info = program.functions()[method];
    return info.accessor.kind == AccessorKind::None && !info.isSpecial() && !info.simple.starts_with("operator");
  };
  return program.use(id).readBack && program.isPlainData(id) &&
         std::ranges::none_of(program.classes()[id].methods, behaves);
}

/// Of all that it holds others decide on very little, and that seldom.
bool isAskedInPassing(const Program &program, ClassId id) {
  constexpr std::uint32_t kFew = 3;
  constexpr std::size_t kShare = 5;
  const ClassUse &use = program.use(id);
  std::set<FieldId> asked;
  for (const RuleSite &site : use.outsideRules)
    for (const StateRead &read : program.functions()[site.function].rules[site.rule].reads)
      if (read.owner == id)
        asked.insert(read.field);
  return use.distinctOutside <= kFew && asked.size() * kShare <= use.dataFields;
}

/// A class that lives: others change its objects, and rules about them are worth a home.
double ofClass(const Program &program, ClassId id) {
  const ClassUse &use = program.use(id);
  // What is set when it is made and never after is a row of a table, a message, a value.
  double fixed = use.changed ? 0 : program.isPlainData(id) ? -0.4 : -0.1;
  if (isStored(program, id))
    fixed = std::min(fixed, -0.25);
  switch (program.classes()[id].role) {
  case Role::Anemic:
    return fixed + (use.transitions > 0 ? 0.2 : 0.1);
  case Role::Exposed:
  case Role::Rich:
    return fixed + 0.05;
  default:
    return fixed;
  }
}

/// How much of the function is about the class. A line or two of a long body are seldom what it is there for.
double ofShare(const Program &program, FunctionId id, double share) {
  constexpr std::uint32_t kLong = 100; // lines
  const Span &extent = program.functions()[id].extent;
  const double length = extent.endLine - extent.line > kLong ? -0.15 : 0;
  return length + (share >= 0.5 ? 0.25 : share >= 0.3 ? 0.15 : share >= 0.12 ? 0 : share >= 0.05 ? -0.1 : -0.25);
}

/// The class is not known well enough for a verdict: what is seen stands, and may be all there is.
double ofEvidence(const Program &program, ClassId id) {
  return program.classes()[id].role == Role::Unknown ? 0 : ofClass(program, id);
}

/// Rows, messages and records of files may be read by whoever gets them.
double capped(const Program &program, ClassId id, double confidence) {
  const bool read = isStored(program, id) || (!program.use(id).changed && program.isPlainData(id));
  return std::clamp(confidence, 0.0, read ? kSure - 0.05 : 1.0);
}

/// How many classes ask the class, the free functions together counted as one.
std::size_t askers(const Program &program, ClassId id) {
  std::set<ClassId> owners;
  for (const FunctionId decider : program.use(id).deciders)
    owners.insert(program.functions()[decider].owner);
  return owners.size();
}

/// What everybody asks for reasons of their own: one of many askers' questions is the asker's.
bool isHub(const Program &program, ClassId id) {
  constexpr std::size_t kMany = 10;
  return askers(program, id) >= kMany;
}

/// Whether others make its objects in many places, or whole tables of them: values, messages and rows are made where
/// they are needed.
bool isMadeAnywhere(const Program &program, ClassId id) {
  constexpr std::size_t kMany = 6;
  constexpr std::size_t kSeveral = 3;
  constexpr std::size_t kTable = 16;
  const std::size_t made = program.use(id).constructions.size();
  std::set<FunctionId> makers;
  for (const BuildSite &site : program.use(id).constructions)
    makers.insert(site.function);
  return made >= kTable || (made >= kMany && makers.size() >= kSeveral);
}

/// How many distinct rules about the class stand in more than one function outside it.
std::size_t repeated(const Program &program, ClassId id) {
  std::map<std::uint64_t, FunctionId> first;
  std::set<std::uint64_t> several;
  for (const RuleSite &site : program.use(id).outsideRules) {
    const std::uint64_t hash = program.functions()[site.function].rules[site.rule].hash;
    if (first.try_emplace(hash, site.function).first->second != site.function)
      several.insert(hash);
  }
  return several.size();
}

/// Whether the function is long: then a question or two to one class are seldom what it is there for.
bool isLong(const FunctionInfo &function, std::uint32_t lines) {
  return function.extent.endLine - function.extent.line >= lines;
}

/// Whether the class hides its state and does next to nothing with it: whoever asks it decides for it.
bool hidesNothingBut(const Program &program, ClassId id) {
  return program.classes()[id].role == Role::Anemic && !program.isPlainData(id);
}

/// Whether the rule says what several fields of the class mean together.
bool relates(const Rule &rule, ClassId id) {
  FieldId first = kNone;
  for (const StateRead &read : rule.reads) {
    if (read.owner != id)
      continue;
    if (first != kNone && read.field != first)
      return true;
    first = read.field;
  }
  return false;
}

/// Whether some method moves all of the fields on from what they were: a sum and a count of what it is the sum of.
bool areStepped(const Program &program, const Invariant &invariant) {
  return std::ranges::any_of(invariant.inside, [&](const InvariantPlace &place) {
    const auto &changes = program.functions()[place.function].ownChanges;
    return std::ranges::all_of(invariant.fields, [&](FieldId field) {
      return std::ranges::any_of(
          changes, [field](const OwnChange &change) { return change.field == field && change.how == Change::Step; });
    });
  });
}

/// Whether the change is made, or its value chosen, by the state of objects of other classes.
bool dependsOnOthers(const FunctionInfo &function, const Poke &poke) {
  const auto asksOthers = [&](std::uint32_t rule) {
    return std::ranges::any_of(function.rules[rule].reads,
                               [&](const StateRead &read) { return read.owner != poke.owner; });
  };
  return std::ranges::any_of(poke.guards, asksOthers) || std::ranges::any_of(poke.inputs, asksOthers);
}

/// That fields move in step is read off what methods happen to do; a check was written to be one.
double ofInvariant(const Program &program, const Invariant &invariant) {
  if (invariant.kind != InvariantKind::Together)
    return 0.7;
  return areStepped(program, invariant) ? 0.6 : 0.44;
}

/// Whether several of the rules set limits and rates for the object's numbers, and take nothing from elsewhere.
bool isTariff(const FunctionInfo &function, std::span<const std::uint32_t> rules) {
  constexpr std::size_t kSeveral = 4;
  std::set<std::uint64_t> measured;
  for (const std::uint32_t index : rules)
    if (const Rule &rule = function.rules[index]; rule.measured && rule.foreign == 0)
      measured.insert(rule.hash);
  return measured.size() >= kSeveral;
}

/// How many questions the rules are. One that is repeated is one, and so is which of its values one field holds where
/// nothing else is asked.
std::size_t questions(const FunctionInfo &function, std::span<const std::uint32_t> rules) {
  std::set<std::uint64_t> distinct;
  std::set<FieldId> kinds;
  bool more = false;
  for (const std::uint32_t index : rules) {
    const Rule &rule = function.rules[index];
    distinct.insert(rule.hash);
    more = more || rule.figures || rule.size != 1 || rule.values.size() != 1 || rule.reads.size() != 1;
    for (const StateRead &read : rule.reads)
      kinds.insert(read.field);
  }
  return more ? distinct.size() : kinds.size();
}

/// Whether the question is about what changes, or what it becomes hangs on the answer's own figures.
bool isAboutIt(const FunctionInfo &function, const Poke &poke, std::uint32_t rule) {
  const auto isIt = [&](const StateRead &read) { return read.field == poke.field; };
  return poke.readModifyWrite || (rule != kNone && (std::ranges::any_of(function.rules[rule].reads, isIt) ||
                                                    std::ranges::find(poke.inputs, rule) != poke.inputs.end()));
}

/// Whether the object is refused for the state it is in, and then put into another one.
bool isStep(const Program &program, const FunctionInfo &function, const Poke &poke, std::uint32_t rule) {
  const TypeId type = program.fields()[poke.field].type;
  const auto isIt = [&](const StateRead &read) { return read.field == poke.field && read.object == poke.object; };
  return rule != kNone && type != kNone && program.types()[program.pointee(type)].kind == facts::TypeKind::Enum &&
         poke.literal && function.rules[rule].objects && std::ranges::any_of(function.rules[rule].reads, isIt);
}

double note(double confidence) { return std::clamp(confidence, 0.0, kMostOfNote); }

} // namespace

double confidenceInExposure(const Program &program, ClassId id, const Invariant &invariant) {
  const bool together = invariant.kind == InvariantKind::Together;
  // A friend was let in by the class itself, and may see to the rest of what moves together.
  const bool hidden = std::ranges::all_of(
      invariant.fields, [&](FieldId field) { return program.fields()[field].access == facts::Access::Private; });
  const double friends = hidden && together ? 0.2 : 0;
  return std::clamp(ofInvariant(program, invariant) + ofEvidence(program, id) - friends, 0.0, 1.0);
}

double confidenceInSteps(const Program &program, ClassId id, std::size_t functions, std::size_t fields) {
  const double steps = functions >= 3 ? 0.7 : functions >= 2 || fields >= 2 ? 0.65 : 0.5;
  return std::clamp(steps + ofEvidence(program, id), 0.0, 1.0);
}

double confidenceInSetter(const Program &program, ClassId id, const Invariant *invariant, std::size_t deciding) {
  if (invariant != nullptr)
    return std::clamp(ofInvariant(program, *invariant) + ofEvidence(program, id), 0.0, 1.0);
  return std::clamp((deciding >= 3 ? 0.7 : 0.65) + ofEvidence(program, id), 0.0, 1.0);
}

double confidenceInHandle(const Program &program, ClassId id, std::size_t places) {
  return std::clamp((places >= 2 ? 0.7 : 0.65) + ofEvidence(program, id), 0.0, 1.0);
}

double confidenceInChain(std::size_t classes, std::size_t places) {
  return note(0.5 + (classes >= 4 ? 0.05 : 0) + (places >= 2 ? 0.05 : 0));
}

double confidenceInAggregate(const Program &program, const Sweep &sweep) {
  // A figure is the owner's own; what picks some of its members may be its asker's.
  const bool figure = sweep.goal == SweepGoal::Sum || sweep.goal == SweepGoal::Count;
  return note(0.5 + (figure ? 0.05 : 0) + (program.isDomain(sweep.owner) ? 0.05 : 0));
}

double confidenceInHollow(std::size_t working, std::size_t all) { return note(working == all ? 0.58 : 0.5); }

double confidenceInHalfBuilt(std::size_t places, std::size_t all) { return note(places == all ? 0.58 : 0.5); }

double confidenceInDead(std::size_t dead, std::size_t all) {
  // Where most go, somebody may have a plan for them.
  return note(dead * 2 > all ? 0.5 : 0.55);
}

double confidenceInCeremony(const Program &program, ClassId id) {
  const ClassUse &use = program.use(id);
  // Where each field can be read and written, the accessors hide nothing.
  return note(use.getters >= use.dataFields && use.setters >= use.dataFields ? 0.55 : 0.5);
}

double confidenceInAnemic(const Program &program, ClassId id) {
  const ClassUse &use = program.use(id);
  // What behaves, or is made wherever it is needed, is not anemic for what one or the other asks it once; and what is
  // made everywhere and kept nowhere is a message.
  constexpr std::size_t kBehaves = 6;
  constexpr std::size_t kFewRepeated = 3;
  const bool made = isMadeAnywhere(program, id);
  if ((made && !use.kept) || ((made || use.behaviours >= kBehaves) && repeated(program, id) <= kFewRepeated))
    return 0.5;
  if (!use.changed || isStored(program, id) || isAskedInPassing(program, id))
    return 0.5;
  // What its parts were asked, they answered themselves.
  const auto asksParts = [&](const RuleSite &site) {
    const auto isRaw = [id](const StateRead &read) { return read.owner == id && !read.part; };
    return std::ranges::none_of(program.functions()[site.function].rules[site.rule].reads, isRaw);
  };
  if (std::ranges::all_of(use.outsideRules, asksParts))
    return 0.55;
  return use.transitions > 0 ? 0.9 : 0.75;
}

double confidenceInEnvy(const Program &program, FunctionId function, ClassId id, std::span<const std::uint32_t> rules,
                        bool emphasised, bool copied) {
  const Involvement involvement = program.involvement(function, id);
  const FunctionInfo &info = program.functions()[function];
  // What only sets several fields together is about nothing else.
  const double share = rules.empty() ? 1 : involvement.share();
  double confidence = 0.5 + ofClass(program, id) + ofShare(program, function, share);
  const std::size_t several = questions(info, rules);
  confidence += several >= 4 ? 0.1 : several >= 2 ? 0.05 : 0;
  // One rule in passing says little, and what stands elsewhere too is reported as that.
  constexpr double kInPassing = 0.12;
  const bool inPassing = share < kInPassing;
  confidence += emphasised && !inPassing ? 0.15 : 0;
  confidence += copied ? 0.2 : 0;
  confidence -= several <= 2 && share < 0.3 ? 0.1 : 0;
  const auto ofRules = [&](const auto &holds) {
    return std::ranges::any_of(rules, [&](std::uint32_t rule) { return holds(info.rules[rule]); });
  };
  // A field compared with a value may be for its asker's own purposes; what fields mean together seldom is.
  if (!rules.empty() && !ofRules([id](const Rule &rule) { return relates(rule, id); })) {
    const bool more = ofRules([](const Rule &rule) { return rule.foreign > 0 || rule.kind == RuleKind::Selection; });
    const bool once = several == 1 && !more && program.classes()[id].role == Role::Rich;
    confidence -= once ? 0.2 : 0.1;
  }
  // What a part was asked is that part's answer, unless several parts are put together to one.
  constexpr std::size_t kSeveral = 3;
  const auto isAsked = [&](const Rule &rule) {
    std::set<FieldId> parts;
    for (const StateRead &read : rule.reads)
      if (read.owner == id && !read.part)
        return true;
      else if (read.owner == id)
        parts.insert(read.field);
    return parts.size() >= kSeveral;
  };
  if (!rules.empty() && !ofRules(isAsked))
    confidence -= 0.2;
  // What is set together because of others' state is somebody else's to decide.
  if (rules.empty() && std::ranges::any_of(info.pokes, [&](const Poke &poke) {
        return poke.owner == id && dependsOnOthers(info, poke);
      }))
    confidence -= 0.3;
  // The one object that everybody can reach is there to be asked.
  const auto isHere = [id](const StateRead &read) { return read.owner == id && read.origin != Origin::Ambient; };
  if (!rules.empty() && !ofRules([&](const Rule &rule) { return std::ranges::any_of(rule.reads, isHere); }))
    confidence -= 0.35;
  // Of many settings one is asked at a time: they are there to be obeyed.
  constexpr std::size_t kMany = 20;
  if (program.isPlainData(id) && program.use(id).dataFields >= kMany &&
      !ofRules([id](const Rule &rule) { return relates(rule, id); }))
    confidence -= 0.2;
  // A long function is about more than one class; most that is only asked and cannot be set is used as it should be.
  // Where the class answers nothing itself, much of it may stand here all the same.
  constexpr std::uint32_t kLong = 20; // lines
  constexpr double kMuchOfIt = 5;
  const bool closed = program.use(id).setters == 0 &&
                      (program.use(id).behaviours > 0 || involvement.weight < kMuchOfIt) &&
                      !(several >= 2 && hidesNothingBut(program, id));
  if (isLong(info, kLong) && (closed || isHub(program, id)))
    confidence = std::min(confidence, kSure - 0.05);
  // Who takes much of its own state from plain data converts it.
  constexpr std::size_t kMuch = 3;
  confidence -= program.isPlainData(id) && info.ownWrites.size() >= kMuch ? 0.2 : 0;
  // …unless it is to work out by limits and rates what they mean.
  if (share >= 0.4 && (isTariff(info, rules) || ofRules([](const Rule &rule) { return rule.limits; })))
    return std::clamp(confidence + 0.2, 0.0, 1.0);
  return capped(program, id, confidence);
}

double confidenceInTransition(const Program &program, FunctionId function, ClassId id,
                              std::span<const AskThenTell> sites) {
  const FunctionInfo &info = program.functions()[function];
  double confidence = 0;
  bool linked = false;
  bool steps = false;
  for (const AskThenTell &site : sites) {
    const Poke &poke = info.pokes[site.poke];
    linked = linked || isAboutIt(info, poke, site.rule);
    steps = steps || isStep(program, info, poke, site.rule);
    const bool direct = poke.kind == PokeKind::Write || poke.kind == PokeKind::Setter;
    // What a part of it or a helper was asked on the way may be about something else.
    const auto isRaw = [&](const StateRead &read) {
      return read.owner == id && read.object == poke.object && !read.part && read.origin != Origin::Helper;
    };
    const auto isQuery = [&](const QueryCall &query) { return query.owner == id && query.object == poke.object; };
    const bool raw = site.rule == kNone || std::ranges::any_of(info.rules[site.rule].reads, isRaw) ||
                     std::ranges::any_of(info.rules[site.rule].queries, isQuery);
    const auto isIt = [&](const StateRead &read) { return read.field == poke.field; };
    // A number that its asker hands out, and what it asks about something else.
    const bool handsOut = poke.fromOwn && site.rule != kNone && std::ranges::none_of(info.rules[site.rule].reads, isIt);
    // What its asker asks itself alone between the question and the change is what the change hangs on.
    const auto isOwn = [&](const auto &asked) { return asked.owner == info.owner; };
    const bool between = std::ranges::any_of(poke.guards, [&](std::uint32_t index) {
      const Rule &rule = info.rules[index];
      return site.rule != kNone && info.isMethod() && index > site.rule &&
             (!rule.reads.empty() || !rule.queries.empty()) && std::ranges::all_of(rule.reads, isOwn) &&
             std::ranges::all_of(rule.queries, isOwn);
    });
    confidence =
        std::max(confidence, (direct ? 0.65 : 0.55) - (raw ? 0 : 0.15) - (handsOut ? 0.2 : 0) - (between ? 0.3 : 0));
  }
  // What everybody asks is asked for much, and what hides nothing may be worked on at length.
  constexpr std::uint32_t kLong = 25; // lines
  const bool hub = isHub(program, id);
  const Involvement involvement = program.involvement(function, id);
  const bool aboutIt = involvement.share() >= 0.5;
  const bool passing = isLong(info, kLong) && !aboutIt && !steps && !hidesNothingBut(program, id);
  if ((hub && !linked) || (program.use(id).setters == 0 && (hub || passing)))
    confidence = std::min(confidence, kSure - 0.05 - ofClass(program, id));
  // A step or two on the way of a long body.
  constexpr std::uint32_t kMany = 16;
  if (involvement.all >= kMany && involvement.share() < 0.3 && !(steps && hidesNothingBut(program, id)))
    confidence -= 0.3;
  return capped(program, id, confidence + ofClass(program, id));
}

double confidenceInScatter(const Program &program, ClassId id, const Rule &rule, std::size_t functions,
                           std::size_t rules) {
  double confidence = (functions >= 3 ? 0.65 : 0.5) + (rules >= 2 ? 0.1 : 0);
  // What several fields, or a field and a bound, mean together says more than one value of one enumeration, or that
  // there are any; and who branches on a value does something else each time.
  const auto isKind = [&](const StateRead &read) { return read.owner == id && program.isKind(read.field); };
  const auto isHere = [&](const StateRead &read) { return read.owner == id && read.origin != Origin::Ambient; };
  if (std::ranges::none_of(rule.reads, isHere))
    confidence -= 0.1;
  if (!relates(rule, id)) {
    const bool kind = std::ranges::any_of(rule.reads, isKind);
    const bool value = rule.size == 1 && rule.values.size() == 1 && program.classes()[id].role != Role::Anemic;
    const bool branches = rule.kind == RuleKind::Selection;
    // One of many codes is a word, and says itself what it means.
    const auto isCode = [&](const StateRead &read) {
      constexpr std::uint32_t kMany = 8;
      const TypeId type = program.fields()[read.field].type;
      const EnumId of = type == kNone ? kNone : program.types()[program.pointee(type)].enumeration;
      return of != kNone && program.enums()[of].named >= kMany;
    };
    const bool code = value && std::ranges::any_of(rule.reads, isCode);
    // What a record says of itself by one of its values it says to everybody.
    const bool tag = program.isPlainData(id) && program.classes()[id].role != Role::Anemic && rule.size == 1 &&
                     !rule.measured && rule.foreign == 0;
    // …but what several of them have in common is a rule.
    const double single = (tag ? 0.3 : kind || code ? 0.2 : value ? 0.1 : 0) - (rule.choice != 0 ? 0.1 : 0);
    confidence -= rule.emptiness || branches || (kind && code) ? 0.3 : std::max(single, 0.0);
  }
  constexpr std::size_t kFew = 4;
  if (isMadeAnywhere(program, id) && functions <= kFew)
    confidence = std::min(confidence, kSure - 0.05 - ofClass(program, id));
  return capped(program, id, confidence + ofClass(program, id));
}

double confidenceInTypeSwitch(const Program &program, ClassId id, std::size_t functions) {
  return capped(program, id, (functions >= 3 ? 0.7 : 0.65) + ofClass(program, id));
}

double confidenceInTag() { return 0.65; }

double confidenceInLadder(const Program &program, ClassId id, std::size_t functions, std::size_t most) {
  // Objects that answer differently for themselves already can answer this, too; what only differs in what it holds is
  // sorted by whoever gets it.
  const bool behaves = std::ranges::any_of(program.classes()[id].methods, [&](FunctionId method) {
    const FunctionInfo &info = program.functions()[method];
    return info.is(facts::kVirtual) && info.kind != facts::FunctionKind::Destructor;
  });
  return behaves ? 0.62 + (functions >= 2 || most >= 4 ? 0.08 : 0) : 0;
}

} // namespace tell
