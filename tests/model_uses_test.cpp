// What the whole program does with a class: through helpers, across units, and how much of it weighs.

#include "model_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tell {
namespace {

using test::asksThenTells;
using test::classNamed;
using test::fieldNamed;
using test::fieldNames;
using test::function;
using test::functionNamed;
using test::linkOf;
using test::pokesOf;
using test::programOf;
using test::useOf;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

const std::string kOrder = R"(
  #pragma once
  enum class Status { Draft, Open, Closed };
  class Order {
  public:
    Status status() const { return status_; }
    void setStatus(Status status) { status_ = status; }
    int quantity() const { return quantity_; }
    int filled() const { return filled_; }
  private:
    Status status_ = Status::Draft;
    int quantity_ = 0, filled_ = 0;
  };
)";

Program withHelper(const std::string &helper, const std::string &caller) {
  return linkOf({{"order.hpp", kOrder},
                 {"helper.cpp", "#include \"order.hpp\"\n" + helper},
                 {"caller.cpp", "#include \"order.hpp\"\n" + caller}})
      .program;
}

TEST(Summaries, HelperPredicateAndHelperSetter) {
  const Program program = withHelper(R"(
    bool isOpen(const Order &order) { return order.status() == Status::Open; }
    void markClosed(Order &order) { order.setStatus(Status::Closed); })",
                                     R"(
    bool isOpen(const Order &order);
    void markClosed(Order &order);
    void close(Order &order) { if (isOpen(order)) markClosed(order); }
    void early(Order &order) { if (!isOpen(order)) return; order.setStatus(Status::Closed); }
    void mixed(Order &order) { if (order.status() == Status::Open) markClosed(order); })");
  const FunctionInfo &isOpen = function(program, "isOpen");
  ASSERT_EQ(isOpen.summaries.size(), 1U);
  EXPECT_THAT(fieldNames(program, isOpen.summaries[0].decides), ElementsAre("status_"));
  EXPECT_THAT(isOpen.summaries[0].writes, IsEmpty());
  EXPECT_THAT(fieldNames(program, function(program, "markClosed").summaries.at(0).writes), ElementsAre("status_"));
  EXPECT_THAT(fieldNames(program, function(program, "close").summaries.at(0).decides), ElementsAre("status_"));
  EXPECT_THAT(fieldNames(program, function(program, "close").summaries.at(0).writes), ElementsAre("status_"));
  EXPECT_THAT(pokesOf(program, "mixed"), ElementsAre("has changed Order.status_ under [status_ == Open]"));
  const auto sites = asksThenTells(program, "Order");
  EXPECT_THAT(sites, Contains(StartsWith("Order.status_ in early")));
  EXPECT_THAT(sites, Contains(StartsWith("Order.status_ in mixed")));
  EXPECT_EQ(useOf(program, "Order").distinctOutside, 1U) << "asking a helper is no rule of its own";
}

TEST(Summaries, GoThroughSeveralCalls) {
  const Program program = programOf(kOrder + R"(
    void set(Order &order) { order.setStatus(Status::Closed); }
    void two(Order &order) { set(order); }
    void three(Order *order) { two(*order); }
    void four(Order &order) { three(&order); }
    void other(Order &order, Order &second) { set(second); if (order.quantity() > 3) set(second); })");
  for (const char *name : {"two", "three", "four"})
    EXPECT_THAT(fieldNames(program, function(program, name).summaries.at(0).writes), ElementsAre("status_")) << name;
  const FunctionInfo &other = function(program, "other");
  EXPECT_THAT(other.summaries.at(0).writes, IsEmpty());
  EXPECT_THAT(fieldNames(program, other.summaries.at(0).decides), ElementsAre("quantity_"));
  EXPECT_THAT(fieldNames(program, other.summaries.at(1).writes), ElementsAre("status_"));
  EXPECT_THAT(asksThenTells(program, "Order"), IsEmpty()) << "one order is asked, another changed";
}

TEST(Summaries, RecursionEnds) {
  const Program program = programOf(kOrder + R"(
    void even(Order &order, int depth);
    void odd(Order &order, int depth) { if (depth > 0) even(order, depth - 1); }
    void even(Order &order, int depth) { order.setStatus(Status::Open); odd(order, depth - 1); })");
  EXPECT_THAT(fieldNames(program, function(program, "odd").summaries.at(0).writes), ElementsAre("status_"));
  EXPECT_THAT(fieldNames(program, function(program, "even").summaries.at(0).writes), ElementsAre("status_"));
}

TEST(Summaries, HelperThatTakesOnlyTheValue) {
  const Program program = withHelper("bool isFinal(Status status) { return status == Status::Closed; }", R"(
    bool isFinal(Status status);
    void reopen(Order &order) {
      if (isFinal(order.status()))
        order.setStatus(Status::Open);
    })");
  EXPECT_TRUE(function(program, "isFinal").summaries.at(0).value);
  EXPECT_THAT(asksThenTells(program, "Order"), ElementsAre(StartsWith("Order.status_ in reopen")));
  EXPECT_THAT(useOf(program, "Order").deciders, ElementsAre(functionNamed(program, "isFinal")));
  EXPECT_THAT(test::readsOf(program, function(program, "isFinal").rules.at(0)), ElementsAre("Order.status_"))
      << "the enum is Order's alone, so the helper decides about Order";
}

TEST(Summaries, ResultOfACheckingHelper) {
  const Program program = programOf(kOrder + R"(
    #include <map>
    class Orders {
    public:
      Order &getOpen(int id) {
        Order &order = orders_.at(id);
        if (order.status() != Status::Open)
          throw 1;
        return order;
      }
      Order &get(int id) { return orders_.at(id); }
    private:
      std::map<int, Order> orders_;
    };
    void close(Orders &orders, int id) { Order &order = orders.getOpen(id); order.setStatus(Status::Closed); }
    void force(Orders &orders, int id) { Order &order = orders.get(id); order.setStatus(Status::Closed); })");
  EXPECT_THAT(fieldNames(program, function(program, "Orders::getOpen").answer.decides), ElementsAre("status_"));
  EXPECT_THAT(function(program, "Orders::get").answer.decides, IsEmpty());
  EXPECT_THAT(asksThenTells(program, "Order"), ElementsAre(StartsWith("Order.status_ in close")));
}

TEST(Summaries, RefusingHelperGuardsWhatFollows) {
  const Program program = programOf(kOrder + R"(
    void requireOpen(const Order &order) { if (order.status() != Status::Open) throw 1; }
    void look(const Order &order) { static int seen = 0; if (order.quantity() > 3) ++seen; }
    void close(Order &order) { requireOpen(order); order.setStatus(Status::Closed); }
    void peek(Order &order) { look(order); order.setStatus(Status::Closed); })");
  EXPECT_THAT(asksThenTells(program, "Order"), ElementsAre("Order.status_ in close after requireOpen(…)"));
}

TEST(Uses, AreSplitAtTheClass) {
  const Program program = programOf(R"(
    class Account {
    public:
      long balance() const { return balance_; }
      void setBalance(long balance) { balance_ = balance; }
      bool covers(long amount) const { return balance_ >= amount; }
      bool overdrawn() const { return balance_ < 0; }
    private:
      long balance_ = 0;
    };
    bool rich(const Account &account) { return account.balance() > 1000; }
    void wipe(Account &account) { account.setBalance(0); })");
  const ClassUse &use = useOf(program, "Account");
  EXPECT_EQ(use.getters, 1U);
  EXPECT_EQ(use.setters, 1U);
  EXPECT_EQ(use.behaviours, 2U);
  EXPECT_EQ(use.dataFields, 1U);
  EXPECT_EQ(use.publicFields, 0U);
  EXPECT_EQ(use.distinctInside, 2U);
  EXPECT_EQ(use.distinctOutside, 1U);
  EXPECT_EQ(use.pokes.size(), 1U);
  EXPECT_THAT(use.deciders, ElementsAre(functionNamed(program, "rich")));
  EXPECT_TRUE(function(program, "Account::overdrawn").ownDecides);
  EXPECT_FALSE(function(program, "Account::balance").ownDecides);
}

TEST(Uses, LeaveOperatorsStreamsMainAndTestsAlone) {
  const Program program = programOf(R"(
    #include <ostream>
    namespace testing { class Test { public: virtual ~Test() = default; }; }
    struct Money { long cents = 0; };
    bool operator==(const Money &a, const Money &b) { return a.cents == b.cents; }
    bool operator<(const Money &a, const Money &b) { return a.cents < b.cents; }
    bool isDebt(const Money &money) { return money.cents < 0; }
    void write(std::ostream &out, const Money &money) { if (money.cents < 0) out.put('-'); }
    int main() { Money money; return money.cents > 3 ? 1 : 0; })");
  EXPECT_THAT(useOf(program, "Money").deciders, ElementsAre(functionNamed(program, "isDebt")));
}

TEST(Uses, KnowWhatIsKept) {
  const Program program = programOf(R"(
    #include <memory>
    #include <vector>
    struct Line { int n = 0; };
    struct Row { int n = 0; };
    struct Cell { int n = 0; };
    class Sheet { std::vector<Line> lines_; std::unique_ptr<Row> row_; };
    int count(const Cell &cell, Cell *other) { return cell.n + other->n; })");
  EXPECT_TRUE(useOf(program, "Line").kept);
  EXPECT_TRUE(useOf(program, "Row").kept);
  EXPECT_FALSE(useOf(program, "Cell").kept);
}

TEST(Weight, FollowsWhatTheRuleRelates) {
  const Program program = programOf(R"(
    #include <string>
    #include <vector>
    enum class Kind { A, B };
    class Lot {
    public:
      int size() const { return size_; }
      int used() const { return used_; }
      bool open() const { return open_; }
      void setOpen(bool open) { open_ = open; }
      Kind kind() const { return kind_; }
    private:
      int size_ = 0, used_ = 0;
      bool open_ = true;
      Kind kind_ = Kind::A;
    };
    struct Fee { int rate = 0; };
    bool several(const Lot &lot, int n) { return lot.size() - lot.used() > n; }
    bool constant(const Lot &lot) { return lot.size() > 3; }
    bool input(const Lot &lot, int n) { return lot.size() > n; }
    bool inputs(const Lot &lot, int n, int m) { return lot.size() > n * m; }
    int kinds(const Lot &lot) { switch (lot.kind()) { case Kind::A: return 1; default: return 2; } }
    int flag(const Lot &lot) { if (lot.open()) return 1; return 2; }
    int scaled(const Lot &lot) { return lot.size() * 2; }
    int amount(const Lot &lot, int rate) { return lot.size() * rate; }
    bool related(const Lot &a, const Lot &b) { return a.size() + a.used() > b.size(); }
    std::string text(const Lot &lot) { return "lot " + std::to_string(lot.size() - lot.used()); }
    int loop(const Lot &lot) { int i = 0; while (lot.size() > 3) ++i; return i; }
        int picked(const std::vector<Lot> &lots) {
      int n = 0;
      for (const Lot &lot : lots)
        if (lot.kind() == Kind::A)
          ++n;
      return n;
    }
    void openAll(std::vector<Lot> &lots) {
      for (Lot &lot : lots)
        if (lot.kind() == Kind::A)
          lot.setOpen(true);
    })");
  const ClassId lot = classNamed(program, "Lot");
  const auto weight = [&](const char *name) {
    const FunctionId id = functionNamed(program, name);
    return program.weight(id, program.functions()[id].rules.at(0), lot);
  };
  EXPECT_DOUBLE_EQ(weight("several"), 1);
  EXPECT_DOUBLE_EQ(weight("constant"), 1);
  EXPECT_DOUBLE_EQ(weight("input"), 0.5);
  EXPECT_DOUBLE_EQ(weight("inputs"), 0);
  EXPECT_DOUBLE_EQ(weight("kinds"), 1.5);
  EXPECT_DOUBLE_EQ(weight("flag"), 0.25);
  EXPECT_DOUBLE_EQ(weight("scaled"), 0.25);
  EXPECT_DOUBLE_EQ(weight("amount"), 0);
  EXPECT_DOUBLE_EQ(weight("related"), 0) << "about the relation of two objects";
  EXPECT_DOUBLE_EQ(weight("text"), 0);
  EXPECT_DOUBLE_EQ(weight("loop"), 0.5);
  EXPECT_DOUBLE_EQ(weight("picked"), 0.25) << "a search or a report";
  EXPECT_DOUBLE_EQ(weight("openAll"), 0.5) << "picks some, to do something about them";
  EXPECT_DOUBLE_EQ(program.weight(functionNamed(program, "constant"), function(program, "constant").rules.at(0),
                                  classNamed(program, "Fee")),
                   0)
      << "the rule reads nothing of that class";
}

TEST(Weight, OfOwnPartsAndPlainResultsIsNothing) {
  const Program program = programOf(R"(
    struct Row { int id = 0, size = 0; };
    class Grid {
    public:
      bool wide() const { return row_.size > 3; }
    private:
      Row row_;
    };
    Row load();
    bool large() { return load().size > 3; })");
  const ClassId row = classNamed(program, "Row");
  for (const char *name : {"Grid::wide", "large"})
    EXPECT_DOUBLE_EQ(program.weight(functionNamed(program, name), function(program, name).rules.at(0), row), 0) << name;
}

TEST(Home, IsTheClassThatIsReadMost) {
  const Program program = programOf(R"(
    struct Seat { int row = 0, column = 0; };
    struct Hall { int rows = 0; };
    bool fits(const Seat &seat, const Hall &hall) { return seat.row * 10 + seat.column < hall.rows; }
    bool tied(const Seat &seat, const Hall &hall) { return seat.row < hall.rows; }
    struct Ticket { int price = 0; };
    bool drawn(const Seat &seat, const Hall &hall, const Ticket &ticket) {
      return seat.row + ticket.price < hall.rows;
    }
    struct Pair { int left = 0, right = 0; };
    struct Other { int up = 0, down = 0; };
    struct Third { int only = 0; };
    bool hidden(const Pair &pair, const Other &other, const Third &third) {
      return pair.left + pair.right + third.only < other.up * other.down;
    }
    bool constant(int n) { return n > 3; })");
  EXPECT_EQ(program.home(function(program, "drawn").rules.at(0)), kNone);
  EXPECT_EQ(program.home(function(program, "hidden").rules.at(0)), kNone) << "a smaller third does not break a tie";
  EXPECT_EQ(program.home(function(program, "fits").rules.at(0)), classNamed(program, "Seat"));
  EXPECT_EQ(program.home(function(program, "tied").rules.at(0)), kNone);
  EXPECT_EQ(program.home(function(program, "constant").rules.at(0)), kNone);
}

TEST(Inside, IsTheClassItsFamilyAndItsDetails) {
  const Program program = programOf(R"(
    class Base { public: void base() {} protected: int n_ = 0; };
    class Derived : public Base { public: void derived() {} };
    class Sibling : public Base { public: void sibling() {} };
    class Outer {
    public:
      void outer() {}
      struct Public { int n = 0; void open() {} };
    private:
      struct Hidden { int n = 0; struct Deep { int n = 0; }; };
      int m_ = 0;
    };
    void free(Base &) {})");
  const auto inside = [&](const char *function, const char *of) {
    return program.inside(functionNamed(program, function), classNamed(program, of));
  };
  EXPECT_TRUE(inside("Base::base", "Base"));
  EXPECT_TRUE(inside("Derived::derived", "Base"));
  EXPECT_TRUE(inside("Base::base", "Derived"));
  EXPECT_FALSE(inside("Sibling::sibling", "Derived"));
  EXPECT_TRUE(inside("Outer::Public::open", "Outer")) << "a nested class belongs to the one around it";
  EXPECT_TRUE(inside("Outer::outer", "Outer::Hidden")) << "a detail of its own";
  EXPECT_TRUE(inside("Outer::outer", "Outer::Hidden::Deep"));
  EXPECT_TRUE(inside("Outer::outer", "Outer::Public"));
  EXPECT_FALSE(inside("free", "Base"));
  EXPECT_FALSE(inside("Outer::outer", "Base"));
  EXPECT_TRUE(program.derivesFrom(classNamed(program, "Derived"), classNamed(program, "Base")));
  EXPECT_TRUE(program.derivesFrom(classNamed(program, "Base"), classNamed(program, "Base")));
  EXPECT_FALSE(program.derivesFrom(classNamed(program, "Base"), classNamed(program, "Derived")));
  EXPECT_THAT(program.classes()[classNamed(program, "Base")].derived,
              ElementsAre(classNamed(program, "Derived"), classNamed(program, "Sibling")));
}

TEST(Maintains, WhatIsCheckedOrKeptInStep) {
  const Program program = programOf(R"(
    class Account {
    public:
      explicit Account(int limit) : limit_(limit) { if (limit < 0) throw 1; }
      void withdraw(long cents) {
        if (cents > balance)
          throw 1;
        balance -= cents;
      }
      void open(int now) { opened_ = now; touched_ = now + 1; }
      void setNote(int note) { note_ = note; }
      void setBoth(int a, int b) { a_ = a; b_ = b; }
      bool isNoted() const { return note_ > 0; }
      long balance = 0;
    private:
      int limit_, opened_ = 0, touched_ = 0, note_ = 0, a_ = 0, b_ = 0;
    };)");
  const auto maintains = [&](const char *field) { return program.maintains(fieldNamed(program, "Account", field)); };
  EXPECT_TRUE(maintains("balance")) << "checked and refused on";
  EXPECT_TRUE(maintains("limit_")) << "checked on its way in";
  EXPECT_TRUE(maintains("opened_")) << "written together with another";
  EXPECT_TRUE(maintains("touched_"));
  EXPECT_FALSE(maintains("note_")) << "asking is no check";
  EXPECT_FALSE(maintains("a_")) << "a setter of two fields keeps nothing in step";
  EXPECT_FALSE(maintains("b_"));
}

TEST(PlainData, HasAllItsFieldsPublic) {
  const Program program = programOf(R"(
    struct Point { int x = 0, y = 0; int sum() const { return x + y; } };
    class Mixed { public: int x = 0; private: int y = 0; };
    struct WithStatic { int x = 0; private: static inline int count = 0; };)");
  EXPECT_TRUE(program.isPlainData(classNamed(program, "Point")));
  EXPECT_FALSE(program.isPlainData(classNamed(program, "Mixed")));
  EXPECT_TRUE(program.isPlainData(classNamed(program, "WithStatic")));
}

} // namespace
} // namespace tell
