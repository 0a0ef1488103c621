#pragma once

#include "support/glob.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// Decides which files are project code: the code that is judged. Everything else is context only.
/// Project code lies under `root` and not under a build folder, `_deps`, a submodule, `third_party`, `vendor`,
/// `external` or `node_modules`, and carries no generated-file mark. The rule is lexical but for the mark and for
/// markers of build folders and submodules, which are looked up on disk once per folder and file (see the .cpp): what
/// changes on disk after that is not noticed. Several threads may ask one scope at once; copies share what was looked
/// up.
class ProjectScope {
public:
  /// `root` is absolute and lexically normal. `excluded` are configuration globs relative to it (`third_party/**`).
  explicit ProjectScope(std::string root, std::vector<std::string> excluded = {});

  [[nodiscard]] const std::string &root() const { return root_; }

  /// Whether the file at this absolute path is project code; `reason` (may be null) receives why or why not, for
  /// people.
  [[nodiscard]] bool contains(std::string_view path, std::string *reason = nullptr) const;

  /// Whether files in the folder at this absolute path can be project code at all: `contains` without what it says of
  /// the single file (the mark and the configuration's globs).
  [[nodiscard]] bool containsFolder(std::string_view path, std::string *reason = nullptr) const;

  /// The path relative to the root with `/` separators, or the path itself where it does not lie below the root.
  [[nodiscard]] std::string relative(std::string_view path) const;

private:
  struct Verdicts;

  [[nodiscard]] std::string whyNotFolder(const std::string &folder) const;
  [[nodiscard]] std::string whyNotFile(const std::string &path) const;

  std::string root_;
  std::vector<Glob> excluded_;
  std::shared_ptr<Verdicts> verdicts_;
};

/// Whether the folder is a build tree: one that CMake, Meson or Ninja made, or that has a build tree's usual name and
/// holds a compile database. Looks on disk.
[[nodiscard]] bool isBuildFolder(const std::string &folder);

} // namespace tell
