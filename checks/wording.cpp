#include "checks/wording.hpp"

#include "model/confidence.hpp"

#include <algorithm>
#include <map>

namespace tell::checks {

bool isCollection(const Program &program, FieldId field) {
  const TypeId type = program.fields()[field].type;
  return type != kNone && program.isCollection(type);
}

Subject classSubject(const Program &program, ClassId id) {
  return {SubjectKind::Class, program.classes()[id].name, {}};
}

Subject functionSubject(const Program &program, FunctionId id) {
  const FunctionInfo &function = program.functions()[id];
  return {SubjectKind::Function, function.name, function.signature};
}

void rate(Finding &finding, double confidence) {
  // What nobody could do as it is proposed is no more than a note.
  if (!finding.advice.obstacle.empty())
    confidence = std::min(confidence, kMostOfNote);
  finding.confidence = confidence;
  finding.level = confidence < kSure ? Level::Note : Level::Warning;
}

std::vector<Metric> involvementMetrics(const Program &program, FunctionId function, ClassId id) {
  const Involvement involvement = program.involvement(function, id);
  return {{"classesAsked", static_cast<double>(involvement.classes)},
          {"rulesAbout", static_cast<double>(involvement.rules)},
          {"rulesAll", static_cast<double>(involvement.all)},
          {"weight", involvement.weight}};
}

std::string shortName(const Program &program, FunctionId id) {
  const FunctionInfo &function = program.functions()[id];
  return function.isMethod() ? program.classes()[function.owner].simple + "::" + function.simple
                             : function.simple.str();
}

std::string_view verb(RuleKind kind) {
  switch (kind) {
  case RuleKind::Computation:
    return "computes";
  case RuleKind::Selection:
    return "branches on";
  case RuleKind::Aggregation:
    return "adds up";
  default:
    return "decides on";
  }
}

std::string listFields(const Program &program, std::span<const FieldId> fields, std::size_t most) {
  std::string out;
  const std::size_t shown = std::min(fields.size(), most);
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == shown && fields.size() <= most;
    out += i == 0 ? "" : last ? " and " : ", ";
    out += program.fields()[fields[i]].name;
  }
  if (fields.size() > most)
    out += " and " + std::to_string(fields.size() - most) + " more";
  return out;
}

std::vector<FieldId> fieldsAsked(const Program &program, ClassId id) {
  std::map<FieldId, std::size_t> count;
  for (const RuleSite &site : program.use(id).outsideRules)
    for (const StateRead &read : program.functions()[site.function].rules[site.rule].reads)
      if (read.owner == id)
        ++count[read.field];
  for (const AskThenTell &site : program.use(id).askThenTells)
    ++count[program.functions()[site.function].pokes[site.poke].field];
  std::vector<FieldId> fields;
  fields.reserve(count.size());
  for (const auto &entry : count)
    fields.push_back(entry.first);
  std::ranges::sort(fields, [&](FieldId a, FieldId b) {
    return count[a] != count[b] ? count[a] > count[b] : program.fields()[a].name < program.fields()[b].name;
  });
  return fields;
}

std::string describeAskThenTell(const Program &program, const AskThenTell &site) {
  const FunctionInfo &function = program.functions()[site.function];
  const Poke &poke = function.pokes[site.poke];
  const std::string field = "'" + program.fields()[poke.field].name + "'";
  std::string text = "'" + shortName(program, site.function) + "' ";
  if (site.rule == kNone)
    text += "computes a new " + field + " from the old one and writes it back";
  else
    text += "asks '" + function.rules[site.rule].text + "', then " +
            (poke.kind == PokeKind::Helper ? "has " + field + " changed by '" + shortName(program, poke.via) + "'"
                                           : (isCollection(program, poke.field) ? "changes " : "sets ") + field);
  return text + " on the same '" + program.classes()[poke.owner].simple + "'";
}

std::string listFunctions(const Program &program, std::span<const FunctionId> functions) {
  constexpr std::size_t kShown = 2;
  std::string out;
  for (std::size_t i = 0; i < std::min(kShown, functions.size()); ++i)
    out += (i == 0 ? "'" : ", '") + shortName(program, functions[i]) + "'";
  return functions.size() > kShown ? out + " and " + std::to_string(functions.size() - kShown) + " more" : out;
}

std::string textOf(const Program &program, const RuleSite &site) {
  const auto &rules = program.functions()[site.function].rules;
  const Rule &rule = rules[site.rule];
  if (rule.choice == 0)
    return rule.text;
  std::string out;
  for (const Rule &other : rules)
    if (other.choice == rule.choice && out.find(other.text) == std::string::npos)
      out += (out.empty() ? "" : other.unequal ? " && " : " || ") + std::string(other.text);
  return out;
}

Evidence evidenceOf(const Program &program, const RuleSite &site) {
  const Rule &rule = program.functions()[site.function].rules[site.rule];
  return {rule.place,
          "'" + shortName(program, site.function) + "' " + std::string(verb(rule.kind)) + " '" + rule.text + "'",
          functionSubject(program, site.function)};
}

} // namespace tell::checks
