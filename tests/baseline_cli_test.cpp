#include "process.hpp"
#include "temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace tell {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kOrder = R"(enum class Status { Draft, Paid, Cancelled };
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
bool cancel(Order &order) {
  if (order.status() == Status::Cancelled)
    return false;
  order.setStatus(Status::Cancelled);
  return true;
}
bool pay(Order &order) {
  if (order.status() != Status::Draft || order.total() <= 0)
    return false;
  order.setStatus(Status::Paid);
  return true;
}
)";

constexpr std::string_view kMain = R"(int main() {
  Order order;
  order.setTotal(3);
  return pay(order) && cancel(order) ? 0 : 1;
}
)";

/// A program with old debt.
class Debt : public testing::Test {
protected:
  Debt() {
    folder_.write("CMakeLists.txt", "project(shop)\n");
    write("");
  }

  void write(const std::string &more) { folder_.write("shop.cpp", std::string(kOrder) + more + std::string(kMain)); }

  [[nodiscard]] Outcome tell(std::vector<std::string> arguments) const {
    return run(folder_.path(), std::move(arguments));
  }

  TemporaryFolder folder_;
};

TEST_F(Debt, WhatIsKnownIsLetPass) {
  EXPECT_EQ(tell({"check"}).exitCode, 1);
  const Outcome written = tell({"baseline"});
  EXPECT_EQ(written.exitCode, 0) << written.error;
  EXPECT_EQ(written.output, "");
  const Outcome outcome = tell({"check", "--baseline", "clang-tell-baseline.txt", "-o", "text"});
  EXPECT_EQ(outcome.exitCode, 0) << outcome.output;
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("no findings ("), HasSubstr(" known)")));
}

TEST_F(Debt, OnlyWhatIsNewIsReported) {
  ASSERT_EQ(tell({"baseline", "-o", "known.txt"}).exitCode, 0);
  write("\n\nbool reopen(Order &order) {\n  if (order.total() > 100)\n    return false;\n"
        "  order.setStatus(Status::Draft);\n  return true;\n}\n");
  const Outcome outcome = tell({"check", "--baseline=known.txt"});
  EXPECT_EQ(outcome.exitCode, 1);
  EXPECT_THAT(outcome.output,
              AllOf(HasSubstr("'reopen' asks"), Not(HasSubstr("'cancel' asks 'status_ == Cancelled', then "
                                                              "sets 'status_' on the same 'Order' [tell-ask"))));
  EXPECT_THAT(outcome.output, HasSubstr("[tell-anemic-class]")) << "the class has worsened by a rule";
}

TEST_F(Debt, MovesOfLinesAndFilesChangeNothing) {
  ASSERT_EQ(tell({"baseline"}).exitCode, 0);
  std::filesystem::remove(folder_ / "shop.cpp");
  folder_.write("elsewhere/moved.cpp", "\n\n\n" + std::string(kOrder) + std::string(kMain));
  EXPECT_EQ(tell({"check", "--baseline=clang-tell-baseline.txt"}).exitCode, 0);
}

TEST_F(Debt, WhatACommentSilencesIsNoNews) {
  write("// NOLINTFILE(tell-*): to be rewritten\n");
  ASSERT_EQ(tell({"baseline"}).exitCode, 0);
  EXPECT_EQ(tell({"check", "-o", "log.sarif"}).exitCode, 0);
  for (const std::string baseline : {"clang-tell-baseline.txt", "log.sarif"}) {
    EXPECT_EQ(tell({"check", "--baseline", baseline, "-o", "later.sarif"}).exitCode, 0);
    const std::string later = *readFile(folder_ / "later.sarif", 1U << 24U);
    EXPECT_THAT(later,
                AllOf(HasSubstr("\"justification\": \"to be rewritten\""),
                      HasSubstr("\"baselineState\": \"unchanged\""), Not(HasSubstr("\"baselineState\": \"new\""))));
  }
  write("");
  EXPECT_EQ(tell({"check", "--baseline", "log.sarif"}).exitCode, 1) << "nothing silences it any more";
}

TEST_F(Debt, PruningDropsWhatIsFixed) {
  ASSERT_EQ(tell({"baseline"}).exitCode, 0);
  folder_.write(
      "shop.cpp",
      "class Order {\npublic:\n  int total() const { return total_; }\n\nprivate:\n  int total_ = 0;\n};\nint "
      "main() { return Order().total(); }\n");
  EXPECT_THAT(tell({"check", "--baseline=clang-tell-baseline.txt"}).error,
              HasSubstr("that 'clang-tell-baseline.txt' knows are gone; 'clang-tell baseline --prune' drops them"));
  const Outcome pruned = tell({"baseline", "--prune"});
  EXPECT_EQ(pruned.exitCode, 0) << pruned.error;
  EXPECT_THAT(pruned.error, HasSubstr("0 are left"));
  write("");
  EXPECT_EQ(tell({"check", "--baseline=clang-tell-baseline.txt"}).exitCode, 1);
}

TEST_F(Debt, AnEarlierLogIsABaselineToo) {
  ASSERT_EQ(tell({"check", "-o", "log.sarif"}).exitCode, 1);
  EXPECT_EQ(tell({"check", "--baseline=log.sarif", "-o", "later.sarif"}).exitCode, 0);
  const auto later = readFile(folder_ / "later.sarif", 1U << 24U);
  ASSERT_TRUE(later.ok());
  EXPECT_NE(later->find("\"baselineState\": \"unchanged\""), std::string::npos);
  EXPECT_EQ(later->find("\"baselineState\": \"new\""), std::string::npos);
}

TEST_F(Debt, BadBaselinesAreErrors) {
  folder_.write("other.sarif",
                R"({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Other"}}, "results": []}]})");
  folder_.write("broken.sarif", R"({"version": )");
  folder_.write("prints.sarif",
                R"({"runs": [{"tool": {"driver": {"name": "clang-tell"}}, "results": [{"ruleId": "x"}]}]})");
  folder_.write("forged.sarif", R"({"runs": [{"tool": {"driver": {"name": "clang-tell"}}, "results": [{"ruleId": "a b",
      "partialFingerprints": {"symbol/v1": "\n"}}]}]})");
  folder_.write("deep.sarif", "{\"a\": " + std::string(100'000, '['));
  folder_.write("text.txt", "hello\n");
  const std::pair<const char *, const char *> cases[] = {
      {"other.sarif", "a SARIF log of 'Other', not of clang-tell"},
      {"broken.sarif", "no valid JSON"},
      {"prints.sarif", "has no fingerprint 'symbol/v1'"},
      {"forged.sarif", "has no fingerprint 'symbol/v1'"},
      {"deep.sarif", "nests too deeply"},
      {"text.txt", "text.txt:1: this is no baseline of clang-tell"},
      {"missing.txt", "missing.txt"},
  };
  for (const auto &[file, message] : cases) {
    const Outcome outcome = tell({"check", std::string("--baseline=") + file});
    EXPECT_EQ(outcome.exitCode, 2) << file;
    EXPECT_EQ(outcome.output, "") << file;
    EXPECT_THAT(outcome.error, HasSubstr(message));
  }
  EXPECT_EQ(tell({"baseline", "--prune"}).exitCode, 2) << "there is none yet";
  EXPECT_FALSE(std::filesystem::exists(folder_ / "clang-tell-baseline.txt"));
}

TEST_F(Debt, AnIncompleteProgramMakesNoBaseline) {
  folder_.write("broken.cpp", "#include \"missing.h\"\nint x = ;\n");
  const Outcome outcome = tell({"baseline"});
  EXPECT_EQ(outcome.exitCode, 2);
  EXPECT_THAT(outcome.error, HasSubstr("--allow-incomplete"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "clang-tell-baseline.txt"));
  EXPECT_EQ(tell({"baseline", "--allow-incomplete"}).exitCode, 0);
}

} // namespace
} // namespace tell
