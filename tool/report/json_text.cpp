#include "report/json_text.hpp"

#include "report/unicode.hpp"

#include <fmt/format.h>

#include <cmath>

namespace tell {

void writeText(llvm::json::OStream &json, std::string_view key, std::string_view text) {
  json.attribute(key, validUtf8(text));
}

void writeNumber(llvm::json::OStream &json, std::string_view key, double number) {
  json.attributeBegin(key);
  const double rounded = std::round(number * 1000) / 1000;
  // Adding zero turns -0 into 0. JSON has no word for infinity.
  json.rawValue(std::isfinite(rounded) ? fmt::format("{}", rounded + 0.0) : "null");
  json.attributeEnd();
}

} // namespace tell
