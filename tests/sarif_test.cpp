// The SARIF library by itself: what the writer makes of each object, and GitHub's hashes of lines.

#include "sarif/line_hash.hpp"
#include "sarif/writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tell::sarif {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// What a log holds in its only run, as JSON in the order written.
std::string logOf(const Run &run, const std::vector<Result> &results = {},
                  const std::vector<Artifact> &artifacts = {}) {
  std::string log;
  llvm::raw_string_ostream out(log);
  Writer writer(out, run);
  for (const Result &result : results)
    writer.add(result);
  writer.finish(artifacts);
  return log;
}

Run smallRun() {
  sarif::Run run;
  run.driver.name = "linter";
  return run;
}

llvm::json::Value runOf(const std::string &log) {
  auto value = llvm::json::parse(log);
  if (!value) {
    ADD_FAILURE() << llvm::toString(value.takeError());
    return nullptr;
  }
  return (*value->getAsObject()->getArray("runs"))[0];
}

/// The only result of a log with this one, as compact JSON with sorted keys.
std::string written(const Result &result) {
  const llvm::json::Value run = runOf(logOf(smallRun(), {result}));
  std::string text;
  llvm::raw_string_ostream(text) << (*run.getAsObject()->getArray("results"))[0];
  return text;
}

std::string written(const Run &run, llvm::StringRef key, const std::vector<Artifact> &artifacts = {}) {
  const llvm::json::Value value = runOf(logOf(run, {}, artifacts));
  const llvm::json::Value *found = value.getAsObject()->get(key);
  std::string text;
  llvm::raw_string_ostream(text) << (found ? *found : llvm::json::Value("missing"));
  return text;
}

Result smallResult() {
  Result result;
  result.ruleId = "r";
  result.level = "warning";
  result.message = {"m"};
  return result;
}

Location placeOf(std::string uri, Region region) {
  Location location;
  location.artifact = {std::move(uri), "SRCROOT"};
  location.region = std::move(region);
  return location;
}

TEST(Writer, SmallestLog) {
  EXPECT_EQ(logOf(smallRun(), {smallResult()}), R"({
  "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": {
        "driver": {
          "name": "linter",
          "rules": []
        }
      },
      "results": [
        {
          "ruleId": "r",
          "level": "warning",
          "message": {
            "text": "m"
          }
        }
      ]
    }
  ]
})");
}

TEST(Writer, Driver) {
  sarif::Run run;
  run.driver.name = "linter";
  run.driver.fullName = "linter 1.2";
  run.driver.version = "1.2";
  run.driver.semanticVersion = "1.2.0";
  run.driver.organization = "us";
  run.driver.informationUri = "https://example.org/";
  run.driver.notifications = {{.id = "n", .shortDescription = {"N."}}};
  run.driver.supportedTaxonomies = {{"T", 0}};
  ReportingDescriptor rule;
  rule.id = "r";
  rule.name = "R";
  rule.shortDescription = {"Short."};
  rule.fullDescription = {"Full."};
  rule.help = {"Help.", "*Help*."};
  rule.helpUri = "https://example.org/r";
  rule.defaultLevel = "note";
  rule.properties = {{"tags", std::vector<std::string>{"a", "b"}}};
  run.driver.rules = {rule};
  EXPECT_EQ(
      written(run, "tool"),
      R"({"driver":{"fullName":"linter 1.2","informationUri":"https://example.org/","name":"linter","notifications":[{"id":"n","shortDescription":{"text":"N."}}],"organization":"us","rules":[{"defaultConfiguration":{"level":"note"},"fullDescription":{"text":"Full."},"help":{"markdown":"*Help*.","text":"Help."},"helpUri":"https://example.org/r","id":"r","name":"R","properties":{"tags":["a","b"]},"shortDescription":{"text":"Short."}}],"semanticVersion":"1.2.0","supportedTaxonomies":[{"index":0,"name":"T"}],"version":"1.2"}})");
}

TEST(Writer, RunWithAllThatStandsBesideResults) {
  sarif::Run run = smallRun();
  run.taxonomies = {{.name = "T", .releaseDateUtc = "2018-11-20", .taxa = {{.id = "t", .helpUri = "https://e.org/t"}}}};
  Invocation invocation;
  invocation.executionSuccessful = false;
  invocation.exitCode = 3;
  invocation.exitCodeDescription = "incomplete";
  invocation.executionNotifications = {{{"crash", 0}, "error", {"It crashed."}, {placeOf("a.cpp", {3, 1, 3, 2})}}};
  run.invocations = {invocation};
  run.versionControlProvenance = {{"https://e.org/r.git", "0a1b", "main", ArtifactLocation{"", "REPO"}}};
  run.uriBases = {{"REPO", {"The repository."}}, {"SRCROOT", {"The project."}, "sub/", "REPO"}};
  run.automationId = "linter/";
  run.columnKind = "utf16CodeUnits";
  run.properties = {{"complete", false}};
  EXPECT_EQ(written(run, "taxonomies"),
            R"([{"name":"T","releaseDateUtc":"2018-11-20","taxa":[{"helpUri":"https://e.org/t","id":"t"}]}])");
  EXPECT_EQ(
      written(run, "invocations"),
      R"([{"executionSuccessful":false,"exitCode":3,"exitCodeDescription":"incomplete","toolConfigurationNotifications":[],"toolExecutionNotifications":[{"descriptor":{"id":"crash","index":0},"level":"error","locations":[{"physicalLocation":{"artifactLocation":{"uri":"a.cpp","uriBaseId":"SRCROOT"},"region":{"endColumn":2,"endLine":3,"startColumn":1,"startLine":3}}}],"message":{"text":"It crashed."}}]}])");
  EXPECT_EQ(
      written(run, "versionControlProvenance"),
      R"([{"branch":"main","mappedTo":{"uriBaseId":"REPO"},"repositoryUri":"https://e.org/r.git","revisionId":"0a1b"}])");
  EXPECT_EQ(
      written(run, "originalUriBaseIds"),
      R"({"REPO":{"description":{"text":"The repository."}},"SRCROOT":{"description":{"text":"The project."},"uri":"sub/","uriBaseId":"REPO"}})");
  EXPECT_EQ(written(run, "automationDetails"), R"({"id":"linter/"})");
  EXPECT_EQ(written(run, "columnKind"), R"("utf16CodeUnits")");
  EXPECT_EQ(written(run, "properties"), R"({"complete":false})");
}

TEST(Writer, Artifacts) {
  EXPECT_EQ(written(smallRun(), "artifacts",
                    {{{"a.h", "SRCROOT", 0}, 12, "text/x-c++", "cplusplus", {"resultFile"}, {{"sha-256", "ab"}}}}),
            R"([{"hashes":{"sha-256":"ab"},"length":12,"location":{"index":0,"uri":"a.h","uriBaseId":"SRCROOT"},)"
            R"("mimeType":"text/x-c++","roles":["resultFile"],"sourceLanguage":"cplusplus"}])");
  EXPECT_EQ(written(smallRun(), "artifacts"), "\"missing\"");
}

TEST(Writer, Locations) {
  Result result = smallResult();
  Location place = placeOf("a.h", {2, 7, 2, 12, "Order"});
  place.artifact.index = 4;
  place.contextRegion = Region{1, 0, 3, 0, "namespace {\nclass Order {\n};"};
  place.logical = {{"Order", "shop::Order", "type"}};
  result.locations = {place};
  result.relatedLocations = {{.id = 1, .logical = {{"f", "f", "function", "f(int)"}}, .message = {"asks"}}};
  EXPECT_EQ(
      written(result),
      R"json({"level":"warning","locations":[{"logicalLocations":[{"fullyQualifiedName":"shop::Order","kind":"type","name":"Order"}],"physicalLocation":{"artifactLocation":{"index":4,"uri":"a.h","uriBaseId":"SRCROOT"},"contextRegion":{"endLine":3,"snippet":{"text":"namespace {\nclass Order {\n};"},"startLine":1},"region":{"endColumn":12,"endLine":2,"snippet":{"text":"Order"},"startColumn":7,"startLine":2}}}],"message":{"text":"m"},"relatedLocations":[{"id":1,"logicalLocations":[{"decoratedName":"f(int)","fullyQualifiedName":"f","kind":"function","name":"f"}],"message":{"text":"asks"}}],"ruleId":"r"})json");
}

TEST(Writer, CodeFlows) {
  Result result = smallResult();
  ThreadFlowLocation ask{placeOf("a.cpp", {3, 7, 3, 9}), "essential", {"branch"}};
  ThreadFlowLocation tell{placeOf("a.cpp", {4, 5, 4, 9}), "", {}, 1};
  result.codeFlows = {{{{{ask, tell}, {"in 'f'"}}}, {"ask, then tell"}}};
  EXPECT_THAT(
      written(result),
      HasSubstr(
          R"("codeFlows":[{"message":{"text":"ask, then tell"},"threadFlows":[{"locations":[{"importance":"essential","kinds":["branch"],"location":{"physicalLocation":{"artifactLocation":{"uri":"a.cpp","uriBaseId":"SRCROOT"},"region":{"endColumn":9,"endLine":3,"startColumn":7,"startLine":3}}}},{"location":{"physicalLocation":{"artifactLocation":{"uri":"a.cpp","uriBaseId":"SRCROOT"},"region":{"endColumn":9,"endLine":4,"startColumn":5,"startLine":4}}},"nestingLevel":1}],"message":{"text":"in 'f'"}}]}])"));
}

TEST(Writer, Fixes) {
  Result result = smallResult();
  result.fixes = {{{"Remove the setter."}, {{{"a.h", "SRCROOT"}, {{{5, 1, 6, 1}, ""}, {{9, 3, 9, 3}, "private: "}}}}}};
  EXPECT_THAT(
      written(result),
      HasSubstr(
          R"("fixes":[{"artifactChanges":[{"artifactLocation":{"uri":"a.h","uriBaseId":"SRCROOT"},"replacements":[{"deletedRegion":{"endColumn":1,"endLine":6,"startColumn":1,"startLine":5}},{"deletedRegion":{"endColumn":3,"endLine":9,"startColumn":3,"startLine":9},"insertedContent":{"text":"private: "}}]}],"description":{"text":"Remove the setter."}}])"));
}

TEST(Writer, WhatTracksAResult) {
  Result result = smallResult();
  result.ruleIndex = 0;
  result.rank = 123.45678;
  result.partialFingerprints = {{"symbol/v1", "ab:1"}};
  result.baselineState = "unchanged";
  result.suppressions = {{"external", "agreed", std::nullopt, "accepted"}};
  result.taxa = {{"Move Function", 2, ToolComponentReference{"T", 0}}};
  EXPECT_EQ(
      written(result),
      R"({"baselineState":"unchanged","level":"warning","message":{"text":"m"},"partialFingerprints":{"symbol/v1":"ab:1"},"rank":100,"ruleId":"r","ruleIndex":0,"suppressions":[{"justification":"agreed","kind":"external","status":"accepted"}],"taxa":[{"id":"Move Function","index":2,"toolComponent":{"index":0,"name":"T"}}]})");
  result.suppressions.emplace();
  EXPECT_THAT(written(result), HasSubstr(R"("suppressions":[])")) << "empty is not the same as not looked at";
  result.suppressions.reset();
  EXPECT_THAT(written(result), Not(HasSubstr("suppressions")));
}

TEST(Writer, PropertyBags) {
  Result result = smallResult();
  result.properties = {{"text", "t"},
                       {"number", 0.25},
                       {"whole", -0.0},
                       {"endless", std::numeric_limits<double>::infinity()},
                       {"flag", true},
                       {"texts", std::vector<std::string>{"a\xff"}},
                       {"bag", Properties{{"inner", 2.0}}}};
  EXPECT_THAT(
      written(result),
      HasSubstr(
          R"("properties":{"bag":{"inner":2},"endless":null,"flag":true,"number":0.25,"text":"t","texts":["a�"],"whole":0})"));
}

TEST(Writer, NumbersAreShort) {
  Result result = smallResult();
  result.properties = {{"third", 1.0 / 3}};
  EXPECT_THAT(logOf(smallRun(), {result}), HasSubstr("\"third\": 0.333\n"));
}

TEST(Writer, TextThatIsNotUtf8BecomesUtf8) {
  Result result = smallResult();
  result.message = {"a\xff\x01\xe2\x82"
                    "b"};
  const std::string log = logOf(smallRun(), {result});
  EXPECT_TRUE(llvm::json::isUTF8(log));
  EXPECT_THAT(log, HasSubstr("a\xef\xbf\xbd\\u0001\xef\xbf\xbd"
                             "b"));
}

/// Counts what passes and keeps nothing.
class CountingStream : public llvm::raw_ostream {
public:
  ~CountingStream() override { flush(); }

private:
  void write_impl(const char *, std::size_t size) override { position_ += size; }
  [[nodiscard]] std::uint64_t current_pos() const override { return position_; }

  std::uint64_t position_ = 0;
};

TEST(Writer, StreamsEachResult) {
  CountingStream out;
  Writer writer(out, smallRun());
  Result result = smallResult();
  result.message = {std::string(1000, 'x')};
  std::uint64_t before = out.tell();
  for (int i = 0; i < 25'000; ++i) {
    writer.add(result);
    ASSERT_GT(out.tell(), before + 1000) << "a result that was added has left the writer";
    before = out.tell();
  }
  writer.finish();
  EXPECT_GT(out.tell(), 25'000'000U);
}

TEST(Uris, AreEncoded) {
  EXPECT_EQ(uriOf("src/a b#1%.h"), "src/a%20b%231%25.h");
  EXPECT_EQ(uriOf("c:x/\xc3\xbc\xff.h"), "c%3Ax/%C3%BC%FF.h");
  EXPECT_EQ(uriOf("/usr/include/x y.h"), "file:///usr/include/x%20y.h");
}

TEST(Messages, EscapeWhatIsNoLink) {
  EXPECT_EQ(linkText("operator[](int) \\"), "operator\\[\\](int) \\\\");
  EXPECT_EQ(plainText("operator[](int) a[1] (x)"), "operator[\\](int) a[1] (x)");
}

// The values below were computed by the upload action's own code under Node.
TEST(LineHashes, AreWhatGitHubComputes) {
  EXPECT_THAT(lineHashes(""), ElementsAre("c129715d7a2bc9a3:1"));
  EXPECT_THAT(lineHashes("class Order {\npublic:\n  int status() const { return status_; }\n\nprivate:\n  int "
                         "status_;\n};\n"),
              ElementsAre("1649e029e2ab0f4a:1", "d8d72ab9a4232aff:1", "dd8a4f13a4ec1950:1", "9dfc9b2fbb0bed3d:1",
                          "dd6247e00998b767:1", "a0ee6c839a4eb09c:1", "6d79488009e54a5d:1", "c129715d7a2bc9a3:1"));
  EXPECT_THAT(lineHashes("int x;\n\tint y;"), ElementsAre("b3e7db33634b997e:1", "a5a01dc3b719a16:1"));
}

TEST(LineHashes, TakeEveryLineEnd) {
  EXPECT_THAT(lineHashes("a\r\nb\rc\n\r d\r \ne"),
              ElementsAre("44d7f4f0f65ecd6:1", "fad525f4c55e7ac7:1", "26952bd58061d13b:1", "ecca7454320f6c3a:1",
                          "4122aa253d1a11f8:1", "bbc8c6730435e79a:1", "2be488999ca9e6d8:1"));
}

TEST(LineHashes, CountTheSameLines) {
  std::string file;
  for (int i = 0; i < 12; ++i)
    file += "  total += 1;\n";
  EXPECT_THAT(lineHashes(file),
              ElementsAre("28b388e17b41f3b4:1", "28b388e17b41f3b4:2", "28b388e17b41f3b4:3", "9eaf2a067be778b5:1",
                          "8f3fd29a9c3fc573:1", "d0184f88a8d4b1c1:1", "30e2d71b384df51f:1", "ffe42afacf20eb0d:1",
                          "e16f24e21e80730b:1", "1c27f85f3925d099:1", "eefb51ab326a8b37:1", "66627a91ee6b4e65:1",
                          "c129715d7a2bc9a3:1"));
}

TEST(LineHashes, CountUtf16CodeUnits) {
  EXPECT_THAT(lineHashes("\xef\xbb\xbf// Überweisung 日本 😀 = 1\nclass Größe {};\n"),
              ElementsAre("74787c98c31d06ab:1", "a2cacff31ab5db29:1", "c129715d7a2bc9a3:1"));
  EXPECT_THAT(lineHashes("a\xff\xe2\x82(\xf0\x9f\x98"
                         "A\xc0\xaf\xed\xa0\x80\n"
                         "b\xe2\x82"),
              ElementsAre("303fa8c48fb2bc5e:1", "cba9fe1a5298c76a:1"));
  EXPECT_THAT(lineHashes(std::string_view("a\0b\0\0\n\0", 7)), ElementsAre("bc0131d27fc783f0:1", "dbb503105d3f7427:1"));
}

TEST(LineHashes, ReadNoFurtherThanAHundredCharacters) {
  std::string blanks;
  for (int i = 0; i < 120; ++i)
    blanks += "y ";
  EXPECT_THAT(lineHashes(std::string(250, 'x') + "\n" + blanks + "\nz\n"),
              ElementsAre("52b56201ffb58620:1", "cadd4b5b9d92c51c:1", "95de0951c928fa27:1", "c129715d7a2bc9a3:1"));
}

} // namespace
} // namespace tell::sarif
