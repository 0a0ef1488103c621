#pragma once

#include "workspace/source_tree.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tell {

/// What the files of a project include of one another, read from their `#include` lines without preprocessing, and so
/// which folders must be searched for a unit's includes to be found.
class IncludeGraph {
public:
  /// `files` is sorted by path. Reads the project's C++ files at once; other people's only when something includes
  /// them. `scope` must outlive the graph.
  IncludeGraph(const ProjectScope &scope, std::vector<TreeFile> files);

  /// The arguments that let `unit` and all that it includes find their project and foreign headers: `-I` for a folder
  /// that `#include <…>` needs, `-iquote` where only `#include "…"` does (it must not come before the system's own
  /// headers), `-isystem` for other people's code. Nearest to the unit first, then those that most files of the project
  /// ask for, then by path. The folders `always` are searched in any case, as for `#include <…>`.
  [[nodiscard]] std::vector<std::string> searchArguments(const std::string &unit,
                                                         const std::vector<std::string> &always);

private:
  struct Include {
    std::string name;
    bool angled = false;
  };
  /// Where an include leads; `folder` is what must be searched for it, `kNone` if it is found beside the includer.
  struct Edge {
    std::size_t file = 0;
    std::size_t folder = 0;
    bool angled = false;
  };
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  static std::vector<Include> includesIn(std::string_view text);
  [[nodiscard]] std::size_t fileAt(std::string_view path) const;
  [[nodiscard]] std::vector<std::size_t> candidates(std::string_view name) const;
  const std::vector<Include> &includesOf(std::size_t file);
  const std::vector<Edge> &edgesOf(std::size_t file);
  std::size_t folderId(std::string_view path);
  void vote(std::size_t file);

  const ProjectScope &scope_;
  std::vector<TreeFile> files_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> byName_; ///< indices into files_, ascending
  std::vector<std::string> folders_;                                      ///< folders that some include needs searched
  std::vector<std::uint32_t> votes_; ///< of folders_: how many includes could use it
  std::unordered_map<std::string, std::size_t> folderIds_;
  std::unordered_map<std::size_t, std::vector<Include>> includes_;
  std::unordered_map<std::size_t, std::vector<Edge>> edges_;
};

} // namespace tell
