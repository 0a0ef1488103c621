#include "checks/check.hpp"
#include "findings/check_selection.hpp"
#include "findings/comment_edit.hpp"
#include "support/nearest_name.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tell::checks::tell_unused_suppression {

namespace {

constexpr std::string_view kDocumentation = R"(## What it does
Finds comments that ask clang-tell for silence and are of no use as they stand: they silence nothing (any more), they name a check that does not exist, they open
or close a block that has no other end, or they give no reason. The same for `clang-tell: record`, which declares the role of a class.

## Why is this bad?
A comment that silences nothing will silence the next finding on its line, which nobody has looked at. One with a mistyped name does nothing. And one without a
reason leaves whoever reads it to guess whether it was a decision or haste; reports show the reason beside what it silences.

## Example
```cpp
// NOLINTNEXTLINE(tell-anemic-clas): wire format
class Packet;

class Cart { // NOLINT(tell-anemic-class)
public:
  void add(long cents);
  bool isFree() const;
private:
  long total_ = 0;
};
```

## Use instead
```cpp
// NOLINTNEXTLINE(tell-anemic-class): wire format
class Packet;

class Cart {
public:
  void add(long cents);
  bool isFree() const;
private:
  long total_ = 0;
};
```

## What it leaves alone
A bare `NOLINT`, and lists in which no name begins with `tell-`: they speak to other tools too. Comments whose checks did not all run, or did not see the
whole program: it isn't known then what they silence. Comments that spell out `tell-unused-suppression`; no other comment silences this check.

## How to fix
Remove the comment: `clang-tell check --fix` does where it silences nothing, and takes only the names of clang-tell's checks from lists that hold others. To a
comment that does silence something, add `: reason`.

## References
- ESLint, `--report-unused-disable-directives` and `no-unlimited-disable`; Ruff, RUF100: unused `noqa` directives
)";

/// What is wrong with a comment.
struct Complaint {
  std::string message;
  std::string kind;             ///< for the fingerprint
  std::vector<std::string> bad; ///< names to take from its list; empty: the comment as a whole is of no use
  bool unattended = true;       ///< removing it takes nothing away that anybody decided
};

std::vector<std::string> namesIn(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view name = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    const std::size_t first = name.find_first_not_of(" \t");
    if (first != std::string_view::npos)
      names.emplace_back(name.substr(first, name.find_last_not_of(" \t") + 1 - first));
  }
  return names;
}

bool isOurs(std::string_view name) { return name.starts_with("tell-") || name.starts_with("-tell-"); }

std::string didYouMean(std::string_view name, std::span<const std::string_view> known) {
  const std::string_view nearest = nearestName(name, known);
  return nearest.empty() ? std::string() : fmt::format("; did you mean '{}'?", nearest);
}

/// Whether all checks that the comment asks to be silent have spoken.
bool allRan(const CheckGlobs &globs, const CommentReview &review) {
  return std::ranges::all_of(checkIds(), [&](std::string_view check) {
    return !globs.names(check) || std::ranges::find(review.ran, check) != review.ran.end();
  });
}

std::optional<Complaint> complaintAboutRole(const JudgedComment &judged) {
  const Suppression &comment = judged.comment;
  if (comment.kind == SuppressionKind::Unknown) {
    static constexpr std::string_view kWords[] = {"record"};
    return Complaint{fmt::format("'{}' has no meaning{}", spelling(comment), didYouMean(comment.checks, kWords)),
                     "unknown",
                     {},
                     true};
  }
  if (!judged.used)
    return Complaint{fmt::format("'{}' stands at no class", spelling(comment)), "unused", {}, true};
  if (comment.reason.empty())
    return Complaint{fmt::format("'{}' gives no reason", spelling(comment)), "reason", {}, false};
  return std::nullopt;
}

std::optional<Complaint> complaintAbout(const JudgedComment &judged, const CommentReview &review) {
  const Suppression &comment = judged.comment;
  if (comment.kind == SuppressionKind::Record || comment.kind == SuppressionKind::Unknown)
    return complaintAboutRole(judged);
  const CheckGlobs globs(comment.checks);
  const std::vector<std::string> names = namesIn(comment.checks);
  if (std::ranges::none_of(names, isOurs) || globs.spells(kSuppressionCheck))
    return std::nullopt;

  const std::vector<std::string_view> known = checkIds();
  std::vector<std::string> unknown;
  for (const std::string &glob : globs.unmatched(known))
    if (isOurs(glob))
      unknown.push_back(glob);
  if (!unknown.empty())
    return Complaint{fmt::format("no check is called '{}'{}", fmt::join(unknown, "' or '"),
                                 unknown.size() == 1 ? didYouMean(unknown.front(), known) : ""),
                     "unknown", unknown, true};
  if (comment.kind == SuppressionKind::End || (comment.kind == SuppressionKind::Begin && !judged.end))
    return Complaint{fmt::format("'{}' has no NOLINT{} with the same checks", spelling(comment),
                                 comment.kind == SuppressionKind::End ? "BEGIN" : "END"),
                     "unpaired",
                     {},
                     true};
  if (!judged.used && review.complete && allRan(globs, review))
    return Complaint{fmt::format("'{}' silences nothing", spelling(comment)), "unused", {}, true};
  if (comment.reason.empty() && (!judged.end || judged.end->reason.empty()))
    return Complaint{fmt::format("'{}' gives no reason", spelling(comment)), "reason", {}, false};
  return std::nullopt;
}

/// What stays of a list: the names that are not at fault, and where all of ours are, those of other tools.
std::string kept(const Suppression &comment, const Complaint &complaint) {
  if (comment.kind == SuppressionKind::Unknown)
    return {};
  std::vector<std::string> names = namesIn(comment.checks);
  std::erase_if(names, [&](const std::string &name) {
    return complaint.bad.empty()
               ? isOurs(name)
               : std::ranges::find(complaint.bad, name) != complaint.bad.end() ||
                     (name.starts_with('-') && std::ranges::find(complaint.bad, name.substr(1)) != complaint.bad.end());
  });
  // What only takes away asks for nothing any more.
  if (std::ranges::all_of(names, [](const std::string &name) { return name.starts_with('-'); }))
    names.clear();
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string removal(const std::string &keep) {
  return keep.empty() ? "remove the comment" : fmt::format("leave only '{}' in its list", keep);
}

/// The edits that leave only `keep` in the comment's list, or nothing of it.
std::optional<Fix> fixOf(const JudgedComment &judged, const Complaint &complaint, const std::string &keep,
                         const CommentReview &review) {
  const auto text = review.source(judged.comment.path);
  if (!text)
    return std::nullopt;
  Fix fix;
  fix.message = removal(keep);
  fix.unattended = complaint.unattended;
  for (const Suppression *comment : {&judged.comment, judged.end ? &*judged.end : nullptr}) {
    if (comment == nullptr)
      continue;
    auto edit = withoutComment(*text, *comment, keep);
    if (!edit)
      return std::nullopt;
    fix.edits.push_back(std::move(*edit));
  }
  return fix;
}

std::vector<Finding> review(const CommentReview &review) {
  std::vector<Finding> findings;
  for (const JudgedComment &judged : review.comments) {
    auto complaint = complaintAbout(judged, review);
    if (!complaint)
      continue;
    const Suppression &comment = judged.comment;
    Finding finding;
    finding.check = kSuppressionCheck;
    finding.level = Level::Note;
    finding.place = {comment.path, comment.line, comment.column, comment.line, comment.endColumn};
    // The file's name tells comments apart that are alike; its folder may change.
    finding.ruleKey =
        fmt::format("{} {} {}", complaint->kind, spelling(comment), comment.path.substr(comment.path.rfind('/') + 1));
    const std::string keep = kept(comment, *complaint);
    finding.fix = fixOf(judged, *complaint, keep, review);
    finding.advice.hint = complaint->kind == "reason"    ? "say why, after a colon"
                          : complaint->kind == "unknown" ? "correct it, or " + removal(keep)
                                                         : removal(keep);
    finding.message = std::move(complaint->message);
    findings.push_back(std::move(finding));
  }
  return findings;
}

/// The program alone says nothing of comments.
std::vector<Finding> run(const Program & /*program*/, const CheckOptions & /*options*/) { return {}; }

} // namespace

extern const Check check{
    .info = {.id = kSuppressionCheck,
             .summary = "a comment that silences nothing, names no check or gives no reason",
             .documentation = kDocumentation,
             .scope = Scope::Comment,
             .needs = Needs::Body,
             .level = Level::Note,
             .precision = 0.95,
             .options = {}},
    .run = run,
    .review = review,
};

} // namespace tell::checks::tell_unused_suppression
