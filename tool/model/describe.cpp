#include "model/describe.hpp"

#include "model/exemptions.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace tell {

namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

Facts describeClass(const Program &program, ClassId id) {
  const ClassUse &use = program.use(id);
  return {{"askThenTell", std::to_string(use.askThenTells.size())},
          {"behaviours", std::to_string(use.behaviours)},
          {"deciders", std::to_string(use.deciders.size())},
          {"exempt", std::string(name(program.classes()[id].exemption))},
          {"fields", std::to_string(use.dataFields)},
          {"getters", std::to_string(use.getters)},
          {"pokes", std::to_string(use.pokes.size())},
          {"publicFields", std::to_string(use.publicFields)},
          {"role", std::string(name(program.classes()[id].role))},
          {"rulesInside", std::to_string(use.distinctInside)},
          {"rulesOutside", std::to_string(use.distinctOutside)},
          {"setters", std::to_string(use.setters)}};
}

/// "display,search": all that was let pass in the function, each once, sorted; "none" where nothing was.
std::string exemptionNames(const Program &program, FunctionId id) {
  std::set<std::string_view> names;
  for (const Exempted &entry : exemptionsOf(program, id))
    names.insert(name(entry.exemption));
  std::string out;
  for (const std::string_view each : names)
    out += (out.empty() ? "" : ",") + std::string(each);
  return out.empty() ? "none" : out;
}

Facts describeFunction(const Program &program, FunctionId id) {
  const FunctionInfo &function = program.functions()[id];
  const auto asks = std::ranges::count_if(function.rules, [&](const Rule &rule) {
    return rule.asks() &&
           std::ranges::any_of(rule.reads, [&](const StateRead &read) { return !program.inside(id, read.owner); });
  });
  const auto pokes =
      std::ranges::count_if(function.pokes, [&](const Poke &poke) { return !program.inside(id, poke.owner); });
  const AccessorKind kind = function.accessor.kind;
  return {{"accessor", kind == AccessorKind::Getter   ? "getter"
                       : kind == AccessorKind::Setter ? "setter"
                                                      : "none"},
          {"asks", std::to_string(asks)},
          {"branches", std::to_string(function.branches)},
          {"exempt", exemptionNames(program, id)},
          {"handle", function.accessor.handle ? "yes" : "no"},
          {"ownDecides", function.ownDecides ? "yes" : "no"},
          {"pokes", std::to_string(pokes)},
          {"tells", std::to_string(function.told.size())}};
}

} // namespace

Facts describe(const Program &program, std::string_view path, std::uint32_t line) {
  const auto here = [&](const auto &entity) { return entity.place.line == line && entity.place.path == path; };
  if (const auto found = std::ranges::find_if(program.classes(), here); found != program.classes().end())
    return describeClass(program, static_cast<ClassId>(found - program.classes().begin()));
  if (const auto found = std::ranges::find_if(program.functions(), here); found != program.functions().end())
    return describeFunction(program, static_cast<FunctionId>(found - program.functions().begin()));
  return {};
}

} // namespace tell
