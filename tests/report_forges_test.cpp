// The formats that forges read: Markdown, GitHub's annotations, GitLab's Code Quality.

#include "report/markdown_text.hpp"
#include "report/summary.hpp"
#include "report_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace tell {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// So many findings of a level, the last of them with the highest score.
std::vector<TriagedFinding> many(std::size_t number, Level level) {
  std::vector<TriagedFinding> findings;
  for (std::size_t i = 0; i < number; ++i) {
    TriagedFinding triaged{orderFinding(), std::to_string(i), std::nullopt};
    triaged.finding.level = level;
    triaged.finding.place.line = static_cast<std::uint32_t>(i + 1);
    triaged.finding.place.endLine = triaged.finding.place.line;
    triaged.finding.score = static_cast<double>(i);
    findings.push_back(std::move(triaged));
  }
  return findings;
}

std::size_t linesThatStart(const std::string &text, std::string_view start) {
  std::istringstream in(text);
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);)
    number += line.starts_with(start) ? 1 : 0;
  return number;
}

TEST(Summary, CountsAndOrders) {
  EXPECT_EQ(counted(1, "class"), "1 class");
  EXPECT_EQ(counted(2, "class"), "2 classes");
  EXPECT_EQ(counted(0, "unit"), "0 units");
  EXPECT_EQ(clipped("abcd", 4), "abcd");
  EXPECT_EQ(clipped("abüd", 3), "ab…") << "not within a character";
  Report report;
  report.findings = many(3, Level::Note);
  report.findings[1].finding.level = Level::Warning;
  report.findings.push_back(report.findings[0]);
  report.findings[3].suppression.emplace();
  const auto telling = mostTelling(report);
  ASSERT_EQ(telling.size(), 3U);
  EXPECT_EQ(telling[0], &report.findings[1]);
  EXPECT_EQ(telling[1], &report.findings[2]);
  EXPECT_EQ(telling[2], &report.findings[0]);
}

// --- Markdown

TEST(Markdown, ShowsFindingsWithFoldedEvidence) {
  const TemporaryFolder sources;
  EXPECT_EQ(written(writeMarkdown, orderReport(sources)), R"(### clang-tell: 1 warning in 2 units, 3 classes, 1 function

**warning** `include/order.h:2`: 7 of 8 rules about `Order` live outside it [`tell-anemic-class`]

Hint: give Order `void cancel()` (Move Function)

<details><summary>Evidence: 1 place</summary>

- `src/service.cpp:3`: `OrderService::cancel` asks status(), then calls setStatus()

</details>
)");
}

TEST(Markdown, ShowsTenAndCountsTheRest) {
  Report report;
  report.findings = many(13, Level::Warning);
  report.findings[12].finding.check = "tell-feature-envy";
  report.findings[0].finding.check = "tell-feature-envy";
  report.findings.push_back(report.findings[5]);
  report.findings.back().suppression.emplace();
  report.notifications.assign(11, {Level::Error, "unit-crashed", "'a.cpp' could not be analyzed", {}});
  const std::string shown = written(writeMarkdown, report);
  EXPECT_EQ(linesThatStart(shown, "**warning** "), 10U);
  EXPECT_THAT(shown, HasSubstr("\n**warning** `include/order.h:13`: "));
  EXPECT_THAT(shown, Not(HasSubstr("`include/order.h:3`: "))) << "those with the lowest scores are left out";
  EXPECT_THAT(shown, HasSubstr("\nAnd 3 more findings: 2 of `tell-anemic-class`, 1 of `tell-feature-envy`\n"));
  EXPECT_THAT(shown, HasSubstr("13 warnings (1 suppressed)"));
  EXPECT_THAT(shown,
              HasSubstr("<summary>Analysis: 11 notifications</summary>\n\n- error: `a.cpp` could not be analyzed "
                        "[`unit-crashed`]\n"));
  EXPECT_THAT(shown, HasSubstr("- and 1 more\n"));
}

TEST(Markdown, StaysBelowWhatACommentMayHold) {
  Report report;
  report.findings = many(12, Level::Warning);
  for (TriagedFinding &triaged : report.findings) {
    triaged.finding.message = std::string(100'000, '@');
    triaged.finding.evidence.assign(300, {triaged.finding.place, std::string(2'000, '#'), {}});
  }
  report.notifications.assign(500, {Level::Error, "unit-crashed", std::string(1'000, '*'), {}});
  const std::string shown = written(writeMarkdown, report);
  EXPECT_LT(shown.size(), 65'536U);
  EXPECT_THAT(shown, HasSubstr("And 12 more findings"));
}

TEST(Markdown, TextOfTheCodeIsNoMarkup) {
  EXPECT_EQ(markdownText("'a::b' and 'c d'"), "`a::b` and `c d`");
  EXPECT_EQ(markdownText("it isn't 'x"), "it isn't 'x");
  EXPECT_EQ(markdownText("'`'"), "`` ` ``");
  EXPECT_EQ(markdownText("<b>*x*_[y](z)|"), R"(\<b\>\*x\*\_\[y\](z)\|)");
  EXPECT_EQ(markdownText("@me #1 :key: www.x"), R"(\@<!-- -->me \#<!-- -->1 \:<!-- -->key: www\.<!-- -->x)");
  EXPECT_EQ(markdownText("'\n'\t"), "`<U+000A>`\\<U+0009\\>");
  EXPECT_EQ(markdownCode(""), "");
  EXPECT_EQ(markdownCode(" a "), "`  a  `") << "one blank on each side is taken off again";
}

// --- GitHub

TEST(Github, AnnotatesAndSumsUp) {
  const TemporaryFolder sources;
  EXPECT_EQ(written(writeGithub, orderReport(sources)),
            "::warning file=include/order.h,line=2,endLine=2,col=7,endColumn=12,title=tell-anemic-class::7 of 8 rules "
            "about 'Order' live outside it%0Asrc/service.cpp:3: 'OrderService::cancel' asks status(), then calls "
            "setStatus()%0Ahint: give Order 'void cancel()' (Move Function)\n"
            "clang-tell: 1 warning in 2 units, 3 classes, 1 function\n");
}

TEST(Github, KeepsToTheLimitsOfAStep) {
  Report report;
  for (const Level level : {Level::Note, Level::Warning, Level::Error})
    std::ranges::move(many(12, level), std::back_inserter(report.findings));
  const std::string shown = written(writeGithub, report);
  for (const std::string_view command : {"::notice ", "::warning ", "::error "})
    EXPECT_EQ(linesThatStart(shown, command), 10U) << command;
  EXPECT_THAT(shown, HasSubstr("::group::6 more findings than GitHub shows as annotations\n"
                               "error tell-anemic-class at include/order.h:2: 7 of 8"));
  EXPECT_EQ(linesThatStart(shown, "::endgroup::"), 1U);
  EXPECT_THAT(shown, HasSubstr("\nclang-tell: 12 errors, 12 warnings, 12 notes in"));
}

TEST(Github, TextOfTheCodeIsNoCommand) {
  Report report;
  report.findings = many(12, Level::Warning);
  for (TriagedFinding &triaged : report.findings) {
    Finding &finding = triaged.finding;
    finding.place = {"a,b:c%\n::error::x.h", 1, 1, 2, 1};
    finding.message = "100%\r\n::stop-commands::x ##[error]y";
    finding.advice.hint = "::set-output::";
    finding.evidence.clear();
  }
  report.withheld = {"##[warning]x"};
  const std::string shown = written(writeGithub, report);
  EXPECT_THAT(shown, StartsWith("::warning file=a%2Cb%3Ac%25<U+000A>%3A%3Aerror%3A%3Ax.h,line=1,endLine=2,title="
                                "tell-anemic-class::100%25<U+000D><U+000A>::stop-commands::x ##[error]y%0Ahint: "
                                "::set-output::\n"));
  EXPECT_THAT(shown, HasSubstr("\nwarning tell-anemic-class at a,b:c%<U+000A>::error::x.h:1-2: 100%<U+000D><U+000A>"
                               "::stop-commands::x ## [error]y\n"));
  EXPECT_THAT(shown, HasSubstr("\nclang-tell: 1 check withheld: ## [warning]x\n"));
}

// --- GitLab

TEST(Gitlab, HoldsWhatItsDocumentationAsksFor) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings.push_back({orderFinding(), "other", std::nullopt});
  report.findings.push_back({orderFinding(), "third", Suppression{}});
  report.findings[1].finding.place = {"gone.h", 0, 0, 0, 0};
  report.findings[1].finding.level = Level::Note;
  auto json = llvm::json::parse(written(writeGitlab, report));
  ASSERT_TRUE(static_cast<bool>(json));
  ASSERT_EQ(json->getAsArray()->size(), 2U);
  EXPECT_EQ(text(at(*json, {0U, "check_name"})), "tell-anemic-class");
  EXPECT_EQ(text(at(*json, {0U, "description"})),
            "7 of 8 rules about 'Order' live outside it; hint: give Order 'void cancel()' (Move Function)");
  EXPECT_EQ(text(at(*json, {0U, "severity"})), "major");
  EXPECT_EQ(text(at(*json, {0U, "fingerprint"})), "00112233445566aa:1");
  EXPECT_EQ(text(at(*json, {0U, "location", "path"})), "include/order.h");
  EXPECT_EQ(at(*json, {0U, "location", "lines", "begin"}).getAsInteger(), 2);
  EXPECT_EQ(text(at(*json, {1U, "severity"})), "info");
  EXPECT_EQ(at(*json, {1U, "location", "lines", "begin"}).getAsInteger(), 1) << "lines count from 1";
  EXPECT_EQ(written(writeGitlab, {}), "[]\n");
  report.versionControl = VersionControl{"", "", "", "services/shop"};
  json = llvm::json::parse(written(writeGitlab, report));
  EXPECT_EQ(text(at(*json, {0U, "location", "path"})), "services/shop/include/order.h") << "as the forge knows it";
  EXPECT_THAT(written(writeGithub, report), HasSubstr("::warning file=services/shop/include/order.h,"));
}

} // namespace
} // namespace tell
