#include "findings/baseline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tell {
namespace {

using testing::HasSubstr;

TriagedFinding finding(const std::string &print, const std::string &name, std::vector<Text> rules = {}) {
  TriagedFinding triaged;
  triaged.finding.check = "tell-anemic-class";
  triaged.finding.subject = {SubjectKind::Class, name, {}};
  triaged.finding.rules = std::move(rules);
  triaged.fingerprint = print;
  return triaged;
}

constexpr const char *kFirst = "0123456789abcdef:1";
constexpr const char *kSecond = "fedcba9876543210:1";

std::string rejected(std::string_view text) {
  const auto baseline = Baseline::parse(text, "known.txt");
  return baseline.ok() ? "(accepted)" : baseline.error().message();
}

TEST(Baseline, KnowsWhatItHasSeenAndWhatHasGrown) {
  const Baseline baseline = Baseline::of(std::vector{finding(kFirst, "shop::Order", {"aa", "bb"})});
  EXPECT_EQ(baseline.stateOf(finding(kFirst, "shop::Order", {"aa", "bb"})), BaselineState::Unchanged);
  EXPECT_EQ(baseline.stateOf(finding(kFirst, "shop::Order", {"bb"})), BaselineState::Unchanged) << "a rule less";
  EXPECT_EQ(baseline.stateOf(finding(kFirst, "shop::Order", {"aa", "cc"})), BaselineState::Updated);
  EXPECT_EQ(baseline.stateOf(finding(kSecond, "shop::Order", {"aa"})), BaselineState::New);
}

TEST(Baseline, IsOneSortedLineForEachFinding) {
  std::vector<TriagedFinding> findings = {finding(kSecond, "b::Bill"), finding(kFirst, "a::Order", {"aa", "bb"}),
                                          finding("1111111111111111:2", "c::Quiet")};
  findings[2].suppression = Suppression();
  const std::string text = Baseline::of(findings).text();
  EXPECT_THAT(text, HasSubstr("\ntell-anemic-class 0123456789abcdef:1 aa,bb a::Order\n"
                              "tell-anemic-class fedcba9876543210:1 - b::Bill\n"));
  const auto again = Baseline::parse(text, "known.txt");
  ASSERT_TRUE(again.ok()) << again.error().message();
  EXPECT_EQ(again->text(), text);
  EXPECT_EQ(again->size(), 2U) << "what a comment silences needs no baseline";
  EXPECT_EQ(again->stateOf(findings[1]), BaselineState::Unchanged);
}

TEST(Baseline, PruningDropsWhatIsGone) {
  const std::vector<TriagedFinding> findings = {finding(kFirst, "a::Order"), finding(kSecond, "b::Bill")};
  Baseline baseline = Baseline::of(findings);
  EXPECT_EQ(baseline.prune(std::vector{findings[1]}), 1U);
  EXPECT_EQ(baseline.stateOf(findings[0]), BaselineState::New);
  EXPECT_EQ(baseline.stateOf(findings[1]), BaselineState::Unchanged);
}

TEST(Baseline, NamesCantBreakTheLines) {
  const std::string text = Baseline::of(std::vector{finding(kFirst, "a\nb\x1b[31m")}).text();
  const auto again = Baseline::parse(text, "known.txt");
  ASSERT_TRUE(again.ok()) << again.error().message();
  EXPECT_EQ(again->size(), 1U);
  EXPECT_THAT(text, HasSubstr(" a?b?[31m\n"));
}

TEST(Baseline, DamageIsToldWithItsLine) {
  EXPECT_EQ(rejected("hello\n"), "known.txt:1: this is no baseline of clang-tell");
  EXPECT_EQ(rejected(""), "known.txt: the file is empty and no baseline of clang-tell");
  EXPECT_THAT(rejected("# clang-tell baseline 2: x\n"), HasSubstr("another version"));
  const std::string header = "# clang-tell baseline 1: x\n";
  EXPECT_EQ(rejected(header + "\n# a remark\n"), "(accepted)");
  for (const char *line :
       {"tell-a", "tell-a 0123456789abcdef:1 -", "tell-a 0123456789abcdeg:1 - x", "other 0123456789abcdef:1 - x",
        "<<<<<<< HEAD", "tell-a 0123456789abcdef: - x", "tell-a 0123456789abcdef:1 , x",
        "tell-a 0123456789abcdef:1 aa,\x1b x", "tell-a\x1b 0123456789abcdef:1 - x", "tell- 0123456789abcdef:1 - x"})
    EXPECT_EQ(rejected(header + line + "\n"), "known.txt:2: expected 'CHECK FINGERPRINT RULES SUBJECT'") << line;
}

} // namespace
} // namespace tell
