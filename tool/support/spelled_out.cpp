#include "support/spelled_out.hpp"

#include <fmt/format.h>

#include <utility>

namespace tell {
namespace {

/// How many bytes the character has that begins like this; none of those looked for begins otherwise.
std::size_t lengthOf(char first) { return first == '\xc2' ? 2 : first == '\xe2' ? 3 : 1; }

/// Whether the character, of one to three bytes, is to be spelled out.
bool isSpelled(char32_t character) {
  return character == 0x7f || (character >= 0x80 && character <= 0x9f) ||
         (character >= 0x200b && character <= 0x200f) || (character >= 0x2028 && character <= 0x202e) ||
         (character >= 0x2060 && character <= 0x206f);
}

char32_t valueOf(std::string_view bytes) {
  char32_t value = static_cast<unsigned char>(bytes.front());
  if (bytes.size() > 1)
    value &= bytes.size() == 2 ? 0x1fU : 0x0fU;
  for (const char byte : bytes.substr(1))
    value = (value << 6U) | (static_cast<unsigned char>(byte) & 0x3fU);
  return value;
}

} // namespace

std::string SpelledOut::next(std::string_view piece) {
  const std::string joined = std::exchange(begun_, {}) + std::string(piece);
  const std::string_view text = joined;
  constexpr std::string_view kFirst = "\x7f\xc2\xe2";
  std::string result;
  std::size_t done = 0;
  for (std::size_t at = text.find_first_of(kFirst); at != std::string_view::npos; at = text.find_first_of(kFirst, at)) {
    const std::size_t length = lengthOf(text[at]);
    result += text.substr(done, at - done);
    done = at;
    if (text.size() - at < length) {
      begun_ = text.substr(at);
      return result;
    }
    const std::string_view bytes = text.substr(at, length);
    const char32_t character = valueOf(bytes);
    if (isSpelled(character)) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(character));
      done = at + length;
    }
    at += isSpelled(character) ? length : 1;
  }
  result += text.substr(done);
  return result;
}

std::string SpelledOut::rest() { return std::exchange(begun_, {}); }

std::string spelledOut(std::string_view text) {
  SpelledOut all;
  std::string result = all.next(text);
  return result + all.rest();
}

} // namespace tell
