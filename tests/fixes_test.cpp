// --fix, --fix-preview and --export-fixes end to end: what they change, and what they must never change.

#include "shop_repository.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <llvm/Support/JSON.h>

#include <filesystem>
#include <string>

namespace tell {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A comment of each kind; what silences something keeps its place.
constexpr std::string_view kCommented = R"(#include "order.h"
// NOLINTFILE(tell-exposed-state): generated
bool cancel(Order &order) { // NOLINT(tell-ask-then-tell, tell-feature-envy)
  if (order.status() == Status::Cancelled)
    return false;
  order.setStatus(Status::Cancelled); // NOLINT(misc-naming, tell-leaked-handle): both
  return true; // NOLINT(tell-leaked-handle): nothing is leaked
}
)";

constexpr std::string_view kFixed = R"(#include "order.h"
bool cancel(Order &order) { // NOLINT(tell-ask-then-tell, tell-feature-envy)
  if (order.status() == Status::Cancelled)
    return false;
  order.setStatus(Status::Cancelled); // NOLINT(misc-naming): both
  return true;
}
)";

class Fixing : public ShopRepository {
protected:
  Fixing() { write("cancel.cpp", kCommented); }

  [[nodiscard]] std::string text(const std::string &file) const {
    const auto bytes = readFile(root() + "/" + file, 1U << 20U);
    return bytes ? *bytes : "missing";
  }
};

TEST_F(Fixing, RemovesCommentsThatSilenceNothing) {
  const Outcome outcome = tell({"check", "--fix"});
  EXPECT_THAT(outcome.error, HasSubstr("clang-tell: applied 3 fixes in 1 file\n"));
  EXPECT_THAT(outcome.output, HasSubstr("'NOLINTFILE(tell-exposed-state)' silences nothing"));
  EXPECT_EQ(text("cancel.cpp"), kFixed);
  const Outcome again = tell({"check", "--fix"});
  EXPECT_THAT(again.error, HasSubstr("applied 0 fixes"));
  EXPECT_THAT(again.output, AllOf(HasSubstr("gives no reason"), Not(HasSubstr("silences nothing"))));
  EXPECT_EQ(text("cancel.cpp"), kFixed) << "that there should be a reason is left to people";
}

TEST_F(Fixing, ThePreviewIsADiffThatDoesTheSame) {
  const Outcome preview = tell({"check", "--fix-preview"});
  EXPECT_EQ(text("cancel.cpp"), kCommented);
  folder_.write("fixes.diff", preview.output);
  EXPECT_EQ(shell("git apply ../fixes.diff").exitCode, 0) << preview.output;
  EXPECT_EQ(text("cancel.cpp"), kFixed);
}

TEST_F(Fixing, ClangApplyReplacementsDoesTheSame) {
  if (shell("command -v clang-apply-replacements-19").exitCode != 0)
    GTEST_SKIP() << "clang-apply-replacements-19 is not installed";
  std::filesystem::create_directory(folder_ / "exported");
  EXPECT_NE(tell({"check", "--export-fixes", folder_ / "exported/fixes.yaml"}).exitCode, 2);
  EXPECT_EQ(text("cancel.cpp"), kCommented);
  const Outcome applied = shell("clang-apply-replacements-19 ../exported");
  EXPECT_EQ(applied.exitCode, 0) << said(applied);
  EXPECT_EQ(text("cancel.cpp"), kFixed);
}

TEST_F(Fixing, SarifOffersThem) {
  EXPECT_NE(tell({"check", "-o", folder_ / "log.sarif"}).exitCode, 2);
  auto log = llvm::json::parse(*readFile(folder_ / "log.sarif", 1U << 24U));
  ASSERT_TRUE(static_cast<bool>(log));
  std::size_t fixes = 0;
  for (const llvm::json::Value &result :
       *(*log->getAsObject()->getArray("runs"))[0].getAsObject()->getArray("results")) {
    const llvm::json::Array *offered = result.getAsObject()->getArray("fixes");
    if (offered == nullptr || offered->empty())
      continue;
    ++fixes;
    const llvm::json::Object &change = *(*(*offered)[0].getAsObject()->getArray("artifactChanges"))[0].getAsObject();
    EXPECT_EQ(change.getObject("artifactLocation")->getString("uri"), "cancel.cpp");
  }
  EXPECT_EQ(fixes, 4U) << "an editor may remove a comment without a reason too";
}

TEST_F(Fixing, WhatIsNotWhatWasAnalyzedIsLeftAlone) {
  ASSERT_EQ(shell("git add -A").exitCode, 0);
  const std::string edited = std::string(kCommented) + "// and something else\n";
  write("cancel.cpp", edited);
  const Outcome outcome = tell({"check", "--staged", "--fix"});
  EXPECT_THAT(outcome.error, HasSubstr("'cancel.cpp' is not changed: it holds something else than what was analyzed"));
  EXPECT_EQ(text("cancel.cpp"), edited);
}

TEST_F(Fixing, LinksOutOfTheProjectAreNotFollowed) {
  folder_.write("outside/cancel.cpp", kCommented);
  std::filesystem::remove(root() + "/cancel.cpp");
  std::filesystem::create_symlink(folder_ / "outside/cancel.cpp", root() + "/cancel.cpp");
  const Outcome outcome = tell({"check", "--fix"});
  EXPECT_THAT(outcome.error, HasSubstr("applied 0 fixes"));
  EXPECT_EQ(*readFile(folder_ / "outside/cancel.cpp", 1U << 20U), kCommented);
  EXPECT_TRUE(std::filesystem::is_symlink(root() + "/cancel.cpp"));
}

TEST_F(Fixing, KeepsThePermissions) {
  std::filesystem::permissions(root() + "/cancel.cpp", std::filesystem::perms::owner_all);
  EXPECT_THAT(tell({"check", "--fix"}).error, HasSubstr("applied 3"));
  EXPECT_EQ(std::filesystem::status(root() + "/cancel.cpp").permissions(), std::filesystem::perms::owner_all);
}

TEST_F(Fixing, ContradictionsAreErrors) {
  const std::pair<std::vector<std::string>, const char *> cases[] = {
      {{"check", "--fix", "--fix-preview"}, "contradict each other"},
      {{"check", "--fix-preview", "-o", "text"}, "only one report can go to standard output"},
      {{"check", "--export-fixes", "missing/fixes.yaml"}, "there is no folder"},
  };
  for (const auto &[arguments, message] : cases) {
    const Outcome outcome = tell(arguments);
    EXPECT_EQ(outcome.exitCode, 2);
    EXPECT_THAT(outcome.error, HasSubstr(message));
    EXPECT_EQ(outcome.output, "");
  }
  EXPECT_EQ(text("cancel.cpp"), kCommented);
}

} // namespace
} // namespace tell
