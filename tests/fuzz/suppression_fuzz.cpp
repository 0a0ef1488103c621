// Comments that silence, given as lines "PATH LINE KIND CHECKS: REASON": no order of comments and findings changes what
// is silenced, and every finding is still there.
#include "findings/triage.hpp"
#include "fuzz/fuzz.hpp"

#include <algorithm>

namespace {

using namespace tell;

std::string_view takeWord(std::string_view &line, char end) {
  const std::size_t at = std::min(line.find(end), line.size());
  const std::string_view word = line.substr(0, at);
  line.remove_prefix(std::min(at + 1, line.size()));
  return word;
}

std::vector<Finding> findings() {
  std::vector<Finding> all;
  for (const std::string path : {"a", "b"})
    for (std::uint32_t line = 1; line < 6; ++line) {
      Finding finding;
      finding.check = line % 2 == 0 ? "tell-anemic-class" : "tell-message-chain";
      finding.message = "m";
      finding.place.path = path;
      finding.place.line = line;
      finding.className = path == "a" ? "A" : "B";
      all.push_back(std::move(finding));
    }
  return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  std::string_view input = fuzz::textOf(data, size);
  TriageRequest request;
  request.classPlaces["A"].path = "a";
  request.classPlaces["A"].line = 1;
  while (!input.empty()) {
    std::string_view line = takeWord(input, '\n');
    Suppression comment;
    comment.path = takeWord(line, ' ');
    const std::string_view number = takeWord(line, ' ');
    comment.line = number.empty() ? 0 : static_cast<std::uint32_t>(number.front()) - '0';
    const std::string_view kind = takeWord(line, ' ');
    comment.kind = kind == "next"    ? SuppressionKind::NextLine
                   : kind == "begin" ? SuppressionKind::Begin
                   : kind == "end"   ? SuppressionKind::End
                                     : SuppressionKind::Line;
    comment.checks = takeWord(line, ':');
    comment.reason = line;
    request.suppressions.push_back(std::move(comment));
  }
  const Triaged triaged = triage(findings(), request);
  fuzz::require(triaged.findings.size() == findings().size(), "silence takes no finding away");
  std::ranges::reverse(request.suppressions);
  std::vector<Finding> others = findings();
  std::ranges::reverse(others);
  const Triaged again = triage(std::move(others), request);
  fuzz::require(again.unused == triaged.unused, "the order of comments does not matter");
  for (std::size_t i = 0; i < triaged.findings.size(); ++i)
    fuzz::require(again.findings[i].suppression == triaged.findings[i].suppression &&
                      again.findings[i].fingerprint == triaged.findings[i].fingerprint,
                  "the order of findings does not matter");
  return 0;
}
