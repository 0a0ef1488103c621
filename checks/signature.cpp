#include "checks/signature.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace tell::checks {

namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

char upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

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
      out += begins ? upper(c) : shouts ? lower(c) : c;
    begins = c == '_';
  }
  return out;
}

/// Words that a function's name may end in as long as its parameter follows.
void dropPreposition(std::string &name) {
  for (const std::string_view word : {"Of", "For", "_of", "_for"})
    if (name.ends_with(word) && name.size() > word.size() + 1)
      name.resize(name.size() - word.size());
}

bool isKeyword(std::string_view name) {
  static constexpr std::string_view kWords[] = {"new",  "delete", "default", "export", "register",
                                                "this", "return", "switch",  "try",    "throw"};
  return std::ranges::count(kWords, name) != 0;
}

/// A name that the class does not have yet: the first of some.
std::string firstFree(const Program &program, ClassId id, std::initializer_list<std::string> names) {
  for (const std::string &name : names)
    if (!name.empty() && !hasMember(program, id, name))
      return name;
  return {};
}

std::string functionName(const Program &program, const MoveWish &wish) {
  const FunctionInfo &function = program.functions()[wish.function];
  const std::string decider = function.isMethod() ? program.classes()[function.owner].simple : Text();
  if (function.simple.starts_with("operator") || function.isSpecial() || function.simple == "main")
    return {};
  const std::string name = methodName(function.simple, program.classes()[wish.target].simple);
  return firstFree(program, wish.target, {name, function.simple, decider.empty() ? "" : name + "For" + decider});
}

/// Whether most of what the function decides is about the class, so that its name fits the part.
bool isNamedAfter(const Program &program, const MoveWish &wish) {
  constexpr double kMost = 0.5;
  const Involvement involvement = program.involvement(wish.function, wish.target);
  return involvement.all == 0 || involvement.share() >= kMost;
}

/// The one state that all of the moved changes lead to; empty where there are several or none.
std::string stateReached(const Program &program, const MoveWish &wish) {
  const auto &pokes = program.functions()[wish.function].pokes;
  std::set<std::string> values;
  for (std::uint32_t i = 0; i < pokes.size(); ++i)
    if (pokes[i].owner == wish.target && !pokes[i].value.empty() &&
        (wish.pokes.empty() || std::ranges::count(wish.pokes, i) != 0))
      values.insert(pokes[i].value);
  return values.size() == 1 ? *values.begin() : std::string();
}

bool speaksOfChecks(std::string_view name) {
  static constexpr std::string_view kVerbs[] = {"check", "validate", "require", "ensure", "verify", "assert"};
  return std::ranges::any_of(kVerbs, [&](std::string_view verb) { return name.starts_with(verb); });
}

std::string nameOf(const Program &program, const MoveWish &wish, const MovePlan &plan) {
  const FunctionInfo &function = program.functions()[wish.function];
  const auto asVariable = [&] {
    std::string name = plan.stored;
    return firstFree(program, wish.target, {name});
  };
  switch (plan.part) {
  case MovePart::Nothing:
    return {};
  case MovePart::Function:
    return functionName(program, wish);
  case MovePart::Block:
  case MovePart::Steps:
    if (const std::string state = plan.constant ? std::string() : stateReached(program, wish); !state.empty())
      return transitionIn(program, wish.target, state, wish.function);
    // What only refuses does less than the function is called after.
    if (plan.constant && plan.result == kNone && !plan.succeeds && !speaksOfChecks(function.simple))
      return {};
    return plan.answers && isNamedAfter(program, wish) ? functionName(program, wish) : asVariable();
  case MovePart::Predicate:
    if (std::string name = asVariable(); !name.empty())
      return name;
    if (const std::string query = queryFor(program, function.rules[plan.rule]); !query.empty()) {
      const std::size_t begin = query.find(' ') + 1;
      return firstFree(program, wish.target, {query.substr(begin, query.find('(') - begin)});
    }
    return plan.answers ? functionName(program, wish) : std::string();
  }
  return {};
}

/// The type's name where nothing is bound to it: "int", "Money".
std::string valueSpelling(const Program &program, TypeId id) {
  const TypeInfo &type = program.types()[id];
  if ((type.kind == facts::TypeKind::LvalueReference || type.kind == facts::TypeKind::RvalueReference) &&
      type.inner != kNone)
    return valueSpelling(program, type.inner);
  std::string_view spelling = type.spelling;
  if (type.kind != facts::TypeKind::Pointer && spelling.starts_with("const "))
    spelling.remove_prefix(6);
  return std::string(spelling);
}

/// Whether a value of the type is handed over by value.
bool isSmall(const Program &program, TypeId id) {
  const TypeInfo &type = program.types()[id];
  if (type.kind == facts::TypeKind::LvalueReference || type.kind == facts::TypeKind::RvalueReference)
    return type.inner != kNone && isSmall(program, type.inner);
  return type.kind != facts::TypeKind::Record || type.wrapper == facts::Wrapper::StringView ||
         type.wrapper == facts::Wrapper::TimePoint || type.wrapper == facts::Wrapper::Duration ||
         type.wrapper == facts::Wrapper::Iterator || type.wrapper == facts::Wrapper::View;
}

std::string resultOf(const Program &program, const MovePlan &plan) {
  if (plan.succeeds)
    return "bool ";
  if (plan.result == kNone)
    return "void ";
  std::string spelling = plan.part == MovePart::Function ? program.types()[plan.result].spelling.str()
                                                         : valueSpelling(program, plan.result);
  return spelling.ends_with('*') || spelling.ends_with('&') ? spelling : spelling + ' ';
}

} // namespace

std::string methodName(const std::string &name, std::string className) {
  std::string out = name;
  for (int round = 0; round < 2 && out == name; ++round, className[0] = lower(className[0])) {
    const auto at = round == 0 || out.find('_') != std::string::npos ? out.find(className)
                    : out.starts_with(className)                     ? 0
                                                                     : std::string::npos;
    const auto after = at == std::string::npos ? at : at + className.size();
    const bool word = at != std::string::npos && (after == out.size() || isUpper(out[after]) || out[after] == '_');
    if (!word || out.size() <= className.size() + 1)
      continue;
    out.erase(at, className.size());
    while (out.ends_with('_'))
      out.pop_back();
    while (out.starts_with('_'))
      out.erase(0, 1);
    if (at == 0 && !out.empty())
      out[0] = lower(out[0]);
  }
  dropPreposition(out);
  return out.empty() || isKeyword(out) ? name : out;
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

std::string queryFor(const Program &program, const Rule &rule) {
  const bool plain = std::ranges::count(rule.text.view(), ' ') == 2; // a name, an operator, a name
  if (rule.reads.empty() || rule.kind != RuleKind::Decision || rule.foreign != 0 || !plain)
    return {};
  const auto equals = rule.text.find("== ");
  const auto at = equals != std::string::npos ? equals : rule.text.find("!= ");
  const TypeId type = program.fields()[rule.reads.front().field].type;
  if (at == std::string::npos || type == kNone || program.types()[program.pointee(type)].kind != facts::TypeKind::Enum)
    return {};
  // An enumerator may stand on either side.
  const std::string_view left = std::string_view(rule.text).substr(0, at - 1);
  const std::string_view right = std::string_view(rule.text).substr(at + 3);
  const bool turned = right == program.fields()[rule.reads.front().field].name;
  return "bool is" + plainName(turned ? left : right) + "() const";
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

std::string transitionIn(const Program &program, ClassId id, std::string_view value, FunctionId caller) {
  return firstFree(program, id, {transitionName(program, value, caller), "mark" + plainName(value)});
}

std::vector<Text> parametersOf(const Program &program, const MovePlan &plan) {
  std::vector<Text> out;
  for (const MoveInput &input : plan.inputs) {
    if (input.type == kNone)
      out.emplace_back("auto " + input.name);
    else if (input.changed)
      out.emplace_back(valueSpelling(program, input.type) + " &" + input.name);
    else if (const std::string spelling = valueSpelling(program, input.type); !isSmall(program, input.type))
      out.emplace_back("const " + spelling + " &" + input.name);
    else
      out.emplace_back(spelling + (spelling.ends_with('*') ? "" : " ") + input.name);
  }
  return out;
}

std::string signatureOf(const Program &program, const MoveWish &wish, const MovePlan &plan) {
  const std::string name = nameOf(program, wish, plan);
  if (name.empty())
    return {};
  return fmt::format("{}{}({}){}", resultOf(program, plan), name, fmt::join(parametersOf(program, plan), ", "),
                     plan.constant ? " const" : "");
}

} // namespace tell::checks
