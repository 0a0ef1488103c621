#include "checks/check.hpp"

#include <algorithm>
#include <cstdlib>

namespace tell {

double CheckOptions::operator[](std::string_view name) const {
  const auto it = std::ranges::find(options_, name, &Option::name);
  if (it == options_.end())
    std::abort();
  return it->value;
}

bool CheckOptions::set(std::string_view name, double value) {
  const auto it = std::ranges::find(options_, name, &Option::name);
  if (it == options_.end())
    return false;
  it->value = value;
  return true;
}

std::vector<std::string_view> checkIds() {
  std::vector<std::string_view> ids;
  for (const Check *check : allChecks())
    ids.push_back(check->info.id);
  return ids;
}

} // namespace tell
