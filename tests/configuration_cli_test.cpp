#include "process.hpp"
#include "temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tell {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A program with findings about two classes in two folders.
class Configured : public testing::Test {
protected:
  Configured() {
    folder_.write("CMakeLists.txt", "project(shop)\n");
    writeModule("orders", "Order");
    writeModule("bills", "Bill");
  }

  void writeModule(const std::string &folder, const std::string &name) {
    folder_.write(folder + "/" + name + ".cpp",
                  "namespace " + folder + " {\nenum class Status { Draft, Paid, Cancelled };\nclass " + name +
                      " {\npublic:\n  Status status() const { return status_; }\n"
                      "  void setStatus(Status status) { status_ = status; }\n"
                      "  int total() const { return total_; }\n  void setTotal(int total) { total_ = total; }\n\n"
                      "private:\n  Status status_ = Status::Draft;\n  int total_ = 0;\n};\n" +
                      "bool cancel(" + name +
                      " &it) {\n  if (it.status() == Status::Cancelled)\n    return false;\n"
                      "  it.setStatus(Status::Cancelled);\n  return true;\n}\n" +
                      "bool pay(" + name +
                      " &it) {\n  if (it.status() != Status::Draft || it.total() <= 0)\n"
                      "    return false;\n  it.setStatus(Status::Paid);\n  return true;\n}\n}\nint main() {\n  " +
                      folder + "::" + name + " it;\n  it.setTotal(3);\n  return " + folder + "::pay(it) && " + folder +
                      "::cancel(it) ? 0 : 1;\n}\n");
  }

  [[nodiscard]] Outcome check(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"check", "--progress=never"});
    return run(folder_.path(), more);
  }

  TemporaryFolder folder_;
};

TEST_F(Configured, FindsBothWithoutConfiguration) {
  const Outcome outcome = check();
  EXPECT_EQ(outcome.exitCode, 1) << outcome.error;
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("orders/Order.cpp:14:"), HasSubstr("bills/Bill.cpp:14:")));
}

TEST_F(Configured, ChecksAreThoseOfTheNearestFile) {
  folder_.write(".clang-tell", "Checks: '*'\n");
  folder_.write("bills/.clang-tell", "InheritParentConfig: true\nChecks: '-tell-*'\n");
  const Outcome outcome = check();
  EXPECT_EQ(outcome.exitCode, 2) << "a list that leaves nothing is a mistake";
  folder_.write("bills/.clang-tell", "InheritParentConfig: true\nChecks: '-tell-ask-then-tell'\n");
  const Outcome inner = check({"--checks", "tell-ask-then-tell"});
  EXPECT_EQ(inner.exitCode, 1) << inner.error;
  folder_.write("bills/.clang-tell", "InheritParentConfig: true\nChecks: ['-*', 'tell-message-chain']\n");
  const Outcome other = check();
  EXPECT_THAT(other.output, AllOf(HasSubstr("orders/Order.cpp"), Not(HasSubstr("bills/Bill.cpp"))));
}

TEST_F(Configured, ExcludedFilesAreNotReported) {
  folder_.write(".clang-tell", "Exclude: ['bills/**']\n");
  const Outcome outcome = check();
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("orders/Order.cpp"), Not(HasSubstr("bills/"))));
  const Outcome census = run(folder_.path(), {"census"});
  EXPECT_THAT(census.output, AllOf(HasSubstr("orders::Order"), Not(HasSubstr("bills::Bill"))));
}

TEST_F(Configured, RecordsAreLetPassAndSaidToBe) {
  folder_.write(".clang-tell", "Records: ['*::Bill']\n");
  const Outcome outcome = check();
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("orders/Order.cpp"), Not(HasSubstr("bills/Bill.cpp"))));
  const Outcome census = run(folder_.path(), {"census", "-o", "json"});
  EXPECT_THAT(census.output, HasSubstr("declared a record: '*::Bill' in .clang-tell:1"));
}

TEST_F(Configured, DataOrientedClassesAreLetPass) {
  folder_.write(".clang-tell", "DataOriented: ['bills::*']\n");
  EXPECT_THAT(check().output, AllOf(HasSubstr("orders/Order.cpp"), Not(HasSubstr("bills/Bill.cpp"))));
}

TEST_F(Configured, LevelsAndTheGate) {
  folder_.write(".clang-tell", "FailOn: error\n");
  EXPECT_EQ(check().exitCode, 0);
  EXPECT_EQ(check({"--fail-on", "warning"}).exitCode, 1) << "the command line comes last";
  EXPECT_EQ(check({"--no-config"}).exitCode, 1);
  folder_.write(".clang-tell", "FailOn: error\nCheckLevels:\n  tell-ask-then-tell: error\n");
  const Outcome errors = check();
  EXPECT_EQ(errors.exitCode, 1);
  EXPECT_THAT(errors.output, HasSubstr("error: 'cancel' asks"));
  folder_.write(".clang-tell", "CheckLevels:\n  tell-ask-then-tell: none\n");
  EXPECT_THAT(check().output, Not(HasSubstr("[tell-ask-then-tell]")));
  folder_.write(".clang-tell", "MaxFindings: 100\n");
  EXPECT_EQ(check().exitCode, 0);
  EXPECT_EQ(check({"--max-findings=0"}).exitCode, 1);
}

TEST_F(Configured, MistakesStopTheRunBeforeItStarts) {
  folder_.write("bills/.clang-tell", "InheritParentConfig: true\nFailOn: warn\n");
  const Outcome outcome = check();
  EXPECT_EQ(outcome.exitCode, 2);
  EXPECT_EQ(outcome.output, "");
  EXPECT_THAT(outcome.error, AllOf(HasSubstr("clang-tell: error: "),
                                   HasSubstr("bills/.clang-tell:2: unknown level 'warn'; did you mean 'warning'?")));
  EXPECT_EQ(check({"--config", "missing"}).exitCode, 2);
  EXPECT_EQ(check({"--config", "missing", "--no-config"}).exitCode, 2);
}

TEST_F(Configured, ConfigShowsWhatIsInForceAndWhy) {
  folder_.write(".clang-tell", "FailOn: error\nExclude: ['bills/**']\n");
  const Outcome outcome = run(folder_.path(), {"config", "bills/Bill.cpp"});
  EXPECT_EQ(outcome.exitCode, 0) << outcome.error;
  EXPECT_THAT(outcome.output, AllOf(StartsWith("# 'bills/Bill.cpp' is project code: "),
                                    HasSubstr("# it is not reported: 'bills/**' at "),
                                    HasSubstr("FailOn: error  # " + (folder_ / ".clang-tell:1"))));
  EXPECT_EQ(run(folder_.path(), {"config", "nowhere.cpp"}).exitCode, 2);
  EXPECT_THAT(run(folder_.path(), {"config", "--schema"}).output, HasSubstr("json-schema.org"));
}

TEST_F(Configured, InitWritesAFileThatChangesNothingYet) {
  const Outcome before = check();
  const Outcome outcome = run(folder_.path(), {"init"});
  EXPECT_EQ(outcome.exitCode, 0) << outcome.error;
  EXPECT_EQ(outcome.output, "");
  EXPECT_THAT(outcome.error, HasSubstr("id: clang-tell"));
  EXPECT_EQ(check().output, before.output);
  const Outcome again = run(folder_.path(), {"init"});
  EXPECT_EQ(again.exitCode, 2);
  EXPECT_THAT(again.error, HasSubstr("exists already"));
}

} // namespace
} // namespace tell
