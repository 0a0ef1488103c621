#pragma once

#include "report/report.hpp"
#include "report/source_cache.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// Successive lines of a file.
struct Excerpt {
  std::uint32_t firstLine = 0;
  std::vector<std::string_view> lines;
};

/// The source lines that a report shows: those of each finding's places with a few around them, each line once. Long
/// places are shown from their start, long lines are cut short.
class Excerpts {
public:
  /// `sources` must outlive this.
  Excerpts(const Report &report, SourceCache &sources);

  /// By path; the excerpts of a file in the order of its lines, apart from each other.
  [[nodiscard]] const std::map<std::string, std::vector<Excerpt>> &byFile() const { return byFile_; }

private:
  std::map<std::string, std::vector<Excerpt>> byFile_;
};

} // namespace tell
