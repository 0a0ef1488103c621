#include "report/sarif_sources.hpp"

#include "report/unicode.hpp"
#include "sarif/line_hash.hpp"
#include "sarif/writer.hpp"

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/SHA256.h>

#include <algorithm>

namespace tell {
namespace {

constexpr std::uint32_t kContextLines = 2; ///< before and after a region
constexpr std::size_t kLongestQuote = 4096;

std::string sha256(std::string_view bytes) {
  const auto *data = reinterpret_cast<const std::uint8_t *>(bytes.data());
  return llvm::toHex(llvm::SHA256::hash({data, bytes.size()}), /*LowerCase=*/true);
}

} // namespace

std::size_t SarifSources::index(const std::string &path) {
  const auto [entry, added] = indices_.emplace(path, artifacts_.size());
  if (added) {
    sarif::Artifact artifact;
    const bool absolute = path.starts_with('/');
    artifact.location = {sarif::uriOf(absolute || folder_.empty() ? path : folder_ + "/" + path),
                         absolute ? "" : "SRCROOT", entry->second};
    if (const auto bytes = cache_.bytes(path)) {
      artifact.length = bytes->size();
      artifact.hashes = {{"sha-256", sha256(*bytes)}};
    }
    artifact.sourceLanguage = "cplusplus";
    artifacts_.push_back(std::move(artifact));
  }
  return entry->second;
}

sarif::Location SarifSources::location(const Span &span) {
  sarif::Location result;
  result.artifact = artifacts_[index(span.path)].location;
  if (span.known())
    result.region = region(span);
  return result;
}

sarif::Location SarifSources::edited(const Span &span) {
  sarif::Location result;
  result.artifact = artifacts_[index(span.path)].location;
  result.region = sarif::Region{span.line, cache_.utf16Column(span.path, span.line, span.column), span.endLine,
                                span.endColumn == 1 ? 1 : cache_.utf16Column(span.path, span.endLine, span.endColumn)};
  return result;
}

sarif::Location SarifSources::quoted(const Span &span) {
  sarif::Location result = location(span);
  if (!result.region)
    return result;
  sarif::Region &region = *result.region;
  if (const auto first = cache_.line(span.path, region.startLine); first && region.startLine == region.endLine) {
    const std::uint32_t begin = cache_.byteColumn(span.path, span.line, std::max(span.column, 1U)) - 1;
    const std::uint32_t end = span.endColumn == 0 ? static_cast<std::uint32_t>(first->size())
                                                  : cache_.byteColumn(span.path, span.line, span.endColumn) - 1;
    if (begin < end && end - begin <= kLongestQuote)
      region.snippet = first->substr(begin, end - begin);
  }
  sarif::Region context;
  context.startLine = region.startLine - std::min(kContextLines, region.startLine - 1);
  context.endLine = region.endLine;
  while (context.endLine < region.endLine + kContextLines && cache_.line(span.path, context.endLine + 1))
    ++context.endLine;
  if (auto text = lines(span.path, context.startLine, context.endLine)) {
    context.snippet = std::move(*text);
    if (context.startLine < region.startLine || context.endLine > region.endLine)
      result.contextRegion = std::move(context);
  }
  return result;
}

std::string SarifSources::lineHash(const Span &span) {
  if (hashedPath_ != span.path || hashes_.empty()) {
    hashedPath_ = span.path;
    hashes_.clear();
    if (const auto bytes = cache_.bytes(span.path))
      hashes_ = sarif::lineHashes(*bytes);
  }
  return span.line == 0 || span.line > hashes_.size() ? std::string() : hashes_[span.line - 1];
}

/// All four fields always, and never an empty or backward region, whatever became of the file.
sarif::Region SarifSources::region(const Span &span) {
  sarif::Region region;
  region.startLine = span.line;
  region.startColumn = span.column == 0 ? 1 : cache_.utf16Column(span.path, span.line, span.column);
  region.endLine = std::max(span.endLine, span.line);
  if (span.endColumn != 0) {
    region.endColumn = cache_.utf16Column(span.path, region.endLine, span.endColumn);
  } else {
    const auto line = cache_.line(span.path, region.endLine);
    region.endColumn = line ? static_cast<std::uint32_t>(utf16Length(*line)) + 1 : region.startColumn + 1;
  }
  if (region.endLine == region.startLine)
    region.endColumn = std::max(region.endColumn, region.startColumn + 1);
  return region;
}

/// The text of whole lines; none where one is missing or they are too long to be read.
std::optional<std::string> SarifSources::lines(const std::string &path, std::uint32_t first, std::uint32_t last) {
  std::string text;
  for (std::uint32_t number = first; number <= last; ++number) {
    const auto line = cache_.line(path, number);
    if (!line || text.size() + line->size() > kLongestQuote)
      return std::nullopt;
    text += *line;
    text += '\n';
  }
  text.pop_back();
  return text;
}

} // namespace tell
