#pragma once

#include <cstddef>
#include <string_view>

namespace tell {

/// Whether JSON nests deeper than so many levels. LLVM's parser recurses: hostile input must not reach it.
[[nodiscard]] bool nestsDeeper(std::string_view json, std::size_t levels);

} // namespace tell
