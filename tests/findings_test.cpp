#include "findings/check_selection.hpp"
#include "findings/fingerprint.hpp"
#include "findings/triage.hpp"
#include "support/nearest_name.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tell {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

Finding finding(std::string check, std::string path, std::uint32_t line, std::string subject = "shop::Order") {
  Finding result;
  result.check = std::move(check);
  result.place = {std::move(path), line, 7, line, 12};
  result.subject = {SubjectKind::Class, subject, ""};
  result.className = std::move(subject);
  result.message = "something about it";
  return result;
}

Suppression comment(SuppressionKind kind, std::string path, std::uint32_t line, std::string checks = "",
                    std::string reason = "") {
  return {std::move(path), line, kind, std::move(checks), std::move(reason)};
}

std::vector<std::string> lines(const std::vector<TriagedFinding> &findings, bool suppressed) {
  std::vector<std::string> result;
  for (const TriagedFinding &f : findings)
    if (f.suppression.has_value() == suppressed)
      result.push_back(f.finding.place.path + ":" + std::to_string(f.finding.place.line));
  return result;
}

TEST(Compare, OrdersByPathLineColumnCheckSubjectMessage) {
  const Finding base = finding("tell-b", "b.h", 5);
  const auto changed = [&](auto change) {
    Finding other = base;
    change(other);
    return other;
  };
  EXPECT_TRUE(compare(base, base) == 0);
  EXPECT_TRUE(compare(changed([](Finding &f) { f.place = {"a.h", 9, 9, 9, 9}; }), base) < 0);
  EXPECT_TRUE(compare(changed([](Finding &f) { f.place.line = 4, f.place.column = 99; }), base) < 0);
  EXPECT_TRUE(compare(changed([](Finding &f) { f.place.column = 6, f.check = "tell-z"; }), base) < 0);
  EXPECT_TRUE(compare(changed([](Finding &f) { f.check = "tell-a", f.subject.name = "z"; }), base) < 0);
  EXPECT_TRUE(compare(changed([](Finding &f) { f.subject.name = "a", f.message = "z"; }), base) < 0);
  EXPECT_TRUE(compare(changed([](Finding &f) { f.message = "a"; }), base) < 0);
  // What no column shows decides too, so that sorting never depends on the order of arrival.
  EXPECT_TRUE(compare(changed([](Finding &f) { f.ruleKey = "r"; }), base) > 0);
  EXPECT_TRUE(compare(changed([](Finding &f) { f.evidence.emplace_back(); }), base) > 0);
}

TEST(Fingerprint, SurvivesMovesAndRewording) {
  const Finding original = finding("tell-anemic-class", "include/order.h", 12);
  Finding moved = original;
  moved.place = {"src/domain/order.h", 300, 1, 300, 6};
  moved.message = "8 of 9 rules";
  moved.score = 99;
  moved.level = Level::Note;
  moved.evidence.push_back({{"a.cpp", 1, 1, 1, 2}, "reads it", {}});
  EXPECT_EQ(fingerprint(original), fingerprint(moved));
  EXPECT_THAT(fingerprint(original), MatchesRegex("[0-9a-f]{16}"));
}

TEST(Fingerprint, IsFixedForBaselines) {
  // Baselines keep these values: a change of the algorithm has to be a new version, symbol/v2.
  EXPECT_EQ(fingerprint(finding("tell-anemic-class", "include/order.h", 12)), "90ed2daa746ae3df");
}

TEST(Fingerprint, TellsApartWhatDiffers) {
  const Finding base = finding("tell-feature-envy", "a.cpp", 1);
  std::vector<Finding> others(6, base);
  others[0].check = "tell-ask-then-tell";
  others[1].subject.name = "shop::Orders";
  others[2].subject.signature = "cancel(int)";
  others[3].className = "shop::Invoice";
  others[4].ruleKey = "9a";
  others[5].subject.kind = SubjectKind::Function;
  for (const Finding &other : others)
    EXPECT_NE(fingerprint(base), fingerprint(other));
  Finding shifted = base;
  shifted.className = "";
  shifted.ruleKey = base.className;
  EXPECT_NE(fingerprint(base), fingerprint(shifted)) << "fields must not run together";
}

TEST(Fingerprint, CountsOccurrences) {
  const std::vector<Finding> findings = {finding("tell-a", "a.cpp", 1), finding("tell-b", "a.cpp", 2),
                                         finding("tell-a", "b.cpp", 1)};
  const std::vector<std::string> prints = fingerprints(findings);
  EXPECT_EQ(prints[0], fingerprint(findings[0]) + ":1");
  EXPECT_EQ(prints[1], fingerprint(findings[1]) + ":1");
  EXPECT_EQ(prints[2], fingerprint(findings[0]) + ":2");
}

TEST(Triage, SortsAndRemovesDuplicatesWhateverTheOrder) {
  std::vector<Finding> findings = {finding("tell-a", "a.h", 3), finding("tell-a", "a.h", 10),
                                   finding("tell-a", "b.h", 1), finding("tell-b", "a.h", 3),
                                   finding("tell-a", "a.h", 3)};
  std::ranges::sort(findings, {}, &Finding::check);
  const auto expected = triage(findings, {});
  EXPECT_THAT(lines(expected.findings, false), ElementsAre("a.h:3", "a.h:3", "a.h:10", "b.h:1"));
  EXPECT_EQ(expected.findings[0].finding.check, "tell-a");
  EXPECT_EQ(expected.findings[1].finding.check, "tell-b");
  std::ranges::reverse(findings);
  const auto reversed = triage(findings, {});
  ASSERT_EQ(reversed.findings.size(), expected.findings.size());
  for (std::size_t i = 0; i < expected.findings.size(); ++i) {
    EXPECT_TRUE(compare(expected.findings[i].finding, reversed.findings[i].finding) == 0);
    EXPECT_EQ(expected.findings[i].fingerprint, reversed.findings[i].fingerprint);
  }
}

TEST(Triage, KeepsRequestedPathsWithoutChangingFingerprints) {
  const std::vector<Finding> findings = {finding("tell-a", "src/a.h", 1), finding("tell-a", "src/sub/b.h", 1),
                                         finding("tell-a", "srcs/c.h", 1), finding("tell-a", "d.h", 1)};
  const auto kept = triage(findings, {.paths = {"src", "d.h"}, .suppressions = {}, .classPlaces = {}});
  EXPECT_THAT(lines(kept.findings, false), ElementsAre("d.h:1", "src/a.h:1", "src/sub/b.h:1"));
  const auto only = triage(findings, {.paths = {"src/sub/"}, .suppressions = {}, .classPlaces = {}});
  ASSERT_THAT(lines(only.findings, false), ElementsAre("src/sub/b.h:1"));
  EXPECT_EQ(only.findings[0].fingerprint, kept.findings[2].fingerprint);
  EXPECT_EQ(triage(findings, {.paths = {"."}, .suppressions = {}, .classPlaces = {}}).findings.size(), 4U);
}

TEST(Suppressions, LineAndNextLine) {
  std::vector<Finding> findings;
  for (std::uint32_t line = 1; line <= 5; ++line)
    findings.push_back(finding("tell-anemic-class", "a.h", line));
  const auto result =
      triage(findings, {.paths = {},
                        .suppressions = {comment(SuppressionKind::Line, "a.h", 2, "tell-anemic-class", "wire format"),
                                         comment(SuppressionKind::NextLine, "a.h", 3, "tell-*"),
                                         comment(SuppressionKind::Line, "a.h", 5, "readability-*"),
                                         comment(SuppressionKind::Line, "b.h", 1)},
                        .classPlaces = {}});
  EXPECT_THAT(lines(result.findings, true), ElementsAre("a.h:2", "a.h:4"));
  EXPECT_THAT(lines(result.findings, false), ElementsAre("a.h:1", "a.h:3", "a.h:5"));
  EXPECT_EQ(result.findings[1].suppression->reason, "wire format");
  EXPECT_THAT(result.unused, ElementsAre(comment(SuppressionKind::Line, "a.h", 5, "readability-*"),
                                         comment(SuppressionKind::Line, "b.h", 1)));
}

TEST(Suppressions, BareCommentSilencesEveryCheckOnItsLine) {
  const auto result =
      triage({finding("tell-a", "a.h", 1), finding("tell-b", "a.h", 1)},
             {.paths = {}, .suppressions = {comment(SuppressionKind::Line, "a.h", 1)}, .classPlaces = {}});
  EXPECT_THAT(lines(result.findings, true), ElementsAre("a.h:1", "a.h:1"));
}

TEST(Suppressions, TakeAwayGlobsDontSilence) {
  const auto result = triage(
      {finding("tell-a", "a.h", 1), finding("tell-b", "a.h", 1)},
      {.paths = {}, .suppressions = {comment(SuppressionKind::Line, "a.h", 1, "tell-*,-tell-b")}, .classPlaces = {}});
  ASSERT_EQ(result.findings.size(), 2U);
  EXPECT_TRUE(result.findings[0].suppression);
  EXPECT_FALSE(result.findings[1].suppression);
}

TEST(Suppressions, BlocksPairByTheirChecks) {
  std::vector<Finding> findings;
  for (const std::uint32_t line : {1U, 3U, 5U, 7U, 9U})
    for (const char *check : {"tell-a", "tell-b"})
      findings.push_back(finding(check, "a.h", line));
  const auto result = triage(findings, {.paths = {},
                                        .suppressions = {comment(SuppressionKind::Begin, "a.h", 2, "tell-a", "old"),
                                                         comment(SuppressionKind::Begin, "a.h", 4, "tell-b"),
                                                         comment(SuppressionKind::End, "a.h", 6, "tell-a"),
                                                         comment(SuppressionKind::End, "a.h", 8, "tell-b")},
                                        .classPlaces = {}});
  std::vector<std::string> silenced;
  for (const TriagedFinding &f : result.findings)
    if (f.suppression)
      silenced.push_back(f.finding.check + ":" + std::to_string(f.finding.place.line));
  EXPECT_THAT(silenced, ElementsAre("tell-a:3", "tell-a:5", "tell-b:5", "tell-b:7"));
  EXPECT_THAT(result.unused, IsEmpty());
}

TEST(Suppressions, UnpairedBlocksCoverNothingAndAreUnused) {
  const auto result =
      triage({finding("tell-a", "a.h", 5), finding("tell-a", "b.h", 5)},
             {.paths = {},
              .suppressions = {comment(SuppressionKind::Begin, "a.h", 2), comment(SuppressionKind::End, "b.h", 9)},
              .classPlaces = {}});
  EXPECT_THAT(lines(result.findings, true), IsEmpty());
  EXPECT_THAT(result.unused,
              ElementsAre(comment(SuppressionKind::Begin, "a.h", 2), comment(SuppressionKind::End, "b.h", 9)));
}

TEST(Suppressions, TheClassLineCoversFindingsAboutTheClassWhereTheCheckIsNamed) {
  const std::map<std::string, Span> places = {{"shop::Order", {"order.h", 4, 7, 4, 12}}};
  const std::vector<Finding> findings = {finding("tell-feature-envy", "service.cpp", 40)};
  const auto named =
      triage(findings, {.paths = {},
                        .suppressions = {comment(SuppressionKind::Line, "order.h", 4, "tell-feature-envy", "record")},
                        .classPlaces = places});
  ASSERT_TRUE(named.findings[0].suppression);
  EXPECT_EQ(named.findings[0].suppression->reason, "record");
  const auto bare = triage(
      findings, {.paths = {}, .suppressions = {comment(SuppressionKind::Line, "order.h", 4)}, .classPlaces = places});
  EXPECT_FALSE(bare.findings[0].suppression);
}

TEST(Suppressions, AFileIsSilentAboutWhatStandsInItAndItsClasses) {
  const std::vector<Finding> findings = {finding("tell-a", "a.h", 7), finding("tell-b", "a.h", 9),
                                         finding("tell-a", "far.cpp", 3, "Order"),
                                         finding("tell-a", "far.cpp", 4, "Cart")};
  const auto result =
      triage(findings, {.paths = {},
                        .suppressions = {comment(SuppressionKind::File, "a.h", 40, "tell-a", "wire")},
                        .classPlaces = {{"Order", Span{"a.h", 7, 1, 7, 2}}, {"Cart", Span{"b.h", 7, 1, 7, 2}}}});
  EXPECT_THAT(lines(result.findings, true), ElementsAre("a.h:7", "far.cpp:3"));
  EXPECT_EQ(result.findings[0].suppression->reason, "wire");
  EXPECT_THAT(result.unused, IsEmpty());
}

TEST(Suppressions, AreReviewedAfterwards) {
  std::vector<JudgedComment> seen;
  const auto result =
      triage({finding("tell-a", "a.h", 5)},
             {.paths = {},
              .suppressions = {comment(SuppressionKind::Begin, "a.h", 4, "tell-a"),
                               comment(SuppressionKind::End, "a.h", 6, "tell-a"),
                               comment(SuppressionKind::Line, "a.h", 8, "*"),
                               comment(SuppressionKind::Line, "a.h", 9, std::string(kSuppressionCheck))},
              .classPlaces = {},
              .review = [&](std::vector<JudgedComment> judged) {
                seen = std::move(judged);
                return std::vector<Finding>{finding(std::string(kSuppressionCheck), "a.h", 8),
                                            finding(std::string(kSuppressionCheck), "a.h", 9)};
              }});
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_TRUE(seen[0].used && seen[0].end && seen[0].end->line == 6);
  EXPECT_FALSE(seen[1].used || seen[1].end);
  EXPECT_THAT(lines(result.findings, true), ElementsAre("a.h:5", "a.h:9")) << "only its own name silences a review";
  EXPECT_THAT(lines(result.findings, false), ElementsAre("a.h:8"));
}

TEST(Suppressions, TheSameCommentFromSeveralUnitsIsOne) {
  const auto result =
      triage({}, {.paths = {},
                  .suppressions = {comment(SuppressionKind::Line, "a.h", 2), comment(SuppressionKind::Line, "a.h", 2)},
                  .classPlaces = {}});
  EXPECT_EQ(result.unused.size(), 1U);
}

TEST(Gate, CountsWhatIsNotSuppressed) {
  Finding warning = finding("tell-a", "a.h", 1);
  std::vector<TriagedFinding> findings = {{warning, "1", std::nullopt}};
  EXPECT_EQ(countAtLeast(findings, Level::Note), 1U);
  EXPECT_EQ(countAtLeast(findings, Level::Warning), 1U);
  EXPECT_EQ(countAtLeast(findings, Level::Error), 0U);
  findings[0].suppression = comment(SuppressionKind::Line, "a.h", 1);
  EXPECT_EQ(countAtLeast(findings, Level::Note), 0U);
}

constexpr std::string_view kKnown[] = {"tell-anemic-class", "tell-exposed-state", "tell-feature-envy",
                                       "tell-message-chain"};

std::vector<std::string_view> selected(std::string_view list) {
  const auto result = selectChecks(list, kKnown);
  EXPECT_TRUE(result.ok()) << result.error().message();
  return result.ok() ? *result : std::vector<std::string_view>();
}

TEST(SelectChecks, ReadsGlobsAsClangTidy) {
  EXPECT_THAT(selected(""), testing::ElementsAreArray(kKnown));
  EXPECT_THAT(selected("*"), testing::ElementsAreArray(kKnown));
  EXPECT_THAT(selected("-tell-message-chain"),
              ElementsAre("tell-anemic-class", "tell-exposed-state", "tell-feature-envy"));
  EXPECT_THAT(selected("-*,tell-feature-envy"), ElementsAre("tell-feature-envy"));
  EXPECT_THAT(selected("tell-anemic-class"), ElementsAre("tell-anemic-class"));
  EXPECT_THAT(selected(" -tell-*-* , tell-*-class , "), ElementsAre("tell-anemic-class"));
  EXPECT_THAT(selected("*,-tell-e*,tell-exposed-state"), testing::ElementsAreArray(kKnown));
}

TEST(SelectChecks, RejectsWhatMatchesNothing) {
  const auto error = [](std::string_view list) {
    const auto result = selectChecks(list, kKnown);
    return result.ok() ? std::string() : result.error().message();
  };
  EXPECT_EQ(error("tell-anemc-class"), "unknown check 'tell-anemc-class'; did you mean 'tell-anemic-class'?");
  EXPECT_EQ(error("tell-feature-envy,-tell-exposed-stat"),
            "unknown check 'tell-exposed-stat'; did you mean 'tell-exposed-state'?");
  EXPECT_EQ(error("modernize-use-default-member-init"), "unknown check 'modernize-use-default-member-init'");
  EXPECT_EQ(error("-*"), "'-*' selects no check");
}

TEST(NearestName, ToleratesTyposAndRefusesStrangers) {
  constexpr std::string_view known[] = {"--checks", "--build", "--output"};
  EXPECT_EQ(nearestName("--chekcs", known), "--checks");
  EXPECT_EQ(nearestName("--outptu", known), "--output");
  EXPECT_EQ(nearestName("zzzzzzzz", known), "");
  EXPECT_EQ(nearestName("x", {}), "");
}

} // namespace
} // namespace tell
