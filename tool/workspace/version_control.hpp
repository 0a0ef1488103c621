#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tell {

/// What is checked out where the analysed sources lie.
struct Revision {
  std::string repository; ///< URI of the remote `origin`, see `repositoryUri`; empty where there is none to give
  std::string commit;     ///< its id in hexadecimal; empty before the first commit
  std::string branch;     ///< short name; empty where no branch is checked out
  std::string folder;     ///< of the given folder in the work tree: "services/shop"; empty: it is the work tree
};

/// The Git repository that the folder (absolute) lies in; none where it lies in none, or in one that cannot be read or
/// belongs to someone else. Only read: no process is started, no hook, filter or other program that the repository
/// names is run, and nothing is written.
[[nodiscard]] std::optional<Revision> revisionOf(const std::string &folder);

/// A remote's address as an absolute URI without user name and password: "git@host:a/b.git" becomes
/// "ssh://host/a/b.git", "https://me:secret@host/a/b.git" "https://host/a/b". Empty for what is a path of this machine
/// or no address at all.
[[nodiscard]] std::string repositoryUri(std::string_view remote);

} // namespace tell
