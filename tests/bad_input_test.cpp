// What is handed to clang-tell and is of no use: each a clear error, exit code 2, and nothing written.

#include "shop_repository.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace tell {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class BadInput : public ShopRepository {
protected:
  /// Runs `check` with reports and fixes to files, and expects the error and none of the files.
  void expectError(std::vector<std::string> arguments, const std::string &message) const {
    const std::filesystem::path written = folder_ / "written";
    std::filesystem::create_directories(written);
    arguments.insert(arguments.begin(), "check");
    arguments.insert(arguments.end(), {"--fix", "-o", written / "a.sarif", "-o", written / "b.json", "--export-fixes",
                                       written / "c.yaml"});
    const Outcome outcome = tell(arguments);
    EXPECT_EQ(outcome.exitCode, 2) << message;
    EXPECT_EQ(outcome.output, "") << message;
    EXPECT_THAT(outcome.error, AllOf(StartsWith("clang-tell: error: "), HasSubstr(message)));
    EXPECT_TRUE(std::filesystem::is_empty(written)) << message;
  }
};

TEST_F(BadInput, Baselines) {
  folder_.write("malformed.txt", "# clang-tell baseline 1: x\ntell-anemic-class nonsense\n");
  folder_.write("other.sarif", R"({"runs": [{"tool": {"driver": {"name": "Other"}}, "results": []}]})");
  folder_.write("cut.sarif", R"({"runs": [{"tool": )");
  expectError({"--baseline", folder_ / "malformed.txt"}, "malformed.txt:2: expected 'CHECK FINGERPRINT RULES SUBJECT'");
  expectError({"--baseline", folder_ / "other.sarif"}, "a SARIF log of 'Other', not of clang-tell");
  expectError({"--baseline", folder_ / "cut.sarif"}, "cut.sarif: no valid JSON");
  const Outcome pruned = tell({"baseline", "--prune", "-o", folder_ / "malformed.txt"});
  EXPECT_EQ(pruned.exitCode, 2) << said(pruned);
}

TEST_F(BadInput, Revisions) {
  expectError({"--since", "nowhere"}, "unknown revision 'nowhere'");
  git("checkout -q --detach");
  write("cart.cpp", kBad);
  index();
  EXPECT_EQ(tell({"check", "--since", "main"}).exitCode, 1) << "a detached HEAD is none";
  EXPECT_EQ(tell({"check", "--staged"}).exitCode, 0);
  git("checkout -q --orphan empty");
  expectError({"--since", "HEAD"}, "unknown revision 'HEAD'");
}

TEST_F(BadInput, Diffs) {
  folder_.write("other.diff",
                "diff --git a/cart.cpp b/cart.cpp\n--- a/cart.cpp\n+++ b/cart.cpp\n@@ -1 +1 @@\n-one\n+two\n");
  folder_.write("none.diff", "hello\n");
  folder_.write("away.diff",
                "diff --git a/../x.cpp b/../x.cpp\n--- a/../x.cpp\n+++ b/../x.cpp\n@@ -1 +1 @@\n-one\n+two\n");
  expectError({"--diff", folder_ / "other.diff"}, "the diff does not fit");
  expectError({"--diff", folder_ / "none.diff"}, "no unified diff");
  expectError({"--diff", folder_ / "away.diff"}, "");
}

TEST_F(BadInput, Configurations) {
  write(".clang-tell", "InheritParentConfig: true\n");
  write("sub/a.cpp", "int a;\n");
  std::filesystem::create_symlink("../.clang-tell", root() + "/sub/.clang-tell");
  database({"cart.cpp", "sub/a.cpp"});
  expectError({}, "inherits from itself");
  std::filesystem::remove(root() + "/sub/.clang-tell");
  write("sub/.clang-tell", "Cheks: '*'\n");
  expectError({}, "sub/.clang-tell:1: unknown key 'Cheks'; did you mean 'Checks'?");
}

TEST_F(BadInput, Payloads) {
  folder_.write("payload", "{\"tool_input\": ");
  const Outcome outcome = shell("clang-tell hook agent <../payload");
  EXPECT_EQ(outcome.exitCode, 2);
  EXPECT_EQ(outcome.output, "");
  EXPECT_THAT(outcome.error, StartsWith("clang-tell: error: standard input is no JSON"));
}

} // namespace
} // namespace tell
