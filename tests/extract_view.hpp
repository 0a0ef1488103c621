#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "extract_support.hpp"

namespace tell::test {

using namespace facts;

/// Questions about facts, by name.
class View {
public:
  explicit View(TuFacts facts) : facts_(std::move(facts)) {}

  [[nodiscard]] const TuFacts &facts() const { return facts_; }
  [[nodiscard]] std::string text(StringId id) const { return facts_.strings.at(id); }
  [[nodiscard]] std::string qualified(SymbolId id) const {
    return id == kNone ? "(none)" : text(facts_.symbols.at(id).qualified);
  }
  [[nodiscard]] std::string path(FileId id) const {
    return std::filesystem::path(text(facts_.files.at(id).path)).filename().string();
  }

  [[nodiscard]] std::vector<std::string> classNames() const {
    std::vector<std::string> names;
    for (const Class &record : facts_.classes)
      names.push_back(qualified(record.symbol));
    return names;
  }
  [[nodiscard]] Class classNamed(const std::string &name) const {
    for (const Class &record : facts_.classes)
      if (qualified(record.symbol) == name)
        return record;
    ADD_FAILURE() << "no class " << name;
    return {};
  }

  [[nodiscard]] std::vector<Field> fieldsOf(const std::string &name) const {
    const Range range = classNamed(name).fields;
    return {facts_.fields.begin() + range.begin, facts_.fields.begin() + range.end};
  }
  [[nodiscard]] Field field(const std::string &name) const {
    for (const Field &field : facts_.fields)
      if (qualified(field.symbol) == name)
        return field;
    ADD_FAILURE() << "no field " << name;
    return {};
  }
  [[nodiscard]] std::vector<Function> functionsNamed(const std::string &name) const {
    std::vector<Function> found;
    for (const Function &function : facts_.functions)
      if (qualified(function.symbol) == name)
        found.push_back(function);
    return found;
  }
  [[nodiscard]] Function function(const std::string &name) const {
    const std::vector<Function> found = functionsNamed(name);
    if (found.size() != 1)
      ADD_FAILURE() << found.size() << " functions " << name;
    return found.empty() ? Function{} : found.front();
  }
  [[nodiscard]] Symbol symbol(const std::string &name) const {
    for (const Symbol &symbol : facts_.symbols)
      if (text(symbol.qualified) == name)
        return symbol;
    ADD_FAILURE() << "no symbol " << name;
    return {};
  }
  [[nodiscard]] bool knows(const std::string &name) const {
    return std::ranges::any_of(facts_.symbols, [&](const Symbol &symbol) { return text(symbol.qualified) == name; });
  }
  [[nodiscard]] Type type(TypeId id) const {
    if (id == kNone) {
      ADD_FAILURE() << "no type";
      return {};
    }
    return facts_.types.at(id);
  }
  [[nodiscard]] Type typeOf(const std::string &fieldName) const { return type(field(fieldName).type); }

  /// References of a range as qualified names of symbols.
  [[nodiscard]] std::vector<std::string> symbolsIn(Range range) const {
    std::vector<std::string> names;
    for (std::uint32_t i = range.begin; i < range.end; ++i)
      names.push_back(qualified(facts_.references.at(i)));
    return names;
  }
  [[nodiscard]] std::vector<std::string> stringsIn(Range range) const {
    std::vector<std::string> names;
    for (std::uint32_t i = range.begin; i < range.end; ++i)
      names.push_back(text(facts_.references.at(i)));
    return names;
  }
  [[nodiscard]] std::vector<Op> opsOf(const Function &function) const {
    std::vector<Op> ops;
    for (std::uint32_t i = function.nodes.begin; i < function.nodes.end; ++i)
      ops.push_back(facts_.nodes.at(i).op);
    return ops;
  }

private:
  TuFacts facts_;
};

inline View viewOf(std::string_view code, std::vector<std::string> args = {}, const Files &files = {}) {
  return View(factsOf(code, std::move(args), files));
}

inline bool has(std::uint32_t flags, std::uint32_t flag) { return (flags & flag) != 0; }

inline void expectPlace(const Place &place, std::uint32_t line, std::uint32_t column, std::uint32_t endLine,
                        std::uint32_t endColumn) {
  EXPECT_EQ(place.line, line);
  EXPECT_EQ(place.column, column);
  EXPECT_EQ(place.endLine, endLine);
  EXPECT_EQ(place.endColumn, endColumn);
}

} // namespace tell::test
