#pragma once

#include <string_view>

namespace tell {

/// The version of clang-tell; the same as the project's in CMakeLists.txt, which a test compares.
inline constexpr std::string_view kVersion = "0.1.0";

/// Where people read about clang-tell, with a slash at the end; the pages of checks stand below it in `checks/`.
/// Whoever publishes it puts its address here.
inline constexpr std::string_view kHomepage = "https://clang-tell.example/";

} // namespace tell
