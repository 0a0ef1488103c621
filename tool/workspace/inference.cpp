#include "workspace/inference.hpp"

#include "support/file.hpp"
#include "support/path.hpp"
#include "workspace/build_files.hpp"
#include "workspace/compile_database.hpp"
#include "workspace/include_graph.hpp"
#include "workspace/source_tree.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace tell {
namespace {

constexpr StandardYear kDefaultStandard = 2020;
constexpr std::size_t kMostUnits = 100'000;
/// Beside a file that belongs to no project, headers are sought in its folder and this many levels down in all.
constexpr unsigned kLooseLevels = 2;
constexpr std::uint64_t kMostTextBytes = 4 << 20;

/// What stands in the folders from a unit's up to the root, each looked at once.
class Surroundings {
public:
  Surroundings(const ProjectScope &scope, std::optional<StandardYear> highestNamed)
      : scope_(scope), highestNamed_(highestNamed) {}

  [[nodiscard]] StandardYear standardFor(const std::string &unit) {
    for (const std::string &folder : foldersAbove(unit))
      if (const auto &standard = buildOf(folder).standard)
        return *standard;
    return highestNamed_.value_or(kDefaultStandard);
  }

  /// The nearest folder's definition of a name holds.
  [[nodiscard]] std::vector<std::string> definitionsFor(const std::string &unit) {
    std::map<std::string, std::string, std::less<>> byName;
    for (const std::string &folder : foldersAbove(unit))
      for (const std::string &definition : buildOf(folder).definitions)
        byName.try_emplace(definition.substr(0, definition.find('=')), definition);
    std::vector<std::string> definitions;
    for (const auto &[name, definition] : byName)
      definitions.push_back(definition);
    return definitions;
  }

  [[nodiscard]] std::vector<std::string> includeFoldersFor(const std::string &unit) {
    std::vector<std::string> folders;
    for (const std::string &folder : foldersAbove(unit)) {
      std::string include = normalPath("include", folder);
      if (isFolder(include))
        folders.push_back(std::move(include));
    }
    return folders;
  }

  /// The folder and lines of the nearest compile_flags.txt.
  struct Flags {
    std::string folder;
    std::vector<std::string> arguments;
  };
  [[nodiscard]] std::optional<Flags> fixedFlagsFor(const std::string &unit) {
    for (const std::string &folder : foldersAbove(unit)) {
      const Result<std::string> text = readFile(folder + "/compile_flags.txt", kMostTextBytes);
      if (text)
        return Flags{folder, lines(*text)};
    }
    return std::nullopt;
  }

private:
  [[nodiscard]] std::vector<std::string> foldersAbove(const std::string &unit) const {
    std::vector<std::string> folders;
    for (std::string_view folder = parentFolder(unit); isAtOrBelow(folder, scope_.root());
         folder = parentFolder(folder)) {
      folders.emplace_back(folder);
      if (folder == scope_.root())
        break;
    }
    return folders;
  }

  static std::vector<std::string> lines(std::string_view text) {
    std::vector<std::string> all;
    while (!text.empty()) {
      std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
      if (!line.empty())
        all.emplace_back(line);
    }
    return all;
  }

  const FolderBuild &buildOf(const std::string &folder) {
    const auto [entry, isNew] = builds_.try_emplace(folder);
    if (isNew)
      entry->second = readFolderBuild(folder);
    return entry->second;
  }

  bool isFolder(const std::string &path) {
    const auto [entry, isNew] = isFolder_.try_emplace(path, false);
    if (std::error_code ignored; isNew)
      entry->second = std::filesystem::is_directory(path, ignored);
    return entry->second;
  }

  const ProjectScope &scope_;
  std::optional<StandardYear> highestNamed_;
  std::map<std::string, FolderBuild> builds_;
  std::map<std::string, bool> isFolder_;
};

std::optional<StandardYear> highestStandardNamed(const std::vector<TreeFile> &files) {
  std::optional<StandardYear> highest;
  for (const TreeFile &file : files) {
    if (!file.project || !isBuildFile(fileName(file.path)))
      continue;
    if (const Result<std::string> text = readFile(file.path, kMostTextBytes))
      highest = std::max(highest, standardNamedIn(fileName(file.path), *text));
  }
  return highest;
}

CompileCommand commandFor(const std::string &unit, Surroundings &surroundings, IncludeGraph &includes,
                          const std::string &root) {
  if (std::optional<Surroundings::Flags> flags = surroundings.fixedFlagsFor(unit)) {
    CompileCommand command{flags->folder, unit, {"clang++"}, true};
    std::ranges::move(flags->arguments, std::back_inserter(command.arguments));
    command.arguments.push_back(unit);
    return command;
  }
  CompileCommand command{root, unit, {"clang++", "-std=" + standardName(surroundings.standardFor(unit))}, true};
  std::ranges::move(includes.searchArguments(unit, surroundings.includeFoldersFor(unit)),
                    std::back_inserter(command.arguments));
  for (const std::string &definition : surroundings.definitionsFor(unit))
    command.arguments.push_back("-D" + definition);
  command.arguments.push_back(unit);
  return command;
}

/// Where to look for what the units include: in the project, or around the named paths if there is none.
Result<std::vector<TreeFile>> listForIncludes(const ProjectScope &scope, const std::vector<std::string> &only) {
  if (only.empty())
    return listTree(scope, {scope.root()});
  Result<std::vector<TreeFile>> files = listTree(scope, only);
  if (!files)
    return files;
  std::vector<std::string> around;
  for (const std::string &path : only)
    if (std::error_code ignored; !std::filesystem::is_directory(path, ignored))
      around.emplace_back(parentFolder(path));
  const Result<std::vector<TreeFile>> nearby = listTree(scope, around, kLooseLevels);
  if (!nearby)
    return nearby;
  std::ranges::copy(*nearby, std::back_inserter(*files));
  std::ranges::sort(*files, {}, &TreeFile::path);
  const auto repeated = std::ranges::unique(*files, {}, &TreeFile::path);
  files->erase(repeated.begin(), repeated.end());
  return files;
}

/// The headers, where a project is made of nothing else. Fragments that others include in their middle are no units.
std::vector<std::string> headersAlone(const std::vector<TreeFile> &files, const ProjectScope &scope, auto wanted) {
  std::vector<std::string> headers;
  for (const TreeFile &file : files) {
    if (!file.project || !scope.contains(file.path))
      continue;
    const std::string_view extension = fileExtension(file.path);
    if (extension == "c" || isCxxSourceName(file.path))
      return {};
    if (isCxxHeaderName(file.path) && extension.find('h') != std::string_view::npos && wanted(file.path))
      headers.push_back(file.path);
  }
  return headers;
}

} // namespace

Result<std::vector<CompileCommand>> inferCommands(const ProjectScope &scope, const std::vector<std::string> &only) {
  Result<std::vector<TreeFile>> files = listForIncludes(scope, only);
  if (!files)
    return files.error();
  const auto wanted = [&](const std::string &path) {
    return only.empty() ||
           std::ranges::any_of(only, [&](const std::string &named) { return isAtOrBelow(path, named); });
  };
  std::vector<std::string> units;
  for (const TreeFile &file : *files)
    if (file.project && isCxxSourceName(file.path) && wanted(file.path) && scope.contains(file.path))
      units.push_back(file.path);
  if (units.empty())
    units = headersAlone(*files, scope, wanted);
  if (units.size() > kMostUnits)
    return Error(
        fmt::format("{} C++ source files below '{}': name a smaller folder, or give a compile database with -p",
                    units.size(), scope.root()));

  Surroundings surroundings(scope, highestStandardNamed(*files));
  IncludeGraph includes(scope, *std::move(files));
  std::vector<CompileCommand> commands;
  for (const std::string &unit : units)
    commands.push_back(commandFor(unit, surroundings, includes, scope.root()));
  return commands;
}

} // namespace tell
