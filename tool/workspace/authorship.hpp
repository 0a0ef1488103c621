#pragma once

#include "support/result.hpp"
#include "workspace/changes.hpp"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// How a trailer of a commit message, or a commit's author, names a tool that writes code.
struct AiAuthor {
  std::string_view trailer; ///< "co-authored-by", in lower case; such an author of the commit counts as well
  std::string_view glob;    ///< over its value, in lower case: "name <address>"
};

/// Those that are known.
[[nodiscard]] std::span<const AiAuthor> knownAiAuthors();

/// Tells who wrote which lines, from the history of a Git repository. Only read, through libgit2: no process is started
/// and nothing that the repository configures is run.
class Authorship {
public:
  /// The repository around `folder` (absolute). `more` are globs over "Name <address>" in Co-authored-by trailers and
  /// authors, in addition to those that are known; letters' case does not count. Errors as for `changesSince`.
  [[nodiscard]] static Result<Authorship> open(const std::string &folder, std::span<const std::string> more);

  Authorship(Authorship &&other) noexcept;
  Authorship &operator=(Authorship &&other) noexcept;
  ~Authorship();

  /// The lines of a file (absolute) with these contents that a tool wrote: those whose commit has such a trailer or
  /// author, or a note under refs/notes/ai. A note in the form of the Git AI Standard 3
  /// (https://github.com/git-ai-project/git-ai) says which of the commit's lines; any other speaks of all. What is not
  /// committed yet has no author. Sorted.
  [[nodiscard]] Result<std::vector<LineRange>> linesByAi(const std::string &file, std::string_view contents);

private:
  struct State;
  explicit Authorship(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

} // namespace tell
