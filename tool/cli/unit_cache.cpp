#include "cli/unit_cache.hpp"

#include "support/path.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

namespace tell {

std::optional<facts::Cache> cacheFor(const Options &options, const Host &host) {
  if (options.noCache)
    return std::nullopt;
  if (!options.cacheDirectory.empty())
    return facts::Cache(normalPath(options.cacheDirectory, host.workingDirectory));
  if (host.cacheDirectory.empty())
    return std::nullopt;
  return facts::Cache(host.cacheDirectory);
}

UnitCache::UnitCache(facts::Cache cache, const std::vector<CompileCommand> &commands, const ExtractOptions &extraction,
                     const PoolOptions &pool)
    : cache_(std::move(cache)), files_(*extraction.scope), keys_(extractionKeys(commands, extraction, pool)) {}

std::vector<std::optional<facts::TuFacts>> UnitCache::current(unsigned jobs) {
  std::vector<std::optional<facts::TuFacts>> found(keys_.size());
  std::atomic<std::size_t> next = 0;
  const auto read = [&] {
    for (std::size_t unit = next++; unit < keys_.size(); unit = next++)
      if (!keys_[unit].empty())
        found[unit] = cache_.find(keys_[unit], 0);
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min<std::size_t>(jobs, keys_.size()); ++i)
      others.emplace_back(read);
    read();
  }
  for (std::size_t unit = 0; unit < keys_.size(); ++unit)
    if (!found[unit] || !files_.agree(*found[unit]))
      found[unit] = older(unit);
  return found;
}

/// An entry from before the last one, for those who go back and forth.
std::optional<facts::TuFacts> UnitCache::older(std::size_t unit) {
  for (unsigned variant = 1; variant < facts::Cache::kVariants && !keys_[unit].empty(); ++variant)
    if (auto facts = cache_.find(keys_[unit], variant); facts && files_.agree(*facts))
      return facts;
  return std::nullopt;
}

std::optional<facts::TuFacts> UnitCache::last(std::size_t unit) const {
  return keys_[unit].empty() ? std::nullopt : cache_.find(keys_[unit], 0);
}

void UnitCache::keep(std::size_t unit, std::string_view facts) {
  if (keys_[unit].empty() || !failure_.empty())
    return;
  if (const Status stored = cache_.store(keys_[unit], facts); !stored)
    failure_ = stored.error().message();
  else
    kept_ = true;
}

std::string UnitCache::finish(const facts::CacheLimits &limits) {
  if (kept_)
    cache_.prune(limits);
  return failure_;
}

} // namespace tell
