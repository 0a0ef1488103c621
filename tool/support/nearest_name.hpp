#pragma once

#include <span>
#include <string_view>

namespace tell {

/// The name in `known` that a person most likely meant by `typed`: the one with the fewest edits (insertion, deletion,
/// replacement, swap of neighbours), the first of equals. Empty where `known` is empty or nothing is near enough to be
/// worth naming (more than half of the letters would change).
[[nodiscard]] std::string_view nearestName(std::string_view typed, std::span<const std::string_view> known);

} // namespace tell
