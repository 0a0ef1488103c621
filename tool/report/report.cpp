#include "report/report.hpp"

namespace tell {

std::string_view name(Level level) {
  switch (level) {
  case Level::Note:
    return "note";
  case Level::Warning:
    return "warning";
  case Level::Error:
    return "error";
  }
  return "";
}

std::string linesOf(const Span &span) {
  std::string text = span.path + ":" + std::to_string(span.line);
  if (span.endLine > span.line)
    text += "-" + std::to_string(span.endLine);
  return text;
}

} // namespace tell
