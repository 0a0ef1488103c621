#include "report/format.hpp"
#include "report/json_text.hpp"

#include <algorithm>

namespace tell {
namespace {

/// GitLab's words: info, minor, major, critical, blocker.
std::string_view severityOf(Level level) {
  switch (level) {
  case Level::Note:
    return "info";
  case Level::Warning:
    return "major";
  case Level::Error:
    return "critical";
  }
  return "";
}

} // namespace

/// A Code Quality report, https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format: its required
/// properties, and nothing of what is suppressed or known.
void writeGitlab(const Report &report, const Presentation &, llvm::raw_ostream &out) {
  llvm::json::OStream json(out, 2);
  json.array([&] {
    for (const TriagedFinding &triaged : report.findings) {
      if (!triaged.counts())
        continue;
      const Finding &finding = triaged.finding;
      const std::string &hint = finding.advice.hint;
      json.object([&] {
        writeText(json, "check_name", finding.check);
        writeText(json, "description", hint.empty() ? finding.message.str() : finding.message + "; hint: " + hint);
        writeText(json, "severity", severityOf(finding.level));
        writeText(json, "fingerprint", triaged.fingerprint);
        json.attributeObject("location", [&] {
          writeText(json, "path", pathInRepository(report, finding.place.path));
          json.attributeObject("lines", [&] {
            json.attribute("begin", std::max(finding.place.line, 1U));
            json.attribute("end", std::max({finding.place.line, finding.place.endLine, 1U}));
          });
        });
      });
    }
  });
  out << '\n';
}

} // namespace tell
