// Whatever stands in a cache's entry: it is facts, or it is not there.
#include "facts/cache.hpp"
#include "facts/codec.hpp"
#include "fuzz/fuzz.hpp"

#include <fstream>
#include <llvm/Support/xxhash.h>

#include <cstring>

namespace {

/// The entry's header, which no mutation would hit: see facts/cache.cpp.
std::string withHeader(std::string_view facts) {
  const auto hash =
      llvm::xxh3_128bits(llvm::ArrayRef(reinterpret_cast<const std::uint8_t *>(facts.data()), facts.size()));
  const std::array<std::uint64_t, 3> numbers = {hash.low64, hash.high64, facts.size()};
  std::string bytes = "tell-ca1";
  bytes.append(reinterpret_cast<const char *>(numbers.data()), sizeof(numbers));
  return bytes.append(facts);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace tell;
  const std::string_view input = fuzz::textOf(data, size);
  if (input.empty())
    return 0;
  // The first byte says whether the rest is a whole entry, or the facts in one.
  const bool whole = input.front() == 'w';
  const facts::Cache cache(fuzz::folder().path());
  const std::string key = facts::Cache::keyOf("unit");
  const std::string bytes = whole ? std::string(input.substr(1)) : withHeader(input.substr(1));
  std::ofstream(fuzz::folder() / ("llvmcache-" + key + "-0"), std::ios::binary) << bytes;
  const auto found = cache.find(key, 0);
  const bool decodes = facts::decode(input.substr(1)).ok();
  fuzz::require(whole || found.has_value() == decodes, "an entry is there where its facts are, and only there");
  return 0;
}
