#include "facts/cache.hpp"

#include "facts/codec.hpp"
#include "support/file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <llvm/Support/CachePruning.h>
#include <llvm/Support/xxhash.h>
#include <sys/stat.h>
#include <system_error>

namespace tell::facts {
namespace {

constexpr std::uint64_t kLargestEntry = std::uint64_t{1} << 30U;

// LLVM's pruning, which does the rest, knows entries by how their names begin.
constexpr std::string_view kEntryPrefix = "llvmcache-";

/// What an entry begins with; the facts follow. The version of the facts is theirs to say.
struct Header {
  std::array<char, 8> magic;
  std::uint64_t checksumLow;
  std::uint64_t checksumHigh;
  std::uint64_t size;
};
constexpr std::array<char, 8> kMagic = {'t', 'e', 'l', 'l', '-', 'c', 'a', '1'};
static_assert(sizeof(Header) == 32);

llvm::XXH128_hash_t hashOf(std::string_view bytes) {
  return llvm::xxh3_128bits({reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()});
}

/// Calls `see(path, size)` for each entry, and for what writers that were killed left of theirs.
template <typename See> std::error_code forEachEntry(const std::string &folder, See see) {
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(folder, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    std::error_code gone; // another process may be pruning
    if (entry->path().filename().string().starts_with(kEntryPrefix) && entry->is_regular_file(gone))
      if (const std::uintmax_t size = entry->file_size(gone); !gone)
        see(entry->path(), size);
  }
  return error == std::errc::no_such_file_or_directory ? std::error_code() : error;
}

/// Pruning goes by access times, which many systems note once a day at most, and some never.
void noteUse(const std::string &path) {
  struct stat status{};
  constexpr time_t kOften = 24 * 60 * 60;
  const time_t now = std::time(nullptr);
  if (::stat(path.c_str(), &status) != 0 || (status.st_atim.tv_sec <= now && now - status.st_atim.tv_sec < kOften))
    return;
  const std::array<timespec, 2> times = {timespec{0, UTIME_NOW}, timespec{0, UTIME_OMIT}};
  ::utimensat(AT_FDCWD, path.c_str(), times.data(), 0); // best effort: the cache may be someone else's
}

} // namespace

std::string Cache::keyOf(std::string_view inputs) {
  const llvm::XXH128_hash_t hash = hashOf(inputs);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string Cache::pathOf(const std::string &key, unsigned variant) const {
  return fmt::format("{}/{}{}-{}", folder_, kEntryPrefix, key, variant);
}

std::optional<TuFacts> Cache::find(const std::string &key, unsigned variant) const {
  const std::string path = pathOf(key, variant);
  const Result<std::string> bytes = readFile(path, kLargestEntry);
  if (!bytes || bytes->size() < sizeof(Header))
    return std::nullopt;
  Header header{};
  std::memcpy(&header, bytes->data(), sizeof(header));
  const std::string_view facts = std::string_view(*bytes).substr(sizeof(header));
  if (header.magic != kMagic || header.size != facts.size())
    return std::nullopt;
  if (const auto hash = hashOf(facts); hash.low64 != header.checksumLow || hash.high64 != header.checksumHigh)
    return std::nullopt;
  Result<TuFacts> result = decode(facts);
  if (!result)
    return std::nullopt;
  noteUse(path);
  return std::move(*result);
}

Status Cache::store(const std::string &key, std::string_view facts) const {
  const auto hash = hashOf(facts);
  const Header header{kMagic, hash.low64, hash.high64, facts.size()};
  std::string bytes(sizeof(header) + facts.size(), '\0');
  std::memcpy(bytes.data(), &header, sizeof(header));
  std::memcpy(bytes.data() + sizeof(header), facts.data(), facts.size());
  // Another process may do the same: then a variant is lost, and none is damaged.
  for (unsigned variant = kVariants - 1; variant > 0; --variant)
    std::rename(pathOf(key, variant - 1).c_str(), pathOf(key, variant).c_str());
  Status written = writeFileAtomically(pathOf(key, 0), bytes);
  std::error_code error;
  if (written.ok() || std::filesystem::is_directory(folder_, error))
    return written;
  std::filesystem::create_directories(std::filesystem::path(folder_).parent_path(), error);
  if (!error && ::mkdir(folder_.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    error = std::error_code(errno, std::generic_category());
  if (error)
    return Error(fmt::format("cannot make the folder '{}': {}", folder_, error.message()));
  // As bford.info/cachedir has it: backups leave such folders out.
  (void)writeFileAtomically(folder_ + "/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");
  return writeFileAtomically(pathOf(key, 0), bytes);
}

void Cache::prune(const CacheLimits &limits) const {
  llvm::CachePruningPolicy policy;
  policy.Interval = std::chrono::seconds(0);
  policy.Expiration = limits.unused;
  policy.MaxSizeBytes = limits.bytes;
  (void)llvm::pruneCache(folder_, policy);
}

CacheStats Cache::stats() const {
  CacheStats stats;
  (void)forEachEntry(folder_, [&](const std::filesystem::path &, std::uintmax_t size) {
    ++stats.entries;
    stats.bytes += size;
  });
  return stats;
}

Result<CacheStats> Cache::clean() const {
  CacheStats removed;
  std::error_code failed;
  const std::error_code unreadable = forEachEntry(folder_, [&](const std::filesystem::path &path, std::uintmax_t size) {
    std::error_code error;
    std::filesystem::remove(path, error);
    if (error) {
      failed = error;
      return;
    }
    ++removed.entries;
    removed.bytes += size;
  });
  if (unreadable || failed)
    return Error(fmt::format("cannot clean '{}': {}", folder_, (unreadable ? unreadable : failed).message()));
  return removed;
}

} // namespace tell::facts
