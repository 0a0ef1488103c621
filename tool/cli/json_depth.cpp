#include "cli/json_depth.hpp"

#include <cstddef>

namespace tell {
namespace {

constexpr std::size_t kDeepest = 64; ///< a SARIF log nests some twenty levels

} // namespace

bool nestsTooDeeply(std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        quoted = false;
      continue;
    }
    if (c == '"')
      quoted = true;
    else if (c == '[' || c == '{')
      ++depth;
    else if ((c == ']' || c == '}') && depth != 0)
      --depth;
    if (depth > kDeepest)
      return true;
  }
  return false;
}

} // namespace tell
