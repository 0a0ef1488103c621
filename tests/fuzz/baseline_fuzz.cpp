// Any text is a baseline or an Error with a line; what was read is written so that it reads the same.
#include "findings/baseline.hpp"
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace tell;
  auto baseline = Baseline::parse(fuzz::textOf(data, size), "base.txt");
  if (!baseline) {
    fuzz::requireGoodMessage(baseline.error().message());
    fuzz::require(baseline.error().message().starts_with("base.txt:"), "an error names the file");
    return 0;
  }
  const std::string text = baseline->text();
  const auto again = Baseline::parse(text, "again.txt");
  fuzz::require(again && again->size() == baseline->size() && again->text() == text,
                "a baseline that was written reads as what it was");
  fuzz::require(baseline->prune({}) == again->size() && baseline->size() == 0, "pruning by no findings leaves none");
  return 0;
}
