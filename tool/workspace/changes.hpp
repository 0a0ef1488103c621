#pragma once

#include "support/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// Lines of a file, the first and the last of them, counted from 1.
struct LineRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  friend auto operator<=>(const LineRange &, const LineRange &) = default;
};

/// A file that differs between two states of a work tree, called before and after.
struct ChangedFile {
  std::string path;             ///< absolute, after; of a file that was deleted: before
  std::string oldPath;          ///< absolute, before: differs from `path` where it was renamed; empty where it is new
  bool deleted = false;         ///< it is not there after
  std::vector<LineRange> lines; ///< of the contents after: those that were added or changed, sorted
  std::optional<std::string> before; ///< the contents before; none where it is new
};

/// What changed, and what the state after holds.
struct Changes {
  std::vector<ChangedFile> files; ///< sorted by path; no binary files
  /// The state after where it is not what lies on disk, by absolute path: the contents, or nothing where there is no
  /// file.
  std::map<std::string, std::optional<std::string>> overlay;
};

/// The work tree that `folder` (absolute) lies in against the commit where `revision` and HEAD part (their merge base,
/// as `git diff --merge-base` has it). Files that git does not know yet count as new; ignored ones don't count.
///
/// All three read the repository through libgit2: no `git` runs, and no filter, hook or program that the repository
/// configures. The environment counts as for git (GIT_DIR, GIT_INDEX_FILE …), because hooks run with it. Errors name
/// what to do: no repository, one that belongs to somebody else (`safe.directory`), an unknown revision, no common
/// commit (as in a shallow clone), a kind of repository that libgit2 can't read.
[[nodiscard]] Result<Changes> changesSince(const std::string &folder, const std::string &revision);

/// What is staged against HEAD; in a repository without commits, all that is staged. The state after is the index's, so
/// the overlay holds every file whose work tree differs from it.
[[nodiscard]] Result<Changes> stagedChanges(const std::string &folder);

/// A unified diff, as `git diff` prints it, that leads to what lies on disk. Its paths are relative to the root of the
/// repository around `folder`, or to `folder` where there is none. An error where the diff does not fit what lies
/// there.
[[nodiscard]] Result<Changes> changesOfDiff(const std::string &folder, std::string_view diff);

} // namespace tell
