#include "cli/analyzed_sources.hpp"

#include "facts/file_states.hpp"
#include "support/file.hpp"
#include "support/path.hpp"

#include <filesystem>

namespace tell {
namespace {

constexpr std::uint64_t kLargestSource = 64U << 20U;

} // namespace

AnalyzedSources::AnalyzedSources(std::span<const facts::TuFacts> units, const ProjectScope &scope)
    : root_(scope.root()) {
  for (const facts::TuFacts &unit : units)
    for (const facts::File &file : unit.files) {
      if (file.kind != facts::FileKind::Project)
        continue;
      const auto [known, added] = contents_.emplace(scope.relative(std::string(unit.string(file.path))), file.contents);
      if (!added && known->second != file.contents)
        known->second.reset();
    }
}

std::optional<std::string> AnalyzedSources::text(const std::string &path) const {
  const auto known = contents_.find(path);
  if (known == contents_.end() || !known->second)
    return std::nullopt;
  std::error_code failed;
  const std::string root = std::filesystem::canonical(root_, failed).string();
  if (failed)
    return std::nullopt;
  const std::string real = std::filesystem::canonical(normalPath(path, root_), failed).string();
  if (failed || !isAtOrBelow(real, root))
    return std::nullopt;
  auto text = readFile(real, kLargestSource);
  if (!text || facts::contentsDigest(*text) != *known->second)
    return std::nullopt;
  return std::move(*text);
}

} // namespace tell
