#include "workspace/source_tree.hpp"

#include "support/path.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

namespace tell {
namespace {

/// More than this is a disk, not a project.
constexpr std::size_t kMostFiles = 1'000'000;

bool enters(const std::string &folder) {
  const std::string_view name = fileName(folder);
  return !name.starts_with('.') && name != "node_modules" && name != "CMakeFiles" && !isBuildFolder(folder);
}

} // namespace

Result<std::vector<TreeFile>> listTree(const ProjectScope &scope, const std::vector<std::string> &paths,
                                       unsigned levels) {
  struct Folder {
    std::string path;
    unsigned level;
  };
  std::vector<TreeFile> files;
  std::vector<Folder> open;
  std::error_code ignored;
  for (const std::string &path : paths) {
    if (std::filesystem::is_directory(path, ignored))
      open.push_back({path, 0});
    else if (std::filesystem::is_regular_file(path, ignored))
      files.push_back({path, scope.containsFolder(parentFolder(path))});
  }
  while (!open.empty()) {
    const Folder folder = std::move(open.back());
    open.pop_back();
    const bool project = scope.containsFolder(folder.path);
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(folder.path, failed), end; !failed && entry != end;
         entry.increment(failed)) {
      const std::filesystem::file_status status = entry->symlink_status(ignored);
      std::string path = entry->path().string();
      if (std::filesystem::is_regular_file(status))
        files.push_back({std::move(path), project});
      else if (std::filesystem::is_directory(status) && folder.level + 1 < levels && enters(path))
        open.push_back({std::move(path), folder.level + 1});
    }
    if (files.size() > kMostFiles)
      return Error(
          fmt::format("more than {} files below '{}': name a smaller folder, or give a compile database with -p",
                      kMostFiles, scope.root()));
  }
  std::ranges::sort(files, {}, &TreeFile::path);
  const auto repeated = std::ranges::unique(files, {}, &TreeFile::path);
  files.erase(repeated.begin(), repeated.end());
  return files;
}

} // namespace tell
