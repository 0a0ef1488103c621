#pragma once

#include "findings/check_info.hpp"
#include "findings/triage.hpp"
#include "support/result.hpp"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// Whether the text is a fingerprint with its counter, as `fingerprints` makes them: "03a1bb2c5d6e7f80:1".
[[nodiscard]] bool isFingerprint(std::string_view text);

/// Whether the text has the form of a check's id: "tell-anemic-class".
[[nodiscard]] bool isCheckId(std::string_view text);

/// One finding that is known.
struct BaselineEntry {
  std::string check;
  std::string subject;     ///< for people: what it is about when it was written
  std::vector<Text> rules; ///< `Finding::rules` of then, sorted; more of them later are news
  bool rulesKnown = true;  ///< a log of results knows none: then nothing can be said to have grown
  bool suppressed = false; ///< a comment silenced it; not written down, and news once the comment is gone
};

/// The findings that a team knows of and lives with. It is kept as text, one finding a line, sorted, so that two
/// branches that each fix or add some merge without conflict:
///
///     # clang-tell baseline 1: …
///     tell-anemic-class 03a1bb2c5d6e7f80:1 1f00aa3390bcde01,77ab… shop::Order
///
/// that is check, fingerprint (`symbol/v1`, which survives a move to other lines and files), the keys of the rules it
/// rests on or `-`, and the subject.
class Baseline {
public:
  /// All findings, those that a comment suppresses as such.
  [[nodiscard]] static Baseline of(std::span<const TriagedFinding> findings);

  /// Reads the text; `path` stands in errors, which name the line.
  [[nodiscard]] static Result<Baseline> parse(std::string_view text, const std::string &path);

  void add(std::string fingerprint, BaselineEntry entry) { entries_.emplace(std::move(fingerprint), std::move(entry)); }

  /// Unchanged where the finding is known, Updated where it has grown by a rule since, else New. What a comment
  /// suppresses is Unchanged unless it is known not to have been there: baselines in text say nothing of it.
  [[nodiscard]] BaselineState stateOf(const TriagedFinding &finding) const;

  /// How many of the findings of those checks are not found any more.
  [[nodiscard]] std::size_t gone(std::span<const TriagedFinding> findings, std::span<const CheckInfo> ran) const;

  /// Drops what is not found any more, and returns how many that were.
  std::size_t prune(std::span<const TriagedFinding> findings);

  /// By fingerprint.
  [[nodiscard]] const std::map<std::string, BaselineEntry, std::less<>> &entries() const { return entries_; }

  /// How many findings it is that no comment suppresses.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::string text() const;

private:
  std::map<std::string, BaselineEntry, std::less<>> entries_; ///< by fingerprint
  bool tellsSuppressed_ = true;
};

} // namespace tell
