#include "checks/check.hpp"
#include "checks/proposal.hpp"
#include "checks/wording.hpp"
#include "model/confidence.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tell::checks::tell_feature_envy {

namespace {

constexpr Option kOptions[] = {
    {"MinWeight",
     "how much of the class's business a function must do: a rule over several fields or against a constant weighs 1, "
     "one with an input from elsewhere half",
     1},
};

constexpr std::string_view kDocumentation = R"(## What it does
Finds functions that ask another class's state to decide or compute what is that class's business: conditions and calculations whose inputs are that
object's fields or plain accessors, constants, and little else.

## Why is this bad?
The rule cannot be found where one looks for it, and its copy in the next service will differ. The class must keep its representation open for it.

## Example
```cpp
bool Mailer::isReachable(const Customer &customer) {
  return !customer.email().empty() && customer.bounces() < 3;
}
```

## Use instead
```cpp
bool Customer::isReachable() const { return !email_.empty() && bounces_ < 3; }
```

## What it leaves alone
Carrying state: printing, formatting, storing, mapping, passing on. Searching by a key, sorting, summing one figure over many objects. Functions that weigh
many classes against each other and have no natural home. Visitors, interpreters, mathematics, data that is only data.

## How to fix
Move the function, or extract the part that is about the class and move that (Move Function, Extract Function).

## References
- Martin Fowler, Refactoring, 2nd edition, 2018: Feature Envy, Move Function
- Michele Lanza and Radu Marinescu, Object-Oriented Metrics in Practice, 2006: Feature Envy (ATFD, LAA, FDP)
)";

struct Envy {
  std::vector<std::uint32_t> rules;
  double weight = 0;
  bool emphasised = false; ///< one of the rules is repeated elsewhere or guards a telling
  bool copied = false;     ///< one of them, and no slight one, is the class's own already
};

/// Whether the function refuses on the object's raw state and then tells the same object: the precondition belongs to
/// what it tells.
bool guardsATelling(const FunctionInfo &function, std::uint32_t rule, ClassId id) {
  return std::ranges::any_of(function.told, [&](const Told &told) {
    return told.owner == id && !told.constant && std::ranges::count(told.guards, rule) != 0 &&
           std::ranges::any_of(function.rules[rule].reads,
                               [&](const StateRead &read) { return read.object == told.object && read.owner == id; });
  });
}

/// Whether the class itself holds the same rule: a switch, or something of several operators.
bool isCopied(const Program &program, ClassId id, const Rule &rule) {
  return (rule.kind == RuleKind::Selection || rule.size >= 2) &&
         std::ranges::any_of(program.use(id).insideRules, [&](const RuleSite &site) {
           return program.functions()[site.function].rules[site.rule].hash == rule.hash;
         });
}

/// Whether the rule holds the object against one of another class that is changed by what comes out: it is reported
/// there.
bool decidesOnAnother(const Program &program, ClassId id, const RuleSite &site) {
  const Rule &rule = program.functions()[site.function].rules[site.rule];
  if (program.home(rule) == id)
    return false;
  return std::ranges::any_of(rule.reads, [&](const StateRead &read) {
    return read.owner != id && std::ranges::any_of(program.use(read.owner).askThenTells, [&](const AskThenTell &told) {
             return told.function == site.function && told.rule == site.rule;
           });
  });
}

/// Whether another function holds the same rule, outside or in the class itself.
bool isRepeated(const Program &program, ClassId id, FunctionId function, const Rule &rule) {
  const auto same = [&](const RuleSite &site) {
    return site.function != function && program.functions()[site.function].rules[site.rule].hash == rule.hash;
  };
  return std::ranges::any_of(program.use(id).outsideRules, same) ||
         std::ranges::any_of(program.use(id).insideRules, same);
}

/// Fields of one object that the function sets together: what they mean to each other is decided here.
std::size_t setTogether(const FunctionInfo &function, ClassId id) {
  std::map<ObjectKey, std::set<FieldId>> fields;
  bool decided = false;
  for (const Poke &poke : function.pokes)
    if (poke.owner == id && !poke.building && poke.kind != PokeKind::Helper) {
      fields[poke.object].insert(poke.field);
      decided = decided || poke.decided;
    }
  std::size_t most = 0;
  for (const auto &[object, set] : fields)
    most = std::max(most, set.size());
  return decided ? most : 0;
}

Finding report(const Program &program, ClassId id, FunctionId functionId, const Envy &envy) {
  const ClassInfo &info = program.classes()[id];
  const FunctionInfo &function = program.functions()[functionId];
  Finding finding;
  finding.check = "tell-feature-envy";
  finding.place = function.place;
  finding.subject = functionSubject(program, functionId);
  finding.className = info.name;
  finding.ruleKey = info.name;
  const std::string who = "'" + shortName(program, functionId) + "' ";
  if (envy.rules.empty()) {
    finding.message = who + "decides what several fields of '" + info.simple + "' become together";
  } else {
    const Rule &first = function.rules[envy.rules.front()];
    finding.message =
        who + std::string(verb(first.kind)) + " '" + first.text + "', which is the business of '" + info.simple + "'" +
        (envy.rules.size() > 1 ? ", and " + std::to_string(envy.rules.size() - 1) + " more of its rules" : "");
  }
  for (const std::uint32_t rule : envy.rules)
    finding.evidence.push_back({function.rules[rule].place,
                                std::string(verb(function.rules[rule].kind)) + " '" + function.rules[rule].text + "'",
                                finding.subject});
  if (envy.rules.empty())
    for (const Poke &poke : function.pokes)
      if (poke.owner == id && !poke.building)
        finding.evidence.push_back({poke.place, "sets '" + program.fields()[poke.field].name + "'", finding.subject});
  finding.metrics = involvementMetrics(program, functionId, id);
  propose(finding, moveInto(program, {.function = functionId, .target = id, .rules = envy.rules}));
  return finding;
}

std::vector<Finding> run(const Program &program, const CheckOptions &options) {
  const double threshold = options["MinWeight"];
  constexpr double kBonus = 0.5;
  std::vector<Finding> findings;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    if (!program.isDomain(id))
      continue;
    // A class that has rules of its own is asked now and then; once is no envy.
    const bool rich = program.classes()[id].role == Role::Rich && program.use(id).distinctInside > 0;
    std::map<FunctionId, Envy> byFunction;
    for (const RuleSite &site : program.use(id).outsideRules) {
      const FunctionInfo &function = program.functions()[site.function];
      const Rule &rule = function.rules[site.rule];
      double weight = program.weight(site.function, rule, id);
      bool emphasised = false;
      if (weight <= 0 || function.is(facts::kOverride) || // what a base asks for cannot be moved
          decidesOnAnother(program, id, site))
        continue;
      if (weight >= kBonus && guardsATelling(function, site.rule, id))
        weight += kBonus, emphasised = true;
      const bool parts = std::ranges::all_of(rule.reads, &StateRead::part);
      if (weight >= kBonus && !parts && !program.picksSome(rule) && isRepeated(program, id, site.function, rule))
        weight += kBonus, emphasised = true;
      Envy &envy = byFunction[site.function];
      envy.rules.push_back(site.rule);
      // What has rules of its own may be looked at: flags do not add up to one.
      if (!rich || weight >= kBonus)
        envy.weight += weight;
      envy.emphasised = envy.emphasised || emphasised;
      envy.copied = envy.copied || isCopied(program, id, rule);
    }
    for (const PokeSite &site : program.use(id).pokes)
      if (setTogether(program.functions()[site.function], id) >= 2)
        byFunction[site.function].weight = std::max(byFunction[site.function].weight, threshold);
    const double needed = rich && program.isPlainData(id) ? threshold + kBonus : threshold;
    // What asks and then changes is reported as that.
    for (const AskThenTell &site : program.use(id).askThenTells)
      byFunction.erase(site.function);
    for (const auto &[functionId, envy] : byFunction) {
      if (envy.weight < needed || (rich && envy.rules.size() == 1 && !envy.emphasised))
        continue;
      const double confidence = confidenceInEnvy(program, functionId, id, envy.rules, envy.emphasised, envy.copied);
      if (confidence < kWorthwhile)
        continue;
      findings.push_back(report(program, id, functionId, envy));
      rate(findings.back(), confidence);
    }
  }
  return findings;
}

} // namespace

extern const Check check{
    .info = {.id = "tell-feature-envy",
             .summary = "a function that decides or computes what is another class's business",
             .documentation = kDocumentation,
             .scope = Scope::Function,
             .needs = Needs::Program,
             .level = Level::Warning,
             .precision = 0.89,
             .options = kOptions},
    .run = run,
};

} // namespace tell::checks::tell_feature_envy
