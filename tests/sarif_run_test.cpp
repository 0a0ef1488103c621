// SARIF logs of the program under test: what other runs recognise a finding by, and where logs go.

#include "process.hpp"
#include "temporary_folder.hpp"

#include <llvm/Support/JSON.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace tell {
namespace {

constexpr std::string_view kOrder = R"(class Order {
public:
  int status() const { return status_; }
  void setStatus(int status) { status_ = status; }

private:
  int status_ = 0;
};
)";

constexpr std::string_view kUse = R"(
void cancel(Order &order) {
  if (order.status() == 1)
    order.setStatus(2);
}
int main() {
  Order order;
  cancel(order);
  return order.status();
}
)";

llvm::json::Value runOf(const std::string &log) {
  auto value = llvm::json::parse(log);
  if (!value) {
    ADD_FAILURE() << llvm::toString(value.takeError()) << log;
    return llvm::json::Object();
  }
  return std::move((*value->getAsObject()->getArray("runs"))[0]);
}

/// The results' fingerprints of a kind, by rule and file.
std::multimap<std::string, std::string> fingerprints(const llvm::json::Value &run, llvm::StringRef kind) {
  std::multimap<std::string, std::string> result;
  for (const llvm::json::Value &entry : *run.getAsObject()->getArray("results")) {
    const llvm::json::Object &object = *entry.getAsObject();
    result.emplace(object.getString("ruleId")->str(),
                   object.getObject("partialFingerprints")->getString(kind).value_or("(none)").str());
  }
  return result;
}

TEST(SarifRun, SymbolsSurviveAMoveToAnotherLineAndFile) {
  const TemporaryFolder before;
  before.write("CMakeLists.txt", "project(p)\n");
  before.write("order.h", std::string("#pragma once\n") + std::string(kOrder));
  before.write("main.cpp", "#include \"order.h\"\n" + std::string(kUse));
  const TemporaryFolder after;
  after.write("CMakeLists.txt", "project(p)\n");
  after.write("domain/sales.h", "#pragma once\n\nclass Other;\n\n/* moved */\n" + std::string(kOrder));
  after.write("main.cpp", "#include \"domain/sales.h\"\n// one more line\n" + std::string(kUse));
  const llvm::json::Value first = runOf(run(before.path(), {"check", "-q", "--exit-zero", "-o", "sarif=-"}).output);
  const llvm::json::Value second = runOf(run(after.path(), {"check", "-q", "--exit-zero", "-o", "sarif=-"}).output);
  const auto symbols = fingerprints(first, "symbol/v1");
  EXPECT_GE(symbols.size(), 2U);
  EXPECT_EQ(symbols, fingerprints(second, "symbol/v1"));
  EXPECT_EQ(fingerprints(first, "primaryLocationLineHash").size(), symbols.size());
  EXPECT_EQ(fingerprints(first, "primaryLocationLineHash"), fingerprints(second, "primaryLocationLineHash"))
      << "the 100 characters from the line on are the same";
}

TEST(SarifRun, AskThenTellHasACodeFlow) {
  const TemporaryFolder folder;
  folder.write("main.cpp", std::string(kOrder) + std::string(kUse));
  const llvm::json::Value log =
      runOf(run(folder.path(), {"check", "-q", "--exit-zero", "--checks=-*,tell-ask-then-tell", "-o", "sarif"}).output);
  const llvm::json::Array &results = *log.getAsObject()->getArray("results");
  ASSERT_EQ(results.size(), 1U);
  std::string flow;
  llvm::raw_string_ostream(flow) << *results[0].getAsObject()->get("codeFlows");
  EXPECT_THAT(flow, testing::AllOf(testing::HasSubstr("asks and decides on 'status_ == 1'"),
                                   testing::HasSubstr("changes 'status_'")));
}

} // namespace
} // namespace tell
