// Extracts a project's units with shared headers and without, and compares their encoded facts. Prints what was shared,
// why units were read alone after all, and every unit that differs; exits with 1 where there is one.
//
// usage: compare_snapshot [-p DIR] [-n UNITS] [--only shared|alone] PATH

#include "extract/worker_pool.hpp"
#include "facts/codec.hpp"
#include "facts/dump.hpp"
#include "workspace/workspace.hpp"

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <llvm/Support/raw_ostream.h>
#include <sys/resource.h>

namespace tell {
namespace {

struct Arguments {
  std::string build;
  std::string path = ".";
  std::string only;
  std::size_t units = 0; ///< 0: all
};

Arguments parse(int count, char **values) {
  Arguments arguments;
  for (int i = 1; i < count; ++i) {
    const std::string name = values[i];
    const std::string value = i + 1 < count ? values[i + 1] : "";
    if (name == "-p")
      arguments.build = value;
    else if (name == "-n")
      arguments.units = static_cast<std::size_t>(std::strtoul(value.c_str(), nullptr, 10));
    else if (name == "--only")
      arguments.only = value;
    else {
      arguments.path = name;
      continue;
    }
    ++i;
  }
  return arguments;
}

/// Evenly spread over the list.
std::vector<CompileCommand> sample(std::vector<CompileCommand> commands, std::size_t units) {
  if (units == 0 || units >= commands.size())
    return commands;
  std::vector<CompileCommand> some;
  for (std::size_t i = 0; i < units; ++i)
    some.push_back(commands[i * commands.size() / units]);
  return some;
}

double cpuSeconds() {
  rusage used{};
  ::getrusage(RUSAGE_CHILDREN, &used);
  const auto seconds = [](const timeval &time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::vector<UnitOutcome> extract(const std::vector<CompileCommand> &commands, const ProjectScope &scope, bool share) {
  const double before = cpuSeconds();
  ExtractOptions options;
  options.scope = &scope;
  PoolOptions pool;
  pool.shareHeaders = share;
  std::vector<UnitOutcome> outcomes = extractAll(commands, options, pool);
  fmt::print("{}: {} units, {:.2f} s of processor time\n", share ? "shared" : "alone", commands.size(),
             cpuSeconds() - before);
  return outcomes;
}

/// A unit's outcome as bytes.
std::string bytesOf(const UnitOutcome &outcome) {
  return outcome.state == UnitOutcome::State::Extracted ? facts::encode(outcome.facts) : outcome.reason;
}

/// The first line in which the facts of two runs differ, from both.
std::string firstDifference(const UnitOutcome &first, const UnitOutcome &second) {
  const auto dump = [](const UnitOutcome &outcome) {
    std::string text;
    llvm::raw_string_ostream out(text);
    facts::dumpJson(outcome.facts, out);
    return text;
  };
  std::istringstream lines(dump(first));
  std::istringstream others(dump(second));
  std::string line;
  std::string other;
  for (int number = 1; std::getline(lines, line) && std::getline(others, other); ++number)
    if (line != other)
      return fmt::format("line {}: {} | {}", number, line, other);
  return "one is longer";
}

int compare(const Arguments &arguments) {
  const auto workspace = openWorkspace({{arguments.path}, arguments.build, std::filesystem::current_path().string()});
  if (!workspace) {
    fmt::print(stderr, "compare_snapshot: {}\n", workspace.error().message());
    return 2;
  }
  const std::vector<CompileCommand> commands = sample(workspace->commands, arguments.units);
  const ProjectScope scope(workspace->root);
  std::vector<UnitOutcome> shared;
  std::vector<UnitOutcome> alone;
  if (arguments.only != "alone")
    shared = extract(commands, scope, true);
  if (arguments.only != "shared")
    alone = extract(commands, scope, false);
  std::size_t sharing = 0;
  std::size_t again = 0;
  std::size_t different = 0;
  for (std::size_t unit = 0; unit < commands.size(); ++unit) {
    if (!shared.empty()) {
      sharing += shared[unit].sharedHeaders != 0 ? 1 : 0;
      if (!shared[unit].readAlone.empty()) {
        ++again;
        fmt::print("read again: {}: {}\n", scope.relative(shared[unit].file), shared[unit].readAlone);
      }
    }
    if (!shared.empty() && !alone.empty() && bytesOf(shared[unit]) != bytesOf(alone[unit])) {
      ++different;
      fmt::print("different: {}: {}\n", shared[unit].file, firstDifference(shared[unit], alone[unit]));
    }
  }
  fmt::print("{} units share headers, {} were read again, {} differ\n", sharing, again, different);
  return different == 0 ? 0 : 1;
}

} // namespace
} // namespace tell

int main(int count, char **values) { return tell::compare(tell::parse(count, values)); }
