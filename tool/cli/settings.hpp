#pragma once

#include "checks/run.hpp"
#include "cli/analyzed_sources.hpp"
#include "cli/options.hpp"
#include "findings/baseline.hpp"
#include "findings/finding.hpp"
#include "model/link.hpp"
#include "support/project_scope.hpp"
#include "workspace/configurations.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tell {

/// The names that a configuration may speak of: those of all checks and of their options.
[[nodiscard]] ConfigurationVocabulary configurationVocabulary();

/// The configuration files that the command line asks for: those in the tree below `root`, the one it names, or none.
[[nodiscard]] Result<Configurations> configurationsFor(const Options &options, const std::string &root,
                                                       const std::string &workingDirectory);

/// The command line and the configuration files together: what is in force where. The command line comes last, as in
/// clang-tidy: its `--checks` follow those of the files, its other options replace theirs.
class Settings {
public:
  /// Reads what holds at the root and in the given folders (absolute), so that mistakes are told before the analysis.
  [[nodiscard]] static Result<Settings> load(const Options &options, const ProjectScope &scope,
                                             const std::string &workingDirectory, std::span<const std::string> folders);

  /// The roles that the configuration gives to classes declared in the files (absolute).
  [[nodiscard]] Result<std::vector<RoleDeclaration>> declarations(std::span<const std::string> files);

  /// All that `run` goes by besides the program, in words: which checks run where, how they are set up, and what is
  /// left out. `files` (absolute) are those that the program was read from.
  [[nodiscard]] Result<std::string> inputs(std::span<const std::string> files);

  /// Runs the selected checks, each with the options that hold where its findings are, without what is left out there.
  [[nodiscard]] Result<CheckRun> run(const Program &program);

  /// What the checks that run find about comments, each judged by the configuration of its folder.
  [[nodiscard]] std::vector<Finding> review(std::span<const JudgedComment> comments, Coverage coverage,
                                            const AnalyzedSources &sources);

  /// Whether reports leave the file (relative to the root) out.
  [[nodiscard]] Result<bool> excludes(const std::string &path);

  /// What is known already; none where no baseline was asked for.
  [[nodiscard]] const std::optional<Baseline> &baseline() const { return baseline_; }

  /// Who else is a tool, at the project's root: see `Authorship::open`.
  [[nodiscard]] const std::vector<std::string> &aiAuthors() const { return aiAuthors_; }

  /// The level from which findings count, and how many of them are let pass.
  [[nodiscard]] std::optional<Level> failOn() const { return failOn_; }
  [[nodiscard]] unsigned maxFindings() const { return maxFindings_; }

private:
  Settings(const ProjectScope &scope, std::string checks, Configurations configurations)
      : scope_(&scope), checks_(std::move(checks)), configurations_(std::move(configurations)) {}

  Result<const Configuration *> at(const std::string &path);
  Result<std::vector<CheckSetup>> setups(const Configuration &configuration) const;

  const ProjectScope *scope_;
  std::string checks_; ///< of the command line
  Configurations configurations_;
  std::optional<Level> failOn_ = Level::Warning;
  unsigned maxFindings_ = 0;
  std::optional<Baseline> baseline_;
  std::vector<std::string> aiAuthors_;
  unsigned jobs_ = 1; ///< checks at a time
};

} // namespace tell
