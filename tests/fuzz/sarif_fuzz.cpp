// Any file that is given as a baseline is one, a log of ours, or an Error; a log makes a baseline that reads back.
#include "cli/baselines.hpp"
#include "fuzz/fuzz.hpp"

#include <fstream>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace tell;
  const std::string path = fuzz::folder() / "log.sarif";
  std::ofstream(path, std::ios::binary) << fuzz::textOf(data, size);
  const auto baseline = readBaseline(path);
  if (!baseline) {
    fuzz::requireGoodMessage(baseline.error().message());
    fuzz::require(baseline.error().message().starts_with(path), "an error names the file");
    return 0;
  }
  const auto again = Baseline::parse(baseline->text(), "again.txt");
  fuzz::require(again && again->size() == baseline->size(), "what a log says can be kept as a baseline");
  return 0;
}
