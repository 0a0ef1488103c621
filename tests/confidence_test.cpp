// How sure findings are, and what follows from it.

#include "checks/check.hpp"
#include "checks/wording.hpp"
#include "model/confidence.hpp"
#include "model_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tell {
namespace {

using test::classNamed;
using test::fieldNamed;
using test::programOf;

TEST(Rate, AloneSetsTheLevel) {
  Finding finding;
  checks::rate(finding, 0.59);
  EXPECT_EQ(finding.level, Level::Note);
  checks::rate(finding, 0.6);
  EXPECT_EQ(finding.level, Level::Warning);
  EXPECT_EQ(finding.confidence, 0.6);
  finding.advice.obstacle = "it also needs 'openValve'";
  checks::rate(finding, 0.9);
  EXPECT_EQ(finding.level, Level::Note) << "something stands in the way";
  EXPECT_EQ(finding.confidence, kMostOfNote);
}

TEST(Confidence, OfNotesStaysBelowAWarning) {
  Sweep sum;
  sum.owner = 0;
  const Program program = programOf("class Order { public: int total() const { return total_; } void setTotal(int t) "
                                    "{ total_ = t; } private: int total_ = 0; };");
  for (const double confidence :
       {confidenceInChain(9, 9), confidenceInHollow(9, 9), confidenceInHalfBuilt(9, 9), confidenceInDead(1, 9),
        confidenceInAggregate(program, sum), confidenceInCeremony(program, 0)}) {
    EXPECT_LT(confidence, kSure);
    EXPECT_GE(confidence, kWorthwhile) << "and is worth a note";
  }
}

TEST(Confidence, TrustsAWrittenCheckMoreThanFieldsThatMoveTogether) {
  const Program program = programOf(R"(
    class Tank {
    public:
      void fill(int litres) { if (level + litres > 9) throw 1; level += litres; }
      void add(int value) { sum += value; count += 1; }
      int level = 0, sum = 0, count = 0;
    };
    void correct(Tank &tank) { tank.level = 10; tank.sum = 3; })");
  const ClassId tank = classNamed(program, "Tank");
  const Invariant *checked = program.invariantOf(fieldNamed(program, "Tank", "level"));
  const Invariant *together = program.invariantOf(fieldNamed(program, "Tank", "sum"));
  ASSERT_TRUE(checked != nullptr && together != nullptr);
  EXPECT_GT(confidenceInExposure(program, tank, *checked), confidenceInExposure(program, tank, *together));
  EXPECT_GE(confidenceInExposure(program, tank, *together), kSure);
  EXPECT_EQ(confidenceInSetter(program, tank, checked, 0), confidenceInExposure(program, tank, *checked));
  EXPECT_GT(confidenceInSetter(program, tank, nullptr, 3), confidenceInSetter(program, tank, nullptr, 2));
}

TEST(Precision, IsGivenForEveryCheck) {
  for (const Check *check : allChecks()) {
    EXPECT_GT(check->info.precision, 0) << check->info.id;
    EXPECT_LT(check->info.precision, 1) << check->info.id << ": nothing is certain";
  }
}

} // namespace
} // namespace tell
