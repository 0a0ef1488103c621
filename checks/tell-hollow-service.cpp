#include "checks/check.hpp"
#include "checks/proposal.hpp"
#include "checks/wording.hpp"
#include "model/confidence.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace tell::checks::tell_hollow_service {

namespace {

constexpr Option kOptions[] = {
    {"MinMethods", "how many functions must work on the other class's state", 2},
};

constexpr std::string_view kDocumentation = R"(## What it does
Finds classes without any state of their own, services, managers and helpers, all of whose functions work on the state of one and the same anemic class.
The pair is one class in two halves: one has the data, the other what is to be done with it.

## Why is this bad?
Whoever holds the data has to know that the other class exists, and nothing makes anybody use it. The data stays open for the half that
works on it, and so for everybody.

## Example
```cpp
class Invoice {
public:
  double net() const;
  double paid() const;
  void setPaid(double amount);
};

class InvoiceManager {
public:
  double due(const Invoice &invoice) const { return invoice.net() - invoice.paid(); }
  void settle(Invoice &invoice) const { invoice.setPaid(invoice.net()); }
};
```

## Use instead
```cpp
class Invoice {
public:
  double due() const { return net_ - paid_; }
  void settle() { paid_ = net_; }
};
```

## What it leaves alone
Classes with any state, be it only a reference to another service or a repository: they connect. Classes with a base, virtual functions or derived
classes, function objects and templates: strategies, visitors, comparators, policies. Factories and mappers, which make objects of plain data or of that class. Whatever asks or
changes several classes, or tells others what to do. Functions that only print or format are no reason for a finding; at least as many must work on the state.

## How to fix
Move the functions into the class whose state they work on, one at a time, and close its fields and accessors as the last user goes (Combine Functions into Class, Move Function).
What only shows the object may stay outside.

## References
- Martin Fowler, Refactoring, 2nd edition, 2018: Combine Functions into Class, Move Function, Data Class
- Martin Fowler, AnemicDomainModel, 2003
- Arthur J. Riel, Object-Oriented Design Heuristics, 1996: keep related data and behavior in one place
)";

/// Whether the class can be a hollow one: it keeps nothing, and nobody calls it through something else.
bool isCandidate(const Program &program, ClassId id) {
  const ClassInfo &info = program.classes()[id];
  constexpr std::uint32_t kOther = facts::kAbstract | facts::kPolymorphic | facts::kTemplatePattern |
                                   facts::kSpecialization | facts::kLocalClass | facts::kPartialClass;
  return info.role == Role::Service && !info.is(kOther) && info.bases.empty() && info.outsideBases.empty() &&
         info.derived.empty() && info.macros.empty() && info.fields.empty() && !info.staticState;
}

/// The function's parameter of that class.
std::uint32_t parameterOf(const Program &program, const FunctionInfo &function, ClassId id) {
  for (std::uint32_t i = 0; i < function.parameters.size(); ++i)
    if (const TypeId type = function.parameters[i].type; type != kNone && program.recordOf(type) == id)
      return i;
  return kNone;
}

/// Whether the function decides on, computes with or changes the state of that class, itself or through a helper that
/// it hands the object to.
bool worksOn(const Program &program, FunctionId functionId, ClassId id) {
  const FunctionInfo &function = program.functions()[functionId];
  const bool asks = std::ranges::any_of(
      function.rules, [&](const Rule &rule) { return rule.asks() && program.weight(functionId, rule, id) > 0; });
  const bool pokes = std::ranges::any_of(function.pokes, [id](const Poke &p) { return p.owner == id && !p.building; });
  const bool sweeps = std::ranges::any_of(
      function.sweeps, [id](const Sweep &sweep) { return sweep.owner == id && !sweep.many && !sweep.maps; });
  const std::uint32_t parameter = parameterOf(program, function, id);
  const bool summary =
      parameter < function.summaries.size() && !function.formats &&
      (!function.summaries[parameter].decides.empty() || !function.summaries[parameter].writes.empty());
  return asks || pokes || sweeps || summary;
}

/// Whether the function makes what it returns: that class's object, or plain data from it.
bool makes(const Program &program, const FunctionInfo &function, ClassId id) {
  const ClassId result = function.result == kNone ? kNone : program.recordOf(function.result);
  return result != kNone && (result == id || program.isPlainData(result)) &&
         std::ranges::any_of(function.built, [&](const Built &built) { return built.type == result; });
}

/// Whether the function has to do with nobody but objects of that class, their parts, and values.
bool isAlone(const Program &program, FunctionId functionId, ClassId id, ClassId service) {
  const FunctionInfo &function = program.functions()[functionId];
  const auto foreign = [&](ClassId other) {
    return other != kNone && other != id && other != service && !program.isPart(other, id);
  };
  const bool asks = std::ranges::any_of(function.rules, [&](const Rule &rule) {
    return rule.asks() && std::ranges::any_of(rule.reads, [&](const StateRead &read) {
             return foreign(read.owner) && program.weight(functionId, rule, read.owner) > 0;
           });
  });
  const auto connects = [&](const Told &told) {
    const Role role = told.owner == kNone ? Role::Unknown : program.classes()[told.owner].role;
    return foreign(told.owner) && (!told.constant || role == Role::Service || role == Role::Interface ||
                                   role == Role::Container || program.isStore(told.owner));
  };
  return !asks && std::ranges::none_of(function.told, connects) &&
         std::ranges::none_of(function.pokes, [&](const Poke &poke) { return foreign(poke.owner) && !poke.building; });
}

struct Pair {
  ClassId data = kNone;
  std::vector<FunctionId> working;
  std::vector<FunctionId> all;
};

/// The class that all functions of a service work on, kNone where they don't.
Pair pairOf(const Program &program, ClassId service) {
  Pair pair;
  std::set<ClassId> candidates;
  std::vector<FunctionId> methods;
  for (const FunctionId id : program.classes()[service].methods) {
    const FunctionInfo &method = program.functions()[id];
    if (method.isSpecial() || method.is(facts::kDeleted | facts::kDefaulted))
      continue;
    if (!method.defined || method.kind == facts::FunctionKind::Operator || method.simple.starts_with("operator"))
      return {};
    methods.push_back(id);
    for (const ParameterInfo &parameter : method.parameters)
      if (const ClassId record = parameter.type == kNone ? kNone : program.recordOf(parameter.type); record != kNone)
        if (const Role role = program.classes()[record].role; role == Role::Anemic || role == Role::Exposed)
          candidates.insert(record);
  }
  for (const ClassId data : candidates) {
    Pair found{.data = data, .working = {}, .all = {}};
    const bool fits = std::ranges::all_of(methods, [&](FunctionId id) {
      const FunctionInfo &method = program.functions()[id];
      if (makes(program, method, data) || !isAlone(program, id, data, service))
        return false;
      const bool works = worksOn(program, id, data);
      const bool shows = method.formats || method.output;
      if (works && !shows)
        found.working.push_back(id);
      if (method.access == facts::Access::Public)
        found.all.push_back(id);
      // A private function on values alone is a detail of the others.
      return parameterOf(program, method, data) != kNone ? works || shows : method.access != facts::Access::Public;
    });
    if (fits && found.working.size() > pair.working.size())
      pair = std::move(found);
  }
  return pair;
}

Finding report(const Program &program, ClassId service, const Pair &pair) {
  const ClassInfo &info = program.classes()[service];
  const ClassInfo &data = program.classes()[pair.data];
  Finding finding;
  finding.check = "tell-hollow-service";
  rate(finding, confidenceInHollow(pair.working.size(), pair.all.size()));
  finding.place = info.place;
  finding.subject = classSubject(program, service);
  finding.className = data.name;
  finding.ruleKey = data.name;
  finding.message = fmt::format("'{}' keeps no state, and all its functions work on that of '{}': {}", info.simple,
                                data.simple, listFunctions(program, pair.working));
  std::vector<std::string> signatures;
  for (const FunctionId id : pair.working) {
    finding.evidence.push_back({program.functions()[id].place,
                                fmt::format("'{}' works on '{}'", shortName(program, id), data.simple),
                                functionSubject(program, id)});
    const Advice move = moveInto(program, {.function = id, .target = pair.data});
    if (!move.signature.empty())
      signatures.push_back(fmt::format("'{}'", move.signature));
    if (finding.advice.signature.empty())
      finding.advice.signature = move.signature;
    finding.advice.replaces.push_back(program.functions()[id].extent);
  }
  finding.evidence.push_back(
      {data.place, fmt::format("'{}' has the state", data.simple), classSubject(program, pair.data)});
  constexpr std::size_t kShown = 3;
  if (signatures.size() > kShown)
    signatures.resize(kShown);
  finding.advice.refactoring = "Combine Functions into Class";
  finding.advice.hint = fmt::format("make {} and {} one class{}{} (Combine Functions into Class)", info.simple,
                                    data.simple, signatures.empty() ? "" : ": give it ", fmt::join(signatures, ", "));
  return finding;
}

std::vector<Finding> run(const Program &program, const CheckOptions &options) {
  const auto least = std::max<std::size_t>(1, static_cast<std::size_t>(options["MinMethods"]));
  std::vector<Finding> findings;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    if (!isCandidate(program, id))
      continue;
    const Pair pair = pairOf(program, id);
    if (pair.data != kNone && pair.working.size() >= least && pair.working.size() * 2 >= pair.all.size())
      findings.push_back(report(program, id, pair));
  }
  return findings;
}

} // namespace

extern const Check check{
    .info = {.id = "tell-hollow-service",
             .summary = "a class without state all of whose functions work on one anemic class's state",
             .documentation = kDocumentation,
             .scope = Scope::Class,
             .needs = Needs::Program,
             .level = Level::Note,
             .precision = 0.6,
             .options = kOptions},
    .run = run,
};

} // namespace tell::checks::tell_hollow_service
