#include "findings/check_selection.hpp"

#include "support/nearest_name.hpp"

#include <algorithm>

namespace tell {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1);
}

} // namespace

CheckGlobs::CheckGlobs(std::string_view list) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view glob = trimmed(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    const bool takesAway = glob.starts_with('-');
    if (takesAway)
      glob = trimmed(glob.substr(1));
    if (!glob.empty())
      items_.push_back({Glob(std::string(glob)), takesAway});
  }
}

bool CheckGlobs::contains(std::string_view check) const {
  bool selected = items_.empty() || items_.front().takesAway;
  for (const Item &item : items_)
    if (item.pattern.matches(check))
      selected = !item.takesAway;
  return selected;
}

bool CheckGlobs::names(std::string_view check) const {
  bool named = false;
  for (const Item &item : items_)
    if (item.pattern.matches(check))
      named = !item.takesAway;
  return named;
}

bool CheckGlobs::spells(std::string_view check) const {
  return std::ranges::any_of(items_,
                             [&](const Item &item) { return !item.takesAway && item.pattern.pattern() == check; });
}

std::vector<std::string> CheckGlobs::unmatched(std::span<const std::string_view> known) const {
  std::vector<std::string> result;
  for (const Item &item : items_)
    if (item.pattern.pattern() != "*" &&
        std::ranges::none_of(known, [&](auto check) { return item.pattern.matches(check); }))
      result.push_back(item.pattern.pattern());
  return result;
}

Result<std::vector<std::string_view>> selectChecks(std::string_view list, std::span<const std::string_view> known) {
  const CheckGlobs globs(list);
  if (const auto unmatched = globs.unmatched(known); !unmatched.empty()) {
    std::string message = "unknown check '" + unmatched.front() + "'";
    if (const std::string_view nearest = nearestName(unmatched.front(), known); !nearest.empty())
      message += "; did you mean '" + std::string(nearest) + "'?";
    return Error(message);
  }
  std::vector<std::string_view> selected;
  std::ranges::copy_if(known, std::back_inserter(selected), [&](auto check) { return globs.contains(check); });
  if (selected.empty() && !known.empty())
    return Error("'" + std::string(list) + "' selects no check");
  return selected;
}

} // namespace tell
