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

/// Parts of units go by it and their name. They are no entries: entries name them.
constexpr std::string_view kPartPrefix = "llvmcache-part-";

/// Results of runs go by it, the project's key and a number. They are no entries either.
constexpr std::string_view kResultPrefix = "llvmcache-result-";

/// What a result begins with; its bytes follow.
struct ResultHeader {
  std::array<char, 8> magic;
  PartId inputs;
  PartId checksum;
};
constexpr std::array<char, 8> kResultMagic = {'t', 'e', 'l', 'l', '-', 'r', 'e', '1'};
static_assert(sizeof(ResultHeader) == 40);

/// What an entry begins with. What is the unit's own follows, then its facts as a whole. The version of the facts is
/// theirs to say.
struct Header {
  std::array<char, 8> magic;
  PartId checksum;
  std::uint64_t size;
  PartId ownChecksum;
  std::uint64_t ownSize;
};
constexpr std::array<char, 8> kMagic = {'t', 'e', 'l', 'l', '-', 'c', 'a', '2'};
static_assert(sizeof(Header) == 56);

/// How much of an entry is read at once to have all that is the unit's own in most cases.
constexpr std::size_t kOwnHead = std::size_t{64} << 10U;

std::optional<Header> headerOf(std::string_view bytes) {
  Header header{};
  if (bytes.size() < sizeof(header))
    return std::nullopt;
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header.magic != kMagic || header.ownSize > kLargestEntry || header.size > kLargestEntry)
    return std::nullopt;
  return header;
}

llvm::XXH128_hash_t hashOf(std::string_view bytes) {
  return llvm::xxh3_128bits({reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()});
}

bool isEntry(const std::filesystem::path &file) {
  const std::string name = file.filename();
  return !name.starts_with(kPartPrefix) && !name.starts_with(kResultPrefix);
}

/// Calls `see(path, size)` for each entry and part, and for what writers that were killed left of theirs.
template <typename See> std::error_code forEachFile(const std::string &folder, See see) {
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
  if (!bytes)
    return std::nullopt;
  const auto header = headerOf(*bytes);
  if (!header || bytes->size() != sizeof(Header) + header->ownSize + header->size)
    return std::nullopt;
  const std::string_view facts = std::string_view(*bytes).substr(sizeof(Header) + header->ownSize);
  if (partId(facts) != header->checksum)
    return std::nullopt;
  Result<TuFacts> result = decode(facts);
  if (!result)
    return std::nullopt;
  noteUse(path);
  return std::move(*result);
}

std::optional<OwnPart> Cache::findOwn(const std::string &key, unsigned variant) const {
  const std::string path = pathOf(key, variant);
  Result<std::string> bytes = readFileHead(path, kOwnHead);
  const auto header = bytes ? headerOf(*bytes) : std::nullopt;
  std::error_code gone;
  if (!header || std::filesystem::file_size(path, gone) != sizeof(Header) + header->ownSize + header->size)
    return std::nullopt;
  if (bytes->size() < sizeof(Header) + header->ownSize)
    bytes = readFileHead(path, sizeof(Header) + header->ownSize);
  if (!bytes || bytes->size() < sizeof(Header) + header->ownSize)
    return std::nullopt;
  const std::string_view own = std::string_view(*bytes).substr(sizeof(Header), header->ownSize);
  if (partId(own) != header->ownChecksum)
    return std::nullopt;
  auto result = decodeOwnPart(own);
  if (result)
    noteUse(path);
  return result;
}

std::string Cache::pathOf(const PartId &part) const {
  return fmt::format("{}/{}{:016x}{:016x}", folder_, kPartPrefix, part[0], part[1]);
}

std::optional<TuFacts> Cache::findPart(const PartId &part) const {
  const std::string path = pathOf(part);
  const Result<std::string> bytes = readFile(path, kLargestEntry);
  if (!bytes || partId(*bytes) != part)
    return std::nullopt;
  Result<TuFacts> result = decode(*bytes);
  if (!result)
    return std::nullopt;
  noteUse(path);
  return std::move(*result);
}

Status Cache::storePart(const PartId &part, std::string_view bytes) const {
  if (const Status made = makeFolder(); !made)
    return made;
  const std::string path = pathOf(part);
  const Result<std::string> there = readFile(path, kLargestEntry);
  return there && *there == bytes ? Status() : writeFileAtomically(path, bytes);
}

Status Cache::store(const std::string &key, std::string_view facts, const OwnPart &ownPart) const {
  const std::string own = encode(ownPart);
  const Header header{kMagic, partId(facts), facts.size(), partId(own), own.size()};
  std::string bytes(reinterpret_cast<const char *>(&header), sizeof(header));
  bytes.reserve(sizeof(header) + own.size() + facts.size());
  bytes.append(own).append(facts);
  if (const Status made = makeFolder(); !made)
    return made;
  // Another process may do the same: then a variant is lost, and none is damaged.
  for (unsigned variant = kVariants - 1; variant > 0; --variant)
    std::rename(pathOf(key, variant - 1).c_str(), pathOf(key, variant).c_str());
  return writeFileAtomically(pathOf(key, 0), bytes);
}

std::string Cache::resultPathOf(const std::string &key, unsigned variant) const {
  return fmt::format("{}/{}{}-{}", folder_, kResultPrefix, key, variant);
}

std::optional<std::string> Cache::findResult(const std::string &key, const PartId &inputs) const {
  for (unsigned variant = 0; variant < kVariants; ++variant) {
    const std::string path = resultPathOf(key, variant);
    const auto isAsked = [&](const Result<std::string> &bytes, ResultHeader &header) {
      if (!bytes || bytes->size() < sizeof(header))
        return false;
      std::memcpy(&header, bytes->data(), sizeof(header));
      return header.magic == kResultMagic && header.inputs == inputs;
    };
    ResultHeader header{};
    if (!isAsked(readFileHead(path, sizeof(header)), header))
      continue;
    Result<std::string> bytes = readFile(path, kLargestEntry); // by now it may be another one
    if (!isAsked(bytes, header) || partId(std::string_view(*bytes).substr(sizeof(header))) != header.checksum)
      continue;
    noteUse(path);
    bytes->erase(0, sizeof(header));
    return std::move(*bytes);
  }
  return std::nullopt;
}

Status Cache::storeResult(const std::string &key, const PartId &inputs, std::string_view bytes) const {
  if (bytes.size() > kLargestEntry - sizeof(ResultHeader))
    return {}; // nobody would read it
  if (findResult(key, inputs))
    return {}; // those of other inputs stay
  if (const Status made = makeFolder(); !made)
    return made;
  const ResultHeader header{kResultMagic, inputs, partId(bytes)};
  for (unsigned variant = kVariants - 1; variant > 0; --variant)
    std::rename(resultPathOf(key, variant - 1).c_str(), resultPathOf(key, variant).c_str());
  return writeFileAtomically(resultPathOf(key, 0), [&](const WriteBytes &write) {
    if (write({reinterpret_cast<const char *>(&header), sizeof(header)}))
      write(bytes);
    return Status();
  });
}

Status Cache::makeFolder() const {
  std::error_code error;
  if (std::filesystem::is_directory(folder_, error))
    return {};
  std::filesystem::create_directories(std::filesystem::path(folder_).parent_path(), error);
  if (!error && ::mkdir(folder_.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    error = std::error_code(errno, std::generic_category());
  if (error)
    return Error(fmt::format("cannot make the folder '{}': {}", folder_, error.message()));
  // As bford.info/cachedir has it: backups leave such folders out.
  (void)writeFileAtomically(folder_ + "/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");
  return {};
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
  (void)forEachFile(folder_, [&](const std::filesystem::path &path, std::uintmax_t size) {
    stats.entries += isEntry(path) ? 1 : 0;
    stats.bytes += size;
  });
  return stats;
}

Result<CacheStats> Cache::clean() const {
  CacheStats removed;
  std::error_code failed;
  const std::error_code unreadable = forEachFile(folder_, [&](const std::filesystem::path &path, std::uintmax_t size) {
    std::error_code error;
    std::filesystem::remove(path, error);
    if (error) {
      failed = error;
      return;
    }
    removed.entries += isEntry(path) ? 1 : 0;
    removed.bytes += size;
  });
  if (unreadable || failed)
    return Error(fmt::format("cannot clean '{}': {}", folder_, (unreadable ? unreadable : failed).message()));
  return removed;
}

} // namespace tell::facts
