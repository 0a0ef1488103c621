#pragma once

#include "findings/finding.hpp"
#include "support/text.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

enum class SuppressionKind : std::uint8_t {
  Line,     ///< NOLINT: its own line
  NextLine, ///< NOLINTNEXTLINE: the line after it
  Begin,    ///< NOLINTBEGIN: up to the NOLINTEND with the same checks; without one it covers nothing
  End,      ///< NOLINTEND
  File,     ///< NOLINTFILE: its own file
  Record,   ///< clang-tell: record: silences nothing, declares the role of a class
  Unknown   ///< clang-tell: something that has no meaning; `checks` is the word
};

/// A comment in the analysed code that asks for silence.
struct Suppression {
  Text path; ///< as in a Span
  std::uint32_t line = 0;
  SuppressionKind kind = SuppressionKind::Line;
  Text checks;                 ///< the text between the parentheses, globs as in `CheckGlobs`; empty: every check
  Text reason;                 ///< what follows the colon; may be empty
  std::uint32_t column = 0;    ///< where the comment, or its part on that line, begins, in bytes from 1
  std::uint32_t endColumn = 0; ///< where it ends, exclusive

  friend auto operator<=>(const Suppression &, const Suppression &) = default;
};

/// A comment and what became of it.
struct JudgedComment {
  Suppression comment;
  std::optional<Suppression> end = std::nullopt; ///< of a block: what ends it
  bool used = false;                             ///< it silences a finding; of a role: a class takes it
};

/// The check whose findings are about comments. Only a comment that spells its name silences those: else `NOLINT(*)`
/// would hide that it is of no use.
inline constexpr std::string_view kSuppressionCheck = "tell-unused-suppression";

/// What has become of a finding since the baseline.
enum class BaselineState : std::uint8_t { New, Unchanged, Updated, Absent };

/// A finding that is ready to be reported.
struct TriagedFinding {
  Finding finding;
  std::string fingerprint;                ///< with its occurrence counter, see `fingerprints`
  std::optional<Suppression> suppression; ///< the comment that silences it; such a finding never fails the gate
  std::optional<BaselineState> baseline = std::nullopt; ///< none: there is no baseline

  /// Whether the gate looks at it: no comment silences it, and it is not known already.
  [[nodiscard]] bool counts() const {
    return !suppression && baseline.value_or(BaselineState::New) != BaselineState::Unchanged;
  }
};

/// What triage goes by. Nothing of it is needed: a default-constructed request only sorts and removes duplicates.
struct TriageRequest {
  std::vector<std::string> paths;        ///< files and folders to report on, as in a Span; empty: everywhere
  std::vector<Suppression> suppressions; ///< of all units, in any order; the same comment may come from several units
  /// Where each class is declared, by qualified name: a comment there that names a check silences it for all findings
  /// about the class, wherever they stand. (A bare NOLINT there silences only what is reported on its own line.)
  std::map<std::string, Span> classPlaces;
  /// What is to be found about the comments once it is known what they silence; empty: nothing.
  std::function<std::vector<Finding>(std::vector<JudgedComment>)> review = {};
};

struct Triaged {
  std::vector<TriagedFinding> findings; ///< sorted by `compare`, without duplicates
  std::vector<Suppression>
      unused; ///< comments on the requested paths that silence nothing; no NOLINTEND of a pair is among them
};

[[nodiscard]] Triaged triage(std::vector<Finding> findings, const TriageRequest &request);

/// How many findings that the gate looks at have at least this level.
[[nodiscard]] std::size_t countAtLeast(std::span<const TriagedFinding> findings, Level level);

/// Whether a path, as in a Span, is one of `paths` or lies in one of them that is a folder. An empty list contains
/// every path, and so does the path ".", which is the root.
[[nodiscard]] bool onPaths(std::string_view path, std::span<const std::string> paths);

} // namespace tell
