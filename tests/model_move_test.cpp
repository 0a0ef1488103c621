// What of a function could stand in another class, what it would need there, and what stands in the way.

#include "checks/proposal.hpp"
#include "checks/signature.hpp"
#include "model/move.hpp"
#include "model_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tell {
namespace {

using test::classNamed;
using test::fieldNamed;
using test::functionNamed;
using test::linkOf;
using test::programOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kOrder = R"(
  #include <string>
  #include <vector>
  enum class Status { Draft, Open, Closed };
  class Order {
  public:
    Status status() const { return status_; }
    void setStatus(Status status) { status_ = status; }
    int quantity() const { return quantity_; }
    void setQuantity(int quantity) { quantity_ = quantity; }
    int filled() const { return filled_; }
    const std::string &sku() const { return sku_; }
  private:
    Status status_ = Status::Draft;
    int quantity_ = 0, filled_ = 0;
    std::string sku_;
  };
  Order &find(int id);
  void log(const char *text);
)";

/// The plan for what a function of a program does with Order.
struct Planned {
  explicit Planned(const std::string &code, std::string_view name = "f")
      : program(programOf(kOrder + code)),
        wish{.function = functionNamed(program, name), .target = classNamed(program, "Order")},
        plan(planMove(program, wish)) {}

  [[nodiscard]] std::string signature() const { return checks::signatureOf(program, wish, plan); }
  [[nodiscard]] std::vector<Text> parameters() const { return checks::parametersOf(program, plan); }

  Program program;
  MoveWish wish;
  MovePlan plan;
};

TEST(MoveFunction, TakesAllWithItsOtherParameters) {
  const Planned planned("bool f(const Order &order, int limit) { return order.quantity() - order.filled() > limit; }");
  EXPECT_EQ(planned.plan.part, MovePart::Function);
  EXPECT_TRUE(planned.plan.constant);
  EXPECT_THAT(planned.parameters(), ElementsAre("int limit"));
  EXPECT_EQ(planned.signature(), "bool f(int limit) const");
  EXPECT_EQ(planned.plan.place.line, planned.program.functions()[planned.wish.function].extent.line);
}

TEST(MoveFunction, MembersOfTheDeciderBecomeParameters) {
  const Planned planned(R"(
    class Desk {
    public:
      bool isLargeOrder(const Order &order) const { return order.quantity() > limit_ && order.filled() < getReserve(); }
      int getReserve() const { return limit_ / 2; }
    private:
      int limit_ = 3;
    };)",
                        "Desk::isLargeOrder");
  EXPECT_EQ(planned.plan.part, MovePart::Function);
  EXPECT_EQ(planned.signature(), "bool isLarge(int limit, int reserve) const");
}

TEST(MoveFunction, ParametersKeepTheirOrder) {
  const Planned planned(
      "int f(const Order &order, int a, const std::string &b) { return b.empty() ? 0 : order.quantity() * a; }");
  EXPECT_THAT(planned.parameters(), ElementsAre("int a", "const std::string &b"));
}

TEST(MoveFunction, IsNotConstWhereItChangesTheObject) {
  const Planned planned(
      "void close(Order &order) { if (order.status() == Status::Open) order.setStatus(Status::Closed); }", "close");
  EXPECT_EQ(planned.plan.part, MovePart::Function);
  EXPECT_FALSE(planned.plan.constant);
  EXPECT_EQ(planned.signature(), "void close()");
}

TEST(MoveFunction, OverridesStayAndLendTheirBody) {
  const Planned planned(R"(
    struct Rule { virtual ~Rule() = default; virtual bool holds(const Order &order) const = 0; };
    struct Large : Rule {
      bool holds(const Order &order) const override { return order.quantity() > 10 && order.filled() == 0; }
    };)",
                        "Large::holds");
  EXPECT_NE(planned.plan.part, MovePart::Function);
  EXPECT_NE(planned.plan.part, MovePart::Nothing);
  EXPECT_EQ(planned.plan.obstacle, "");
}

TEST(MoveBlock, TheBodyOfALoopOverOnesOwn) {
  const Planned planned(R"(
    class Shop {
    public:
      void update() {
        for (Order &order : orders_) {
          if (order.quantity() > 50)
            order.setQuantity(50);
          else
            order.setQuantity(order.quantity() + 1);
        }
      }
    private:
      std::vector<Order> orders_;
    };)",
                        "Shop::update");
  EXPECT_EQ(planned.plan.part, MovePart::Block);
  EXPECT_TRUE(planned.plan.element);
  EXPECT_EQ(planned.signature(), "void update()");
  const Advice advice = checks::moveInto(planned.program, planned.wish);
  EXPECT_EQ(
      advice.hint,
      "give Order 'void update()', from the body of the loop in 'Shop::update' (Extract Function, Move Function)");
}

TEST(MoveBlock, WhatIsAddedUpIsTheAnswer) {
  const Planned planned(R"(
    double f(const std::vector<Order> &orders) {
      double total = 0;
      for (const Order &order : orders) {
        if (order.quantity() > 2) total += order.quantity() * 1.5;
        if (order.filled() > 30) total += 10;
      }
      return total;
    })");
  EXPECT_EQ(planned.plan.part, MovePart::Block);
  EXPECT_TRUE(planned.plan.adds);
  EXPECT_THAT(planned.plan.inputs, IsEmpty());
  EXPECT_EQ(planned.signature(), "double f() const");
}

TEST(MoveBlock, ALookedUpObjectIsTold) {
  const Planned planned(R"(
    bool f(int id) {
      Order &order = find(id);
      if (order.status() != Status::Open)
        return false;
      order.setStatus(Status::Closed);
      log("closed");
      return true;
    })");
  EXPECT_EQ(planned.plan.part, MovePart::Block);
  EXPECT_TRUE(planned.plan.succeeds) << "the caller must know whether to go on";
  EXPECT_EQ(planned.signature(), "bool markClosed()");
}

TEST(MoveSteps, WhatStandsBetweenStays) {
  const Planned planned(R"(
    void f(int id) {
      Order &order = find(id);
      if (order.status() != Status::Open)
        throw 1;
      log("closing");
      order.setStatus(Status::Closed);
    })");
  EXPECT_EQ(planned.plan.part, MovePart::Steps);
  EXPECT_EQ(planned.signature(), "void markClosed()");
}

TEST(MovePredicate, IsNamedAfterTheVariableItIsStoredIn) {
  const Planned planned(R"(
    void f(int id) {
      const Order &order = find(id);
      const bool overdrawn = order.filled() > order.quantity();
      if (overdrawn) log("overdrawn");
    })");
  EXPECT_EQ(planned.plan.part, MovePart::Predicate);
  EXPECT_EQ(planned.signature(), "bool overdrawn() const");
}

TEST(MovePredicate, IsNamedAfterTheEnumerator) {
  const Planned planned("void f(const Order &order) { if (order.status() == Status::Closed) log(\"closed\"); }");
  EXPECT_EQ(planned.plan.part, MovePart::Predicate);
  EXPECT_EQ(planned.signature(), "bool isClosed() const");
}

TEST(MovePredicate, TakesWhatTheSurroundingsAnswer) {
  const Planned planned(R"(
    struct Prices { int of(const std::string &sku) const; };
    class Desk {
    public:
      void f(const Order &order) { if (order.quantity() * prices_.of(order.sku()) > 100) log("large"); }
    private:
      Prices prices_;
    };)",
                        "Desk::f");
  EXPECT_EQ(planned.plan.part, MovePart::Predicate);
  EXPECT_THAT(planned.parameters(), ElementsAre("int prices"));
}

TEST(MoveObstacles, MoreThanThreeInputs) {
  const Planned planned(
      "bool f(const Order &o, int a, int b, int c, int d) { return o.quantity() * a + b > o.filled() * c + d; }");
  EXPECT_EQ(planned.plan.part, MovePart::Nothing);
  EXPECT_EQ(planned.plan.obstacle, "it needs 4 values from elsewhere: a, b, c and d");
}

TEST(MoveObstacles, SeveralObjectsOfTheClass) {
  const Planned planned(
      "bool f(const Order &a, const Order &b) { return a.quantity() + b.quantity() > a.filled() + b.filled(); }");
  EXPECT_EQ(planned.plan.part, MovePart::Nothing);
  EXPECT_EQ(planned.plan.obstacle, "it weighs several objects of Order against each other");
}

TEST(MoveObstacles, WhatOnlyADerivedClassHas) {
  const Planned planned(R"(
    class RushOrder : public Order { public: int days() const { return days_; } private: int days_ = 1; };
    bool f(const RushOrder &order) { return order.quantity() > order.filled() + order.days(); })");
  EXPECT_EQ(planned.plan.part, MovePart::Nothing);
  EXPECT_EQ(planned.plan.obstacle, "it also uses 'days', which not every Order has");
}

TEST(MoveObstacles, AnObjectThatMayNotBeThere) {
  const Planned planned(
      "bool f(const Order *order) { return order != nullptr && order->quantity() > order->filled() + 1; }");
  EXPECT_EQ(planned.plan.part, MovePart::Predicate) << "who has the pointer asks whether there is one";
  EXPECT_EQ(planned.plan.obstacle, "");
}

TEST(MoveObstacles, AServiceThatTheRuleIsHandedTo) {
  const Planned planned(R"(
    class Store { public: bool isKnown(const Order &order) { return ++asked_ > order.quantity(); } private: int asked_ = 0; };
    class Desk {
    public:
      bool f(const Order &order) { return order.quantity() > 3 && order.filled() < order.quantity() && store_.isKnown(order); }
    private:
      Store store_;
    };)",
                        "Desk::f");
  EXPECT_EQ(planned.plan.part, MovePart::Predicate) << "only the guard";
  EXPECT_THAT(planned.plan.inputs, IsEmpty());
}

TEST(MoveObstacles, AnExceptionOfTheServices) {
  const Planned planned(R"(
    class Desk {
    public:
      class Refused {};
      void f(Order &order) { if (order.quantity() > 3) throw Refused(); order.setQuantity(4); }
    };)",
                        "Desk::f");
  EXPECT_NE(planned.plan.part, MovePart::Function);
  EXPECT_EQ(planned.plan.part, MovePart::Steps) << "the exception stays with the caller";
}

TEST(MoveObstacles, TheFileOfAnInputIncludesTheTarget) {
  const Program program = linkOf({{"order.hpp", "#pragma once\n" + kOrder},
                                  {"basket.hpp", R"(#pragma once
    #include "order.hpp"
    class Basket { public: struct Limits { Order first; int most = 0; }; };)"},
                                  {"a.cpp", R"(#include "basket.hpp"
    bool f(const Order &order, Basket::Limits limits) { return order.quantity() > 3 && check(order, limits); }
    bool g(const Order &order, Basket::Limits limits) { return order.quantity() > limits.most; })"}},
                                 {.coverage = Coverage::Incomplete})
                              .program;
  const MovePlan plan =
      planMove(program, {.function = functionNamed(program, "g"), .target = classNamed(program, "Order")});
  EXPECT_EQ(plan.part, MovePart::Function) << "the number alone is enough";
  ASSERT_EQ(plan.inputs.size(), 1U);
  EXPECT_EQ(plan.inputs[0].name, "most");
}

TEST(MoveNames, AMethodThatSaysTheSameIsCalled) {
  const Program program = programOf(R"(
    class Loan {
    public:
      int renewals() const { return renewals_; }
      bool isRenewable() const { return renewals_ < 2; }
    private:
      int renewals_ = 0;
    };
    bool mayRenew(const Loan &loan) { return loan.renewals() < 2; })");
  const MoveWish wish{.function = functionNamed(program, "mayRenew"), .target = classNamed(program, "Loan")};
  EXPECT_EQ(planMove(program, wish).existing, functionNamed(program, "Loan::isRenewable"));
  const Advice advice = checks::moveInto(program, wish);
  EXPECT_EQ(advice.hint, "call 'Loan::isRenewable', which says the same (Replace Inline Code with Function Call)");
  EXPECT_EQ(advice.signature, "");
}

TEST(MoveNames, AnotherMethodOfTheNameAsksForAnotherName) {
  const Planned planned(
      "class Desk { public: int quantity(const Order &order) { return order.quantity() * 2 + order.filled(); } };",
      "Desk::quantity");
  EXPECT_EQ(planned.plan.part, MovePart::Function);
  EXPECT_EQ(planned.signature(), "int quantityForDesk() const");
}

TEST(MoveNames, AGetterTakesTheNameToo) {
  const Program program = programOf("class A { public: int getTotal() const { return t_; } private: int t_ = 0; };");
  const ClassId id = classNamed(program, "A");
  EXPECT_TRUE(hasMember(program, id, "total"));
  EXPECT_TRUE(hasMember(program, id, "getTotal"));
  EXPECT_TRUE(hasMember(program, id, "t_"));
  EXPECT_FALSE(hasMember(program, id, "totals"));
}

TEST(MovePredicate, ATableMovesAlong) {
  const Planned planned(R"(
    double f(const Order &order, double base) {
      static const double rates[] = {1.0, 0.9, 0.8};
      log("rate");
      return base + rates[static_cast<int>(order.status())] * order.quantity();
    })");
  EXPECT_THAT(planned.parameters(), testing::Not(testing::Contains(HasSubstr("rates"))));
  EXPECT_NE(planned.plan.part, MovePart::Nothing);
}

TEST(MoveForm, WhatHidingAFieldWouldBreak) {
  const Program program = programOf(R"(
    struct Plain { int a = 0; void set(int v) { if (v < 0) throw 1; a = v; } };
    struct Listed { int a = 0; };
    struct Unpacked { int a = 0, b = 0; };
    struct __attribute__((packed)) Packed { char c; int a; };
    struct Base { int a = 0; };
    struct Derived : Base { int twice() const { return a * 2; } };
    int f() { Listed l{3}; Plain p; p.set(1); auto [x, y] = Unpacked(); return l.a + x + y + p.a; })");
  const auto obstacle = [&](const char *owner) { return hidingObstacle(program, fieldNamed(program, owner, "a"), {}); };
  EXPECT_EQ(obstacle("Plain"), "");
  EXPECT_THAT(obstacle("Listed"), HasSubstr("braced list"));
  EXPECT_THAT(obstacle("Unpacked"), HasSubstr("structured bindings"));
  EXPECT_EQ(obstacle("Packed"), "its layout is fixed");
  EXPECT_EQ(obstacle("Base"), "derived classes use it");
  const std::vector<FunctionId> movers = {functionNamed(program, "Derived::twice")};
  EXPECT_EQ(hidingObstacle(program, fieldNamed(program, "Base", "a"), movers), "");
}

TEST(MoveForm, WhatARecordCannotBe) {
  const Program program = programOf(R"(
    class Named { public: virtual ~Named() = default; virtual int id() const = 0; };
    class Impl : public Named { public: int id() const override { return id_; } private: int id_ = 0; };
    class Data { public: int id() const { return id_; } private: int id_ = 0; };)");
  EXPECT_EQ(recordObstacle(program, classNamed(program, "Data")), "");
  EXPECT_EQ(recordObstacle(program, classNamed(program, "Impl")), "it overrides 'id', which a base asks for");
  EXPECT_EQ(recordObstacle(program, classNamed(program, "Named")), "it has virtual functions");
}

} // namespace
} // namespace tell
