#include "model/events.hpp"

#include <algorithm>
#include <string_view>

namespace tell {

bool isThereAlready(const Rule &rule, const Poke &poke) {
  const auto simple = [](std::string_view name) {
    const auto colon = name.rfind("::");
    return colon == std::string_view::npos ? name : name.substr(colon + 2);
  };
  if (!poke.literal)
    return false;
  const auto isOther = [&](const StateRead &read) { return read.owner == poke.owner && read.field != poke.field; };
  const auto isIt = [&](const StateRead &read) { return read.field == poke.field && read.object == poke.object; };
  if (std::ranges::any_of(rule.reads, isOther) || std::ranges::none_of(rule.reads, isIt))
    return false;
  // A flag is asked for and set to the other.
  return (rule.bare && !rule.objects) ||
         (rule.unequal && rule.size == 1 && rule.values.size() == 1 && simple(rule.values[0]) == simple(poke.value));
}

} // namespace tell
