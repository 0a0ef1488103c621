#pragma once

#include "support/result.hpp"
#include "workspace/compile_command.hpp"

#include <span>
#include <string>
#include <vector>

namespace tell {

struct WorkspaceRequest {
  std::vector<std::string> paths; ///< what the user named; empty: the current directory
  std::string buildDirectory;     ///< -p, a folder or a compile_commands.json; empty: search
  std::string workingDirectory;   ///< absolute; what relative paths are relative to
  bool mayBeEmpty = false;        ///< a project without units is no error
};

/// A project as the user means it, and how its units are compiled.
struct Workspace {
  std::string root;                     ///< absolute: the project's root; see findProjectRoot
  std::vector<CompileCommand> commands; ///< project units only, sorted by file then arguments, exact duplicates removed
  std::vector<std::string> otherSources; ///< C++ sources that the database compiles and that are no project code
  std::string database;                  ///< path of compile_commands.json; empty where commands are inferred
  std::vector<std::string> reportOnly;   ///< absolute files and folders to report on; empty = everything
  std::vector<std::string> notices;      ///< one-line things to say on standard error ("no compile_commands.json; …")
};

/// Finds the project around the named paths and its commands. All paths must belong to one project; those of no project
/// make one of their own, of nothing but themselves.
///
/// The compile database is the one `buildDirectory` names, or the first that `findCompileDatabases` finds and that
/// compiles an existing file of the project; a damaged one is an error and never passed over. Without one, commands are
/// inferred (see inferCommands). Two commands that differ only in what they write are one; the same file compiled in
/// different ways stays several units. A unit whose file is missing is kept, for extraction to report, and noticed; so
/// is a named source that the database does not hold: it is compiled like its nearest neighbour.
///
/// Errors, each one line that says what to do: a path that does not exist, paths of different projects, an unusable
/// compile database, no unit found.
[[nodiscard]] Result<Workspace> openWorkspace(const WorkspaceRequest &request);

/// Lets sources among `files` (absolute) that the compile database does not know yet, as one just written, be compiled
/// like their nearest neighbours. Nothing where commands are inferred: that finds them.
void addNewSources(Workspace &workspace, std::span<const std::string> files);

/// The neighbour's command for another file.
[[nodiscard]] CompileCommand compiledLike(const CompileCommand &neighbour, const std::string &file);

} // namespace tell
