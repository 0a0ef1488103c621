#include "report/unicode.hpp"

#include <algorithm>
#include <llvm/Support/ConvertUTF.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/Unicode.h>

namespace tell {

Character firstCharacter(std::string_view text) {
  const auto *begin = reinterpret_cast<const llvm::UTF8 *>(text.data());
  const llvm::UTF8 *position = begin;
  llvm::UTF32 value = 0;
  if (llvm::convertUTF8Sequence(&position, begin + text.size(), &value, llvm::strictConversion) != llvm::conversionOK)
    return {text.substr(0, 1), static_cast<unsigned char>(text.front()), false};
  return {text.substr(0, static_cast<std::size_t>(position - begin)), value, true};
}

std::size_t utf16Length(std::string_view text) {
  std::size_t length = 0;
  while (!text.empty()) {
    const Character character = firstCharacter(text);
    length += character.valid && character.value > 0xffff ? 2 : 1;
    text.remove_prefix(character.bytes.size());
  }
  return length;
}

std::string printable(std::string_view text) {
  const auto hex = [](char32_t value, int digits) {
    std::string result;
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
      result += "0123456789ABCDEF"[(value >> shift) & 15U];
    return result;
  };
  std::string result;
  while (!text.empty()) {
    // Nearly all text is of such letters, and each of the others costs several look-ups.
    const auto plain = std::ranges::find_if_not(text, [](char letter) { return letter >= ' ' && letter <= '~'; });
    result.append(text.begin(), plain);
    text.remove_prefix(static_cast<std::size_t>(plain - text.begin()));
    if (text.empty())
      break;
    const Character character = firstCharacter(text);
    const int value = static_cast<int>(character.value);
    if (!character.valid)
      result += "<" + hex(character.value, 2) + ">";
    else if (llvm::sys::unicode::isPrintable(value) && !llvm::sys::unicode::isFormatting(value))
      result += character.bytes;
    else
      result += "<U+" + hex(character.value, character.value > 0xffff ? 6 : 4) + ">";
    text.remove_prefix(character.bytes.size());
  }
  return result;
}

std::string validUtf8(std::string_view text) {
  return llvm::json::isUTF8(text) ? std::string(text) : llvm::json::fixUTF8(text);
}

std::size_t displayWidth(std::string_view text) {
  const int width = llvm::sys::unicode::columnWidthUTF8(text);
  return width < 0 ? text.size() : static_cast<std::size_t>(width);
}

} // namespace tell
