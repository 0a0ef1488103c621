#pragma once

#include "cli/options.hpp"
#include "cli/pipeline.hpp"
#include "extract/extraction_key.hpp"
#include "extract/worker_pool.hpp"
#include "facts/cache.hpp"
#include "facts/file_states.hpp"
#include "facts/parts.hpp"
#include "support/project_scope.hpp"
#include "workspace/compile_command.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// Where a run keeps facts; nothing where it keeps none.
[[nodiscard]] std::optional<facts::Cache> cacheFor(const Options &options, const Host &host);

/// What headers say, by name.
using Parts = std::map<facts::PartId, facts::TuFacts>;

/// The units of one run and what a cache knows of them.
class UnitCache {
public:
  /// The arguments must outlive it.
  UnitCache(facts::Cache cache, const std::vector<CompileCommand> &commands, const ExtractOptions &extraction,
            const PoolOptions &pool);

  /// The facts of each unit as extracting it now would give them; nothing where the cache does not have them. Reads
  /// `jobs` entries at a time, in threads that are gone when it returns.
  [[nodiscard]] std::vector<std::optional<facts::TuFacts>> current(unsigned jobs);

  /// The same without what headers say, which is added to `parts` where it is not there yet.
  [[nodiscard]] std::vector<std::optional<facts::OwnPart>> currentParts(unsigned jobs, Parts &parts);

  /// The facts that a unit (an index of the commands) had when it was last extracted, whatever has become of its files.
  [[nodiscard]] std::optional<facts::TuFacts> last(std::size_t unit) const;

  /// Keeps what the extraction of a unit (an index of the commands) gave, also taken apart. A cache that can't be
  /// written makes no run fail.
  void keep(std::size_t unit, std::string_view facts, const facts::SplitUnit &parts);
  void keep(std::size_t unit, std::string_view facts);

  /// What files hold as the units see them. Contents in place of those on disk are told here, before the first
  /// question.
  [[nodiscard]] facts::FileStates &files() { return files_; }

  /// Makes room for what was kept. Says what kept it from keeping, or nothing.
  std::string finish(const facts::CacheLimits &limits);

private:
  [[nodiscard]] std::optional<facts::TuFacts> older(std::size_t unit);
  [[nodiscard]] std::optional<facts::OwnPart> olderOwn(std::size_t unit);
  [[nodiscard]] std::optional<facts::OwnPart> takenApart(std::size_t unit, Parts &parts);

  facts::Cache cache_;
  facts::FileStates files_;
  std::vector<std::string> keys_;       ///< by unit; empty where a command is of no use
  std::set<facts::PartId> storedParts_; ///< in this run
  bool kept_ = false;
  std::string failure_;
};

} // namespace tell
