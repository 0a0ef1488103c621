#pragma once

#include <string_view>

namespace tell {

/// The version of clang-tell; the same as the project's in CMakeLists.txt, which a test compares.
inline constexpr std::string_view kVersion = "0.1.0";

} // namespace tell
