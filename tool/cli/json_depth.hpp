#pragma once

#include <string_view>

namespace tell {

/// Whether JSON nests deeper than anything that is meant to be read here does: the parser recurses.
[[nodiscard]] bool nestsTooDeeply(std::string_view text);

} // namespace tell
