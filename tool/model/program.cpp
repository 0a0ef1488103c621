#include "model/program.hpp"

#include <algorithm>
#include <array>

namespace tell {

std::string_view name(Role role) {
  static constexpr std::array<std::string_view, 18> kNames = {
      "unknown", "generated", "test",      "exception", "interface", "resource", "container", "result",  "node",
      "maths",   "component", "framework", "service",   "record",    "ceremony", "anemic",    "exposed", "rich"};
  return kNames[static_cast<std::size_t>(role)];
}

bool FunctionInfo::isSpecial() const {
  return kind == facts::FunctionKind::Constructor || kind == facts::FunctionKind::Destructor || simple == "operator=";
}

bool Program::derivesFrom(ClassId derived, ClassId base) const {
  if (derived == base)
    return true;
  constexpr std::size_t kLimit = 64; // a cycle can only come from damaged facts
  std::vector<ClassId> pending{derived};
  for (std::size_t i = 0; i < pending.size() && i < kLimit; ++i)
    for (const ClassId next : classes_[pending[i]].bases) {
      if (next == base)
        return true;
      pending.push_back(next);
    }
  return false;
}

bool Program::inside(FunctionId function, ClassId of) const {
  constexpr int kNesting = 16;
  ClassId owner = functions_[function].owner;
  for (int i = 0; owner != kNone && i < kNesting; ++i) {
    if (derivesFrom(owner, of) || derivesFrom(of, owner))
      return true;
    // A nested class that is not public is a detail of the class around it, which may do with it what it likes.
    ClassId part = of;
    for (int j = 0; part != kNone && j < kNesting; ++j) {
      const ClassInfo &info = classes_[part];
      if (info.enclosing != kNone && info.access != facts::Access::Public && derivesFrom(owner, info.enclosing))
        return true;
      part = info.enclosing;
    }
    owner = classes_[owner].enclosing;
  }
  return false;
}

TypeId Program::pointee(TypeId type) const {
  constexpr int kLimit = 16;
  for (int i = 0; i < kLimit; ++i) {
    const TypeInfo &info = types_[type];
    const bool handle = info.kind == facts::TypeKind::LvalueReference ||
                        info.kind == facts::TypeKind::RvalueReference || info.kind == facts::TypeKind::Pointer ||
                        info.wrapper == facts::Wrapper::UniquePointer ||
                        info.wrapper == facts::Wrapper::SharedPointer || info.wrapper == facts::Wrapper::WeakPointer ||
                        info.wrapper == facts::Wrapper::Optional || info.wrapper == facts::Wrapper::Iterator ||
                        info.wrapper == facts::Wrapper::ReferenceWrapper;
    if (!handle || info.inner == kNone)
      return type;
    type = info.inner;
  }
  return type;
}

ClassId Program::recordOf(TypeId type) const { return types_[pointee(type)].record; }

bool Program::maintains(FieldId field) const {
  const ClassId owner = fields_[field].owner;
  return owner != kNone && std::ranges::any_of(classes_[owner].methods, [&](FunctionId method) {
           const FunctionInfo &info = functions_[method];
           return std::ranges::binary_search(info.ownGuarded, field) ||
                  (info.ownWrites.size() >= 2 && info.accessor.kind == AccessorKind::None && !info.isSpecial() &&
                   std::ranges::binary_search(info.ownWrites, field));
         });
}

bool Program::isTest(ClassId id) const {
  const auto isFramework = [](const std::string &base) { return base.starts_with("testing::") || base == "QTestCase"; };
  return std::ranges::any_of(classes_[id].outsideBases, isFramework) ||
         std::ranges::any_of(classes_[id].bases, [this, id](ClassId base) { return base != id && isTest(base); });
}

bool Program::isDomain(ClassId id) const {
  const Role role = classes_[id].role;
  // What is not known well enough for a verdict about the class is asked and poked all the same.
  if (role == Role::Unknown)
    return uses_[id].transitions > 0 || !isPlainData(id);
  return role == Role::Anemic || role == Role::Exposed || role == Role::Rich;
}

} // namespace tell
