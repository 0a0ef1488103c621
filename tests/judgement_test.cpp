// A run in which nothing changed tells what the last one found: the same, byte for byte, as linking and checking again
// would, whatever changed in between.

#include "cli/judgement.hpp"
#include "facts/cache.hpp"
#include "process.hpp"
#include "support/file.hpp"
#include "temporary_folder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace tell {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace fs = std::filesystem;

constexpr std::string_view kOrder = R"(#pragma once
enum class Status { Draft, Paid, Cancelled };
class Order {
public:
  Status status() const { return status_; }
  void setStatus(Status status) { status_ = status; }
  int total() const { return total_; }
  void setTotal(int total) { total_ = total; }

private:
  Status status_ = Status::Draft;
  int total_ = 0;
};
)";

constexpr std::string_view kPay = R"(#include "order.h"
bool pay(Order &order, int amount) {
  if (order.status() != Status::Draft || amount < order.total())
    return false;
  order.setStatus(Status::Paid);
  return true;
}
)";

constexpr std::string_view kCancel = R"(#include "order.h"
bool cancel(Order &order) {
  if (order.status() == Status::Cancelled || order.total() == 0)
    return false;
  order.setStatus(Status::Cancelled);
  return true;
}
)";

using Arguments = std::vector<std::string>;

/// A program of three units, a cache and reports.
class Shop {
public:
  Shop() {
    folder_.write("shop/.git/HEAD", "");
    write("src/order.h", kOrder);
    write("src/pay.cpp", kPay);
    write("src/cancel.cpp", kCancel);
    write("src/main.cpp", "#include \"order.h\"\nbool pay(Order &, int);\nbool cancel(Order &);\n"
                          "int main() { Order order; return pay(order, 3) && cancel(order) ? 0 : 1; }\n");
    database({"pay", "cancel", "main"});
  }

  void write(const std::string &path, std::string_view text) const { folder_.write("shop/" + path, text); }
  [[nodiscard]] std::string operator/(const std::string &path) const { return folder_ / ("shop/" + path); }
  [[nodiscard]] std::string cache() const { return folder_ / "cache"; }

  void database(const std::vector<std::string> &units) const {
    std::string entries;
    for (const std::string &unit : units)
      entries +=
          fmt::format(R"({}{{"directory": "{}", "file": "src/{}.cpp", "arguments": ["clang++", "-c", "src/{}.cpp"]}})",
                      entries.empty() ? "" : ",\n", *this / "", unit, unit);
    write("compile_commands.json", "[" + entries + "]\n");
  }

  /// All that a check says.
  struct Told {
    int exitCode = -1;
    std::vector<std::string> reports;
    bool recalled = false;
  };

  [[nodiscard]] Told check(const Arguments &more, bool cached = true) const {
    Arguments arguments = {"check", "--stats", "-o", "text"};
    for (const char *format : {"json", "sarif", "html", "github"})
      arguments.insert(arguments.end(), {"-o", fmt::format("{}={}", format, folder_ / format)});
    if (cached)
      arguments.insert(arguments.end(), {"--cache-dir", cache()});
    else
      arguments.emplace_back("--no-cache");
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto outcome = run(*this / "", arguments);
    Told told{outcome.exitCode, {outcome.output}, outcome.error.find("nothing changed") != std::string::npos};
    for (const char *format : {"json", "sarif", "html", "github"}) {
      const auto report = readFile(folder_ / format, 1U << 28U);
      told.reports.push_back(report ? *report : "none");
    }
    return told;
  }

  [[nodiscard]] std::vector<fs::path> results() const {
    std::vector<fs::path> found;
    for (const auto &entry : fs::directory_iterator(cache()))
      if (entry.path().filename().string().starts_with("llvmcache-result-"))
        found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
  }

private:
  TemporaryFolder folder_;
};

/// With the cache a check says what it says without, also the second time, when it may recall it.
void expectTrue(const Shop &shop, const Arguments &more, const std::string &what, bool recalls = true) {
  SCOPED_TRACE(what);
  const auto expected = shop.check(more, false);
  EXPECT_FALSE(expected.recalled);
  EXPECT_NE(expected.exitCode, 2);
  const auto first = shop.check(more);
  EXPECT_EQ(first.exitCode, expected.exitCode);
  EXPECT_TRUE(first.reports == expected.reports);
  const auto second = shop.check(more);
  EXPECT_EQ(second.recalled, recalls);
  EXPECT_EQ(second.exitCode, expected.exitCode);
  EXPECT_TRUE(second.reports == expected.reports) << second.reports[0] << expected.reports[0];
}

TEST(Judgement, IsRecalledWhereNothingChanged) {
  const Shop shop;
  EXPECT_FALSE(shop.check({}).recalled);
  const auto again = shop.check({});
  EXPECT_TRUE(again.recalled);
  EXPECT_EQ(again.exitCode, 1);
  EXPECT_THAT(again.reports[0], HasSubstr("src/cancel.cpp"));
  expectTrue(shop, {}, "all of it");
  expectTrue(shop, {"-j1"}, "one thread");
}

TEST(Judgement, FollowsEveryChange) {
  const Shop shop;
  expectTrue(shop, {}, "at first");
  const auto change = [&](const std::string &what, const std::function<void()> &make, const Arguments &more = {}) {
    const auto before = shop.check(more, false);
    make();
    expectTrue(shop, more, what);
    EXPECT_TRUE(shop.check(more, false).reports != before.reports) << what << " should have changed the reports";
  };
  change("a source",
         [&] { shop.write("src/pay.cpp", std::string(kPay) + "int of(const Order &o) { return o.total(); }\n"); });
  change("a comment that asks for silence", [&] {
    std::string text(kCancel);
    text.insert(text.find("(order.status()") + 1, " /* NOLINT */ ");
    shop.write("src/cancel.cpp", "bool quiet(); // NOLINT(tell-ask-then-tell): never\n" + text);
  });
  change("a header",
         [&] { shop.write("src/order.h", std::string(kOrder) + "class More { public: int more = 0; };\n"); });
  change("levels", [&] { shop.write(".clang-tell", "FailOn: never\nChecks: ['*', '-tell-ask-then-tell']\n"); });
  change("options of checks",
         [&] { shop.write(".clang-tell", "CheckOptions:\n  tell-anemic-class.MaxEvidence: 1\n"); });
  change("a role", [&] { shop.write(".clang-tell", "Records: ['Order']\n"); });
  change("what is left out", [&] { shop.write(".clang-tell", "Exclude: ['src/cancel.cpp']\n"); });
  change("two patterns that one spelled", [&] {
    shop.write(".clang-tell", fmt::format("Exclude: [\"src/cancel.cpp\\n{}\\nexclude src/pay.cpp\"]\n",
                                          fs::path(shop / "src").parent_path().string()));
    expectTrue(shop, {}, "one pattern with the end of a line in it");
    shop.write(".clang-tell", "Exclude: ['src/cancel.cpp', 'src/pay.cpp']\n");
  });
  change("a configuration further down", [&] { shop.write("src/.clang-tell", "Checks: ['-*', tell-anemic-class]\n"); });
  change("no configuration", [&] {
    fs::remove(shop / ".clang-tell");
    fs::remove(shop / "src/.clang-tell");
  });
  change("a deleted unit", [&] {
    fs::remove(shop / "src/cancel.cpp");
    shop.database({"pay", "main"});
  });
  change("a unit that is back", [&] {
    shop.write("src/cancel.cpp", kCancel);
    shop.database({"pay", "cancel", "main"});
  });
  change("a broken unit", [&] { shop.write("src/main.cpp", "#include \"gone.h\"\nint main() { return 0; }\n"); });
}

TEST(Judgement, FollowsSourcesOutsideOfTheBuild) {
  const Shop shop;
  shop.write("src/order.h", "#pragma once\nclass Order {\npublic:\n  int total() const { return total_; }\n"
                            "  int unused() const { return total_; }\n private:\n  int total_ = 0;\n};\n");
  shop.write("src/pay.cpp", "#include \"order.h\"\nint pay(const Order &order) { return order.total(); }\n");
  shop.write("src/main.cpp", "int main() { return 0; }\n");
  shop.database({"pay", "main"});
  fs::remove(shop / "src/cancel.cpp");
  expectTrue(shop, {}, "at first");
  shop.write("other/windows.cpp", "int ask(const Order &order) { return order.unused(); }\n");
  expectTrue(shop, {}, "a source that no unit reads");
  shop.write("src/include/api.h", "");
  shop.write("CMakeLists.txt", "add_library(shop src/pay.cpp)\ninstall(TARGETS shop)\n");
  expectTrue(shop, {}, "headers that others may include");
}

TEST(Judgement, FollowsTheCommandLine) {
  const Shop shop;
  expectTrue(shop, {}, "at first");
  expectTrue(shop, {"--checks", "-*,tell-anemic-class"}, "other checks");
  shop.write("calm.yaml", "Checks: ['-tell-anemic-class']\n");
  expectTrue(shop, {"--config", shop / "calm.yaml"}, "another configuration");
  expectTrue(shop, {"src/pay.cpp"}, "a path");
  expectTrue(shop, {"--fail-on", "never"}, "no level fails");
  expectTrue(shop, {"--exit-zero"}, "nothing fails");
  ASSERT_EQ(run(fs::path(shop / "src").parent_path().string(), {"baseline"}).exitCode, 0);
  expectTrue(shop, {"--baseline", shop / "clang-tell-baseline.txt"}, "a baseline");
  expectTrue(shop, {"--explain-exemptions"}, "more than is kept", false);
}

TEST(Judgement, IsNotKeptWithoutACache) {
  const Shop shop;
  EXPECT_FALSE(shop.check({}, false).recalled);
  EXPECT_FALSE(fs::exists(shop.cache()));
  (void)shop.check({});
  EXPECT_FALSE(shop.check({}, false).recalled);
}

TEST(Judgement, DamagedOnesAreNotThere) {
  const Shop shop;
  const auto expected = shop.check({}, false);
  const auto spoil = [&](const std::function<void(const fs::path &, std::string)> &with) {
    (void)shop.check({});
    ASSERT_FALSE(shop.results().empty());
    for (const fs::path &path : shop.results())
      with(path, *readFile(path, 1U << 28U));
    const auto after = shop.check({});
    EXPECT_FALSE(after.recalled);
    EXPECT_TRUE(after.reports == expected.reports);
  };
  const auto overwrite = [](const fs::path &path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
  };
  spoil([&](const fs::path &path, std::string bytes) { overwrite(path, bytes.substr(0, bytes.size() / 2)); });
  spoil([&](const fs::path &path, std::string bytes) { overwrite(path, bytes.substr(0, 8)); });
  spoil([&](const fs::path &path, std::string bytes) {
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    overwrite(path, bytes);
  });
  spoil([&](const fs::path &path, const std::string &) { overwrite(path, ""); });
  spoil([&](const fs::path &path, const std::string &) {
    fs::remove(path);
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  });
}

TEST(Judgement, TakesLittleRoomAndIsCleanedAway) {
  const Shop shop;
  for (const char *checks : {"*", "-tell-anemic-class", "-tell-exposed-state", "-tell-ask-then-tell",
                             "-*,tell-anemic-class", "-tell-feature-envy"})
    (void)shop.check({"--checks", checks});
  EXPECT_EQ(shop.results().size(), facts::Cache::kVariants);
  const facts::Cache cache(shop.cache());
  const facts::PartId inputs = {1, 2};
  ASSERT_TRUE(cache.storeResult("key", inputs, "found").ok());
  const auto kept = shop.results().size();
  ASSERT_TRUE(cache.storeResult("key", inputs, "found").ok());
  EXPECT_EQ(shop.results().size(), kept) << "once is enough";
  EXPECT_EQ(cache.stats().entries, 3U) << "units";
  const auto removed = cache.clean();
  ASSERT_TRUE(removed.ok());
  EXPECT_EQ(removed->entries, 3U);
  EXPECT_THAT(shop.results(), IsEmpty());
  facts::CacheLimits none;
  none.bytes = 1;
  (void)shop.check({});
  cache.prune(none);
  EXPECT_THAT(shop.results(), IsEmpty());
}

Span spanOf(std::uint32_t line) { return {"src/order.cpp", line, 2, line + 1, 4}; }

Judgement sample() {
  const Subject subject{SubjectKind::Function, "Order::pay", "pay(int)"};
  const Evidence evidence{spanOf(7), "'pay' reads 'total'", subject};
  Finding finding;
  finding.check = "tell-anemic-class";
  finding.level = Level::Note;
  finding.message = "'Order' is empty";
  finding.place = spanOf(3);
  finding.subject = {SubjectKind::Class, "Order", ""};
  finding.className = "Order";
  finding.ruleKey = "0123";
  finding.rules = {"1", "2"};
  finding.score = 12.5;
  finding.confidence = 0.75;
  finding.evidence = {evidence, evidence};
  finding.flows = {{"asks and tells", {evidence, evidence}}};
  finding.advice = {"move it", "Move Function", "void pay()", {"int amount"}, "it needs 'store'", {spanOf(9)}};
  finding.fix = Fix{"remove it", {{spanOf(1), "text\0with zero"}}, false};
  finding.metrics = {{"rulesOutside", 3}};
  ClassEntry entry{"Order", spanOf(3), "anemic", "no rules", 80, {{"Q1", "none", 1}}, {{"rules", 2}}, {}, {}};
  entry.invariants.push_back(
      {"guarded", {"total_"}, {"Draft"}, {"Paid"}, {{spanOf(4), subject, "checks"}}, {}, "kept"});
  entry.strategies = {{"dataClass", true}};
  Judgement judgement;
  judgement.run.ran.emplace_back().id = "tell-anemic-class";
  judgement.run.withheld = {"tell-dead-accessor"};
  judgement.run.findings = {finding, Finding()};
  judgement.census = {entry};
  judgement.classPlaces = {{"Cart", spanOf(2)}, {"Order", spanOf(3)}};
  judgement.conflicts = {{Level::Error, "link-conflict", "differs", spanOf(5)}};
  judgement.classes = 7;
  judgement.functions = std::uint64_t{1} << 40U;
  return judgement;
}

TEST(JudgementCodec, GivesBackWhatWasEncoded) {
  const std::string bytes = encode(sample());
  const auto decoded = decodeJudgement(bytes);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(encode(*decoded), bytes);
  EXPECT_EQ(decoded->functions, std::uint64_t{1} << 40U);
  ASSERT_EQ(decoded->run.ran.size(), 1U);
  EXPECT_THAT(decoded->run.ran[0].documentation, Not(IsEmpty())) << "the check itself, not only its name";
  ASSERT_EQ(decoded->run.findings.size(), 2U);
  const Finding &finding = decoded->run.findings[0];
  EXPECT_EQ(finding.evidence, sample().run.findings[0].evidence);
  EXPECT_EQ(finding.advice.parameters, std::vector<Text>{"int amount"});
  EXPECT_FALSE(finding.fix) << "nothing that the cache holds goes into sources";
  EXPECT_EQ(finding.confidence, 0.75);
  EXPECT_EQ(decoded->classPlaces, sample().classPlaces);
  EXPECT_EQ(decoded->conflicts, sample().conflicts);
  EXPECT_EQ(decoded->census[0].invariants[0].inside[0].text, "checks");
}

TEST(JudgementCodec, RefusesWhatIsCutOffOrLonger) {
  const std::string bytes = encode(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decodeJudgement(std::string_view(bytes).substr(0, size))) << size;
  EXPECT_FALSE(decodeJudgement(bytes + "x"));
}

TEST(JudgementCodec, SurvivesAnyByte) {
  const std::string bytes = encode(sample());
  for (std::size_t at = 0; at < bytes.size(); ++at)
    for (const int bit : {1, 0x80, 0xff}) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ bit);
      if (const auto decoded = decodeJudgement(changed)) // another text or number, and no crash
        EXPECT_EQ(decodeJudgement(encode(*decoded)).has_value(), true);
    }
}

} // namespace
} // namespace tell
