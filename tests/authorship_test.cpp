// --authored-by ai end to end, in repositories whose commits name agents in the ways that agents are named.

#include "shop_repository.hpp"
#include "workspace/authorship.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace tell {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Authors : public ShopRepository {
protected:
  /// Commits a rule about Cart outside of it.
  void commitBad(const std::string &message, const std::string &more = "") const {
    write("cart.cpp", kBad);
    folder_.write("message", message);
    git("add -A");
    git(more + " commit -q -F ../message");
  }

  [[nodiscard]] Outcome byAi(const std::vector<std::string> &more = {}) const {
    std::vector<std::string> arguments = {"check", "--authored-by", "ai"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return tell(arguments);
  }
};

TEST_F(Authors, OnlyWhatAnAgentWroteIsReported) {
  EXPECT_EQ(byAi().exitCode, 0) << "people alone wrote it";
  commitBad("close carts\n\nBecause of the sale.\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n");
  const Outcome outcome = byAi();
  EXPECT_EQ(outcome.exitCode, 1) << said(outcome);
  EXPECT_THAT(outcome.output,
              AllOf(HasSubstr("'close' asks"), HasSubstr("rules about 'Cart'"), Not(HasSubstr("'cancel'"))))
      << "the class was there before, the rule about it is an agent's";
  write("cart.cpp", "// Closes carts.\n\n" + std::string(kBad));
  EXPECT_THAT(byAi().output, HasSubstr("cart.cpp:4:6: warning: 'close' asks")) << "lines move";
}

TEST_F(Authors, AgentsAreNamedInSeveralWays) {
  const char *messages[] = {
      "x\n\nCo-authored-by: Cursor <cursoragent@cursor.com>\n",
      "x\n\nSigned-off-by: N <e>\nCo-authored-by: aider (openrouter/some/model) <noreply@aider.chat>\n",
      "x\n\nCo-authored-by: Copilot <198982749+Copilot@users.noreply.github.com>\n",
      "x\n\nAssisted-by: Claude:some-model\n"};
  for (const char *message : messages) {
    commitBad(message);
    EXPECT_EQ(byAi().exitCode, 1) << message;
    git("reset -q --hard HEAD~");
  }
  commitBad("by the agent itself\n",
            "-c user.name=copilot-swe-agent[bot] -c user.email=198982749+Copilot@users.noreply.github.com");
  EXPECT_EQ(byAi().exitCode, 1);
}

TEST_F(Authors, PeopleAreNot) {
  for (const char *message : {"x\n\nCo-authored-by: Claude Dupont <claude@example.org>\n",
                              "mention Co-authored-by: Claude <noreply@anthropic.com> in the middle\n\nof the text\n",
                              "x\n\nReviewed-by: Claude <noreply@anthropic.com>\n"}) {
    commitBad(message);
    const Outcome outcome = byAi();
    EXPECT_EQ(outcome.exitCode, 0) << message << said(outcome);
    git("reset -q --hard HEAD~");
  }
  write("cart.cpp", kBad);
  EXPECT_EQ(byAi().exitCode, 0) << "what is not committed has no author";
}

TEST_F(Authors, TheConfigurationNamesMore) {
  commitBad("x\n\nCo-authored-by: House Robot <robot@house.example>\n");
  EXPECT_EQ(byAi().exitCode, 0);
  write(".clang-tell", "AiAuthors: ['*<ROBOT@house.example>']\n");
  EXPECT_EQ(byAi().exitCode, 1);
}

TEST_F(Authors, NotesCount) {
  commitBad("x\n");
  EXPECT_EQ(byAi().exitCode, 0);
  git("notes --ref=ai add -m whatever");
  EXPECT_EQ(byAi().exitCode, 1);
  const auto note = [&](const std::string &text) {
    folder_.write("note", text);
    git("notes --ref=ai add -f -F ../note");
  };
  note("cart.cpp\n  0123456789abcdef 2-7\n---\n{\"schema_version\": \"authorship/3.0.0\"}\n");
  EXPECT_EQ(byAi().exitCode, 1);
  note("cart.cpp\n  0123456789abcdef 1\nother.cpp\n  0123456789abcdef 1-99\n---\n{}\n");
  EXPECT_EQ(byAi().exitCode, 0) << "the lines that it attests are others";
  note("cart.cpp\n  h_0123456789abcd 1-7\n---\n{}\n");
  EXPECT_EQ(byAi().exitCode, 0) << "attested to a person";
}

TEST_F(Authors, NoProcessIsStarted) {
  commitBad("x\n\nCo-authored-by: Claude <noreply@anthropic.com>\n");
  folder_.write("programs/git", "#!/bin/sh\ntouch ../started\n");
  std::filesystem::permissions(folder_ / "programs/git", std::filesystem::perms::owner_all);
  const Outcome outcome = shell("PATH=" + (folder_ / "programs") + ":$PATH clang-tell check --authored-by ai");
  EXPECT_EQ(outcome.exitCode, 1) << said(outcome);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "started"));
}

TEST_F(Authors, WhatCannotBeKnownIsAnError) {
  commitBad("x\n\nCo-authored-by: Claude <noreply@anthropic.com>\n");
  ASSERT_EQ(shell("git clone -q --depth 1 file://$PWD ../shallow").exitCode, 0);
  const Outcome shallow = run(folder_ / "shallow", {"check", "--no-cache", "--authored-by", "ai"});
  EXPECT_EQ(shallow.exitCode, 2) << said(shallow);
  EXPECT_THAT(shallow.error, HasSubstr("this is a shallow clone"));
  EXPECT_EQ(shallow.output, "");
  const TemporaryFolder bare;
  bare.write("a.cpp", "class A {\n  int a_ = 0;\n};\n");
  const Outcome none = run(bare.path(), {"check", "--no-cache", "--authored-by", "ai"});
  EXPECT_EQ(none.exitCode, 2) << said(none);
  EXPECT_THAT(none.error, HasSubstr("lies in no git repository"));
  EXPECT_THAT(tell({"check", "--authored-by", "human"}).error, HasSubstr("unknown value of --authored-by 'human'"));
}

TEST(KnownAiAuthors, AreInLowerCaseAndDistinct) {
  std::vector<std::string> seen;
  for (const AiAuthor &author : knownAiAuthors()) {
    const std::string text = std::string(author.trailer) + " " + std::string(author.glob);
    EXPECT_TRUE(std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'Z'; })) << text;
    EXPECT_THAT(seen, Not(testing::Contains(text)));
    seen.push_back(text);
  }
  EXPECT_THAT(seen, Not(IsEmpty()));
}

} // namespace
} // namespace tell
