#include "model/collaborator.hpp"

#include <algorithm>

namespace tell {

bool isCollaborator(const Program &program, const Poke &poke) {
  const TypeId type = program.fields()[poke.field].type;
  if (!poke.part || type == kNone || program.isCollection(program.pointee(type)))
    return false;
  const ClassId part = program.recordOf(type);
  if (part == kNone)
    return false;
  const ClassInfo &info = program.classes()[part];
  const bool hides = info.fields.empty() || !program.isPlainData(part);
  return hides && std::ranges::any_of(info.methods, [&](FunctionId id) {
           const FunctionInfo &method = program.functions()[id];
           return method.access == facts::Access::Public && method.accessor.kind == AccessorKind::None &&
                  !method.isSpecial() && !method.is(facts::kDeleted);
         });
}

} // namespace tell
