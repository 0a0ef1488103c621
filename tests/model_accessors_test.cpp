// Accessors are what their bodies do, whatever they are called.

#include "model_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tell {
namespace {

using test::fieldNames;
using test::function;
using test::linkOf;
using test::programOf;
using test::useOf;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> pathOf(const Program &program, std::string_view method) {
  return fieldNames(program, function(program, method).accessor.path);
}

AccessorKind kindOf(const Program &program, std::string_view method) { return function(program, method).accessor.kind; }

TEST(Accessors, GetterReturnsAField) {
  const Program program = programOf(R"(
    class Order {
    public:
      int total() const { return total_; }
      bool getNothing() const { return true; }
      void touch() const { }
    private:
      int total_ = 0;
    };)");
  EXPECT_EQ(kindOf(program, "Order::total"), AccessorKind::Getter);
  EXPECT_THAT(pathOf(program, "Order::total"), ElementsAre("total_"));
  EXPECT_FALSE(function(program, "Order::total").accessor.handle);
  EXPECT_EQ(kindOf(program, "Order::getNothing"), AccessorKind::None);
  EXPECT_EQ(kindOf(program, "Order::touch"), AccessorKind::None);
  EXPECT_EQ(useOf(program, "Order").getters, 1U);
  EXPECT_EQ(useOf(program, "Order").behaviours, 2U);
}

TEST(Accessors, GetterOfAPartAndForwardedGetter) {
  const Program program = programOf(R"(
    struct Address { int code = 0; int zip() const { return code; } };
    class Customer {
    public:
      int direct() const { return address_.code; }
      int forwarded() const { return address_.zip(); }
      int facade() const { return forwarded(); }
    private:
      Address address_;
    };
    class Account {
    public:
      int zip() const { return customer_.facade(); }
    private:
      Customer customer_;
    };)");
  EXPECT_THAT(pathOf(program, "Customer::direct"), ElementsAre("address_", "code"));
  EXPECT_THAT(pathOf(program, "Customer::forwarded"), ElementsAre("address_", "code"));
  EXPECT_THAT(pathOf(program, "Customer::facade"), ElementsAre("address_", "code"));
  EXPECT_THAT(pathOf(program, "Account::zip"), ElementsAre("customer_", "address_", "code"));
  EXPECT_EQ(kindOf(program, "Account::zip"), AccessorKind::Getter);
}

TEST(Accessors, GetterThroughOwningPointersAndOptionals) {
  const Program program = programOf(R"(
    #include <memory>
    #include <optional>
    struct State { int level = 0; };
    class Tank {
    public:
      int level() const { return state_->level; }
      int star() const { return (*state_).level; }
      int limit() const { return limit_.value(); }
      const State *raw() const { return state_.get(); }
      State *open() { return state_.get(); }
    private:
      std::unique_ptr<State> state_;
      std::optional<int> limit_;
    };)");
  EXPECT_THAT(pathOf(program, "Tank::level"), ElementsAre("state_", "level"));
  EXPECT_THAT(pathOf(program, "Tank::star"), ElementsAre("state_", "level"));
  EXPECT_THAT(pathOf(program, "Tank::limit"), ElementsAre("limit_"));
  EXPECT_THAT(pathOf(program, "Tank::raw"), ElementsAre("state_"));
  EXPECT_FALSE(function(program, "Tank::raw").accessor.handle);
  EXPECT_TRUE(function(program, "Tank::open").accessor.handle) << "the pointer is the only owner's";
  EXPECT_EQ(useOf(program, "Tank").getters, 5U);
}

TEST(Accessors, SetterStoresItsParameters) {
  const Program program = programOf(R"(
    #include <string>
    #include <utility>
    class Person {
    public:
      void setAge(int age) { age_ = age; }
      void rename(std::string name) { name_ = std::move(name); }
      Person &withAge(int age) { age_ = age; return *this; }
      void set(int age, std::string name) { age_ = age; name_ = name; }
      void setChecked(int age) { if (age > 0) age_ = age; }
      void setDoubled(int age) { age_ = age * 2; }
      void setNow(int) { age_ = 3; }
    private:
      int age_ = 0;
      std::string name_;
    };)");
  EXPECT_EQ(kindOf(program, "Person::setAge"), AccessorKind::Setter);
  EXPECT_THAT(pathOf(program, "Person::setAge"), ElementsAre("age_"));
  EXPECT_THAT(pathOf(program, "Person::rename"), ElementsAre("name_"));
  EXPECT_EQ(kindOf(program, "Person::withAge"), AccessorKind::Setter) << "a fluent setter is one";
  EXPECT_THAT(pathOf(program, "Person::set"), ElementsAre("age_", "name_"));
  EXPECT_EQ(kindOf(program, "Person::setChecked"), AccessorKind::None);
  EXPECT_EQ(kindOf(program, "Person::setDoubled"), AccessorKind::None);
  EXPECT_EQ(kindOf(program, "Person::setNow"), AccessorKind::None);
  EXPECT_EQ(useOf(program, "Person").setters, 4U);
  EXPECT_EQ(useOf(program, "Person").behaviours, 3U);
}

TEST(Accessors, ComputingAndLazyMethodsAreNone) {
  const Program program = programOf(R"(
    class Invoice {
    public:
      long getTotal() const { return net_ + tax_; }
      bool getPaid() const { return paid_ == true; }
      bool getOpen() const { return !paid_; }
      long getCached() const {
        if (cache_ == 0)
          cache_ = net_ * 2;
        return cache_;
      }
      long getElse(Invoice const &other) const { return other.net_; }
    private:
      long net_ = 0, tax_ = 0;
      bool paid_ = false;
      mutable long cache_ = 0;
    };)");
  for (const char *method :
       {"Invoice::getTotal", "Invoice::getPaid", "Invoice::getOpen", "Invoice::getCached", "Invoice::getElse"})
    EXPECT_EQ(kindOf(program, method), AccessorKind::None) << method;
  EXPECT_EQ(useOf(program, "Invoice").getters, 0U);
  EXPECT_EQ(useOf(program, "Invoice").behaviours, 5U);
}

TEST(Accessors, SizeThatReturnsAMemberIsAGetter) {
  const Program program = programOf(R"(
    #include <vector>
    class Ring {
    public:
      int size() const { return size_; }
      std::size_t count() const { return items_.size(); }
      bool empty() const { return size_ == 0; }
    private:
      int size_ = 0;
      std::vector<int> items_;
    };)");
  EXPECT_EQ(kindOf(program, "Ring::size"), AccessorKind::Getter);
  EXPECT_EQ(kindOf(program, "Ring::count"), AccessorKind::None);
  EXPECT_EQ(kindOf(program, "Ring::empty"), AccessorKind::None);
}

TEST(Accessors, HandlesReachTheStateItself) {
  const Program program = programOf(R"(
    #include <memory>
    #include <string>
    #include <vector>
    struct Clock { int now = 0; };
    class Cart {
    public:
      std::vector<int> &items() { return items_; }
      const std::vector<int> &view() const { return items_; }
      std::vector<int> copy() const { return items_; }
      std::vector<int> *pointer() { return &items_; }
      const std::vector<int> *constPointer() const { return &items_; }
      Clock *clock() const { return clock_; }
      Clock &shared() const { return *shared_; }
      const std::string &name() const { return name_; }
    private:
      std::vector<int> items_;
      Clock *clock_ = nullptr;
      std::shared_ptr<Clock> shared_;
      std::string name_;
    };)");
  const auto handle = [&](const char *method) {
    const Accessor &accessor = function(program, method).accessor;
    EXPECT_EQ(accessor.kind, AccessorKind::Getter) << method;
    return accessor.handle;
  };
  EXPECT_TRUE(handle("Cart::items"));
  EXPECT_TRUE(handle("Cart::pointer"));
  EXPECT_FALSE(handle("Cart::view"));
  EXPECT_FALSE(handle("Cart::copy"));
  EXPECT_FALSE(handle("Cart::constPointer"));
  EXPECT_FALSE(handle("Cart::clock")) << "an observed object is somebody else's";
  EXPECT_FALSE(handle("Cart::shared"));
  EXPECT_FALSE(handle("Cart::name"));
}

TEST(Accessors, IteratorsHandOutTheElements) {
  const Program program = programOf(R"(
    #include <vector>
    class Batch {
    public:
      std::vector<int>::iterator first() { return items_.begin(); }
      std::vector<int>::const_iterator constFirst() const { return items_.begin(); }
      auto last() const { return items_.cend(); }
    private:
      std::vector<int> items_;
    };)");
  EXPECT_THAT(pathOf(program, "Batch::first"), ElementsAre("items_"));
  EXPECT_TRUE(function(program, "Batch::first").accessor.handle);
  EXPECT_EQ(kindOf(program, "Batch::constFirst"), AccessorKind::Getter);
  EXPECT_FALSE(function(program, "Batch::constFirst").accessor.handle);
  EXPECT_EQ(kindOf(program, "Batch::last"), AccessorKind::Getter);
  EXPECT_FALSE(function(program, "Batch::last").accessor.handle);
}

TEST(Accessors, AreFoundWhereverTheirBodyStands) {
  const Program program = linkOf({{"order.hpp", R"(
        #pragma once
        class Order { public: int total() const; void setTotal(int total); private: int total_ = 0; };)"},
                                  {"order.cpp", R"(
        #include "order.hpp"
        int Order::total() const { return total_; }
        void Order::setTotal(int total) { total_ = total; })"},
                                  {"audit.cpp", R"(
        #include "order.hpp"
        bool isLarge(const Order &order) { return order.total() > 100; })"}})
                              .program;
  EXPECT_EQ(kindOf(program, "Order::total"), AccessorKind::Getter);
  EXPECT_EQ(kindOf(program, "Order::setTotal"), AccessorKind::Setter);
  EXPECT_EQ(function(program, "Order::total").place.path, "order.cpp");
  EXPECT_THAT(test::rulesOf(program, "isLarge"), ElementsAre("decides total_ > 100"));
}

TEST(Accessors, FreeFunctionsAndStaticMethodsAreNone) {
  const Program program = programOf(R"(
    struct Point { int x = 0; static int zero() { return origin; } static inline int origin = 0; };
    int x(const Point &point) { return point.x; })");
  EXPECT_EQ(kindOf(program, "x"), AccessorKind::None);
  EXPECT_EQ(kindOf(program, "Point::zero"), AccessorKind::None);
  EXPECT_THAT(test::rulesOf(program, "x"), IsEmpty());
}

TEST(Accessors, OverridesAreTheBasesVocabulary) {
  const Program program = programOf(R"(
    struct Shape { virtual ~Shape() = default; virtual int sides() const = 0; };
    class Square : public Shape {
    public:
      int sides() const override { return sides_; }
      int edge() const { return edge_; }
    private:
      int sides_ = 4, edge_ = 1;
    };)");
  EXPECT_EQ(kindOf(program, "Square::sides"), AccessorKind::Getter);
  EXPECT_EQ(useOf(program, "Square").getters, 1U);
  EXPECT_EQ(useOf(program, "Square").behaviours, 1U);
}

TEST(Accessors, OfATemplateAreReadThroughAnInstantiation) {
  const Program program = programOf(R"(
    template <typename T> class Box {
    public:
      const T &value() const { return value_; }
      void put(T value) { value_ = value; }
    private:
      T value_{};
    };
    int use(Box<int> &box) { box.put(1); return box.value(); })");
  EXPECT_EQ(kindOf(program, "Box::value"), AccessorKind::Getter);
  EXPECT_EQ(kindOf(program, "Box::put"), AccessorKind::Setter);
}

} // namespace
} // namespace tell
