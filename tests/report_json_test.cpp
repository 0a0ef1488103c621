#include "report_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tell {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Json, HoldsFindingsCensusAndNotifications) {
  const TemporaryFolder sources;
  Report report = orderReport(sources);
  report.census = {{"shop::Order",
                    {"include/order.h", 2, 7, 2, 12},
                    "anemic",
                    "why",
                    87.5,
                    {{"Q1", "little", 0.1}},
                    {{"rules", 7}},
                    {totalGuarded()},
                    {}}};
  report.notifications = {{Level::Warning, "unit-incomplete", "bad \xff byte", {"src/a.cpp", 0, 0, 0, 0}}};
  const std::string raw = written(writeJson, report);
  const llvm::json::Value json = parsed(raw);
  EXPECT_EQ(at(json, {"version"}).getAsInteger(), 1);
  EXPECT_EQ(at(json, {"exitCode"}).getAsInteger(), 1);
  EXPECT_EQ(text(at(json, {"findings", 0U, "check"})), "tell-anemic-class");
  EXPECT_EQ(at(json, {"findings", 0U, "place", "endColumn"}).getAsInteger(), 12);
  EXPECT_EQ(text(at(json, {"findings", 0U, "advice", "signature"})), "void cancel()");
  EXPECT_EQ(text(at(json, {"findings", 0U, "advice", "parameters", 0U})), "int reason");
  EXPECT_EQ(text(at(json, {"findings", 0U, "advice", "obstacle"})), "it also needs 'store_'");
  EXPECT_EQ(at(json, {"findings", 0U, "advice", "replaces", 0U, "place", "endLine"}).getAsInteger(), 4);
  EXPECT_EQ(at(json, {"findings", 0U, "metrics", "rulesOutside"}).getAsNumber(), 7);
  EXPECT_EQ(text(at(json, {"findings", 0U, "fingerprint"})), "00112233445566aa:1");
  EXPECT_EQ(text(at(json, {"census", 0U, "questions", "Q1", "answer"})), "little");
  EXPECT_EQ(text(at(json, {"census", 0U, "invariants", 0U, "kind"})), "guarded");
  EXPECT_EQ(text(at(json, {"census", 0U, "invariants", 0U, "fields", 0U})), "total");
  EXPECT_EQ(text(at(json, {"census", 0U, "invariants", 0U, "inside", 0U, "subject", "name"})), "shop::Order::pay");
  EXPECT_EQ(text(at(json, {"census", 0U, "invariants", 0U, "inside", 0U, "text"})), "total < paid");
  EXPECT_THAT(raw, Not(HasSubstr("\"from\""))) << "a guard has no values that it leads from";
  EXPECT_EQ(text(at(json, {"notifications", 0U, "message"})), "bad \xef\xbf\xbd byte");
  EXPECT_THAT(raw, HasSubstr("\"value\": 0.1\n")) << "numbers are written in their shortest form";
}

TEST(Json, HoldsWhatStrategiesSay) {
  const llvm::json::Value json = parsed(written(writeJson, comparedReport()));
  EXPECT_EQ(at(json, {"census", 0U, "strategies", "herDataClass"}).getAsBoolean(), true);
  EXPECT_EQ(at(json, {"census", 1U, "strategies", "herDataClass"}).getAsBoolean(), false);
  EXPECT_EQ(text(at(json, {"functions", 0U, "subject", "name"})), "sum");
  EXPECT_EQ(at(json, {"functions", 0U, "place", "line"}).getAsInteger(), 3);
  EXPECT_EQ(at(json, {"functions", 0U, "metrics", "atfd"}).getAsNumber(), 6);
  EXPECT_EQ(text(at(json, {"functions", 0U, "providers", 1U, "class"})), "Rich");
  EXPECT_EQ(at(json, {"functions", 0U, "providers", 1U, "attributes"}).getAsInteger(), 2);
  EXPECT_EQ(at(json, {"functions", 1U, "strategies", "hisFeatureEnvy"}).getAsBoolean(), false);
}

TEST(Json, LeavesOutWhatWasNotAskedFor) {
  Report report = comparedReport();
  for (ClassEntry &entry : report.census)
    entry.strategies.clear();
  report.functions.clear();
  report.checks.emplace_back(); // a check ran: it is no census
  const std::string raw = written(writeJson, report);
  EXPECT_THAT(raw, Not(HasSubstr("strategies")));
  EXPECT_THAT(raw, Not(HasSubstr("functions\": [")));
}

} // namespace
} // namespace tell
