#include "checks/check.hpp"
#include "checks/wording.hpp"

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
  finding.message =
      "'" + info.simple + "' maintains '" + field.name + "'" +
      (others == 0 ? "" : " and " + std::to_string(others) + (others == 1 ? " other field" : " other fields")) +
      ", yet " + std::to_string(places) + " place" + (places == 1 ? "" : "s") + " outside write" +
      (places == 1 ? "s" : "") + (others == 0 ? " it" : " them") + " directly, as '" +
      shortName(program, most.front().function) + "' does";
  finding.advice.refactoring = "Encapsulate Variable";
  finding.advice.hint =
      "make " + field.name + " private and give " + info.simple + " the operation that " +
      (places == 1 ? std::string("its writer needs") : "its " + std::to_string(places) + " writers need") +
      " (Encapsulate Variable)";
  return finding;
}

std::vector<Finding> run(const Program &program, const CheckOptions & /*options*/) {
  std::vector<Finding> findings;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    const ClassInfo &info = program.classes()[id];
    if (info.role != Role::Exposed)
      continue;
    std::map<FieldId, std::vector<PokeSite>> byField;
    for (const PokeSite &site : program.use(id).pokes) {
      const Poke &poke = program.functions()[site.function].pokes[site.poke];
      if (poke.kind == PokeKind::Write && program.maintains(poke.field))
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
             .needs = Needs::Program,
             .level = Level::Warning,
             .options = {}},
    .run = run,
};

} // namespace tell::checks::tell_exposed_state
