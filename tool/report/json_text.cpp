#include "report/json_text.hpp"

#include "report/unicode.hpp"

#include <fmt/format.h>

#include <cmath>

namespace tell {
namespace {

/// Whether JSON has the text between quotes as it is. Looks at every byte, which takes less than to stop at the first.
bool isPlain(std::string_view text) {
  unsigned other = 0;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    other |= static_cast<unsigned>(byte < 0x20U) | static_cast<unsigned>(byte > 0x7eU) |
             static_cast<unsigned>(byte == '"') | static_cast<unsigned>(byte == '\\');
  }
  return other == 0;
}

} // namespace

void writeText(llvm::json::OStream &json, std::string_view text) {
  if (isPlain(text))
    json.rawValue([&](llvm::raw_ostream &out) { out << '"' << text << '"'; });
  else
    json.value(validUtf8(text));
}

void writeText(llvm::json::OStream &json, std::string_view key, std::string_view text) {
  json.attributeBegin(key);
  writeText(json, text);
  json.attributeEnd();
}

void writeNumber(llvm::json::OStream &json, std::string_view key, double number) {
  json.attributeBegin(key);
  const double rounded = std::round(number * 1000) / 1000;
  // Adding zero turns -0 into 0. JSON has no word for infinity.
  json.rawValue(std::isfinite(rounded) ? fmt::format("{}", rounded + 0.0) : "null");
  json.attributeEnd();
}

} // namespace tell
