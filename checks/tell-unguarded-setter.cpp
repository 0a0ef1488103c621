#include "checks/check.hpp"
#include "checks/proposal.hpp"
#include "checks/signature.hpp"
#include "checks/wording.hpp"
#include "model/confidence.hpp"
#include "model/invariants.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace tell::checks::tell_unguarded_setter {

namespace {

constexpr std::string_view kDocumentation = R"(## What it does
Finds public setters that store whatever they are given although a check belongs to the field: the class makes it in a constructor or another method, or keeps
the field in step with others; or several callers make it each time before they set a certain value of an enumeration. Only setters that somebody calls on an
object that already lives.

## Why is this bad?
The setter is the way round every check. A reader who trusts the constructor is wrong, and a transition that is allowed in one caller is forgotten in the next.

## Example
```cpp
class Parcel {
public:
  State state() const { return state_; }
  void setState(State state) { state_ = state; }
private:
  State state_ = State::Packed;
};

void Dock::load(Parcel &parcel) {
  if (parcel.state() != State::Packed)
    throw Refused("not packed");
  parcel.setState(State::Loaded);
}
```

## Use instead
```cpp
class Parcel {
public:
  void load() {
    if (state_ != State::Packed)
      throw Refused("not packed");
    state_ = State::Loaded;
  }
private:
  State state_ = State::Packed;
};
```

## What it leaves alone
Setters that check. Setters that nobody calls, or only while an object is being made. Fields that nothing is checked about, that the class also moves alone, or
that are filled from a document. Virtual setters: they are knobs of an interface. Builders, interfaces' setters,
records. Public fields, which are reported as exposed state.

## How to fix
Give the class one operation for each thing that callers set the field for, with the check in it, and drop the setter (Remove Setting Method).

## References
- Martin Fowler, Refactoring, 2nd edition, 2018: Remove Setting Method, Encapsulate Variable
- Eric Evans, Domain-Driven Design, 2004: intention-revealing interfaces
- C++ Core Guidelines, C.131: avoid trivial getters and setters
)";

/// Who calls a setter, and for what.
struct Callers {
  std::vector<PokeSite> sites;
  std::set<FunctionId> deciding;                 ///< those that check before they set a constant
  std::map<std::string, FunctionId> transitions; ///< what they set, and the first that does
};

std::map<FunctionId, Callers> callersOf(const Program &program, ClassId id) {
  std::map<FunctionId, Callers> out;
  const auto isPublicSetter = [&](const Poke &poke) {
    if (poke.kind != PokeKind::Setter || poke.via == kNone)
      return false;
    const FunctionInfo &setter = program.functions()[poke.via];
    return setter.access == facts::Access::Public && !setter.is(facts::kVirtual) && !setter.is(facts::kOverride);
  };
  for (const PokeSite &site : program.use(id).pokes)
    if (const Poke &poke = program.functions()[site.function].pokes[site.poke]; isPublicSetter(poke)) {
      // A setter of several fields is one call.
      auto &sites = out[poke.via].sites;
      const auto samePlace = [&](const PokeSite &other) {
        return program.functions()[other.function].pokes[other.poke].place == poke.place;
      };
      if (std::ranges::none_of(sites, samePlace))
        sites.push_back(site);
    }
  for (const AskThenTell &site : program.use(id).askThenTells) {
    const Poke &poke = program.functions()[site.function].pokes[site.poke];
    const TypeId type = program.fields()[poke.field].type;
    const bool status = type != kNone && program.types()[program.pointee(type)].kind == facts::TypeKind::Enum;
    if (!isPublicSetter(poke) || site.rule == kNone || !status || (!poke.literal && !poke.decided))
      continue;
    Callers &callers = out[poke.via];
    callers.deciding.insert(site.function);
    if (!poke.value.empty())
      callers.transitions.emplace(poke.value, site.function);
  }
  return out;
}

/// Operations in place of the setter. Whoever only fills a new object by it needs the constructor instead.
Advice removeSetter(const Program &program, ClassId id, FunctionId setterId, const Callers &callers) {
  const FunctionInfo &setter = program.functions()[setterId];
  std::set<std::string> operations;
  for (const auto &[value, function] : callers.transitions)
    if (const std::string name = transitionIn(program, id, value, function); !name.empty())
      operations.insert(name + "()");
  const bool fills = std::ranges::any_of(program.use(id).buildingPokes, [&](const PokeSite &site) {
    return program.functions()[site.function].pokes[site.poke].via == setterId;
  });
  Advice advice;
  advice.refactoring = "Remove Setting Method";
  if (!operations.empty())
    advice.signature = "void " + *operations.begin();
  for (const PokeSite &site : callers.sites)
    advice.replaces.push_back(program.functions()[site.function].pokes[site.poke].place);
  const std::string rest = fills ? ", and let the constructor take what new objects are given" : "";
  advice.hint = operations.empty()
                    ? fmt::format("remove '{}' and give {} the operation its callers need, with the check in it{} ({})",
                                  setter.simple, program.classes()[id].simple, rest, advice.refactoring)
                    : fmt::format("replace '{}' by {}, with the checks in them{} ({})", setter.simple,
                                  fmt::join(operations, ", "), rest, advice.refactoring);
  return advice;
}

Finding report(const Program &program, ClassId id, FunctionId setterId, const Callers &callers, FieldId maintained) {
  const Invariant *invariant = maintained == kNone ? nullptr : program.invariantOf(maintained);
  const ClassInfo &info = program.classes()[id];
  const FunctionInfo &setter = program.functions()[setterId];
  const FieldInfo &field = program.fields()[maintained == kNone ? setter.accessor.path.front() : maintained];
  Finding finding;
  finding.check = "tell-unguarded-setter";
  finding.place = setter.place;
  finding.subject = classSubject(program, id);
  finding.className = info.name;
  finding.ruleKey = setter.signature;
  finding.score = score(program, id);
  rate(finding, confidenceInSetter(program, id, invariant, callers.deciding.size()));
  if (invariant != nullptr)
    finding.message = fmt::format(
        "'{}' maintains '{}' ({}), yet '{}' stores whatever it is given, {} time{} from outside, as by '{}'",
        info.simple, field.name, keptBy(program, *invariant, invariant->inside.front()), setter.simple,
        callers.sites.size(), callers.sites.size() == 1 ? "" : "s", shortName(program, callers.sites.front().function));
  else
    finding.message = fmt::format(
        "'{}::{}' stores whatever it is given: {} functions outside check before they choose what '{}' becomes",
        info.simple, setter.simple, callers.deciding.size(), field.name);
  for (const PokeSite &site : callers.sites)
    finding.evidence.push_back({program.functions()[site.function].pokes[site.poke].place,
                                fmt::format("'{}' calls '{}'", shortName(program, site.function), setter.simple),
                                functionSubject(program, site.function)});
  if (invariant != nullptr)
    for (const InvariantPlace &place : invariant->inside)
      finding.evidence.push_back(
          {place.place, keptBy(program, *invariant, place), functionSubject(program, place.function)});
  propose(finding, removeSetter(program, id, setterId, callers));
  return finding;
}

std::vector<Finding> run(const Program &program, const CheckOptions & /*options*/) {
  constexpr std::size_t kSeveral = 2;
  std::vector<Finding> findings;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    if (!program.isDomain(id))
      continue;
    for (const auto &[setter, callers] : callersOf(program, id)) {
      const auto &fields = program.functions()[setter].accessor.path;
      const auto maintained = std::ranges::find_if(fields, [&](FieldId field) { return program.maintains(field); });
      if (maintained != fields.end())
        findings.push_back(report(program, id, setter, callers, *maintained));
      else if (callers.deciding.size() >= kSeveral)
        findings.push_back(report(program, id, setter, callers, kNone));
    }
  }
  return findings;
}

} // namespace

extern const Check check{
    .info = {.id = "tell-unguarded-setter",
             .summary = "a setter without the check that its class or its callers make on the same field",
             .documentation = kDocumentation,
             .scope = Scope::Class,
             .needs = Needs::Class,
             .level = Level::Warning,
             .precision = 0.88,
             .options = {}},
    .run = run,
};

} // namespace tell::checks::tell_unguarded_setter
