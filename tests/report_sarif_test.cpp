#include "report_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tell {
namespace {

using llvm::json::Array;
using llvm::json::Object;
using testing::HasSubstr;

TEST(Sarif, RunAndRules) {
  const TemporaryFolder sources;
  const llvm::json::Value log = parsed(written(writeSarif, orderReport(sources)));
  EXPECT_EQ(text(at(log, {"version"})), "2.1.0");
  EXPECT_THAT(text(at(log, {"$schema"})), testing::EndsWith("sarif-schema-2.1.0.json"));
  const auto &run = at(log, {"runs", 0U});
  EXPECT_EQ(text(at(run, {"tool", "driver", "name"})), "clang-tell");
  EXPECT_EQ(text(at(run, {"tool", "driver", "semanticVersion"})), "0.1.0");
  EXPECT_EQ(text(at(run, {"columnKind"})), "utf16CodeUnits");
  EXPECT_EQ(text(at(run, {"automationDetails", "id"})), "clang-tell/");
  EXPECT_EQ(at(run, {"originalUriBaseIds", "SRCROOT"}).getAsObject()->get("uri"), nullptr);
  EXPECT_EQ(at(run, {"invocations", 0U, "exitCode"}).getAsInteger(), 1);
  EXPECT_EQ(at(run, {"invocations", 0U, "executionSuccessful"}).getAsBoolean(), true);
  const auto &rule = at(run, {"tool", "driver", "rules", 0U});
  EXPECT_EQ(text(at(rule, {"id"})), "tell-anemic-class");
  EXPECT_EQ(text(at(rule, {"name"})), "AnemicClass");
  EXPECT_EQ(text(at(rule, {"shortDescription", "text"})), "A domain class that hands its state out.");
  EXPECT_EQ(text(at(rule, {"fullDescription", "text"})), "Finds classes that hand their state out.");
  EXPECT_EQ(text(at(rule, {"help", "markdown"})), kDocumentation);
  EXPECT_EQ(text(at(rule, {"help", "text"})), kDocumentation);
  EXPECT_EQ(text(at(rule, {"defaultConfiguration", "level"})), "warning");
  EXPECT_EQ(text(at(rule, {"properties", "scope"})), "class");
  EXPECT_EQ(text(at(run, {"tool", "driver", "rules", 1U, "properties", "scope"})), "function");
  EXPECT_EQ(text(at(run, {"tool", "driver", "rules", 1U, "properties", "problem.severity"})), "recommendation");
  EXPECT_EQ(text(at(run, {"tool", "driver", "rules", 0U, "properties", "precision"})), "high");
  EXPECT_EQ(text(at(run, {"tool", "driver", "rules", 1U, "properties", "precision"})), "low");
}

TEST(Sarif, Result) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings[0].finding.check = "tell-feature-envy";
  const llvm::json::Value log = parsed(written(writeSarif, report));
  const auto &result = at(log, {"runs", 0U, "results", 0U});
  EXPECT_EQ(text(at(result, {"ruleId"})), "tell-feature-envy");
  EXPECT_EQ(at(result, {"ruleIndex"}).getAsInteger(), 1);
  EXPECT_EQ(text(at(result, {"level"})), "warning");
  EXPECT_EQ(at(result, {"rank"}).getAsNumber(), 80) << "the confidence";
  EXPECT_EQ(text(at(result, {"message", "text"})), "7 of 8 rules about 'Order' live outside it. See "
                                                   "['OrderService::cancel' asks status(), then calls setStatus()](1). "
                                                   "Hint: give Order 'void cancel()' (Move Function).");
  const auto &location = at(result, {"locations", 0U});
  EXPECT_EQ(text(at(location, {"physicalLocation", "artifactLocation", "uri"})), "include/order.h");
  EXPECT_EQ(text(at(location, {"physicalLocation", "artifactLocation", "uriBaseId"})), "SRCROOT");
  EXPECT_EQ(at(location, {"physicalLocation", "region"}),
            llvm::json::Value(Object{{"startLine", 2},
                                     {"startColumn", 7},
                                     {"endLine", 2},
                                     {"endColumn", 12},
                                     {"snippet", Object{{"text", "Order"}}}}));
  EXPECT_EQ(at(location, {"physicalLocation", "contextRegion"}),
            llvm::json::Value(Object{{"startLine", 1},
                                     {"endLine", 4},
                                     {"snippet", Object{{"text", "namespace shop {\nclass Order {\n};\n}"}}}}));
  EXPECT_EQ(text(at(location, {"logicalLocations", 0U, "fullyQualifiedName"})), "shop::Order");
  EXPECT_EQ(text(at(location, {"logicalLocations", 0U, "name"})), "Order");
  EXPECT_EQ(text(at(location, {"logicalLocations", 0U, "kind"})), "type");
  const auto &related = at(result, {"relatedLocations", 0U});
  EXPECT_EQ(at(related, {"id"}).getAsInteger(), 1);
  EXPECT_EQ(text(at(related, {"message", "text"})), "'OrderService::cancel' asks status(), then calls setStatus().");
  EXPECT_EQ(text(at(related, {"logicalLocations", 0U, "fullyQualifiedName"})), "shop::OrderService::cancel");
  EXPECT_EQ(text(at(related, {"logicalLocations", 0U, "kind"})), "function");
  EXPECT_EQ(text(at(result, {"partialFingerprints", "primaryLocationLineHash"})), "dd835c50c958b36f:1");
  EXPECT_EQ(text(at(result, {"partialFingerprints", "symbol/v1"})), "00112233445566aa:1");
  EXPECT_EQ(at(result, {"suppressions"}), llvm::json::Value(Array{}));
  EXPECT_EQ(text(at(result, {"properties", "class"})), "shop::Order");
  EXPECT_EQ(at(result, {"properties", "score"}).getAsNumber(), 87.5);
  EXPECT_EQ(text(at(result, {"properties", "hint"})), "give Order 'void cancel()' (Move Function)");
  EXPECT_EQ(text(at(result, {"properties", "parameters", 0U})), "int reason");
  EXPECT_EQ(text(at(result, {"properties", "obstacle"})), "it also needs 'store_'");
  EXPECT_EQ(text(at(result, {"properties", "refactoring"})), "Move Function");
  EXPECT_EQ(at(result, {"properties", "metrics", "rulesOutside"}).getAsNumber(), 7);
}

TEST(Sarif, ColumnsAreUtf16) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  // Two bytes and one unit; four bytes and two units; a byte that is not UTF-8 and one unit.
  sources.write("include/order.h", "\xef\xbb\xbf/*\xc3\xbc*/ class Order;\n/*\xf0\x9f\x98\x80\xff*/ class Order {\n");
  const auto region = [&](Span span) {
    report.findings[0].finding.place = std::move(span);
    const llvm::json::Value log = parsed(written(writeSarif, report));
    const auto &value = at(log, {"runs", 0U, "results", 0U, "locations", 0U, "physicalLocation", "region"});
    return std::pair(at(value, {"startColumn"}).getAsInteger().value_or(0),
                     at(value, {"endColumn"}).getAsInteger().value_or(0));
  };
  EXPECT_EQ(region({"include/order.h", 2, 17, 2, 22}), std::pair(15L, 20L));
  EXPECT_EQ(region({"include/order.h", 1, 17, 1, 22}), std::pair(13L, 18L)) << "Clang counts the byte order mark";
  EXPECT_EQ(region({"missing.h", 2, 17, 2, 22}), std::pair(17L, 22L));
  EXPECT_EQ(region({"include/order.h", 2, 17, 2, 17}), std::pair(15L, 16L)) << "never empty";
  EXPECT_EQ(region({"include/order.h", 2, 17, 0, 0}), std::pair(15L, 22L)) << "up to the line's end";
}

TEST(Sarif, UrisAreRelativeAndEncoded) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings[0].finding.place.path = "/usr/include/x.h";
  const llvm::json::Value log = parsed(written(writeSarif, report));
  const auto &artifact = at(log, {"runs", 0U, "results", 0U, "locations", 0U, "physicalLocation", "artifactLocation"});
  EXPECT_EQ(text(at(artifact, {"uri"})), "file:///usr/include/x.h");
  EXPECT_EQ(artifact.getAsObject()->get("uriBaseId"), nullptr);
}

TEST(Sarif, TextThatLooksLikeALinkIsEscaped) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  Finding &finding = report.findings[0].finding;
  finding.message = "'Matrix::operator[](int)' hands a row out";
  finding.evidence[0].message = "'operator[]' is called \033";
  finding.advice = {};
  const llvm::json::Value log = parsed(written(writeSarif, report));
  EXPECT_EQ(text(at(log, {"runs", 0U, "results", 0U, "message", "text"})),
            "'Matrix::operator[\\](int)' hands a row out. See ['operator\\[\\]' is called <U+001B>](1).");
}

TEST(Sarif, ManyEvidencePlacesAreAllRelatedButNotAllLinked) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings[0].finding.evidence.assign(8, {{"src/service.cpp", 3, 3, 3, 9}, "asks", {}});
  const llvm::json::Value log = parsed(written(writeSarif, report));
  EXPECT_THAT(text(at(log, {"runs", 0U, "results", 0U, "message", "text"})), HasSubstr("[asks](5) and 3 more. Hint"));
  EXPECT_EQ(at(log, {"runs", 0U, "results", 0U, "relatedLocations"}).getAsArray()->size(), 8U);
}

TEST(Sarif, SuppressedResultsStayWithTheirJustification) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings[0].suppression =
      Suppression{"include/order.h", 2, SuppressionKind::Line, "tell-anemic-class", "wire format"};
  const llvm::json::Value log = parsed(written(writeSarif, report));
  const auto &suppression = at(log, {"runs", 0U, "results", 0U, "suppressions", 0U});
  EXPECT_EQ(text(at(suppression, {"kind"})), "inSource");
  EXPECT_EQ(text(at(suppression, {"justification"})), "wire format");
  EXPECT_EQ(at(suppression, {"location", "physicalLocation", "region", "startLine"}).getAsInteger(), 2);
}

TEST(Sarif, NotificationsTellWhatFailed) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings.clear();
  report.exitCode = 3;
  report.notifications = {{Level::Error, "unit-crashed", "the unit ended by signal 11", {"src/a b.cpp", 0, 0, 0, 0}}};
  const llvm::json::Value log = parsed(written(writeSarif, report));
  const auto &invocation = at(log, {"runs", 0U, "invocations", 0U});
  EXPECT_EQ(at(invocation, {"executionSuccessful"}).getAsBoolean(), false);
  EXPECT_EQ(at(invocation, {"exitCode"}).getAsInteger(), 3);
  const auto &notification = at(invocation, {"toolExecutionNotifications", 0U});
  EXPECT_EQ(text(at(notification, {"descriptor", "id"})), "unit-crashed");
  EXPECT_EQ(text(at(notification, {"level"})), "error");
  EXPECT_EQ(text(at(notification, {"message", "text"})), "The unit ended by signal 11.");
  EXPECT_EQ(text(at(notification, {"locations", 0U, "physicalLocation", "artifactLocation", "uri"})), "src/a%20b.cpp");
}

TEST(Sarif, EmptyRunHasAnEmptyListOfResults) {
  const llvm::json::Value log = parsed(written(writeSarif, {}));
  EXPECT_EQ(at(log, {"runs", 0U, "results"}), llvm::json::Value(Array{}));
  EXPECT_EQ(at(log, {"runs", 0U, "tool", "driver", "rules"}), llvm::json::Value(Array{}));
  EXPECT_EQ(at(log, {"runs", 0U, "invocations", 0U, "toolExecutionNotifications"}), llvm::json::Value(Array{}));
}

TEST(Sarif, LongDescriptionsAreCutAtAWord) {
  std::string documentation = "## What it does\n";
  for (int i = 0; i < 400; ++i)
    documentation += "wörd ";
  Report report;
  report.checks = {anemicClass()};
  report.checks[0].documentation = documentation;
  const llvm::json::Value log = parsed(written(writeSarif, report));
  const std::string full = text(at(log, {"runs", 0U, "tool", "driver", "rules", 0U, "fullDescription", "text"}));
  EXPECT_LE(full.size(), 1024U);
  EXPECT_GT(full.size(), 1000U);
  EXPECT_THAT(full, testing::EndsWith("wörd …"));
}

TEST(Sarif, FlowsLeadFromTheQuestionToTheChange) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  const Subject cancel{SubjectKind::Function, "shop::OrderService::cancel", "cancel(Order &)"};
  report.findings[0].finding.flows = {{"'cancel' asks, then tells",
                                       {{{"src/service.cpp", 1, 6, 1, 7}, "asks and decides on 'status'", cancel},
                                        {{"src/service.cpp", 3, 3, 3, 9}, "changes 'status'", cancel}}}};
  const llvm::json::Value log = parsed(written(writeSarif, report));
  const auto &flow = at(log, {"runs", 0U, "results", 0U, "codeFlows", 0U});
  EXPECT_EQ(text(at(flow, {"message", "text"})), "'cancel' asks, then tells.");
  const auto &steps = at(flow, {"threadFlows", 0U, "locations"});
  ASSERT_EQ(steps.getAsArray()->size(), 2U);
  EXPECT_EQ(text(at(steps, {0U, "location", "message", "text"})), "asks and decides on 'status'.");
  EXPECT_EQ(at(steps, {1U, "location", "physicalLocation", "region", "startLine"}).getAsInteger(), 3);
  EXPECT_EQ(text(at(steps, {1U, "location", "logicalLocations", 0U, "fullyQualifiedName"})), cancel.name);
}

TEST(Sarif, RefactoringsAreTaxa) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings[0].finding.advice.refactoring = "Extract Function, Move Function";
  const llvm::json::Value log = parsed(written(writeSarif, report));
  const auto &run = at(log, {"runs", 0U});
  EXPECT_EQ(text(at(run, {"tool", "driver", "supportedTaxonomies", 0U, "name"})), "Refactoring");
  const auto &taxa = at(run, {"results", 0U, "taxa"});
  ASSERT_EQ(taxa.getAsArray()->size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto index = static_cast<std::size_t>(at(taxa, {i, "index"}).getAsInteger().value_or(99));
    EXPECT_EQ(at(taxa, {i, "id"}), at(run, {"taxonomies", 0U, "taxa", index, "id"}));
  }
  EXPECT_EQ(text(at(taxa, {1U, "id"})), "Move Function");
}

TEST(Sarif, AnswersOfTheClassAreProperties) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.census = {{"shop::Order", {}, "anemic", "", 80, {{"Q1", "little", 0.9}, {"Q4", "none", 0}}, {}, {}, {}}};
  const llvm::json::Value log = parsed(written(writeSarif, report));
  EXPECT_EQ(at(log, {"runs", 0U, "results", 0U, "properties", "questions"}),
            llvm::json::Value(Object{{"Q1", Object{{"answer", "little"}, {"value", 0.9}}},
                                     {"Q4", Object{{"answer", "none"}, {"value", 0}}}}));
}

TEST(Sarif, FilesAreArtifactsWithTheirHashes) {
  const TemporaryFolder sources;
  const llvm::json::Value log = parsed(written(writeSarif, orderReport(sources)));
  const auto &run = at(log, {"runs", 0U});
  const auto &artifacts = at(run, {"artifacts"});
  ASSERT_EQ(artifacts.getAsArray()->size(), 2U);
  EXPECT_EQ(at(artifacts, {0U, "location"}),
            at(run, {"results", 0U, "locations", 0U, "physicalLocation", "artifactLocation"}));
  EXPECT_EQ(at(artifacts, {0U, "length"}).getAsInteger(), 36);
  EXPECT_EQ(text(at(artifacts, {0U, "roles", 0U})), "resultFile");
  // Of "void f() {\n\n  cancel();\n}\n", by sha256sum.
  EXPECT_EQ(text(at(artifacts, {1U, "hashes", "sha-256"})),
            "026bcfcffb6cfe996fdca7188a00cf01890dae57c5204815a64ea2aa5b0631ca");
  EXPECT_EQ(at(artifacts, {1U}).getAsObject()->get("roles"), nullptr);
}

TEST(Sarif, BaselineStates) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings.assign(4, report.findings[0]);
  report.findings[0].baseline = BaselineState::New;
  report.findings[1].baseline = BaselineState::Unchanged;
  report.findings[2].baseline = BaselineState::Updated;
  report.findings[3].baseline = BaselineState::Absent;
  const llvm::json::Value log = parsed(written(writeSarif, report));
  std::string states;
  for (const llvm::json::Value &result : *at(log, {"runs", 0U, "results"}).getAsArray())
    states += text(at(result, {"baselineState"})) + " ";
  EXPECT_EQ(states, "new unchanged updated absent ");
}

TEST(Sarif, VersionControl) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.versionControl = {"https://example.org/shop.git", "0123abcd", "main", ""};
  const auto runOf = [&](SarifProfile profile) {
    return parsed(written(writeSarif, report, {.sarifProfile = profile})).getArray("runs")->front();
  };
  const llvm::json::Value same = runOf(SarifProfile::Default);
  EXPECT_EQ(at(same, {"versionControlProvenance", 0U}),
            llvm::json::Value(Object{{"repositoryUri", "https://example.org/shop.git"},
                                     {"revisionId", "0123abcd"},
                                     {"branch", "main"},
                                     {"mappedTo", Object{{"uriBaseId", "SRCROOT"}}}}));
  report.versionControl->folder = "services/a shop";
  const llvm::json::Value below = runOf(SarifProfile::Default);
  EXPECT_EQ(text(at(below, {"versionControlProvenance", 0U, "mappedTo", "uriBaseId"})), "REPOROOT");
  EXPECT_EQ(text(at(below, {"originalUriBaseIds", "SRCROOT", "uri"})), "services/a%20shop/");
  EXPECT_EQ(text(at(below, {"originalUriBaseIds", "SRCROOT", "uriBaseId"})), "REPOROOT");
  EXPECT_EQ(at(below, {"originalUriBaseIds", "REPOROOT"}).getAsObject()->get("uri"), nullptr);
  const llvm::json::Value github = runOf(SarifProfile::Github);
  EXPECT_EQ(text(at(github, {"results", 0U, "locations", 0U, "physicalLocation", "artifactLocation", "uri"})),
            "services/a%20shop/include/order.h")
      << "code scanning takes paths from the repository's root";
  EXPECT_EQ(at(github, {"originalUriBaseIds", "SRCROOT"}).getAsObject()->get("uri"), nullptr);
  EXPECT_EQ(text(at(github, {"versionControlProvenance", 0U, "mappedTo", "uriBaseId"})), "SRCROOT");
}

TEST(Sarif, GithubLeavesSuppressedResultsOut) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings.push_back(report.findings[0]);
  report.findings[0].suppression =
      Suppression{"include/order.h", 2, SuppressionKind::Line, "tell-anemic-class", "wire format"};
  report.findings[1].fingerprint = "shown:1";
  const llvm::json::Value log = parsed(written(writeSarif, report, {.sarifProfile = SarifProfile::Github}));
  const auto &results = at(log, {"runs", 0U, "results"});
  ASSERT_EQ(results.getAsArray()->size(), 1U);
  EXPECT_EQ(text(at(results, {0U, "partialFingerprints", "symbol/v1"})), "shown:1");
}

TEST(Sarif, GithubKeepsTheResultsOfTheHighestRankAndSaysSo) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.findings[0].finding.evidence.assign(150, report.findings[0].finding.evidence[0]);
  const TriagedFinding sample = report.findings[0];
  for (int i = 1; i < 5100; ++i) {
    report.findings.push_back(sample);
    report.findings.back().finding.evidence.clear();
    report.findings.back().finding.confidence = i % 50 == 0 ? 0.1 : 0.8;
  }
  const llvm::json::Value log = parsed(written(writeSarif, report, {.sarifProfile = SarifProfile::Github}));
  const auto &results = at(log, {"runs", 0U, "results"});
  ASSERT_EQ(results.getAsArray()->size(), 5000U);
  std::size_t low = 0;
  for (const llvm::json::Value &result : *results.getAsArray())
    low += at(result, {"rank"}).getAsNumber() == 10 ? 1 : 0;
  EXPECT_EQ(low, 1U) << "101 of them, 100 too many";
  EXPECT_EQ(at(results, {0U, "relatedLocations"}).getAsArray()->size(), 99U);
  EXPECT_THAT(text(at(results, {0U, "message", "text"})), HasSubstr(" and 145 more."));
  const auto &notification = at(log, {"runs", 0U, "invocations", 0U, "toolExecutionNotifications", 0U});
  EXPECT_EQ(text(at(notification, {"descriptor", "id"})), "results-dropped");
  EXPECT_THAT(text(at(notification, {"message", "text"})), HasSubstr("100 results"));
}

TEST(Sarif, NotificationsAreDescribedAndDivided) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.withheld = {"tell-dead-accessor"};
  report.notifications = {{Level::Warning, "unit-incomplete", "'x.h' file not found", {"src/a.cpp", 0, 0, 0, 0}},
                          {Level::Note, "baseline-outdated", "2 findings are gone", {"a.txt", 0, 0, 0, 0}}};
  const llvm::json::Value log = parsed(written(writeSarif, report));
  const auto &run = at(log, {"runs", 0U});
  const auto &execution = at(run, {"invocations", 0U, "toolExecutionNotifications"});
  const auto &configuration = at(run, {"invocations", 0U, "toolConfigurationNotifications"});
  ASSERT_EQ(execution.getAsArray()->size(), 2U);
  ASSERT_EQ(configuration.getAsArray()->size(), 1U);
  EXPECT_EQ(text(at(execution, {1U, "descriptor", "id"})), "checks-withheld");
  EXPECT_THAT(text(at(execution, {1U, "message", "text"})), HasSubstr("'tell-dead-accessor'"));
  for (const auto *list : {&execution, &configuration})
    for (const llvm::json::Value &notification : *list->getAsArray()) {
      const auto index =
          static_cast<std::size_t>(at(notification, {"descriptor", "index"}).getAsInteger().value_or(99));
      EXPECT_EQ(at(run, {"tool", "driver", "notifications", index, "id"}), at(notification, {"descriptor", "id"}));
      EXPECT_NE(text(at(run, {"tool", "driver", "notifications", index, "shortDescription", "text"})), "");
    }
  EXPECT_EQ(at(run, {"invocations", 0U, "executionSuccessful"}).getAsBoolean(), true);
}

TEST(Sarif, LongOrMissingSourceIsNotQuoted) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  const auto quoted = [&] {
    const llvm::json::Value log = parsed(written(writeSarif, report));
    const auto &place = at(log, {"runs", 0U, "results", 0U, "locations", 0U, "physicalLocation"});
    return place.getAsObject()->get("contextRegion") != nullptr;
  };
  EXPECT_TRUE(quoted());
  sources.write("include/order.h", "namespace shop {\nclass Order {\n" + std::string(5000, 'x') + "\n}\n");
  EXPECT_FALSE(quoted());
  report.findings[0].finding.place.path = "missing.h";
  EXPECT_FALSE(quoted());
}

} // namespace
} // namespace tell
