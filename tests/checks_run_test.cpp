// Which checks run on how much of a program.

#include "checks/run.hpp"

#include "model_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace tell {
namespace {

using test::linkOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A check that finds one thing in any program.
template <char kName> std::vector<Finding> findOne(const Program &, const CheckOptions &) {
  Finding finding;
  finding.check = std::string("tell-") + kName;
  return {finding};
}

constexpr Check checkThatNeeds(std::string_view id, Needs needs,
                               std::vector<Finding> (*run)(const Program &, const CheckOptions &)) {
  Check check;
  check.info.id = id;
  check.info.needs = needs;
  check.run = run;
  return check;
}

const Check kBody = checkThatNeeds("tell-b", Needs::Body, findOne<'b'>);
const Check kClass = checkThatNeeds("tell-c", Needs::Class, findOne<'c'>);
const Check kProgram = checkThatNeeds("tell-p", Needs::Program, findOne<'p'>);
const Check kWhole = checkThatNeeds("tell-w", Needs::Whole, findOne<'w'>);
const std::array<const Check *, 4> kChecks = {&kBody, &kClass, &kProgram, &kWhole};
constexpr std::array<std::string_view, 4> kAll = {"tell-b", "tell-c", "tell-p", "tell-w"};

Program seen(Coverage coverage) { return linkOf({{"unit.cpp", "int x;"}}, {.coverage = coverage}).program; }

std::vector<std::string> found(const CheckRun &run) {
  std::vector<std::string> ids;
  for (const Finding &finding : run.findings)
    ids.push_back(finding.check);
  return ids;
}

TEST(RunChecks, AllOnAWholeProgram) {
  const CheckRun run = runChecks(seen(Coverage::Whole), kChecks, kAll);
  EXPECT_THAT(found(run), ElementsAre("tell-b", "tell-c", "tell-p", "tell-w"));
  EXPECT_EQ(run.ran.size(), 4U);
  EXPECT_THAT(run.withheld, IsEmpty());
  EXPECT_EQ(withheldNotice(run, Coverage::Whole), "");
}

TEST(RunChecks, NoAbsenceWhereUnitsFailed) {
  const CheckRun run = runChecks(seen(Coverage::Incomplete), kChecks, kAll);
  EXPECT_THAT(found(run), ElementsAre("tell-b", "tell-c", "tell-p"));
  EXPECT_THAT(run.withheld, ElementsAre("tell-w"));
  EXPECT_EQ(withheldNotice(run, Coverage::Incomplete),
            "some units of the program could not be analyzed in full, so these checks are withheld: tell-w");
}

TEST(RunChecks, OnlyWhatStandsByItselfOfAPart) {
  const CheckRun run = runChecks(seen(Coverage::Part), kChecks, kAll);
  EXPECT_THAT(found(run), ElementsAre("tell-b", "tell-c"));
  EXPECT_THAT(run.withheld, ElementsAre("tell-p", "tell-w"));
  EXPECT_EQ(withheldNotice(run, Coverage::Part),
            "only a part of the program was looked at, so these checks are withheld: tell-p, tell-w");
}

TEST(RunChecks, FindsTheSameInThreads) {
  const Program program = seen(Coverage::Whole);
  std::vector<CheckSetup> setups;
  for (const Check *check : allChecks())
    setups.push_back({check, CheckOptions(check->info.options)});
  for (const Check *check : kChecks)
    setups.push_back({check, CheckOptions(check->info.options)});
  const CheckRun one = runChecks(program, setups);
  EXPECT_EQ(one.ran.size(), setups.size());
  EXPECT_GE(one.findings.size(), kChecks.size());
  for (const unsigned jobs : {2U, 5U, 100U}) {
    const CheckRun several = runChecks(program, setups, jobs);
    EXPECT_EQ(found(several), found(one));
    EXPECT_EQ(several.ran.size(), one.ran.size());
  }
}

TEST(RunChecks, OnlyWhatIsSelected) {
  const std::array<std::string_view, 2> some = {"tell-c", "tell-w"};
  const CheckRun run = runChecks(seen(Coverage::Part), kChecks, some);
  EXPECT_THAT(found(run), ElementsAre("tell-c"));
  EXPECT_THAT(run.withheld, ElementsAre("tell-w")) << "what nobody asked for is not withheld";
}

TEST(Part, KnowsNoRolesOfItsClasses) {
  const test::Sources sources = {{"unit.cpp", R"(
    struct Point { int x = 0, y = 0; };
    class Account {
    public:
      void withdraw(long cents) { if (cents > balance) throw 1; balance -= cents; }
      long balance = 0;
    private:
      int owner_ = 0;
    };
    void correct(Account &account, long cents) { account.balance = cents; })"}};
  const Program whole = linkOf(sources).program;
  EXPECT_EQ(test::roleOf(whole, "Account"), "exposed");
  const Program part = linkOf(sources, {.coverage = Coverage::Part}).program;
  EXPECT_FALSE(part.complete());
  EXPECT_EQ(test::roleOf(part, "Point"), "unknown");
  EXPECT_EQ(test::roleOf(part, "Account"), "unknown");
  EXPECT_EQ(part.classes()[test::classNamed(part, "Account")].roleReason, "only a part of the program was looked at");
  const std::array<std::string_view, 1> exposed = {"tell-exposed-state"};
  EXPECT_THAT(found(runChecks(part, allChecks(), exposed)), ElementsAre("tell-exposed-state"))
      << "what the class guards and who writes it are both there to see";
}

TEST(Incomplete, InvariantsOfUnseenMethodsAreNotTakenForKnown) {
  const std::string code = R"(
    class Average {
    public:
      void add(int value) { sum_ += value; count_ += 1; }
      void withdraw(int value) { if (value > left_) throw 1; left_ -= value; }
      void unseen();
    private:
      int sum_ = 0, count_ = 0, left_ = 0;
    };)";
  const auto kept = [](const Program &program, std::string_view field) {
    return program.maintains(test::fieldNamed(program, "Average", field));
  };
  const Program whole = linkOf({{"unit.cpp", code}}).program;
  EXPECT_TRUE(kept(whole, "sum_") && kept(whole, "left_"));
  const Program damaged = linkOf({{"unit.cpp", code}}, {.coverage = Coverage::Incomplete}).program;
  EXPECT_FALSE(kept(damaged, "sum_")) << "'unseen' may change it alone";
  EXPECT_TRUE(kept(damaged, "left_")) << "a check that throws is there whatever else is";
}

TEST(Incomplete, AnemicClassesGetNoShare) {
  const test::Sources sources = {{"unit.cpp", R"(
    enum class State { Draft, Paid, Sent };
    class Order {
    public:
      State state() const { return state_; }
      void setState(State state) { state_ = state; }
    private:
      State state_ = State::Draft;
    };
    void pay(Order &order) { if (order.state() == State::Draft) order.setState(State::Paid); }
    void send(Order &order) { if (order.state() == State::Paid) order.setState(State::Sent); })"}};
  const std::array<std::string_view, 1> anemic = {"tell-anemic-class"};
  const CheckRun whole = runChecks(linkOf(sources).program, allChecks(), anemic);
  ASSERT_EQ(whole.findings.size(), 1U);
  EXPECT_THAT(whole.findings[0].message, HasSubstr("2 of 2 rules about 'Order' live outside it"));
  const CheckRun damaged = runChecks(linkOf(sources, {.coverage = Coverage::Incomplete}).program, allChecks(), anemic);
  ASSERT_EQ(damaged.findings.size(), 1U);
  EXPECT_THAT(damaged.findings[0].message, HasSubstr("at least 2 rules about 'Order' live outside it"));
}

} // namespace
} // namespace tell
