#include "model/census.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace tell {

namespace {

constexpr double kWeightBehaviour = 20;
constexpr double kWeightTell = 35;
constexpr double kWeightLocality = 25;
constexpr double kWeightFreedom = 20;

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

std::vector<Question> questions(const Program &program, ClassId id) {
  const ClassUse &use = program.use(id);
  const std::size_t transport = use.getters + use.setters + use.publicFields;
  const std::size_t interface = transport + use.behaviours;
  const std::size_t asks = use.outsideRules.size() + use.askThenTells.size();
  const std::size_t rules = use.distinctOutside + use.distinctInside;
  const std::size_t scattered = rulesWithSeveralPlaces(program, id);
  const std::size_t breaking = dependents(program, id);
  constexpr double kHalfBroken = 4; // outside functions at which half of the freedom counts as lost
  std::vector<Question> out;
  out.push_back({"Q1", of(use.behaviours, interface) + " public members do something",
                 share(static_cast<double>(transport), static_cast<double>(interface))});
  out.push_back({"Q2", plural(asks, "place") + " outside ask" + (asks == 1 ? "s" : "") + " to decide, compute or set",
                 share(static_cast<double>(asks), static_cast<double>(asks + use.insideRules.size() + 1))});
  out.push_back({"Q3",
                 of(use.distinctOutside, rules) + " rules live outside" +
                     (scattered == 0 ? "" : ", " + std::to_string(scattered) + " in several places"),
                 share(use.distinctOutside, static_cast<double>(rules))});
  out.push_back(
      {"Q4", plural(breaking, "outside function") + " depend" + (breaking == 1 ? "s" : "") + " on its representation",
       static_cast<double>(breaking) / (static_cast<double>(breaking) + kHalfBroken)});
  return out;
}

double score(const Program &program, ClassId id) {
  if (!program.isDomain(id))
    return 0;
  const auto answers = questions(program, id);
  return kWeightBehaviour * answers[0].value + kWeightTell * answers[1].value + kWeightLocality * answers[2].value +
         kWeightFreedom * answers[3].value;
}

std::vector<CensusRow> census(const Program &program) {
  std::vector<CensusRow> rows;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    const ClassInfo &info = program.classes()[id];
    const ClassUse &use = program.use(id);
    CensusRow row{info.name,
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
                   {"pokes", static_cast<double>(use.pokes.size())},
                   {"publicFields", use.publicFields},
                   {"rulesInside", use.distinctInside},
                   {"rulesOutside", use.distinctOutside},
                   {"setters", use.setters},
                   {"strongRulesOutside", use.strongOutside},
                   {"transitions", use.transitions},
                   {"weightOutside", use.outsideWeight}};
    rows.push_back(std::move(row));
  }
  std::ranges::sort(rows, [](const CensusRow &a, const CensusRow &b) {
    return a.score != b.score ? a.score > b.score : std::tie(a.name, a.place) < std::tie(b.name, b.place);
  });
  return rows;
}

} // namespace tell
