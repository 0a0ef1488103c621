#pragma once

#include "cli/analyzed_sources.hpp"
#include "report/report.hpp"
#include "support/result.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tell {

/// A file of the project as it is and as it would be.
struct FixedFile {
  std::string path; ///< as in a Span
  std::string before;
  std::string after;
};

/// The safe fixes of a report's findings: of those that count, all that may be applied without anybody looking, but for
/// those that would touch what an earlier one changes.
class Fixes {
public:
  /// Files that hold something else than what was analyzed, or lie outside of the root, are left alone.
  Fixes(const Report &report, const AnalyzedSources &sources);

  [[nodiscard]] const std::vector<FixedFile> &files() const { return files_; } ///< sorted by path
  [[nodiscard]] std::size_t count() const { return taken_.size(); }

  /// What was not taken, a line for each reason.
  [[nodiscard]] const std::vector<std::string> &refused() const { return refused_; }

  /// Rewrites the files, each at once or not at all.
  [[nodiscard]] Status apply(const AnalyzedSources &sources) const;

  /// All changes as a unified diff with paths below the root.
  [[nodiscard]] Result<std::string> diff() const;

  /// What clang-apply-replacements reads.
  [[nodiscard]] std::string replacements() const;

private:
  std::string root_;
  std::vector<const Finding *> taken_; ///< of the report
  std::vector<FixedFile> files_;
  std::vector<std::string> refused_;
};

} // namespace tell
