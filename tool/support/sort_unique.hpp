#pragma once

#include <algorithm>
#include <vector>

namespace tell {

/// Sorts the values and keeps each once.
template <typename T> void sortUnique(std::vector<T> &values) {
  std::ranges::sort(values);
  const auto tail = std::ranges::unique(values);
  values.erase(tail.begin(), tail.end());
}

} // namespace tell
