#include "model/census.hpp"

#include "model/published_metrics.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

namespace tell {

namespace {

double share(double part, double whole) { return whole <= 0 ? 0 : part / whole; }

std::string of(std::size_t part, std::size_t whole) { return std::to_string(part) + " of " + std::to_string(whole); }

std::string plural(std::size_t count, const std::string &noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

/// Outside functions whose text names the representation: readers of raw state and writers.
std::size_t dependents(const Program &program, ClassId id) {
  std::set<FunctionId> functions;
  for (FunctionId i = 0; i < program.functions().size(); ++i) {
    const FunctionInfo &function = program.functions()[i];
    if (!function.project || program.inside(i, id))
      continue;
    const bool touches = std::ranges::any_of(function.carried, [id](const Carried &c) { return c.owner == id; }) ||
                         std::ranges::any_of(function.pokes, [id](const Poke &p) {
                           return p.owner == id && p.kind != PokeKind::Helper;
                         });
    if (touches)
      functions.insert(i);
  }
  for (const FunctionId decider : program.use(id).deciders)
    functions.insert(decider);
  return functions.size();
}

std::size_t rulesWithSeveralPlaces(const Program &program, ClassId id) {
  std::set<std::uint64_t> seen;
  std::set<std::uint64_t> again;
  for (const RuleSite &site : program.use(id).outsideRules)
    if (const auto hash = program.functions()[site.function].rules[site.rule].hash; !seen.insert(hash).second)
      again.insert(hash);
  return again.size();
}

} // namespace

std::array<double, 4> Encapsulation::answers() const {
  constexpr double kHalfBroken = 4; // outside functions at which half of the freedom counts as lost
  const auto real = [](std::size_t count) { return static_cast<double>(count); };
  return {share(real(transport), real(transport + behaviours)), share(real(asks), real(asks + ownRules + 1)),
          share(real(rulesOutside), real(rulesOutside + rulesInside)),
          share(real(dependents), real(dependents) + kHalfBroken)};
}

double Encapsulation::score() const {
  constexpr std::array<double, 4> kWeights = {20, 35, 25, 20};
  const auto values = answers();
  return std::inner_product(values.begin(), values.end(), kWeights.begin(), 0.0);
}

Encapsulation encapsulation(const Program &program, ClassId id) {
  const ClassUse &use = program.use(id);
  Encapsulation out;
  out.behaviours = use.behaviours;
  out.transport = use.getters + use.setters + use.publicFields;
  out.asks = use.outsideRules.size() + use.askThenTells.size();
  out.ownRules = use.insideRules.size();
  out.rulesOutside = use.distinctOutside;
  out.rulesInside = use.distinctInside;
  out.scattered = rulesWithSeveralPlaces(program, id);
  out.dependents = dependents(program, id);
  return out;
}

std::vector<Question> questions(const Program &program, ClassId id) {
  const Encapsulation counts = encapsulation(program, id);
  const auto values = counts.answers();
  return {
      {"Q1", of(counts.behaviours, counts.behaviours + counts.transport) + " public members do something", values[0]},
      {"Q2",
       plural(counts.asks, "place") + " outside ask" + (counts.asks == 1 ? "s" : "") + " to decide, compute or set",
       values[1]},
      {"Q3",
       of(counts.rulesOutside, counts.rulesOutside + counts.rulesInside) + " rules live outside" +
           (counts.scattered == 0 ? "" : ", " + std::to_string(counts.scattered) + " in several places"),
       values[2]},
      {"Q4",
       plural(counts.dependents, "outside function") + " depend" + (counts.dependents == 1 ? "s" : "") +
           " on its representation",
       values[3]}};
}

double score(const Program &program, ClassId id) {
  return program.isDomain(id) ? encapsulation(program, id).score() : 0;
}

std::vector<CensusRow> census(const Program &program) {
  std::vector<CensusRow> rows;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    const ClassInfo &info = program.classes()[id];
    const ClassUse &use = program.use(id);
    const ClassMetrics published = classMetrics(program, id);
    CensusRow row{id,
                  info.name,
                  info.place,
                  std::string(name(info.role)),
                  info.roleReason,
                  score(program, id),
                  questions(program, id),
                  {}};
    row.metrics = {{"askThenTell", static_cast<double>(use.askThenTells.size())},
                   {"behaviours", use.behaviours},
                   {"fields", use.dataFields},
                   {"getters", use.getters},
                   {"noam", published.noam},
                   {"nopa", published.nopa},
                   {"pokes", static_cast<double>(use.pokes.size())},
                   {"publicFields", use.publicFields},
                   {"rulesInside", use.distinctInside},
                   {"rulesOutside", use.distinctOutside},
                   {"setters", use.setters},
                   {"strongRulesOutside", use.strongOutside},
                   {"transitions", use.transitions},
                   {"weightOutside", use.outsideWeight},
                   {"wmc", published.wmc},
                   {"woc", published.woc},
                   {"wocOfMethods", published.wocOfMethods}};
    rows.push_back(std::move(row));
  }
  std::ranges::sort(rows, [](const CensusRow &a, const CensusRow &b) {
    return a.score != b.score ? a.score > b.score : std::tie(a.name, a.place) < std::tie(b.name, b.place);
  });
  return rows;
}

} // namespace tell
