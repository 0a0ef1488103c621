#include "support/memory.hpp"

#include <algorithm>
#include <fstream>
#include <string>

namespace tell {
namespace {

std::optional<std::uint64_t> numberIn(const char *path) {
  std::ifstream file(path);
  std::uint64_t number = 0;
  return file >> number ? std::optional(number) : std::nullopt; // "max": no limit
}

} // namespace

std::optional<std::uint64_t> availableMemoryMiB() {
  std::optional<std::uint64_t> available;
  std::ifstream system("/proc/meminfo");
  std::string word;
  while (system >> word)
    if (std::uint64_t kibibytes = 0; word == "MemAvailable:" && system >> kibibytes)
      available = kibibytes >> 10;
  const auto limit = numberIn("/sys/fs/cgroup/memory.max");
  const auto used = numberIn("/sys/fs/cgroup/memory.current");
  if (limit && used) {
    const std::uint64_t left = *limit > *used ? (*limit - *used) >> 20 : 0;
    available = std::min(available.value_or(left), left);
  }
  return available;
}

} // namespace tell
