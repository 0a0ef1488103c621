#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "extract_support.hpp"
#include "model/link.hpp"

namespace tell::test {

/// Name and contents of the files of a program, below its root.
using Sources = std::vector<std::pair<std::string, std::string>>;

struct LinkSettings {
  Coverage coverage = Coverage::Whole;
  bool reversed = false; ///< hand the units over in the opposite order
  std::vector<std::string> arguments = {};
};

/// Writes a program into a folder of its own, extracts every `.cpp` of it and links them.
inline Linked linkOf(const Sources &sources, const LinkSettings &settings = {}) {
  const TemporaryFolder folder;
  for (const auto &[name, contents] : sources)
    folder.write(name, contents);
  const ProjectScope scope(folder.path());
  ExtractOptions options;
  options.scope = &scope;
  std::vector<facts::TuFacts> units;
  for (const auto &[name, contents] : sources) {
    if (!name.ends_with(".cpp"))
      continue;
    CompileCommand command = commandFor(folder.path(), settings.arguments);
    command.file = folder / name;
    command.arguments.back() = command.file;
    Result<facts::TuFacts> facts = extractUnit(command, options);
    if (!facts) {
      ADD_FAILURE() << name << ": " << facts.error().message();
      continue;
    }
    if (const Status valid = facts::validate(*facts); !valid.ok())
      ADD_FAILURE() << name << ": invalid facts: " << valid.error().message();
    for (const facts::Diagnostic &diagnostic : facts->diagnostics)
      if (settings.coverage != Coverage::Incomplete)
        ADD_FAILURE() << name << ':' << diagnostic.place.line << ": " << facts->string(diagnostic.message);
    units.push_back(std::move(*facts));
  }
  if (settings.reversed)
    std::ranges::reverse(units);
  return link({.units = units, .scope = &scope, .coverage = settings.coverage});
}

/// The program of a single unit.
inline Program programOf(std::string_view code) { return linkOf({{"unit.cpp", std::string(code)}}).program; }

inline std::vector<ClassId> classesNamed(const Program &program, std::string_view qualified) {
  std::vector<ClassId> found;
  for (ClassId id = 0; id < program.classes().size(); ++id)
    if (program.classes()[id].name == qualified)
      found.push_back(id);
  return found;
}

inline std::vector<FunctionId> functionsNamed(const Program &program, std::string_view qualified) {
  std::vector<FunctionId> found;
  for (FunctionId id = 0; id < program.functions().size(); ++id)
    if (program.functions()[id].name == qualified)
      found.push_back(id);
  return found;
}

/// The only class of that name; throws, and so fails the test, where there is none or there are several.
inline ClassId classNamed(const Program &program, std::string_view qualified) {
  const auto found = classesNamed(program, qualified);
  EXPECT_EQ(found.size(), 1U) << "classes named " << qualified;
  return found.at(0);
}

/// The only function of that name, or the first; throws where there is none.
inline FunctionId functionNamed(const Program &program, std::string_view qualified) {
  const auto found = functionsNamed(program, qualified);
  EXPECT_EQ(found.size(), 1U) << "functions named " << qualified;
  return found.at(0);
}

/// The field of a class: `fieldNamed(program, "shop::Order", "status_")`.
inline FieldId fieldNamed(const Program &program, std::string_view owner, std::string_view field) {
  for (const FieldId id : program.classes()[classNamed(program, owner)].fields)
    if (program.fields()[id].name == field)
      return id;
  ADD_FAILURE() << "no field " << owner << "::" << field;
  throw std::out_of_range("field");
}

inline const FunctionInfo &function(const Program &program, std::string_view qualified) {
  return program.functions()[functionNamed(program, qualified)];
}

inline const ClassUse &useOf(const Program &program, std::string_view qualified) {
  return program.use(classNamed(program, qualified));
}

inline std::string roleOf(const Program &program, std::string_view qualified) {
  return std::string(name(program.classes()[classNamed(program, qualified)].role));
}

inline std::string_view kindName(RuleKind kind) {
  static constexpr std::string_view kNames[] = {"decides",  "selects", "computes", "adds up",
                                                "presence", "matches", "orders"};
  return kNames[static_cast<std::size_t>(kind)];
}

/// "decides status == Draft", followed by " (shown)" where it only shapes what is shown.
inline std::string textOf(const Rule &rule) {
  return std::string(kindName(rule.kind)) + ' ' + rule.text + (rule.display ? " (shown)" : "");
}

/// The rules of a function in the order they were found.
inline std::vector<std::string> rulesOf(const Program &program, std::string_view qualified) {
  std::vector<std::string> out;
  for (const Rule &rule : function(program, qualified).rules)
    out.push_back(textOf(rule));
  return out;
}

/// What a rule reads, sorted: "Order.status_".
inline std::vector<std::string> readsOf(const Program &program, const Rule &rule) {
  std::vector<std::string> out;
  for (const StateRead &read : rule.reads)
    out.push_back(program.classes()[read.owner].simple + "." + program.fields()[read.field].name);
  std::ranges::sort(out);
  return out;
}

/// Names of fields, in the order given.
inline std::vector<std::string> fieldNames(const Program &program, std::span<const FieldId> fields) {
  std::vector<std::string> out;
  for (const FieldId field : fields)
    out.push_back(program.fields()[field].name);
  return out;
}

/// "sets Order.status_ under [status_ == Draft]": how a function changes others, in order; each with the rules it
/// stands under.
inline std::vector<std::string> pokesOf(const Program &program, std::string_view qualified) {
  static constexpr std::string_view kVerbs[] = {"writes", "sets", "reaches", "has changed"};
  std::vector<std::string> out;
  const FunctionInfo &info = function(program, qualified);
  for (const Poke &poke : info.pokes) {
    std::string text(kVerbs[static_cast<std::size_t>(poke.kind)]);
    text += " " + program.classes()[poke.owner].simple + "." + program.fields()[poke.field].name;
    std::string guards;
    for (const std::uint32_t guard : poke.guards)
      guards += (guards.empty() ? "" : ", ") + info.rules.at(guard).text;
    out.push_back(guards.empty() ? text : text + " under [" + guards + ']');
  }
  return out;
}

/// "Order.status_ in close after status_ == Draft": where the program asks and then tells a class.
inline std::vector<std::string> asksThenTells(const Program &program, std::string_view qualified) {
  std::vector<std::string> out;
  for (const AskThenTell &site : useOf(program, qualified).askThenTells) {
    const FunctionInfo &info = program.functions()[site.function];
    const Poke &poke = info.pokes.at(site.poke);
    out.push_back(program.classes()[poke.owner].simple + "." + program.fields()[poke.field].name + " in " +
                  info.simple + (site.rule == kNone ? "" : " after " + info.rules.at(site.rule).text));
  }
  return out;
}

} // namespace tell::test
