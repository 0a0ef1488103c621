#include "checks/check.hpp"
#include "checks/proposal.hpp"
#include "checks/wording.hpp"
#include "model/confidence.hpp"
#include "support/sort_unique.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace tell::checks::tell_anemic_class {

namespace {

constexpr Option kOptions[] = {
    {"MaxEvidence", "how many places to list for each class", 12},
};

constexpr std::string_view kDocumentation = R"(## What it does
Finds classes that stand for a thing of the domain, keep state about it, and do little but hand that state out and take it in, while rules about
the state live in services, managers, free functions and callers of the whole program. Each rule is listed with its place.

## Why is this bad?
Whoever reads the class learns nothing of what may happen to its objects. The rules are found only by searching all callers, are easily written a second
time and differently, and nothing stops a caller from breaking them.

## Example
```cpp
class Order {
public:
  Status status() const { return status_; }
  void setStatus(Status status) { status_ = status; }
private:
  Status status_ = Status::Draft;
};

void OrderService::cancel(Order &order) {
  if (order.status() == Status::Shipped)
    throw Refused("already shipped");
  order.setStatus(Status::Cancelled);
}
```

## Use instead
```cpp
class Order {
public:
  void cancel() {
    if (status_ == Status::Shipped)
      throw Refused("already shipped");
    status_ = Status::Cancelled;
  }
private:
  Status status_ = Status::Draft;
};
```

## What it leaves alone
Data that no rule is about, whatever its class is called: messages, records, results, configuration. Printing, storing, mapping, searching by a key
and comparing. Classes whose own rules outweigh those outside. Accessors around data without a rule are reported as a note: a plain struct says the
same with less.
The struct that one class hides its state in (a pointer to implementation): that class's methods are its own.

## How to fix
Move one rule at a time into the class (Move Function), starting with the checks and transitions that callers make for it; make each setter private as soon as its last outside
caller is gone.

## References
- Martin Fowler, AnemicDomainModel, 2003, https://martinfowler.com/bliki/AnemicDomainModel.html
- Martin Fowler, Refactoring, 2nd edition, 2018: Data Class, Move Function, Remove Setting Method
- Alec Sharp, Smalltalk by Example, 1997: tell, don't ask
- C++ Core Guidelines, C.131: avoid trivial getters and setters, https://isocpp.github.io/CppCoreGuidelines/CppCoreGuidelines
)";

/// The first of the moves that can be made: first what keeps something true about the class in its stead, then what
/// changes the object, then others; else the first.
Advice firstMove(const Program &program, ClassId id) {
  const ClassUse &use = program.use(id);
  std::vector<FunctionId> functions;
  for (const Invariant &invariant : program.invariants(id))
    if (invariant.inside.empty())
      for (const InvariantPlace &place : invariant.outside)
        functions.push_back(place.function);
  for (const AskThenTell &site : use.askThenTells)
    functions.push_back(site.function);
  functions.insert(functions.end(), use.deciders.begin(), use.deciders.end());
  Advice first = moveInto(program, {.function = functions.front(), .target = id});
  for (std::size_t i = 1; i < functions.size() && !first.obstacle.empty(); ++i)
    if (Advice next = moveInto(program, {.function = functions[i], .target = id}); next.obstacle.empty())
      first = std::move(next);
  return first;
}

Finding report(const Program &program, ClassId id, std::size_t maxEvidence) {
  const ClassInfo &info = program.classes()[id];
  const ClassUse &use = program.use(id);
  Finding finding;
  finding.check = "tell-anemic-class";
  finding.place = info.place;
  finding.subject = classSubject(program, id);
  finding.className = info.name;
  finding.score = score(program, id);
  finding.metrics = {{"rulesInside", static_cast<double>(use.distinctInside)},
                     {"rulesOutside", static_cast<double>(use.distinctOutside)}};
  std::set<FunctionId> functions;
  for (const AskThenTell &site : use.askThenTells) {
    if (!functions.insert(site.function).second)
      continue;
    const Poke &poke = program.functions()[site.function].pokes[site.poke];
    finding.evidence.push_back(
        {poke.place, describeAskThenTell(program, site), functionSubject(program, site.function)});
  }
  std::set<std::uint64_t> rules;
  for (const RuleSite &site : use.outsideRules) {
    const Rule &rule = program.functions()[site.function].rules[site.rule];
    functions.insert(site.function);
    if (rules.insert(rule.hash).second)
      finding.evidence.push_back(evidenceOf(program, site));
  }
  for (const std::uint64_t rule : rules)
    finding.rules.push_back(fmt::format("{:08x}", static_cast<std::uint32_t>(rule ^ (rule >> 32U))));
  sortUnique(finding.rules);
  const std::size_t outside = std::max<std::size_t>(use.distinctOutside, functions.size());
  const FunctionId first = use.askThenTells.empty() ? use.deciders.front() : use.askThenTells.front().function;
  // A share needs both halves: more units could add to the rules outside.
  const std::string share = program.complete()
                                ? std::to_string(outside) + " of " + std::to_string(outside + use.distinctInside)
                                : "at least " + std::to_string(outside);
  finding.message = share + " rules about '" + info.simple + "' live outside it: '" + shortName(program, first) + "'" +
                    (functions.size() > 1 ? " and " + std::to_string(functions.size() - 1) + " more" : "") + " decide" +
                    (functions.size() > 1 ? "" : "s") + " on its " + listFields(program, fieldsAsked(program, id), 3);
  if (finding.evidence.size() > maxEvidence)
    finding.evidence.resize(maxEvidence);
  rate(finding, confidenceInAnemic(program, id));
  propose(finding, firstMove(program, id));
  return finding;
}

Finding reportCeremony(const Program &program, ClassId id) {
  const ClassInfo &info = program.classes()[id];
  const ClassUse &use = program.use(id);
  Finding finding;
  finding.check = "tell-anemic-class";
  finding.place = info.place;
  finding.subject = classSubject(program, id);
  finding.className = info.name;
  finding.message = "'" + info.simple + "' wraps " + std::to_string(use.dataFields) +
                    (use.dataFields == 1 ? " field in " : " fields in ") + std::to_string(use.getters + use.setters) +
                    " accessors, and no rule about them exists anywhere";
  rate(finding, confidenceInCeremony(program, id));
  finding.advice.hint = "make " + info.simple + " a struct and drop the accessors (Core Guidelines C.131)";
  finding.advice.refactoring = "Remove Setting Method";
  hinder(finding.advice, recordObstacle(program, id));
  return finding;
}

std::vector<Finding> run(const Program &program, const CheckOptions &options) {
  const auto maxEvidence = static_cast<std::size_t>(options["MaxEvidence"]);
  std::vector<Finding> findings;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    const Role role = program.classes()[id].role;
    if (role == Role::Anemic)
      findings.push_back(report(program, id, maxEvidence));
    else if (role == Role::Ceremony)
      findings.push_back(reportCeremony(program, id));
  }
  return findings;
}

} // namespace

extern const Check check{
    .info = {.id = "tell-anemic-class",
             .summary = "a class that hands its state out while rules about it live outside",
             .documentation = kDocumentation,
             .scope = Scope::Class,
             .needs = Needs::Program,
             .level = Level::Warning,
             .precision = 0.94,
             .options = kOptions},
    .run = run,
};

} // namespace tell::checks::tell_anemic_class
