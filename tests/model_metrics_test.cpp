// Published metrics and strategies against values that were counted by hand; the score's formula against its promises.

#include "model/baseline_strategies.hpp"
#include "model/census.hpp"
#include "model/published_metrics.hpp"
#include "model_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace tell {
namespace {

using test::classNamed;
using test::functionNamed;
using test::programOf;
using testing::ElementsAre;
using testing::IsEmpty;

ClassMetrics metricsOf(const Program &program, const char *name) {
  return classMetrics(program, classNamed(program, name));
}

FunctionMetrics usesOf(const Program &program, const char *name) {
  return functionMetrics(program, functionNamed(program, name));
}

/// "Order 3": the providers of foreign data in their order.
std::vector<std::string> providersOf(const Program &program, const char *name) {
  std::vector<std::string> out;
  for (const DataProvider &provider : usesOf(program, name).providers)
    out.push_back(program.classes()[provider.provider].simple + " " + std::to_string(provider.attributes));
  return out;
}

TEST(ClassMetrics, CountTheInterface) {
  const Program program = programOf(R"(
    class Base { public: virtual ~Base() = default; virtual int size() const = 0; };
    class Order : public Base {
    public:
      Order() = default;
      explicit Order(int total) : total_(total) {}
      Order(const Order &) = delete;
      Order &operator=(const Order &) = default;
      int total() const { return total_; }
      void setTotal(int total) { total_ = total; }
      int size() const override { return size_; }
      bool isLarge() const { return total_ > 100; }
      static int limit() { return 100; }
      int count = 0;
      static inline int made = 0;
    protected:
      int hidden() const { return total_ * 2; }
      int bare() const { return total_; }
      int reserve = 0;
    private:
      void grow() { ++size_; }
      int total_ = 0;
      int size_ = 0;
    };)");
  const ClassMetrics order = metricsOf(program, "Order");
  EXPECT_EQ(order.noam, 3U) << "total, setTotal, size";
  EXPECT_EQ(order.nopa, 1U) << "count";
  EXPECT_DOUBLE_EQ(order.woc, 2.0 / 6) << "isLarge and limit of these with the three accessors and the field";
  EXPECT_DOUBLE_EQ(order.wocOfMethods, 3.0 / 7) << "isLarge, limit and hidden; bare is an accessor";
  EXPECT_EQ(order.wmc, 9U) << "one constructor, five public methods, two protected ones, one private";
}

TEST(ClassMetrics, SumCyclomaticComplexity) {
  const Program program = programOf(R"(
    class Gauge {
    public:
      int plain() const { return 1; }                       // 1
      int clamp(int x) const {                              // if, if, &&: 4
        if (x < low_) return low_;
        if (x > high_ && high_ > 0) return high_;
        return x;
      }
      int sum(int n) const {                                // for, while, ?: : 4
        int s = 0;
        for (int i = 0; i < n; ++i) s += i;
        while (s > high_) --s;
        return s > low_ ? s : low_;
      }
      int word(int x) const {                               // two groups of labels and the default: 4
        switch (x) {
        case 1: case 2: return 12;
        case 3: return 3;
        default: return 0;
        }
      }
      int later() const;                                    // not seen: 1
    private:
      int low_ = 0, high_ = 9;
    };)");
  EXPECT_EQ(metricsOf(program, "Gauge").wmc, 14U);
}

TEST(ClassMetrics, OfClassesWithoutMethodsOrMembers) {
  const Program program = programOf(R"(
    struct Point { int x = 0, y = 0; };
    class Hidden { int secret_ = 0; };)");
  const ClassMetrics point = metricsOf(program, "Point");
  EXPECT_EQ(point.nopa, 2U);
  EXPECT_EQ(point.wmc, 0U);
  EXPECT_EQ(point.woc, 0);
  EXPECT_EQ(point.wocOfMethods, 0);
  const ClassMetrics hidden = metricsOf(program, "Hidden");
  EXPECT_EQ(hidden.nopa + hidden.noam, 0U);
  EXPECT_EQ(hidden.woc, 1) << "nothing is revealed";
}

const char *const kWarehouse = R"(
  class Box {
  public:
    int width() const { return width_; }
    int height() const { return height_; }
    int depth() const { return depth_; }
    void setDepth(int depth) { depth_ = depth; }
    int volume() const { return width_ * height_ * depth_; }
    bool same(const Box &other) const { return width_ == other.width_; }
  private:
    int width_ = 0, height_ = 0, depth_ = 0;
  };
  struct Shelf { int rows = 0; Box front; static inline int made = 0; };
  class Packer {
  public:
    int space(const Box &box) const { return box.width() * box.height() * fill_ / 100; }
    void squash(Box &box) { if (box.depth() > 1) box.setDepth(box.depth() - 1); }
    int told(const Box &box) const { return box.volume(); }
    int own() const { return fill_ + seen_; }
    int nothing() const { return 7; }
    int through(const Shelf &shelf) const { return shelf.front.width() + shelf.rows; }
    int twice(const Box &one, const Box &other) const { return one.width() + other.width(); }
    void helped(const Box &box) { seen_ = space(box); }
    int counted(const Shelf &) const { return Shelf::made; }
    Box kept(const Shelf &shelf) const { return shelf.front; }
  private:
    int fill_ = 90, seen_ = 0;
  };
  int area(const Box &box) { return box.width() * box.height(); }
)";

TEST(FunctionMetrics, CountDistinctAttributesOfUnrelatedClasses) {
  const Program program = programOf(kWarehouse);
  const FunctionMetrics space = usesOf(program, "Packer::space");
  EXPECT_EQ(space.atfd, 2U);
  EXPECT_EQ(space.fdp, 1U);
  EXPECT_DOUBLE_EQ(space.laa, 1.0 / 3) << "fill_ of fill_, width_, height_";
  const FunctionMetrics squash = usesOf(program, "Packer::squash");
  EXPECT_EQ(squash.atfd, 1U) << "depth_ is read and set";
  EXPECT_EQ(squash.laa, 0);
  EXPECT_EQ(usesOf(program, "Packer::twice").atfd, 1U) << "attributes, not objects";
  const FunctionMetrics area = usesOf(program, "area");
  EXPECT_EQ(area.atfd, 2U);
  EXPECT_EQ(area.laa, 0) << "a free function has nothing of its own";
}

TEST(FunctionMetrics, TellingIsNoAccess) {
  const Program program = programOf(kWarehouse);
  EXPECT_EQ(usesOf(program, "Packer::told").atfd, 0U);
  EXPECT_EQ(usesOf(program, "Packer::told").laa, 1) << "of nothing";
  const FunctionMetrics own = usesOf(program, "Packer::own");
  EXPECT_EQ(own.atfd + own.fdp, 0U);
  EXPECT_EQ(own.laa, 1);
  EXPECT_EQ(usesOf(program, "Packer::nothing").laa, 1);
  EXPECT_EQ(usesOf(program, "Packer::helped").atfd, 0U) << "what it calls is not its own doing";
  EXPECT_EQ(usesOf(program, "Packer::counted").atfd, 0U) << "a static field is nobody's state";
  EXPECT_EQ(usesOf(program, "Box::same").atfd, 0U) << "another object of the same class";
  EXPECT_EQ(usesOf(program, "Box::same").laa, 1);
}

TEST(FunctionMetrics, NameTheProviders) {
  const Program program = programOf(kWarehouse);
  EXPECT_EQ(usesOf(program, "Packer::through").atfd, 3U) << "front, its width_, and rows";
  EXPECT_EQ(usesOf(program, "Packer::through").fdp, 2U);
  EXPECT_THAT(providersOf(program, "Packer::through"), ElementsAre("Shelf 2", "Box 1"));
  EXPECT_THAT(providersOf(program, "Packer::kept"), ElementsAre("Shelf 1")) << "carrying is an access too";
  EXPECT_THAT(providersOf(program, "Packer::own"), IsEmpty());
}

ClassMetrics shaped(double woc, std::uint32_t noam, std::uint32_t nopa, std::uint32_t wmc) {
  ClassMetrics metrics;
  metrics.woc = metrics.wocOfMethods = woc;
  metrics.noam = noam;
  metrics.nopa = nopa;
  metrics.wmc = wmc;
  return metrics;
}

/// Which of Lanza and Marinescu's, PMD's and RepositoryMiner's Data Class holds: "LPR".
std::string dataClass(const ClassMetrics &metrics) {
  std::string out;
  for (const StrategyVerdict &verdict : classVerdicts(metrics))
    out += verdict.holds ? static_cast<char>(verdict.strategy.front() - 'a' + 'A') : '-';
  return out;
}

TEST(BaselineStrategies, DataClassAtItsThresholds) {
  EXPECT_EQ(dataClass(shaped(0, 1, 1, 2)), "---") << "two are few";
  EXPECT_EQ(dataClass(shaped(0, 2, 1, 3)), "L--");
  EXPECT_EQ(dataClass(shaped(0, 2, 2, 3)), "LP-");
  EXPECT_EQ(dataClass(shaped(0, 5, 0, 3)), "LP-");
  EXPECT_EQ(dataClass(shaped(0, 6, 0, 3)), "LPR");
  EXPECT_EQ(dataClass(shaped(0.32, 6, 0, 3)), "LPR");
  EXPECT_EQ(dataClass(shaped(1.0 / 3, 6, 0, 3)), "---") << "a third is not below a third";
  EXPECT_EQ(dataClass(shaped(0.2, 5, 0, 30)), "LP-");
  EXPECT_EQ(dataClass(shaped(0.2, 5, 0, 31)), "---") << "complex, and not many";
  EXPECT_EQ(dataClass(shaped(0.2, 6, 0, 31)), "LP-");
  EXPECT_EQ(dataClass(shaped(0.2, 9, 0, 46)), "LPR");
  EXPECT_EQ(dataClass(shaped(0.2, 9, 0, 47)), "---") << "very complex";
}

TEST(BaselineStrategies, PmdLooksAtMethodsAlone) {
  ClassMetrics metrics = shaped(0.2, 0, 8, 3);
  metrics.wocOfMethods = 1;
  EXPECT_EQ(dataClass(metrics), "L-R");
}

TEST(BaselineStrategies, FeatureEnvyAtItsThresholds) {
  const auto envies = [](std::uint32_t atfd, double laa, std::uint32_t fdp) {
    FunctionMetrics metrics;
    metrics.atfd = atfd;
    metrics.laa = laa;
    metrics.fdp = fdp;
    const auto verdicts = functionVerdicts(metrics);
    EXPECT_EQ(verdicts.size(), 1U);
    return verdicts.front().holds;
  };
  EXPECT_TRUE(envies(6, 0.3, 5));
  EXPECT_FALSE(envies(5, 0.3, 5));
  EXPECT_FALSE(envies(6, 1.0 / 3, 5));
  EXPECT_FALSE(envies(6, 0.3, 6));
}

TEST(BaselineStrategies, OnCode) {
  const Program program = programOf(R"(
    struct Ticket { int a = 0, b = 0, c = 0, d = 0, e = 0, f = 0; };
    int all(const Ticket &t) { return t.a + t.b + t.c + t.d + t.e + t.f; }
    int five(const Ticket &t) { return t.a + t.b + t.c + t.d + t.e; }
  )");
  EXPECT_EQ(dataClass(metricsOf(program, "Ticket")), "LPR");
  EXPECT_TRUE(isFeatureEnvy(usesOf(program, "all")));
  EXPECT_FALSE(isFeatureEnvy(usesOf(program, "five")));
}

// --- the score ---

using Count = std::size_t Encapsulation::*;

/// The counts 0, 1, 2, 5 and 40 in all combinations.
std::vector<Encapsulation> grid() {
  const std::array<Count, 7> counts = {
      &Encapsulation::behaviours,   &Encapsulation::transport,   &Encapsulation::asks,      &Encapsulation::ownRules,
      &Encapsulation::rulesOutside, &Encapsulation::rulesInside, &Encapsulation::dependents};
  std::vector<Encapsulation> out = {{}};
  for (const Count count : counts) {
    std::vector<Encapsulation> next;
    for (const Encapsulation &each : out)
      for (const std::size_t value : {0U, 1U, 2U, 5U, 40U}) {
        next.push_back(each);
        next.back().*count = value;
      }
    out = std::move(next);
  }
  return out;
}

/// How many of the grid's points break "one more of `count` changes no answer and the score in this direction only".
std::size_t breaches(Count count, double direction) {
  std::size_t broken = 0;
  for (const Encapsulation &before : grid()) {
    Encapsulation after = before;
    ++(after.*count);
    bool right = direction * (after.score() - before.score()) >= -1e-9;
    for (std::size_t i = 0; i < 4; ++i)
      right = right && direction * (after.answers()[i] - before.answers()[i]) >= 0;
    broken += right ? 0 : 1;
  }
  return broken;
}

TEST(Score, IsMonotone) {
  for (const Count worse :
       {&Encapsulation::transport, &Encapsulation::asks, &Encapsulation::rulesOutside, &Encapsulation::dependents})
    EXPECT_EQ(breaches(worse, 1), 0U);
  for (const Count better : {&Encapsulation::behaviours, &Encapsulation::ownRules, &Encapsulation::rulesInside})
    EXPECT_EQ(breaches(better, -1), 0U);
  EXPECT_GT(breaches(&Encapsulation::asks, -1), 0U) << "the measure itself must be able to fail";
}

TEST(Score, StaysWithinItsBounds) {
  for (const Encapsulation &each : grid()) {
    EXPECT_GE(each.score(), 0);
    EXPECT_LE(each.score(), 100);
    for (const double answer : each.answers())
      EXPECT_TRUE(answer >= 0 && answer <= 1) << answer;
  }
  EXPECT_EQ(Encapsulation{}.score(), 0);
}

/// An anemic class in a program, to which more is added. `inside` stands in the class, `outside` after it.
double scored(const std::string &inside, const std::string &outside) {
  const Program program = programOf(R"(
    class Loan {
    public:
      int amount() const { return amount_; }
      void setAmount(int amount) { amount_ = amount; }
      int rate() const { return rate_; }
      )" + inside + R"(
    private:
      int amount_ = 0, rate_ = 0;
    };
    class Desk {
    public:
      bool isLarge(const Loan &loan) const { return loan.amount() > 1000; }
      bool isCheap(const Loan &loan) const { return loan.amount() * loan.rate() < 50; }
      void cut(Loan &loan) { if (loan.amount() > 9) loan.setAmount(loan.amount() - 1); }
    };
  )" + outside);
  EXPECT_TRUE(program.isDomain(classNamed(program, "Loan"))) << inside << outside;
  return score(program, classNamed(program, "Loan"));
}

TEST(Score, FollowsTheProgram) {
  const double before = scored("", "");
  EXPECT_GT(scored("", "bool dear(const Loan &l) { return l.rate() > 12; }"), before) << "a rule outside";
  EXPECT_GT(scored("int twin() const { return rate_; } void setRate(int rate) { rate_ = rate; }"
                   "bool odd() const { return rate_ % 2 == 1; }",
                   ""),
            scored("bool odd() const { return rate_ % 2 == 1; }", ""))
      << "accessors, beside behaviour";
  EXPECT_GT(scored("", "int copied(const Loan &l) { return l.rate(); }"), before) << "a dependent";
  EXPECT_LT(scored("bool odd() const { return rate_ % 2 == 1; }", ""), before) << "a rule and behaviour of its own";
  EXPECT_LT(scored("void touch() { amount_ = 3; }", ""), before) << "behaviour without a rule";
}

} // namespace
} // namespace tell
