// What a change makes of the units that were known before it.

#include "facts/change_plan.hpp"

#include "extract_support.hpp"
#include "facts/fresh_facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tell::facts {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kOrder = "#pragma once\n"
                                    "struct Order {\n"
                                    "  int total() const { return total_; }\n"
                                    "  bool open() const { return open_; }\n"
                                    "  int total_ = 0;\n"
                                    "  bool open_ = true;\n"
                                    "};\n";

/// Three units: `order.cpp` and `pay.cpp` include `include/order.h`, `main.cpp` includes nothing.
class ChangePlanTest : public testing::Test {
protected:
  ChangePlanTest() : scope_(folder_.path()) {
    folder_.write("include/order.h", kOrder);
    folder_.write("lib/order.cpp",
                  "#include \"order.h\"\n#include \"more.h\"\nint sum(const Order &o) { return o.total(); }\n");
    folder_.write("include/more.h", "");
    folder_.write("lib/pay.cpp", "#include \"order.h\"\n"
                                 "int due(const Order &o) { return o.open() ? o.total() : 0; }\n"
                                 "bool isOpen(const Order &o) { return o.open(); }\n");
    folder_.write("lib/main.cpp", "int main() { return 0; }\n");
    for (const char *name : {"lib/main.cpp", "lib/order.cpp", "lib/pay.cpp"})
      facts_.push_back(extract(name));
  }

  TuFacts extract(const std::string &name) {
    CompileCommand command;
    command.directory = folder_.path();
    command.file = folder_ / name;
    command.arguments = {"clang++", "-Ifirst", "-Iinclude", "-c", command.file};
    ExtractOptions options;
    options.scope = &scope_;
    auto facts = extractUnit(command, options);
    EXPECT_TRUE(facts.ok());
    return std::move(*facts);
  }

  std::vector<KnownUnit> units() const {
    std::vector<KnownUnit> all;
    for (const TuFacts &facts : facts_)
      all.push_back({facts.mainFile, &facts});
    return all;
  }

  ChangePlan plan(const std::vector<std::string> &changedSources = {}) {
    FileStates files(scope_);
    return planChange(units(), changedSources, files);
  }

  TemporaryFolder folder_;
  ProjectScope scope_;
  std::vector<TuFacts> facts_; ///< main, order, pay
};

TEST_F(ChangePlanTest, NothingChanged) {
  const ChangePlan plan = this->plan();
  EXPECT_THAT(plan.current, ElementsAre(0, 1, 2));
  EXPECT_THAT(plan.extract, IsEmpty());
  EXPECT_THAT(plan.assumed, IsEmpty());
  EXPECT_THAT(plan.changed, IsEmpty());
  EXPECT_TRUE(plan.whole());
}

TEST_F(ChangePlanTest, AChangedSourceIsExtractedAgain) {
  folder_.write("lib/pay.cpp", "int due() { return 0; }\n");
  const ChangePlan plan = this->plan();
  EXPECT_THAT(plan.extract, ElementsAre(2));
  EXPECT_THAT(plan.current, ElementsAre(0, 1));
  EXPECT_THAT(plan.changed, ElementsAre(folder_ / "lib/pay.cpp"));
}

TEST_F(ChangePlanTest, AChangedHeaderTakesTheUnitOfItsName) {
  folder_.write("include/order.h", "#pragma once\nstruct Order { int total() const; };\n");
  const ChangePlan plan = this->plan();
  EXPECT_THAT(plan.extract, ElementsAre(1)); // though pay.cpp reads fewer files
  EXPECT_THAT(plan.assumed, ElementsAre(2));
  EXPECT_THAT(plan.current, ElementsAre(0));
}

TEST_F(ChangePlanTest, AChangedSourceSpeaksForItsHeaders) {
  folder_.write("include/order.h", "#pragma once\nstruct Order { int total() const; };\n");
  folder_.write("lib/pay.cpp", "#include \"order.h\"\n");
  const ChangePlan plan = this->plan();
  EXPECT_THAT(plan.extract, ElementsAre(2));
  EXPECT_THAT(plan.assumed, ElementsAre(1));
}

TEST_F(ChangePlanTest, ADeletedHeaderAndOneInItsPlaceAreChanges) {
  std::filesystem::remove(folder_ / "include/more.h");
  EXPECT_THAT(plan().extract, ElementsAre(1));
  folder_.write("include/more.h", "");
  folder_.write("lib/order.h", "struct Order {};\n"); // both look beside themselves first
  const ChangePlan plan = this->plan();
  EXPECT_THAT(plan.changed, ElementsAre(folder_ / "lib/order.h"));
  EXPECT_THAT(plan.extract, ElementsAre(1));
  EXPECT_THAT(plan.assumed, ElementsAre(2));
}

TEST_F(ChangePlanTest, AssumedContentsCountAndNotTheDisks) {
  FileStates files(scope_);
  files.assume(folder_ / "lib/main.cpp", "int main() { return 1; }\n");
  files.assume(folder_ / "include/more.h", std::nullopt);
  const ChangePlan plan = planChange(units(), {}, files);
  EXPECT_THAT(plan.extract, ElementsAre(0, 1));
  EXPECT_THAT(plan.changed, ElementsAre(folder_ / "include/more.h", folder_ / "lib/main.cpp"));
}

TEST_F(ChangePlanTest, UnitsThatWereNeverExtractedAreUnknownUnlessTheyChanged) {
  std::vector<KnownUnit> known = units();
  known.push_back({"/elsewhere/new.cpp", nullptr});
  known.push_back({"/elsewhere/old.cpp", nullptr});
  const std::vector<std::string> changed = {"/elsewhere/new.cpp"};
  FileStates files(scope_);
  const ChangePlan plan = planChange(known, changed, files);
  EXPECT_THAT(plan.extract, ElementsAre(3));
  EXPECT_THAT(plan.unknown, ElementsAre(4));
  EXPECT_FALSE(plan.whole());
}

TEST(ArePaired, ByName) {
  EXPECT_TRUE(arePaired("/p/include/order.h", "/p/src/order.cpp"));
  EXPECT_TRUE(arePaired("/p/order.cc", "/p/order.hpp"));
  EXPECT_FALSE(arePaired("/p/order.cc", "/q/order.cpp"));
  EXPECT_FALSE(arePaired("/p/orders.h", "/p/order.cpp"));
}

std::vector<std::string> functionsWithBody(const TuFacts &unit) {
  std::vector<std::string> names;
  for (const Function &function : unit.functions)
    if ((function.flags & kHasBody) != 0)
      names.emplace_back(unit.string(unit.symbols[function.symbol].name));
  return names;
}

class FreshFactsTest : public ChangePlanTest {
protected:
  /// What is left of pay.cpp once order.h has these contents and order.cpp was extracted again.
  TuFacts leftOfPay(std::string_view header) {
    folder_.write("include/order.h", header);
    const std::vector<TuFacts> fresh = {extract("lib/order.cpp")};
    const std::vector<std::string> changed = {folder_ / "include/order.h"};
    const std::vector<TuFacts> former = {facts_[1]};
    TuFacts left = FreshFacts(fresh, former, changed).stillTrue(facts_[2]);
    const Status valid = validate(left);
    EXPECT_TRUE(valid.ok()) << valid.error().message();
    return left;
  }
};

TEST_F(FreshFactsTest, KeepBodiesWhoseNamesStillMeanTheSame) {
  const TuFacts left = leftOfPay(std::string(kOrder) + "// a comment\nstruct Another { int n = 0; };\n");
  EXPECT_THAT(functionsWithBody(left), ElementsAre("due", "isOpen"));
  EXPECT_THAT(left.classes, IsEmpty()); // the fresh unit tells of them
}

TEST_F(FreshFactsTest, GiveUpBodiesThatNameWhatVanished) {
  const TuFacts left = leftOfPay("#pragma once\n"
                                 "struct Order {\n"
                                 "  bool open() const { return open_; }\n"
                                 "  int sum() const { return 0; }\n"
                                 "  bool open_ = true;\n"
                                 "};\n");
  EXPECT_THAT(functionsWithBody(left), ElementsAre("isOpen"));
  EXPECT_EQ(left.functions.size(), 2U); // that it exists is still true
}

TEST_F(FreshFactsTest, GiveUpBodiesThatNameWhatChanged) {
  const TuFacts left = leftOfPay("#pragma once\n"
                                 "struct Order {\n"
                                 "  int total() const { return 3; }\n"
                                 "  int open() const { return 1; }\n"
                                 "};\n");
  EXPECT_THAT(functionsWithBody(left), IsEmpty());
}

TEST_F(FreshFactsTest, KeepBodiesThatNeedWhatNoFreshUnitSpeaksOf) {
  folder_.write("lib/pay.cpp", "#include \"order.h\"\n"
                               "bool copies(const Order &o) { Order copy(o); copy = o; return copy.open(); }\n");
  facts_[2] = extract("lib/pay.cpp");
  EXPECT_THAT(functionsWithBody(leftOfPay(std::string(kOrder) + "// a comment\n")), Contains("copies"));
}

TEST_F(FreshFactsTest, KeepLambdasWithTheirFunctions) {
  folder_.write("lib/pay.cpp",
                "#include \"order.h\"\n"
                "int gone(const Order &o) { auto f = [&] { return o.total(); }; return f(); }\n"
                "bool stays(const Order &o) { auto f = [&](int n) { return o.open() && n > 0; }; return f(1); }\n");
  facts_[2] = extract("lib/pay.cpp");
  const TuFacts left = leftOfPay("#pragma once\n"
                                 "struct Order {\n"
                                 "  bool open() const { return open_; }\n"
                                 "  bool open_ = true;\n"
                                 "};\n");
  EXPECT_THAT(functionsWithBody(left), Contains("stays"));
  EXPECT_THAT(functionsWithBody(left), Not(Contains("gone")));
  EXPECT_EQ(left.lambdas.size(), 1U);
}

} // namespace
} // namespace tell::facts
