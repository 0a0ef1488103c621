#include "workspace/project_root.hpp"

#include "support/file.hpp"
#include "support/path.hpp"
#include "workspace/build_files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace tell {
namespace {

constexpr std::uint64_t kMostConfigurationBytes = 1 << 20;

bool exists(const std::string &path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

/// Whether one of these regular files stands in the folder.
bool holdsAny(const std::string &folder, std::initializer_list<std::string_view> names) {
  return std::ranges::any_of(names, [&](std::string_view name) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(folder + "/" + std::string(name), ignored);
  });
}

/// Whether a `.clang-tell` stands here that is not merely an addition to one above.
bool hasOwnConfiguration(const std::string &folder) {
  const Result<std::string> text = readFile(folder + "/.clang-tell", kMostConfigurationBytes);
  if (!text)
    return false;
  const std::size_t key = text->find("InheritParentConfig:");
  if (key == std::string::npos)
    return true;
  const std::string_view line = std::string_view(*text).substr(key, text->find('\n', key) - key);
  return line.find("true") == std::string_view::npos;
}

bool startsCMakeProject(const std::vector<CMakeCommand> &commands) {
  return std::ranges::find(commands, "project", &CMakeCommand::name) != commands.end();
}

/// Whether these commands add the folder at the relative path `below`. A folder added through a variable counts where
/// the file names it elsewhere, as in `foreach(part core ui) add_subdirectory(${part})`.
bool addsSubdirectory(const std::vector<CMakeCommand> &commands, std::string_view below) {
  bool throughVariable = false;
  bool named = false;
  for (const CMakeCommand &command : commands) {
    if (command.name == "add_subdirectory" && !command.arguments.empty()) {
      std::string_view argument = command.arguments.front();
      for (const std::string_view here :
           {"${CMAKE_CURRENT_SOURCE_DIR}/", "${PROJECT_SOURCE_DIR}/", "${CMAKE_SOURCE_DIR}/"})
        if (argument.starts_with(here))
          argument.remove_prefix(here.size());
      if (normalPath(argument, "/") == normalPath(below, "/"))
        return true;
      throughVariable |= argument.find("${") != std::string_view::npos;
    } else {
      named |= std::ranges::find(command.arguments, below) != command.arguments.end();
    }
  }
  return throughVariable && named;
}

/// The outermost CMake project that contains the one at `ancestors[first]`.
std::string outermostCMakeProject(const std::vector<std::string> &ancestors, std::size_t first) {
  std::string part = ancestors[first];
  std::string outermost = part;
  for (std::size_t i = first; i + 1 < ancestors.size(); ++i) {
    if (hasOwnConfiguration(ancestors[i])) // somebody drew the line here
      break;
    const std::string &outer = ancestors[i + 1];
    const std::vector<CMakeCommand> commands = readCMakeLists(outer);
    if (!addsSubdirectory(commands, pathBelow(part, outer)))
      continue;
    part = outer;
    if (startsCMakeProject(commands))
      outermost = outer;
  }
  return outermost;
}

bool hasBuildFile(const std::string &folder) {
  return holdsAny(folder, {"CMakeLists.txt", "meson.build", "Makefile", "makefile", "GNUmakefile", "configure",
                           "configure.ac", "BUILD", "BUILD.bazel", "xmake.lua", "premake5.lua", "SConstruct",
                           "compile_commands.json", "compile_flags.txt"});
}

} // namespace

ProjectRoot findProjectRoot(const std::string &start) {
  std::vector<std::string> ancestors;
  for (std::string_view folder = start;; folder = parentFolder(folder)) {
    ancestors.emplace_back(folder);
    if (folder == "/" || exists(ancestors.back() + "/.git"))
      break;
  }

  for (std::size_t i = 0; i < ancestors.size(); ++i) {
    const std::string &folder = ancestors[i];
    if (hasOwnConfiguration(folder) || startsMesonProject(folder) ||
        holdsAny(folder, {"WORKSPACE", "WORKSPACE.bazel", "MODULE.bazel"}))
      return {folder, true};
    if (startsCMakeProject(readCMakeLists(folder)))
      return {outermostCMakeProject(ancestors, i), true};
  }
  if (exists(ancestors.back() + "/.git"))
    return {ancestors.back(), true};

  auto nearest = std::ranges::find_if(ancestors, hasBuildFile);
  if (nearest == ancestors.end())
    return {start, false};
  while (nearest + 1 != ancestors.end() && hasBuildFile(*(nearest + 1)))
    ++nearest;
  return {*nearest, true};
}

} // namespace tell
