#include "cli/baselines.hpp"

#include "cli/past_run.hpp"
#include "support/file.hpp"

#include <fmt/format.h>

#include <utility>

namespace tell {
namespace {

constexpr std::uint64_t kLargestBaseline = std::uint64_t{1} << 30U;

} // namespace

Result<Baseline> readBaseline(const std::string &path) {
  const auto head = readFileHead(path, 4096);
  if (!head)
    return head.error();
  const std::size_t first = head->find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string::npos || (*head)[first] != '{') {
    const auto text = readFile(path, kLargestBaseline);
    return text ? Baseline::parse(*text, path) : text.error();
  }
  const auto past = readPastRun(path);
  if (!past)
    return past.error();
  if (!past->hasFindings)
    return Error(fmt::format("{}: a census holds no findings; 'clang-tell check -o json' writes them", path));
  Baseline baseline;
  for (const auto &[print, finding] : past->findings)
    baseline.add(print, {finding.check, finding.subject, {}, false, finding.suppressed});
  return baseline;
}

} // namespace tell
