// Any bytes decode to facts or to an Error, and what was accepted is written back as the same facts.
#include "facts/codec.hpp"
#include "facts/dump.hpp"
#include "fuzz/fuzz.hpp"

#include <llvm/Support/raw_ostream.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace tell;
  const Result<facts::TuFacts> decoded = facts::decode(fuzz::textOf(data, size));
  if (!decoded) {
    fuzz::requireGoodMessage(decoded.error().message());
    return 0;
  }
  facts::dumpJson(*decoded, llvm::nulls());
  const std::string bytes = facts::encode(*decoded);
  const Result<facts::TuFacts> again = facts::decode(bytes);
  fuzz::require(again && facts::encode(*again) == bytes, "encoding what was decoded gives the same facts");
  return 0;
}
