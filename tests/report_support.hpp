#pragma once

#include "report/format.hpp"
#include "temporary_folder.hpp"

#include <llvm/Support/JSON.h>

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

/// Reports to write, and ways into what was written.
namespace tell {

inline constexpr std::string_view kDocumentation = R"(## What it does
Finds classes that hand their
state out.

## Why is this bad?
Rules end up elsewhere.
)";

inline CheckInfo anemicClass() {
  CheckInfo check;
  check.id = "tell-anemic-class";
  check.summary = "a domain class that hands its state out";
  check.documentation = kDocumentation;
  check.precision = 0.93;
  return check;
}

inline CheckInfo featureEnvy() {
  CheckInfo check;
  check.id = "tell-feature-envy";
  check.summary = "a function that asks another class's state";
  check.scope = Scope::Function;
  check.level = Level::Note;
  check.precision = 0.4;
  return check;
}

inline Finding orderFinding() {
  Finding finding;
  finding.check = "tell-anemic-class";
  finding.message = "7 of 8 rules about 'Order' live outside it";
  finding.place = {"include/order.h", 2, 7, 2, 12};
  finding.subject = {SubjectKind::Class, "shop::Order", ""};
  finding.className = "shop::Order";
  finding.score = 87.5;
  finding.confidence = 0.8;
  finding.evidence = {{{"src/service.cpp", 3, 3, 3, 9},
                       "'OrderService::cancel' asks status(), then calls setStatus()",
                       {SubjectKind::Function, "shop::OrderService::cancel", "cancel(Order &)"}}};
  finding.advice = {"give Order 'void cancel()' (Move Function)",
                    "Move Function",
                    "void cancel()",
                    {"int reason"},
                    "it also needs 'store_'",
                    {{"src/service.cpp", 3, 1, 4, 2}}};
  finding.metrics = {{"rulesInside", 1}, {"rulesOutside", 7}};
  return finding;
}

inline Report orderReport(const TemporaryFolder &sources) {
  sources.write("include/order.h", "namespace shop {\nclass Order {\n};\n}\n");
  sources.write("src/service.cpp", "void f() {\n\n  cancel();\n}\n");
  Report report;
  report.root = sources.path();
  report.toolVersion = "0.1.0";
  report.checks = {anemicClass(), featureEnvy()};
  report.findings = {{orderFinding(), "00112233445566aa:1", std::nullopt}};
  report.counts = {2, 0, 3, 1};
  report.exitCode = 1;
  return report;
}

inline std::string written(WriteReport write, const Report &report, const Presentation &presentation = {}) {
  std::string text;
  llvm::raw_string_ostream out(text);
  write(report, presentation, out);
  return text;
}

inline llvm::json::Object parsed(const std::string &text) {
  auto value = llvm::json::parse(text);
  if (!value) {
    ADD_FAILURE() << llvm::toString(value.takeError());
    return {};
  }
  return std::move(*value->getAsObject());
}

/// Follows a path of keys and indices; fails the test where it leads nowhere.
inline const llvm::json::Value &at(const llvm::json::Value &value,
                                   std::initializer_list<std::variant<const char *, std::size_t>> path) {
  const llvm::json::Value *current = &value;
  static const llvm::json::Value null = nullptr;
  for (const auto &step : path) {
    if (const auto *key = std::get_if<const char *>(&step)) {
      const llvm::json::Object *object = current->getAsObject();
      current = object == nullptr ? nullptr : object->get(*key);
    } else {
      const llvm::json::Array *array = current->getAsArray();
      const std::size_t index = std::get<std::size_t>(step);
      current = array == nullptr || index >= array->size() ? nullptr : &(*array)[index];
    }
    if (current == nullptr) {
      ADD_FAILURE() << "no such place in the JSON";
      return null;
    }
  }
  return *current;
}

inline std::string text(const llvm::json::Value &value) { return value.getAsString().value_or("(not a string)").str(); }

inline InvariantEntry totalGuarded() {
  return {"guarded",
          {"total"},
          {},
          {},
          {{{"src/order.cpp", 7, 7, 7, 19}, {SubjectKind::Function, "shop::Order::pay", "pay(long)"}, "total < paid"}},
          {},
          "guarded total: 'pay' checks 'total < paid'"};
}

/// A census with what two published strategies say of a class, and one of two functions.
inline Report comparedReport() {
  Report report;
  report.root = "/project";
  report.counts.units = 1;
  report.census = {
      {"Order", {"a.h", 2, 7, 2, 12}, "anemic", "", 80, {}, {}, {}, {{"hisDataClass", true}, {"herDataClass", true}}},
      {"Rich", {"a.h", 9, 7, 9, 11}, "rich", "", 0, {}, {}, {}, {{"hisDataClass", false}, {"herDataClass", false}}}};
  report.functions = {{{"b.cpp", 3, 5, 3, 8},
                       {SubjectKind::Function, "sum", "sum(const Order &)"},
                       {{"atfd", 6}, {"fdp", 2}, {"laa", 0}},
                       {{"Order", 4}, {"Rich", 2}},
                       {{"hisFeatureEnvy", true}}},
                      {{"b.cpp", 9, 5, 9, 8},
                       {SubjectKind::Function, "show", "show(const Order &)"},
                       {{"atfd", 1}, {"fdp", 1}, {"laa", 0}},
                       {{"Order", 1}},
                       {{"hisFeatureEnvy", false}}}};
  return report;
}

} // namespace tell
