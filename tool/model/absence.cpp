// What is not there: fields that nothing sets, methods that nothing calls, and what must be known to say so.

#include "model/linker.hpp"
#include "support/path.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace tell {

namespace {

/// What templates of the standard library call on whatever type they are given: the named requirements of ranges,
/// containers, iterators, random bit generators, clocks and allocators. Bodies of other people's templates are not
/// seen.
bool isDemandedByLibraries(std::string_view name) {
  static const std::set<std::string_view> kNames = {
      "begin", "end",  "cbegin", "cend", "rbegin", "rend",  "crbegin", "crend", "data",  "size",
      "empty", "base", "min",    "max",  "now",    "front", "back",    "count", "value", "get_allocator"};
  return kNames.contains(name);
}

} // namespace

// A header that others may include; a main file in the same folder is nobody's to include.
bool Linker::isPublished(const facts::TuFacts &unit, const facts::Class &record) const {
  const std::string_view file =
      record.name.file == kNone ? std::string_view() : unit.string(unit.files[record.name.file].path);
  return file != unit.mainFile && std::ranges::any_of(input_.publicFolders, [&](const std::string &folder) {
           return isAtOrBelow(file, folder);
         });
}

// Names that somebody means who cannot be told: in templates until they are instantiated, and where no compiler looked.
void Linker::collectNames() {
  if (input_.names != nullptr)
    program_.unresolvedNames_ = *input_.names;
  for (const auto *unit : units_) {
    for (const auto name : unit->unseenNames)
      program_.unresolvedNames_.emplace(unit->string(name));
    for (const auto &node : unit->nodes)
      if (node.op == facts::Op::Unresolved && node.ref != kNone)
        program_.unresolvedNames_.emplace(unit->string(node.ref));
  }
}

bool Program::leavesUnset(const Built &built, FieldId id) const {
  const FieldInfo &field = fields_[id];
  const bool empty =
      (field.flags & facts::kFieldInitialised) == 0 || (field.flags & facts::kFieldEmptyInitialiser) != 0;
  if (!empty || field.owner != built.type)
    return false;
  std::vector<FunctionId> constructors;
  for (const FunctionId method : classes_[built.type].methods)
    if (functions_[method].kind == facts::FunctionKind::Constructor)
      constructors.push_back(method);
  if (constructors.empty())
    return built.arguments == 0;
  FunctionId made = built.constructor;
  if (std::ranges::find(constructors, made) == constructors.end()) {
    // Through make_unique and its like, only the number of arguments is known.
    std::erase_if(constructors,
                  [&](FunctionId method) { return functions_[method].parameters.size() != built.arguments; });
    if (constructors.size() != 1)
      return false;
    made = constructors.front();
  }
  const FunctionInfo &constructor = functions_[made];
  if (constructor.is(facts::kDefaulted))
    return built.arguments == 0;
  return constructor.defined && !constructor.settlesAll && !std::ranges::binary_search(constructor.settles, id);
}

bool Program::isUncalled(FunctionId id) const {
  const FunctionInfo &method = functions_[id];
  if (!complete() || !hasMain_ || !method.isMethod() || method.kind != facts::FunctionKind::Method)
    return false;
  constexpr std::uint32_t kOthersHand = facts::kReferenced | facts::kVirtual | facts::kOverride | facts::kPure |
                                        facts::kDefaulted | facts::kDeleted | facts::kTemplated |
                                        facts::kFunctionExported | facts::kFunctionFromMacro | facts::kPartialBody;
  constexpr std::uint32_t kOthersClass = facts::kExported | facts::kTemplatePattern | facts::kSpecialization |
                                         facts::kPartialClass | facts::kInExternC | facts::kFromMacro;
  if (method.is(kOthersHand) || unresolvedNames_.contains(method.simple) || isDemandedByLibraries(method.simple))
    return false;
  constexpr int kNesting = 16;
  ClassId around = method.owner;
  for (int i = 0; around != kNone && i < kNesting; ++i) {
    const ClassInfo &info = classes_[around];
    if (info.is(kOthersClass) || info.published || !info.macros.empty())
      return false;
    around = info.enclosing;
  }
  // A pair of overloads, one const and one not, is one thing; the compiler picks.
  return std::ranges::none_of(classes_[method.owner].methods, [&](FunctionId other) {
    const FunctionInfo &twin = functions_[other];
    return twin.simple == method.simple && twin.parameters.size() == method.parameters.size() &&
           twin.is(facts::kReferenced);
  });
}

} // namespace tell
