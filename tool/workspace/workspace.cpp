#include "workspace/workspace.hpp"

#include "support/path.hpp"
#include "support/project_scope.hpp"
#include "workspace/compile_database.hpp"
#include "workspace/inference.hpp"
#include "workspace/project_root.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

namespace tell {
namespace {

bool exists(const std::string &path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

bool isFolder(const std::string &path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

std::string folderOf(const std::string &path) { return isFolder(path) ? path : std::string(parentFolder(path)); }

/// The project and what of it was named.
struct Named {
  std::string root;
  std::string start;              ///< the folder of the first path: where the search for a database starts
  std::vector<std::string> paths; ///< absolute, sorted, each once
  bool inProject = false;         ///< false: nothing marks a project around the paths

  /// Whether everything was named, by its root or by naming nothing.
  bool whole = false;
};

/// The deepest folder that holds both.
std::string commonFolder(std::string_view a, std::string_view b) {
  while (!isAtOrBelow(b, a))
    a = parentFolder(a);
  return std::string(a);
}

Result<Named> findNamed(const WorkspaceRequest &request) {
  Named named;
  for (const std::string &path : request.paths) {
    named.paths.push_back(normalPath(path, request.workingDirectory));
    if (!exists(named.paths.back()))
      return Error(fmt::format("no such file or folder: '{}'", path));
  }
  if (named.paths.empty()) {
    named.paths.push_back(normalPath(".", request.workingDirectory));
    named.whole = true;
  }
  std::ranges::sort(named.paths);
  const auto repeated = std::ranges::unique(named.paths);
  named.paths.erase(repeated.begin(), repeated.end());

  named.start = folderOf(named.paths.front());
  for (const std::string &path : named.paths) {
    const ProjectRoot root = findProjectRoot(folderOf(path));
    if (named.root.empty()) {
      named.root = root.folder;
      named.inProject = root.found;
    } else if (named.inProject != root.found) {
      return Error(fmt::format("'{}' and '{}' do not belong to one project: check them one at a time",
                               named.paths.front(), path));
    } else if (!root.found) {
      named.root = commonFolder(named.root, root.folder);
    } else if (isAtOrBelow(named.root, root.folder)) {
      named.root = root.folder;
    } else if (!isAtOrBelow(root.folder, named.root)) {
      return Error(fmt::format("'{}' and '{}' belong to different projects ('{}' and '{}'): check them one at a time",
                               named.paths.front(), path, named.root, root.folder));
    }
  }
  named.whole |= std::ranges::find(named.paths, named.root) != named.paths.end();
  return named;
}

/// The same with symbolic links resolved: build systems may have written the one path or the other.
std::optional<Named> withLinksResolved(const Named &named) {
  std::error_code failed;
  const auto real = [&](const std::string &path) { return std::filesystem::canonical(path, failed).string(); };
  Named resolved = named;
  resolved.root = real(named.root);
  resolved.start = real(named.start);
  std::ranges::transform(named.paths, resolved.paths.begin(), real);
  if (failed || resolved.root == named.root)
    return std::nullopt;
  return resolved;
}

std::string databaseIn(const std::string &buildDirectory) {
  return isFolder(buildDirectory) ? buildDirectory + "/compile_commands.json" : buildDirectory;
}

/// "'a', 'b' and 3 more"
std::string listed(const std::vector<std::string> &paths, const ProjectScope &scope) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < paths.size() && i < kShown; ++i)
    text += fmt::format("{}'{}'", i == 0 ? "" : ", ", scope.relative(paths[i]));
  if (paths.size() > kShown)
    text += fmt::format(" and {} more", paths.size() - kShown);
  return text;
}

void take(ProjectUnits units, const CompileDatabase &database, const ProjectScope &scope, Workspace &workspace) {
  workspace.root = scope.root();
  workspace.database = database.path;
  workspace.commands = std::move(units.commands);
  workspace.otherSources = std::move(units.others);
  if (!units.missing.empty())
    workspace.notices.push_back(
        fmt::format("'{}' names {} that {} not exist: {}", scope.relative(database.path),
                    units.missing.size() == 1 ? "a file" : fmt::format("{} files", units.missing.size()),
                    units.missing.size() == 1 ? "does" : "do", listed(units.missing, scope)));
  if (units.notCxx > 0)
    workspace.notices.push_back(fmt::format("{} {} compiled as another language than C++ and left out", units.notCxx,
                                            units.notCxx == 1 ? "file is" : "files are"));
}

/// Takes the commands from the database if it compiles code of the project, under either spelling of its root.
bool takeDatabase(const CompileDatabase &database, Named &named, Workspace &workspace) {
  const ProjectScope scope(named.root);
  if (ProjectUnits units = projectUnits(database, scope); units.anyExists) {
    take(std::move(units), database, scope, workspace);
    return true;
  }
  std::optional<Named> resolved = withLinksResolved(named);
  if (!resolved)
    return false;
  const ProjectScope resolvedScope(resolved->root);
  ProjectUnits units = projectUnits(database, resolvedScope);
  if (!units.anyExists)
    return false;
  named = *std::move(resolved);
  take(std::move(units), database, resolvedScope, workspace);
  return true;
}

/// How to get a compile database from the build system that the project has.
std::string databaseAdvice(const std::string &root) {
  if (exists(root + "/CMakeLists.txt"))
    return "; for exact results: cmake -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON";
  if (exists(root + "/meson.build"))
    return "; for exact results: meson setup build";
  if (exists(root + "/MODULE.bazel") || exists(root + "/WORKSPACE") || exists(root + "/WORKSPACE.bazel"))
    return "; for exact results: bazel run @hedron_compile_commands//:refresh_all";
  if (exists(root + "/Makefile") || exists(root + "/makefile") || exists(root + "/GNUmakefile"))
    return "; for exact results: bear -- make";
  return {};
}

Status inferInto(const Named &named, bool mayBeEmpty, Workspace &workspace) {
  const ProjectScope scope(named.root);
  Result<std::vector<CompileCommand>> commands =
      inferCommands(scope, named.inProject ? std::vector<std::string>() : named.paths);
  if (!commands)
    return commands.error();
  if (commands->empty() && !mayBeEmpty)
    return Error(fmt::format("no C++ source file found below '{}'", named.root));
  workspace.root = named.root;
  workspace.commands = *std::move(commands);
  workspace.notices.push_back("no compile_commands.json found; commands are inferred" + databaseAdvice(named.root));
  return {};
}

Status findCommands(const WorkspaceRequest &request, Named &named, Workspace &workspace) {
  if (!request.buildDirectory.empty()) {
    const std::string path = databaseIn(normalPath(request.buildDirectory, request.workingDirectory));
    if (!exists(path))
      return Error(
          fmt::format("no compile database at '{}': give -p the build folder that holds compile_commands.json", path));
    const Result<CompileDatabase> database = readCompileDatabase(path);
    if (!database)
      return database.error();
    if (!takeDatabase(*database, named, workspace))
      return Error(fmt::format("no command in '{}' compiles a C++ file that exists below '{}'", path, named.root));
    return {};
  }
  const std::vector<std::string> found = findCompileDatabases(named.start, named.root);
  for (const std::string &path : found) {
    const Result<CompileDatabase> database = readCompileDatabase(path);
    if (!database)
      return database.error();
    if (!takeDatabase(*database, named, workspace))
      continue;
    if (found.size() > 1)
      workspace.notices.push_back(fmt::format("'{}' is used, the first of {} compile databases; -p chooses another",
                                              ProjectScope(named.root).relative(path), found.size()));
    return {};
  }
  return inferInto(named, request.mayBeEmpty, workspace);
}

/// How many leading characters two paths share.
std::size_t likeness(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

} // namespace

CompileCommand compiledLike(const CompileCommand &neighbour, const std::string &file) {
  CompileCommand command{neighbour.directory, file, {neighbour.arguments.front()}, true};
  for (const std::string &argument : std::span(neighbour.arguments).subspan(1))
    command.arguments.push_back(normalPath(argument, neighbour.directory) == neighbour.file ? file : argument);
  return command;
}

void addNewSources(Workspace &workspace, std::span<const std::string> files) {
  if (workspace.database.empty())
    return;
  const ProjectScope scope(workspace.root);
  const std::vector<CompileCommand> known = workspace.commands;
  for (const std::string &path : files) {
    if (!isCxxSourceName(path) || isFolder(path) || !scope.contains(path) ||
        std::ranges::find(known, path, &CompileCommand::file) != known.end())
      continue;
    const CompileCommand &neighbour = *std::ranges::max_element(
        known, {}, [&](const CompileCommand &command) { return likeness(command.file, path); });
    workspace.commands.push_back(compiledLike(neighbour, path));
    workspace.notices.push_back(fmt::format("'{}' is not in the compile database; it is compiled like '{}'",
                                            scope.relative(path), scope.relative(neighbour.file)));
  }
  std::ranges::sort(workspace.commands, {}, [](const CompileCommand &command) {
    return std::tie(command.file, command.arguments, command.directory);
  });
}

Result<Workspace> openWorkspace(const WorkspaceRequest &request) {
  Result<Named> named = findNamed(request);
  if (!named)
    return named.error();
  Workspace workspace;
  if (const Status found = findCommands(request, *named, workspace); !found)
    return found.error();
  if (named->whole)
    return workspace;
  workspace.reportOnly = named->paths;
  addNewSources(workspace, workspace.reportOnly);
  const ProjectScope scope(workspace.root);
  for (const std::string &path : workspace.reportOnly)
    if (std::string reason; !(isFolder(path) ? scope.containsFolder(path, &reason) : scope.contains(path, &reason)))
      workspace.notices.push_back(fmt::format("'{}' is not project code: {}", scope.relative(path), reason));
  return workspace;
}

} // namespace tell
