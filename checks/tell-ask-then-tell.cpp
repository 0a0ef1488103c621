#include "checks/check.hpp"
#include "checks/proposal.hpp"
#include "checks/wording.hpp"
#include "model/confidence.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace tell::checks::tell_ask_then_tell {

namespace {

constexpr std::string_view kDocumentation = R"(## What it does
Finds functions that ask an object for its state, decide, and then change the same object: through a field, a plain accessor, a handle, or a helper that
checks or sets on their behalf.

## Why is this bad?
The check and the change are one operation of the object, torn apart. Every caller that changes the state has to remember the check, and between the two
anything may happen.

## Example
```cpp
void Payroll::raise(Employee &employee, int percent) {
  if (employee.onProbation())
    throw Refused("still on probation");
  employee.setSalary(employee.salary() + employee.salary() * percent / 100);
}
```

## Use instead
```cpp
void Employee::raise(int percent) {
  if (onProbation_)
    throw Refused("still on probation");
  salary_ += salary_ * percent / 100;
}
```

## What it leaves alone
Objects that the function makes and fills. Behaviour on both sides (`while (it.valid()) it.next()`, `if (queue.empty()) queue.push(x)`). Searching by key,
looking up what an object is known by in one's own sets and maps, presence checks, how something went, records that no rule is about, plain data that is a
part of the asker's own. The class itself, its bases and nested classes.

## How to fix
Give the object one operation that checks and changes (Extract Function, then Move Function), and call that.

## References
- Andy Hunt and Dave Thomas, Tell, Don't Ask, 1998, https://pragprog.com/articles/tell-dont-ask
- Martin Fowler, TellDontAsk, 2013, https://martinfowler.com/bliki/TellDontAsk.html
- Martin Fowler, Refactoring, 2nd edition, 2018: Extract Function, Move Function
)";

/// What is asked and decided before the change, in the order of the source, and the change.
Flow flowOf(const Program &program, const AskThenTell &site, const Subject &subject) {
  const FunctionInfo &function = program.functions()[site.function];
  const Poke &poke = function.pokes[site.poke];
  const auto decides = [&](std::uint32_t rule) { return std::ranges::find(poke.guards, rule) != poke.guards.end(); };
  std::vector<std::uint32_t> rules = poke.guards;
  if (!decides(site.rule))
    rules.push_back(site.rule);
  std::ranges::sort(rules, {}, [&](std::uint32_t rule) {
    return std::pair<const Span &, std::uint32_t>(function.rules[rule].place, rule);
  });
  Flow flow{describeAskThenTell(program, site), {}};
  for (const std::uint32_t rule : rules) {
    const std::string what = rule != site.rule ? "decides on" : decides(rule) ? "asks and decides on" : "asks";
    flow.steps.push_back({function.rules[rule].place, what + " '" + function.rules[rule].text + "'", subject});
  }
  flow.steps.push_back({poke.place, "changes '" + program.fields()[poke.field].name + "'", subject});
  return flow;
}

std::vector<Finding> run(const Program &program, const CheckOptions & /*options*/) {
  std::vector<Finding> findings;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    if (!program.isDomain(id))
      continue;
    std::map<FunctionId, std::vector<AskThenTell>> byFunction;
    for (const AskThenTell &site : program.use(id).askThenTells)
      byFunction[site.function].push_back(site);
    for (const auto &[functionId, sites] : byFunction) {
      const double confidence = confidenceInTransition(program, functionId, id, sites);
      if (confidence < kWorthwhile)
        continue;
      const FunctionInfo &function = program.functions()[functionId];
      Finding finding;
      finding.check = "tell-ask-then-tell";
      finding.place = function.place;
      finding.subject = functionSubject(program, functionId);
      finding.className = program.classes()[id].name;
      finding.message = describeAskThenTell(program, sites.front());
      finding.ruleKey = finding.className;
      MoveWish wish{.function = functionId, .target = id};
      finding.evidence.reserve(2 * sites.size()); // a program may have thousands of these, with hardly one site each
      finding.flows.reserve(sites.size());
      for (const AskThenTell &site : sites) {
        wish.pokes.push_back(site.poke);
        if (site.rule != kNone)
          wish.rules.push_back(site.rule);
        const Poke &poke = function.pokes[site.poke];
        if (site.rule != kNone)
          finding.evidence.push_back(
              {function.rules[site.rule].place, "asks '" + function.rules[site.rule].text + "'", finding.subject});
        finding.evidence.push_back(
            {poke.place, "then changes '" + program.fields()[poke.field].name + "'", finding.subject});
        if (site.rule != kNone)
          finding.flows.push_back(flowOf(program, site, finding.subject));
      }
      finding.metrics = involvementMetrics(program, functionId, id);
      rate(finding, confidence);
      propose(finding, moveInto(program, wish));
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

} // namespace

extern const Check check{
    .info = {.id = "tell-ask-then-tell",
             .summary = "a function that asks an object, decides, and changes the same object",
             .documentation = kDocumentation,
             .scope = Scope::Function,
             .needs = Needs::Program,
             .level = Level::Warning,
             .precision = 0.98,
             .options = {}},
    .run = run,
};

} // namespace tell::checks::tell_ask_then_tell
