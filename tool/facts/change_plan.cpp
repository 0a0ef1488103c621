#include "facts/change_plan.hpp"

#include "support/path.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace tell::facts {
namespace {

std::string_view stem(std::string_view path) {
  const std::string_view name = fileName(path);
  const std::string_view extension = fileExtension(path);
  return extension.empty() ? name : name.substr(0, name.size() - extension.size() - 1);
}

bool isHeader(std::string_view path) {
  const std::string_view extension = fileExtension(path);
  return extension.starts_with('h') || extension.starts_with('H') || extension.empty();
}

/// Finds what changed and who reads it.
class Planner {
public:
  Planner(std::span<const KnownUnit> units, FileStates &files) : units_(units), files_(files) {}

  ChangePlan plan(std::span<const std::string> changedSources) {
    for (std::size_t unit = 0; unit < units_.size(); ++unit) {
      const bool named = std::ranges::find(changedSources, units_[unit].mainFile) != changedSources.end();
      if (units_[unit].facts != nullptr)
        compare(unit, named);
      else if (named)
        extract_.insert(unit);
      else
        plan_.unknown.push_back(unit);
    }
    for (const auto &[path, readers] : readers_)
      if (std::ranges::none_of(readers, [&](std::size_t unit) { return extract_.contains(unit); }))
        extract_.insert(*std::ranges::min_element(readers, {}, [&](std::size_t unit) {
          return std::tuple(!arePaired(path, units_[unit].mainFile), units_[unit].facts->files.size(),
                            units_[unit].mainFile, unit);
        }));
    for (const std::size_t unit : touched_)
      if (!extract_.contains(unit))
        plan_.assumed.push_back(unit);
    plan_.extract.assign(extract_.begin(), extract_.end());
    plan_.changed.assign(changed_.begin(), changed_.end());
    return std::move(plan_);
  }

private:
  void compare(std::size_t unit, bool named) {
    const TuFacts &facts = *units_[unit].facts;
    const auto changed = [&](std::string_view path) {
      touched_.insert(unit);
      changed_.emplace(path);
      if (path == units_[unit].mainFile)
        extract_.insert(unit);
      else
        readers_[std::string(path)].push_back(unit);
    };
    for (const File &file : facts.files)
      if (!files_.agree(facts, file))
        changed(facts.string(file.path));
    for (const StringId path : facts.missingIncludes)
      if (files_.exists(facts.string(path)))
        changed(facts.string(path));
    if (named)
      extract_.insert(unit);
    else if (!touched_.contains(unit))
      plan_.current.push_back(unit);
  }

  std::span<const KnownUnit> units_;
  FileStates &files_;
  std::set<std::size_t> extract_;
  std::set<std::size_t> touched_; ///< units that read something that changed
  std::set<std::string> changed_;
  std::map<std::string, std::vector<std::size_t>> readers_; ///< of changed files that are not their main file
  ChangePlan plan_;
};

} // namespace

bool arePaired(std::string_view path, std::string_view other) {
  return stem(path) == stem(other) && isHeader(path) != isHeader(other);
}

ChangePlan planChange(std::span<const KnownUnit> units, std::span<const std::string> changedSources,
                      FileStates &files) {
  return Planner(units, files).plan(changedSources);
}

} // namespace tell::facts
