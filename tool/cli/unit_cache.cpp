#include "cli/unit_cache.hpp"

#include "facts/codec.hpp"
#include "support/in_threads.hpp"
#include "support/path.hpp"

#include <algorithm>
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
  inThreads(keys_.size(), jobs, [&](std::size_t unit) {
    if (!keys_[unit].empty())
      found[unit] = cache_.find(keys_[unit], 0);
  });
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

std::vector<std::optional<facts::OwnPart>> UnitCache::currentParts(unsigned jobs, Parts &parts) {
  std::vector<std::optional<facts::OwnPart>> found(keys_.size());
  inThreads(keys_.size(), jobs, [&](std::size_t unit) {
    if (!keys_[unit].empty())
      found[unit] = cache_.findOwn(keys_[unit], 0);
  });
  std::map<facts::PartId, std::optional<facts::TuFacts>> named;
  for (std::size_t unit = 0; unit < keys_.size(); ++unit) {
    if (!found[unit] || !files_.agree(found[unit]->facts))
      found[unit] = olderOwn(unit);
    if (found[unit])
      for (const facts::HeaderPart &header : found[unit]->headers)
        if (!parts.contains(header.id))
          named.try_emplace(header.id);
  }
  std::vector<std::pair<const facts::PartId, std::optional<facts::TuFacts>> *> missing;
  for (auto &part : named)
    missing.push_back(&part);
  inThreads(missing.size(), jobs, [&](std::size_t i) { missing[i]->second = cache_.findPart(missing[i]->first); });
  for (auto &[id, facts] : named)
    if (facts)
      parts.emplace(id, std::move(*facts));
  for (std::size_t unit = 0; unit < keys_.size(); ++unit)
    if (found[unit] && !std::ranges::all_of(found[unit]->headers,
                                            [&](const facts::HeaderPart &header) { return parts.contains(header.id); }))
      found[unit] = takenApart(unit, parts);
  return found;
}

std::optional<facts::OwnPart> UnitCache::olderOwn(std::size_t unit) {
  for (unsigned variant = 1; variant < facts::Cache::kVariants && !keys_[unit].empty(); ++variant)
    if (auto own = cache_.findOwn(keys_[unit], variant); own && files_.agree(own->facts))
      return own;
  return std::nullopt;
}

/// Where a part was damaged or pruned, the facts as a whole may still be there.
std::optional<facts::OwnPart> UnitCache::takenApart(std::size_t unit, Parts &parts) {
  auto whole = cache_.find(keys_[unit], 0);
  if (!whole || !files_.agree(*whole))
    whole = older(unit);
  if (!whole)
    return std::nullopt;
  facts::SplitUnit split = facts::split(*whole);
  for (std::size_t i = 0; i < split.headers.size(); ++i)
    if (!parts.contains(split.own.headers[i].id))
      if (auto facts = facts::decode(split.headers[i])) {
        (void)cache_.storePart(split.own.headers[i].id, split.headers[i]); // a cache that can't be written is used
        parts.emplace(split.own.headers[i].id, std::move(*facts));
      }
  return std::move(split.own);
}

std::optional<facts::TuFacts> UnitCache::last(std::size_t unit) const {
  return keys_[unit].empty() ? std::nullopt : cache_.find(keys_[unit], 0);
}

void UnitCache::keep(std::size_t unit, std::string_view facts, const facts::SplitUnit &parts) {
  if (keys_[unit].empty() || !failure_.empty())
    return;
  Status stored;
  for (std::size_t i = 0; i < parts.headers.size() && stored.ok(); ++i)
    if (storedParts_.insert(parts.own.headers[i].id).second)
      stored = cache_.storePart(parts.own.headers[i].id, parts.headers[i]);
  if (stored.ok())
    stored = cache_.store(keys_[unit], facts, parts.own);
  if (!stored)
    failure_ = stored.error().message();
  else
    kept_ = true;
}

void UnitCache::keep(std::size_t unit, std::string_view facts) {
  if (const auto decoded = facts::decode(facts))
    keep(unit, facts, facts::split(*decoded));
}

std::string UnitCache::finish(const facts::CacheLimits &limits) {
  if (kept_)
    cache_.prune(limits);
  return failure_;
}

} // namespace tell
