#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tell {

/// One character at the front of a text.
struct Character {
  std::string_view bytes; ///< never empty
  char32_t value = 0;     ///< the code point, or the byte where it is not UTF-8
  bool valid = true;      ///< false: one byte that is not UTF-8
};

/// The first character of a text that is not empty.
[[nodiscard]] Character firstCharacter(std::string_view text);

/// The length in UTF-16 code units; a byte that is not UTF-8 counts as one (the replacement character).
[[nodiscard]] std::size_t utf16Length(std::string_view text);

/// The text on one line that is safe to show: control characters, characters that format invisibly (such as those that
/// turn the direction of writing) and bytes that are not UTF-8 are spelled out as Clang does: `<U+001B>`, `<9B>`. Names
/// and source text come from the analysed code and could else drive the reader's terminal.
[[nodiscard]] std::string printable(std::string_view text);

/// The same text as valid UTF-8: each byte that is not becomes a replacement character.
[[nodiscard]] std::string validUtf8(std::string_view text);

/// How many columns of a terminal the text takes, which holds printable characters only.
[[nodiscard]] std::size_t displayWidth(std::string_view text);

} // namespace tell
