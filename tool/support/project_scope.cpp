#include "support/project_scope.hpp"

#include "support/file.hpp"
#include "support/path.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace tell {
namespace {

/// Folders that hold other people's code by custom, in lower case.
constexpr std::array<std::string_view, 14> kForeignFolders = {
    "_deps",    "third_party", "third-party", "thirdparty", "3rdparty",     "3rd_party", "vendor",
    "vendored", "external",    "externals",   "extern",     "node_modules", ".git",      "vcpkg_installed"};

/// Marks of generated files stand in the comments before the code; no licence pushes them farther down than this.
constexpr std::size_t kMarkWindow = 8192;

bool exists(const std::string &path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

bool hasBuildFolderName(std::string_view name) {
  return name.starts_with("build") || name.starts_with("cmake-build-") || name == "out" || name == "_build" ||
         name == ".build";
}

/// What makes the folder foreign by itself, whatever stands above it; empty where nothing does.
std::string whyForeign(const std::string &folder) {
  const std::string_view name = fileName(folder);
  if (std::ranges::find(kForeignFolders, lowerCase(name)) != kForeignFolders.end())
    return "by its name holds other people's code";
  if (name == "CMakeFiles" || name.starts_with("bazel-"))
    return "is written by the build system";
  std::error_code ignored;
  const std::filesystem::file_status git = std::filesystem::symlink_status(folder + "/.git", ignored);
  if (std::filesystem::is_regular_file(git))
    return "is a git submodule or work tree";
  if (std::filesystem::is_directory(git))
    return "is a git repository of its own";
  if (isBuildFolder(folder))
    return "is a build folder";
  return {};
}

/// The comments (lower case) that stand before the first code; an include guard does not count as code.
std::string leadingComments(std::string_view text) {
  std::string comments;
  std::size_t i = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (i < text.size()) {
    if (std::isspace(static_cast<unsigned char>(text[i])) != 0) {
      ++i;
      continue;
    }
    const std::string_view rest = text.substr(i);
    std::size_t length = 0;
    if (rest.starts_with("/*")) {
      const std::size_t end = rest.find("*/", 2);
      length = end == std::string_view::npos ? rest.size() : end + 2;
      comments += lowerCase(rest.substr(0, length));
    } else if (rest.starts_with("//")) {
      length = std::min(rest.find('\n'), rest.size());
      comments += lowerCase(rest.substr(0, length));
    } else if (rest.starts_with("#pragma once") || rest.starts_with("#ifndef") || rest.starts_with("#define")) {
      length = std::min(rest.find('\n'), rest.size());
    } else {
      break;
    }
    comments += '\n';
    i += length;
  }
  return comments;
}

/// How generators tell people to keep their hands off, or nothing. That a text was generated is not enough: what a
/// language model wrote is somebody's code from then on.
std::optional<std::string_view> generatedMark(std::string_view text) {
  const std::string comments = leadingComments(text);
  if (comments.find("@generated") != std::string::npos)
    return "@generated";
  const auto says = [&](std::string_view words) { return comments.find(words) != std::string::npos; };
  if (says("changes") && (says("will be lost") || says("will be overwritten")))
    return "changes will be lost";
  constexpr std::array<std::string_view, 6> kHandsOff = {"do not edit",   "don't edit",          "do not modify",
                                                         "do not change", "do not make changes", "do not hand edit"};
  if (says("generated") || says("made by gnu bison"))
    for (const std::string_view words : kHandsOff)
      if (says(words))
        return words;
  return std::nullopt;
}

} // namespace

bool isBuildFolder(const std::string &folder) {
  if (exists(folder + "/CMakeCache.txt") || exists(folder + "/meson-private"))
    return true;
  if (exists(folder + "/build.ninja") && (exists(folder + "/.ninja_log") || exists(folder + "/.ninja_deps")))
    return true;
  return hasBuildFolderName(fileName(folder)) &&
         (exists(folder + "/build.ninja") || exists(folder + "/compile_commands.json"));
}

/// What was found out, by path; an empty text stands for project code.
struct ProjectScope::Verdicts {
  std::mutex mutex;
  std::unordered_map<std::string, std::string> folders;
  std::unordered_map<std::string, std::string> files;

  /// The known answer, or the one `find` gives. `find` runs unlocked: two threads may both look, and find the same.
  template <typename Find>
  std::string get(std::unordered_map<std::string, std::string> &known, const std::string &path, Find find) {
    {
      const std::lock_guard lock(mutex);
      if (const auto found = known.find(path); found != known.end())
        return found->second;
    }
    std::string why = find();
    const std::lock_guard lock(mutex);
    return known.emplace(path, std::move(why)).first->second;
  }
};

ProjectScope::ProjectScope(std::string root, std::vector<std::string> excluded)
    : root_(std::move(root)), verdicts_(std::make_shared<Verdicts>()) {
  for (std::string &pattern : excluded)
    excluded_.emplace_back(std::move(pattern));
}

bool ProjectScope::contains(std::string_view path, std::string *reason) const {
  const std::string normal = normalPath(path, root_);
  const std::string why = verdicts_->get(verdicts_->files, normal, [&] { return whyNotFile(normal); });
  if (reason)
    *reason = why.empty() ? fmt::format("below the project's root '{}'", root_) : why;
  return why.empty();
}

bool ProjectScope::containsFolder(std::string_view path, std::string *reason) const {
  const std::string why = whyNotFolder(normalPath(path, root_));
  if (reason)
    *reason = why.empty() ? fmt::format("below the project's root '{}'", root_) : why;
  return why.empty();
}

std::string ProjectScope::relative(std::string_view path) const {
  if (isNormalPath(path)) // as paths in facts are
    return std::string(path != root_ && isAtOrBelow(path, root_) ? pathBelow(path, root_) : path);
  const std::string normal = normalPath(path, root_);
  return normal != root_ && isAtOrBelow(normal, root_) ? std::string(pathBelow(normal, root_)) : std::string(path);
}

std::string ProjectScope::whyNotFolder(const std::string &folder) const {
  if (folder == root_)
    return {};
  if (!isAtOrBelow(folder, root_))
    return fmt::format("outside the project's root '{}'", root_);
  return verdicts_->get(verdicts_->folders, folder, [&] {
    std::string above = whyNotFolder(std::string(parentFolder(folder)));
    if (!above.empty())
      return above;
    const std::string own = whyForeign(folder);
    return own.empty() ? own : fmt::format("the folder '{}' {}", pathBelow(folder, root_), own);
  });
}

std::string ProjectScope::whyNotFile(const std::string &path) const {
  if (std::string why = whyNotFolder(std::string(parentFolder(path))); !why.empty())
    return why;
  const std::string_view below = pathBelow(path, root_);
  for (const Glob &glob : excluded_)
    if (glob.matches(below))
      return fmt::format("excluded by the configuration's '{}'", glob.pattern());
  if (const Result<std::string> head = readFileHead(path, kMarkWindow); head.ok())
    if (const std::optional<std::string_view> mark = generatedMark(*head))
      return fmt::format("its first comment marks it as generated ('{}')", *mark);
  return {};
}

} // namespace tell
