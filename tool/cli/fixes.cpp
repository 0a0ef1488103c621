#include "cli/fixes.hpp"

#include "findings/edits.hpp"
#include "support/file.hpp"
#include "support/path.hpp"
#include "workspace/text_diff.hpp"

#include <fmt/format.h>
#include <llvm/Support/YAMLTraits.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace tell {
namespace {

/// clang-apply-replacements' own terms (clang/Tooling/DiagnosticsYaml.h); offsets and lengths in bytes.
struct Replacement {
  std::string path;
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string text;
};

struct Diagnostic {
  std::string name;
  std::string message;
  std::string path;
  std::size_t offset = 0;
  std::vector<Replacement> replacements;
};

struct Diagnostics {
  std::vector<Diagnostic> all;
};

bool overlaps(const Span &a, const Span &b) {
  const auto begin = [](const Span &span) { return std::pair(span.line, span.column); };
  const auto end = [](const Span &span) { return std::pair(span.endLine, span.endColumn); };
  return a.path == b.path && (begin(a) == begin(b) || (begin(a) < end(b) && begin(b) < end(a)));
}

} // namespace
} // namespace tell

template <> struct llvm::yaml::MappingTraits<tell::Replacement> {
  static void mapping(IO &io, tell::Replacement &replacement) {
    io.mapRequired("FilePath", replacement.path);
    io.mapRequired("Offset", replacement.offset);
    io.mapRequired("Length", replacement.length);
    io.mapRequired("ReplacementText", replacement.text);
  }
};
template <> struct llvm::yaml::SequenceElementTraits<tell::Replacement> {
  static constexpr bool flow = false;
};
template <> struct llvm::yaml::SequenceElementTraits<tell::Diagnostic> {
  static constexpr bool flow = false;
};
template <> struct llvm::yaml::MappingTraits<tell::Diagnostic> {
  /// The message is an object of its own in the format.
  struct Message {
    tell::Diagnostic *diagnostic;
  };
  static void mapping(IO &io, tell::Diagnostic &diagnostic) {
    Message message{&diagnostic};
    io.mapRequired("DiagnosticName", diagnostic.name);
    io.mapRequired("DiagnosticMessage", message);
  }
};
template <> struct llvm::yaml::MappingTraits<llvm::yaml::MappingTraits<tell::Diagnostic>::Message> {
  static void mapping(IO &io, MappingTraits<tell::Diagnostic>::Message &message) {
    io.mapRequired("Message", message.diagnostic->message);
    io.mapRequired("FilePath", message.diagnostic->path);
    io.mapRequired("FileOffset", message.diagnostic->offset);
    io.mapRequired("Replacements", message.diagnostic->replacements);
  }
};
template <> struct llvm::yaml::MappingTraits<tell::Diagnostics> {
  static void mapping(IO &io, tell::Diagnostics &diagnostics) {
    std::string none;
    io.mapRequired("MainSourceFile", none);
    io.mapRequired("Diagnostics", diagnostics.all);
  }
};

namespace tell {

Fixes::Fixes(const Report &report, const AnalyzedSources &sources) : root_(report.root) {
  std::map<std::string, std::vector<Edit>> edits;
  std::set<std::string> differing;
  std::size_t overlapping = 0;
  for (const TriagedFinding &triaged : report.findings) {
    const Finding &finding = triaged.finding;
    if (!triaged.counts())
      continue;
    // A comment can always be edited but where its file is another one by now.
    if (!finding.fix && finding.check == kSuppressionCheck && !sources.text(finding.place.path))
      differing.insert(finding.place.path);
    if (!finding.fix || !finding.fix->unattended)
      continue;
    const bool clash = std::ranges::any_of(finding.fix->edits, [&](const Edit &edit) {
      return std::ranges::any_of(edits[edit.place.path],
                                 [&](const Edit &other) { return overlaps(edit.place, other.place); });
    });
    overlapping += clash ? 1 : 0;
    if (clash)
      continue;
    for (const Edit &edit : finding.fix->edits)
      edits[edit.place.path].push_back(edit);
    taken_.push_back(&finding);
  }
  for (auto &[path, changes] : edits) {
    if (changes.empty())
      continue;
    std::ranges::sort(changes);
    auto before = sources.text(path);
    auto after = before ? withEdits(*before, changes) : std::nullopt;
    if (after)
      files_.push_back({path, std::move(*before), std::move(*after)});
    else
      differing.insert(path);
  }
  std::erase_if(taken_, [&](const Finding *finding) { return differing.contains(finding->place.path); });
  for (const std::string &path : differing)
    refused_.push_back(fmt::format("'{}' is not changed: it holds something else than what was analyzed", path));
  if (overlapping != 0)
    refused_.push_back(fmt::format("{} fix{} would touch what another one changes; run again for {}", overlapping,
                                   overlapping == 1 ? "" : "es", overlapping == 1 ? "it" : "them"));
}

Status Fixes::apply(const AnalyzedSources &sources) const {
  for (const FixedFile &file : files_) {
    if (sources.text(file.path) != file.before)
      return Error(fmt::format("'{}' is not changed: it has become another one since it was analyzed", file.path));
    if (Status status = checkLink(normalPath(file.path, root_), root_); !status)
      return status;
    if (Status status = writeFileAtomically(normalPath(file.path, root_), file.after); !status)
      return status;
  }
  return {};
}

Result<std::string> Fixes::diff() const {
  std::string all;
  for (const FixedFile &file : files_) {
    const auto diff = unifiedDiff(file.path, file.before, file.after);
    if (!diff)
      return diff.error();
    all += *diff;
  }
  return all;
}

std::string Fixes::replacements() const {
  std::map<std::string, const FixedFile *> byPath;
  for (const FixedFile &file : files_)
    byPath.emplace(file.path, &file);
  Diagnostics diagnostics;
  for (const Finding *finding : taken_) {
    const FixedFile &home = *byPath.at(finding->place.path);
    Diagnostic diagnostic{finding->check, finding->message, normalPath(finding->place.path, root_), 0, {}};
    if (const auto stretch = stretchOf(home.before, finding->place))
      diagnostic.offset = stretch->begin;
    for (const Edit &edit : finding->fix->edits)
      if (const auto stretch = stretchOf(byPath.at(edit.place.path)->before, edit.place))
        diagnostic.replacements.push_back(
            {normalPath(edit.place.path, root_), stretch->begin, stretch->end - stretch->begin, edit.text});
    diagnostics.all.push_back(std::move(diagnostic));
  }
  std::string text;
  llvm::raw_string_ostream out(text);
  llvm::yaml::Output yaml(out);
  yaml << diagnostics;
  return text;
}

} // namespace tell
