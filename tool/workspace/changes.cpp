#include "workspace/changes.hpp"

#include "support/file.hpp"
#include "support/path.hpp"
#include "workspace/libgit2.hpp"
#include "workspace/repository.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include <utility>

namespace tell {
namespace {

constexpr std::uint64_t kLargestFile = std::uint64_t{64} << 20U; ///< no source that people write is larger

using git::Blob;
using git::Diff;
using git::Index;
using git::lastError;
using git::Library;
using git::Object;
using git::openRepository;
using git::Patch;
using git::Repository;
using git::Tree;

/// The tree of a commit-ish; nothing where HEAD is asked for and there is no commit yet.
Result<Tree> headTree(git_repository *repository) {
  git_object *raw = nullptr;
  const int code = git_revparse_single(&raw, repository, "HEAD^{tree}");
  const Object object(raw);
  if (code == 0) {
    git_tree *tree = nullptr;
    if (git_tree_lookup(&tree, repository, git_object_id(raw)) == 0)
      return Tree(tree);
  }
  if (git_repository_head_unborn(repository) == 1)
    return Tree();
  return Error(fmt::format("can't read HEAD: {}", lastError()));
}

Result<Tree> mergeBaseTree(git_repository *repository, const std::string &revision) {
  const auto commit = [&](const std::string &name) -> Result<Object> {
    git_object *raw = nullptr;
    if (git_revparse_single(&raw, repository, (name + "^{commit}").c_str()) != 0)
      return Error(fmt::format("unknown revision '{}': {}", name, lastError()));
    return Object(raw);
  };
  const auto theirs = commit(revision);
  if (!theirs)
    return theirs.error();
  const auto ours = commit("HEAD");
  if (!ours)
    return ours.error();
  git_oid base{};
  if (git_merge_base(&base, repository, git_object_id(theirs->get()), git_object_id(ours->get())) != 0)
    return Error(fmt::format("'{}' and HEAD have no common commit{}", revision,
                             git_repository_is_shallow(repository) == 1
                                 ? "; this is a shallow clone: fetch more of its history (git fetch --unshallow)"
                                 : ""));
  git_object *raw = nullptr;
  if (git_object_lookup(&raw, repository, &base, GIT_OBJECT_COMMIT) != 0)
    return Error(fmt::format("can't read the merge base of '{}' and HEAD: {}", revision, lastError()));
  const Object object(raw);
  git_object *tree = nullptr;
  if (git_object_peel(&tree, raw, GIT_OBJECT_TREE) != 0)
    return Error(fmt::format("can't read the merge base of '{}' and HEAD: {}", revision, lastError()));
  return Tree(reinterpret_cast<git_tree *>(tree)); // what libgit2's own examples do: a tree is an object
}

git_diff_options diffOptions() {
  git_diff_options options;
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.context_lines = 0;
  options.ignore_submodules = GIT_SUBMODULE_IGNORE_ALL;
  options.flags = GIT_DIFF_IGNORE_SUBMODULES | GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS |
                  GIT_DIFF_SHOW_UNTRACKED_CONTENT | GIT_DIFF_INCLUDE_TYPECHANGE;
  return options;
}

bool isRegular(const git_diff_file &file) {
  return file.mode == GIT_FILEMODE_BLOB || file.mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

Result<std::string> blobText(git_repository *repository, const git_oid &id) {
  git_blob *raw = nullptr;
  if (git_blob_lookup(&raw, repository, &id) != 0)
    return Error(lastError());
  const Blob blob(raw);
  return std::string(static_cast<const char *>(git_blob_rawcontent(raw)), git_blob_rawsize(raw));
}

/// The lines that a patch adds or replaces.
Result<std::vector<LineRange>> linesOf(git_patch *patch) {
  std::vector<LineRange> lines;
  for (std::size_t i = 0; i < git_patch_num_hunks(patch); ++i) {
    const git_diff_hunk *hunk = nullptr;
    std::size_t count = 0;
    if (git_patch_get_hunk(&hunk, &count, patch, i) != 0)
      return Error(lastError());
    for (std::size_t k = 0; k < count; ++k) {
      const git_diff_line *line = nullptr;
      if (git_patch_get_line_in_hunk(&line, patch, i, k) != 0)
        return Error(lastError());
      if (line->origin != GIT_DIFF_LINE_ADDITION || line->new_lineno < 1)
        continue;
      const auto number = static_cast<std::uint32_t>(line->new_lineno);
      if (!lines.empty() && lines.back().last + 1 == number)
        lines.back().last = number;
      else
        lines.push_back({number, number});
    }
  }
  return lines;
}

std::string absolute(const std::string &root, const char *path) {
  return path == nullptr ? "" : normalPath(path, root);
}

/// The files of a diff whose old side lies in the object database.
Result<std::vector<ChangedFile>> filesOf(git_repository *repository, git_diff *diff) {
  git_diff_find_options similar;
  git_diff_find_options_init(&similar, GIT_DIFF_FIND_OPTIONS_VERSION);
  similar.flags = GIT_DIFF_FIND_RENAMES | GIT_DIFF_FIND_FOR_UNTRACKED;
  if (git_diff_find_similar(diff, &similar) != 0)
    return Error(lastError());
  const std::string root = git_repository_workdir(repository);
  std::vector<ChangedFile> files;
  for (std::size_t i = 0; i < git_diff_num_deltas(diff); ++i) {
    git_patch *raw = nullptr;
    if (git_patch_from_diff(&raw, diff, i) != 0)
      return Error(lastError());
    const Patch patch(raw);
    const git_diff_delta *delta = git_diff_get_delta(diff, i);
    const bool deleted = delta->status == GIT_DELTA_DELETED;
    const bool added = delta->status == GIT_DELTA_ADDED || delta->status == GIT_DELTA_UNTRACKED;
    const bool regular = isRegular(deleted ? delta->old_file : delta->new_file);
    if (!regular || (delta->flags & GIT_DIFF_FLAG_BINARY) != 0 || delta->old_file.size > kLargestFile)
      continue;
    ChangedFile file;
    file.path = absolute(root, deleted ? delta->old_file.path : delta->new_file.path);
    file.oldPath = added ? "" : absolute(root, delta->old_file.path);
    file.deleted = deleted;
    if (!added && isRegular(delta->old_file)) {
      auto text = blobText(repository, delta->old_file.id);
      if (!text)
        return text.error().in(file.oldPath);
      file.before = std::move(*text);
    }
    if (raw != nullptr) {
      auto lines = linesOf(raw);
      if (!lines)
        return lines.error();
      file.lines = std::move(*lines);
    }
    files.push_back(std::move(file));
  }
  std::ranges::sort(files, {}, &ChangedFile::path);
  return files;
}

/// Every file whose work tree is not what the index holds.
Status overlayIndex(git_repository *repository, git_index *index, Changes &changes) {
  const git_diff_options options = diffOptions();
  git_diff *raw = nullptr;
  if (git_diff_index_to_workdir(&raw, repository, index, &options) != 0)
    return Error(lastError());
  const Diff diff(raw);
  const std::string root = git_repository_workdir(repository);
  for (std::size_t i = 0; i < git_diff_num_deltas(raw); ++i) {
    const git_diff_delta *delta = git_diff_get_delta(raw, i);
    if (delta->status == GIT_DELTA_UNTRACKED) {
      changes.overlay.emplace(absolute(root, delta->new_file.path), std::nullopt);
      continue;
    }
    const git_index_entry *entry = git_index_get_bypath(index, delta->old_file.path, 0);
    if (entry == nullptr || entry->file_size > kLargestFile)
      continue;
    auto text = blobText(repository, entry->id);
    if (!text)
      return text.error().in(delta->old_file.path);
    changes.overlay.emplace(absolute(root, delta->old_file.path), std::move(*text));
  }
  return {};
}

/// A text as lines, each with its end.
std::vector<std::string_view> splitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

std::string_view withoutEnd(std::string_view line) {
  while (line.ends_with('\n') || line.ends_with('\r'))
    line.remove_suffix(1);
  return line;
}

/// What a file held before a patch that led to `after`; an Error where the patch did not lead there.
Result<std::string> takenBack(git_patch *patch, std::string_view after) {
  const std::vector<std::string_view> lines = splitLines(after);
  std::string before;
  std::size_t next = 0; // the first line that is not copied yet
  for (std::size_t i = 0; i < git_patch_num_hunks(patch); ++i) {
    const git_diff_hunk *hunk = nullptr;
    std::size_t count = 0;
    if (git_patch_get_hunk(&hunk, &count, patch, i) != 0)
      return Error(lastError());
    // A hunk without new lines names the line that it follows.
    const auto start = static_cast<std::size_t>(std::max(0, hunk->new_start - (hunk->new_lines == 0 ? 0 : 1)));
    if (start < next || start > lines.size())
      return Error(fmt::format("its hunk at line {} lies outside the file", hunk->new_start));
    for (; next < start; ++next)
      before += lines[next];
    for (std::size_t k = 0; k < count; ++k) {
      const git_diff_line *line = nullptr;
      if (git_patch_get_line_in_hunk(&line, patch, i, k) != 0)
        return Error(lastError());
      const std::string_view text(line->content, line->content_len);
      if (line->origin == GIT_DIFF_LINE_DELETION) {
        before += text;
        continue;
      }
      if (line->origin != GIT_DIFF_LINE_CONTEXT && line->origin != GIT_DIFF_LINE_ADDITION)
        continue;
      if (next >= lines.size() || withoutEnd(lines[next]) != withoutEnd(text))
        return Error(fmt::format("line {} is not what it says", next + 1));
      if (line->origin == GIT_DIFF_LINE_CONTEXT)
        before += lines[next];
      ++next;
    }
  }
  for (; next < lines.size(); ++next)
    before += lines[next];
  return before;
}

Result<ChangedFile> fileOfPatch(git_patch *patch, const std::string &root) {
  const git_diff_delta *delta = git_patch_get_delta(patch);
  ChangedFile file;
  file.deleted = delta->status == GIT_DELTA_DELETED;
  const bool added = delta->status == GIT_DELTA_ADDED;
  file.path = absolute(root, file.deleted ? delta->old_file.path : delta->new_file.path);
  file.oldPath = added ? "" : absolute(root, delta->old_file.path);
  if (!isAtOrBelow(file.path, root))
    return Error(fmt::format("'{}' lies outside '{}'", file.path, root));
  auto lines = linesOf(patch);
  if (!lines)
    return lines.error();
  file.lines = std::move(*lines);
  if (added)
    return file;
  std::string after;
  if (!file.deleted) {
    auto text = readFile(file.path, kLargestFile);
    if (!text)
      return text.error();
    after = std::move(*text);
  }
  auto before = takenBack(patch, after);
  if (!before)
    return Error(fmt::format("the diff does not fit '{}': {}", file.path, before.error().message()));
  file.before = std::move(*before);
  return file;
}

} // namespace

Result<Changes> changesSince(const std::string &folder, const std::string &revision) {
  const Library library;
  const auto repository = openRepository(folder);
  if (!repository)
    return repository.error();
  const auto base = mergeBaseTree(repository->get(), revision);
  if (!base)
    return base.error();
  const git_diff_options options = diffOptions();
  git_diff *raw = nullptr;
  if (git_diff_tree_to_workdir_with_index(&raw, repository->get(), base->get(), &options) != 0)
    return Error(fmt::format("can't compare the work tree with '{}': {}", revision, lastError()));
  const Diff diff(raw);
  auto files = filesOf(repository->get(), raw);
  if (!files)
    return files.error();
  return Changes{std::move(*files), {}};
}

Result<Changes> stagedChanges(const std::string &folder) {
  const Library library;
  const auto repository = openRepository(folder);
  if (!repository)
    return repository.error();
  const auto base = headTree(repository->get());
  if (!base)
    return base.error();
  git_index *rawIndex = nullptr;
  if (git_repository_index(&rawIndex, repository->get()) != 0)
    return Error(fmt::format("can't read the index: {}; a diff can be given instead (--diff -)", lastError()));
  const Index index(rawIndex);
  const git_diff_options options = diffOptions();
  git_diff *raw = nullptr;
  if (git_diff_tree_to_index(&raw, repository->get(), base->get(), rawIndex, &options) != 0)
    return Error(fmt::format("can't compare the index with HEAD: {}", lastError()));
  const Diff diff(raw);
  auto files = filesOf(repository->get(), raw);
  if (!files)
    return files.error();
  Changes changes{std::move(*files), {}};
  if (Status status = overlayIndex(repository->get(), rawIndex, changes); !status)
    return status.error();
  return changes;
}

Result<Changes> changesOfDiff(const std::string &folder, std::string_view text) {
  const Library library;
  std::string root = folder;
  if (const auto repository = openRepository(folder))
    root = normalPath(git_repository_workdir(repository->get()), "/");
  if (text.find('\0') != std::string_view::npos) // libgit2 1.5 copies such a line in part and tells its whole length
    return Error("no unified diff: it holds a NUL character");
  git_diff *raw = nullptr;
  if (git_diff_from_buffer(&raw, text.data(), text.size()) != 0)
    return Error(fmt::format("no unified diff: {}", lastError()));
  const Diff diff(raw);
  const bool blank = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
  if (git_diff_num_deltas(raw) == 0 && !blank)
    return Error("no unified diff: no file is named in it");
  Changes changes;
  for (std::size_t i = 0; i < git_diff_num_deltas(raw); ++i) {
    git_patch *rawPatch = nullptr;
    if (git_patch_from_diff(&rawPatch, raw, i) != 0)
      return Error(lastError());
    const Patch patch(rawPatch);
    if (rawPatch == nullptr || (git_patch_get_delta(rawPatch)->flags & GIT_DIFF_FLAG_BINARY) != 0)
      continue;
    auto file = fileOfPatch(rawPatch, root);
    if (!file)
      return file.error();
    changes.files.push_back(std::move(*file));
  }
  std::ranges::sort(changes.files, {}, &ChangedFile::path);
  return changes;
}

} // namespace tell
