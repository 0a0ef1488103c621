#pragma once

#include "facts/parts.hpp"
#include "facts/tu_facts.hpp"
#include "support/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tell::facts {

/// How much a cache may hold.
struct CacheLimits {
  std::uint64_t bytes = std::uint64_t{2} << 30U;
  std::chrono::hours unused{24 * 30}; ///< what nobody asked for so long goes
};

/// What a cache holds.
struct CacheStats {
  std::size_t entries = 0; ///< units
  std::uint64_t bytes = 0; ///< of everything
};

/// Facts of units, kept in a folder between runs. Any number of processes may use one folder at once, be killed while
/// they do, or find it damaged: an entry is written whole or not at all, carries a checksum, and is read like facts
/// from a stranger. What cannot be read is not there.
///
/// An entry says nothing about whether it still holds: see `FileStates::agree`.
class Cache {
public:
  /// `folder` is absolute. Nothing happens before the first call.
  explicit Cache(std::string folder) : folder_(std::move(folder)) {}

  [[nodiscard]] const std::string &folder() const { return folder_; }

  /// The name of an entry for all that facts follow from besides the contents of files.
  [[nodiscard]] static std::string keyOf(std::string_view inputs);

  /// How many entries of one key there are at most, for those who go back and forth between branches.
  static constexpr unsigned kVariants = 4;

  /// An entry of that key, 0 the youngest; nothing where there is none, or none that can be used.
  [[nodiscard]] std::optional<TuFacts> find(const std::string &key, unsigned variant) const;

  /// The same without what its headers say.
  [[nodiscard]] std::optional<OwnPart> findOwn(const std::string &key, unsigned variant) const;

  /// What a header says; nothing where it is not there, or damaged.
  [[nodiscard]] std::optional<TuFacts> findPart(const PartId &part) const;

  /// Keeps encoded facts (see codec.hpp), unchecked, as the youngest of that key, beside what is the unit's own. What
  /// its headers say is kept before it. Makes the folder, for this user alone, where it is missing.
  [[nodiscard]] Status store(const std::string &key, std::string_view facts, const OwnPart &ownPart) const;

  /// Keeps what a header says, encoded, where it is missing or damaged.
  [[nodiscard]] Status storePart(const PartId &part, std::string_view bytes) const;

  /// What the last runs of a project came to, bytes that only the caller understands. `key` names the project; `inputs`
  /// are a digest of all that they follow from. Nothing where there is none, or none that can be used.
  [[nodiscard]] std::optional<std::string> findResult(const std::string &key, const PartId &inputs) const;

  /// Keeps such bytes, unless it has some of these inputs, as the youngest of that key: `kVariants` of each are kept,
  /// so that they take little of the room that facts need.
  [[nodiscard]] Status storeResult(const std::string &key, const PartId &inputs, std::string_view bytes) const;

  /// Removes what is beyond the limits, the longest unused first.
  void prune(const CacheLimits &limits) const;

  [[nodiscard]] CacheStats stats() const;

  /// Removes all entries, and nothing else that stands in the folder; how many there were.
  [[nodiscard]] Result<CacheStats> clean() const;

private:
  [[nodiscard]] std::string pathOf(const std::string &key, unsigned variant) const;
  [[nodiscard]] std::string pathOf(const PartId &part) const;
  [[nodiscard]] std::string resultPathOf(const std::string &key, unsigned variant) const;
  [[nodiscard]] Status makeFolder() const;

  std::string folder_;
};

} // namespace tell::facts
