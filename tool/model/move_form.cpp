#include "model/move.hpp"

#include "model/region.hpp"

#include <algorithm>

namespace tell {

std::string hidingObstacle(const Program &program, FieldId id, std::span<const FunctionId> movers) {
  const FieldInfo &field = program.fields()[id];
  const ClassInfo &info = program.classes()[field.owner];
  if (info.is(facts::kInExternC) || info.is(facts::kPacked))
    return "its layout is fixed";
  if (info.unpacked)
    return "structured bindings take " + info.simple + " apart";
  if (info.listed && info.is(facts::kAggregate))
    return info.simple + " is made from a braced list of its members and needs a constructor first";
  if (std::ranges::any_of(field.heirs, [&](FunctionId heir) { return std::ranges::count(movers, heir) == 0; }))
    return "derived classes use it";
  return {};
}

std::string recordObstacle(const Program &program, ClassId id) {
  const ClassInfo &info = program.classes()[id];
  for (const FunctionId method : info.methods)
    if (program.functions()[method].is(facts::kOverride))
      return "it overrides '" + program.functions()[method].simple + "', which a base asks for";
  if (info.is(facts::kPolymorphic))
    return "it has virtual functions";
  if (info.is(facts::kExported))
    return "it is exported from its library";
  return {};
}

bool hasMember(const Program &program, ClassId id, std::string_view name) {
  const auto same = [&](std::string_view member) { return model::plainName(member) == model::plainName(name); };
  return std::ranges::any_of(program.lineage(id), [&](ClassId base) {
    const ClassInfo &info = program.classes()[base];
    return std::ranges::any_of(info.methods,
                               [&](FunctionId method) { return same(program.functions()[method].simple); }) ||
           std::ranges::any_of(info.fields, [&](FieldId field) { return program.fields()[field].name == name; });
  });
}

} // namespace tell
