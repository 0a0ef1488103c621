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

/// Whether one of the characters may begin like this: 0 or 1, without a branch.
unsigned isFirst(char byte) {
  return static_cast<unsigned>(byte == '\x7f') | static_cast<unsigned>(byte == '\xc2') |
         static_cast<unsigned>(byte == '\xe2');
}

/// Where the next such byte stands. They are rare: whole blocks, which the compiler makes few instructions of, are
/// passed over.
std::size_t findFirst(std::string_view text, std::size_t at) {
  constexpr std::size_t kBlock = 64;
  for (; at + kBlock <= text.size(); at += kBlock) {
    unsigned any = 0;
    for (std::size_t i = 0; i < kBlock; ++i)
      any |= isFirst(text[at + i]);
    if (any != 0)
      break;
  }
  while (at < text.size() && isFirst(text[at]) == 0)
    ++at;
  return at < text.size() ? at : std::string_view::npos;
}

} // namespace

std::string SpelledOut::next(std::string_view piece) {
  const std::string joined = begun_.empty() ? std::string() : std::exchange(begun_, {}) + std::string(piece);
  const std::string_view text = joined.empty() ? piece : std::string_view(joined);
  std::string result;
  result.reserve(text.size());
  std::size_t done = 0;
  for (std::size_t at = findFirst(text, 0); at != std::string_view::npos; at = findFirst(text, at)) {
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
