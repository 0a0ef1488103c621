#include "model/parts.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

namespace tell {

namespace {

/// A code, or a number with a text that explains it; not an amount, a date or a name.
bool isCoded(const Program &program, const ClassInfo &info) {
  bool number = false;
  bool text = false;
  for (const FieldId field : info.fields) {
    const TypeId id = program.fields()[field].type;
    if (id == kNone)
      continue;
    const TypeInfo &type = program.types()[program.pointee(id)];
    if (type.kind == facts::TypeKind::Enum)
      return true;
    number = number || type.kind == facts::TypeKind::Integer;
    text = text || type.wrapper == facts::Wrapper::String;
  }
  return number && text;
}

bool isComputedWith(const Program &program, ClassId id) {
  static const std::set<std::string_view> kArithmetic = {"operator+", "operator-", "operator*",
                                                         "operator+=", "operator-="};
  return std::ranges::any_of(program.functions(), [&](const FunctionInfo &function) {
    return kArithmetic.contains(function.simple) &&
           (function.owner == id || (!function.parameters.empty() && function.parameters[0].type != kNone &&
                                     program.recordOf(function.parameters[0].type) == id));
  });
}

} // namespace

bool isOutcome(const Program &program, TypeId id) {
  constexpr std::ptrdiff_t kNamed = 3;
  const ClassId record = id == kNone ? kNone : program.recordOf(id);
  if (record == kNone)
    return false;
  const ClassInfo &info = program.classes()[record];
  std::vector<FunctionId> methods = info.methods;
  bool coded = isCoded(program, info);
  for (const ClassId base : info.bases) {
    methods.insert(methods.end(), program.classes()[base].methods.begin(), program.classes()[base].methods.end());
    coded = coded || isCoded(program, program.classes()[base]);
  }
  const auto answers = [&](FunctionId method, facts::TypeKind kind) {
    const FunctionInfo &function = program.functions()[method];
    return function.access == facts::Access::Public && function.result != kNone &&
           program.types()[function.result].kind == kind;
  };
  const bool asked = coded && std::ranges::any_of(methods, [&](FunctionId method) {
                       return answers(method, facts::TypeKind::Bool) && program.functions()[method].parameters.empty();
                     });
  const auto makes = [&](FunctionId method) {
    const FunctionInfo &function = program.functions()[method];
    return function.is(facts::kStatic) && answers(method, facts::TypeKind::Record) &&
           program.types()[function.result].record == record;
  };
  return asked && std::ranges::count_if(methods, makes) >= kNamed && !isComputedWith(program, record);
}

bool isRepresentation(const Program &program, FieldId id) {
  const FieldInfo &field = program.fields()[id];
  const ClassId record = field.type == kNone ? kNone : program.recordOf(field.type);
  return record != kNone && program.classes()[record].enclosing == field.owner &&
         program.types()[field.type].kind != facts::TypeKind::LvalueReference &&
         program.pointee(field.type) != field.type;
}

} // namespace tell
