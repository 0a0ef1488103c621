// clang-tell compare end to end: what became of classes and findings between two runs.

#include "shop_repository.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <llvm/Support/JSON.h>

#include <string>

namespace tell {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kTellingOrder = R"(#pragma once
enum class Status { Draft, Paid, Cancelled };
class Order {
public:
  bool cancel() {
    if (status_ == Status::Cancelled)
      return false;
    status_ = Status::Cancelled;
    return true;
  }
  void setTotal(int total) { total_ = total; }
  int total() const { return total_; }

private:
  Status status_ = Status::Draft;
  int total_ = 0;
};
)";

class Trend : public ShopRepository {
protected:
  /// Order gets better, Cart worse, Bill comes and Coin goes.
  Trend() {
    write("main.cpp",
          "#include \"order.h\"\nclass Coin {\n  int value_ = 1;\n};\nbool cancel(Order &order);\nint main() {\n"
          "  Order order;\n  order.setTotal(3);\n  return cancel(order) ? 0 : 1;\n}\n");
    keep("old");
    write("order.h", kTellingOrder);
    write("cancel.cpp", "#include \"order.h\"\nbool cancel(Order &order) { return order.cancel(); }\n");
    write("cart.cpp", kBad);
    write("main.cpp",
          "#include \"order.h\"\nclass Bill {\n  int sum_ = 0;\n};\nbool cancel(Order &order);\nint main() {\n"
          "  Order order;\n  order.setTotal(3);\n  return cancel(order) ? 0 : 1;\n}\n");
    keep("new");
  }

  void keep(const std::string &name) const {
    for (const std::vector<std::string> &arguments :
         {std::vector<std::string>{"census", "-o", "json=" + (folder_ / (name + "-census.json"))},
          std::vector<std::string>{"check", "-o", "json=" + (folder_ / (name + ".json")), "-o",
                                   folder_ / (name + ".sarif")},
          std::vector<std::string>{"baseline", "-o", folder_ / (name + ".txt")}}) {
      const Outcome outcome = arguments.front() == "baseline" ? run(root(), arguments) : tell(arguments);
      EXPECT_TRUE(outcome.exitCode == 0 || outcome.exitCode == 1) << said(outcome);
    }
  }

  [[nodiscard]] Outcome compare(const std::string &before, const std::string &after,
                                const std::vector<std::string> &more = {}) const {
    std::vector<std::string> arguments = {"compare", folder_ / before, folder_ / after};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(root(), std::move(arguments));
  }
};

TEST_F(Trend, ACensusTellsWhatBecameOfClasses) {
  const Outcome outcome = compare("old-census.json", "new-census.json");
  EXPECT_EQ(outcome.exitCode, 0) << outcome.error;
  EXPECT_EQ(outcome.error, "");
  EXPECT_THAT(outcome.output,
              AllOf(HasSubstr("3 classes (were 3)"), HasSubstr("\nworse:\n  Cart: "), HasSubstr("rules outside 0 -> "),
                    HasSubstr("\nbetter:\n  Order: "), HasSubstr("\nnew classes:\n  Bill: "),
                    HasSubstr("\nclasses that are gone:\n  Coin: "), Not(HasSubstr("findings"))));
}

TEST_F(Trend, LogsAndBaselinesTellWhatBecameOfFindings) {
  for (const std::string extension : {".sarif", ".json"}) {
    const Outcome outcome = compare("old" + extension, "new" + extension);
    EXPECT_EQ(outcome.exitCode, 0) << outcome.error;
    EXPECT_THAT(outcome.output, AllOf(HasSubstr("\nnew:\n  tell-"), HasSubstr("close at cart.cpp:2\n"),
                                      HasSubstr("\nfixed:\n  tell-"), HasSubstr("cancel at cancel.cpp:2\n")));
  }
  EXPECT_THAT(compare("old.txt", "new.txt").output, HasSubstr("close"));
  EXPECT_THAT(compare("old.txt", "new.sarif").output, HasSubstr("close at cart.cpp:2\n"))
      << "fingerprints are the same";
  const Outcome same = compare("new.sarif", "new.txt");
  EXPECT_THAT(same.output, HasSubstr("0 new findings, 0 grown, 0 fixed, "));
}

TEST_F(Trend, JsonHoldsAll) {
  const Outcome outcome = compare("old.json", "new.json", {"-o", "json"});
  EXPECT_EQ(outcome.exitCode, 0) << outcome.error;
  auto json = llvm::json::parse(outcome.output);
  ASSERT_TRUE(static_cast<bool>(json)) << outcome.output;
  const llvm::json::Object &root = *json->getAsObject();
  const llvm::json::Object &classes = *root.getObject("classes");
  EXPECT_EQ(classes.getObject("before")->getInteger("classes"), 3);
  const llvm::json::Object &worse = *(*classes.getArray("worse"))[0].getAsObject();
  EXPECT_EQ(worse.getString("name"), "Cart");
  EXPECT_LT(*worse.getObject("score")->getNumber("before"), *worse.getObject("score")->getNumber("after"));
  EXPECT_EQ(worse.getObject("metrics")->getObject("rulesOutside")->getNumber("before"), 0);
  EXPECT_EQ((*classes.getArray("gone"))[0].getAsObject()->getString("name"), "Coin");
  EXPECT_FALSE(root.getObject("findings")->getArray("new")->empty());
  EXPECT_EQ(compare("old.json", "new.json", {"-o", "json=" + (folder_ / "trend.json")}).output, "");
  EXPECT_EQ(*readFile(folder_ / "trend.json", 1U << 24U), outcome.output);
}

TEST_F(Trend, WhatIsTheSameIsNotNamed) {
  const Outcome outcome = compare("old.json", "old.json");
  EXPECT_THAT(outcome.output, AllOf(HasSubstr("0 new findings, 0 grown, 0 fixed"), Not(HasSubstr(":\n"))));
}

TEST_F(Trend, BadInputIsAnError) {
  folder_.write("other.sarif", R"({"runs": [{"tool": {"driver": {"name": "Other"}}, "results": []}]})");
  folder_.write("broken.json", R"({"version": 1, "tool": {"na)");
  folder_.write("list.json", "{\"version\": 1}");
  folder_.write("later.json", R"({"version": 2, "tool": {"name": "clang-tell"}, "findings": [], "census": []})");
  folder_.write("damaged.json",
                R"({"version": 1, "tool": {"name": "clang-tell"}, "findings": [], "census": [{"name": "A"}]})");
  folder_.write("deep.json", "{\"a\": " + std::string(100'000, '['));
  folder_.write("empty.txt", "");
  const std::pair<const char *, const char *> cases[] = {
      {"other.sarif", "other.sarif: a SARIF log of 'Other', not of clang-tell"},
      {"broken.json", "broken.json: no valid JSON"},
      {"list.json", "neither a baseline, a JSON report nor a SARIF log of clang-tell"},
      {"later.json", "another version of clang-tell"},
      {"damaged.json", "a class in it has not what classes have"},
      {"deep.json", "nests too deeply"},
      {"empty.txt", "the file is empty"},
      {"missing.json", "missing.json"},
  };
  for (const auto &[file, message] : cases) {
    const Outcome outcome = compare("old.json", file);
    EXPECT_EQ(outcome.exitCode, 2) << file;
    EXPECT_EQ(outcome.output, "") << file;
    EXPECT_THAT(outcome.error, HasSubstr(message));
  }
  EXPECT_THAT(compare("old-census.json", "new.sarif").error, HasSubstr("nothing that could be compared"));
  EXPECT_THAT(compare("old.json", "new.json", {"-o", "sarif"}).error, HasSubstr("use text or json"));
  EXPECT_EQ(run(root(), {"compare", folder_ / "old.json"}).exitCode, 2);
}

TEST_F(Trend, ACensusIsNoBaseline) {
  const Outcome outcome = tell({"check", "--baseline", folder_ / "old-census.json"});
  EXPECT_EQ(outcome.exitCode, 2);
  EXPECT_THAT(outcome.error, HasSubstr("a census holds no findings"));
  EXPECT_EQ(tell({"check", "--baseline", folder_ / "new.json"}).exitCode, 0) << "a report in JSON does as well";
}

} // namespace
} // namespace tell
