#pragma once

#include "support/result.hpp"

#include <cstdint>
#include <string>

namespace tell {

/// All of standard input, up to its end; an Error where that is more than `maxBytes`.
[[nodiscard]] Result<std::string> readStandardInput(std::uint64_t maxBytes);

} // namespace tell
