#pragma once

#include "support/result.hpp"
#include "support/text.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tell {

/// What an earlier run wrote of one class.
struct PastClass {
  std::string name; ///< qualified
  std::string path;
  std::uint32_t line = 0;
  std::string role;
  double score = 0;
  std::map<std::string, double> metrics;
};

/// What an earlier run, or a baseline, wrote of one finding.
struct PastFinding {
  std::string check;
  std::string subject; ///< what it is about, for people; may be empty
  std::string path;    ///< empty: not known
  std::uint32_t line = 0;
  bool suppressed = false;
  std::vector<Text> rules; ///< of a baseline, sorted: see `BaselineEntry::rules`
  bool rulesKnown = false;
};

/// What a file says of an earlier run: a report or census in JSON, a SARIF log of clang-tell, or a baseline.
struct PastRun {
  bool hasClasses = false;  ///< a report or census in JSON
  bool hasFindings = false; ///< anything but a census
  std::string coverage = "whole";
  std::vector<PastClass> classes;                           ///< sorted by name, then place
  std::map<std::string, PastFinding, std::less<>> findings; ///< by fingerprint
};

/// Reads any of them. Errors name the file and why it is none: damaged, of another tool, of another version.
[[nodiscard]] Result<PastRun> readPastRun(const std::string &path);

} // namespace tell
