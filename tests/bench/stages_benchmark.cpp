// What comes after extraction, on facts of the whole programs among the fixtures, taken as many times as the argument
// says: linking, hashing rules, checks, fingerprints, reports.

#include "cli/pipeline.hpp"
#include "extract/worker_pool.hpp"
#include "facts/codec.hpp"
#include "findings/fingerprint.hpp"
#include "model/link.hpp"
#include "model/term.hpp"
#include "report/format.hpp"

#include <benchmark/benchmark.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <filesystem>

namespace tell {
namespace {

const std::string kPrograms = TELL_SOURCE_DIR "/fixtures/_programs";

std::vector<CompileCommand> commands() {
  std::vector<CompileCommand> all;
  for (const auto &program : std::filesystem::directory_iterator(kPrograms)) {
    if (!program.is_directory())
      continue;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(program.path()))
      if (entry.path().extension() == ".cpp")
        all.push_back({.directory = program.path().string(),
                       .file = entry.path().string(),
                       .arguments = {"clang++", "-std=c++20", "-Iinclude", "-Isrc", "-c", entry.path().string()},
                       .inferred = false});
  }
  std::ranges::sort(all, {}, &CompileCommand::file);
  return all;
}

const ProjectScope &scope() {
  static const ProjectScope instance(kPrograms);
  return instance;
}

/// The facts of all programs, extracted once.
const std::vector<facts::TuFacts> &programs() {
  static const std::vector<facts::TuFacts> all = [] {
    ExtractOptions options;
    options.scope = &scope();
    std::vector<facts::TuFacts> facts;
    for (UnitOutcome &outcome : extractAll(commands(), options, {}))
      if (outcome.state == UnitOutcome::State::Extracted)
        facts.push_back(std::move(outcome.facts));
    return facts;
  }();
  return all;
}

/// Several copies that are programs of their own: every path and symbol carries the copy's number.
std::vector<facts::TuFacts> copies(std::int64_t count) {
  std::vector<facts::TuFacts> all;
  for (std::int64_t copy = 0; copy < count; ++copy)
    for (facts::TuFacts unit : programs()) {
      const std::string suffix = "#" + std::to_string(copy);
      unit.mainFile += suffix;
      for (facts::Symbol &symbol : unit.symbols) {
        unit.strings.push_back(unit.strings[symbol.usr] + suffix);
        symbol.usr = static_cast<facts::StringId>(unit.strings.size() - 1);
      }
      all.push_back(std::move(unit));
    }
  return all;
}

void linkPrograms(benchmark::State &state) {
  const std::vector<facts::TuFacts> units = copies(state.range(0));
  for (auto run : state)
    benchmark::DoNotOptimize(link({.units = units, .scope = &scope()}));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(units.size()));
}
BENCHMARK(linkPrograms)->RangeMultiplier(4)->Range(1, 16)->Unit(benchmark::kMillisecond);

void decodeFacts(benchmark::State &state) {
  std::vector<std::string> encoded;
  std::size_t bytes = 0;
  for (const facts::TuFacts &unit : programs())
    bytes += encoded.emplace_back(facts::encode(unit)).size();
  for (auto run : state)
    for (const std::string &unit : encoded)
      benchmark::DoNotOptimize(facts::decode(unit));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}
BENCHMARK(decodeFacts)->Unit(benchmark::kMillisecond);

/// A condition over two fields of one object, negated and mirrored: made, normalised and hashed.
void normaliseAndHash(benchmark::State &state) {
  const std::vector<facts::TuFacts> units = copies(1);
  const Linked linked = link({.units = units, .scope = &scope()});
  const auto fields = static_cast<std::uint32_t>(linked.program.fields().size());
  model::TermTable terms;
  std::uint32_t next = 0;
  for (auto run : state) {
    terms.clear();
    const auto object = terms.make(model::TermKind::Local, 0, kNone, "object", {});
    const auto left = terms.make(model::TermKind::Field, next % fields, kNone, "", {object});
    const auto right = terms.make(model::TermKind::Field, (next + 1) % fields, kNone, "", {object});
    const auto less = terms.make(model::TermKind::Operation, static_cast<std::uint32_t>(facts::Op::LessEqual), kNone,
                                 "", {left, right});
    const auto rule =
        terms.make(model::TermKind::Operation, static_cast<std::uint32_t>(facts::Op::Not), kNone, "", {less});
    benchmark::DoNotOptimize(model::ruleHash(terms, rule, linked.program));
    ++next;
  }
}
BENCHMARK(normaliseAndHash);

/// The whole pipeline once, for what the reports below show.
const Report &report() {
  static const Report instance = [] {
    Options options;
    options.noCache = true;
    options.fixedFlags = std::vector<std::string>{"-std=c++20", "-Iinclude"};
    Host host;
    host.workingDirectory = kPrograms + "/web_shop";
    Result<Analysis> analysis = analyse(options, host);
    return analysis ? std::move(analysis->report) : Report{};
  }();
  return instance;
}

void fingerprintFindings(benchmark::State &state) {
  for (auto run : state)
    for (const TriagedFinding &triaged : report().findings)
      benchmark::DoNotOptimize(fingerprint(triaged.finding));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(report().findings.size()));
}
BENCHMARK(fingerprintFindings)->Unit(benchmark::kMicrosecond);

void writeReport(benchmark::State &state, const Format &format) {
  for (auto run : state) {
    std::string text;
    llvm::raw_string_ostream out(text);
    format.findings(report(), {}, out);
    benchmark::DoNotOptimize(text);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(report().findings.size()));
}

} // namespace
} // namespace tell

int main(int count, char **values) {
  benchmark::Initialize(&count, values);
  if (benchmark::ReportUnrecognizedArguments(count, values))
    return 2;
  (void)tell::programs(); // forks: before the library starts a thread
  (void)tell::report();
  for (const tell::Format &format : tell::formats())
    if (format.unavailable.empty())
      benchmark::RegisterBenchmark(("writeReport/" + std::string(format.name)).c_str(), [&format](
                                                                                            benchmark::State &state) {
        tell::writeReport(state, format);
      })->Unit(benchmark::kMillisecond);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
