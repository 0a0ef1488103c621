#include "checks/check.hpp"
#include "checks/proposal.hpp"
#include "checks/wording.hpp"
#include "model/confidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace tell::checks::tell_scattered_rule {

namespace {

constexpr Option kOptions[] = {
    {"MinFunctions", "in how many functions outside the class a rule must stand", 2},
    {"MinWeight",
     "how much a rule must be the class's business: against a constant 1, with an input from elsewhere half", 0.5},
};

constexpr std::string_view kDocumentation = R"(## What it does
Finds rules about one class's state, conditions and calculations alike, that stand in two or more functions outside the class, in whatever units and
under whatever local names. A rule and its negation are the same rule.

## Why is this bad?
One piece of knowledge has several places. When it changes, some of them are forgotten, and from then on the program has two opinions about the same object.

## Example
```cpp
void Desk::renew(Loan &loan) {
  if (loan.renewals() >= 2)
    throw Refused("no more renewals");
  loan.prolong(14);
}

bool Reminder::mayOffer(const Loan &loan) { return loan.renewals() < 2; }
```

## Use instead
```cpp
bool Loan::isRenewable() const { return renewals_ < 2; }

bool Reminder::mayOffer(const Loan &loan) { return loan.isRenewable(); }
```

## What it leaves alone
Flags that are only looked at, presence, equality with a key, ordering. Single fields of plain data that nobody takes through states. Questions put to a part of the object. What only shows and what a strategy decides,
unless the rule is one of several fields, or of a field and a limit, and also decides elsewhere. Picking some of many by an enumeration, unless it is done in three places. A switch over a kind, which is reported as that.

## How to fix
Give the class one query that is named after what the rule means, and ask that everywhere (Extract Function, Move Function).

## References
- Andy Hunt and Dave Thomas, The Pragmatic Programmer, 1999: DRY, the evils of duplication
- Martin Fowler, Refactoring, 2nd edition, 2018: Duplicated Code, Repeated Switches, Extract Function, Move Function
)";

using Sites = std::vector<RuleSite>; ///< where one rule stands, in order of place

bool counts(const Program &program, ClassId id, const RuleSite &site, double least) {
  const Rule &rule = program.functions()[site.function].rules[site.rule];
  if (rule.opaque || (rule.bare && rule.kind == RuleKind::Decision))
    return false;
  if (rule.choice == 0 && program.picksSome(rule) &&
      (rule.predicate || program.onlyAnswers(site.function))) // a search or a report
    return false;
  std::set<FieldId> fields;
  bool parts = true;
  for (const StateRead &read : rule.reads) {
    if (read.owner != id)
      continue;
    fields.insert(read.field);
    parts = parts && read.part;
    if (rule.kind == RuleKind::Selection && program.isKind(read.field))
      return false;
  }
  // Data that nobody takes through states may be looked at; what several of its fields mean together is a rule.
  if (program.isPlainData(id) && program.use(id).transitions == 0 && fields.size() < 2)
    return false;
  return !parts && program.weight(site.function, rule, id) >= least;
}

/// What is shown, or decided by a strategy, may say anything; but a rule of several fields, or of a field and a limit,
/// that also stands where it decides is the same rule.
void addEchoes(const Program &program, ClassId id, std::map<std::uint64_t, Sites> &byRule) {
  const auto place = [&](const RuleSite &site) { return program.functions()[site.function].rules[site.rule].place; };
  for (const RuleSite &site : program.use(id).echoes) {
    const Rule &rule = program.functions()[site.function].rules[site.rule];
    const auto known = byRule.find(rule.identity());
    std::set<FieldId> fields;
    for (const StateRead &read : rule.reads)
      if (read.owner == id)
        fields.insert(read.field);
    if (known == byRule.end() || rule.opaque || rule.emptiness || (fields.size() < 2 && !rule.measured))
      continue;
    known->second.push_back(site);
    std::ranges::sort(known->second, {}, place);
  }
}

/// What is held against its asker's own state is as much about the asker, and who puts a text together may ask what it
/// likes; but where others hold it to what they are given, it is the same rule.
void addOwnInputs(const Program &program, ClassId id, double least, std::map<std::uint64_t, Sites> &byRule) {
  const auto place = [&](const RuleSite &site) { return program.functions()[site.function].rules[site.rule].place; };
  for (const RuleSite &site : program.use(id).outsideRules) {
    const FunctionInfo &function = program.functions()[site.function];
    const Rule &rule = function.rules[site.rule];
    const auto isOwn = [&](const StateRead &read) { return read.owner == function.owner; };
    const auto known = byRule.find(rule.identity());
    const Exemption why = program.weigh(site.function, rule, id).exemption;
    const bool weighs = why == Exemption::None || why == Exemption::NoSingleHome || why == Exemption::Display;
    if (known != byRule.end() && std::ranges::any_of(rule.reads, isOwn) && weighs &&
        !counts(program, id, site, least) && counts(program, id, site, 0)) {
      known->second.push_back(site);
      std::ranges::sort(known->second, {}, place);
    }
  }
}

/// The rules about a class that stand in several functions, by these functions, which are in order of place.
std::map<std::vector<FunctionId>, std::vector<Sites>> scatteredRules(const Program &program, ClassId id,
                                                                     const CheckOptions &options) {
  std::map<std::uint64_t, Sites> byRule;
  for (const RuleSite &site : program.use(id).outsideRules)
    if (counts(program, id, site, options["MinWeight"]))
      byRule[program.functions()[site.function].rules[site.rule].identity()].push_back(site);
  addOwnInputs(program, id, options["MinWeight"], byRule);
  addEchoes(program, id, byRule);
  std::map<std::vector<FunctionId>, std::vector<Sites>> out;
  for (auto &[hash, sites] : byRule) {
    std::vector<FunctionId> functions;
    for (const RuleSite &site : sites)
      if (std::ranges::count(functions, site.function) == 0)
        functions.push_back(site.function);
    constexpr std::size_t kMany = 3;
    const Rule &rule = program.functions()[sites.front().function].rules[sites.front().rule];
    const bool picks = rule.choice == 0 && program.picksSome(rule);
    if (functions.size() >= std::max(picks ? kMany : 2, static_cast<std::size_t>(options["MinFunctions"])))
      out[std::move(functions)].push_back(std::move(sites));
  }
  return out;
}

const Rule &ruleOf(const Program &program, const Sites &sites) {
  return program.functions()[sites.front().function].rules[sites.front().rule];
}

Finding report(const Program &program, ClassId id, const std::vector<FunctionId> &functions, std::vector<Sites> rules) {
  std::ranges::sort(rules, {}, [&](const Sites &sites) { return ruleOf(program, sites).place; });
  const ClassInfo &info = program.classes()[id];
  const Rule &rule = ruleOf(program, rules.front());
  Finding finding;
  finding.check = "tell-scattered-rule";
  finding.place = program.functions()[functions.front()].place;
  finding.subject = functionSubject(program, functions.front());
  finding.className = info.name;
  finding.ruleKey = fmt::format("{:016x}", rule.identity());
  finding.message = fmt::format("{} functions outside '{}' {} '{}'{}: {}", functions.size(), info.simple,
                                rule.kind == RuleKind::Computation ? "compute"
                                : rule.kind == RuleKind::Selection ? "branch on"
                                                                   : "decide on",
                                textOf(program, rules.front().front()),
                                rules.size() > 1 ? fmt::format(" and {} more of its rules", rules.size() - 1) : "",
                                listFunctions(program, functions));
  std::vector<Span> replaces;
  for (const Sites &sites : rules)
    for (const RuleSite &site : sites) {
      finding.evidence.push_back(evidenceOf(program, site));
      replaces.push_back(finding.evidence.back().place);
    }
  finding.metrics = involvementMetrics(program, functions.front(), id);
  finding.metrics.push_back({"functions", static_cast<double>(functions.size())});
  std::ranges::sort(finding.metrics);
  Advice advice = queryInto(program, id, rules.front());
  advice.replaces = std::move(replaces);
  propose(finding, std::move(advice));
  return finding;
}

std::vector<Finding> run(const Program &program, const CheckOptions &options) {
  std::vector<Finding> findings;
  for (ClassId id = 0; id < program.classes().size(); ++id)
    if (program.isDomain(id))
      for (auto &[functions, rules] : scatteredRules(program, id, options))
        if (const double confidence =
                confidenceInScatter(program, id, ruleOf(program, rules.front()), functions.size(), rules.size());
            confidence >= kWorthwhile) {
          findings.push_back(report(program, id, functions, std::move(rules)));
          rate(findings.back(), confidence);
        }
  return findings;
}

} // namespace

extern const Check check{
    .info = {.id = "tell-scattered-rule",
             .summary = "the same rule about a class in two or more functions outside it",
             .documentation = kDocumentation,
             .scope = Scope::Function,
             .needs = Needs::Program,
             .level = Level::Warning,
             .precision = 0.94,
             .options = kOptions},
    .run = run,
};

} // namespace tell::checks::tell_scattered_rule
