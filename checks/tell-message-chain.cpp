#include "checks/check.hpp"
#include "checks/proposal.hpp"
#include "checks/wording.hpp"
#include "model/confidence.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace tell::checks::tell_message_chain {

namespace {

constexpr Option kOptions[] = {
    {"MinClasses", "through how many classes of the project an expression must walk", 3},
};

constexpr std::string_view kDocumentation = R"(## What it does
Finds expressions that walk from object to object through the structure of three or more classes of the project, by plain accessors: `a.b().c().d()`.

## Why is this bad?
The function depends on how all these classes hang together. When one of them keeps its part elsewhere, every such walk has to be found and changed.

## Example
```cpp
double Billing::tax(const Order &order) {
  return rates_.of(order.customer().address().country());
}
```

## Use instead
```cpp
double Billing::tax(const Order &order) { return rates_.of(order.destination()); }

Country Order::destination() const { return customer_.country(); }
```

## What it leaves alone
What only shows. Steps within one's own object. Plain data inside plain data, read field by field. Fluent interfaces, iterators, containers, results,
numbers with arithmetic of their own. `main` and tests.

## How to fix
Ask the first object for what is needed, and let each ask the next (Hide Delegate); or hand the function what it needs instead of where to find it.

## References
- Karl Lieberherr and Ian Holland, Assuring Good Style for Object-Oriented Programs, IEEE Software 6(5), 1989: the Law of Demeter
- Martin Fowler, Refactoring, 2nd edition, 2018: Message Chains, Hide Delegate
)";

/// Whether a class is part of the structure that a walk depends on, and no value, handle or store on the way.
bool isStructure(Role role) {
  return role == Role::Record || role == Role::Ceremony || role == Role::Anemic || role == Role::Exposed ||
         role == Role::Rich || role == Role::Service || role == Role::Unknown;
}

/// The part of a walk that leads through others' structure: from the first step that is not within the function's own
/// object, without steps on values and handles.
std::vector<WalkStep> through(const Program &program, FunctionId function, const Walk &walk) {
  std::vector<WalkStep> steps;
  for (const WalkStep &step : walk.steps) {
    const bool own = steps.empty() && program.inside(function, step.owner);
    if (!own && isStructure(program.classes()[step.owner].role))
      steps.push_back(step);
  }
  return steps;
}

/// The classes on the way, in order, each once.
std::vector<ClassId> classesOf(const std::vector<WalkStep> &steps) {
  std::vector<ClassId> classes;
  for (const WalkStep &step : steps)
    if (std::ranges::count(classes, step.owner) == 0)
      classes.push_back(step.owner);
  return classes;
}

bool isExempt(const Program &program, const FunctionInfo &function) {
  return !function.project || function.formats || (function.isMethod() && program.isTest(function.owner)) ||
         (!function.isMethod() && function.simple == "main");
}

/// The query that answers with what a walk ends at; empty where the class has that name, or the answer is no value.
std::string delegateFor(const Program &program, ClassId id, const WalkStep &last) {
  if (last.accessor == kNone)
    return {};
  const FunctionInfo &accessor = program.functions()[last.accessor];
  if (accessor.accessor.handle || accessor.result == kNone || hasMember(program, id, accessor.simple))
    return {};
  const std::string &type = program.types()[accessor.result].spelling;
  return fmt::format("{}{}{}() const", type, type.ends_with('*') || type.ends_with('&') ? "" : " ", accessor.simple);
}

Finding report(const Program &program, FunctionId functionId, const std::vector<WalkStep> &steps,
               const std::vector<Span> &places) {
  const std::vector<ClassId> classes = classesOf(steps);
  std::vector<std::string> names;
  for (std::size_t i = 1; i < classes.size(); ++i)
    names.push_back(fmt::format("'{}'", program.classes()[classes[i]].simple));
  std::vector<std::string> fields;
  fields.reserve(steps.size());
  for (const WalkStep &step : steps)
    fields.push_back(program.fields()[step.field].name);
  const ClassInfo &first = program.classes()[classes.front()];
  Finding finding;
  finding.check = "tell-message-chain";
  rate(finding, confidenceInChain(classes.size(), places.size()));
  finding.place = program.functions()[functionId].place;
  finding.subject = functionSubject(program, functionId);
  finding.className = first.name;
  finding.ruleKey = fmt::format("{}", fmt::join(fields, "."));
  finding.message = fmt::format("'{}' walks from '{}' through {} to '{}'", shortName(program, functionId), first.simple,
                                fmt::join(names, " and "), fields.back());
  for (const Span &place : places)
    finding.evidence.push_back({place, fmt::format("walks '{}'", finding.ruleKey), finding.subject});
  finding.advice.refactoring = "Hide Delegate";
  finding.advice.signature = delegateFor(program, classes.front(), steps.back());
  finding.advice.hint =
      fmt::format("give {} {} that answers with '{}', and let it ask {} for it (Hide Delegate)", first.simple,
                  finding.advice.signature.empty() ? "a query" : fmt::format("a query '{}'", finding.advice.signature),
                  fields.back(), program.classes()[classes[1]].simple);
  finding.advice.replaces = places;
  return finding;
}

std::vector<Finding> run(const Program &program, const CheckOptions &options) {
  const auto least = std::max<std::size_t>(2, static_cast<std::size_t>(options["MinClasses"]));
  constexpr std::ptrdiff_t kAccessors = 2;
  std::vector<Finding> findings;
  for (FunctionId id = 0; id < program.functions().size(); ++id) {
    const FunctionInfo &function = program.functions()[id];
    if (isExempt(program, function))
      continue;
    std::map<std::vector<FieldId>, std::pair<std::vector<WalkStep>, std::vector<Span>>> byPath;
    for (const Walk &walk : function.walks) {
      const std::vector<WalkStep> steps = through(program, id, walk);
      const auto accessors = std::ranges::count_if(steps, [](const WalkStep &s) { return s.accessor != kNone; });
      if (accessors < kAccessors || classesOf(steps).size() < least)
        continue;
      std::vector<FieldId> path;
      path.reserve(steps.size());
      for (const WalkStep &step : steps)
        path.push_back(step.field);
      auto &[kept, places] = byPath[path];
      kept = steps;
      places.push_back(walk.place);
    }
    for (const auto &[path, walk] : byPath)
      findings.push_back(report(program, id, walk.first, walk.second));
  }
  return findings;
}

} // namespace

extern const Check check{
    .info = {.id = "tell-message-chain",
             .summary = "an expression that walks through the structure of several classes",
             .documentation = kDocumentation,
             .scope = Scope::Function,
             .needs = Needs::Body,
             .level = Level::Note,
             .precision = 0.4,
             .options = kOptions},
    .run = run,
};

} // namespace tell::checks::tell_message_chain
