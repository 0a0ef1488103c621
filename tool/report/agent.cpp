#include "report/format.hpp"
#include "report/unicode.hpp"

#include <fmt/format.h>

namespace tell {

/// One line a finding, complete in itself: `path:line:col: level check: message; tell: <signature>; but: <obstacle>;
/// replaces: path:line-line, …`. Paths are relative to the root. Suppressed and known findings are decided and not
/// shown.
void writeAgent(const Report &report, const Presentation &, llvm::raw_ostream &out) {
  for (const TriagedFinding &triaged : report.findings) {
    if (!triaged.counts())
      continue;
    const Finding &finding = triaged.finding;
    std::string line = fmt::format("{}:{}:{}: {} {}: {}", finding.place.path, finding.place.line, finding.place.column,
                                   name(finding.level), finding.check, finding.message);
    if (!finding.advice.signature.empty())
      line += "; tell: " + finding.advice.signature;
    else if (!finding.advice.hint.empty())
      line += "; hint: " + finding.advice.hint;
    if (!finding.advice.obstacle.empty() && !finding.advice.signature.empty())
      line += "; but: " + finding.advice.obstacle;
    std::string_view separator = "; replaces: ";
    for (const Span &span : finding.advice.replaces) {
      line += std::string(separator) + linesOf(span);
      separator = ", ";
    }
    out << printable(line) << '\n';
  }
}

} // namespace tell
