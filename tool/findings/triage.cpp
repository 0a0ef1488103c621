#include "findings/triage.hpp"

#include "findings/check_selection.hpp"
#include "findings/fingerprint.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace tell {
namespace {

/// Where one comment works: lines [first, last] of its file.
struct Cover {
  const Suppression *comment = nullptr;
  CheckGlobs globs;
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  const Suppression *closing = nullptr; ///< of a block
  bool used = false;

  Cover(const Suppression &source, std::uint32_t begin, std::uint32_t end, const Suppression *ending = nullptr)
      : comment(&source), globs(source.checks), first(begin), last(end), closing(ending) {}

  [[nodiscard]] bool coversLine(std::uint32_t line) const { return first <= line && line <= last; }
  [[nodiscard]] bool namesCheck(std::string_view check) const {
    return check == kSuppressionCheck ? globs.spells(check) : !comment->checks.empty() && globs.names(check);
  }
  [[nodiscard]] bool silences(std::string_view check) const {
    return namesCheck(check) || (comment->checks.empty() && check != kSuppressionCheck);
  }
};

/// The comments of all files, resolved to the lines they cover.
class Covers {
public:
  /// `comments` are sorted, hence by file and line, and outlive this.
  explicit Covers(const std::vector<Suppression> &comments) {
    std::vector<const Suppression *> open;
    for (const Suppression &comment : comments) {
      if (!open.empty() && open.front()->path != comment.path)
        giveUp(open);
      switch (comment.kind) {
      case SuppressionKind::Line:
        add(comment, comment.line, comment.line);
        break;
      case SuppressionKind::NextLine:
        add(comment, comment.line + 1, comment.line + 1);
        break;
      case SuppressionKind::Begin:
        open.push_back(&comment);
        break;
      case SuppressionKind::End:
        close(comment, open);
        break;
      case SuppressionKind::File:
        add(comment, 0, std::numeric_limits<std::uint32_t>::max());
        break;
      case SuppressionKind::Record:
      case SuppressionKind::Unknown:
        break; // silences nothing
      }
    }
    giveUp(open);
  }

  /// The first comment that silences the finding; all that do are marked as used.
  const Suppression *find(const Finding &finding, const std::map<std::string, Span> &classPlaces) {
    const Suppression *found = nullptr;
    const auto take = [&](Cover &cover) {
      cover.used = true;
      if (found == nullptr)
        found = cover.comment;
    };
    for (Cover &cover : onFile(finding.place.path))
      if (cover.coversLine(finding.place.line) && cover.silences(finding.check))
        take(cover);
    if (const auto known = classPlaces.find(finding.className); known != classPlaces.end())
      for (Cover &cover : onFile(known->second.path))
        if (cover.coversLine(known->second.line) && cover.namesCheck(finding.check))
          take(cover);
    return found;
  }

  /// All comments that may silence something, sorted; the NOLINTEND of a pair stands with its NOLINTBEGIN.
  [[nodiscard]] std::vector<JudgedComment> judged() const {
    std::vector<JudgedComment> result;
    for (const Suppression &comment : unpaired_)
      result.push_back({comment});
    for (const auto &[path, covers] : byFile_)
      for (const Cover &cover : covers)
        result.push_back({*cover.comment, cover.closing ? std::optional(*cover.closing) : std::nullopt, cover.used});
    std::ranges::sort(result, {}, &JudgedComment::comment);
    return result;
  }

private:
  void add(const Suppression &comment, std::uint32_t first, std::uint32_t last, const Suppression *end = nullptr) {
    byFile_[comment.path].emplace_back(comment, first, last, end);
  }

  /// The innermost open comment with the same checks ends here, as in clang-tidy.
  void close(const Suppression &end, std::vector<const Suppression *> &open) {
    const auto begin = std::ranges::find(open.rbegin(), open.rend(), end.checks, &Suppression::checks);
    if (begin == open.rend()) {
      unpaired_.push_back(end);
      return;
    }
    add(**begin, (*begin)->line, end.line, &end);
    open.erase(std::next(begin).base());
  }

  void giveUp(std::vector<const Suppression *> &open) {
    for (const Suppression *comment : open)
      unpaired_.push_back(*comment);
    open.clear();
  }

  std::span<Cover> onFile(const std::string &path) {
    const auto found = byFile_.find(path);
    return found == byFile_.end() ? std::span<Cover>() : std::span<Cover>(found->second);
  }

  std::map<std::string, std::vector<Cover>> byFile_;
  std::vector<Suppression> unpaired_;
};

/// Sorts the findings, drops duplicates, and settles fingerprints and comments.
std::vector<TriagedFinding> settled(std::vector<Finding> findings, Covers &covers,
                                    const std::map<std::string, Span> &classPlaces) {
  std::ranges::sort(findings, [](const Finding &a, const Finding &b) { return compare(a, b) < 0; });
  const auto duplicates =
      std::ranges::unique(findings, [](const Finding &a, const Finding &b) { return compare(a, b) == 0; });
  findings.erase(duplicates.begin(), duplicates.end());
  std::vector<std::string> prints = fingerprints(findings);
  std::vector<TriagedFinding> result;
  result.reserve(findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i) {
    TriagedFinding triaged{std::move(findings[i]), std::move(prints[i]), std::nullopt};
    if (const Suppression *comment = covers.find(triaged.finding, classPlaces))
      triaged.suppression = *comment;
    result.push_back(std::move(triaged));
  }
  return result;
}

} // namespace

Triaged triage(std::vector<Finding> findings, const TriageRequest &request) {
  std::vector<Suppression> comments = request.suppressions;
  std::ranges::sort(comments);
  const auto repeated = std::ranges::unique(comments);
  comments.erase(repeated.begin(), repeated.end());
  Covers covers(comments);

  // Fingerprints are counted and comments are judged over the whole program, so that neither depends on the paths asked
  // for.
  Triaged result;
  result.findings = settled(std::move(findings), covers, request.classPlaces);
  const std::vector<JudgedComment> judged = covers.judged();
  for (const JudgedComment &comment : judged)
    if (!comment.used && onPaths(comment.comment.path, request.paths))
      result.unused.push_back(comment.comment);
  if (request.review) {
    std::ranges::move(settled(request.review(judged), covers, request.classPlaces),
                      std::back_inserter(result.findings));
    std::ranges::sort(result.findings, [](const TriagedFinding &a, const TriagedFinding &b) {
      return compare(a.finding, b.finding) < 0;
    });
  }
  std::erase_if(result.findings,
                [&](const TriagedFinding &triaged) { return !onPaths(triaged.finding.place.path, request.paths); });
  return result;
}

std::size_t countAtLeast(std::span<const TriagedFinding> findings, Level level) {
  return static_cast<std::size_t>(
      std::ranges::count_if(findings, [&](const TriagedFinding &f) { return f.counts() && f.finding.level >= level; }));
}

bool onPaths(std::string_view path, std::span<const std::string> paths) {
  return paths.empty() || std::ranges::any_of(paths, [&](std::string_view asked) {
           if (asked == "." || path == asked)
             return true;
           return path.starts_with(asked) && (asked.ends_with('/') || path.substr(asked.size()).starts_with('/'));
         });
}

} // namespace tell
