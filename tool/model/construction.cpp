#include "model/construction.hpp"

#include <algorithm>
#include <map>

namespace tell {

namespace {

/// Plain data for a row or document is read by constant names from one thing; that many setters prove it.
constexpr std::size_t kSameSource = 2;

bool isFluent(const Program &program, const FunctionInfo &setter) {
  return setter.result != kNone && program.recordOf(setter.result) == setter.owner;
}

} // namespace

std::vector<FunctionId> fillingSetters(const Program &program, FunctionId function, ObjectKey object) {
  const FunctionInfo &info = program.functions()[function];
  std::vector<std::uint32_t> pokes;
  for (std::uint32_t i = 0; i < info.pokes.size(); ++i) {
    const Poke &poke = info.pokes[i];
    if (poke.kind == PokeKind::Setter && poke.building && poke.object == object && poke.via != kNone &&
        !isFluent(program, program.functions()[poke.via]))
      pokes.push_back(i);
  }
  if (pokes.empty())
    return {};
  const auto guards = [&](std::uint32_t poke) { return info.pokes[poke].guards.size(); };
  const std::size_t fewest = guards(*std::ranges::min_element(pokes, {}, guards));
  std::vector<FunctionId> setters;
  std::map<ObjectKey, std::size_t> sources;
  for (const std::uint32_t poke : pokes) {
    if (guards(poke) != fewest)
      continue;
    if (std::ranges::count(setters, info.pokes[poke].via) != 0)
      continue;
    setters.push_back(info.pokes[poke].via);
    if (info.pokes[poke].source != 0 && ++sources[info.pokes[poke].source] >= kSameSource)
      return {};
  }
  return setters;
}

namespace {

bool writes(const std::vector<FieldId> &fields, FieldId field) { return std::ranges::count(fields, field) != 0; }

/// Whether the field is set by nothing but constructors and plain setters on new objects, and nobody can ask for it.
bool isOnlyBuilt(const Program &program, FieldId id, std::set<FunctionId> &setters) {
  const FieldInfo &field = program.fields()[id];
  for (const FunctionId method : program.classes()[field.owner].methods) {
    const FunctionInfo &info = program.functions()[method];
    const bool plainSetter = info.accessor.kind == AccessorKind::Setter && writes(info.accessor.path, id);
    if (plainSetter)
      setters.insert(method);
    else if (!info.isSpecial() && (writes(info.ownWrites, id) || !info.defined))
      return false;
    // A getter or predicate lets callers ask.
    const bool boolean = info.result != kNone && program.types()[info.result].kind == facts::TypeKind::Bool;
    if (info.access == facts::Access::Public && writes(info.ownReads, id) &&
        (boolean || info.accessor.kind == AccessorKind::Getter))
      return false;
  }
  // Whoever changes it counts here, `main` and tests too.
  return std::ranges::none_of(program.functions(), [&](const FunctionInfo &function) {
    return std::ranges::any_of(function.pokes, [&](const Poke &poke) {
      return poke.field == id && poke.kind != PokeKind::Helper && !(poke.kind == PokeKind::Setter && poke.building);
    });
  });
}

/// Whether the field leads to an object that leads back: one of the two must be made first.
bool isMutual(const Program &program, FieldId id) {
  const FieldInfo &field = program.fields()[id];
  const ClassId target = program.recordOf(field.type);
  return target != kNone && std::ranges::any_of(program.classes()[target].fields, [&](FieldId other) {
           const TypeId type = program.fields()[other].type;
           return type != kNone && program.recordOf(type) == field.owner;
         });
}

enum class Fate : std::uint8_t { Set, Left, Unknown };

/// What becomes of the field of an object in the function that makes it.
Fate fateAt(const FunctionInfo &function, const Built &built, FieldId field, bool settable) {
  const auto sets = [&](const Poke &poke) { return poke.object == built.object && poke.field == field; };
  if (built.object != 0 && std::ranges::any_of(function.pokes, sets))
    return Fate::Set;
  if (!settable)
    return Fate::Left;
  // Whoever gets the object may set the field.
  const bool leaves = built.object == 0 || std::ranges::count(function.returned, built.object) != 0 ||
                      std::ranges::any_of(function.passed, [&](const Passed &passed) {
                        return passed.object == built.object && passed.parameter != Passed::kThis;
                      });
  return leaves ? Fate::Unknown : Fate::Left;
}

} // namespace

std::vector<UnsetField> fieldsLeftUnset(const Program &program, ClassId id) {
  std::map<FieldId, UnsetField> unset;
  for (const FunctionId method : program.classes()[id].methods) {
    const FunctionInfo &info = program.functions()[method];
    if (info.access != facts::Access::Public || info.isSpecial() || info.accessor.kind != AccessorKind::None)
      continue;
    for (const Presumption &presumption : info.presumes)
      if (program.fields()[presumption.field].owner == id)
        unset.try_emplace(presumption.field, UnsetField{presumption.field, method, presumption, {}, {}, {}});
  }
  std::vector<UnsetField> out;
  for (auto &[field, found] : unset) {
    if (!isOnlyBuilt(program, field, found.setters) || isMutual(program, field))
      continue;
    bool certain = true;
    for (const BuildSite &site : program.use(id).constructions) {
      const FunctionInfo &function = program.functions()[site.function];
      const Built &built = function.built[site.built];
      if (!program.leavesUnset(built, field))
        continue;
      const Fate fate = fateAt(function, built, field, !found.setters.empty());
      certain = certain && fate != Fate::Unknown;
      if (fate != Fate::Unknown)
        (fate == Fate::Set ? found.late : found.left).push_back(site);
    }
    if (!found.left.empty() || (certain && !found.late.empty()))
      out.push_back(std::move(found));
  }
  return out;
}

} // namespace tell
