#pragma once

#include "report/source_cache.hpp"
#include "sarif/log.hpp"
#include "support/span.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// Places of a report in SARIF's terms, and the table of the files that they lie in.
class SarifSources {
public:
  /// Relative paths start at `root`; `folder` is put before them, as where URIs start above the root.
  SarifSources(std::string root, std::string folder) : cache_(std::move(root)), folder_(std::move(folder)) {}

  /// The physical side of a location; no region where the span is not known.
  [[nodiscard]] sarif::Location location(const Span &span);

  /// Exactly the stretch that an edit is about; it may be empty, and end where the next line begins.
  [[nodiscard]] sarif::Location edited(const Span &span);

  /// The same with the source text and the lines around it, where they are to be had and of a readable length.
  [[nodiscard]] sarif::Location quoted(const Span &span);

  /// GitHub's fingerprint of the line; empty where the file has none. Cheap where one file's lines are asked for in a
  /// row.
  [[nodiscard]] std::string lineHash(const Span &span);

  /// Marks the file as one that results are reported in.
  void reported(const std::string &path) { artifacts_[index(path)].roles = {"resultFile"}; }

  /// Every file that was named so far, in the order of the indices that locations hold.
  [[nodiscard]] const std::vector<sarif::Artifact> &artifacts() const { return artifacts_; }

private:
  std::size_t index(const std::string &path);
  sarif::Region region(const Span &span);
  [[nodiscard]] std::optional<std::string> lines(const std::string &path, std::uint32_t first, std::uint32_t last);

  SourceCache cache_;
  std::string folder_;
  std::vector<sarif::Artifact> artifacts_;
  std::map<std::string, std::size_t> indices_;
  std::string hashedPath_; ///< whose lines `hashes_` are of
  std::vector<std::string> hashes_;
};

} // namespace tell
