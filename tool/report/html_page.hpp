#pragma once

#include <span>
#include <string_view>

namespace tell {

/// The page that becomes an HTML report once the report's data stands between its two parts. The build makes it from
/// tool/report/html; each part is cut into pieces, as a compiler need not take a longer string literal.
struct HtmlPage {
  std::span<const std::string_view> before;
  std::span<const std::string_view> after;
};

/// Both parts are empty in a build without Node.js.
[[nodiscard]] HtmlPage htmlPage();

} // namespace tell
