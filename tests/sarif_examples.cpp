// Writes the SARIF logs that sarif/validate.mjs judges beside those of real programs: sarif_examples FOLDER
//
//   baseline, baseline-github   every state, flows, answers, a suppression, a repository, sources of their own
//   many, many-github           25,000 findings
//   writer                      what the writer can and no report holds yet

#include "report/format.hpp"
#include "sarif/writer.hpp"

#include <fmt/format.h>
#include <llvm/Support/raw_ostream.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace tell {
namespace {

constexpr std::string_view kDocumentation =
    "## What it does\nFinds classes that hand their state out.\n\n## Why is this bad?\nRules end up elsewhere.\n";

CheckInfo someCheck() {
  CheckInfo check;
  check.id = "tell-anemic-class";
  check.summary = "a domain class that hands its state out";
  check.documentation = kDocumentation;
  return check;
}

Finding findingIn(const std::string &path, std::uint32_t line, const std::string &name) {
  const Subject place{SubjectKind::Function, "shop::cancel" + name, "cancel" + name + "(Order &)"};
  Finding finding;
  finding.check = "tell-anemic-class";
  finding.message = fmt::format("7 of 8 rules about '{}' live outside it", name);
  finding.place = {path, line, 7, line, 12};
  finding.subject = {SubjectKind::Class, "shop::" + name, ""};
  finding.className = "shop::" + name;
  finding.score = 80;
  finding.confidence = 0.7;
  finding.evidence = {{{path, line, 1, line, 6}, "'cancel' asks 'status == Draft'", place},
                      {{path, line, 7, line, 12}, "'cancel' calls operator[](int) [twice]", place}};
  finding.flows = {{"'cancel' asks, then tells",
                    {{{path, line, 1, line, 6}, "asks and decides on 'status'", place},
                     {{path, line, 7, line, 12}, "changes 'status'", place}}}};
  finding.advice = {"give it 'void cancel()' (Extract Function, Move Function)",
                    "Extract Function, Move Function",
                    "void cancel()",
                    {"int reason"},
                    "it also needs 'store_'",
                    {{path, line, 1, line, 12}}};
  finding.metrics = {{"rulesOutside", 7}};
  return finding;
}

Report emptyReport(const std::filesystem::path &folder) {
  Report report;
  report.root = folder.string();
  report.toolVersion = "0.1.0";
  report.homepage = "https://clang-tell.example/";
  report.checks = {someCheck()};
  report.exitCode = 1;
  return report;
}

Report baselineReport(const std::filesystem::path &folder) {
  Report report = emptyReport(folder);
  report.versionControl = {"https://github.com/example/shop", std::string(40, 'a'), "main", "services/a shop"};
  for (std::uint32_t i = 0; i < 4; ++i) {
    const std::string name = fmt::format("Order{}", i);
    report.findings.push_back({findingIn("src/order.h", i + 1, name), fmt::format("{:016x}:1", i), std::nullopt,
                               static_cast<BaselineState>(i)});
    report.census.push_back(
        {"shop::" + name, {}, "anemic", "", 80, {{"Q1", "1 of 9 methods does something", 0.9}}, {}, {}, {}});
  }
  report.findings[1].suppression =
      Suppression{"src/order.h", 2, SuppressionKind::Line, "tell-anemic-class", "wire format"};
  report.withheld = {"tell-dead-accessor"};
  report.notifications = {{Level::Note,
                           "baseline-outdated",
                           "2 findings that the baseline knows are gone",
                           {"clang-tell-baseline.txt", 0, 0, 0, 0}}};
  return report;
}

/// Without evidence: what is judged is that there are many.
Report manyReport(const std::filesystem::path &folder, std::uint32_t count) {
  Report report = emptyReport(folder);
  for (std::uint32_t i = 0; i < count; ++i) {
    Finding finding = findingIn("src/order.h", i % 4 + 1, fmt::format("Order{}", i));
    finding.evidence.clear();
    finding.flows.clear();
    finding.advice = {};
    report.findings.push_back({std::move(finding), fmt::format("{:016x}:1", i), std::nullopt, std::nullopt});
  }
  return report;
}

void save(const Report &report, SarifProfile profile, const std::filesystem::path &path) {
  std::error_code error;
  llvm::raw_fd_ostream out(path.string(), error);
  Presentation presentation;
  presentation.sarifProfile = profile;
  writeSarif(report, presentation, out);
}

void saveWriterExample(const std::filesystem::path &path) {
  sarif::Run run;
  run.driver.name = "linter";
  run.driver.version = "1.0.0";
  run.driver.semanticVersion = "1.0.0";
  run.driver.informationUri = "https://example.org/";
  run.driver.rules = {{.id = "XX1001",
                       .name = "NoSetter",
                       .shortDescription = {"A setter."},
                       .fullDescription = {"A setter that nothing needs."},
                       .help = {"Remove it.", "Remove **it**."},
                       .helpUri = "https://example.org/XX1001",
                       .defaultLevel = "warning",
                       .properties = {{"precision", "high"}, {"tags", std::vector<std::string>{"maintainability"}}}}};
  run.uriBases = {{"SRCROOT", {"The root."}, {}, {}}};
  run.automationId = "linter/";
  run.columnKind = "utf16CodeUnits";
  run.invocations.emplace_back();
  std::error_code error;
  llvm::raw_fd_ostream out(path.string(), error);
  sarif::Writer writer(out, run);
  sarif::Result result;
  result.ruleId = "XX1001";
  result.ruleIndex = 0;
  result.level = "warning";
  result.rank = 50;
  result.message.text = "'setStatus' is not needed.";
  sarif::Location place;
  place.artifact = {"src/order.h", "SRCROOT", 0};
  place.region = sarif::Region{3, 8, 3, 17, "setStatus"};
  place.contextRegion = sarif::Region{2, 0, 4, 0, "public:\n  void setStatus(int);\n};"};
  place.logical = {{"setStatus", "Order::setStatus", "function", "setStatus(int)"}};
  result.locations = {place};
  result.partialFingerprints = {{"primaryLocationLineHash", "39fa2ee980eb94b0:1"}};
  result.baselineState = "new";
  result.suppressions = {{{"external", "agreed upon", std::nullopt, "underReview"}}};
  result.fixes = {{{"Remove the setter."},
                   {{{"src/order.h", "SRCROOT", 0}, {{{3, 1, 4, 1, {}}, {}}, {{5, 1, 5, 1, {}}, "// gone\n"}}}}}};
  writer.add(result);
  writer.finish(std::vector<sarif::Artifact>{{{"src/order.h", "SRCROOT", 0},
                                              80,
                                              "text/x-c++",
                                              "cplusplus",
                                              {"resultFile"},
                                              {{"sha-256", std::string(64, '0')}}}});
}

void saveAll(const std::filesystem::path &folder) {
  const std::filesystem::path sources = folder.parent_path() / "sources";
  std::filesystem::create_directories(sources / "src");
  std::ofstream(sources / "src/order.h") << "class Order0 {};\nclass Order1 {};\nclass Order2 {};\nclass Order3 {};\n";
  const Report baseline = baselineReport(sources);
  save(baseline, SarifProfile::Default, folder / "baseline.sarif");
  save(baseline, SarifProfile::Github, folder / "baseline-github.sarif");
  const Report many = manyReport(sources, 25'000);
  save(many, SarifProfile::Default, folder / "many.sarif");
  save(many, SarifProfile::Github, folder / "many-github.sarif");
  saveWriterExample(folder / "writer.sarif");
}

} // namespace
} // namespace tell

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fputs("usage: sarif_examples FOLDER\n", stderr);
    return 2;
  }
  tell::saveAll(argv[1]);
  return 0;
}
