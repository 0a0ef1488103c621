// Changed code end to end: a repository that git made, the tool as a process, its exit codes and what it says.

#include "cli/changed_units.hpp"
#include "shop_repository.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace tell {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ChangedCode : public ShopRepository {};

TEST_F(ChangedCode, OldDebtIsLetPass) {
  index();
  EXPECT_EQ(tell({"check"}).exitCode, 1);
  const Outcome outcome = tell({"check", "--since", "HEAD"});
  EXPECT_EQ(outcome.exitCode, 0) << outcome.output << outcome.error;
  EXPECT_THAT(outcome.output, HasSubstr("known"));
  EXPECT_THAT(outcome.error, Not(HasSubstr("withheld")));
}

TEST_F(ChangedCode, WhatIsNewIsReported) {
  index();
  write("cart.cpp", kBad);
  const Outcome outcome = tell({"check", "--since", "HEAD"});
  EXPECT_EQ(outcome.exitCode, 1) << outcome.output << outcome.error;
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("cart.cpp:2:6: warning"), Not(HasSubstr("'Order'"))));
  // What the change causes in a file that it leaves alone is new as well.
  EXPECT_THAT(outcome.output, HasSubstr("cart.h:2:7: "));
  git("commit -q -a -m bad");
  EXPECT_EQ(tell({"check", "--since", "HEAD"}).exitCode, 0);
  EXPECT_EQ(tell({"check", "--since", "HEAD~1"}).exitCode, 1);
}

TEST_F(ChangedCode, LinesThatMoveAreNotNew) {
  index();
  write("order.h", "#pragma once\n\n\n// Orders.\n" + std::string(kOrder).substr(13));
  write("cancel.cpp", "\n\n" + std::string(kCancel));
  const Outcome outcome = tell({"check", "--since", "HEAD"});
  EXPECT_EQ(outcome.exitCode, 0) << outcome.output << outcome.error;
}

TEST_F(ChangedCode, ARenamedFileIsNotNew) {
  index();
  git("mv cancel.cpp orders.cpp");
  const Outcome old = tell({"check", "--since", "HEAD"}); // by a database that still names the old file
  EXPECT_EQ(old.exitCode, 0) << old.output << old.error;
  EXPECT_THAT(old.output, HasSubstr("known"));
  database({"orders.cpp", "cart.cpp", "main.cpp"});
  const Outcome outcome = tell({"check", "--since", "HEAD"});
  EXPECT_EQ(outcome.exitCode, 0) << outcome.output << outcome.error;
  EXPECT_EQ(old.output, outcome.output);
}

TEST_F(ChangedCode, TheStagedContentsCount) {
  index();
  write("cart.cpp", kBad);
  EXPECT_EQ(tell({"check", "--staged"}).exitCode, 0);
  git("add cart.cpp");
  write("cart.cpp", kGood); // not staged
  EXPECT_EQ(tell({"check", "--staged"}).exitCode, 1);
  // What was extracted from the staged contents does not stand for what lies on disk.
  const Outcome full = tell({"check"});
  EXPECT_THAT(full.output, AllOf(HasSubstr("'cancel'"), Not(HasSubstr("'close'"))));
}

TEST_F(ChangedCode, ADiffTellsWhatChanged) {
  index();
  write("cart.cpp", kBad);
  git("diff --output=../change.diff");
  const Outcome outcome = tell({"check", "--diff", "../change.diff"});
  EXPECT_EQ(outcome.exitCode, 1) << outcome.error;
  EXPECT_THAT(outcome.output, HasSubstr("'Cart'"));
  write("cart.cpp", kGood);
  const Outcome unfit = tell({"check", "--diff", "../change.diff"});
  EXPECT_EQ(unfit.exitCode, 2);
  EXPECT_THAT(unfit.error, HasSubstr("error"));
}

TEST_F(ChangedCode, WithoutAnIndexOnlyWhatNeedsNoProgramIsJudged) {
  write("cart.cpp", kBad);
  const Outcome outcome = tell({"check", "--since", "HEAD"});
  EXPECT_THAT(outcome.error,
              AllOf(HasSubstr("2 units not indexed"), HasSubstr("withheld"), HasSubstr("run 'clang-tell index'")));
  EXPECT_THAT(outcome.output, Not(HasSubstr("'Order'")));
  EXPECT_NE(outcome.exitCode, 2);
}

TEST_F(ChangedCode, AHeaderIsFoundOverOthersThatIncludeIt) {
  write("deep.h", "#pragma once\n");
  write("middle.h", "#pragma once\n#  include <deep.h>\n");
  write("cart.h", "#include \"middle.h\"\n" + std::string(kCart));
  write("cart.cpp", "#include \"cart.h\"\n");
  git("add -A");
  git("commit -q -m deep");
  write("deep.h",
        "#pragma once\nclass Till {\npublic:\n  int coins = 0;\n  void add() {\n    if (coins > 9)\n      throw "
        "coins;\n    ++coins;\n  }\n};\ninline void empty(Till &till) { till.coins = 0; }\n");
  const Outcome outcome = tell({"check", "--since", "HEAD", "-o", "json"});
  EXPECT_THAT(outcome.output, HasSubstr("Till")) << said(outcome);
}

TEST_F(ChangedCode, ANewSourceIsCompiledLikeItsNeighbour) {
  index();
  write("close.cpp", kBad);
  git("add close.cpp");
  const Outcome outcome = tell({"check", "--staged"});
  EXPECT_EQ(outcome.exitCode, 1) << outcome.output << outcome.error;
  EXPECT_THAT(outcome.output, HasSubstr("close.cpp"));
}

TEST_F(ChangedCode, ADeletedFileIsNoTrouble) {
  index();
  git("rm -q cart.cpp");
  const Outcome outcome = tell({"check", "--staged"});
  EXPECT_EQ(outcome.exitCode, 0) << outcome.output << outcome.error;
  git("commit -q -m gone");
  write("main.cpp", "int main() { return 0; }\n");
  const Outcome later = tell({"check", "--since", "HEAD"}); // the database still names it
  EXPECT_EQ(later.exitCode, 0) << later.output << later.error;
  EXPECT_THAT(later.error, Not(HasSubstr("not indexed")));
}

TEST_F(ChangedCode, ABaselineAndAChangeBothLetPass) {
  index();
  write("cart.cpp", kBad);
  EXPECT_EQ(tell({"check", "--since", "HEAD"}).exitCode, 1);
  EXPECT_EQ(run(root(), {"baseline", "-o", "../known.txt"}).exitCode, 0);
  const Outcome outcome = tell({"check", "--since", "HEAD", "--baseline", "../known.txt"});
  EXPECT_EQ(outcome.exitCode, 0) << outcome.output << outcome.error;
}

TEST_F(ChangedCode, WhatIsAssumedIsTheSameBeforeAndAfter) {
  index();
  write("order.h", "// Orders.\n" + std::string(kOrder));
  Options options;
  options.since = "HEAD";
  options.cacheDirectory = folder_ / "cache";
  Host host;
  host.workingDirectory = root();
  const auto workspace = openWorkspace({{}, "", root()});
  ASSERT_TRUE(workspace.ok());
  const auto changes = changesAskedFor(options, host, root());
  ASSERT_TRUE(changes.ok() && changes->has_value());
  const ProjectScope scope(root());
  const ChangedUnits changed = extractChange(**changes, *workspace, scope, {}, options, host);
  EXPECT_EQ(changed.unknown, 0U);
  EXPECT_EQ(changed.assumed, 1U); // of the two units that read the header, one is extracted again
  EXPECT_EQ(changed.shared, 2U);
  ASSERT_EQ(changed.after.facts.size(), 3U);
  ASSERT_EQ(changed.before.size(), 1U);
  EXPECT_EQ(changed.before.front().mainFile, changed.after.facts.back().mainFile);
  EXPECT_EQ(changed.coverage(0), Coverage::Incomplete);
}

// The unit that tells of a changed header needs neither copies nor instantiations; another one does.
TEST_F(ChangedCode, WhatOnlyAnotherUnitNeedsStaysEvidence) {
  const std::string header = std::string(kOrder) +
                             "template <class T> struct Box {\n  T value{};\n  T get() const { return "
                             "value; }\n};\nconstexpr int kMost = 7;\n";
  write("order.h", header);
  const auto decides = [](const std::string &name, const std::string &first, int number) {
    return fmt::format("bool {}(const Order &order) {{\n  {}\n  if (order.status() == Status::Draft && order.total() > "
                       "{})\n    return true;\n  return false;\n}}\n",
                       name, first, number);
  };
  write("pay.cpp",
        "#include \"order.h\"\n" + decides("copies", "Order copy = order; copy = static_cast<Order &&>(copy);", 10) +
            decides("boxes", "Box<int> box; box.get();", 20) + decides("counts", "int most = kMost; ++most;", 30));
  database({"cancel.cpp", "cart.cpp", "main.cpp", "pay.cpp"});
  git("add -A");
  git("commit -q -m pay");
  index();
  write("order.h", header + decides("mayCopy", "", 10).insert(0, "inline ") +
                       decides("mayBox", "", 20).insert(0, "inline ") +
                       decides("mayCount", "", 30).insert(0, "inline "));
  const Outcome outcome = tell({"check", "--since", "HEAD", "--checks", "tell-scattered-rule"});
  for (const std::string pair : {"'mayCopy', 'copies'", "'mayBox', 'boxes'", "'mayCount', 'counts'"})
    EXPECT_THAT(outcome.output, HasSubstr(pair));
}

TEST_F(ChangedCode, ThePagesCommandsWork) {
  write("cart.cpp", kBad);
  git("diff --output=change.diff");
  const std::string commands = block("docs/changed-code.md", "sh");
  std::size_t ran = 0;
  for (std::size_t begin = 0; begin < commands.size(); ++ran) {
    const std::size_t end = commands.find('\n', begin);
    const std::string command = commands.substr(begin, end - begin);
    const bool finds = command.find("--since") != std::string::npos || command.find("--diff") != std::string::npos;
    const Outcome outcome = shell(command);
    EXPECT_EQ(outcome.exitCode, finds ? 1 : 0) << command << said(outcome);
    begin = end + 1;
  }
  EXPECT_EQ(ran, 4U);
}

class KeptFacts : public ChangedCode {
protected:
  /// Facts of the program as it is committed, as a run on the main branch would keep them.
  void keepFacts() const {
    std::filesystem::create_directories(folder_ / "kept");
    for (const std::string unit : {"cancel", "cart", "main"})
      EXPECT_EQ(run(root(), {"extract", unit + ".cpp", "-o", folder_ / ("kept/" + unit + ".facts")}).exitCode, 0);
  }

  [[nodiscard]] Outcome cold(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--no-cache", "--base-facts", folder_ / "kept"});
    return run(root(), std::move(arguments));
  }
};

TEST_F(KeptFacts, StandInForTheCache) {
  keepFacts();
  const Outcome nothing = cold({"check", "--since", "HEAD"});
  EXPECT_EQ(nothing.exitCode, 0) << said(nothing);
  EXPECT_THAT(nothing.error, Not(HasSubstr("not indexed")));
  write("cart.cpp", kBad);
  const Outcome outcome = cold({"check", "--since", "HEAD"});
  EXPECT_EQ(outcome.exitCode, 1) << said(outcome);
  EXPECT_THAT(said(outcome),
              AllOf(HasSubstr("'Cart'"), Not(HasSubstr("warning: 'cancel'")), Not(HasSubstr("not indexed"))));
  write("order.h", std::string(kOrder) + "// a comment\n");
  EXPECT_THAT(said(cold({"check", "--since", "HEAD"})), Not(HasSubstr("warning: 'cancel'")));
}

TEST_F(KeptFacts, AreTheProgramBefore) {
  keepFacts();
  EXPECT_EQ(cold({"check"}).exitCode, 0) << "no repository is asked";
  write("cart.cpp", kBad);
  const Outcome outcome = cold({"check", "-o", "json"});
  EXPECT_EQ(outcome.exitCode, 1);
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("\"baseline\": \"new\""), HasSubstr("\"baseline\": \"unchanged\"")));
}

TEST_F(KeptFacts, AreNeededWhole) {
  keepFacts();
  folder_.write("kept/main.facts", "no facts");
  const Outcome damaged = cold({"check"});
  EXPECT_EQ(damaged.exitCode, 2);
  EXPECT_THAT(damaged.error, HasSubstr("main.facts"));
  std::filesystem::remove_all(folder_ / "kept");
  EXPECT_THAT(cold({"check"}).error, HasSubstr("--base-facts"));
}

TEST_F(ChangedCode, BadRequestsAreErrors) {
  const Outcome unknown = tell({"check", "--since", "nowhere"});
  EXPECT_EQ(unknown.exitCode, 2);
  EXPECT_THAT(unknown.error, HasSubstr("'nowhere'"));
  const Outcome both = tell({"check", "--since", "HEAD", "--staged"});
  EXPECT_EQ(both.exitCode, 2);
  EXPECT_THAT(both.error, HasSubstr("exclude each other"));
  EXPECT_EQ(tell({"check", "--diff", "missing.diff"}).exitCode, 2);
  std::filesystem::remove_all(root() + "/.git");
  write("CMakeLists.txt", "project(shop)\n");
  const Outcome none = tell({"check", "--staged"});
  EXPECT_EQ(none.exitCode, 2);
  EXPECT_THAT(none.error, HasSubstr("repository"));
}

} // namespace
} // namespace tell
