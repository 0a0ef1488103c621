#include "model/linker.hpp"
#include "support/path.hpp"

#include <algorithm>
#include <cstdint>

namespace tell {
namespace {

/// No hierarchy that people wrote is deeper. What follows bases or enclosing classes may recurse that far.
constexpr std::size_t kDeepest = 128;

/// Goes through a graph of classes depth first, without recursion, and takes away the links that lead back to a class
/// on the way, or further than kDeepest. `linksOf` gives a class's links as a vector.
template <typename LinksOf> void cutCycles(std::size_t classes, LinksOf linksOf) {
  enum class State : std::uint8_t { Unseen, Open, Done };
  struct Step {
    ClassId id = 0;
    std::size_t next = 0; ///< the link to follow
  };
  std::vector<State> states(classes, State::Unseen);
  std::vector<std::size_t> heights(classes, 1); ///< of those that are done: classes on the longest way
  std::vector<Step> way;
  for (ClassId start = 0; start < classes; ++start) {
    if (states[start] != State::Unseen)
      continue;
    states[start] = State::Open;
    way.push_back({start, 0});
    while (!way.empty()) {
      Step &step = way.back();
      auto &links = linksOf(step.id);
      if (step.next == links.size()) {
        states[step.id] = State::Done;
        way.pop_back();
        continue;
      }
      const ClassId to = links[step.next];
      if (states[to] == State::Unseen) {
        states[to] = State::Open;
        way.push_back({to, 0});
        continue; // and come back to this link, when its class is done
      }
      if (states[to] == State::Open || heights[to] >= kDeepest) {
        links.erase(links.begin() + static_cast<std::ptrdiff_t>(step.next));
        continue;
      }
      heights[step.id] = std::max(heights[step.id], heights[to] + 1);
      ++step.next;
    }
  }
}

} // namespace

void Linker::straightenHierarchies() {
  std::vector<ClassInfo> &classes = program_.classes_;
  cutCycles(classes.size(), [&](ClassId id) -> std::vector<ClassId> & { return classes[id].bases; });

  std::vector<std::vector<ClassId>> around(classes.size());
  for (ClassId id = 0; id < classes.size(); ++id)
    if (classes[id].enclosing != kNone)
      around[id] = {classes[id].enclosing};
  cutCycles(classes.size(), [&](ClassId id) -> std::vector<ClassId> & { return around[id]; });
  for (ClassId id = 0; id < classes.size(); ++id)
    if (around[id].empty())
      classes[id].enclosing = kNone;

  for (ClassId id = 0; id < classes.size(); ++id)
    for (const ClassId base : classes[id].bases)
      classes[base].derived.push_back(id);
  for (ClassInfo &info : classes)
    std::ranges::sort(info.derived);
}

void Linker::findImplementations() {
  std::vector<ClassInfo> &classes = program_.classes_;
  const auto inHeader = [&](ClassId id) { return fileExtension(classes[id].place.path).starts_with('h'); };
  std::vector<bool> shared(classes.size(), false);
  for (const FieldInfo &field : program_.fields_) {
    if (field.type == kNone || field.owner == kNone)
      continue;
    const TypeInfo &type = program_.types_[field.type];
    const ClassId part = program_.recordOf(field.type);
    if (part == kNone || part == field.owner || inHeader(part))
      continue;
    const bool owns = type.kind == facts::TypeKind::Pointer || type.wrapper == facts::Wrapper::UniquePointer ||
                      type.wrapper == facts::Wrapper::SharedPointer;
    ClassId &implements = classes[part].implements;
    if (!owns || !inHeader(field.owner) || field.access == facts::Access::Public ||
        (implements != kNone && implements != field.owner))
      shared[part] = true;
    implements = field.owner;
  }
  for (ClassId id = 0; id < classes.size(); ++id)
    if (shared[id])
      classes[id].implements = kNone;
}

std::vector<ClassId> Program::lineage(ClassId id) const {
  std::vector<ClassId> all{id};
  for (std::size_t i = 0; i < all.size(); ++i)
    for (const ClassId base : classes_[all[i]].bases)
      if (std::ranges::find(all, base) == all.end())
        all.push_back(base);
  return all;
}

} // namespace tell
