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

std::string pathInRepository(const Report &report, const std::string &path) {
  if (!report.versionControl || report.versionControl->folder.empty() || path.empty() || path.front() == '/')
    return path;
  return report.versionControl->folder + "/" + path;
}

} // namespace tell
