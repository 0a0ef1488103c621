#include "extract/snapshot_plan.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace tell {
namespace {

/// A tree in which units with a common beginning share a path.
class HeaderTree {
public:
  explicit HeaderTree(std::span<const ScannedUnit> units) : units_(units) {}

  void plan(const std::vector<std::size_t> &group, SnapshotPlan &plan) const {
    std::vector<Path> paths;
    const std::map<std::string_view, std::size_t> counts = countHeaders(group);
    for (const std::size_t unit : group) {
      Path path{.unit = unit, .headers = {units_[unit].headers.begin(), units_[unit].headers.end()}};
      std::erase_if(path.headers, [&](std::string_view header) { return counts.at(header) < 2; });
      std::ranges::sort(path.headers, [&](std::string_view a, std::string_view b) {
        const std::size_t first = counts.at(a);
        const std::size_t second = counts.at(b);
        return first != second ? first > second : a < b;
      });
      paths.push_back(std::move(path));
    }
    std::ranges::sort(paths, {}, [](const Path &path) { return std::tie(path.headers, path.unit); });
    share(paths, 0, SnapshotPlan::kAlone, plan);
  }

private:
  struct Path {
    std::size_t unit = 0;
    std::vector<std::string_view> headers;
  };

  [[nodiscard]] std::map<std::string_view, std::size_t> countHeaders(const std::vector<std::size_t> &group) const {
    std::map<std::string_view, std::size_t> counts;
    for (const std::size_t unit : group)
      for (const std::string &header : units_[unit].headers)
        ++counts[header];
    return counts;
  }

  /// `paths` are sorted and have their first `depth` headers in common, which `parent` has read.
  static void share(std::span<const Path> paths, std::size_t depth, std::size_t parent, SnapshotPlan &plan) {
    while (!paths.empty()) {
      if (paths.front().headers.size() == depth) {
        settle(paths.front(), parent, plan);
        paths = paths.subspan(1);
        continue;
      }
      const std::string_view next = paths.front().headers[depth];
      const auto other = std::ranges::find_if(
          paths, [&](const Path &path) { return path.headers.size() <= depth || path.headers[depth] != next; });
      const auto same = paths.first(static_cast<std::size_t>(other - paths.begin()));
      paths = paths.subspan(same.size());
      if (same.size() == 1) {
        settle(same.front(), parent, plan);
        continue;
      }
      const std::size_t node = plan.nodes.size();
      plan.nodes.push_back({.parent = parent == SnapshotPlan::kAlone ? node : parent, .headers = {}, .units = {}});
      std::size_t common = depth; // sorted: what the first and the last have in common, all have
      while (common < same.front().headers.size() && common < same.back().headers.size() &&
             same.front().headers[common] == same.back().headers[common])
        plan.nodes[node].headers.emplace_back(same.front().headers[common++]);
      share(same, common, node, plan);
    }
  }

  static void settle(const Path &path, std::size_t node, SnapshotPlan &plan) {
    plan.nodeOf[path.unit] = node;
    if (node != SnapshotPlan::kAlone)
      plan.nodes[node].units.push_back(path.unit);
  }

  std::span<const ScannedUnit> units_;
};

} // namespace

SnapshotPlan planSnapshots(std::span<const ScannedUnit> units) {
  SnapshotPlan plan;
  plan.nodeOf.assign(units.size(), SnapshotPlan::kAlone);
  std::map<std::string_view, std::vector<std::size_t>> groups;
  for (std::size_t unit = 0; unit < units.size(); ++unit)
    if (!units[unit].headers.empty())
      groups[units[unit].group].push_back(unit);
  const HeaderTree tree(units);
  for (const auto &[key, group] : groups)
    tree.plan(group, plan);
  for (SnapshotNode &node : plan.nodes)
    std::ranges::sort(node.units);
  return plan;
}

} // namespace tell
