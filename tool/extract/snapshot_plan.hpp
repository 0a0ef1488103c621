#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tell {

/// What is known of a unit before it is parsed.
struct ScannedUnit {
  std::string group;                ///< units share headers only with units of the same flags, folder and language
  std::vector<std::string> headers; ///< the standard headers that the project's text includes, each once
};

/// A process that has read some headers, and from which units and further such processes go on.
struct SnapshotNode {
  std::size_t parent = 0;           ///< its own index: a root, which begins with nothing
  std::vector<std::string> headers; ///< what it reads beyond its parent, in order; as between `<` and `>`
  std::vector<std::size_t> units;   ///< that go on from here, ascending
};

/// Which headers are read once for several units. Parents stand before their children.
struct SnapshotPlan {
  std::vector<SnapshotNode> nodes;
  std::vector<std::size_t> nodeOf; ///< by unit; kAlone: shares nothing

  static constexpr std::size_t kAlone = static_cast<std::size_t>(-1);

  /// The root that a node goes on from; kAlone for kAlone.
  [[nodiscard]] std::size_t rootOf(std::size_t node) const {
    while (node != kAlone && nodes[node].parent != node)
      node = nodes[node].parent;
    return node;
  }
};

/// Shares as much as can be without giving a unit a header that it does not include itself. Headers that most units
/// include come first, so that units with different lists have a beginning in common.
[[nodiscard]] SnapshotPlan planSnapshots(std::span<const ScannedUnit> units);

} // namespace tell
