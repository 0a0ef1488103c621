#pragma once

#include "facts/tu_facts.hpp"
#include "support/project_scope.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

namespace tell {

/// The project's files that were analyzed, and what they held then: what may be changed, and only as long as it is the
/// same.
class AnalyzedSources {
public:
  AnalyzedSources() = default;
  AnalyzedSources(std::span<const facts::TuFacts> units, const ProjectScope &scope);

  /// The contents of a file of the project (as in a Span); nothing where it was not analyzed, holds something else by
  /// now, is no regular file, or lies outside of the root where links lead.
  [[nodiscard]] std::optional<std::string> text(const std::string &path) const;

private:
  std::string root_;
  std::map<std::string, std::optional<std::uint64_t>, std::less<>> contents_; ///< nothing: units saw different ones
};

} // namespace tell
