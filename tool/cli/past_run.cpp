#include "cli/past_run.hpp"

#include "findings/baseline.hpp"
#include "report/json_shape.hpp"
#include "support/file.hpp"
#include "support/json_depth.hpp"

#include <fmt/format.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/JSON.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace tell {
namespace {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

constexpr std::size_t kDeepest = 64; ///< a log nests some twenty levels
constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 30U;

std::string textOf(const Object &object, llvm::StringRef key) {
  const auto text = object.getString(key);
  return text ? text->str() : std::string();
}

std::uint32_t lineIn(const Object *place, llvm::StringRef key) {
  const auto line = place == nullptr ? std::nullopt : place->getInteger(key);
  return line && *line > 0 && *line <= 0xffff'ffff ? static_cast<std::uint32_t>(*line) : 0;
}

/// The first object of an array; null where there is none.
const Object *firstOf(const Array *array) {
  return array == nullptr || array->empty() ? nullptr : array->front().getAsObject();
}

/// Adds a result of a log; false where it has no fingerprint of ours.
bool addResult(const Object &result, PastRun &run) {
  if (result.getString("baselineState") == "absent")
    return true;
  const Object *prints = result.getObject("partialFingerprints");
  const auto print = prints == nullptr ? std::nullopt : prints->getString("symbol/v1");
  const auto rule = result.getString("ruleId");
  if (!print || !rule || !isFingerprint(*print) || !isCheckId(*rule))
    return false;
  PastFinding finding;
  finding.check = rule->str();
  if (const Object *location = firstOf(result.getArray("locations"))) {
    if (const Object *physical = location->getObject("physicalLocation")) {
      if (const Object *artifact = physical->getObject("artifactLocation"))
        finding.path = textOf(*artifact, "uri");
      finding.line = lineIn(physical->getObject("region"), "startLine");
    }
    if (const Object *logical = firstOf(location->getArray("logicalLocations")))
      finding.subject = textOf(*logical, "fullyQualifiedName");
  }
  const Array *suppressions = result.getArray("suppressions");
  finding.suppressed = suppressions != nullptr && !suppressions->empty();
  run.findings.emplace(print->str(), std::move(finding));
  return true;
}

Result<PastRun> fromLog(const Array &runs) {
  PastRun past;
  past.hasFindings = true;
  for (const Value &each : runs) {
    const Object *run = each.getAsObject();
    const Object *tool = run == nullptr ? nullptr : run->getObject("tool");
    const Object *driver = tool == nullptr ? nullptr : tool->getObject("driver");
    const auto name = driver == nullptr ? std::nullopt : driver->getString("name");
    if (name != "clang-tell")
      return Error(fmt::format("a SARIF log of '{}', not of clang-tell", name ? name->str() : "an unnamed tool"));
    if (const Object *properties = run->getObject("properties"); properties && properties->getString("coverage"))
      past.coverage = textOf(*properties, "coverage");
    const Array *results = run->getArray("results");
    if (results == nullptr)
      continue;
    for (const Value &result : *results)
      if (result.getAsObject() == nullptr || !addResult(*result.getAsObject(), past))
        return Error("a result in it has no fingerprint 'symbol/v1'");
  }
  return past;
}

bool addFinding(const Object &object, PastRun &run) {
  const auto print = object.getString("fingerprint");
  const auto check = object.getString("check");
  const Object *place = object.getObject("place");
  const Object *subject = object.getObject("subject");
  if (!print || !check || !isFingerprint(*print) || !isCheckId(*check) || place == nullptr || subject == nullptr)
    return false;
  PastFinding finding;
  finding.check = check->str();
  finding.subject = textOf(*subject, "name");
  finding.path = textOf(*place, "path");
  finding.line = lineIn(place, "line");
  finding.suppressed = object.getObject("suppression") != nullptr;
  run.findings.emplace(print->str(), std::move(finding));
  return true;
}

bool addClass(const Object &object, PastRun &run) {
  const auto name = object.getString("name");
  const auto role = object.getString("role");
  const auto score = object.getNumber("score");
  const Object *place = object.getObject("place");
  const Object *metrics = object.getObject("metrics");
  if (!name || !role || !score || place == nullptr || metrics == nullptr)
    return false;
  PastClass entry{name->str(), textOf(*place, "path"), lineIn(place, "line"), role->str(), *score, {}};
  for (const auto &[metric, value] : *metrics)
    if (const auto number = value.getAsNumber())
      entry.metrics.emplace(metric.str(), *number);
  run.classes.push_back(std::move(entry));
  return true;
}

Result<PastRun> fromReport(const Object &report) {
  const Object *tool = report.getObject("tool");
  const Array *findings = report.getArray("findings");
  const Array *census = report.getArray("census");
  if (tool == nullptr || textOf(*tool, "name") != "clang-tell" || findings == nullptr || census == nullptr)
    return Error("neither a baseline, a JSON report nor a SARIF log of clang-tell");
  if (const auto version = report.getInteger("version"); version != json::kVersion)
    return Error(fmt::format("a JSON report of another version of clang-tell (version {} is read)", json::kVersion));
  PastRun past;
  past.hasClasses = true;
  // A census has the functions' list in place of findings.
  past.hasFindings = report.get("functions") == nullptr;
  past.coverage = textOf(report, "coverage");
  for (const Value &finding : *findings)
    if (finding.getAsObject() == nullptr || !addFinding(*finding.getAsObject(), past))
      return Error("a finding in it has not what findings have");
  for (const Value &entry : *census)
    if (entry.getAsObject() == nullptr || !addClass(*entry.getAsObject(), past))
      return Error("a class in it has not what classes have");
  std::ranges::sort(past.classes, [](const PastClass &a, const PastClass &b) {
    return std::tie(a.name, a.path, a.line) < std::tie(b.name, b.path, b.line);
  });
  return past;
}

Result<PastRun> fromJson(const std::string &text) {
  if (nestsDeeper(text, kDeepest))
    return Error("nests too deeply for a report or a SARIF log");
  auto value = llvm::json::parse(text);
  if (!value)
    return Error(fmt::format("no valid JSON: {}", llvm::toString(value.takeError())));
  const Object *root = value->getAsObject();
  if (root == nullptr)
    return Error("neither a baseline, a JSON report nor a SARIF log of clang-tell");
  const Array *runs = root->getArray("runs");
  return runs == nullptr ? fromReport(*root) : fromLog(*runs);
}

Result<PastRun> fromBaseline(const std::string &text, const std::string &path) {
  const auto baseline = Baseline::parse(text, path);
  if (!baseline)
    return baseline.error();
  PastRun past;
  past.hasFindings = true;
  for (const auto &[print, entry] : baseline->entries())
    past.findings.emplace(print, PastFinding{entry.check, entry.subject, "", 0, false, entry.rules, entry.rulesKnown});
  return past;
}

} // namespace

Result<PastRun> readPastRun(const std::string &path) {
  const auto text = readFile(path, kLargestFile);
  if (!text)
    return text.error();
  const std::size_t first = text->find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string::npos || (*text)[first] != '{')
    return fromBaseline(*text, path);
  auto past = fromJson(text->substr(first));
  return past ? std::move(past) : past.error().in(path);
}

} // namespace tell
