#include "checks/check.hpp"
#include "checks/wording.hpp"

#include <map>

namespace tell::checks::tell_exposed_state {

namespace {

constexpr std::string_view kDocumentation = R"(## What it does
Finds fields that a class maintains (it checks them in a constructor or method and refuses, or writes them together with others to keep them in step) and that
code outside writes directly: a public or protected field, or a plain setter that skips the check.

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
all live outside are reported as anemic instead.

## How to fix
Make the field private (Encapsulate Variable), drop the setter (Remove Setting Method), and give the class the operation its callers need.

## References
- C++ Core Guidelines, C.9: minimize exposure of members; C.134: ensure all non-const data members have the same access level
- Martin Fowler, Refactoring, 2nd edition, 2018: Encapsulate Variable, Remove Setting Method
)";

std::vector<Finding> run(const Program &program, const CheckOptions & /*options*/) {
  std::vector<Finding> findings;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    const ClassInfo &info = program.classes()[id];
    if (info.role != Role::Exposed)
      continue;
    std::map<FieldId, std::vector<PokeSite>> byField;
    for (const PokeSite &site : program.use(id).pokes) {
      const Poke &poke = program.functions()[site.function].pokes[site.poke];
      if (poke.kind != PokeKind::Handle && program.maintains(poke.field))
        byField[poke.field].push_back(site);
    }
    for (const auto &[fieldId, sites] : byField) {
      const FieldInfo &field = program.fields()[fieldId];
      Finding finding;
      finding.check = "tell-exposed-state";
      finding.place = field.place;
      finding.subject = classSubject(program, id);
      finding.ruleKey = field.name;
      finding.className = info.name;
      finding.score = score(program, id);
      finding.message = "'" + info.simple + "' maintains '" + field.name + "', yet " + std::to_string(sites.size()) +
                        " place" + (sites.size() == 1 ? "" : "s") + " outside write" + (sites.size() == 1 ? "s" : "") +
                        " it directly, as '" + shortName(program, sites.front().function) + "' does";
      for (const PokeSite &site : sites)
        finding.evidence.push_back({program.functions()[site.function].pokes[site.poke].place,
                                    "'" + shortName(program, site.function) + "' writes '" + field.name + "'",
                                    functionSubject(program, site.function)});
      const bool isPublic = field.access == facts::Access::Public;
      finding.advice.refactoring = isPublic ? "Encapsulate Variable" : "Remove Setting Method";
      finding.advice.hint = (isPublic ? "make " + field.name + " private" : "remove the setter of " + field.name) +
                            " and give " + info.simple + " the operation that " +
                            (sites.size() == 1 ? std::string("its writer needs")
                                               : "its " + std::to_string(sites.size()) + " writers need") +
                            " (" + finding.advice.refactoring + ")";
      findings.push_back(std::move(finding));
    }
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
