// Which expressions are rules, of which kind, and when two of them are the same.

#include "model_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tell {
namespace {

using test::function;
using test::programOf;
using test::readsOf;
using test::rulesOf;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// An order with a getter for each field, for snippets that ask it.
const std::string kOrder = R"(
  enum class Status { Draft, Open, Closed };
  class Order {
  public:
    Status status() const { return status_; }
    void setStatus(Status status) { status_ = status; }
    int quantity() const { return quantity_; }
    void setQuantity(int quantity) { quantity_ = quantity; }
    int filled() const { return filled_; }
    int id() const { return id_; }
    bool rush() const { return rush_; }
  private:
    Status status_ = Status::Draft;
    int quantity_ = 0, filled_ = 0, id_ = 0;
    bool rush_ = false;
  };
)";

Program withOrder(const std::string &code) { return programOf(kOrder + code); }

TEST(RuleKinds, DecisionSelectionAndComputation) {
  const Program program = withOrder(R"(
    bool isDraft(const Order &order) { return order.status() == Status::Draft; }
    int open(const Order &order) { return order.quantity() - order.filled(); }
    int next(const Order &order) {
      switch (order.status()) {
      case Status::Draft: return 1;
      case Status::Open: return 2;
      default: return 3;
      }
    }
    int flag(const Order &order) { if (order.rush()) return 1; return 2; }
    int carry(const Order &order) { return order.quantity(); })");
  EXPECT_THAT(rulesOf(program, "isDraft"), ElementsAre("decides status_ == Draft"));
  EXPECT_THAT(rulesOf(program, "open"), ElementsAre("computes quantity_ - filled_"));
  EXPECT_THAT(readsOf(program, function(program, "open").rules[0]), ElementsAre("Order.filled_", "Order.quantity_"));
  EXPECT_THAT(rulesOf(program, "next"), ElementsAre("selects status_"));
  EXPECT_THAT(rulesOf(program, "flag"), ElementsAre("decides rush_"));
  EXPECT_TRUE(function(program, "flag").rules[0].bare);
  EXPECT_FALSE(function(program, "isDraft").rules[0].bare);
  EXPECT_THAT(rulesOf(program, "carry"), IsEmpty());
  ASSERT_EQ(function(program, "carry").carried.size(), 1U);
  EXPECT_EQ(program.fields()[function(program, "carry").carried[0].field].name, "quantity_");
}

TEST(RuleKinds, ArithmeticOfTheLibraryIsComputation) {
  const Program program = withOrder(R"(
    #include <algorithm>
    #include <cmath>
    int rest(const Order &order) { return std::max(order.quantity(), order.filled()); }
    double root(const Order &order) { return std::sqrt(order.quantity()); })");
  for (const char *name : {"rest", "root"}) {
    ASSERT_EQ(function(program, name).rules.size(), 1U) << name;
    EXPECT_EQ(function(program, name).rules[0].kind, RuleKind::Computation) << name;
  }
  EXPECT_THAT(readsOf(program, function(program, "rest").rules[0]), ElementsAre("Order.filled_", "Order.quantity_"));
  EXPECT_THAT(readsOf(program, function(program, "root").rules[0]), ElementsAre("Order.quantity_"));
}

TEST(RuleText, WritesLibraryFunctionsAsCalls) {
  const Program program = withOrder(R"(
    #include <algorithm>
    int rest(const Order &order) { return std::max(order.quantity(), order.filled()); })");
  EXPECT_THAT(rulesOf(program, "rest"), ElementsAre("computes max(quantity_, filled_)"));
}

TEST(RuleKinds, SumsAreAggregations) {
  const Program program = withOrder(R"(
    #include <vector>
    int total(const std::vector<Order> &orders) {
      int sum = 0;
      for (const Order &order : orders)
        sum += order.quantity();
      return sum;
    }
    int open(const std::vector<Order> &orders) {
      int sum = 0;
      for (const Order &order : orders)
        sum += order.quantity() - order.filled();
      return sum;
    })");
  EXPECT_THAT(rulesOf(program, "total"), ElementsAre("adds up quantity_"));
  EXPECT_THAT(rulesOf(program, "open"), ElementsAre("computes quantity_ - filled_"));
  EXPECT_THAT(test::useOf(program, "Order").outsideRules.size(), 1U) << "a sum of one figure is nobody's rule";
}

TEST(RuleKinds, Presence) {
  const Program program = programOf(R"(
    #include <memory>
    #include <optional>
    struct Note {};
    class Task {
    public:
      const std::optional<int> &due() const { return due_; }
      const Note *note() const { return note_.get(); }
      const Task *parent() const { return parent_; }
    private:
      std::optional<int> due_;
      std::unique_ptr<Note> note_;
      const Task *parent_ = nullptr;
    };
    int hasDue(const Task &task) { return task.due().has_value() ? 1 : 0; }
    int asBool(const Task &task) { if (task.due()) return 1; return 0; }
    bool noted(const Task &task) { return task.note() != nullptr; }
    int root(const Task &task) { if (!task.parent()) return 1; return 0; }
    bool isLate(const Task &task) { return *task.due() < 0; })");
  EXPECT_THAT(rulesOf(program, "hasDue"), ElementsAre(HasSubstr("presence")));
  EXPECT_THAT(rulesOf(program, "asBool"), ElementsAre(HasSubstr("presence")));
  EXPECT_THAT(rulesOf(program, "noted"), ElementsAre("presence note_ != nullptr"));
  EXPECT_THAT(rulesOf(program, "root"), ElementsAre("presence parent_"));
  EXPECT_THAT(rulesOf(program, "isLate"), ElementsAre("decides due_ < 0"));
  EXPECT_EQ(test::useOf(program, "Task").distinctOutside, 1U);
}

TEST(RuleKinds, MatchAndOrdering) {
  const Program program = withOrder(R"(
    bool isNamed(const Order &order, int id) { return order.id() == id; }
    bool before(const Order &a, const Order &b) { return a.quantity() < b.quantity(); }
    bool isFilled(const Order &order) { return order.quantity() == order.filled(); }
    bool isFirst(const Order &order) { return order.id() == 1; })");
  EXPECT_THAT(rulesOf(program, "isNamed"), ElementsAre("matches id_ == id"));
  EXPECT_THAT(rulesOf(program, "before"), ElementsAre("orders a.quantity_ < b.quantity_"));
  EXPECT_THAT(rulesOf(program, "isFilled"), ElementsAre("decides quantity_ == filled_")) << "one object, two fields";
  EXPECT_THAT(rulesOf(program, "isFirst"), ElementsAre("decides id_ == 1"));
}

TEST(RuleKinds, TablesOfNumbersOverAnEnumAreSelections) {
  const Program program = withOrder(R"(
    constexpr int kFees[] = {0, 5, 9};
    const char *const kNames[] = {"draft", "open", "closed"};
    int fee(const Order &order) { return kFees[static_cast<int>(order.status())]; }
    const char *label(const Order &order) { return kNames[static_cast<int>(order.status())]; })");
  EXPECT_THAT(rulesOf(program, "label"), IsEmpty());
  EXPECT_THAT(rulesOf(program, "fee"), ElementsAre("selects status_"));
}

TEST(Conditions, AreSplitAtLogicalOperators) {
  const Program program = withOrder(R"(
    bool check(const Order &order) {
      return order.status() == Status::Open && (order.quantity() > 10 || !order.rush());
    })");
  EXPECT_THAT(rulesOf(program, "check"),
              ElementsAre("decides status_ == Open", "decides quantity_ > 10", "decides rush_"));
  EXPECT_EQ(function(program, "check").branches, 2U);
}

TEST(Conditions, OfLoopsSaySo) {
  const Program program = withOrder(R"(
    void fill(const Order &order, int rest) {
      while (rest < order.quantity()) ++rest;
      for (int i = 0; i < order.filled(); ++i) --rest;
    })");
  const auto &rules = function(program, "fill").rules;
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_TRUE(rules[0].loops);
  EXPECT_TRUE(rules[1].loops);
  EXPECT_EQ(rules[0].text, "rest < quantity_");
  EXPECT_EQ(rules[1].text, "i < filled_");
}

TEST(Conditions, ConditionalOperatorDecides) {
  const Program program = withOrder("int fee(const Order &order) { return order.rush() ? 9 : order.quantity() * 2; }");
  EXPECT_THAT(rulesOf(program, "fee"), ElementsAre("decides rush_", "computes quantity_ * 2"));
}

const std::string kAsserted = R"(
  #include <cassert>
  struct Account {
    long balance = 0;
    void withdraw(long cents) { assert(cents <= balance); balance -= cents; }
  };
  void empty(const Account &account) { assert(account.balance > 0); }
)";

TEST(Conditions, AssertionsAreRulesAndGuards) {
  const Program program = programOf(kAsserted);
  EXPECT_THAT(rulesOf(program, "empty"), ElementsAre("decides balance > 0"));
  EXPECT_TRUE(program.maintains(test::fieldNamed(program, "Account", "balance")));
}

TEST(Conditions, AssertionsGuardEvenWhereTheyVanish) {
  const Program program = test::linkOf({{"unit.cpp", kAsserted}}, {.arguments = {"-DNDEBUG"}}).program;
  EXPECT_TRUE(program.maintains(test::fieldNamed(program, "Account", "balance")));
  ASSERT_EQ(function(program, "empty").rules.size(), 1U);
  EXPECT_THAT(readsOf(program, function(program, "empty").rules[0]), ElementsAre("Account.balance"));
}

TEST(Conditions, AnAnswerIsOneWithOrWithoutItsNegation) {
  const Program program = programOf(R"(
    #include <vector>
    class Cart {
    public:
      const std::vector<int> &items() const { return items_; }
    private:
      std::vector<int> items_;
    };
    bool isEmpty(const Cart &cart) { return cart.items().empty(); }
    bool hasItems(const Cart &cart) { return !cart.items().empty(); })");
  EXPECT_THAT(rulesOf(program, "hasItems"), ElementsAre("decides items_.empty()"));
  EXPECT_THAT(rulesOf(program, "isEmpty"), ElementsAre("decides items_.empty()"));
}

TEST(Display, WhatIsShownIsNoRule) {
  const Program program = withOrder(R"(
    #include <iostream>
    #include <stdexcept>
    #include <string>
    void print(const Order &order) { std::cout << order.quantity() - order.filled() << '\n'; }
    std::string line(const Order &order) { return "open: " + std::to_string(order.quantity() * 2); }
    void mark(const Order &order) { if (order.rush()) std::cout << "rush"; }
    std::string word(const Order &order) { return std::string("is ") + (order.rush() ? "rush" : "slow"); }
    void refuse(const Order &order) { throw std::runtime_error("only " + std::to_string(order.quantity() + 1)); }
    int both(const Order &order) { if (order.rush()) { std::cout << "rush"; return 2; } return 1; })");
  EXPECT_THAT(rulesOf(program, "print"), ElementsAre("computes quantity_ - filled_ (shown)"));
  EXPECT_THAT(rulesOf(program, "line"), ElementsAre("computes quantity_ * 2 (shown)"));
  EXPECT_THAT(rulesOf(program, "mark"), ElementsAre("decides rush_ (shown)"));
  EXPECT_THAT(rulesOf(program, "word"), ElementsAre("decides rush_ (shown)"));
  EXPECT_THAT(rulesOf(program, "refuse"), ElementsAre("computes quantity_ + 1 (shown)"));
  EXPECT_THAT(rulesOf(program, "both"), ElementsAre("decides rush_"));
  EXPECT_EQ(test::useOf(program, "Order").outsideRules.size(), 1U);
}

TEST(Display, SwitchesThatOnlyNameAreTables) {
  const Program program = withOrder(R"(
    #include <string>
    std::string label(const Order &order) {
      switch (order.status()) {
      case Status::Draft: return "draft";
      case Status::Open: return "open";
      default: return "closed";
      }
    }
    int rank(const Order &order) {
      switch (order.status()) {
      case Status::Draft: return 0;
      default: return 1;
      }
    })");
  EXPECT_THAT(rulesOf(program, "label"), ElementsAre("selects status_ (shown)"));
  EXPECT_THAT(rulesOf(program, "rank"), ElementsAre("selects status_"));
}

// What doubles with every line when it is written out must not double the work.
TEST(RuleText, OfManyNestedLocalsIsCutShort) {
  std::string code = "struct Seed { int value = 0; };\nint grow(const Seed &seed) {\n  const int a0 = seed.value;\n";
  for (int i = 1; i <= 48; ++i) {
    const std::string before = "a" + std::to_string(i - 1);
    code += "  const int a" + std::to_string(i) + " = " + before + " + " + before + ";\n";
  }
  code += "  return a48;\n}\n";
  const Program program = programOf(code);
  const auto &rules = function(program, "grow").rules;
  ASSERT_EQ(rules.size(), 48U);
  EXPECT_THAT(readsOf(program, rules.back()), ElementsAre("Seed.value"));
  EXPECT_LE(rules.back().text.size(), 110U);
}

TEST(RuleText, OfALongSumIsCutShort) {
  std::string sum = "seed.value";
  for (int i = 0; i < 3000; ++i)
    sum += " + seed.value";
  const Program program =
      programOf("struct Seed { int value = 0; }; int grow(const Seed &seed) { return " + sum + "; }");
  ASSERT_EQ(function(program, "grow").rules.size(), 1U);
  EXPECT_LE(function(program, "grow").rules[0].text.size(), 110U);
}

/// The hash of the first rule of a function.
std::uint64_t hashOf(const Program &program, const char *name) { return function(program, name).rules.at(0).hash; }

TEST(RuleHash, IsEqualForTheSameRule) {
  const Program program = programOf(R"(
    struct Order { int quantity = 0, filled = 0; int getQuantity() const { return quantity; } };
    int a(const Order &order) { return order.quantity + order.filled; }
    int renamed(const Order &other) { return other.quantity + other.filled; }
    int swapped(const Order &order) { return order.filled + order.quantity; }
    int getter(const Order *order) { return order->getQuantity() + order->filled; }
    int local(const Order &order) { const int q = order.quantity; return q + order.filled; }

    bool less(const Order &order) { return order.quantity < order.filled; }
    bool mirrored(const Order &order) { return order.filled > order.quantity; }
    bool negated(const Order &order) { return !(order.quantity < order.filled); }
    bool opposite(const Order &order) { return order.quantity >= order.filled; }
    int early(const Order &order) { if (order.quantity >= order.filled) return 0; return 1; }
    int nested(const Order &order) { if (order.quantity < order.filled) { return 1; } return 0; }

    bool same(const Order &order) { return order.quantity == 3; }
    bool other(const Order &order) { return order.quantity != 3; }
    bool yoda(const Order &order) { return 3 == order.quantity; })");
  for (const char *name : {"renamed", "swapped", "getter", "local"})
    EXPECT_EQ(hashOf(program, name), hashOf(program, "a")) << name;
  for (const char *name : {"mirrored", "negated", "opposite", "early", "nested"})
    EXPECT_EQ(hashOf(program, name), hashOf(program, "less")) << name;
  EXPECT_EQ(hashOf(program, "other"), hashOf(program, "same"));
  EXPECT_EQ(hashOf(program, "yoda"), hashOf(program, "same"));
}

TEST(RuleHash, DiffersForDifferentRules) {
  const Program program = programOf(R"(
    enum class Mode { On, Off };
    struct Order { int quantity = 0, filled = 0; Mode mode = Mode::On; };
    struct Parcel { int quantity = 0; };
    bool three(const Order &order) { return order.quantity == 3; }
    bool four(const Order &order) { return order.quantity == 4; }
    bool filled(const Order &order) { return order.filled == 3; }
    bool parcel(const Parcel &parcel) { return parcel.quantity == 3; }
    bool above(const Order &order) { return order.quantity > 3; }
    bool on(const Order &order) { return order.mode == Mode::On; }
    bool off(const Order &order) { return order.mode == Mode::Off; }
    int minus(const Order &order) { return order.quantity - order.filled; }
    int reverse(const Order &order) { return order.filled - order.quantity; }
    int plus(const Order &order) { return order.quantity + order.filled; })");
  const std::vector<const char *> names = {"three", "four", "filled", "parcel",  "above",
                                           "on",    "off",  "minus",  "reverse", "plus"};
  for (const char *one : names)
    for (const char *two : names)
      if (one != two) {
        EXPECT_NE(hashOf(program, one), hashOf(program, two)) << one << " and " << two;
      }
}

TEST(RuleHash, BoundsOnEitherSideDiffer) {
  const Program program = programOf(R"(
    struct Tank { int level = 0; };
    bool low(const Tank &tank) { return tank.level < 5; }
    bool high(const Tank &tank) { return tank.level > 5; }
    bool notHigh(const Tank &tank) { return tank.level <= 5; })");
  EXPECT_NE(hashOf(program, "low"), hashOf(program, "high"));
  EXPECT_EQ(hashOf(program, "notHigh"), hashOf(program, "high"));
}

TEST(RuleHash, KnowsWhoseElementIsRead) {
  const Program program = programOf(R"(
    #include <map>
    #include <vector>
    struct Cart { std::vector<int> items, prices; std::map<int, int> stock; };
    bool items(const Cart &cart) { return cart.items[0] > 3; }
    bool prices(const Cart &cart) { return cart.prices[0] > 3; }
    bool front(const Cart &other) { return other.items.front() > 3; }
    bool stock(const Cart &cart) { return cart.stock.at(0) > 3; })");
  EXPECT_NE(hashOf(program, "items"), hashOf(program, "prices"));
  EXPECT_NE(hashOf(program, "items"), hashOf(program, "stock"));
  EXPECT_THAT(readsOf(program, function(program, "items").rules.at(0)), ElementsAre("Cart.items"));
}

TEST(RuleHash, IsOneAcrossUnits) {
  const Program program = test::linkOf({{"order.hpp", "#pragma once\n" + kOrder},
                                        {"a.cpp", R"(
                                          #include "order.hpp"
                                          bool isOpen(const Order &o) { return o.quantity() > o.filled(); })"},
                                        {"b.cpp", R"(
                                          #include "order.hpp"
                                          bool hasRest(Order *order) { return order->filled() < order->quantity(); })"}})
                              .program;
  EXPECT_EQ(hashOf(program, "isOpen"), hashOf(program, "hasRest"));
  EXPECT_EQ(test::useOf(program, "Order").outsideRules.size(), 2U);
  EXPECT_EQ(test::useOf(program, "Order").distinctOutside, 1U);
  EXPECT_EQ(test::useOf(program, "Order").deciders.size(), 2U);
}

TEST(RuleText, NamesFieldsAndLeavesObjectsOut) {
  const Program program = withOrder(R"(
    struct Basket { Order first; int limit = 0; };
    bool fits(const Basket &basket, int extra) { return basket.first.quantity() * 2 + extra <= basket.limit; })");
  EXPECT_THAT(rulesOf(program, "fits"), ElementsAre("decides ((quantity_ * 2) + extra) <= limit"));
  const Rule &rule = function(program, "fits").rules[0];
  EXPECT_THAT(readsOf(program, rule), ElementsAre("Basket.first", "Basket.limit", "Order.quantity_"))
      << "what a part hides is asked of the whole, too";
  EXPECT_EQ(rule.foreign, 1U);
  EXPECT_THAT(rule.parameters, ElementsAre(1U));
  EXPECT_EQ(rule.place.path, "unit.cpp");
}

} // namespace
} // namespace tell
