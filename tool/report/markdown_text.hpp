#pragma once

#include <string>
#include <string_view>

namespace tell {

/// Text that may come from the analysed code, as inline Markdown that shows exactly it, on one line: no markup, link,
/// HTML, mention (`@name`), issue (`#1`), emoji (`:key:`) or formula comes of it on GitHub or GitLab, and control
/// characters are spelled out. What stands in single quotes becomes code, without the quotes.
[[nodiscard]] std::string markdownText(std::string_view text);

/// The text as a code span.
[[nodiscard]] std::string markdownCode(std::string_view text);

} // namespace tell
