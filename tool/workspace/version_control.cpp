#include "workspace/version_control.hpp"

#include "workspace/libgit2.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

namespace tell {
namespace {

using git::Library;
using git::Reference;
using git::Remote;
using git::Repository;

Repository open(const std::string &folder) {
  git_repository *repository = nullptr;
  git_repository_open_ext(&repository, folder.c_str(), 0, nullptr);
  return Repository(repository);
}

std::string commitOf(git_repository *repository) {
  git_oid id{};
  if (git_reference_name_to_id(&id, repository, "HEAD") != 0)
    return {};
  std::array<char, GIT_OID_HEXSZ + 1> digits{};
  return git_oid_tostr(digits.data(), digits.size(), &id);
}

std::string branchOf(git_repository *repository) {
  git_reference *head = nullptr;
  if (git_repository_head(&head, repository) != 0)
    return {};
  const Reference owned(head);
  return git_reference_is_branch(head) == 1 ? git_reference_shorthand(head) : "";
}

std::string originOf(git_repository *repository) {
  git_remote *remote = nullptr;
  if (git_remote_lookup(&remote, repository, "origin") != 0)
    return {};
  const Remote owned(remote);
  const char *url = git_remote_url(remote);
  return url == nullptr ? std::string() : repositoryUri(url);
}

/// Whether the text can stand in a URI as it is.
bool isUriText(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < '\x7f' && std::string_view("<>\"{}|\\^`").find(c) == std::string_view::npos;
  });
}

} // namespace

std::optional<Revision> revisionOf(const std::string &folder) {
  const Library library;
  const Repository repository = open(folder);
  if (!repository)
    return std::nullopt;
  const char *tree = git_repository_workdir(repository.get());
  if (tree == nullptr)
    return std::nullopt;
  std::error_code error;
  const std::filesystem::path relative = std::filesystem::relative(folder, tree, error);
  if (error || relative.empty() || *relative.begin() == "..")
    return std::nullopt;
  Revision revision;
  revision.repository = originOf(repository.get());
  revision.commit = commitOf(repository.get());
  revision.branch = branchOf(repository.get());
  revision.folder = relative == "." ? "" : relative.generic_string();
  return revision;
}

std::string repositoryUri(std::string_view remote) {
  if (!isUriText(remote))
    return {};
  std::string_view scheme = "ssh";
  std::string_view rest = remote;
  bool shorthand = true; // "user@host:path", as scp has it
  if (const std::size_t end = remote.find("://"); end != std::string_view::npos) {
    scheme = remote.substr(0, end);
    rest = remote.substr(end + 3);
    shorthand = false;
  }
  constexpr std::array<std::string_view, 4> kSchemes = {"git", "http", "https", "ssh"};
  if (std::ranges::find(kSchemes, scheme) == kSchemes.end())
    return {};
  const std::size_t hostEnd = std::min(rest.find(shorthand ? ':' : '/'), rest.size());
  std::string_view host = rest.substr(0, hostEnd);
  if (shorthand && (hostEnd == rest.size() || host.find('/') != std::string_view::npos))
    return {};
  // What stands before the last @ of the host's part is a name and a password.
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos)
    host.remove_prefix(at + 1);
  std::string_view path = rest.substr(std::min(hostEnd + 1, rest.size()));
  path = path.substr(0, path.find_first_of("?#")); // a token may hide there too
  while (path.starts_with('/'))
    path.remove_prefix(1);
  // Web servers serve pages without it, and viewers put paths behind.
  if (scheme.starts_with("http") && path.ends_with(".git"))
    path.remove_suffix(4);
  const bool drive = shorthand && host.size() == 1; // "C:/shop"
  if (host.empty() || path.empty() || drive)
    return {};
  return std::string(scheme) + "://" + std::string(host) + "/" + std::string(path);
}

} // namespace tell
