#include "cli/judgement.hpp"

#include "cli/program_digest.hpp"
#include "facts/codec.hpp"
#include "model/baseline_strategies.hpp"
#include "model/census.hpp"
#include "model/exemptions.hpp"
#include "model/invariants.hpp"
#include "model/published_metrics.hpp"
#include "support/in_threads.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace tell {
namespace {

std::vector<StrategyEntry> entriesOf(const std::vector<StrategyVerdict> &verdicts) {
  std::vector<StrategyEntry> entries;
  for (const StrategyVerdict &verdict : verdicts)
    entries.push_back({std::string(verdict.strategy), verdict.holds});
  return entries;
}

InvariantEntry entryOf(const Program &program, const Invariant &invariant) {
  InvariantEntry entry;
  entry.kind = name(invariant.kind);
  for (const FieldId field : invariant.fields)
    entry.fields.push_back(program.fields()[field].name);
  entry.from = invariant.from;
  entry.to = invariant.to;
  const auto places = [&](const std::vector<InvariantPlace> &from, std::vector<InvariantEntry::Place> &to) {
    for (const InvariantPlace &place : from) {
      const FunctionInfo &function = program.functions()[place.function];
      to.push_back({place.place, {SubjectKind::Function, function.name, function.signature}, place.text});
    }
  };
  places(invariant.inside, entry.inside);
  places(invariant.outside, entry.outside);
  entry.text = describeInvariant(program, invariant);
  return entry;
}

std::vector<ClassEntry> censusOf(const Program &program, const std::vector<std::string> &paths, bool strategies) {
  std::vector<ClassEntry> entries;
  for (CensusRow &row : census(program)) {
    if (!onPaths(row.place.path, paths))
      continue;
    ClassEntry entry{std::move(row.name),
                     std::move(row.place),
                     std::move(row.role),
                     std::move(row.reason),
                     row.score,
                     {},
                     {},
                     {},
                     {}};
    for (Question &question : row.questions)
      entry.answers.push_back({std::move(question.id), std::move(question.answer), question.value});
    for (auto &[name, value] : row.metrics)
      entry.metrics.push_back({std::move(name), value});
    for (const Invariant &invariant : program.invariants(row.id))
      entry.invariants.push_back(entryOf(program, invariant));
    if (strategies)
      entry.strategies = entriesOf(classVerdicts(classMetrics(program, row.id)));
    entries.push_back(std::move(entry));
  }
  return entries;
}

/// Collects what a digest is taken of; nothing runs into what follows it.
class Inputs {
public:
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    bytes_ += text;
  }
  void add(std::uint64_t number) { add(&number, sizeof(number)); }
  void add(const facts::PartId &id) { add(id.data(), sizeof(id)); }

  [[nodiscard]] facts::PartId digest() const { return facts::partId(bytes_); }

private:
  void add(const void *bytes, std::size_t size) { bytes_.append(static_cast<const char *>(bytes), size); }

  std::string bytes_;
};

} // namespace

Result<Judgement> judge(const Linked &linked, Settings &settings, bool checks, const std::vector<std::string> &paths,
                        bool strategies) {
  const Program &program = linked.program;
  Judgement judgement;
  if (checks) {
    auto run = settings.run(program);
    if (!run)
      return run.error();
    judgement.run = std::move(*run);
  }
  judgement.census = censusOf(program, paths, strategies);
  for (const ClassInfo &info : program.classes())
    judgement.classPlaces.emplace(info.name, info.place);
  for (const LinkConflict &conflict : linked.conflicts)
    judgement.conflicts.push_back({Level::Note, "link-conflict", conflict.message, conflict.place});
  judgement.classes = program.classes().size();
  judgement.functions = static_cast<std::uint64_t>(
      std::ranges::count_if(program.functions(), [](const FunctionInfo &function) { return function.project; }));
  return judgement;
}

std::vector<FunctionEntry> foreignDataUsers(const Program &program, const std::vector<std::string> &paths,
                                            bool strategies) {
  std::vector<FunctionEntry> entries;
  for (FunctionId id = 0; id < program.functions().size(); ++id) {
    const FunctionInfo &function = program.functions()[id];
    if (!function.project || !onPaths(function.place.path, paths))
      continue;
    const FunctionMetrics metrics = functionMetrics(program, id);
    if (metrics.atfd == 0)
      continue;
    FunctionEntry entry;
    entry.place = function.place;
    entry.subject = {SubjectKind::Function, function.name, function.signature};
    entry.metrics = {
        {"atfd", static_cast<double>(metrics.atfd)}, {"fdp", static_cast<double>(metrics.fdp)}, {"laa", metrics.laa}};
    for (const DataProvider &provider : metrics.providers)
      entry.providers.push_back({program.classes()[provider.provider].name, provider.attributes});
    if (strategies)
      entry.strategies = entriesOf(functionVerdicts(metrics));
    entries.push_back(std::move(entry));
  }
  std::ranges::sort(entries, {}, [](const FunctionEntry &entry) {
    return std::tie(entry.place, entry.subject.name, entry.subject.signature);
  });
  return entries;
}

std::vector<ExemptionEntry> exemptionsOn(const Program &program, const std::vector<std::string> &paths,
                                         const std::vector<TriagedFinding> &findings) {
  std::set<std::pair<Subject, std::string>> reported;
  for (const TriagedFinding &triaged : findings)
    reported.emplace(triaged.finding.subject, triaged.finding.className);
  std::vector<ExemptionEntry> entries;
  for (Exempted &entry : exemptions(program)) {
    if (!onPaths(entry.place.path, paths))
      continue;
    const std::string &about = program.classes()[entry.about].name;
    Subject subject{SubjectKind::Class, about, {}};
    if (entry.function != kNone) {
      const FunctionInfo &function = program.functions()[entry.function];
      subject = {SubjectKind::Function, function.name, function.signature};
    }
    if (!reported.contains({subject, about}))
      entries.push_back({std::move(entry.place), std::move(subject), about, std::string(name(entry.exemption)),
                         std::move(entry.reason)});
  }
  return entries;
}

facts::PartId inputsOfJudgement(const LinkInput &input, std::string_view settings) {
  // What is encoded is all that units say, and no member of theirs can be forgotten here.
  std::vector<facts::PartId> units(input.units.size());
  inThreads(units.size(), input.jobs,
            [&](std::size_t unit) { units[unit] = facts::partId(facts::encode(input.units[unit])); });
  Inputs inputs;
  inputs.add(std::string_view(kProgramDigest));
  inputs.add(input.scope->root());
  inputs.add(settings);
  inputs.add(static_cast<std::uint64_t>(input.coverage));
  inputs.add(units.size());
  for (const facts::PartId &unit : units)
    inputs.add(unit);
  inputs.add(input.sharers.size());
  for (const auto &sharers : input.sharers) {
    inputs.add(sharers.size());
    for (const std::uint32_t sharer : sharers)
      inputs.add(sharer);
  }
  inputs.add(input.names == nullptr ? 0 : input.names->size() + 1);
  if (input.names != nullptr)
    for (const std::string &name : *input.names)
      inputs.add(name);
  inputs.add(input.publicFolders.size());
  for (const std::string &folder : input.publicFolders)
    inputs.add(folder);
  inputs.add(input.roles.size());
  for (const RoleDeclaration &role : input.roles) {
    inputs.add(role.names.pattern());
    inputs.add(role.folder);
    inputs.add(static_cast<std::uint64_t>(role.role));
    inputs.add(role.source);
  }
  return inputs.digest();
}

bool isSelfContained(const Judgement &judgement) {
  const auto outside = [](const Span &place) { return place.path.starts_with('/'); };
  return std::ranges::none_of(judgement.run.findings, outside, &Finding::place) &&
         std::ranges::none_of(judgement.census, outside, &ClassEntry::place) &&
         std::ranges::none_of(judgement.classPlaces, [&](const auto &place) { return outside(place.second); });
}

} // namespace tell
