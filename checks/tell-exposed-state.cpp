#include "checks/check.hpp"
#include "checks/proposal.hpp"
#include "checks/wording.hpp"
#include "model/confidence.hpp"
#include "model/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tell::checks::tell_exposed_state {

namespace {

constexpr std::string_view kDocumentation = R"(## What it does
Finds fields that a class maintains (it checks them in a constructor or method and refuses, or writes them together with others to keep them in step) and that
code outside writes directly: a public or protected field, or a private one of a friend.

## Why is this bad?
The class promises something about the field and cannot keep the promise. A reader who trusts the check is wrong, and the bug shows far from its cause.

## Example
```cpp
class Account {
public:
  void withdraw(long cents) {
    if (cents > balance)
      throw Refused("not covered");
    balance -= cents;
  }
  long balance = 0;
};

void Branch::correct(Account &account, long cents) { account.balance = cents; }
```

## Use instead
```cpp
class Account {
public:
  void withdraw(long cents);
  void correct(long cents);
private:
  long balance_ = 0;
};
```

## What it leaves alone
Structs whose members vary independently. Fields that nobody outside writes. Objects that a function makes and fills. Builders and factories. Classes whose rules
all live outside are reported as anemic instead; setters that skip the check by tell-unguarded-setter.

## How to fix
Make the field private, end the friendship (Encapsulate Variable), and give the class the operation its callers need.

## References
- C++ Core Guidelines, C.9: minimize exposure of members; C.134: ensure all non-const data members have the same access level
- Martin Fowler, Refactoring, 2nd edition, 2018: Encapsulate Variable
)";

/// What a field that is private already still has to be kept from: the functions and classes that are friends.
Advice encapsulate(const Program &program, ClassId id, FieldId fieldId,
                   const std::map<FieldId, std::vector<PokeSite>> &byField, std::size_t places) {
  const ClassInfo &info = program.classes()[id];
  std::vector<FieldId> open;
  std::vector<FunctionId> writers;
  Advice advice;
  for (const auto &[field, sites] : byField) {
    if (program.fields()[field].access != facts::Access::Private)
      open.push_back(field);
    for (const PokeSite &site : sites) {
      advice.replaces.push_back(program.functions()[site.function].pokes[site.poke].place);
      if (std::ranges::count(writers, site.function) == 0)
        writers.push_back(site.function);
    }
  }
  constexpr std::size_t kNamed = 3;
  advice.refactoring = "Encapsulate Variable";
  advice.hint = fmt::format("{} and give {} the operation that {} ({})",
                            open.empty() ? "end the friendship of " + listFunctions(program, writers)
                                         : "make " + listFields(program, open, kNamed) + " private",
                            info.simple, places == 1 ? "its writer needs" : fmt::format("its {} writers need", places),
                            advice.refactoring);
  hinder(advice, open.empty() ? std::string()
                              : hidingObstacle(program, std::ranges::count(open, fieldId) != 0 ? fieldId : open.front(),
                                               writers));
  return advice;
}

/// One finding for a class, placed at the field that is written at most places.
Finding report(const Program &program, ClassId id, const std::map<FieldId, std::vector<PokeSite>> &byField) {
  const ClassInfo &info = program.classes()[id];
  const auto &[fieldId, most] =
      *std::ranges::max_element(byField, {}, [](const auto &entry) { return entry.second.size(); });
  const FieldInfo &field = program.fields()[fieldId];
  Finding finding;
  finding.check = "tell-exposed-state";
  finding.place = field.place;
  finding.subject = classSubject(program, id);
  finding.className = info.name;
  finding.score = score(program, id);
  // What the field that others write most is kept by; a field is only written to here where there is something.
  const Invariant &invariant = *program.invariantOf(fieldId);
  rate(finding, confidenceInExposure(program, id, invariant));
  std::size_t places = 0;
  for (const auto &[written, sites] : byField)
    for (const PokeSite &site : sites) {
      const Poke &poke = program.functions()[site.function].pokes[site.poke];
      finding.evidence.push_back(
          {poke.place, "'" + shortName(program, site.function) + "' writes '" + program.fields()[written].name + "'",
           functionSubject(program, site.function)});
      ++places;
    }
  const std::size_t others = byField.size() - 1;
  for (const InvariantPlace &place : invariant.inside)
    finding.evidence.push_back(
        {place.place, keptBy(program, invariant, place), functionSubject(program, place.function)});
  finding.message =
      "'" + info.simple + "' maintains '" + field.name + "' (" + keptBy(program, invariant, invariant.inside.front()) +
      ")" + (others == 0 ? "" : " and " + std::to_string(others) + (others == 1 ? " other field" : " other fields")) +
      ", yet " + std::to_string(places) + " place" + (places == 1 ? "" : "s") + " outside write" +
      (places == 1 ? "s" : "") + (others == 0 ? " it" : " them") + " directly, as '" +
      shortName(program, most.front().function) + "' does";
  propose(finding, encapsulate(program, id, fieldId, byField, places));
  return finding;
}

std::vector<Finding> run(const Program &program, const CheckOptions & /*options*/) {
  std::vector<Finding> findings;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    const ClassInfo &info = program.classes()[id];
    // Of a class that is not known well enough for a verdict, what it guards and who goes past it is known all the
    // same.
    if (info.role != Role::Exposed && (info.role != Role::Unknown || !program.isDomain(id)))
      continue;
    std::map<FieldId, std::vector<PokeSite>> byField;
    for (const PokeSite &site : program.use(id).pokes) {
      const Poke &poke = program.functions()[site.function].pokes[site.poke];
      if (poke.kind != PokeKind::Write || !program.maintains(poke.field))
        continue;
      // A derived class that does a step its own way may keep in step what its base does.
      const ClassId writer = program.functions()[site.function].owner;
      const bool derived = writer != kNone && program.derivesFrom(writer, id);
      if (!derived || program.invariantOf(poke.field)->kind != InvariantKind::Together)
        byField[poke.field].push_back(site);
    }
    if (!byField.empty())
      findings.push_back(report(program, id, byField));
  }
  return findings;
}

} // namespace

extern const Check check{
    .info = {.id = "tell-exposed-state",
             .summary = "a field that a class maintains and that others write past it",
             .documentation = kDocumentation,
             .scope = Scope::Class,
             .needs = Needs::Class,
             .level = Level::Warning,
             .precision = 0.7,
             .options = {}},
    .run = run,
};

} // namespace tell::checks::tell_exposed_state
