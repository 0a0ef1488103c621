#include "report/snippet.hpp"
#include "report/terminal.hpp"
#include "report_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tell {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Text, HasClangsShape) {
  const TemporaryFolder sources;
  EXPECT_EQ(written(writeText, orderReport(sources)),
            R"(include/order.h:2:7: warning: 7 of 8 rules about 'Order' live outside it [tell-anemic-class]
    2 | class Order {
      |       ^~~~~
src/service.cpp:3:3: note: 'OrderService::cancel' asks status(), then calls setStatus()
  hint: give Order 'void cancel()' (Move Function); replaces src/service.cpp:3-4
1 warning in 2 units, 3 classes, 1 function
)");
}

TEST(Text, PathsStartAtTheWorkingDirectory) {
  const TemporaryFolder sources;
  const Report report = orderReport(sources);
  EXPECT_THAT(written(writeText, report, {.workingDirectory = sources.path() + "/include"}),
              testing::StartsWith("order.h:2:7: warning"));
  EXPECT_THAT(written(writeText, report, {.workingDirectory = "/elsewhere"}),
              testing::StartsWith(sources.path() + "/include/order.h:2:7: warning"));
}

TEST(Text, ColorsOnlyWhenAsked) {
  const TemporaryFolder sources;
  const Report report = orderReport(sources);
  EXPECT_THAT(written(writeText, report), Not(HasSubstr("\033")));
  EXPECT_THAT(written(writeText, report, {.colors = true}), HasSubstr("\033[0;1;35mwarning: "));
}

TEST(Text, FitsTheTerminal) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  sources.write("include/order.h",
                "namespace shop {\nclass Order : public Base<OneArgument, AnotherArgument, YetAnotherArgument> {};\n");
  const std::string shown = written(writeText, report, {.width = 60});
  EXPECT_EQ(shown, R"(include/order.h:2:7: warning: 7 of 8 rules about 'Order'
      live outside it [tell-anemic-class]
    2 | class Order : public Base<OneArgument, AnotherArg...
      |       ^~~~~
src/service.cpp:3:3: note: 'OrderService::cancel' asks
      status(), then calls setStatus()
  hint: give Order 'void cancel()' (Move Function); replaces
        src/service.cpp:3-4
1 warning in 2 units, 3 classes, 1 function
)");
  EXPECT_EQ(written(writeText, report, {.width = 10}).find("\n      live"), std::string::npos)
      << "wrapping does not help where there is no room";
}

TEST(Text, PlacesAreLinksWhereTheTerminalTakesThem) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.root = "/my project";
  const std::string shown = written(writeText, report, {.linkHost = "box"});
  EXPECT_THAT(shown,
              HasSubstr("\033]8;;file://box/my%20project/include/order.h\033\\include/order.h:2:7\033]8;;\033\\: "
                        "warning: 7 of"));
  EXPECT_THAT(shown, HasSubstr("replaces \033]8;;file://box/my%20project/src/service.cpp\033\\src/service.cpp:3-4"));
  report.findings[0].finding.place.path = "a\033\\b.h";
  EXPECT_THAT(written(writeText, report, {.linkHost = "box"}),
              HasSubstr("\033]8;;file://box/my%20project/a%1B%5Cb.h\033\\a<U+001B>\\b.h:2:7\033]8;;"))
      << "a name ends no link";
}

TEST(Text, SummaryTellsTheTimeAndWhatWasLeftOut) {
  Report report;
  report.counts = {3, 0, 1, 2};
  report.withheld = {"tell-dead-accessor", "tell-exposed-state"};
  EXPECT_EQ(written(writeText, report, {.elapsed = std::chrono::milliseconds(1250)}),
            "no findings in 3 units, 1 class, 2 functions, 1.2 s; 2 checks withheld: tell-dead-accessor, "
            "tell-exposed-state\n");
}

TEST(Text, EmptyRunSaysSo) {
  Report report;
  report.counts = {12, 1, 40, 200};
  EXPECT_EQ(written(writeText, report), "no findings in 12 units, 40 classes, 200 functions; 1 unit incomplete: "
                                        "absence of findings proves nothing there\n");
  EXPECT_EQ(written(writeText, report, {.quiet = true}), "");
}

TEST(Text, NothingRawReachesTheTerminal) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  sources.write("include/order.h", "namespace shop {\n/*\033[31m\xff\xe2\x80\xae*/ class Order {};\n");
  Finding &finding = report.findings[0].finding;
  finding.place = {"include/order.h", 2, 19, 2, 24};
  finding.message = "class 'Or\033]0;owned\007der'\nnext";
  finding.evidence[0].message = "bad \x9b byte";
  finding.evidence[0].place.path = "src/a\nb.cpp";
  const std::string shown = written(writeText, report);
  EXPECT_THAT(shown, HasSubstr("class 'Or<U+001B>]0;owned<U+0007>der'<U+000A>next [tell"));
  EXPECT_THAT(shown, HasSubstr("bad <9B> byte"));
  EXPECT_THAT(shown, HasSubstr("src/a<U+000A>b.cpp:3:3: note"));
  EXPECT_THAT(shown, HasSubstr("    2 | /*<U+001B>[31m<FF><U+202E>*/ class Order {};\n"));
  EXPECT_TRUE(std::ranges::none_of(shown, [](char c) { return (c < ' ' && c >= 0 && c != '\n') || c == '\x7f'; }));
}

TEST(Text, SuppressedFindingsAreCountedAndShownWithTheirReasonWhenAsked) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings[0].suppression =
      Suppression{"include/order.h", 2, SuppressionKind::Line, "tell-anemic-class", "wire format"};
  EXPECT_EQ(written(writeText, report), "no findings (1 suppressed) in 2 units, 3 classes, 1 function\n");
  EXPECT_THAT(written(writeText, report, {.verbose = true}), HasSubstr("note: because: wire format\n"));
}

TEST(Text, MuchEvidenceIsCut) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings[0].finding.evidence.assign(11, orderFinding().evidence[0]);
  const auto notes = [](const std::string &shown) {
    std::size_t count = 0;
    for (std::size_t at = shown.find(": note: "); at != std::string::npos; at = shown.find(": note: ", at + 1))
      ++count;
    return count;
  };
  const std::string shown = written(writeText, report);
  EXPECT_EQ(notes(shown), 9U);
  EXPECT_THAT(shown, HasSubstr("note: and 3 more places (-v shows all)\n"));
  EXPECT_EQ(notes(written(writeText, report, {.verbose = true})), 11U);
}

TEST(Text, MissingOrChangedSourceLeavesTheSnippetOut) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  sources.write("include/order.h", "short\nx\n");
  EXPECT_THAT(written(writeText, report), Not(HasSubstr(" | ")));
  report.findings[0].finding.place.line = 99;
  EXPECT_THAT(written(writeText, report), Not(HasSubstr(" | ")));
  report.findings[0].finding.place.path = "include"; // a folder
  EXPECT_THAT(written(writeText, report), Not(HasSubstr(" | ")));
}

TEST(Snippet, AlignsTabsAndWideCharacters) {
  const auto tab = underline("\tint \tx;", 2, 5);
  ASSERT_TRUE(tab);
  EXPECT_EQ(tab->source, "        int     x;");
  EXPECT_EQ(tab->marks, "        ^~~");
  const auto wide = underline("/*日本*/ X y", 12, 13); // two characters of three bytes and two columns each
  ASSERT_TRUE(wide);
  EXPECT_EQ(wide->marks, "         ^");
  EXPECT_FALSE(underline("abc", 4, 5));
  EXPECT_FALSE(underline("abc", 0, 0));
  EXPECT_EQ(underline("abc", 2, 2)->marks, " ^");
  EXPECT_EQ(underline("abc", 2, 99)->marks, " ^~");
}

TEST(Snippet, ShowsTheMarkedPartOfALongLine) {
  const std::string line = "0123456789abcdefghijklmnopqrstuvwxyz0123456789";
  const auto inFront = underline(line, 2, 4, 24);
  ASSERT_TRUE(inFront);
  EXPECT_EQ(inFront->source, "0123456789abcdefghijk...");
  EXPECT_EQ(inFront->marks, " ^~");
  const auto inside = underline(line, 28, 30, 24);
  ASSERT_TRUE(inside);
  EXPECT_EQ(inside->source, "...lmnopqrstuvwxyz012...");
  EXPECT_EQ(inside->marks, "         ^~");
  const auto atEnd = underline(line, 45, 47, 24);
  ASSERT_TRUE(atEnd);
  EXPECT_EQ(atEnd->source, "...pqrstuvwxyz0123456789");
  EXPECT_EQ(atEnd->marks, "                      ^~");
  EXPECT_EQ(underline(line, 28, 30, 5)->source, line) << "too narrow to show anything";
}

TEST(LineWrapper, KeepsWordsAndBlanksWhole) {
  LineWrapper wrapper(30, 4);
  EXPECT_EQ(wrapper.fit("a word, aTokenThatIsLongerThanALine and  two blanks"),
            "a word,\n    aTokenThatIsLongerThanALine\n    and  two blanks");
  LineWrapper quoting(30, 2);
  EXPECT_EQ(quoting.fit("the order asks for 'tier == 3', says 'a quotation that takes more than half a line'"),
            "the order asks for\n  'tier == 3', says 'a\n  quotation that takes more\n  than half a line'");
  LineWrapper wide(30, 2);
  EXPECT_EQ(wide.fit("日本語日本語日本語日 本語日本語"), "日本語日本語日本語日\n  本語日本語")
      << "each takes two columns";
}

TEST(Census, TableAlignsAndShowsAnswersWhenAsked) {
  Report report;
  report.root = "/project";
  report.counts.units = 2;
  report.census = {{"shop::Order",
                    {"include/order.h", 2, 7, 2, 12},
                    "anemic",
                    "7 of 8 rules live outside",
                    87.4,
                    {{"Q1", "1 of 9 methods does something", 0.89},
                     {"Q2", "7 places ask", 0.9},
                     {"Q3", "scattered", 1},
                     {"Q4", "none", 0}},
                    {{"noam", 8}, {"woc", 1.0 / 9}},
                    {totalGuarded()},
                    {}},
                   {"shop::Übersicht", {"a.h", 1, 7, 1, 9}, "rich", "its rules are its own", 5, {}, {}, {}, {}}};
  EXPECT_EQ(written(writeTextCensus, report), "role    score  Q1  Q2   Q3  Q4  class            where\n"
                                              "anemic     87  89  90  100   0  shop::Order      include/order.h:2\n"
                                              "rich        5   -   -    -   -  shop::Übersicht  a.h:1\n"
                                              "2 classes in 2 units\n");
  EXPECT_THAT(written(writeTextCensus, report, {.verbose = true}),
              HasSubstr("    7 of 8 rules live outside\n    Q1: 1 of 9 methods does something\n"));
  EXPECT_THAT(
      written(writeTextCensus, report, {.verbose = true}),
      HasSubstr("    Q4: none\n    guarded total: 'pay' checks 'total < paid'\n    metrics: noam 8, woc 0.111\n"));
}

TEST(Census, ShowsWhatStrategiesSayWhereTheyWereAsked) {
  EXPECT_EQ(written(writeTextCensus, comparedReport()),
            "role    score  Q1  Q2  Q3  Q4  class  strategies                 where\n"
            "anemic     80   -   -   -   -  Order  hisDataClass,herDataClass  a.h:2\n"
            "rich        0   -   -   -   -  Rich   -                          a.h:9\n"
            "b.cpp:3:5: sum: hisFeatureEnvy (atfd 6, fdp 2, laa 0)\n"
            "2 classes in 1 unit\n");
}

TEST(Notifications, NameTheUnitAndTheId) {
  Report report;
  report.root = "/project";
  std::string shown;
  llvm::raw_string_ostream out(shown);
  const std::vector<Notification> notifications = {
      {Level::Warning, "unit-incomplete", "'x.h' file not found", {"src/a.cpp", 0, 0, 0, 0}},
      {Level::Error, "unit-crashed", "signal 11", {"src/b.cpp", 3, 1, 3, 2}},
      {Level::Note, "link-conflict", "two of them", {}}};
  writeNotifications(notifications, report, {}, out);
  EXPECT_EQ(shown, "src/a.cpp: warning: 'x.h' file not found [unit-incomplete]\n"
                   "src/b.cpp:3:1: error: signal 11 [unit-crashed]\n"
                   "clang-tell: note: two of them [link-conflict]\n");
}

} // namespace
} // namespace tell
