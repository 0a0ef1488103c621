#include "checks/check.hpp"
#include "checks/proposal.hpp"
#include "checks/wording.hpp"
#include "model/confidence.hpp"
#include "model/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <utility>

namespace tell::checks::tell_exposed_state {

namespace {

constexpr std::string_view kDocumentation = R"(## What it does
Finds fields that a class maintains (it checks them in a constructor or method and refuses, or writes them together with others to keep them in step) and that
code outside writes directly: a public or protected field, or a private one of a friend. And fields that the class's own operations change, while others ask the object
and then change the same fields, be it by a setter: steps of its life that are taken without it.

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
all live outside are reported as anemic instead; setters that skip the check by tell-unguarded-setter. A single step of others that changes a single field is a note.

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

/// Whether the method is an operation of the class: public, no accessor, and not there to read it from a file.
bool isOperation(const Program &program, FunctionId id) {
  const FunctionInfo &info = program.functions()[id];
  return !info.isSpecial() && info.accessor.kind == AccessorKind::None && info.access == facts::Access::Public &&
         !storesOrLoads(program, id);
}

/// The fields that operations of the class change.
std::set<FieldId> operatedOn(const Program &program, ClassId id) {
  std::set<FieldId> fields;
  for (const FunctionId method : program.classes()[id].methods)
    if (isOperation(program, method))
      fields.insert(program.functions()[method].ownWrites.begin(), program.functions()[method].ownWrites.end());
  return fields;
}

/// What others surely change of these fields after they have asked the object.
std::vector<AskThenTell> stepsOfOthers(const Program &program, ClassId id, const std::set<FieldId> &fields) {
  std::map<FunctionId, std::vector<AskThenTell>> byFunction;
  for (const AskThenTell &site : program.use(id).askThenTells)
    byFunction[site.function].push_back(site);
  const auto changes = [&](const AskThenTell &site) {
    const Poke &poke = program.functions()[site.function].pokes[site.poke];
    return fields.contains(poke.field) && !poke.part && (poke.kind == PokeKind::Write || poke.kind == PokeKind::Setter);
  };
  std::vector<AskThenTell> steps;
  for (const auto &[function, sites] : byFunction)
    if (confidenceInTransition(program, function, id, sites) >= kSure)
      std::ranges::copy_if(sites, std::back_inserter(steps), changes);
  return steps;
}

/// The first operation of the class that changes the field.
FunctionId operationOn(const Program &program, ClassId id, FieldId field) {
  const auto &methods = program.classes()[id].methods;
  const auto changes = [&](FunctionId method) {
    return isOperation(program, method) && std::ranges::binary_search(program.functions()[method].ownWrites, field);
  };
  return *std::ranges::find_if(methods, changes);
}

/// One finding for a class, placed at the field that others change in most steps.
Finding report(const Program &program, ClassId id, std::span<const AskThenTell> steps) {
  const ClassInfo &info = program.classes()[id];
  std::map<FieldId, std::size_t> byField;
  std::vector<FunctionId> functions;
  for (const AskThenTell &step : steps) {
    ++byField[program.functions()[step.function].pokes[step.poke].field];
    if (functions.empty() || functions.back() != step.function)
      functions.push_back(step.function);
  }
  const FieldId most = std::ranges::max_element(byField, {}, [](const auto &entry) { return entry.second; })->first;
  Finding finding;
  finding.check = "tell-exposed-state";
  finding.place = program.fields()[most].place;
  finding.subject = classSubject(program, id);
  finding.className = info.name;
  finding.score = score(program, id);
  rate(finding, confidenceInSteps(program, id, functions.size(), byField.size()));
  Advice advice;
  advice.refactoring = "Move Function";
  for (const AskThenTell &step : steps) {
    const Poke &poke = program.functions()[step.function].pokes[step.poke];
    advice.replaces.push_back(poke.place);
    finding.evidence.push_back(
        {poke.place, describeAskThenTell(program, step), functionSubject(program, step.function)});
  }
  const FunctionId own = operationOn(program, id, most);
  finding.evidence.push_back(
      {program.functions()[own].place,
       fmt::format("'{}' changes '{}', too", program.functions()[own].simple, program.fields()[most].name),
       functionSubject(program, own)});
  const std::size_t others = byField.size() - 1;
  const bool one = functions.size() == 1;
  finding.message = fmt::format(
      "'{}' changes '{}'{} itself, as in '{}', yet {} function{} outside ask{} it and change{} the same: {}",
      info.simple, program.fields()[most].name,
      others == 0 ? "" : fmt::format(" and {} other field{}", others, others == 1 ? "" : "s"),
      program.functions()[own].simple, functions.size(), one ? "" : "s", one ? "s" : "", one ? "s" : "",
      listFunctions(program, functions));
  advice.hint =
      fmt::format("give {} the operation{} that {} write{} out, with the check in {} ({})", info.simple, one ? "" : "s",
                  listFunctions(program, functions), one ? "s" : "", one ? "it" : "them", advice.refactoring);
  propose(finding, std::move(advice));
  return finding;
}

/// Of fields that the class checks the findings above tell, and those of tell-unguarded-setter.
void addSteps(const Program &program, ClassId id, std::vector<Finding> &findings) {
  const Role role = program.classes()[id].role;
  const bool told = !findings.empty() && findings.back().className == program.classes()[id].name &&
                    findings.back().confidence >= kSure;
  if (told || (role != Role::Rich && role != Role::Exposed))
    return;
  std::set<FieldId> fields = operatedOn(program, id);
  std::erase_if(fields, [&](FieldId field) {
    const Invariant *invariant = program.invariantOf(field);
    return invariant != nullptr && invariant->kind != InvariantKind::Together;
  });
  if (const auto steps = stepsOfOthers(program, id, fields); !steps.empty())
    findings.push_back(report(program, id, steps));
}

std::vector<Finding> run(const Program &program, const CheckOptions & /*options*/) {
  std::vector<Finding> findings;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    const ClassInfo &info = program.classes()[id];
    // Of a class that is not known well enough for a verdict, what it guards and who goes past it is known all the
    // same.
    const bool known = info.role == Role::Exposed || (info.role == Role::Unknown && program.isDomain(id));
    std::map<FieldId, std::vector<PokeSite>> byField;
    for (const PokeSite &site : program.use(id).pokes) {
      const Poke &poke = program.functions()[site.function].pokes[site.poke];
      if (!known || poke.kind != PokeKind::Write || !program.maintains(poke.field))
        continue;
      // A derived class that does a step its own way may keep in step what its base does.
      const ClassId writer = program.functions()[site.function].owner;
      const bool derived = writer != kNone && program.derivesFrom(writer, id);
      if (!derived || program.invariantOf(poke.field)->kind != InvariantKind::Together)
        byField[poke.field].push_back(site);
    }
    if (!byField.empty())
      findings.push_back(report(program, id, byField));
    addSteps(program, id, findings);
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
