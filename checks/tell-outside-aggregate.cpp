#include "checks/check.hpp"
#include "checks/signature.hpp"
#include "checks/wording.hpp"
#include "model/confidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace tell::checks::tell_outside_aggregate {

namespace {

constexpr Option kOptions[] = {
    {"MaxParameters", "how many scalars of its caller the method to add may need", 1},
};

constexpr std::string_view kDocumentation = R"(## What it does
Finds loops, and calls of the library's algorithms, that go over a collection which one object keeps, outside that object, to work out one answer from its
members: a sum, a count, whether any or all are so, the first or the greatest, those that are so. What goes into the answer are the members, the
object itself, constants, and little else.

## Why is this bad?
The answer is about the object that keeps the collection, and the next caller who needs it will write the loop again, a little differently. The object must hand out its
collection for it, and can never keep the answer, index the members, or keep them some other way.

## Example
```cpp
double Billing::due(const Order &order) {
  double total = 0;
  for (const Line &line : order.lines())
    total += line.price() * line.quantity();
  return total + kShipping;
}
```

## Use instead
```cpp
double Billing::due(const Order &order) { return order.total() + kShipping; }

double Order::total() const {
  return std::accumulate(lines_.begin(), lines_.end(), 0.0,
                         [](double sum, const Line &line) { return sum + line.amount(); });
}
```

## What it leaves alone
Loops that do anything else: change, call, print, build text, make new objects. Answers collected over many owners, and over what a query returned. Searching by a
key from elsewhere. Repositories and other classes that are nothing but collections of objects. Parts of the function's own object, objects still being built, trees, geometry, tests,
`main`, operators and functions that override or that write to a stream.

## How to fix
Extract the loop, name it after what it answers, and move it into the class that keeps the collection (Extract Function, Move Function). Where nothing else goes over the
collection, stop handing it out (Encapsulate Collection).

## References
- Martin Fowler, Refactoring, 2nd edition, 2018: Move Function, Extract Function, Encapsulate Collection, Replace Loop with Pipeline
- Eric Evans, Domain-Driven Design, 2003: Aggregates
- Andrew Hunt and David Thomas, Tell, Don't Ask, IEEE Software 20(1), 2003
)";

/// What the collection holds, if that is a class of the project.
ClassId memberOf(const Program &program, FieldId field) {
  const TypeInfo &collection = program.types()[program.pointee(program.fields()[field].type)];
  return collection.inner == kNone ? kNone : program.recordOf(collection.inner);
}

/// Whether the owner is somebody whose business this can be.
bool isAnswerable(const Program &program, const Sweep &sweep) {
  const ClassInfo &owner = program.classes()[sweep.owner];
  const Role role = owner.role;
  const bool data = role == Role::Record || role == Role::Ceremony;
  if (!(data || role == Role::Anemic || role == Role::Exposed || role == Role::Rich || role == Role::Unknown) ||
      !owner.declaredRecord.empty() || program.isStore(sweep.owner))
    return false;
  const ClassId member = memberOf(program, sweep.field);
  if (member == kNone)
    return true;
  const Role of = program.classes()[member].role;
  // Whether one is among the others that it knows is no walk through a tree of them.
  const bool family = (program.derivesFrom(member, sweep.owner) || program.derivesFrom(sweep.owner, member)) &&
                      (sweep.sought == kNone || sweep.goal != SweepGoal::Test);
  return !family && of != Role::Node && of != Role::Maths && of != Role::Component;
}

/// Whether the answer is about the one object that keeps the collection.
bool isAboutOwner(const Program &program, const Sweep &sweep, std::size_t mostParameters) {
  const bool plain = program.isPlainData(sweep.owner);
  const bool others = sweep.origin == Origin::Other || sweep.origin == Origin::Ambient ||
                      sweep.origin == Origin::Element ||
                      (!plain && (sweep.origin == Origin::Result || sweep.origin == Origin::OwnElement));
  return others && !sweep.many && (sweep.sought == kNone || sweep.goal == SweepGoal::Test) && !sweep.keyed &&
         !sweep.maps && sweep.foreign == 0 && sweep.parameters.size() <= mostParameters;
}

/// Whether the function is there to give this answer, and so has its name.
bool isAnswer(const Program &program, const SweepSite &site) {
  const FunctionInfo &function = program.functions()[site.function];
  const Sweep &sweep = function.sweeps[site.sweep];
  const auto isOwner = [&](const ParameterInfo &parameter) {
    return parameter.type != kNone && program.recordOf(parameter.type) == sweep.owner;
  };
  return function.sweeps.size() == 1 && (sweep.origin == Origin::Other || sweep.origin == Origin::Ambient) &&
         function.pokes.empty() && function.ownReads.empty() && function.result != kNone &&
         program.types()[function.result].kind != facts::TypeKind::Void &&
         std::ranges::count_if(function.parameters, isOwner) == 1 &&
         function.parameters.size() == sweep.parameters.size() + 1 && lendsName(function, sweep.place);
}

/// Whether a variable's name says what it holds.
bool isTelling(const std::string &name) {
  static constexpr auto kVague = std::to_array<std::string_view>(
      {"answer", "best",  "count",   "counter", "current", "exists", "flag", "found", "init",  "iter",  "item",
       "items",  "match", "matches", "result",  "results", "retval", "size", "temp",  "value", "values"});
  return name.size() > 3 && std::ranges::count(kVague, name) == 0;
}

std::string typeOf(const Program &program, const Sweep &sweep) {
  const ClassId member = memberOf(program, sweep.field);
  if (sweep.goal == SweepGoal::Test)
    return "bool";
  if (sweep.goal == SweepGoal::Count)
    return "std::size_t";
  if (sweep.goal == SweepGoal::Filter && sweep.type == kNone)
    return program.types()[program.fields()[sweep.field].type].spelling;
  const bool number = sweep.type != kNone && (program.types()[sweep.type].kind == facts::TypeKind::Integer ||
                                              program.types()[sweep.type].kind == facts::TypeKind::Floating);
  if (sweep.goal == SweepGoal::Find && !number && member != kNone)
    return "const " + program.classes()[member].simple + " *";
  return sweep.type == kNone ? "auto" : program.types()[sweep.type].spelling;
}

/// A name for the answer where neither the function nor a variable has one: "totalPrice", "countLines".
std::string madeUpName(const Program &program, const Sweep &sweep) {
  const std::string members = capitalized(program.fields()[sweep.field].name);
  const std::string figure = sweep.reads.size() == 1 ? capitalized(program.fields()[sweep.reads[0]].name) : members;
  switch (sweep.goal) {
  case SweepGoal::Sum:
    return "total" + figure;
  case SweepGoal::Count:
    return "count" + members;
  case SweepGoal::Test:
    return "check" + members;
  case SweepGoal::Find:
    return memberOf(program, sweep.field) == kNone ? "findIn" + members
                                                   : "find" + program.classes()[memberOf(program, sweep.field)].simple;
  case SweepGoal::Filter:
    return "pick" + members;
  }
  return {};
}

/// "complete" becomes "isComplete"; "hasLate" stays.
std::string question(const std::string &name) {
  static constexpr auto kAsking = std::to_array<std::string_view>(
      {"all", "any", "are", "can", "contains", "has", "is", "must", "needs", "none", "should", "was"});
  const std::string first(name.begin(), std::ranges::find_if(name, [](char c) { return (c < 'a' || c > 'z'); }));
  return std::ranges::count(kAsking, first) != 0 ? name : "is" + capitalized(name);
}

std::string signatureOf(const Program &program, const SweepSite &site) {
  const FunctionInfo &function = program.functions()[site.function];
  const Sweep &sweep = function.sweeps[site.sweep];
  std::string parameters;
  for (const std::uint32_t index : sweep.parameters) {
    const ParameterInfo &parameter = function.parameters[index];
    parameters +=
        fmt::format("{}{} {}", parameters.empty() ? "" : ", ",
                    parameter.type == kNone ? "auto" : program.types()[parameter.type].spelling, parameter.name);
  }
  const bool answer = isAnswer(program, site);
  const std::string type = answer ? program.types()[function.result].spelling.str() : typeOf(program, sweep);
  const std::string name = answer ? methodName(function.simple, program.classes()[sweep.owner].simple)
                           : isTelling(sweep.result)
                               ? sweep.goal == SweepGoal::Test ? question(sweep.result) : sweep.result.str()
                               : madeUpName(program, sweep);
  if (sweep.sought != kNone) {
    const ClassInfo &sought = program.classes()[program.recordOf(sweep.sought)];
    parameters += fmt::format("{}const {} &", parameters.empty() ? "" : ", ", sought.simple);
  }
  return fmt::format("{}{}{}({}) const", type, type.ends_with('*') ? "" : " ", name, parameters);
}

/// "adds up 'price * quantity' over the lines_ of 'Order'".
std::string describe(const Program &program, const Sweep &sweep) {
  static constexpr auto kVerbs = std::to_array<std::string_view>(
      {"adds up {} over", "counts by {} among", "tests {} over", "picks one by {} among", "picks some by {} among"});
  static constexpr auto kPlain =
      std::to_array<std::string_view>({"adds up", "counts", "tests", "picks one of", "picks some of"});
  const auto goal = static_cast<std::size_t>(sweep.goal);
  const bool plain = sweep.text.empty() || sweep.text.ends_with("[…]");
  const std::string verb =
      plain ? std::string(kPlain[goal]) : fmt::format(fmt::runtime(kVerbs[goal]), fmt::format("'{}'", sweep.text));
  return fmt::format("{} the {} of '{}'", verb, program.fields()[sweep.field].name,
                     program.classes()[sweep.owner].simple);
}

Finding report(const Program &program, const SweepSite &site) {
  const FunctionInfo &function = program.functions()[site.function];
  const Sweep &sweep = function.sweeps[site.sweep];
  const ClassInfo &owner = program.classes()[sweep.owner];
  Finding finding;
  finding.check = "tell-outside-aggregate";
  rate(finding, confidenceInAggregate(program, sweep));
  finding.place = function.place;
  finding.subject = functionSubject(program, site.function);
  finding.className = owner.name;
  finding.ruleKey = fmt::format("{} {}", program.fields()[sweep.field].name, sweep.text);
  const std::string what = describe(program, sweep);
  finding.message = fmt::format("'{}' {}", shortName(program, site.function), what);
  finding.evidence.push_back({sweep.place, what, finding.subject});
  finding.evidence.push_back({program.fields()[sweep.field].place, fmt::format("'{}' keeps them", owner.simple),
                              classSubject(program, sweep.owner)});
  finding.advice.refactoring = isAnswer(program, site) ? "Move Function" : "Extract Function, Move Function";
  finding.advice.signature = signatureOf(program, site);
  finding.advice.hint =
      fmt::format("give {} '{}' ({})", owner.simple, finding.advice.signature, finding.advice.refactoring);
  finding.advice.replaces.push_back(sweep.place);
  return finding;
}

std::vector<Finding> run(const Program &program, const CheckOptions &options) {
  const auto most = static_cast<std::size_t>(std::max(0.0, options["MaxParameters"]));
  std::vector<Finding> findings;
  for (ClassId id = 0; id < program.classes().size(); ++id)
    for (const SweepSite &site : program.use(id).sweeps) {
      const FunctionInfo &function = program.functions()[site.function];
      const Sweep &sweep = function.sweeps[site.sweep];
      if (!function.formats && !function.is(facts::kOverride) && isAboutOwner(program, sweep, most) &&
          isAnswerable(program, sweep))
        findings.push_back(report(program, site));
    }
  return findings;
}

} // namespace

extern const Check check{
    .info = {.id = "tell-outside-aggregate",
             .summary = "a loop outside an object that works out an answer from the collection it keeps",
             .documentation = kDocumentation,
             .scope = Scope::Function,
             .needs = Needs::Program,
             .level = Level::Note,
             .precision = 0.5,
             .options = kOptions},
    .run = run,
};

} // namespace tell::checks::tell_outside_aggregate
