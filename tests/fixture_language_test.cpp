// The fixture language itself: a fixture with a wrong expectation must fail.

#include "fixture_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tell::fixtures {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Expectations read(std::string_view text) {
  Expectations expectations;
  const Status status = readExpectations("a.cpp", text, expectations);
  EXPECT_TRUE(status.ok()) << (status ? "" : status.error().message());
  return expectations;
}

std::string errorOf(std::string_view text) {
  Expectations expectations;
  const Status status = readExpectations("a.cpp", text, expectations);
  return status ? "" : status.error().message();
}

Finding finding(std::uint32_t line, std::string check, std::string message, Level level = Level::Warning) {
  Finding result;
  result.place = {.path = "a.cpp", .line = line, .column = 1, .endLine = line, .endColumn = 2};
  result.check = std::move(check);
  result.message = std::move(message);
  result.level = level;
  result.className = "shop::Order";
  return result;
}

std::vector<std::pair<std::string, std::string>> noFacts(std::string_view, std::uint32_t) { return {}; }

TEST(FixtureLanguage, ReadsFindingsAtTheirLine) {
  const Expectations read = fixtures::read(
      "class A {\n};\nvoid f(); // want tell-a \"x \\\"y\\\" // z\" tell-b \"w\" // note tell-c \"v\"\n");
  ASSERT_EQ(read.findings.size(), 3U);
  EXPECT_EQ(read.findings[0].check, "tell-a");
  EXPECT_EQ(read.findings[0].pattern, "x \"y\" // z");
  EXPECT_EQ(read.findings[0].line, 3U);
  EXPECT_EQ(read.findings[1].check, "tell-b");
  EXPECT_EQ(read.findings[1].level, Level::Warning);
  EXPECT_EQ(read.findings[2].check, "tell-c");
  EXPECT_EQ(read.findings[2].level, Level::Note);
}

TEST(FixtureLanguage, ReadsWhatIsProposed) {
  const Expectations read = fixtures::read("// want tell-a \"x\" hint \"give \\\"A\\\"\" tell-b \"y\"\n");
  ASSERT_EQ(read.findings.size(), 2U);
  EXPECT_EQ(read.findings[0].pattern, "x");
  EXPECT_EQ(read.findings[0].hint, "give \"A\"");
  EXPECT_EQ(read.findings[1].pattern, "y");
  EXPECT_EQ(read.findings[1].hint, "");
  EXPECT_EQ(errorOf("// want tell-a \"x\" hint y\n"), "a.cpp:1: expected a pattern in double quotes after 'hint'");
  EXPECT_EQ(errorOf("// want tell-a \"x\" hint \"(\"\n"), "a.cpp:1: '(' is not a regular expression");
}

TEST(FixtureLanguage, ReadsWhatSpeaksOfTheNextLine) {
  const Expectations read =
      fixtures::read("// want-next-line tell-a \"x\"\n// fact-next-line role=anemic\nclass A; // fact getters=2\n");
  ASSERT_EQ(read.findings.size(), 1U);
  EXPECT_EQ(read.findings[0].line, 3U);
  ASSERT_EQ(read.facts.size(), 2U);
  EXPECT_EQ(read.facts[0].line, 3U);
  EXPECT_EQ(read.facts[0].key, "role");
  EXPECT_EQ(read.facts[1].line, 3U);
  EXPECT_EQ(read.facts[1].value, "2");
}

TEST(FixtureLanguage, ReadsChecksAndFlags) {
  const Expectations read =
      fixtures::read("// Some prose.\n// checks: tell-a, tell-b\n// flags: -std=c++17 -DNDEBUG\n");
  EXPECT_THAT(read.checks, ElementsAre("tell-a", "tell-b"));
  EXPECT_THAT(read.flags, ElementsAre("-std=c++17", "-DNDEBUG"));
  EXPECT_THAT(read.findings, IsEmpty());
}

TEST(FixtureLanguage, RefusesWhatIsMalformed) {
  EXPECT_EQ(errorOf("\n// want something \"x\"\n"), "a.cpp:2: expected the name of a check, not 'something'");
  EXPECT_EQ(errorOf("// want tell-a x\n"), "a.cpp:1: expected a pattern in double quotes after 'tell-a'");
  EXPECT_EQ(errorOf("// want tell-a \"x\n"), "a.cpp:1: expected a pattern in double quotes after 'tell-a'");
  EXPECT_EQ(errorOf("// want tell-a \"(\"\n"), "a.cpp:1: '(' is not a regular expression");
  EXPECT_EQ(errorOf("// fact role\n"), "a.cpp:1: expected key=value, not 'role'");
  EXPECT_EQ(errorOf("// want-next-line tell-a \"x\""),
            "a.cpp: nothing follows the last comment that speaks of the next line");
}

TEST(FixtureComparison, AcceptsWhatIsAsExpected) {
  const Expectations expected =
      read("class A; // want tell-a \"about 'A'$\" // fact role=anemic\n// note tell-b \"\"\n");
  const std::vector<Finding> found = {finding(1, "tell-a", "3 rules about 'A'"),
                                      finding(2, "tell-b", "x", Level::Note)};
  const Describe facts = [](std::string_view path, std::uint32_t line) {
    EXPECT_EQ(path, "a.cpp");
    EXPECT_EQ(line, 1U);
    return std::vector<std::pair<std::string, std::string>>{{"getters", "2"}, {"role", "anemic"}};
  };
  EXPECT_THAT(differences(expected, found, facts), IsEmpty());
}

TEST(FixtureComparison, NoticesWhatIsMissing) {
  const Expectations expected = read("class A; // want tell-a \"x\"\n");
  EXPECT_THAT(differences(expected, {}, noFacts),
              ElementsAre("a.cpp:1: expected and not found: warning: tell-a \"x\""));
}

TEST(FixtureComparison, NoticesWhatIsTooMuch) {
  std::vector<Finding> found = {finding(4, "tell-a", "some 'Order'")};
  found[0].advice.hint = "do it";
  EXPECT_THAT(differences({}, found, noFacts),
              ElementsAre("a.cpp:4: found and not expected: warning: some 'Order' [tell-a] hint: do it"));
}

TEST(FixtureComparison, NoticesEveryWayToBeAnother) {
  const Expectations expected = read("class A; // want tell-a \"x\"\n");
  EXPECT_EQ(differences(expected, std::vector{finding(2, "tell-a", "x")}, noFacts).size(), 2U) << "another line";
  EXPECT_EQ(differences(expected, std::vector{finding(1, "tell-b", "x")}, noFacts).size(), 2U) << "another check";
  EXPECT_EQ(differences(expected, std::vector{finding(1, "tell-a", "y")}, noFacts).size(), 2U) << "another message";
  EXPECT_EQ(differences(expected, std::vector{finding(1, "tell-a", "x", Level::Note)}, noFacts).size(), 2U)
      << "another level";
  EXPECT_EQ(differences(expected, std::vector{finding(1, "tell-a", "x"), finding(1, "tell-a", "x")}, noFacts).size(),
            1U)
      << "twice";
}

TEST(FixtureComparison, NoticesAnotherProposal) {
  const Expectations expected = read("class A; // want tell-a \"x\" hint \"^give A\"\n");
  std::vector<Finding> found = {finding(1, "tell-a", "x")};
  found[0].advice.hint = "give A 'void b()'";
  EXPECT_THAT(differences(expected, found, noFacts), IsEmpty());
  found[0].advice.hint = "let A be";
  EXPECT_THAT(differences(expected, found, noFacts),
              ElementsAre("a.cpp:1: expected and not found: warning: tell-a \"x\" hint \"^give A\"",
                          "a.cpp:1: found and not expected: warning: x [tell-a] hint: let A be"));
}

TEST(FixtureComparison, NoticesOtherFacts) {
  const Expectations expected = read("class A; // fact role=anemic getters=2 depth=1\nint x; // fact role=rich\n");
  const Describe facts = [](std::string_view, std::uint32_t line) {
    return line == 1 ? std::vector<std::pair<std::string, std::string>>{{"getters", "3"}, {"role", "anemic"}}
                     : std::vector<std::pair<std::string, std::string>>{};
  };
  EXPECT_THAT(differences(expected, {}, facts),
              ElementsAre("a.cpp:1: expected depth=1, but there is no such fact", "a.cpp:1: expected getters=2, got 3",
                          "a.cpp:2: expected role=rich, but no name stands here"));
}

TEST(MessageConvention, HoldsForAGoodMessage) {
  EXPECT_EQ(unconventional(finding(1, "tell-a", "2 rules about 'Order' live outside it")), "");
  EXPECT_EQ(unconventional(finding(1, "tell-a", "'shop::Order' hands out its lines")), "");
  EXPECT_EQ(unconventional(finding(1, "tell-a", "asks 'Order::status', then pokes it")), "");
}

TEST(MessageConvention, NoticesABreach) {
  EXPECT_EQ(unconventional(finding(1, "tell-a", "")), "the message is empty");
  EXPECT_EQ(unconventional(finding(1, "tell-a", "Rules about 'Order'")), "the message begins with a capital");
  EXPECT_EQ(unconventional(finding(1, "tell-a", "rules about 'Order'.")), "the message ends with a full stop");
  EXPECT_EQ(unconventional(finding(1, "tell-a", "rules about\n'Order'")), "the message has more than one line");
  EXPECT_EQ(unconventional(finding(1, "tell-a", "rules about Order")),
            "the message does not name the class 'Order' in quotes");
  EXPECT_EQ(unconventional(finding(1, "tell-a", "rules about 'OrderLine'")),
            "the message does not name the class 'Order' in quotes");
}

} // namespace
} // namespace tell::fixtures
