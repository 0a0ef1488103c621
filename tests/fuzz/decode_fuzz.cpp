// libFuzzer target: any bytes decode to facts or to an Error. facts_test leaves seeds in <build>/tests/decode_corpus.
#include <cstdint>
#include <cstdlib>

#include <llvm/Support/raw_ostream.h>

#include "facts/codec.hpp"
#include "facts/dump.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace tell;
  const Result<facts::TuFacts> decoded = facts::decode({reinterpret_cast<const char *>(data), size});
  if (!decoded)
    return 0;
  facts::dumpJson(*decoded, llvm::nulls());
  // What was accepted is written back as the same facts.
  const std::string bytes = facts::encode(*decoded);
  const Result<facts::TuFacts> again = facts::decode(bytes);
  if (!again || facts::encode(*again) != bytes)
    std::abort();
  return 0;
}
