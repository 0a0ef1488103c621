#include "cli/baselines.hpp"

#include "support/file.hpp"
#include "support/json_depth.hpp"

#include <fmt/format.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/JSON.h>

#include <cstdint>
#include <utility>

namespace tell {
namespace {

constexpr std::size_t kDeepest = 64; ///< a log nests some twenty levels
constexpr std::uint64_t kLargestBaseline = std::uint64_t{1} << 30U;

/// Adds what a result of a log says; false where it has no fingerprint of ours.
bool addResult(const llvm::json::Object &result, Baseline &baseline) {
  const llvm::json::Array *suppressions = result.getArray("suppressions");
  if (result.getString("baselineState") == "absent")
    return true;
  const llvm::json::Object *prints = result.getObject("partialFingerprints");
  const auto print = prints == nullptr ? std::nullopt : prints->getString("symbol/v1");
  const auto rule = result.getString("ruleId");
  if (!print || !rule)
    return false;
  baseline.add(print->str(), {rule->str(), {}, {}, false, suppressions != nullptr && !suppressions->empty()});
  return true;
}

Result<Baseline> baselineOfLog(const std::string &text) {
  if (nestsDeeper(text, kDeepest))
    return Error("nests too deeply for a SARIF log");
  auto log = llvm::json::parse(text);
  if (!log)
    return Error(fmt::format("no valid JSON: {}", llvm::toString(log.takeError())));
  const llvm::json::Object *root = log->getAsObject();
  const llvm::json::Array *runs = root == nullptr ? nullptr : root->getArray("runs");
  if (runs == nullptr)
    return Error("neither a baseline of clang-tell nor a SARIF log");
  Baseline baseline;
  for (const llvm::json::Value &run : *runs) {
    const llvm::json::Object *object = run.getAsObject();
    const llvm::json::Object *tool = object == nullptr ? nullptr : object->getObject("tool");
    const llvm::json::Object *driver = tool == nullptr ? nullptr : tool->getObject("driver");
    const auto name = driver == nullptr ? std::nullopt : driver->getString("name");
    if (name != "clang-tell")
      return Error(fmt::format("a SARIF log of '{}', not of clang-tell", name ? name->str() : "an unnamed tool"));
    const llvm::json::Array *results = object->getArray("results");
    if (results == nullptr)
      continue;
    for (const llvm::json::Value &result : *results)
      if (result.getAsObject() == nullptr || !addResult(*result.getAsObject(), baseline))
        return Error("a result in it has no fingerprint 'symbol/v1'");
  }
  return baseline;
}

} // namespace

Result<Baseline> readBaseline(const std::string &path) {
  const auto text = readFile(path, kLargestBaseline);
  if (!text)
    return text.error();
  const std::size_t first = text->find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string::npos || (*text)[first] != '{')
    return Baseline::parse(*text, path);
  auto baseline = baselineOfLog(*text);
  return baseline ? std::move(baseline) : baseline.error().in(path);
}

} // namespace tell
