#include "report/excerpts.hpp"
#include "report_support.hpp"

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/Base64.h>
#include <llvm/Support/Compression.h>

#include <gmock/gmock.h>

#include <map>

namespace tell {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// The page of the HTML report, cut at its data.
struct Page {
  std::string before;
  std::string data; ///< packed
  std::string after;
};

Page pageOf(const Report &report) {
  const std::string page = written(writeHtml, report);
  constexpr std::string_view kStart = R"(<script type="application/octet-stream" id="data">)";
  const std::size_t start = page.find(kStart) + kStart.size();
  const std::size_t end = page.find("</script>", start);
  EXPECT_NE(page.find(kStart), std::string::npos);
  EXPECT_NE(end, std::string::npos);
  return {page.substr(0, start), page.substr(start, end - start), page.substr(end)};
}

llvm::json::Object unpacked(const std::string &data) {
  std::vector<char> packed;
  EXPECT_FALSE(llvm::errorToBool(llvm::decodeBase64(data, packed)));
  std::string text(std::size_t{1} << 20U, '\0');
  std::size_t size = text.size();
  EXPECT_FALSE(llvm::errorToBool(
      llvm::compression::zlib::decompress(llvm::arrayRefFromStringRef(llvm::StringRef(packed.data(), packed.size())),
                                          reinterpret_cast<std::uint8_t *>(text.data()), size)));
  text.resize(size);
  return parsed(text);
}

class HtmlTest : public testing::Test {
protected:
  void SetUp() override {
    if (!htmlUnavailable().empty())
      GTEST_SKIP() << htmlUnavailable();
  }

  TemporaryFolder sources_;
};

TEST_F(HtmlTest, HoldsTheJsonReportAndTheLinesThatItShows) {
  const Report report = orderReport(sources_);
  const llvm::json::Object data = unpacked(pageOf(report).data);
  EXPECT_EQ(*data.getObject("report"), parsed(written(writeJson, report)));
  EXPECT_EQ(*data.getObject("checks"), (llvm::json::Object{{"tell-anemic-class", anemicClass().summary.data()},
                                                           {"tell-feature-envy", featureEnvy().summary.data()}}));
  EXPECT_EQ(*data.getObject("sources"), *parsed(R"({"sources": {
                          "include/order.h": [[1, "namespace shop {", "class Order {", "};", "}"]],
                          "src/service.cpp": [[1, "void f() {", "", "  cancel();", "}"]]}})")
                                             .getObject("sources"));
}

TEST_F(HtmlTest, IsTheSamePageWhateverTheReportSays) {
  Report hostile = orderReport(sources_);
  hostile.toolVersion = "</script><script>alert(1)</script>";
  hostile.findings.front().finding.className = "</script><img src=x onerror=alert(1)>";
  hostile.findings.front().finding.place.path = "src/it's \"<b>\" & {{data}}.cpp";
  hostile.findings.front().finding.message = "\xff<!-- ' \" -->\n\x1b[31m";
  const Page page = pageOf(hostile);
  const Page empty = pageOf(Report{});
  EXPECT_EQ(page.before, empty.before);
  EXPECT_EQ(page.after, empty.after);
  EXPECT_EQ(page.data.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="),
            std::string::npos);
  EXPECT_EQ(unpacked(page.data).getObject("report")->getArray("findings")->front().getAsObject()->getString("class"),
            "</script><img src=x onerror=alert(1)>");
}

TEST_F(HtmlTest, ReachesForNothingOutside) {
  const Page page = pageOf(Report{});
  EXPECT_THAT(page.before, HasSubstr("Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-"));
  for (const std::string_view reference : {" src=\"", "href=\"http", "url(http", "@import", "sourceMappingURL"})
    EXPECT_THAT(page.before + page.after, Not(HasSubstr(reference)));
}

TEST_F(HtmlTest, HoldsTheLicencesOfWhatItIsMadeWith) {
  const std::string page = pageOf(Report{}).before;
  for (const std::string_view package : {"@tanstack/table-core ", "d3-scale ", "highlight.js ", "lowlight "})
    EXPECT_THAT(page, HasSubstr(package));
  EXPECT_THAT(page, HasSubstr("Redistributions of source code must retain"));
}

TEST_F(HtmlTest, IsTheSameBytesForTheSameReport) {
  const Report report = orderReport(sources_);
  EXPECT_EQ(written(writeHtml, report), written(writeHtml, report));
}

TEST(Html, IsAFormatWhoseAbsenceIsExplained) {
  const Format *format = formatOfFile("report.html");
  ASSERT_NE(format, nullptr);
  EXPECT_EQ(format->name, "html");
  EXPECT_EQ(format->unavailable, htmlUnavailable());
  EXPECT_NE(format->census, nullptr);
}

using Runs = std::map<std::string, std::vector<std::pair<std::uint32_t, std::vector<std::string>>>>;

Runs excerptsOf(const Report &report) {
  SourceCache sources(report.root);
  const Excerpts excerpts(report, sources);
  Runs result;
  for (const auto &[path, list] : excerpts.byFile())
    for (const Excerpt &excerpt : list)
      result[path].emplace_back(excerpt.firstLine,
                                std::vector<std::string>(excerpt.lines.begin(), excerpt.lines.end()));
  return result;
}

Report reportAt(const TemporaryFolder &sources, std::initializer_list<Span> places) {
  Report report;
  report.root = sources.path();
  for (const Span &place : places) {
    Finding finding;
    finding.place = place;
    report.findings.push_back({finding, "", std::nullopt});
  }
  return report;
}

TEST(ExcerptsTest, AreTwoLinesAroundEachPlaceAndEachLineOnce) {
  const TemporaryFolder sources;
  sources.write("a.cpp", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n");
  EXPECT_THAT(
      excerptsOf(reportAt(sources, {{"a.cpp", 4, 1, 4, 2}, {"a.cpp", 5, 1, 6, 2}, {"a.cpp", 13, 1, 13, 2}})),
      ElementsAre(testing::Pair("a.cpp", ElementsAre(testing::Pair(2U, ElementsAre("2", "3", "4", "5", "6", "7", "8")),
                                                     testing::Pair(11U, ElementsAre("11", "12", "13", "14", "15"))))));
}

TEST(ExcerptsTest, LeaveOutWhatIsNotThere) {
  const TemporaryFolder sources;
  sources.write("short.cpp", "1\n");
  EXPECT_THAT(excerptsOf(reportAt(sources, {{"gone.cpp", 4, 1, 4, 2}, {"short.cpp", 40, 1, 40, 2}, Span{}})),
              IsEmpty());
}

TEST(ExcerptsTest, CutLongPlacesAndLongLines) {
  const TemporaryFolder sources;
  std::string text(399, 'x');
  text += "\xc3\xa4 and more\n";
  for (int line = 2; line <= 100; ++line)
    text += "line\n";
  sources.write("long.cpp", text);
  const Runs runs = excerptsOf(reportAt(sources, {{"long.cpp", 1, 1, 90, 2}}));
  ASSERT_EQ(runs.at("long.cpp").size(), 1U);
  const auto &lines = runs.at("long.cpp").front().second;
  EXPECT_EQ(lines.size(), 18U) << "16 lines, and two after them";
  EXPECT_EQ(lines.front(), std::string(399, 'x')) << "no half of a character is left";
}

} // namespace
} // namespace tell
