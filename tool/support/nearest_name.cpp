#include "support/nearest_name.hpp"

#include <algorithm>
#include <vector>

namespace tell {
namespace {

/// Optimal string alignment distance: Levenshtein with swaps of neighbours, row by row.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> beforeLast(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({last[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        current[j] = std::min(current[j], beforeLast[j - 2] + 1);
    }
    std::swap(beforeLast, last);
    std::swap(last, current);
  }
  return last[b.size()];
}

} // namespace

std::string_view nearestName(std::string_view typed, std::span<const std::string_view> known) {
  std::string_view best;
  std::size_t fewest = 0;
  for (const std::string_view name : known) {
    const std::size_t edits = distance(typed, name);
    if (2 * edits <= std::max(typed.size(), name.size()) && (best.empty() || edits < fewest)) {
      best = name;
      fewest = edits;
    }
  }
  return best;
}

} // namespace tell
