#include "checks/check.hpp"
#include "checks/proposal.hpp"
#include "checks/wording.hpp"
#include "model/collaborator.hpp"
#include "model/confidence.hpp"

#include <fmt/format.h>

#include <algorithm>
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
not own. Parts of a class of their own that are told what to do by its methods. Fluent interfaces.

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

/// Whether the class only knows what it hands out: another owns it.
bool isKnown(const Program &program, FieldId field) {
  const TypeId type = program.fields()[field].type;
  return type != kNone && program.types()[type].wrapper == facts::Wrapper::WeakPointer;
}

/// A const view is proposed only where what is handed out is not told to change by its own methods too.
Advice encapsulate(const Program &program, ClassId id, FunctionId getterId, const std::vector<PokeSite> &sites) {
  const ClassInfo &info = program.classes()[id];
  const FunctionInfo &getter = program.functions()[getterId];
  const std::string &field = program.fields()[getter.accessor.path.back()].name;
  const bool hasView = std::ranges::any_of(info.methods, [&](FunctionId method) {
    const FunctionInfo &other = program.functions()[method];
    return method != getterId && other.simple == getter.simple && other.is(facts::kConstMethod) &&
           !other.accessor.handle;
  });
  Advice advice;
  advice.refactoring = isCollection(program, getter.accessor.path.back()) ? "Encapsulate Collection" : "Hide Delegate";
  for (const PokeSite &site : sites)
    advice.replaces.push_back(program.functions()[site.function].pokes[site.poke].place);
  const std::string needs = sites.size() == 1
                                ? fmt::format("the operation on {} that its caller needs", field)
                                : fmt::format("the operations on {} that its {} callers need", field, sites.size());
  advice.hint = fmt::format("give {} {}{} ({})", info.simple, needs,
                            getter.lent ? ""
                            : hasView   ? fmt::format(", and drop the non-const '{}'", getter.simple)
                                        : fmt::format(", and let '{}' hand out a const view", getter.simple),
                            advice.refactoring);
  return advice;
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
      if (poke.kind == PokeKind::Handle && poke.via != kNone && (!poke.member || program.isDomain(id)) &&
          !isCollaborator(program, poke) && !isKnown(program, poke.field))
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
      rate(finding, confidenceInHandle(program, id, sites.size()));
      finding.message = "'" + info.simple + "::" + getter.simple + "' hands out '" + field + "', and " +
                        std::to_string(sites.size()) + " place" + (sites.size() == 1 ? "" : "s") + " outside change" +
                        (sites.size() == 1 ? "s" : "") + " it, as '" + shortName(program, sites.front().function) +
                        "' does";
      for (const PokeSite &site : sites)
        finding.evidence.push_back({program.functions()[site.function].pokes[site.poke].place,
                                    "'" + shortName(program, site.function) + "' changes '" + field + "'",
                                    functionSubject(program, site.function)});
      propose(finding, encapsulate(program, id, getterId, sites));
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
             .precision = 0.84,
             .options = {}},
    .run = run,
};

} // namespace tell::checks::tell_leaked_handle
