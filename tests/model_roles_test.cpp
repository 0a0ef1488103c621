// What a class is in the program, and how the four questions are answered for it.

#include "model/census.hpp"
#include "model_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tell {
namespace {

using test::classNamed;
using test::linkOf;
using test::programOf;
using test::roleOf;
using test::useOf;
using testing::Each;
using testing::HasSubstr;

std::string reasonOf(const Program &program, const char *name) {
  return program.classes()[classNamed(program, name)].roleReason;
}

/// An anemic class, its service, and a class that looks after itself.
const std::string kShop = R"(
  enum class Status { Draft, Paid, Shipped };
  class Order {
  public:
    Status status() const { return status_; }
    void setStatus(Status status) { status_ = status; }
    int total() const { return total_; }
    void setTotal(int total) { total_ = total; }
  private:
    Status status_ = Status::Draft;
    int total_ = 0;
  };
  class OrderService {
  public:
    void pay(Order &order) {
      if (order.status() != Status::Draft) throw 1;
      order.setStatus(Status::Paid);
    }
    void ship(Order &order) {
      if (order.status() != Status::Paid) throw 1;
      order.setStatus(Status::Shipped);
    }
    bool isLarge(const Order &order) const { return order.total() > 1000; }
  };
  class Account {
  public:
    void withdraw(long cents) { if (cents > balance_ || cents <= 0) throw 1; balance_ -= cents; }
    bool isEmpty() const { return balance_ == 0; }
    long balance() const { return balance_; }
  private:
    long balance_ = 0;
  };
)";

TEST(Roles, AnemicServiceAndRich) {
  const Program program = programOf(kShop);
  EXPECT_EQ(roleOf(program, "Order"), "anemic");
  EXPECT_EQ(reasonOf(program, "Order"), "3 of 3 rules about its state live outside");
  EXPECT_EQ(roleOf(program, "OrderService"), "service");
  EXPECT_EQ(roleOf(program, "Account"), "rich");
  EXPECT_EQ(useOf(program, "Order").transitions, 2U);
  EXPECT_TRUE(program.isDomain(classNamed(program, "Order")));
  EXPECT_TRUE(program.isDomain(classNamed(program, "Account")));
  EXPECT_FALSE(program.isDomain(classNamed(program, "OrderService")));
}

TEST(Roles, UnresolvedBaseIsUnknown) {
  const Program program = std::move(linkOf({{"unit.cpp", R"(
    #include "missing.hpp"
    class Widget : public Missing {
    public:
      int size() const { return size_; }
      void setSize(int size) { size_ = size; }
    private:
      int size_ = 0;
    };
    bool large(const Widget &widget) { return widget.size() > 3; })"}},
                                           {.coverage = Coverage::Incomplete})
                                        .program);
  EXPECT_EQ(roleOf(program, "Widget"), "unknown");
  EXPECT_THAT(reasonOf(program, "Widget"), HasSubstr("could not be understood"));
}

TEST(Roles, AbsenceNeedsTheWholeProgram) {
  const test::Sources sources = {{"unit.cpp", R"(
    struct Point { int x = 0, y = 0; };
    class Person {
    public:
      int age() const { return age_; }
      void setAge(int age) { age_ = age; }
      int height() const { return height_; }
    private:
      int age_ = 0, height_ = 0;
    };)"}};
  const Program whole = linkOf(sources).program;
  EXPECT_TRUE(whole.complete());
  EXPECT_EQ(roleOf(whole, "Point"), "record");
  EXPECT_EQ(roleOf(whole, "Person"), "ceremony");
  const Program part = linkOf(sources, {.coverage = Coverage::Incomplete}).program;
  EXPECT_FALSE(part.complete());
  EXPECT_EQ(roleOf(part, "Point"), "unknown");
  EXPECT_EQ(roleOf(part, "Person"), "unknown");
  EXPECT_EQ(reasonOf(part, "Person"), "not every unit was analyzed");
}

TEST(Roles, PositiveEvidenceNeedsNoWholeProgram) {
  const Program program = linkOf({{"unit.cpp", kShop}}, {.coverage = Coverage::Incomplete}).program;
  EXPECT_EQ(roleOf(program, "Order"), "anemic");
}

TEST(Roles, DeclaredRecord) {
  const Program program = programOf(R"(
    // clang-tell: record, the wire format
    struct Message { int kind = 0, size = 0; };
    struct Plain { int kind = 0; };
    bool large(const Message &m) { return m.size > 3 && m.kind == 1; })");
  EXPECT_EQ(roleOf(program, "Message"), "record");
  EXPECT_EQ(reasonOf(program, "Message"), "declared a record: the wire format");
  EXPECT_EQ(reasonOf(program, "Plain"), "no rule about its state anywhere");
}

TEST(Roles, TestsExceptionsAndInterfaces) {
  const Program program =
      std::move(linkOf({{"third_party/gtest.h", "namespace testing { class Test { public: virtual ~Test(); }; }"},
                        {"unit.cpp", R"(
    #include "third_party/gtest.h"
    #include <stdexcept>
    class OrderTest : public testing::Test { protected: int value_ = 0; };
    class Deeper : public OrderTest { int more_ = 0; };
    class Refused : public std::runtime_error {
    public:
      explicit Refused(int code) : std::runtime_error("refused"), code_(code) {}
      int code() const { return code_; }
    private:
      int code_;
    };
    class Late : public Refused { public: using Refused::Refused; int by_ = 0; };
    class Shape { public: virtual ~Shape() = default; virtual double area() const = 0; };
    class Registry { public: int next(); };)"}})
                    .program);
  EXPECT_EQ(roleOf(program, "OrderTest"), "test");
  EXPECT_EQ(roleOf(program, "Deeper"), "test");
  EXPECT_EQ(roleOf(program, "Refused"), "exception");
  EXPECT_EQ(roleOf(program, "Late"), "exception");
  EXPECT_EQ(roleOf(program, "Shape"), "interface");
  EXPECT_EQ(roleOf(program, "Registry"), "service");
  EXPECT_TRUE(program.isTest(classNamed(program, "Deeper")));
  EXPECT_FALSE(program.isTest(classNamed(program, "Refused")));
}

TEST(Roles, Resources) {
  const Program program = programOf(R"(
    #include <mutex>
    int take(); void give(int);
    class Counter { public: void add(); private: std::mutex mutex_; int n_ = 0; };
    class File {
    public:
      File() : handle_(take()) {}
      File(const File &) = delete;
      File &operator=(const File &) = delete;
      ~File() { give(handle_); }
      int handle() const { return handle_; }
    private:
      int handle_;
    };)");
  EXPECT_EQ(roleOf(program, "Counter"), "resource");
  EXPECT_EQ(roleOf(program, "File"), "resource");
}

TEST(Roles, ContainersNodesAndMaths) {
  const Program program = programOf(R"(
    #include <memory>
    #include <vector>
    template <typename T> class Stack {
    public:
      void push(T value) { items_.push_back(value); }
      bool empty() const { return items_.empty(); }
    private:
      std::vector<T> items_;
    };
    struct Expression { virtual ~Expression() = default; int line = 0; };
    struct Sum : Expression { std::unique_ptr<Expression> left, right; };
    struct Literal : Expression { int value = 0; };
    struct Vector { double x = 0, y = 0; };
    Vector operator+(const Vector &a, const Vector &b) { return {a.x + b.x, a.y + b.y}; }
    class Money {
    public:
      Money operator-(const Money &other) const { Money m; m.cents_ = cents_ - other.cents_; return m; }
    private:
      long cents_ = 0;
    };
    void use(Stack<int> &stack) { stack.push(1); })");
  EXPECT_EQ(roleOf(program, "Stack"), "container");
  EXPECT_EQ(roleOf(program, "Sum"), "node");
  EXPECT_EQ(roleOf(program, "Literal"), "node") << "its siblings own others of the family";
  EXPECT_EQ(roleOf(program, "Vector"), "maths");
  EXPECT_EQ(roleOf(program, "Money"), "maths");
}

TEST(Roles, ComponentsAreColumnsBehindAHandle) {
  const Program program = programOf(R"(
    struct Position { float x = 0, y = 0; };
    struct Health { int points = 0; };
    class World {
    public:
      template <typename T> T &get(int entity) { static T all[10]; return all[entity]; }
    private:
      int count_ = 0;
    };
    void tick(World &world, int entity) {
      if (world.get<Health>(entity).points > 3)
        world.get<Position>(entity).x = 0;
    })");
  EXPECT_EQ(roleOf(program, "Position"), "component");
  EXPECT_EQ(roleOf(program, "Health"), "component");
}

TEST(Roles, FrameworkTypes) {
  const Program program = programOf(R"(
    #define OBJECT_MACRO public: void meta();
    struct __attribute__((packed)) Header { int size = 0; };
    extern "C" { struct Legacy { int size; }; }
    class Model { OBJECT_MACRO private: int n_ = 0; };)");
  EXPECT_EQ(roleOf(program, "Header"), "framework");
  EXPECT_EQ(roleOf(program, "Legacy"), "framework");
  EXPECT_EQ(roleOf(program, "Model"), "framework");
  EXPECT_EQ(reasonOf(program, "Model"), "declared with OBJECT_MACRO");
}

TEST(Roles, ResultsAndServices) {
  const Program program = programOf(R"(
    class Outcome {
    public:
      static Outcome good() { return Outcome(0); }
      static Outcome bad(int code) { return Outcome(code); }
      bool ok() const { return code_ == 0; }
      int code() const { return code_; }
    private:
      explicit Outcome(int code) : code_(code) {}
      int code_;
    };
    struct Store { int n = 0; };
    class Importer {
    public:
      explicit Importer(Store &store) : store_(store) {}
      void run();
    private:
      Store &store_;
    };)");
  EXPECT_EQ(roleOf(program, "Outcome"), "result");
  EXPECT_EQ(roleOf(program, "Importer"), "service");
}

TEST(Roles, ExposedState) {
  const Program program = programOf(R"(
    class Account {
    public:
      void withdraw(long cents) { if (cents > balance) throw 1; balance -= cents; }
      long balance = 0;
    };
    void correct(Account &account, long cents) { account.balance = cents; })");
  EXPECT_EQ(roleOf(program, "Account"), "exposed");
  EXPECT_EQ(useOf(program, "Account").pokes.size(), 1U);
}

TEST(Roles, AreNamedDifferently) {
  std::set<std::string_view> names;
  for (int role = 0; role <= static_cast<int>(Role::Rich); ++role)
    names.insert(name(static_cast<Role>(role)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Role::Rich) + 1);
  EXPECT_EQ(name(Role::Unknown), "unknown");
  EXPECT_EQ(name(Role::Rich), "rich");
}

std::vector<double> answersOf(const Program &program, const char *name) {
  std::vector<double> values;
  for (const Question &question : questions(program, classNamed(program, name)))
    values.push_back(question.value);
  return values;
}

TEST(Census, AnswersTheFourQuestions) {
  const Program program = programOf(kShop);
  const auto all = questions(program, classNamed(program, "Order"));
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].id, "Q1");
  EXPECT_EQ(all[0].answer, "0 of 4 public members do something");
  EXPECT_DOUBLE_EQ(all[0].value, 1);
  EXPECT_EQ(all[1].id, "Q2");
  EXPECT_EQ(all[1].answer, "5 places outside ask to decide, compute or set");
  EXPECT_DOUBLE_EQ(all[1].value, 5.0 / 6);
  EXPECT_EQ(all[2].id, "Q3");
  EXPECT_EQ(all[2].answer, "3 of 3 rules live outside");
  EXPECT_DOUBLE_EQ(all[2].value, 1);
  EXPECT_EQ(all[3].id, "Q4");
  EXPECT_EQ(all[3].answer, "3 outside functions depend on its representation");
  EXPECT_DOUBLE_EQ(all[3].value, 3.0 / 7);
  EXPECT_DOUBLE_EQ(score(program, classNamed(program, "Order")), 20 + 35 * 5.0 / 6 + 25 + 20 * 3.0 / 7);

  const auto account = answersOf(program, "Account");
  EXPECT_DOUBLE_EQ(account[0], 1.0 / 3);
  EXPECT_THAT(std::vector<double>(account.begin() + 1, account.end()), Each(0.0));
  EXPECT_EQ(score(program, classNamed(program, "OrderService")), 0);
}

TEST(Census, ListsEveryClassByScore) {
  const Program program = programOf(kShop);
  const auto rows = census(program);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].name, "Order");
  EXPECT_EQ(rows[1].name, "Account");
  EXPECT_EQ(rows[2].name, "OrderService");
  EXPECT_EQ(rows[0].role, "anemic");
  EXPECT_EQ(rows[0].place.path, "unit.cpp");
  EXPECT_EQ(rows[0].place.line, 3U);
  for (const CensusRow &row : rows)
    EXPECT_TRUE(std::ranges::is_sorted(row.metrics)) << row.name;
  const auto metric = [&](const char *name) {
    const auto it = std::ranges::find(rows[0].metrics, Text(name), &std::pair<Text, double>::first);
    return it == rows[0].metrics.end() ? -1 : it->second;
  };
  EXPECT_EQ(metric("getters"), 2);
  EXPECT_EQ(metric("setters"), 2);
  EXPECT_EQ(metric("askThenTell"), 2);
  EXPECT_EQ(metric("rulesOutside"), 3);
  EXPECT_EQ(metric("transitions"), 2);
}

// One more rule outside can only make it worse, whatever was there before.
TEST(Census, AnotherRuleOutsideNeverLowersAnAnswer) {
  const std::vector<std::string> more = {
      "bool r0(const Order &o) { return o.total() > 10; }",
      "bool r1(const Order &o) { return o.total() > 10; }", // the same rule again
      "int r2(const Order &o) { return o.total() * 3; }",
      "int r3(const Order &o) { switch (o.status()) { case Status::Draft: return 1; default: return 2; } }",
      "void r4(Order &o) { if (o.total() < 0) o.setTotal(0); }",
      "void r5(Order &o) { o.setTotal(o.total() + 1); }",
      "bool r6(const Account &a) { return a.balance() > 10; }",
      "bool r7(const Account &a) { return a.balance() < -10; }",
      "bool r8(const Account &a, const Order &o) { return a.balance() < o.total(); }",
      "long r9(const Account &a) { return a.balance() / 2; }",
  };
  for (const char *name : {"Order", "Account"}) {
    std::string code = kShop;
    std::vector<double> before(4, 0.0);
    double lowest = 0;
    for (const std::string &function : more) {
      code += function + "\n";
      const Program program = programOf(code);
      const auto now = answersOf(program, name);
      for (std::size_t i = 0; i < now.size(); ++i) {
        EXPECT_GE(now[i], before[i]) << name << " Q" << i + 1 << " after " << function;
        EXPECT_LE(now[i], 1);
      }
      const double scored = score(program, classNamed(program, name));
      EXPECT_GE(scored, lowest) << name << " after " << function;
      EXPECT_LE(scored, 100) << name << " after " << function;
      before = now;
      lowest = scored;
    }
    EXPECT_GT(lowest, 0) << name;
  }
}

} // namespace
} // namespace tell
