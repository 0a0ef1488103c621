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

std::size_t rulesWithSeveralPlaces(const Program &program, ClassId id) {
  std::set<std::uint64_t> seen;
  std::set<std::uint64_t> again;
  for (const RuleSite &site : program.use(id).outsideRules)
    if (const auto hash = program.functions()[site.function].rules[site.rule].hash; !seen.insert(hash).second)
      again.insert(hash);
  return again.size();
}

/// Public methods that are no accessors and yet neither look at the object nor reach anybody else: an interface is not
/// made of them.
std::size_t idleMethods(const Program &program, ClassId id) {
  return static_cast<std::size_t>(std::ranges::count_if(program.classes()[id].methods, [&](FunctionId methodId) {
    const FunctionInfo &method = program.functions()[methodId];
    const bool counted = method.access == facts::Access::Public && !method.isSpecial() && !method.is(facts::kDeleted) &&
                         (method.accessor.kind == AccessorKind::None || method.is(facts::kOverride));
    return counted && method.defined && !method.is(facts::kVirtual) && method.ownReads.empty() &&
           method.ownWrites.empty() && method.rules.empty() && method.pokes.empty() && method.told.empty() &&
           method.passed.empty() && method.built.empty() && !method.throws && !method.output;
  }));
}

/// Fields that are private in name only: outsiders, friends that is, decide on them or write them without an accessor.
std::size_t laidOpen(const Program &program, ClassId id) {
  const ClassUse &use = program.use(id);
  std::set<FieldId> fields;
  for (const RuleSite &site : use.outsideRules)
    for (const StateRead &read : program.functions()[site.function].rules[site.rule].reads)
      if (read.owner == id)
        fields.insert(read.field);
  for (const PokeSite &site : use.pokes)
    fields.insert(program.functions()[site.function].pokes[site.poke].field);
  for (const FunctionId method : program.classes()[id].methods)
    if (const FunctionInfo &info = program.functions()[method]; info.access == facts::Access::Public)
      for (const FieldId field : info.accessor.path)
        fields.erase(field);
  return static_cast<std::size_t>(std::ranges::count_if(fields, [&](FieldId field) {
    return program.fields()[field].owner == id && program.fields()[field].access != facts::Access::Public;
  }));
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
  out.behaviours = use.behaviours - std::min<std::size_t>(use.behaviours, idleMethods(program, id));
  out.transport = use.getters + use.setters + use.publicFields + laidOpen(program, id);
  out.asks = use.outsideRules.size() + use.askThenTells.size();
  out.ownRules = use.insideRules.size();
  out.rulesOutside = use.distinctOutside;
  out.rulesInside = use.distinctInside;
  out.scattered = rulesWithSeveralPlaces(program, id);
  out.dependents = use.dependents;
  return out;
}

namespace {

std::vector<Question> questionsOf(const Encapsulation &counts) {
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

} // namespace

std::vector<Question> questions(const Program &program, ClassId id) { return questionsOf(encapsulation(program, id)); }

double score(const Program &program, ClassId id) {
  return program.isDomain(id) ? encapsulation(program, id).score() : 0;
}

std::vector<CensusRow> census(const Program &program) {
  std::vector<CensusRow> rows;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    const ClassInfo &info = program.classes()[id];
    const ClassUse &use = program.use(id);
    const ClassMetrics published = classMetrics(program, id);
    const Encapsulation counts = encapsulation(program, id);
    const auto real = [](std::size_t count) { return static_cast<double>(count); };
    CensusRow row{id,
                  info.name,
                  info.place,
                  std::string(name(info.role)),
                  info.roleReason,
                  program.isDomain(id) ? counts.score() : 0,
                  questionsOf(counts),
                  {}};
    row.metrics = {{"askThenTell", real(use.askThenTells.size())},
                   {"asks", real(counts.asks)},
                   {"behaviours", use.behaviours},
                   {"dependents", real(counts.dependents)},
                   {"fields", use.dataFields},
                   {"getters", use.getters},
                   {"noam", published.noam},
                   {"nopa", published.nopa},
                   {"ownRules", real(counts.ownRules)},
                   {"pokes", real(use.pokes.size())},
                   {"publicFields", use.publicFields},
                   {"rulesInside", use.distinctInside},
                   {"rulesOutside", use.distinctOutside},
                   {"scattered", real(counts.scattered)},
                   {"setters", use.setters},
                   {"strongRulesOutside", use.strongOutside},
                   {"transitions", use.transitions},
                   {"transport", real(counts.transport)},
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
