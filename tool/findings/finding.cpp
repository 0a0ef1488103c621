#include "findings/finding.hpp"

#include <tuple>

namespace tell {

std::strong_ordering compare(const Finding &a, const Finding &b) {
  const auto shown = [](const Finding &f) {
    return std::tie(f.place.path, f.place.line, f.place.column, f.check, f.subject, f.message);
  };
  // What is not shown first still decides between findings that look alike, so that the order never depends on arrival.
  const auto rest = [](const Finding &f) {
    return std::tie(f.className, f.ruleKey, f.place.endLine, f.place.endColumn, f.level, f.evidence, f.advice.hint,
                    f.advice.signature);
  };
  if (const auto order = shown(a) <=> shown(b); order != 0)
    return order;
  return rest(a) <=> rest(b);
}

} // namespace tell
