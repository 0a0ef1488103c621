#include "findings/triage.hpp"
#include "report/source_cache.hpp"
#include "report/unicode.hpp"
#include "report_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tell {
namespace {

using testing::HasSubstr;

TEST(Agent, OneLineAFinding) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  EXPECT_EQ(written(writeAgent, report), "include/order.h:2:7: warning tell-anemic-class: 7 of 8 rules about 'Order' "
                                         "live outside it; tell: void cancel(); but: it also needs 'store_'; "
                                         "replaces: src/service.cpp:3-4\n");
  report.findings[0].finding.message = "two\nlines";
  EXPECT_THAT(written(writeAgent, report), HasSubstr("two<U+000A>lines"));
  report.findings[0].suppression.emplace();
  EXPECT_EQ(written(writeAgent, report), "");
}

TEST(Formats, SameBytesForShuffledFindings) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  std::vector<Finding> findings;
  for (std::uint32_t i = 0; i < 12; ++i) {
    Finding finding = orderFinding();
    finding.place.line = 1 + i % 4;
    finding.place.path = i % 2 == 0 ? "include/order.h" : "src/service.cpp";
    finding.subject.name = finding.subject.name + std::to_string(i);
    findings.push_back(finding);
  }
  findings.push_back(findings[3]);
  for (const Format &format : formats()) {
    report.findings = triage(findings, {}).findings;
    const std::string expected = written(format.findings, report);
    std::vector<Finding> shuffled = findings;
    std::ranges::rotate(shuffled, shuffled.begin() + 5);
    std::ranges::reverse(shuffled.begin(), shuffled.begin() + 7);
    report.findings = triage(shuffled, {}).findings;
    EXPECT_EQ(written(format.findings, report), expected) << format.name;
    if (format.name != "html") // packs what it holds, see HtmlTest
      EXPECT_THAT(expected, HasSubstr("order.h")) << format.name;
  }
}

TEST(Formats, AreFoundByNameAndByExtension) {
  EXPECT_TRUE(std::ranges::is_sorted(formats(), {}, &Format::name));
  for (const Format &format : formats())
    EXPECT_EQ(formatNamed(format.name), &format);
  EXPECT_EQ(formatNamed("xml"), nullptr);
  EXPECT_EQ(formatOfFile("out.d/report.sarif"), formatNamed("sarif"));
  EXPECT_EQ(formatOfFile("a.json"), formatNamed("json"));
  EXPECT_EQ(formatOfFile("a.txt"), formatNamed("text"));
  EXPECT_EQ(formatOfFile("report"), nullptr);
  EXPECT_EQ(formatOfFile("out.sarif/report"), nullptr);
}

TEST(SourceCache, ReadsEveryKindOfLineEnd) {
  const TemporaryFolder sources;
  sources.write("a.h", "one\r\ntwo\rthree\n\nfive");
  SourceCache cache(sources.path());
  EXPECT_EQ(cache.line("a.h", 1), "one");
  EXPECT_EQ(cache.line("a.h", 2), "two");
  EXPECT_EQ(cache.line("a.h", 3), "three");
  EXPECT_EQ(cache.line("a.h", 4), "");
  EXPECT_EQ(cache.line("a.h", 5), "five");
  EXPECT_EQ(cache.line("a.h", 6), std::nullopt);
  EXPECT_EQ(cache.line("a.h", 0), std::nullopt);
  EXPECT_EQ(cache.line("b.h", 1), std::nullopt);
  EXPECT_EQ(cache.utf16Column("a.h", 1, 99), 4U) << "at most one past the end";
}

TEST(Unicode, SpellsOutWhatIsNotPrintable) {
  EXPECT_EQ(printable("plain ü 日 😀"), "plain ü 日 😀");
  EXPECT_EQ(printable("\t\x7f\xc2\x85\xe2\x80\x8b"), "<U+0009><U+007F><U+0085><U+200B>");
  EXPECT_EQ(printable("\xed\xa0\x80"), "<ED><A0><80>") << "a lone surrogate";
  EXPECT_EQ(printable("\xf0\x9f"), "<F0><9F>");
}

} // namespace
} // namespace tell
