// Any two files that are given to `clang-tell compare`: runs, or Errors; what is printed of them drives no terminal, a
// run against itself shows no change, and the JSON is JSON.
#include "cli/comparison.hpp"
#include "fuzz/fuzz.hpp"

#include <fstream>
#include <llvm/Support/JSON.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace tell;
  std::string_view input = fuzz::textOf(data, size);
  std::vector<PastRun> runs;
  for (const char *name : {"before", "after"}) {
    const std::string path = fuzz::folder() / name;
    std::ofstream(path, std::ios::binary) << fuzz::takePart(input);
    const auto run = readPastRun(path);
    if (!run) {
      fuzz::requireGoodMessage(run.error().message());
      fuzz::require(run.error().message().starts_with(path), "an error names the file");
      return 0;
    }
    runs.push_back(*run);
  }
  for (const PastRun &after : runs) {
    const auto comparison = compareRuns(runs.front(), after);
    if (!comparison) {
      fuzz::requireGoodMessage(comparison.error().message());
      continue;
    }
    for (const char c : comparisonText(*comparison))
      fuzz::require(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f), "what is shown is plain text");
    auto json = llvm::json::parse(comparisonJson(*comparison));
    fuzz::require(static_cast<bool>(json), "the JSON is JSON");
    if (&after == &runs.front())
      fuzz::require(comparison->better.empty() && comparison->worse.empty() && comparison->other.empty() &&
                        comparison->added.empty() && comparison->gone.empty() && comparison->found.empty() &&
                        comparison->fixed.empty() && comparison->grown.empty(),
                    "a run does not differ from itself");
  }
  return 0;
}
