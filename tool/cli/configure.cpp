#include "cli/configure.hpp"

#include "cli/settings.hpp"

#include "support/file.hpp"
#include "support/path.hpp"
#include "support/project_scope.hpp"
#include "workspace/project_root.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

namespace tell {
namespace {

/// What a new file says: everything is a comment, so that the file changes nothing until somebody decides something.
constexpr std::string_view kTemplate =
    R"(# clang-tell: what is judged, and how. `clang-tell config FILE` prints what is in force for a file.

# Which checks run, as in clang-tidy: the last glob that matches decides. `clang-tell list-checks` names them.
# Checks: '*,-tell-message-chain'

# From which level on findings fail a run (note, warning, error, never), and how many of them are let pass.
# FailOn: warning
# MaxFindings: 0

# Not reported; still known as callers. Relative to this file.
# Exclude: ['third_party/**', '**/*.pb.h']

# Plain data by decision, by qualified name. In the code: // clang-tell: record, reason
# Records: ['api::*Dto', '*Config']
# DataOriented: ['ecs::components::*']

# Co-authors that are tools, for `clang-tell check --authored-by ai`, besides the ones that are known.
# AiAuthors: ['*<codegen@example.com>']

# CheckOptions:
#   tell-anemic-class.MaxEvidence: 4
# CheckLevels:
#   tell-scattered-rule: note

# In a folder below: take what this file leaves open from the next .clang-tell above.
# InheritParentConfig: true
)";

} // namespace

Result<std::string> configText(const Options &options, const std::string &workingDirectory) {
  if (options.schema)
    return configurationSchema(configurationVocabulary());
  const std::string given = options.paths.empty() ? "." : options.paths.front();
  const std::string path = normalPath(given, workingDirectory);
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (!std::filesystem::exists(status))
    return Error(fmt::format("{}: no such file or folder", given));
  const bool isFolder = std::filesystem::is_directory(status);
  const std::string folder = isFolder ? path : std::string(parentFolder(path));
  const std::string root = findProjectRoot(folder).folder;
  const ProjectScope scope(root);
  auto configurations = configurationsFor(options, root, workingDirectory);
  if (!configurations)
    return configurations.error();
  const auto configuration = configurations->of(folder);
  if (!configuration)
    return configuration.error();

  std::string reason;
  const bool project = isFolder ? scope.containsFolder(path, &reason) : scope.contains(path, &reason);
  std::string text = fmt::format("# '{}' is {}project code: {}\n", given, project ? "" : "no ", reason);
  if (const auto *pattern = Configurations::excludedBy(**configuration, path); pattern != nullptr && !isFolder)
    text += fmt::format("# it is not reported: '{}' at {}:{}\n", pattern->value, pattern->origin.file,
                        pattern->origin.line);
  text += (*configuration)->files.empty() ? "# no configuration file is read\n"
                                          : fmt::format("# read: {}\n", fmt::join((*configuration)->files, ", "));
  return text + describeConfiguration(**configuration);
}

Result<std::string> initConfiguration(const Options &options, const std::string &workingDirectory) {
  const std::string given = options.paths.empty() ? "." : options.paths.front();
  const std::string folder = normalPath(given, workingDirectory);
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored))
    return Error(fmt::format("{}: no such folder", given));
  const std::string file = folder + "/.clang-tell";
  if (std::filesystem::exists(std::filesystem::symlink_status(file, ignored)))
    return Error(fmt::format("'{}' exists already", file));
  if (const Status status = writeFileAtomically(file, kTemplate); !status)
    return status.error();
  return fmt::format("wrote '{}'\n"
                     "for pre-commit, add to .pre-commit-config.yaml:\n"
                     "  - repo: local\n"
                     "    hooks:\n"
                     "      - id: clang-tell\n"
                     "        name: clang-tell\n"
                     "        entry: clang-tell hook pre-commit\n"
                     "        language: system\n"
                     "        types_or: [c++, c]\n"
                     "        pass_filenames: false\n"
                     "        require_serial: true\n",
                     file);
}

} // namespace tell
