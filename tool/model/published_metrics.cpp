#include "model/published_metrics.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace tell {

namespace {

double share(std::uint32_t part, std::uint32_t whole, double ofNothing) {
  return whole == 0 ? ofNothing : static_cast<double>(part) / whole;
}

/// Whether somebody wrote the method; what is left to the compiler is neither behaviour nor complexity.
bool isWritten(const FunctionInfo &method) { return !method.is(facts::kDeleted) && !method.is(facts::kDefaulted); }

bool isInterface(const FunctionInfo &method, facts::Access access) {
  return method.access == access && isWritten(method) && !method.isSpecial();
}

/// The distinct attributes that a body uses by itself: what the functions it calls do is theirs, but for accessors.
std::set<FieldId> attributesUsed(const FunctionInfo &function) {
  std::set<FieldId> used(function.ownReads.begin(), function.ownReads.end());
  used.insert(function.ownWrites.begin(), function.ownWrites.end());
  for (const Rule &rule : function.rules)
    if (!rule.viaHelper)
      for (const StateRead &read : rule.reads)
        if (read.origin != Origin::Helper)
          used.insert(read.field);
  for (const Carried &carried : function.carried)
    used.insert(carried.field);
  for (const Poke &poke : function.pokes)
    if (poke.kind != PokeKind::Helper)
      used.insert(poke.field);
  for (const Passed &passed : function.passed)
    used.insert(passed.field);
  for (const Walk &walk : function.walks)
    for (const WalkStep &step : walk.steps)
      used.insert(step.field);
  used.erase(kNone);
  return used;
}

} // namespace

ClassMetrics classMetrics(const Program &program, ClassId id) {
  const ClassInfo &info = program.classes()[id];
  ClassMetrics out;
  for (const FieldId fieldId : info.fields) {
    const FieldInfo &field = program.fields()[fieldId];
    out.nopa += !field.isStatic() && field.access == facts::Access::Public ? 1 : 0;
  }
  std::uint32_t behaviours = 0;
  std::uint32_t hiddenAccessors = 0;
  std::uint32_t hiddenBehaviours = 0;
  for (const FunctionId methodId : info.methods) {
    const FunctionInfo &method = program.functions()[methodId];
    out.wmc += isWritten(method) ? method.branches + 1 : 0;
    const bool accessor = method.accessor.kind != AccessorKind::None;
    if (isInterface(method, facts::Access::Public))
      ++(accessor ? out.noam : behaviours);
    else if (isInterface(method, facts::Access::Protected))
      ++(accessor ? hiddenAccessors : hiddenBehaviours);
  }
  out.woc = share(behaviours, behaviours + out.noam + out.nopa, 1);
  out.wocOfMethods =
      share(behaviours + hiddenBehaviours, behaviours + out.noam + hiddenBehaviours + hiddenAccessors, 0);
  return out;
}

FunctionMetrics functionMetrics(const Program &program, FunctionId id) {
  std::map<ClassId, std::uint32_t> foreign;
  std::uint32_t own = 0;
  FunctionMetrics out;
  for (const FieldId field : attributesUsed(program.functions()[id])) {
    const ClassId owner = program.fields()[field].owner;
    if (owner == kNone || program.fields()[field].isStatic())
      continue;
    if (program.inside(id, owner)) {
      ++own;
    } else {
      ++foreign[owner];
      ++out.atfd;
    }
  }
  out.fdp = static_cast<std::uint32_t>(foreign.size());
  out.laa = share(own, own + out.atfd, 1);
  for (const auto &[provider, attributes] : foreign)
    out.providers.push_back({provider, attributes});
  std::ranges::sort(out.providers, [&](const DataProvider &a, const DataProvider &b) {
    const ClassInfo &first = program.classes()[a.provider];
    const ClassInfo &second = program.classes()[b.provider];
    return std::tie(b.attributes, first.name, first.place) < std::tie(a.attributes, second.name, second.place);
  });
  return out;
}

} // namespace tell
