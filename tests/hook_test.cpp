// The hooks end to end: git runs one at a commit, the pre-commit framework another, a script feeds the agent's.

#include "shop_repository.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <llvm/Support/JSON.h>

#include <filesystem>
#include <string>
#include <vector>

namespace tell {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Hook : public ShopRepository {
protected:
  /// As docs/pre-commit.md has it.
  void installHook() const {
    write(".git/hooks/pre-commit", block("docs/pre-commit.md", "sh"));
    std::filesystem::permissions(root() + "/.git/hooks/pre-commit", std::filesystem::perms::owner_all);
  }

  [[nodiscard]] Outcome agent(const std::string &payload) const {
    folder_.write("payload.json", payload);
    return shell("clang-tell hook agent <../payload.json");
  }

  [[nodiscard]] Outcome agentWrote(const std::string &file) const {
    return agent(fmt::format(R"({{"session_id": "1", "cwd": "{0}", "hook_event_name": "PostToolUse", )"
                             R"("tool_name": "Write", "tool_input": {{"file_path": "{0}/{1}", "content": ""}}, )"
                             R"("tool_response": {{"success": true}}}})",
                             root(), file));
  }
};

TEST_F(Hook, ABadCommitIsStoppedAndAGoodOnePasses) {
  installHook();
  EXPECT_EQ(shell("clang-tell index").exitCode, 0);
  write("cart.cpp", kBad);
  const Outcome bad = shell("git commit -q -a -m bad");
  EXPECT_EQ(bad.exitCode, 1) << said(bad);
  EXPECT_THAT(said(bad), AllOf(HasSubstr("'Cart'"), Not(HasSubstr("'Order'"))));
  write("cart.cpp", std::string(kGood) + "int thrice(int number) { return 3 * number; }\n");
  const Outcome good = shell("git commit -q -a -m good");
  EXPECT_EQ(good.exitCode, 0) << said(good);
  EXPECT_EQ(said(good), "");
  const Outcome later = shell("git commit -q --allow-empty -m later");
  EXPECT_EQ(later.exitCode, 0) << said(later);
}

TEST_F(Hook, WhatIsStagedIsJudged) {
  installHook();
  EXPECT_EQ(shell("clang-tell index").exitCode, 0);
  write("cart.cpp", kBad);
  EXPECT_EQ(shell("git add cart.cpp").exitCode, 0);
  write("cart.cpp", kGood);
  EXPECT_EQ(shell("git commit -q -m bad").exitCode, 1);
  EXPECT_EQ(shell("git reset -q").exitCode, 0);
  write("cart.cpp", kBad);
  write("order.h", std::string(kOrder) + "// a comment\n");
  const Outcome partly = shell("git commit -q -m comment order.h");
  EXPECT_EQ(partly.exitCode, 0) << said(partly);
}

TEST_F(Hook, AHeaderAloneIsJudgedByAUnitThatReadsIt) {
  installHook();
  EXPECT_EQ(shell("clang-tell index").exitCode, 0);
  write("cart.h", std::string(kCart) +
                      std::string(kBad).substr(std::string("#include \"cart.h\"\n").size()).insert(0, "inline "));
  const Outcome bad = shell("git commit -q -a -m header");
  EXPECT_EQ(bad.exitCode, 1) << said(bad);
  EXPECT_THAT(said(bad), HasSubstr("'Cart'"));
}

TEST_F(Hook, WithoutAnIndexOrACompileDatabaseCommitsPass) {
  installHook();
  std::filesystem::remove_all(root() + "/build");
  write("order.h", std::string(kOrder) + "// a comment\n");
  const Outcome first = shell("git commit -q -a -m first");
  EXPECT_EQ(first.exitCode, 0) << said(first);
  write("broken.cpp", "#include \"missing.h\"\nint broken( { return 1; }\n");
  const Outcome second = shell("git add broken.cpp && git commit -q -m second");
  EXPECT_EQ(second.exitCode, 0) << said(second);
}

TEST_F(Hook, ALibraryOfHeadersAloneIsJudged) {
  installHook();
  for (const char *file : {"cancel.cpp", "cart.cpp", "main.cpp", "build/compile_commands.json"})
    std::filesystem::remove(root() + "/" + file);
  EXPECT_EQ(shell("git commit -q -a -n -m headers && clang-tell index").exitCode, 0);
  write("order.h", std::string(kOrder) + "// a comment\n");
  const Outcome good = shell("git commit -q -a -m comment");
  EXPECT_EQ(good.exitCode, 0) << said(good);
  write("close.h", std::string(kBad).insert(std::string(kBad).find("bool close"), "inline "));
  const Outcome bad = shell("git add close.h && git commit -q -m bad");
  EXPECT_EQ(bad.exitCode, 1) << said(bad);
  EXPECT_THAT(said(bad), HasSubstr("'Cart'"));
}

TEST_F(Hook, NothingToCompileIsNoReasonToStopACommit) {
  installHook();
  git("rm -q --cached *.cpp *.h");
  for (const char *file : {"cancel.cpp", "cart.cpp", "main.cpp", "order.h", "cart.h", "build/compile_commands.json"})
    std::filesystem::remove(root() + "/" + file);
  write("order.c", "int order;\n");
  write("order.h", "extern int order;\n");
  const Outcome outcome = shell("git add -A && git commit -q -m C");
  EXPECT_EQ(outcome.exitCode, 0) << said(outcome);
}

TEST_F(Hook, WhatIsNoCxxIsNotLookedAt) {
  installHook();
  write("README.md", "# Shop\n");
  const Outcome outcome = shell("git add README.md && git commit -q -m readme");
  EXPECT_EQ(outcome.exitCode, 0);
  EXPECT_EQ(said(outcome), "");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "caches"));
}

TEST_F(Hook, TheFrameworkRunsIt) {
  if (shell("command -v pre-commit").exitCode != 0)
    GTEST_SKIP() << "pre-commit is not installed";
  // A repository that offers the hook as this one does.
  folder_.write("hooks/.pre-commit-hooks.yaml", *readFile(TELL_SOURCE_DIR "/.pre-commit-hooks.yaml", 1U << 20U));
  ASSERT_EQ(shell("cd ../hooks && git init -q && git add -A && git commit -q -m hooks && git tag v1").exitCode, 0);
  write(".pre-commit-config.yaml",
        fmt::format("repos:\n  - repo: {}\n    rev: v1\n    hooks:\n      - id: clang-tell\n", folder_ / "hooks"));
  ASSERT_EQ(shell("git add -A && git commit -q -m config && clang-tell index").exitCode, 0);
  const Outcome installed = shell("pre-commit install");
  ASSERT_EQ(installed.exitCode, 0) << said(installed);
  write("cart.cpp", kBad);
  const Outcome bad = shell("git commit -a -m bad");
  EXPECT_EQ(bad.exitCode, 1) << said(bad);
  EXPECT_THAT(said(bad), HasSubstr("'Cart'"));
  write("cart.cpp", std::string(kGood) + "// good\n");
  const Outcome good = shell("git commit -a -m good");
  EXPECT_EQ(good.exitCode, 0) << said(good);
  EXPECT_THAT(said(good), HasSubstr("Passed"));
}

TEST_F(Hook, AnAgentIsToldWhatItsFileNewlyCauses) {
  EXPECT_EQ(shell("clang-tell index").exitCode, 0);
  const Outcome nothing = agentWrote("cancel.cpp");
  EXPECT_EQ(nothing.exitCode, 0);
  EXPECT_EQ(said(nothing), "");
  write("cart.cpp", kBad);
  const Outcome outcome = agentWrote("cart.cpp");
  EXPECT_EQ(outcome.exitCode, 2) << said(outcome);
  EXPECT_EQ(outcome.output, "");
  EXPECT_THAT(outcome.error, AllOf(HasSubstr("cart"), HasSubstr(": warning tell-"), Not(HasSubstr("'Order'"))));
  // It is that file's doing, not another's.
  const Outcome other = agentWrote("order.h");
  EXPECT_EQ(other.exitCode, 0) << said(other);
  write("cart.cpp", kGood);
  EXPECT_EQ(agentWrote("cart.cpp").exitCode, 0);
}

TEST_F(Hook, TheAgentsPageShowsWhatWorks) {
  EXPECT_EQ(shell("clang-tell index").exitCode, 0);
  write("src/cart.cpp",
        "#include \"../cart.h\"\n" + std::string(kBad).substr(std::string("#include \"cart.h\"\n").size()));
  std::string payload = block("docs/agents.md", "json");
  const std::string there = "/src/shop";
  for (std::size_t at = payload.find(there); at != std::string::npos; at = payload.find(there))
    payload.replace(at, there.size(), root());
  const Outcome outcome = agent(payload);
  EXPECT_EQ(outcome.exitCode, 2) << said(outcome);
  EXPECT_THAT(outcome.error, HasSubstr("src/cart.cpp:2:6: warning tell-ask-then-tell: "));
}

/// All blocks of that language on a page.
std::vector<std::string> blocks(const std::string &page, const std::string &language) {
  const std::string text = *readFile(TELL_SOURCE_DIR "/" + page, 1U << 20U);
  const std::string fence = "```" + language + "\n";
  std::vector<std::string> found;
  for (std::size_t at = text.find(fence); at != std::string::npos; at = text.find(fence, at + 1))
    found.push_back(text.substr(at + fence.size(), text.find("```", at + fence.size()) - at - fence.size()));
  return found;
}

TEST_F(Hook, TheAgentsSettingsAreJsonAndRun) {
  const std::vector<std::string> settings = blocks("docs/agents.md", "json");
  ASSERT_EQ(settings.size(), 3U); // a payload, and two agents
  for (const std::string &text : {settings[1], settings[2]}) {
    auto json = llvm::json::parse(text);
    ASSERT_TRUE(static_cast<bool>(json)) << text;
    for (const auto &[event, entries] : *json->getAsObject()->getObject("hooks"))
      for (const llvm::json::Value &entry : *entries.getAsArray())
        for (const llvm::json::Value &hook : *entry.getAsObject()->getArray("hooks"))
          EXPECT_EQ(hook.getAsObject()->getString("command"), "clang-tell hook agent") << event.str();
  }
}

TEST_F(Hook, TheCommandsForOtherAgentsRun) {
  EXPECT_EQ(shell("clang-tell index").exitCode, 0);
  const std::vector<std::string> commands = blocks("docs/agents.md", "sh");
  ASSERT_EQ(commands.size(), 2U);
  const std::size_t begin = commands[0].find("clang-tell");
  const std::string lint = commands[0].substr(begin, commands[0].rfind('"') - begin);
  for (const std::string &command : {lint + " cart.cpp", commands[1]}) {
    write("cart.cpp", kGood);
    EXPECT_EQ(shell(command).exitCode, 0) << command;
    write("cart.cpp", kBad);
    const Outcome bad = shell(command);
    EXPECT_EQ(bad.exitCode, 1) << command;
    EXPECT_THAT(bad.output, HasSubstr("cart.cpp:2:6: warning tell-ask-then-tell: "));
  }
}

TEST_F(Hook, AnAgentIsNotStoppedByTrouble) {
  for (const char *payload : {"{}", R"({"tool_input": {"command": "ls"}})", R"({"tool_input": {"file_path": 3}})",
                              R"({"tool_input": {"file_path": "/nowhere/x.cpp"}, "tool_result": "x"})"}) {
    const Outcome outcome = agent(payload);
    EXPECT_EQ(outcome.exitCode, 0) << payload << said(outcome);
    EXPECT_EQ(said(outcome), "") << payload;
  }
  folder_.write("alone/alone.cpp", "int alone() { return 1; }\n");
  const Outcome alone = agent(fmt::format(R"({{"tool_input": {{"file_path": "{}"}}}})", folder_ / "alone/alone.cpp"));
  EXPECT_EQ(alone.exitCode, 0);
  EXPECT_EQ(alone.output, "");
  EXPECT_THAT(alone.error, AllOf(HasSubstr("was not judged"), HasSubstr("repository")));
}

TEST_F(Hook, WhatIsNoJsonIsAnError) {
  for (const std::string &payload :
       {std::string("file.cpp"), std::string(""), std::string("[1]"), std::string(100'000, '['),
        std::string(R"({"cwd": "/a\u0000b"})"), std::string(R"({"tool_input": {"file_path": "/a\u0000b"}})")}) {
    const Outcome outcome = agent(payload);
    EXPECT_EQ(outcome.exitCode, 2) << payload.substr(0, 20);
    EXPECT_THAT(outcome.error, HasSubstr("clang-tell: error: standard input"));
  }
  EXPECT_EQ(shell("clang-tell hook").exitCode, 2);
  EXPECT_EQ(shell("clang-tell hook commit").exitCode, 2);
}

} // namespace
} // namespace tell
