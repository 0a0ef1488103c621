#include "checks/wording.hpp"

#include "model/confidence.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace tell::checks {

namespace {

bool readsClass(const Rule &rule, ClassId id) {
  return std::ranges::any_of(rule.reads, [id](const StateRead &read) { return read.owner == id; });
}

bool isCollection(const Program &program, FieldId field) {
  const TypeId type = program.fields()[field].type;
  const facts::Wrapper wrapper = type == kNone ? facts::Wrapper::None : program.types()[type].wrapper;
  return wrapper == facts::Wrapper::Sequence || wrapper == facts::Wrapper::Map || wrapper == facts::Wrapper::Set;
}

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

bool isUpper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }

/// "Shipped", "SHIPPED" and "kShipped" become "Shipped".
std::string plainName(std::string_view name) {
  if (name.size() > 1 && name[0] == 'k' && isUpper(name[1]))
    name.remove_prefix(1);
  const bool shouts =
      std::ranges::none_of(name, [](char c) { return std::islower(static_cast<unsigned char>(c)) != 0; });
  std::string out;
  bool begins = true;
  for (const char c : name) {
    if (c != '_')
      out += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : shouts ? lower(c) : c;
    begins = c == '_';
  }
  return out;
}

bool writes(const FunctionInfo &function, ClassId id) {
  return std::ranges::any_of(function.pokes, [id](const Poke &poke) { return poke.owner == id; });
}

/// The query for the first of the function's rules about the class that has a plain name; empty where none has.
std::string predicateOf(const Program &program, ClassId id, const FunctionInfo &function) {
  for (const Rule &rule : function.rules)
    if (readsClass(rule, id))
      if (std::string query = queryFor(program, rule); !query.empty())
        return query;
  return {};
}

Span extentOf(const FunctionInfo &function, ClassId id) {
  Span all;
  const auto cover = [&all](const Span &place) {
    if (!all.known()) {
      all = place;
    } else if (place.path == all.path) {
      all.line = std::min(all.line, place.line);
      all.endLine = std::max(all.endLine, place.endLine);
    }
  };
  for (const Rule &rule : function.rules)
    if (rule.asks() && readsClass(rule, id))
      cover(rule.place);
  for (const Poke &poke : function.pokes)
    if (poke.owner == id)
      cover(poke.place);
  if (all.known())
    all.column = all.endColumn = 1;
  return all;
}

} // namespace

std::string methodName(std::string name, std::string_view className) {
  if (!className.empty() && name.size() > className.size() && isUpper(name[className.size()]) &&
      lower(className[0]) + std::string(className.substr(1)) == name.substr(0, className.size()))
    name[0] = className[0];
  if (const auto at = name.find(className);
      at != std::string::npos && !className.empty() && name.size() > className.size()) {
    name.erase(at, className.size());
    if (at == 0)
      name[0] = lower(name[0]);
    while (!name.empty() && name.back() == '_')
      name.pop_back();
  }
  return name;
}

bool lendsName(const FunctionInfo &function, const Span &place) {
  constexpr std::uint32_t kShort = 12;
  if (function.isSpecial() || function.kind == facts::FunctionKind::Operator ||
      function.kind == facts::FunctionKind::Conversion || function.simple.starts_with("operator"))
    return false;
  const std::uint32_t lines = function.extent.endLine - function.extent.line + 1;
  return lines <= kShort || (place.known() && (place.endLine - place.line + 1) * 2 >= lines);
}

std::string capitalized(std::string_view name) {
  while (name.ends_with('_'))
    name.remove_suffix(1);
  if (name.starts_with("m_"))
    name.remove_prefix(2);
  return plainName(name);
}

Subject classSubject(const Program &program, ClassId id) {
  return {SubjectKind::Class, program.classes()[id].name, {}};
}

Subject functionSubject(const Program &program, FunctionId id) {
  const FunctionInfo &function = program.functions()[id];
  return {SubjectKind::Function, function.name, function.signature};
}

void rate(Finding &finding, double confidence) {
  finding.confidence = confidence;
  if (confidence < kSure)
    finding.level = Level::Note;
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
  return function.isMethod() ? program.classes()[function.owner].simple + "::" + function.simple : function.simple;
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

namespace {

/// "void ship()" where the function puts the object into the state Shipped; empty where no state has a name.
std::string transitionOf(const Program &program, ClassId id, FunctionId functionId) {
  const auto &pokes = program.functions()[functionId].pokes;
  const auto named =
      std::ranges::find_if(pokes, [id](const Poke &poke) { return poke.owner == id && !poke.value.empty(); });
  return named == pokes.end() ? std::string() : "void " + transitionName(program, named->value, functionId) + "()";
}

} // namespace

Advice moveInto(const Program &program, ClassId id, FunctionId functionId) {
  const FunctionInfo &function = program.functions()[functionId];
  const ClassInfo &info = program.classes()[id];
  Advice advice;
  std::set<std::uint32_t> needed;
  for (const Rule &rule : function.rules)
    if (rule.asks() && readsClass(rule, id))
      needed.insert(rule.parameters.begin(), rule.parameters.end());
  for (const Poke &poke : function.pokes)
    if (poke.owner == id)
      needed.insert(poke.parameters.begin(), poke.parameters.end());
  std::erase_if(needed, [&](std::uint32_t index) {
    const TypeId type = index < function.parameters.size() ? function.parameters[index].type : kNone;
    return type != kNone && program.recordOf(type) == id;
  });
  const bool changes = writes(function, id);
  const Span place = extentOf(function, id);
  if (place.known())
    advice.replaces.push_back(place);
  if (!lendsName(function, place)) {
    advice.refactoring = "Extract Function, Move Function";
    advice.signature = changes ? transitionOf(program, id, functionId) : predicateOf(program, id, function);
    advice.hint = (advice.signature.empty() ? "extract what '" + shortName(program, functionId) + "' works out about " +
                                                  info.simple + " and move it there"
                                            : "give " + info.simple + " '" + advice.signature + "'") +
                  " (" + advice.refactoring + ")";
    return advice;
  }
  std::string signature = function.result == kNone ? "void" : program.types()[function.result].spelling;
  // What a service answers is about the service; what the object's part of it answers is not known from here.
  if (changes && function.result != kNone && program.types()[function.result].kind != facts::TypeKind::Bool)
    signature = "void";
  signature += ' ' + methodName(function.simple, info.simple) + '(';
  bool first = true;
  for (const std::uint32_t index : needed) {
    if (index >= function.parameters.size())
      continue;
    const ParameterInfo &parameter = function.parameters[index];
    signature += first ? "" : ", ";
    signature += (parameter.type == kNone ? std::string("auto") : program.types()[parameter.type].spelling) + ' ' +
                 parameter.name;
    first = false;
  }
  signature += changes ? ")" : ") const";
  advice.signature = signature;
  advice.refactoring = "Move Function";
  advice.hint = "give " + info.simple + " '" + signature + "' (Move Function)";
  return advice;
}

std::string listFunctions(const Program &program, std::span<const FunctionId> functions) {
  constexpr std::size_t kShown = 2;
  std::string out;
  for (std::size_t i = 0; i < std::min(kShown, functions.size()); ++i)
    out += (i == 0 ? "'" : ", '") + shortName(program, functions[i]) + "'";
  return functions.size() > kShown ? out + " and " + std::to_string(functions.size() - kShown) + " more" : out;
}

Evidence evidenceOf(const Program &program, const RuleSite &site) {
  const Rule &rule = program.functions()[site.function].rules[site.rule];
  return {rule.place,
          "'" + shortName(program, site.function) + "' " + std::string(verb(rule.kind)) + " '" + rule.text + "'",
          functionSubject(program, site.function)};
}

std::string queryFor(const Program &program, const Rule &rule) {
  const bool plain = std::ranges::count(rule.text, ' ') == 2; // a name, an operator, a name
  if (rule.reads.empty() || rule.kind != RuleKind::Decision || rule.foreign != 0 || !plain)
    return {};
  const auto equals = rule.text.find("== ");
  const auto at = equals != std::string::npos ? equals : rule.text.find("!= ");
  const TypeId type = program.fields()[rule.reads.front().field].type;
  if (at == std::string::npos || type == kNone || program.types()[program.pointee(type)].kind != facts::TypeKind::Enum)
    return {};
  return "bool is" + plainName(rule.text.substr(at + 3)) + "() const";
}

std::string transitionName(const Program &program, std::string_view value, FunctionId caller) {
  constexpr std::size_t kStem = 4;
  const std::string name = plainName(value);
  const std::string &said = program.functions()[caller].simple;
  const std::string verb(said.begin(), std::ranges::find_if(said, [](char c) { return isUpper(c) || c == '_'; }));
  const auto [end, rest] = std::ranges::mismatch(name, verb, {}, lower, lower);
  return end - name.begin() >= static_cast<std::ptrdiff_t>(std::clamp<std::size_t>(verb.size(), 3, kStem))
             ? verb
             : "mark" + name;
}

} // namespace tell::checks
