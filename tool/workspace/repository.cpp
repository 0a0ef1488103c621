#include "workspace/repository.hpp"

#include <fmt/format.h>

namespace tell::git {

std::string lastError() {
  const git_error *error = git_error_last();
  return error == nullptr || error->message == nullptr ? "unknown error" : error->message;
}

Result<Repository> openRepository(const std::string &folder) {
  git_repository *raw = nullptr;
  const int code = git_repository_open_ext(&raw, folder.c_str(), GIT_REPOSITORY_OPEN_FROM_ENV, nullptr);
  if (code == 0) {
    Repository repository(raw);
    if (git_repository_is_bare(raw) != 0 || git_repository_workdir(raw) == nullptr)
      return Error(fmt::format("the git repository around '{}' has no work tree", folder));
    return repository;
  }
  if (code == GIT_ENOTFOUND)
    return Error(fmt::format("'{}' lies in no git repository", folder));
  if (code == GIT_EOWNER)
    return Error(fmt::format("the git repository around '{0}' belongs to somebody else; if you trust it: git config "
                             "--global --add safe.directory '{0}'",
                             folder));
  return Error(fmt::format("can't read the git repository around '{}': {}; a diff can be given instead (--diff -)",
                           folder, lastError()));
}

} // namespace tell::git
