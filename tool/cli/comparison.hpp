#pragma once

#include "cli/past_run.hpp"
#include "support/result.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tell {

/// A class in both runs that has become another one.
struct ChangedClass {
  PastClass before;
  PastClass after;
  std::map<std::string, std::pair<double, double>> metrics; ///< those that differ: before, after
};

/// What became of the classes and findings between two runs.
struct Comparison {
  /// The classes of one run as a whole.
  struct Totals {
    std::size_t classes = 0;
    std::size_t anemic = 0;
    double meanScore = 0; ///< 0 where there are no classes
  };

  std::optional<std::pair<Totals, Totals>> totals; ///< before, after; none: a run holds no classes
  std::vector<ChangedClass> better;                ///< their scores fell: the most first
  std::vector<ChangedClass> worse;                 ///< their scores rose: the most first
  std::vector<ChangedClass> other;                 ///< the score is the same, the role is not
  std::vector<PastClass> added;
  std::vector<PastClass> gone;
  bool findings = false; ///< both hold findings
  std::vector<PastFinding> found;
  std::vector<PastFinding> grown; ///< known, and resting on rules that they did not rest on
  std::vector<PastFinding> fixed;
  std::size_t unchanged = 0;
  std::string coverageBefore;
  std::string coverageAfter;
};

/// Classes are told apart by name, and those of one name paired in the order of their places; findings by fingerprint.
/// What a comment silences is no finding here. An error where the two hold nothing that can be compared.
[[nodiscard]] Result<Comparison> compareRuns(const PastRun &before, const PastRun &after);

[[nodiscard]] std::string comparisonText(const Comparison &comparison);
[[nodiscard]] std::string comparisonJson(const Comparison &comparison);

} // namespace tell
