// The registry of checks, and what each says of a small program.

#include "checks/check.hpp"
#include "checks/proposal.hpp"
#include "checks/signature.hpp"
#include "checks/wording.hpp"
#include "model_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tell {
namespace {

using test::classNamed;
using test::functionNamed;
using test::linkOf;
using test::programOf;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

const Check &checkNamed(std::string_view id) {
  for (const Check *check : allChecks())
    if (check->info.id == id)
      return *check;
  ADD_FAILURE() << "no check " << id;
  return *allChecks().front();
}

std::vector<Finding> run(std::string_view id, const Program &program) {
  const Check &check = checkNamed(id);
  auto findings = check.run(program, CheckOptions(check.info.options));
  std::ranges::sort(findings, [](const Finding &a, const Finding &b) { return compare(a, b) < 0; });
  return findings;
}

std::vector<std::string> messages(const std::vector<Finding> &findings) {
  std::vector<std::string> out;
  for (const Finding &finding : findings)
    out.push_back(finding.message);
  return out;
}

/// "unit.cpp:4": where a finding or a piece of evidence stands.
std::string at(const Span &span) { return span.path + ":" + std::to_string(span.line); }

TEST(Registry, IsSortedWithoutDuplicates) {
  std::vector<std::string_view> ids;
  for (const Check *check : allChecks())
    ids.push_back(check->info.id);
  EXPECT_FALSE(ids.empty());
  EXPECT_TRUE(std::ranges::is_sorted(ids));
  EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), ids.size());
  for (const std::string_view id : ids)
    EXPECT_THAT(std::string(id), MatchesRegex("tell(-[a-z]+)+"));
}

TEST(Registry, DocumentationHasItsHeadingsInOrder) {
  static constexpr std::string_view kHeadings[] = {"## What it does\n", "## Why is this bad?\n",     "## Example\n",
                                                   "## Use instead\n",  "## What it leaves alone\n", "## How to fix\n",
                                                   "## References\n"};
  for (const Check *check : allChecks()) {
    std::size_t position = 0;
    for (const std::string_view heading : kHeadings) {
      const std::size_t found = check->info.documentation.find(heading, position);
      ASSERT_NE(found, std::string_view::npos) << check->info.id << ": " << heading;
      EXPECT_EQ(check->info.documentation.find(heading, found + 1), std::string_view::npos) << heading << " twice";
      EXPECT_TRUE(found == 0 || check->info.documentation[found - 1] == '\n') << check->info.id << ": " << heading;
      position = found + heading.size();
    }
    EXPECT_THAT(std::string(check->info.documentation), HasSubstr("```cpp\n")) << check->info.id;
  }
}

TEST(Registry, OptionsAreReadAndSet) {
  for (const Check *check : allChecks()) {
    CheckOptions options(check->info.options);
    std::set<std::string_view> names;
    for (const Option &option : check->info.options) {
      EXPECT_TRUE(names.insert(option.name).second) << check->info.id << '.' << option.name;
      EXPECT_EQ(options[option.name], option.value) << check->info.id << '.' << option.name;
      EXPECT_TRUE(options.set(option.name, option.value + 1));
      EXPECT_EQ(options[option.name], option.value + 1) << check->info.id << '.' << option.name;
    }
    EXPECT_FALSE(options.set("NoSuchOption", 1)) << check->info.id;
  }
}

TEST(RegistryDeathTest, AskingForAnUndeclaredOptionIsABug) {
  const CheckOptions options({});
  EXPECT_DEATH((void)options["NoSuchOption"], "");
}

TEST(Registry, EveryCheckIsSilentOnAnEmptyProgram) {
  const ProjectScope scope("/nowhere");
  const Linked linked = link({.units = {}, .scope = &scope});
  for (const Check *check : allChecks())
    EXPECT_THAT(check->run(linked.program, CheckOptions(check->info.options)), IsEmpty()) << check->info.id;
}

TEST(Registry, EveryCheckIsSilentOnWellKeptClasses) {
  const Program program = programOf(R"(
    class Account {
    public:
      void deposit(long cents) { if (cents <= 0) throw 1; balance_ += cents; }
      void withdraw(long cents) { if (cents > balance_) throw 1; balance_ -= cents; }
      bool isEmpty() const { return balance_ == 0; }
    private:
      long balance_ = 0;
    };
    void move(Account &from, Account &to, long cents) { from.withdraw(cents); to.deposit(cents); }
    struct Point { int x = 0, y = 0; };
    Point origin() { return {0, 0}; })");
  for (const Check *check : allChecks())
    EXPECT_THAT(messages(check->run(program, CheckOptions(check->info.options))), IsEmpty()) << check->info.id;
}

const std::string kOrders = R"(enum class Status { Draft, Paid, Shipped };
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
  void payOrder(Order &order) {
    if (order.status() != Status::Draft)
      throw 1;
    order.setStatus(Status::Paid);
  }
  bool isLarge(const Order &order, int limit) const {
    return order.total() > 1000 && order.total() > limit;
  }
};
)";

TEST(AnemicClass, NamesTheRulesAndTheirPlaces) {
  const auto findings = run("tell-anemic-class", programOf(kOrders));
  ASSERT_EQ(findings.size(), 1U);
  const Finding &finding = findings[0];
  EXPECT_EQ(finding.check, "tell-anemic-class");
  EXPECT_EQ(finding.level, Level::Warning);
  EXPECT_THAT(finding.message,
              AllOf(HasSubstr("3 of 3 rules about 'Order' live outside it"),
                    HasSubstr("'OrderService::payOrder' and 1 more decide on its status_ and total_")));
  EXPECT_EQ(at(finding.place), "unit.cpp:2");
  EXPECT_EQ(finding.place.column, 7U);
  EXPECT_EQ(finding.place.endColumn, 12U);
  EXPECT_EQ(finding.subject.kind, SubjectKind::Class);
  EXPECT_EQ(finding.subject.name, "Order");
  EXPECT_EQ(finding.className, "Order");
  EXPECT_GT(finding.score, 50);
  EXPECT_LE(finding.score, 100);
  ASSERT_GE(finding.evidence.size(), 3U);
  EXPECT_EQ(at(finding.evidence[0].place), "unit.cpp:17");
  EXPECT_EQ(finding.evidence[0].message,
            "'OrderService::payOrder' asks 'status_ != Draft', then sets 'status_' on the same 'Order'");
  EXPECT_EQ(finding.evidence[0].subject.name, "OrderService::payOrder");
  EXPECT_EQ(finding.advice.signature, "void pay()");
  EXPECT_EQ(finding.advice.refactoring, "Move Function");
  EXPECT_EQ(finding.advice.hint, "give Order 'void pay()' (Move Function)");
  ASSERT_EQ(finding.advice.replaces.size(), 1U);
  EXPECT_EQ(at(finding.advice.replaces[0]), "unit.cpp:14") << "the whole body";
  EXPECT_EQ(finding.advice.replaces[0].endLine, 18U);
  EXPECT_TRUE(std::ranges::is_sorted(finding.metrics));
}

TEST(AnemicClass, ListsNoMoreEvidenceThanAsked) {
  const Check &check = checkNamed("tell-anemic-class");
  CheckOptions options(check.info.options);
  ASSERT_TRUE(options.set("MaxEvidence", 1));
  const auto findings = check.run(programOf(kOrders), options);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].evidence.size(), 1U);
}

TEST(AnemicClass, NotesCeremony) {
  const auto findings = run("tell-anemic-class", programOf(R"(
    class Person {
    public:
      int age() const { return age_; }
      void setAge(int age) { age_ = age; }
    private:
      int age_ = 0;
    };)"));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].level, Level::Note);
  EXPECT_EQ(findings[0].message, "'Person' wraps 1 field in 2 accessors, and no rule about them exists anywhere");
  EXPECT_THAT(findings[0].advice.hint, HasSubstr("make Person a struct"));
}

TEST(AnemicClass, ClaimsNoAbsenceOfAnIncompleteProgram) {
  const Linked linked = linkOf({{"unit.cpp", R"(
    class Person {
    public:
      int age() const { return age_; }
      void setAge(int age) { age_ = age; }
    private:
      int age_ = 0;
    };)"}},
                               {.coverage = Coverage::Incomplete});
  EXPECT_THAT(run("tell-anemic-class", linked.program), IsEmpty());
}

TEST(AskThenTell, NamesTheQuestionAndTheChange) {
  const auto findings = run("tell-ask-then-tell", programOf(kOrders));
  ASSERT_EQ(findings.size(), 1U);
  const Finding &finding = findings[0];
  EXPECT_EQ(finding.message,
            "'OrderService::payOrder' asks 'status_ != Draft', then sets 'status_' on the same 'Order'");
  EXPECT_EQ(at(finding.place), "unit.cpp:14");
  EXPECT_EQ(finding.subject.kind, SubjectKind::Function);
  EXPECT_EQ(finding.subject.name, "OrderService::payOrder");
  EXPECT_EQ(finding.subject.signature, "payOrder(Order &)");
  EXPECT_EQ(finding.className, "Order");
  EXPECT_EQ(finding.advice.signature, "void pay()");
  ASSERT_EQ(finding.evidence.size(), 2U);
  EXPECT_EQ(at(finding.evidence[0].place), "unit.cpp:15");
  EXPECT_EQ(finding.evidence[0].message, "asks 'status_ != Draft'");
  EXPECT_EQ(at(finding.evidence[1].place), "unit.cpp:17");
  EXPECT_EQ(finding.evidence[1].message, "then changes 'status_'");
}

TEST(AskThenTell, ReadModifyWriteThroughAccessors) {
  const auto findings = run("tell-ask-then-tell", programOf(R"(
    class Counter {
    public:
      int count() const { return count_; }
      void setCount(int count) { count_ = count; }
    private:
      int count_ = 0;
    };
    bool full(const Counter &counter) { return counter.count() >= 9; }
    void step(Counter &counter, int by) { counter.setCount(counter.count() + by); })"));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].subject.name, "step");
  EXPECT_EQ(findings[0].advice.signature, "void step(int by)");
}

TEST(ExposedState, NamesTheFieldAndTheWriters) {
  const auto findings = run("tell-exposed-state", programOf(R"(
class Account {
public:
  void withdraw(long cents) {
    if (cents > balance)
      throw 1;
    balance -= cents;
  }
  long balance = 0;
};
void correct(Account &account, long cents) { account.balance = cents; }
)"));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].message, "'Account' maintains 'balance' ('withdraw' checks 'cents > balance'), yet 1 place "
                                 "outside writes it directly, as 'correct' does");
  EXPECT_EQ(at(findings[0].place), "unit.cpp:9");
  ASSERT_EQ(findings[0].evidence.size(), 2U);
  EXPECT_EQ(at(findings[0].evidence[0].place), "unit.cpp:11");
  EXPECT_EQ(findings[0].evidence[1].message, "'withdraw' checks 'cents > balance'");
  EXPECT_EQ(at(findings[0].evidence[1].place), "unit.cpp:5");
  EXPECT_EQ(findings[0].advice.refactoring, "Encapsulate Variable");
}

TEST(FeatureEnvy, NamesTheRuleAndItsOwner) {
  const auto findings = run("tell-feature-envy", programOf(R"(
class Customer {
public:
  int bounces() const { return bounces_; }
  int orders() const { return orders_; }
  bool isNew() const { return orders_ == 0; }
private:
  int bounces_ = 0, orders_ = 0;
};
class Mailer {
public:
  bool isReachable(const Customer &customer, int limit) {
    return customer.bounces() < 3 && customer.orders() > customer.bounces() + limit;
  }
};
)"));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].message,
              AllOf(HasSubstr("'Mailer::isReachable' decides on '"), HasSubstr("which is the business of 'Customer'"),
                    HasSubstr("and 1 more of its rules")));
  EXPECT_EQ(at(findings[0].place), "unit.cpp:12");
  EXPECT_EQ(findings[0].className, "Customer");
  EXPECT_EQ(findings[0].advice.signature, "bool isReachable(int limit) const");
  EXPECT_EQ(findings[0].evidence.size(), 2U);
}

TEST(LeakedHandle, NamesTheGetterAndWhoChangesThrough) {
  const auto findings = run("tell-leaked-handle", programOf(R"(#include <vector>
class Cart {
public:
  std::vector<int> &items() { return items_; }
  bool isEmpty() const { return items_.empty(); }
private:
  std::vector<int> items_;
};
void add(Cart &cart, int item) { cart.items().push_back(item); }
)"));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].message, "'Cart::items' hands out 'items_', and 1 place outside changes it, as 'add' does");
  EXPECT_EQ(at(findings[0].place), "unit.cpp:4");
  ASSERT_EQ(findings[0].evidence.size(), 1U);
  EXPECT_EQ(at(findings[0].evidence[0].place), "unit.cpp:9");
  EXPECT_EQ(findings[0].advice.refactoring, "Encapsulate Collection");
}

// What the reports rely on, for every finding of every check.
TEST(Findings, KeepTheConvention) {
  const Program program = linkOf({{"orders.cpp", kOrders}, {"cart.cpp", R"(
    #include <vector>
    namespace shop {
    class Cart {
    public:
      std::vector<int> &items() { return items_; }
      void cap(int n) { if (n < limit_) throw 1; limit_ = n; }
      int limit_ = 0;
    private:
      std::vector<int> items_;
    };
    void add(Cart &cart, int item) { cart.items().push_back(item); if (cart.limit_ < 3) cart.limit_ = 9; }
    void set(Cart &cart, int n) { cart.limit_ = n; }
    }
    class Person {
    public:
      int age() const { return age_; }
      void setAge(int age) { age_ = age; }
    private:
      int age_ = 0;
    };)"}})
                              .program;
  std::size_t count = 0;
  for (const Check *check : allChecks())
    for (const Finding &finding : check->run(program, CheckOptions(check->info.options))) {
      ++count;
      EXPECT_EQ(finding.check, check->info.id);
      EXPECT_TRUE(finding.place.known()) << finding.message;
      EXPECT_FALSE(finding.subject.name.empty()) << finding.message;
      EXPECT_EQ(classNamed(program, finding.className), classNamed(program, finding.className));
      EXPECT_EQ(finding.message.find('\n'), std::string::npos) << finding.message;
      EXPECT_FALSE(finding.message.ends_with('.')) << finding.message;
      EXPECT_FALSE(finding.advice.hint.empty()) << finding.message;
      EXPECT_GE(finding.score, 0) << finding.message;
      EXPECT_LE(finding.score, 100) << finding.message;
      EXPECT_TRUE(std::ranges::is_sorted(finding.metrics)) << finding.message;
      for (const Evidence &evidence : finding.evidence) {
        EXPECT_TRUE(evidence.place.known()) << evidence.message;
        EXPECT_FALSE(evidence.subject.name.empty()) << evidence.message;
      }
    }
  EXPECT_GE(count, 5U);
}

TEST(Wording, ListsFields) {
  const Program program = programOf("struct Box { int a = 0, b = 0, c = 0, d = 0; };");
  const auto &fields = program.classes()[classNamed(program, "Box")].fields;
  ASSERT_EQ(fields.size(), 4U);
  const std::span<const FieldId> all(fields);
  EXPECT_EQ(checks::listFields(program, all.first(0), 3), "");
  EXPECT_EQ(checks::listFields(program, all.first(1), 3), "a");
  EXPECT_EQ(checks::listFields(program, all.first(2), 3), "a and b");
  EXPECT_EQ(checks::listFields(program, all.first(3), 3), "a, b and c");
  EXPECT_EQ(checks::listFields(program, all, 3), "a, b, c and 1 more");
}

TEST(Wording, ProposesAMethod) {
  const Program program = programOf(kOrders + R"(
    namespace shop {
    int openTotal(const Order &order, int rate, int unused) { (void)unused; return order.total() * rate; }
    bool isPaidOrder(const Order &order) { return order.status() == Status::Paid; }
    int touch(Order &order) { if (order.total() > 3) order.setTotal(1); return 7; }
    bool tryPay(Order &order) { if (order.total() > 3) { order.setTotal(1); return true; } return false; }
    })");
  const ClassId order = classNamed(program, "Order");
  const auto signature = [&](const char *name) {
    return checks::moveInto(program, {.function = functionNamed(program, name), .target = order}).signature;
  };
  EXPECT_EQ(signature("shop::openTotal"), "int openTotal(int rate) const");
  EXPECT_EQ(signature("shop::isPaidOrder"), "bool isPaid() const");
  EXPECT_EQ(signature("shop::touch"), "int touch()");
  EXPECT_EQ(signature("shop::tryPay"), "bool tryPay()");
  EXPECT_EQ(checks::shortName(program, functionNamed(program, "shop::touch")), "touch");
  EXPECT_EQ(checks::shortName(program, functionNamed(program, "OrderService::isLarge")), "OrderService::isLarge");
}

} // namespace
} // namespace tell
