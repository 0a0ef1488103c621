#include "checks/check.hpp"
#include "checks/wording.hpp"

#include <map>

namespace tell::checks::tell_leaked_handle {

namespace {

constexpr std::string_view kDocumentation = R"(## What it does
Finds getters that hand out a non-const reference or pointer to a class's own state, where somebody outside changes the state through it.

## Why is this bad?
The field is private in name only. The class cannot check, count or announce a change it does not see.

## Example
```cpp
class Cart {
public:
  std::vector<Item> &items() { return items_; }
private:
  std::vector<Item> items_;
};

void Checkout::add(Cart &cart, Item item) { cart.items().push_back(std::move(item)); }
```

## Use instead
```cpp
class Cart {
public:
  void add(Item item);
  const std::vector<Item> &items() const { return items_; }
private:
  std::vector<Item> items_;
};
```

## What it leaves alone
Handles that nobody changes anything through. Repositories and containers, whose purpose is to hand out what they keep. Observed objects that the class does
not own. Fluent interfaces.

## How to fix
Hand out a value or a const view, and give the class the operation (Encapsulate Collection).

## References
- Martin Fowler, Refactoring, 2nd edition, 2018: Encapsulate Collection
- Scott Meyers, Effective C++, 3rd edition, 2005, item 28: avoid returning handles to object internals
)";

/// Handing out what they keep is what these are for.
bool isStore(Role role) {
  return role == Role::Container || role == Role::Service || role == Role::Interface || role == Role::Resource;
}

std::vector<Finding> run(const Program &program, const CheckOptions & /*options*/) {
  std::vector<Finding> findings;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    const ClassInfo &info = program.classes()[id];
    if (isStore(info.role))
      continue;
    std::map<FunctionId, std::vector<PokeSite>> byGetter;
    for (const PokeSite &site : program.use(id).pokes) {
      const Poke &poke = program.functions()[site.function].pokes[site.poke];
      // What a store keeps changes by itself; the parts of a thing of the domain are the thing's own.
      if (poke.kind == PokeKind::Handle && poke.via != kNone && (!poke.member || program.isDomain(id)))
        byGetter[poke.via].push_back(site);
    }
    for (const auto &[getterId, sites] : byGetter) {
      const FunctionInfo &getter = program.functions()[getterId];
      const std::string &field = program.fields()[getter.accessor.path.back()].name;
      Finding finding;
      finding.check = "tell-leaked-handle";
      finding.place = getter.place;
      finding.subject = classSubject(program, id);
      finding.className = info.name;
      finding.ruleKey = getter.signature;
      finding.score = score(program, id);
      finding.message = "'" + info.simple + "::" + getter.simple + "' hands out '" + field + "', and " +
                        std::to_string(sites.size()) + " place" + (sites.size() == 1 ? "" : "s") + " outside change" +
                        (sites.size() == 1 ? "s" : "") + " it, as '" + shortName(program, sites.front().function) +
                        "' does";
      for (const PokeSite &site : sites)
        finding.evidence.push_back({program.functions()[site.function].pokes[site.poke].place,
                                    "'" + shortName(program, site.function) + "' changes '" + field + "'",
                                    functionSubject(program, site.function)});
      finding.advice.refactoring = "Encapsulate Collection";
      finding.advice.hint =
          "hand out a const view of " + field + " and give " + info.simple + " the operation (Encapsulate Collection)";
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

} // namespace

extern const Check check{
    .info = {.id = "tell-leaked-handle",
             .summary = "a getter that hands out a class's own state to be changed from outside",
             .documentation = kDocumentation,
             .scope = Scope::Class,
             .needs = Needs::Program,
             .level = Level::Warning,
             .options = {}},
    .run = run,
};

} // namespace tell::checks::tell_leaked_handle
