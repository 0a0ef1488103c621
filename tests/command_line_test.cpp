#include "cli/version.hpp"
#include "process.hpp"
#include "support/file.hpp"
#include "temporary_folder.hpp"

#include <llvm/Support/JSON.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <csignal>
#include <optional>
#include <thread>
#include <unistd.h>

namespace tell {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

std::size_t lineCount(const std::string &text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

/// A usage error: exit code 2, nothing on standard output, one line on standard error.
void expectUsageError(const Outcome &outcome, const std::string &part) {
  EXPECT_EQ(outcome.exitCode, 2);
  EXPECT_EQ(outcome.output, "");
  EXPECT_THAT(outcome.error, AllOf(StartsWith("clang-tell: error: "), HasSubstr(part)));
  EXPECT_EQ(lineCount(outcome.error), 1U) << outcome.error;
}

constexpr std::string_view kOrder = R"(#pragma once
enum class Status { Draft, Paid, Shipped, Cancelled };

class Order {
public:
  explicit Order(int total) : total_(total) {}
  Status status() const { return status_; }
  void setStatus(Status status) { status_ = status; }
  int total() const { return total_; }
  void setTotal(int total) { total_ = total; }

private:
  Status status_ = Status::Draft;
  int total_ = 0;
};
)";

constexpr std::string_view kService = R"(#include "order.h"
struct Refused {};

class OrderService {
public:
  void cancel(Order &order) {
    if (order.status() == Status::Shipped || order.status() == Status::Cancelled)
      throw Refused();
    order.setStatus(Status::Cancelled);
  }
  void pay(Order &order, int amount) {
    if (order.status() != Status::Draft || amount < order.total())
      throw Refused();
    order.setStatus(Status::Paid);
  }
  int discount(const Order &order) { return order.total() > 1000 ? order.total() / 10 : 0; }
};

void serve(Order &order) {
  OrderService service;
  service.cancel(order);
  service.pay(order, 7);
  order.setTotal(order.total() - service.discount(order));
}
)";

constexpr std::string_view kShipping = R"(#include "order.h"
void ship(Order &order) {
  if (order.status() != Status::Paid)
    return;
  order.setStatus(Status::Shipped);
}
bool open(const Order &order) { return order.status() != Status::Shipped && order.status() != Status::Cancelled; }
)";

/// A project with a compile database over the given sources.
class Project {
public:
  Project() {
    folder_.write("CMakeLists.txt", "project(shop)\n");
    folder_.write(".git/HEAD", "ref: refs/heads/main\n");
  }

  void add(std::string_view path, std::string_view text) const { folder_.write(path, text); }

  void database(const std::vector<std::string> &files) const {
    llvm::json::Array commands;
    for (const std::string &file : files)
      commands.push_back(
          llvm::json::Object{{"directory", folder_.path()},
                             {"file", file},
                             {"arguments", llvm::json::Array{"c++", "-std=c++20", "-Iinclude", "-c", file}}});
    std::string text;
    llvm::raw_string_ostream(text) << llvm::json::Value(std::move(commands));
    folder_.write("compile_commands.json", text);
  }

  [[nodiscard]] const std::string &path() const { return folder_.path(); }
  [[nodiscard]] std::string operator/(std::string_view below) const { return folder_ / below; }
  [[nodiscard]] const TemporaryFolder &folder() const { return folder_; }

private:
  TemporaryFolder folder_;
};

/// A project with something to find.
class Shop : public Project {
public:
  Shop() {
    add("include/order.h", kOrder);
    add("src/service.cpp", kService);
    add("src/shipping.cpp", kShipping);
    database({"src/service.cpp", "src/shipping.cpp"});
  }
};

/// A project with nothing to find.
class Tidy : public Project {
public:
  Tidy() {
    add("src/counter.cpp", "class Counter {\npublic:\n  void add() { ++count_; }\nprivate:\n  int count_ = 0;\n};\n"
                           "void twice(Counter &c) { c.add(); c.add(); }\n");
    database({"src/counter.cpp"});
  }
};

/// A source that keeps the compiler busy for minutes.
std::string slowSource() {
  std::string text = "constexpr int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }\n";
  for (int i = 0; i < 20'000; ++i)
    text += "static_assert(fib(22) > " + std::to_string(i % 7) + ");\n";
  return text;
}

llvm::json::Value parsed(const std::string &text) {
  auto value = llvm::json::parse(text);
  if (!value) {
    ADD_FAILURE() << llvm::toString(value.takeError()) << "\n" << text.substr(0, 500);
    return nullptr;
  }
  return std::move(*value);
}

std::size_t size(const llvm::json::Value &json, llvm::StringRef key) {
  const llvm::json::Object *object = json.getAsObject();
  const llvm::json::Array *array = object == nullptr ? nullptr : object->getArray(key);
  if (array == nullptr) {
    ADD_FAILURE() << "no list '" << key.str() << "'";
    return 0;
  }
  return array->size();
}

std::vector<std::string> notificationIds(const std::string &jsonReport) {
  std::vector<std::string> ids;
  const llvm::json::Value json = parsed(jsonReport);
  if (const llvm::json::Object *object = json.getAsObject())
    for (const llvm::json::Value &notification : *object->getArray("notifications"))
      ids.push_back(notification.getAsObject()->getString("id")->str());
  return ids;
}

// --- what a run says
// --------------------------------------------------------------------------------------------------

TEST(Check, FindsAndExitsWithOne) {
  const Shop shop;
  const Outcome outcome = run(shop.path(), {"check"});
  EXPECT_EQ(outcome.exitCode, 1) << outcome.error;
  EXPECT_THAT(outcome.output,
              testing::ContainsRegex("(^|\n)(src|include)/[a-z.]+:[0-9]+:[0-9]+: warning: .*'Order.* \\[tell-"));
  EXPECT_THAT(outcome.output, HasSubstr(" in 2 units, "));
  EXPECT_EQ(outcome.error, "");
}

TEST(Check, NothingFoundExitsWithZero) {
  const Tidy tidy;
  const Outcome outcome = run(tidy.path(), {"check"});
  EXPECT_EQ(outcome.exitCode, 0) << outcome.output << outcome.error;
  EXPECT_EQ(outcome.output, "no findings in 1 unit, 1 class, 2 functions\n");
}

TEST(Check, TheGate) {
  const Shop shop;
  EXPECT_EQ(run(shop.path(), {"check", "--fail-on=warning"}).exitCode, 1);
  EXPECT_EQ(run(shop.path(), {"check", "--fail-on=error"}).exitCode, 0);
  EXPECT_EQ(run(shop.path(), {"check", "--fail-on=never"}).exitCode, 0);
  EXPECT_EQ(run(shop.path(), {"check", "--exit-zero"}).exitCode, 0);
}

TEST(Check, ReportsOnTheNamedPathsOnly) {
  const Shop shop;
  const Outcome all = run(shop.path(), {"check", "-q", "-o", "agent"});
  const Outcome some = run(shop.path(), {"check", "-q", "-o", "agent", "src/shipping.cpp"});
  EXPECT_THAT(all.output, HasSubstr("src/service.cpp:"));
  EXPECT_LT(lineCount(some.output), lineCount(all.output));
  for (std::size_t begin = 0; begin < some.output.size(); begin = some.output.find('\n', begin) + 1)
    EXPECT_TRUE(some.output.substr(begin).starts_with("src/shipping.cpp:")) << some.output;
  const Outcome fromBelow = run(shop / "src", {"check", "-q", "shipping.cpp", "-o", "agent"});
  EXPECT_EQ(fromBelow.output, some.output);
}

TEST(Check, SeveralReportsAtOnce) {
  const Shop shop;
  const Outcome outcome = run(shop.path(), {"check", "-o", "all.sarif", "-o", "json=all.data", "-o", "text"});
  EXPECT_EQ(outcome.exitCode, 1);
  EXPECT_THAT(outcome.output, HasSubstr("warning: "));
  const auto sarif = readFile(shop / "all.sarif", 1U << 24U);
  const auto json = readFile(shop / "all.data", 1U << 24U);
  ASSERT_TRUE(sarif && json);
  const llvm::json::Value log = parsed(*sarif);
  const llvm::json::Value &theRun = log.getAsObject()->getArray("runs")->front();
  EXPECT_EQ(size(theRun, "results"), size(parsed(*json), "findings"));
  EXPECT_GT(size(theRun, "results"), 0U);
  EXPECT_EQ(*theRun.getAsObject()->getArray("invocations")->front().getAsObject()->getInteger("exitCode"), 1);
}

TEST(Check, ChecksAreSelected) {
  const Shop shop;
  const Outcome outcome = run(shop.path(), {"check", "-o", "agent", "--checks", "tell-ask-then-tell"});
  EXPECT_THAT(outcome.output, HasSubstr("tell-ask-then-tell: "));
  EXPECT_THAT(outcome.output, Not(HasSubstr("tell-feature-envy: ")));
  const Outcome without = run(shop.path(), {"check", "-o", "agent", "--checks", "-tell-ask-then-tell"});
  EXPECT_THAT(without.output, Not(HasSubstr("tell-ask-then-tell: ")));
}

TEST(Check, FixedFlagsReplaceTheDatabase) {
  const Tidy tidy;
  tidy.add("src/counter.cpp", "#ifndef WANTED\n#error no flag\n#endif\nclass C {};\n");
  EXPECT_EQ(run(tidy.path(), {"check", "src/counter.cpp", "--", "-DWANTED"}).exitCode, 0);
  EXPECT_EQ(run(tidy.path(), {"check", "--extra-arg=-DWANTED"}).exitCode, 0);
  EXPECT_EQ(run(tidy.path(), {"check"}).exitCode, 3);
}

TEST(Check, SuppressionsAreHonoredAndJudged) {
  const Tidy tidy;
  tidy.add("include/order.h", kOrder);
  // Every line is commented, so some of the comments have nothing to silence.
  const auto suppress = [&](std::string_view comment) {
    std::string text;
    for (const char c : kService)
      text += c == '\n' ? " // " + std::string(comment) + "\n" : std::string(1, c);
    tidy.add("src/counter.cpp", text);
  };
  tidy.add("src/counter.cpp", kService);
  ASSERT_EQ(run(tidy.path(), {"check", "--checks=tell-ask-then-tell"}).exitCode, 1);
  suppress("NOLINT(tell-ask-then-tell): legacy");
  const std::string both = "--checks=tell-ask-then-tell,tell-unused-suppression";
  const Outcome silent = run(tidy.path(), {"check", both, "-o", "json"});
  EXPECT_EQ(silent.exitCode, 0) << silent.output;
  EXPECT_THAT(silent.output, HasSubstr("\"reason\": \"legacy\""));
  EXPECT_THAT(silent.output, HasSubstr("'NOLINT(tell-ask-then-tell)' silences nothing"))
      << "on functions where nothing is found";
  tidy.add(".clang-tell", "CheckLevels:\n  tell-unused-suppression: error\n");
  EXPECT_EQ(run(tidy.path(), {"check", both}).exitCode, 1) << "its level is configured like any other's";
  tidy.add(".clang-tell", "");
  suppress("NOLINT(tell-ask-then-tel)");
  const Outcome wrong = run(tidy.path(), {"check", both});
  EXPECT_EQ(wrong.exitCode, 1);
  EXPECT_THAT(wrong.output, HasSubstr("no check is called 'tell-ask-then-tel'; did you mean 'tell-ask-then-tell'? "
                                      "[tell-unused-suppression]"));
  suppress("NOLINT");
  const Outcome bare = run(tidy.path(), {"check", both});
  EXPECT_EQ(bare.exitCode, 0);
  EXPECT_THAT(bare.output, Not(HasSubstr("tell-unused-suppression"))) << "a bare comment is never reported";
}

/// A project in which nothing is found, for reasons that differ.
class Harmless : public Project {
public:
  Harmless() {
    add("include/point.h", "#pragma once\nstruct Point {\n  int x = 0;\n  bool shown = true;\n};\n");
    add("src/tank.cpp", "#include \"point.h\"\n#include <stdexcept>\n#include <string>\n"
                        "class Tank {\npublic:\n"
                        "  void fill(int by) {\n    if (level_ + by > 90)\n      throw std::length_error(\"full\");\n"
                        "    level_ += by;\n  }\n"
                        "  int level() const { return level_; }\n"
                        "private:\n  int level_ = 0;\n};\n"
                        "std::string show(const Tank &tank) {\n"
                        "  return \"level: \" + std::string(tank.level() > 50 ? \"high\" : \"low\");\n}\n");
    add("src/moves.cpp", "#include \"point.h\"\nvoid move(Point &point) { point.x = 3; }\n");
    database({"src/tank.cpp", "src/moves.cpp"});
  }
};

TEST(Exemptions, AreExplainedAsRemarks) {
  const Harmless project;
  const Outcome outcome = run(project.path(), {"check", "-q", "--explain-exemptions"});
  EXPECT_EQ(outcome.exitCode, 0);
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.output, "include/point.h:2:8: remark: 'Point' is not reported: no rule about its state anywhere "
                            "[record]\n"
                            "src/moves.cpp:2:27: remark: 'move' is not reported for what it does with 'Point': no rule "
                            "about its state has another home [record]\n"
                            "src/tank.cpp:4:7: remark: 'Tank' is not reported: 1 of 1 rules about its state are its "
                            "own [own-rules]\n"
                            "src/tank.cpp:16:34: remark: 'show' is not reported for what it does with 'Tank': it only "
                            "shows the state [display]\n");
  EXPECT_EQ(run(project.path(), {"check", "-q"}).output, "") << "only where it is asked for";
}

TEST(Exemptions, AreLimitedToThePath) {
  const Harmless project;
  for (const char *path : {"include", "src/moves.cpp"}) {
    const Outcome outcome = run(project.path(), {"check", "-q", "--explain-exemptions", path});
    EXPECT_THAT(outcome.output, AllOf(StartsWith(path), HasSubstr("'Point'")));
    EXPECT_EQ(lineCount(outcome.output), 1U) << outcome.output;
  }
}

TEST(Exemptions, AreAListInJson) {
  const Harmless project;
  const Outcome outcome = run(project.path(), {"check", "--explain-exemptions", "-o", "json"});
  const llvm::json::Value json = parsed(outcome.output);
  ASSERT_EQ(size(json, "exemptions"), 4U) << outcome.output;
  const llvm::json::Object &show = *json.getAsObject()->getArray("exemptions")->back().getAsObject();
  EXPECT_EQ(show.getString("class"), "Tank");
  EXPECT_EQ(show.getString("exemption"), "display");
  EXPECT_EQ(show.getString("reason"), "it only shows the state");
  EXPECT_EQ(show.getObject("subject")->getString("name"), "show");
  EXPECT_EQ(show.getObject("place")->getString("path"), "src/tank.cpp");
  EXPECT_EQ(show.getObject("place")->getInteger("line"), 16);
  EXPECT_EQ(parsed(run(project.path(), {"check", "-o", "json"}).output).getAsObject()->get("exemptions"), nullptr);
}

TEST(Exemptions, LeaveOutWhatIsReported) {
  const Shop shop;
  const Outcome outcome = run(shop.path(), {"check", "-q", "--explain-exemptions"});
  EXPECT_EQ(outcome.exitCode, 1);
  EXPECT_THAT(outcome.output, HasSubstr("'Order'"));
  EXPECT_THAT(outcome.output, Not(HasSubstr("remark: 'Order' is not reported")));
}

TEST(Census, ListsEveryClass) {
  const Shop shop;
  const Outcome text = run(shop.path(), {"census"});
  EXPECT_EQ(text.exitCode, 0);
  EXPECT_THAT(text.output, AllOf(StartsWith("role"), HasSubstr("  Order  "), HasSubstr("OrderService"),
                                 HasSubstr("include/order.h:4")));
  const Outcome json = run(shop.path(), {"census", "-o", "json"});
  EXPECT_EQ(size(parsed(json.output), "census"), 3U) << json.output;
  EXPECT_THAT(json.output, AllOf(HasSubstr("\"functions\": ["), HasSubstr("\"atfd\": 1"), HasSubstr("\"wmc\": 5"),
                                 Not(HasSubstr("strategies"))));
}

TEST(Census, ComparesWithPublishedStrategies) {
  const Shop shop;
  const Outcome text = run(shop.path(), {"census", "--baseline-strategies"});
  EXPECT_THAT(text.output, HasSubstr("  lanzaMarinescuDataClass,pmdDataClass  "));
  const Outcome json = run(shop.path(), {"census", "--baseline-strategies", "-o", "json"});
  EXPECT_THAT(json.output, AllOf(HasSubstr("\"pmdDataClass\": true"), HasSubstr("\"pmdDataClass\": false"),
                                 HasSubstr("\"lanzaMarinescuFeatureEnvy\": false")));
  const Outcome part = run(shop.path(), {"census", "include", "-o", "json"});
  EXPECT_THAT(part.output, Not(HasSubstr("atfd"))) << "only what stands on the paths";
}

TEST(OtherCommands, SayWhatTheyShould) {
  const TemporaryFolder empty;
  const Outcome version = run(empty.path(), {"--version"});
  EXPECT_THAT(version.output, StartsWith("clang-tell " + std::string(kVersion)));
  const Outcome list = run(empty.path(), {"list-checks"});
  EXPECT_EQ(list.exitCode, 0);
  EXPECT_THAT(list.output, HasSubstr("tell-anemic-class"));
  const Outcome page = run(empty.path(), {"explain", "tell-anemic-class"});
  EXPECT_EQ(page.exitCode, 0);
  EXPECT_THAT(page.output, AllOf(StartsWith("# tell-anemic-class\n"), HasSubstr("## What it does")));
  expectUsageError(run(empty.path(), {"explain", "tell-anaemic-class"}), "did you mean 'tell-anemic-class'?");
  expectUsageError(run(empty.path(), {"completion", "fissh"}), "unknown shell 'fissh'; did you mean 'fish'?");
  EXPECT_THAT(run(empty.path(), {"check", "--help"}).output, HasSubstr("--fail-on"));
}

TEST(OtherCommands, VersionIsTheProjects) {
  const auto lists = readFile(TELL_SOURCE_DIR "/CMakeLists.txt", 1U << 20U);
  ASSERT_TRUE(lists.ok());
  EXPECT_THAT(*lists, HasSubstr("project(clang-tell VERSION " + std::string(kVersion) + " "));
}

TEST(Facts, ExtractThenLinkFindsTheSame) {
  const Shop shop;
  std::filesystem::create_directory(shop / "facts");
  for (const char *unit : {"service", "shipping"}) {
    const Outcome extracted = run(
        shop.path(), {"extract", "src/" + std::string(unit) + ".cpp", "-o", "facts/" + std::string(unit) + ".facts"});
    EXPECT_EQ(extracted.exitCode, 0) << extracted.error;
    EXPECT_EQ(extracted.output, "");
  }
  const Outcome direct = run(shop.path(), {"check", "-o", "json"});
  EXPECT_EQ(run(shop.path(), {"check", "-o", "json", "--facts", "facts"}).output, direct.output);
  EXPECT_EQ(
      run(shop.path(), {"check", "-o", "json", "--facts=facts/shipping.facts", "--facts=facts/service.facts"}).output,
      direct.output);
  const Outcome part = run(shop.path(), {"check", "-o", "json", "--facts=facts/service.facts"});
  EXPECT_THAT(part.output, HasSubstr("\"coverage\": \"part\""));
  EXPECT_THAT(part.error, MatchesRegex(".*only a part of the program was looked at, .*tell-anemic-class.*\n")) << "one";
  const Outcome dump = run(shop.path(), {"facts", "dump", "facts/shipping.facts"});
  EXPECT_EQ(dump.exitCode, 0);
  parsed(dump.output);
  EXPECT_THAT(dump.output, HasSubstr("ship"));
}

TEST(Facts, DamagedFilesCostTheirUnitOnly) {
  const Shop shop;
  ASSERT_EQ(run(shop.path(), {"extract", "src/service.cpp", "-o", "a.facts"}).exitCode, 0);
  shop.add("b.facts", "not facts at all");
  const Outcome outcome =
      run(shop.path(), {"check", "--facts", "a.facts", "--facts", "b.facts", "-o", "json", "--fail-on=never"});
  EXPECT_EQ(outcome.exitCode, 3);
  EXPECT_THAT(notificationIds(outcome.output), ElementsAre("facts-unreadable"));
  expectUsageError(run(shop.path(), {"facts", "dump", "b.facts"}), "b.facts");
  expectUsageError(run(shop.path(), {"check", "--facts", "nowhere"}), "--facts nowhere: no such file or folder");
  expectUsageError(run(shop.path(), {"check", "--facts", "a.facts", "nowhere.cpp"}),
                   "nowhere.cpp: no such file or folder");
  expectUsageError(run(shop.path(), {"check", "--facts", "src"}), "--facts src: the folder holds no *.facts");
}

// --- bad input
// --------------------------------------------------------------------------------------------------------

TEST(BadInput, UsageErrorsAreOneLine) {
  const Shop shop;
  expectUsageError(run(shop.path(), {}), "no command");
  expectUsageError(run(shop.path(), {"check", "--fial-on=note"}),
                   "unknown option '--fial-on'; did you mean '--fail-on'?");
  expectUsageError(run(shop.path(), {"check", "--checks=tell-anemic-clas"}),
                   "unknown check 'tell-anemic-clas'; did you mean 'tell-anemic-class'?");
  expectUsageError(run(shop.path(), {"check", "-o", "serif"}), "unknown format 'serif'; did you mean 'sarif'?");
  expectUsageError(run(shop.path(), {"check", "src/nowhere.cpp"}), "src/nowhere.cpp");
  expectUsageError(run(shop.path(), {"check", "-p", "nowhere"}), "nowhere");
  expectUsageError(run(shop.path(), {"check", "-o", "no/such/x.sarif"}), "no/such/x.sarif");
  expectUsageError(run(shop.path(), {"check", "-o", "json=src"}), "can't write 'src': it is a folder");
  expectUsageError(run(shop.path(), {"check", "bad\n\033[31mname"}), "bad<U+000A><U+001B>[31mname");
}

TEST(BadInput, EmptyFolder) {
  const TemporaryFolder empty;
  empty.write(".git/HEAD", "ref: refs/heads/main\n");
  expectUsageError(run(empty.path(), {"check"}), empty.path());
}

TEST(BadInput, BrokenDatabase) {
  const Shop shop;
  for (const char *text : {"{", "[{\"file\": 7}]", "", "[1, 2", "\xff\xfe"}) {
    shop.add("compile_commands.json", text);
    expectUsageError(run(shop.path(), {"check"}), "compile_commands.json");
  }
}

/// A unit that can't be analyzed: said on standard error and in the report; exit code 3 unless that is allowed.
void expectIncomplete(const Project &project, const std::string &id, const std::string &part) {
  const Outcome outcome = run(project.path(), {"check"});
  EXPECT_EQ(outcome.exitCode, 3) << outcome.error;
  EXPECT_THAT(outcome.error, AllOf(HasSubstr("[" + id + "]"), HasSubstr(part)));
  EXPECT_THAT(outcome.output, HasSubstr("1 unit incomplete"));
  EXPECT_EQ(run(project.path(), {"check", "--allow-incomplete"}).exitCode, 0);
  const Outcome json = run(project.path(), {"check", "-o", "json"});
  EXPECT_THAT(notificationIds(json.output), ElementsAre(id));
  const Outcome sarif = run(project.path(), {"check", "-o", "sarif"});
  EXPECT_THAT(sarif.output, AllOf(HasSubstr("\"id\": \"" + id + "\""), HasSubstr("\"exitCode\": 3")));
}

TEST(BadInput, FileOfTheDatabaseIsMissing) {
  const Tidy tidy;
  tidy.database({"src/counter.cpp", "src/gone.cpp"});
  expectIncomplete(tidy, "unit-failed", "src/gone.cpp");
}

TEST(BadInput, SourceThatDoesNotParse) {
  const Tidy tidy;
  tidy.add("src/broken.cpp", "class { int x = ; }}} template <\n");
  tidy.database({"src/counter.cpp", "src/broken.cpp"});
  expectIncomplete(tidy, "unit-incomplete", "src/broken.cpp:1:");
}

TEST(BadInput, HeaderThatIsMissing) {
  const Tidy tidy;
  tidy.add("src/needy.cpp", "#include \"nowhere.h\"\nint main() {}\n");
  tidy.database({"src/counter.cpp", "src/needy.cpp"});
  expectIncomplete(tidy, "unit-incomplete", "'nowhere.h' file not found");
}

TEST(BadInput, SourcesThatCannotBeRead) {
  const Tidy tidy;
  std::filesystem::create_directory(tidy / "src/folder.cpp");
  tidy.database({"src/counter.cpp", "src/folder.cpp"});
  expectIncomplete(tidy, "unit-failed", "src/folder.cpp");
  std::filesystem::create_symlink("nowhere", tidy / "src/dangling.cpp");
  tidy.database({"src/counter.cpp", "src/dangling.cpp"});
  expectIncomplete(tidy, "unit-failed", "src/dangling.cpp");
}

TEST(BadInput, SourceThatIsNotUtf8) {
  const Shop shop;
  shop.add("src/shipping.cpp", "// caf\xe9 \xff\n" + std::string(kShipping));
  const Outcome text = run(shop.path(), {"check"});
  EXPECT_EQ(text.exitCode, 1) << text.error;
  const Outcome sarif = run(shop.path(), {"check", "-o", "sarif"});
  EXPECT_TRUE(llvm::json::isUTF8(sarif.output));
  parsed(sarif.output);
}

TEST(BadInput, UnitThatTakesTooLong) {
  const Tidy tidy;
  tidy.add("src/slow.cpp", slowSource());
  tidy.database({"src/counter.cpp", "src/slow.cpp"});
  const Outcome outcome = run(tidy.path(), {"check", "--unit-timeout=1", "-o", "json"});
  EXPECT_EQ(outcome.exitCode, 3);
  EXPECT_THAT(notificationIds(outcome.output), ElementsAre("unit-timeout"));
}

// --- same input, same bytes
// -------------------------------------------------------------------------------------------

TEST(Determinism, WhateverTheJobsAndTheOrderOfTheDatabase) {
  const Shop shop;
  shop.add("src/broken.cpp", "#include \"order.h\"\nint x = ;\n");
  shop.database({"src/service.cpp", "src/shipping.cpp", "src/broken.cpp"});
  for (const char *format : {"text", "json", "sarif", "agent"}) {
    const std::string expected = run(shop.path(), {"check", "-j1", "-o", format}).output;
    EXPECT_THAT(expected, HasSubstr("tell-")) << format;
    EXPECT_EQ(run(shop.path(), {"check", "-j2", "-o", format}).output, expected) << format;
    shop.database({"src/broken.cpp", "src/shipping.cpp", "src/service.cpp"});
    EXPECT_EQ(run(shop.path(), {"check", "-j2", "-o", format}).output, expected) << format;
  }
}

// --- interruption
// -----------------------------------------------------------------------------------------------------

TEST(Interruption, LeavesNoReportAndNoProcess) {
  const Tidy tidy;
  tidy.add("src/slow.cpp", slowSource());
  tidy.database({"src/counter.cpp", "src/slow.cpp"});
  const std::vector<std::string> before = tidy.folder().names();
  for (const int signal : {SIGINT, SIGTERM}) {
    const Process process(tidy.path(), {"check", "-o", "x.sarif", "-o", "json"});
    std::this_thread::sleep_for(std::chrono::seconds(1));
    const auto start = std::chrono::steady_clock::now();
    kill(process.id(), signal);
    const Outcome outcome = process.wait();
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
    EXPECT_EQ(outcome.exitCode, 128 + signal);
    EXPECT_EQ(outcome.output, "");
    EXPECT_EQ(outcome.error, "clang-tell: interrupted\n");
    EXPECT_EQ(kill(-process.id(), 0), -1) << "a worker outlived its parent";
    EXPECT_EQ(tidy.folder().names(), before);
  }
}

TEST(Interruption, AReaderThatGoesAwayIsNoError) {
  const Shop shop;
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  close(ends[0]);
  const Process process(shop.path(), {"check", "-o", "json", "-o", "x.sarif"}, ends[1]);
  const Outcome outcome = process.wait();
  close(ends[1]);
  EXPECT_EQ(outcome.exitCode, 1);
  EXPECT_EQ(outcome.error, "");
  EXPECT_TRUE(std::filesystem::exists(shop / "x.sarif"));
}

TEST(Interruption, AFullDiskIsAnError) {
  const Shop shop;
  const int full = open("/dev/full", O_WRONLY);
  ASSERT_GE(full, 0);
  const Outcome outcome = Process(shop.path(), {"check"}, full).wait();
  close(full);
  EXPECT_EQ(outcome.exitCode, 2);
  EXPECT_THAT(outcome.error, HasSubstr("clang-tell: error: writing to standard output: No space left on device"));
}

} // namespace
} // namespace tell
