#include "report/format.hpp"
#include "report/sarif_writer.hpp"
#include "report/snippet.hpp"
#include "report/source_cache.hpp"
#include "report/unicode.hpp"
#include "temporary_folder.hpp"

#include <llvm/Support/JSON.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tell {
namespace {

using llvm::json::Array;
using llvm::json::Object;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kDocumentation = R"(## What it does
Finds classes that hand their
state out.

## Why is this bad?
Rules end up elsewhere.
)";

CheckInfo anemicClass() {
  CheckInfo check;
  check.id = "tell-anemic-class";
  check.summary = "a domain class that hands its state out";
  check.documentation = kDocumentation;
  check.precision = 0.93;
  return check;
}

CheckInfo featureEnvy() {
  CheckInfo check;
  check.id = "tell-feature-envy";
  check.summary = "a function that asks another class's state";
  check.scope = Scope::Function;
  check.level = Level::Note;
  check.precision = 0.4;
  return check;
}

Finding orderFinding() {
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

Report orderReport(const TemporaryFolder &sources) {
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

std::string written(WriteReport write, const Report &report, const Presentation &presentation = {}) {
  std::string text;
  llvm::raw_string_ostream out(text);
  write(report, presentation, out);
  return text;
}

Object parsed(const std::string &text) {
  auto value = llvm::json::parse(text);
  if (!value) {
    ADD_FAILURE() << llvm::toString(value.takeError());
    return {};
  }
  return std::move(*value->getAsObject());
}

/// Follows a path of keys and indices; fails the test where it leads nowhere.
const llvm::json::Value &at(const llvm::json::Value &value,
                            std::initializer_list<std::variant<const char *, std::size_t>> path) {
  const llvm::json::Value *current = &value;
  static const llvm::json::Value null = nullptr;
  for (const auto &step : path) {
    if (const auto *key = std::get_if<const char *>(&step)) {
      const Object *object = current->getAsObject();
      current = object == nullptr ? nullptr : object->get(*key);
    } else {
      const Array *array = current->getAsArray();
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

std::string text(const llvm::json::Value &value) { return value.getAsString().value_or("(not a string)").str(); }

// --- text
// -------------------------------------------------------------------------------------------------------------

TEST(Text, HasClangsShape) {
  const TemporaryFolder sources;
  EXPECT_EQ(written(writeText, orderReport(sources)),
            R"(include/order.h:2:7: warning: 7 of 8 rules about 'Order' live outside it [tell-anemic-class]
    2 | class Order {
      |       ^~~~~
src/service.cpp:3:3: note: 'OrderService::cancel' asks status(), then calls setStatus()
  hint: give Order 'void cancel()' (Move Function); replaces src/service.cpp:3-4
1 warning in 2 units, 3 classes, 1 function
)");
}

TEST(Text, PathsStartAtTheWorkingDirectory) {
  const TemporaryFolder sources;
  const Report report = orderReport(sources);
  EXPECT_THAT(written(writeText, report, {.workingDirectory = sources.path() + "/include"}),
              testing::StartsWith("order.h:2:7: warning"));
  EXPECT_THAT(written(writeText, report, {.workingDirectory = "/elsewhere"}),
              testing::StartsWith(sources.path() + "/include/order.h:2:7: warning"));
}

TEST(Text, ColorsOnlyWhenAsked) {
  const TemporaryFolder sources;
  const Report report = orderReport(sources);
  EXPECT_THAT(written(writeText, report), Not(HasSubstr("\033")));
  EXPECT_THAT(written(writeText, report, {.colors = true}), HasSubstr("\033[0;1;35mwarning: "));
}

TEST(Text, EmptyRunSaysSo) {
  Report report;
  report.counts = {12, 1, 40, 200};
  EXPECT_EQ(written(writeText, report), "no findings in 12 units, 40 classes, 200 functions; 1 unit incomplete: "
                                        "absence of findings proves nothing there\n");
  EXPECT_EQ(written(writeText, report, {.quiet = true}), "");
}

TEST(Text, NothingRawReachesTheTerminal) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  sources.write("include/order.h", "namespace shop {\n/*\033[31m\xff\xe2\x80\xae*/ class Order {};\n");
  Finding &finding = report.findings[0].finding;
  finding.place = {"include/order.h", 2, 19, 2, 24};
  finding.message = "class 'Or\033]0;owned\007der'\nnext";
  finding.evidence[0].message = "bad \x9b byte";
  finding.evidence[0].place.path = "src/a\nb.cpp";
  const std::string shown = written(writeText, report);
  EXPECT_THAT(shown, HasSubstr("class 'Or<U+001B>]0;owned<U+0007>der'<U+000A>next [tell"));
  EXPECT_THAT(shown, HasSubstr("bad <9B> byte"));
  EXPECT_THAT(shown, HasSubstr("src/a<U+000A>b.cpp:3:3: note"));
  EXPECT_THAT(shown, HasSubstr("    2 | /*<U+001B>[31m<FF><U+202E>*/ class Order {};\n"));
  EXPECT_TRUE(std::ranges::none_of(shown, [](char c) { return (c < ' ' && c >= 0 && c != '\n') || c == '\x7f'; }));
}

TEST(Text, SuppressedFindingsAreCountedAndShownWithTheirReasonWhenAsked) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings[0].suppression =
      Suppression{"include/order.h", 2, SuppressionKind::Line, "tell-anemic-class", "wire format"};
  EXPECT_EQ(written(writeText, report), "no findings (1 suppressed) in 2 units, 3 classes, 1 function\n");
  EXPECT_THAT(written(writeText, report, {.verbose = true}), HasSubstr("note: because: wire format\n"));
}

TEST(Text, MuchEvidenceIsCut) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings[0].finding.evidence.assign(11, orderFinding().evidence[0]);
  const auto notes = [](const std::string &shown) {
    std::size_t count = 0;
    for (std::size_t at = shown.find(": note: "); at != std::string::npos; at = shown.find(": note: ", at + 1))
      ++count;
    return count;
  };
  const std::string shown = written(writeText, report);
  EXPECT_EQ(notes(shown), 9U);
  EXPECT_THAT(shown, HasSubstr("note: and 3 more places (-v shows all)\n"));
  EXPECT_EQ(notes(written(writeText, report, {.verbose = true})), 11U);
}

TEST(Text, MissingOrChangedSourceLeavesTheSnippetOut) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  sources.write("include/order.h", "short\nx\n");
  EXPECT_THAT(written(writeText, report), Not(HasSubstr(" | ")));
  report.findings[0].finding.place.line = 99;
  EXPECT_THAT(written(writeText, report), Not(HasSubstr(" | ")));
  report.findings[0].finding.place.path = "include"; // a folder
  EXPECT_THAT(written(writeText, report), Not(HasSubstr(" | ")));
}

TEST(Snippet, AlignsTabsAndWideCharacters) {
  const auto tab = underline("\tint \tx;", 2, 5);
  ASSERT_TRUE(tab);
  EXPECT_EQ(tab->source, "        int     x;");
  EXPECT_EQ(tab->marks, "        ^~~");
  const auto wide = underline("/*日本*/ X y", 12, 13); // two characters of three bytes and two columns each
  ASSERT_TRUE(wide);
  EXPECT_EQ(wide->marks, "         ^");
  EXPECT_FALSE(underline("abc", 4, 5));
  EXPECT_FALSE(underline("abc", 0, 0));
  EXPECT_EQ(underline("abc", 2, 2)->marks, " ^");
  EXPECT_EQ(underline("abc", 2, 99)->marks, " ^~");
}

InvariantEntry totalGuarded() {
  return {"guarded",
          {"total"},
          {},
          {},
          {{{"src/order.cpp", 7, 7, 7, 19}, {SubjectKind::Function, "shop::Order::pay", "pay(long)"}, "total < paid"}},
          {},
          "guarded total: 'pay' checks 'total < paid'"};
}

TEST(Census, TableAlignsAndShowsAnswersWhenAsked) {
  Report report;
  report.root = "/project";
  report.counts.units = 2;
  report.census = {{"shop::Order",
                    {"include/order.h", 2, 7, 2, 12},
                    "anemic",
                    "7 of 8 rules live outside",
                    87.4,
                    {{"Q1", "1 of 9 methods does something", 0.89},
                     {"Q2", "7 places ask", 0.9},
                     {"Q3", "scattered", 1},
                     {"Q4", "none", 0}},
                    {{"noam", 8}, {"woc", 1.0 / 9}},
                    {totalGuarded()},
                    {}},
                   {"shop::Übersicht", {"a.h", 1, 7, 1, 9}, "rich", "its rules are its own", 5, {}, {}, {}, {}}};
  EXPECT_EQ(written(writeTextCensus, report), "role    score  Q1  Q2   Q3  Q4  class            where\n"
                                              "anemic     87  89  90  100   0  shop::Order      include/order.h:2\n"
                                              "rich        5   -   -    -   -  shop::Übersicht  a.h:1\n"
                                              "2 classes in 2 units\n");
  EXPECT_THAT(written(writeTextCensus, report, {.verbose = true}),
              HasSubstr("    7 of 8 rules live outside\n    Q1: 1 of 9 methods does something\n"));
  EXPECT_THAT(
      written(writeTextCensus, report, {.verbose = true}),
      HasSubstr("    Q4: none\n    guarded total: 'pay' checks 'total < paid'\n    metrics: noam 8, woc 0.111\n"));
}

/// A census with what two published strategies say of a class, and one of two functions.
Report comparedReport() {
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

TEST(Census, ShowsWhatStrategiesSayWhereTheyWereAsked) {
  EXPECT_EQ(written(writeTextCensus, comparedReport()),
            "role    score  Q1  Q2  Q3  Q4  class  strategies                 where\n"
            "anemic     80   -   -   -   -  Order  hisDataClass,herDataClass  a.h:2\n"
            "rich        0   -   -   -   -  Rich   -                          a.h:9\n"
            "b.cpp:3:5: sum: hisFeatureEnvy (atfd 6, fdp 2, laa 0)\n"
            "2 classes in 1 unit\n");
}

TEST(Notifications, NameTheUnitAndTheId) {
  Report report;
  report.root = "/project";
  std::string shown;
  llvm::raw_string_ostream out(shown);
  const std::vector<Notification> notifications = {
      {Level::Warning, "unit-incomplete", "'x.h' file not found", {"src/a.cpp", 0, 0, 0, 0}},
      {Level::Error, "unit-crashed", "signal 11", {"src/b.cpp", 3, 1, 3, 2}},
      {Level::Note, "link-conflict", "two of them", {}}};
  writeNotifications(notifications, report, {}, out);
  EXPECT_EQ(shown, "src/a.cpp: warning: 'x.h' file not found [unit-incomplete]\n"
                   "src/b.cpp:3:1: error: signal 11 [unit-crashed]\n"
                   "clang-tell: note: two of them [link-conflict]\n");
}

// --- agent
// ------------------------------------------------------------------------------------------------------------

TEST(Agent, OneLineAFinding) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  EXPECT_EQ(written(writeAgent, report), "include/order.h:2:7: warning tell-anemic-class: 7 of 8 rules about 'Order' "
                                         "live outside it; tell: void cancel(); but: it also needs 'store_'; "
                                         "replaces: src/service.cpp:3-4\n");
  report.findings[0].finding.message = "two\nlines";
  EXPECT_THAT(written(writeAgent, report), HasSubstr("two<U+000A>lines"));
  report.findings[0].suppression.emplace();
  EXPECT_EQ(written(writeAgent, report), "");
}

// --- JSON
// -------------------------------------------------------------------------------------------------------------

TEST(Json, HoldsFindingsCensusAndNotifications) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.census = {{"shop::Order",
                    {"include/order.h", 2, 7, 2, 12},
                    "anemic",
                    "why",
                    87.5,
                    {{"Q1", "little", 0.1}},
                    {{"rules", 7}},
                    {totalGuarded()},
                    {}}};
  report.notifications = {{Level::Warning, "unit-incomplete", "bad \xff byte", {"src/a.cpp", 0, 0, 0, 0}}};
  const std::string raw = written(writeJson, report);
  const llvm::json::Value json = parsed(raw);
  EXPECT_EQ(at(json, {"version"}).getAsInteger(), 1);
  EXPECT_EQ(at(json, {"exitCode"}).getAsInteger(), 1);
  EXPECT_EQ(text(at(json, {"findings", 0U, "check"})), "tell-anemic-class");
  EXPECT_EQ(at(json, {"findings", 0U, "place", "endColumn"}).getAsInteger(), 12);
  EXPECT_EQ(text(at(json, {"findings", 0U, "advice", "signature"})), "void cancel()");
  EXPECT_EQ(text(at(json, {"findings", 0U, "advice", "parameters", 0U})), "int reason");
  EXPECT_EQ(text(at(json, {"findings", 0U, "advice", "obstacle"})), "it also needs 'store_'");
  EXPECT_EQ(at(json, {"findings", 0U, "advice", "replaces", 0U, "place", "endLine"}).getAsInteger(), 4);
  EXPECT_EQ(at(json, {"findings", 0U, "metrics", "rulesOutside"}).getAsNumber(), 7);
  EXPECT_EQ(text(at(json, {"findings", 0U, "fingerprint"})), "00112233445566aa:1");
  EXPECT_EQ(text(at(json, {"census", 0U, "questions", "Q1", "answer"})), "little");
  EXPECT_EQ(text(at(json, {"census", 0U, "invariants", 0U, "kind"})), "guarded");
  EXPECT_EQ(text(at(json, {"census", 0U, "invariants", 0U, "fields", 0U})), "total");
  EXPECT_EQ(text(at(json, {"census", 0U, "invariants", 0U, "inside", 0U, "subject", "name"})), "shop::Order::pay");
  EXPECT_EQ(text(at(json, {"census", 0U, "invariants", 0U, "inside", 0U, "text"})), "total < paid");
  EXPECT_THAT(raw, Not(HasSubstr("\"from\""))) << "a guard has no values that it leads from";
  EXPECT_EQ(text(at(json, {"notifications", 0U, "message"})), "bad \xef\xbf\xbd byte");
  EXPECT_THAT(raw, HasSubstr("\"value\": 0.1\n")) << "numbers are written in their shortest form";
}

TEST(Json, HoldsWhatStrategiesSay) {
  const llvm::json::Value json = parsed(written(writeJson, comparedReport()));
  EXPECT_EQ(at(json, {"census", 0U, "strategies", "herDataClass"}).getAsBoolean(), true);
  EXPECT_EQ(at(json, {"census", 1U, "strategies", "herDataClass"}).getAsBoolean(), false);
  EXPECT_EQ(text(at(json, {"functions", 0U, "subject", "name"})), "sum");
  EXPECT_EQ(at(json, {"functions", 0U, "place", "line"}).getAsInteger(), 3);
  EXPECT_EQ(at(json, {"functions", 0U, "metrics", "atfd"}).getAsNumber(), 6);
  EXPECT_EQ(text(at(json, {"functions", 0U, "providers", 1U, "class"})), "Rich");
  EXPECT_EQ(at(json, {"functions", 0U, "providers", 1U, "attributes"}).getAsInteger(), 2);
  EXPECT_EQ(at(json, {"functions", 1U, "strategies", "hisFeatureEnvy"}).getAsBoolean(), false);
}

TEST(Json, LeavesOutWhatWasNotAskedFor) {
  Report report = comparedReport();
  for (ClassEntry &entry : report.census)
    entry.strategies.clear();
  report.functions.clear();
  const std::string raw = written(writeJson, report);
  EXPECT_THAT(raw, Not(HasSubstr("strategies")));
  EXPECT_THAT(raw, Not(HasSubstr("functions\": [")));
}

// --- SARIF
// ------------------------------------------------------------------------------------------------------------

TEST(Sarif, RunAndRules) {
  const TemporaryFolder sources;
  const llvm::json::Value log = parsed(written(writeSarif, orderReport(sources)));
  EXPECT_EQ(text(at(log, {"version"})), "2.1.0");
  EXPECT_THAT(text(at(log, {"$schema"})), testing::EndsWith("sarif-schema-2.1.0.json"));
  const auto &run = at(log, {"runs", 0U});
  EXPECT_EQ(text(at(run, {"tool", "driver", "name"})), "clang-tell");
  EXPECT_EQ(text(at(run, {"tool", "driver", "semanticVersion"})), "0.1.0");
  EXPECT_EQ(text(at(run, {"columnKind"})), "utf16CodeUnits");
  EXPECT_EQ(text(at(run, {"automationDetails", "id"})), "clang-tell/");
  EXPECT_EQ(at(run, {"originalUriBaseIds", "SRCROOT"}).getAsObject()->get("uri"), nullptr);
  EXPECT_EQ(at(run, {"invocations", 0U, "exitCode"}).getAsInteger(), 1);
  EXPECT_EQ(at(run, {"invocations", 0U, "executionSuccessful"}).getAsBoolean(), true);
  const auto &rule = at(run, {"tool", "driver", "rules", 0U});
  EXPECT_EQ(text(at(rule, {"id"})), "tell-anemic-class");
  EXPECT_EQ(text(at(rule, {"name"})), "AnemicClass");
  EXPECT_EQ(text(at(rule, {"shortDescription", "text"})), "A domain class that hands its state out.");
  EXPECT_EQ(text(at(rule, {"fullDescription", "text"})), "Finds classes that hand their state out.");
  EXPECT_EQ(text(at(rule, {"help", "markdown"})), kDocumentation);
  EXPECT_EQ(text(at(rule, {"help", "text"})), kDocumentation);
  EXPECT_EQ(text(at(rule, {"defaultConfiguration", "level"})), "warning");
  EXPECT_EQ(text(at(rule, {"properties", "scope"})), "class");
  EXPECT_EQ(text(at(run, {"tool", "driver", "rules", 1U, "properties", "scope"})), "function");
  EXPECT_EQ(text(at(run, {"tool", "driver", "rules", 1U, "properties", "problem.severity"})), "recommendation");
  EXPECT_EQ(text(at(run, {"tool", "driver", "rules", 0U, "properties", "precision"})), "high");
  EXPECT_EQ(text(at(run, {"tool", "driver", "rules", 1U, "properties", "precision"})), "low");
}

TEST(Sarif, Result) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings[0].finding.check = "tell-feature-envy";
  const llvm::json::Value log = parsed(written(writeSarif, report));
  const auto &result = at(log, {"runs", 0U, "results", 0U});
  EXPECT_EQ(text(at(result, {"ruleId"})), "tell-feature-envy");
  EXPECT_EQ(at(result, {"ruleIndex"}).getAsInteger(), 1);
  EXPECT_EQ(text(at(result, {"level"})), "warning");
  EXPECT_EQ(at(result, {"rank"}).getAsNumber(), 80) << "the confidence";
  EXPECT_EQ(text(at(result, {"message", "text"})), "7 of 8 rules about 'Order' live outside it. See "
                                                   "['OrderService::cancel' asks status(), then calls setStatus()](1). "
                                                   "Hint: give Order 'void cancel()' (Move Function).");
  const auto &location = at(result, {"locations", 0U});
  EXPECT_EQ(text(at(location, {"physicalLocation", "artifactLocation", "uri"})), "include/order.h");
  EXPECT_EQ(text(at(location, {"physicalLocation", "artifactLocation", "uriBaseId"})), "SRCROOT");
  EXPECT_EQ(at(location, {"physicalLocation", "region"}),
            llvm::json::Value(Object{{"startLine", 2}, {"startColumn", 7}, {"endLine", 2}, {"endColumn", 12}}));
  EXPECT_EQ(text(at(location, {"logicalLocations", 0U, "fullyQualifiedName"})), "shop::Order");
  EXPECT_EQ(text(at(location, {"logicalLocations", 0U, "name"})), "Order");
  EXPECT_EQ(text(at(location, {"logicalLocations", 0U, "kind"})), "type");
  const auto &related = at(result, {"relatedLocations", 0U});
  EXPECT_EQ(at(related, {"id"}).getAsInteger(), 1);
  EXPECT_EQ(text(at(related, {"message", "text"})), "'OrderService::cancel' asks status(), then calls setStatus().");
  EXPECT_EQ(text(at(related, {"logicalLocations", 0U, "fullyQualifiedName"})), "shop::OrderService::cancel");
  EXPECT_EQ(text(at(related, {"logicalLocations", 0U, "kind"})), "function");
  EXPECT_EQ(text(at(result, {"partialFingerprints", "symbol/v1"})), "00112233445566aa:1");
  EXPECT_EQ(at(result, {"suppressions"}), llvm::json::Value(Array{}));
  EXPECT_EQ(text(at(result, {"properties", "class"})), "shop::Order");
  EXPECT_EQ(at(result, {"properties", "score"}).getAsNumber(), 87.5);
  EXPECT_EQ(text(at(result, {"properties", "hint"})), "give Order 'void cancel()' (Move Function)");
  EXPECT_EQ(text(at(result, {"properties", "parameters", 0U})), "int reason");
  EXPECT_EQ(text(at(result, {"properties", "obstacle"})), "it also needs 'store_'");
  EXPECT_EQ(text(at(result, {"properties", "refactoring"})), "Move Function");
  EXPECT_EQ(at(result, {"properties", "metrics", "rulesOutside"}).getAsNumber(), 7);
}

TEST(Sarif, ColumnsAreUtf16) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  // Two bytes and one unit; four bytes and two units; a byte that is not UTF-8 and one unit.
  sources.write("include/order.h", "\xef\xbb\xbf/*\xc3\xbc*/ class Order;\n/*\xf0\x9f\x98\x80\xff*/ class Order {\n");
  const auto region = [&](Span span) {
    report.findings[0].finding.place = std::move(span);
    const llvm::json::Value log = parsed(written(writeSarif, report));
    const auto &value = at(log, {"runs", 0U, "results", 0U, "locations", 0U, "physicalLocation", "region"});
    return std::pair(at(value, {"startColumn"}).getAsInteger().value_or(0),
                     at(value, {"endColumn"}).getAsInteger().value_or(0));
  };
  EXPECT_EQ(region({"include/order.h", 2, 17, 2, 22}), std::pair(15L, 20L));
  EXPECT_EQ(region({"include/order.h", 1, 17, 1, 22}), std::pair(13L, 18L)) << "Clang counts the byte order mark";
  EXPECT_EQ(region({"missing.h", 2, 17, 2, 22}), std::pair(17L, 22L));
  EXPECT_EQ(region({"include/order.h", 2, 17, 2, 17}), std::pair(15L, 16L)) << "never empty";
  EXPECT_EQ(region({"include/order.h", 2, 17, 0, 0}), std::pair(15L, 22L)) << "up to the line's end";
}

TEST(Sarif, UrisAreRelativeAndEncoded) {
  EXPECT_EQ(sarif::uriOf("src/a b#1%.h"), "src/a%20b%231%25.h");
  EXPECT_EQ(sarif::uriOf("c:x/\xc3\xbc\xff.h"), "c%3Ax/%C3%BC%FF.h");
  EXPECT_EQ(sarif::uriOf("/usr/include/x y.h"), "file:///usr/include/x%20y.h");
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings[0].finding.place.path = "/usr/include/x.h";
  const llvm::json::Value log = parsed(written(writeSarif, report));
  const auto &artifact = at(log, {"runs", 0U, "results", 0U, "locations", 0U, "physicalLocation", "artifactLocation"});
  EXPECT_EQ(text(at(artifact, {"uri"})), "file:///usr/include/x.h");
  EXPECT_EQ(artifact.getAsObject()->get("uriBaseId"), nullptr);
}

TEST(Sarif, TextThatLooksLikeALinkIsEscaped) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  Finding &finding = report.findings[0].finding;
  finding.message = "'Matrix::operator[](int)' hands a row out";
  finding.evidence[0].message = "'operator[]' is called \033";
  finding.advice = {};
  const llvm::json::Value log = parsed(written(writeSarif, report));
  EXPECT_EQ(text(at(log, {"runs", 0U, "results", 0U, "message", "text"})),
            "'Matrix::operator[\\](int)' hands a row out. See ['operator\\[\\]' is called <U+001B>](1).");
}

TEST(Sarif, ManyEvidencePlacesAreAllRelatedButNotAllLinked) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings[0].finding.evidence.assign(8, {{"src/service.cpp", 3, 3, 3, 9}, "asks", {}});
  const llvm::json::Value log = parsed(written(writeSarif, report));
  EXPECT_THAT(text(at(log, {"runs", 0U, "results", 0U, "message", "text"})), HasSubstr("[asks](5) and 3 more. Hint"));
  EXPECT_EQ(at(log, {"runs", 0U, "results", 0U, "relatedLocations"}).getAsArray()->size(), 8U);
}

TEST(Sarif, SuppressedResultsStayWithTheirJustification) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings[0].suppression =
      Suppression{"include/order.h", 2, SuppressionKind::Line, "tell-anemic-class", "wire format"};
  const llvm::json::Value log = parsed(written(writeSarif, report));
  const auto &suppression = at(log, {"runs", 0U, "results", 0U, "suppressions", 0U});
  EXPECT_EQ(text(at(suppression, {"kind"})), "inSource");
  EXPECT_EQ(text(at(suppression, {"justification"})), "wire format");
  EXPECT_EQ(at(suppression, {"location", "physicalLocation", "region", "startLine"}).getAsInteger(), 2);
}

TEST(Sarif, NotificationsTellWhatFailed) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings.clear();
  report.exitCode = 3;
  report.notifications = {{Level::Error, "unit-crashed", "the unit ended by signal 11", {"src/a b.cpp", 0, 0, 0, 0}}};
  const llvm::json::Value log = parsed(written(writeSarif, report));
  const auto &invocation = at(log, {"runs", 0U, "invocations", 0U});
  EXPECT_EQ(at(invocation, {"executionSuccessful"}).getAsBoolean(), false);
  EXPECT_EQ(at(invocation, {"exitCode"}).getAsInteger(), 3);
  const auto &notification = at(invocation, {"toolExecutionNotifications", 0U});
  EXPECT_EQ(text(at(notification, {"descriptor", "id"})), "unit-crashed");
  EXPECT_EQ(text(at(notification, {"level"})), "error");
  EXPECT_EQ(text(at(notification, {"message", "text"})), "The unit ended by signal 11.");
  EXPECT_EQ(text(at(notification, {"locations", 0U, "physicalLocation", "artifactLocation", "uri"})), "src/a%20b.cpp");
}

TEST(Sarif, EmptyRunHasAnEmptyListOfResults) {
  const llvm::json::Value log = parsed(written(writeSarif, {}));
  EXPECT_EQ(at(log, {"runs", 0U, "results"}), llvm::json::Value(Array{}));
  EXPECT_EQ(at(log, {"runs", 0U, "tool", "driver", "rules"}), llvm::json::Value(Array{}));
  EXPECT_EQ(at(log, {"runs", 0U, "invocations", 0U, "toolExecutionNotifications"}), llvm::json::Value(Array{}));
}

TEST(Sarif, LongDescriptionsAreCutAtAWord) {
  std::string documentation = "## What it does\n";
  for (int i = 0; i < 400; ++i)
    documentation += "wörd ";
  Report report;
  report.checks = {anemicClass()};
  report.checks[0].documentation = documentation;
  const llvm::json::Value log = parsed(written(writeSarif, report));
  const std::string full = text(at(log, {"runs", 0U, "tool", "driver", "rules", 0U, "fullDescription", "text"}));
  EXPECT_LE(full.size(), 1024U);
  EXPECT_GT(full.size(), 1000U);
  EXPECT_THAT(full, testing::EndsWith("wörd …"));
}

// --- all formats
// ------------------------------------------------------------------------------------------------------

TEST(Formats, SameBytesForShuffledFindings) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  std::vector<Finding> findings;
  for (std::uint32_t i = 0; i < 12; ++i) {
    Finding finding = orderFinding();
    finding.place.line = 1 + i % 4;
    finding.place.path = i % 2 == 0 ? "include/order.h" : "src/service.cpp";
    finding.subject.name += std::to_string(i);
    findings.push_back(finding);
  }
  findings.push_back(findings[3]);
  for (const Format &format : formats()) {
    report.findings = triage(findings, {}).findings;
    const std::string expected = written(format.findings, report);
    std::vector<Finding> shuffled = findings;
    std::ranges::rotate(shuffled, shuffled.begin() + 5);
    std::ranges::reverse(shuffled.begin(), shuffled.begin() + 7);
    report.findings = triage(shuffled, {}).findings;
    EXPECT_EQ(written(format.findings, report), expected) << format.name;
    EXPECT_THAT(expected, HasSubstr("order.h")) << format.name;
  }
}

TEST(Formats, AreFoundByNameAndByExtension) {
  EXPECT_TRUE(std::ranges::is_sorted(formats(), {}, &Format::name));
  for (const Format &format : formats())
    EXPECT_EQ(formatNamed(format.name), &format);
  EXPECT_EQ(formatNamed("xml"), nullptr);
  EXPECT_EQ(formatOfFile("out.d/report.sarif"), formatNamed("sarif"));
  EXPECT_EQ(formatOfFile("a.json"), formatNamed("json"));
  EXPECT_EQ(formatOfFile("a.txt"), formatNamed("text"));
  EXPECT_EQ(formatOfFile("report"), nullptr);
  EXPECT_EQ(formatOfFile("out.sarif/report"), nullptr);
}

TEST(SourceCache, ReadsEveryKindOfLineEnd) {
  const TemporaryFolder sources;
  sources.write("a.h", "one\r\ntwo\rthree\n\nfive");
  SourceCache cache(sources.path());
  EXPECT_EQ(cache.line("a.h", 1), "one");
  EXPECT_EQ(cache.line("a.h", 2), "two");
  EXPECT_EQ(cache.line("a.h", 3), "three");
  EXPECT_EQ(cache.line("a.h", 4), "");
  EXPECT_EQ(cache.line("a.h", 5), "five");
  EXPECT_EQ(cache.line("a.h", 6), std::nullopt);
  EXPECT_EQ(cache.line("a.h", 0), std::nullopt);
  EXPECT_EQ(cache.line("b.h", 1), std::nullopt);
  EXPECT_EQ(cache.utf16Column("a.h", 1, 99), 4U) << "at most one past the end";
}

TEST(Unicode, SpellsOutWhatIsNotPrintable) {
  EXPECT_EQ(printable("plain ü 日 😀"), "plain ü 日 😀");
  EXPECT_EQ(printable("\t\x7f\xc2\x85\xe2\x80\x8b"), "<U+0009><U+007F><U+0085><U+200B>");
  EXPECT_EQ(printable("\xed\xa0\x80"), "<ED><A0><80>") << "a lone surrogate";
  EXPECT_EQ(printable("\xf0\x9f"), "<F0><9F>");
}

} // namespace
} // namespace tell
