#include "cli/unit_cache.hpp"

#include "support/path.hpp"

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

UnitCache::UnitCache(facts::Cache cache, const std::vector<CompileCommand> &commands, const ExtractOptions &extraction)
    : cache_(std::move(cache)), files_(*extraction.scope) {
  ExtractionKeys keys(extraction);
  for (const CompileCommand &command : commands) {
    const std::string inputs = keys.of(command);
    keys_.push_back(inputs.empty() ? std::string() : facts::Cache::keyOf(inputs));
  }
}

std::optional<facts::TuFacts> UnitCache::current(std::size_t unit) {
  if (keys_[unit].empty())
    return std::nullopt;
  for (unsigned variant = 0; variant < facts::Cache::kVariants; ++variant)
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
