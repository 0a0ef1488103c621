#include "model/exemptions.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

namespace tell {

namespace {

/// The reasons of one function in the order in which they are met, each once for each class.
class Reasons {
public:
  Reasons(const Program &program, FunctionId function)
      : program_(program), function_(function), whole_(program.exempts(function)) {}

  void add(ClassId about, Exemption exemption, const Span &place) {
    // What a method does with its own object needs no excuse.
    const ClassId owner = program_.functions()[function_].owner;
    if (about == kNone || about == owner)
      return;
    const bool module = program_.isModuleOf(function_, about);
    if (program_.inside(function_, about) && !module)
      exemption = Exemption::OwnClass;
    else if (!program_.isDomain(about))
      exemption = program_.classes()[about].exemption;
    else if (module)
      exemption = Exemption::OwnClass;
    else if (whole_ != Exemption::None)
      exemption = whole_;
    found_.try_emplace({about, exemption}, place);
  }

  [[nodiscard]] bool has(ClassId about) const {
    return std::ranges::any_of(found_, [about](const auto &entry) { return entry.first.first == about; });
  }

  [[nodiscard]] std::vector<Exempted> take() const {
    std::vector<Exempted> out;
    for (const auto &[key, place] : found_)
      if (key.second != Exemption::None)
        out.push_back({key.first, function_, key.second, std::string(explanation(key.second)), place});
    return out;
  }

private:
  const Program &program_;
  FunctionId function_;
  Exemption whole_; ///< of the function, whatever it does
  std::map<std::pair<ClassId, Exemption>, Span> found_;
};

} // namespace

Exempted exemptionOf(const Program &program, ClassId id) {
  const ClassInfo &info = program.classes()[id];
  return {id, kNone, info.exemption, info.roleReason, info.place};
}

std::vector<Exempted> exemptionsOf(const Program &program, FunctionId id) {
  const FunctionInfo &function = program.functions()[id];
  Reasons reasons(program, id);
  for (const Rule &rule : function.rules) {
    std::map<ClassId, bool> raw; // the classes in it, and whether their state is read and not only their answers
    for (const StateRead &read : rule.reads)
      raw[read.owner] = true;
    for (const QueryCall &query : rule.queries)
      raw.try_emplace(query.owner, false);
    for (const auto &[about, reads] : raw) {
      if (about == kNone)
        continue;
      Exemption why = reads ? program.weigh(id, rule, about).exemption : Exemption::Behavior;
      // Where the helper is the object's own method, it was asked through its behavior.
      const bool asksItself =
          std::ranges::any_of(rule.queries, [&](const QueryCall &query) { return query.owner == about; });
      if (why == Exemption::Helper && asksItself)
        why = Exemption::Behavior;
      const bool cannotMove = why == Exemption::None && function.is(facts::kOverride);
      reasons.add(about,
                  cannotMove               ? Exemption::Override
                  : why == Exemption::None ? Exemption::Slight
                                           : why,
                  rule.place);
    }
  }
  for (const Poke &poke : function.pokes)
    if (poke.building || !program.isDomain(poke.owner))
      reasons.add(poke.owner, Exemption::Building, poke.place);
  for (const Carried &carried : function.carried)
    if (!reasons.has(carried.owner))
      reasons.add(carried.owner, Exemption::Carrying, function.place);
  return reasons.take();
}

std::vector<Exempted> exemptions(const Program &program) {
  std::vector<Exempted> out;
  for (ClassId id = 0; id < program.classes().size(); ++id)
    if (Exempted entry = exemptionOf(program, id); entry.exemption != Exemption::None)
      out.push_back(std::move(entry));
  for (FunctionId id = 0; id < program.functions().size(); ++id)
    std::ranges::move(exemptionsOf(program, id), std::back_inserter(out));
  std::ranges::sort(out, [&](const Exempted &a, const Exempted &b) {
    return std::tie(a.place, a.function, a.about, a.exemption) < std::tie(b.place, b.function, b.about, b.exemption);
  });
  return out;
}

} // namespace tell
