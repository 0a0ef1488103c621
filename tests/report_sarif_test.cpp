#include "report/sarif_writer.hpp"
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
            llvm::json::Value(Object{{"startLine", 2}, {"startColumn", 7}, {"endLine", 2}, {"endColumn", 12}}));
  EXPECT_EQ(text(at(location, {"logicalLocations", 0U, "fullyQualifiedName"})), "shop::Order");
  EXPECT_EQ(text(at(location, {"logicalLocations", 0U, "name"})), "Order");
  EXPECT_EQ(text(at(location, {"logicalLocations", 0U, "kind"})), "type");
  const auto &related = at(result, {"relatedLocations", 0U});
  EXPECT_EQ(at(related, {"id"}).getAsInteger(), 1);
  EXPECT_EQ(text(at(related, {"message", "text"})), "'OrderService::cancel' asks status(), then calls setStatus().");
  EXPECT_EQ(text(at(related, {"logicalLocations", 0U, "fullyQualifiedName"})), "shop::OrderService::cancel");
  EXPECT_EQ(text(at(related, {"logicalLocations", 0U, "kind"})), "function");
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
  EXPECT_EQ(sarif::uriOf("src/a b#1%.h"), "src/a%20b%231%25.h");
  EXPECT_EQ(sarif::uriOf("c:x/\xc3\xbc\xff.h"), "c%3Ax/%C3%BC%FF.h");
  EXPECT_EQ(sarif::uriOf("/usr/include/x y.h"), "file:///usr/include/x%20y.h");
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

} // namespace
} // namespace tell
