// Writes the reports that html_page_test.mjs opens in a browser: html_samples FOLDER
//
//   hostile.html   names, paths and source that would break out of a page that trusts them
//   large.html     2,000 classes, each with a finding that has five places in source of its own

#include "report/format.hpp"
#include "support/file.hpp"

#include <fmt/format.h>
#include <llvm/Support/raw_ostream.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace tell {
namespace {

CheckInfo someCheck() {
  CheckInfo check;
  check.id = "tell-anemic-class";
  check.summary = "a class whose rules live <b>elsewhere</b>";
  return check;
}

ClassEntry classEntry(std::string name, std::string path, double part) {
  ClassEntry entry;
  entry.name = std::move(name);
  entry.place = {std::move(path), 1, 7, 1, 12};
  entry.role = part > 0.6 ? "anemic" : part > 0.3 ? "exposed" : "rich";
  entry.reason = "most rules about its state live outside";
  entry.score = 100 * part;
  for (const char *question : {"Q1", "Q2", "Q3", "Q4"})
    entry.answers.push_back({question, "some of its rules live outside", part});
  entry.metrics = {{"asks", 20 * part},
                   {"behaviours", 10 - 10 * part},
                   {"dependents", 30 * part * part},
                   {"ownRules", 4},
                   {"rulesInside", 2},
                   {"rulesOutside", 9 * part},
                   {"scattered", 1},
                   {"transport", 10 * part},
                   {"weightOutside", 4 * part}};
  return entry;
}

Finding findingAbout(const ClassEntry &entry, const std::string &sourcePath) {
  Finding finding;
  finding.check = "tell-anemic-class";
  finding.message = fmt::format("7 of 8 rules about '{}' live outside it", entry.name);
  finding.place = entry.place;
  finding.subject = {SubjectKind::Class, entry.name, ""};
  finding.className = entry.name;
  finding.score = entry.score;
  finding.confidence = 0.8;
  for (std::uint32_t i = 0; i < 5; ++i)
    finding.evidence.push_back({{sourcePath, 8 * i + 4, 3, 8 * i + 4, 24},
                                fmt::format("'Service::step{}' asks '{}', then sets it", i, entry.name),
                                {SubjectKind::Function, "Service::step", "step()"}});
  finding.advice = {fmt::format("give {} 'void step()' (Move Function)", entry.name),
                    "Move Function",
                    "void step()",
                    {},
                    {},
                    {{sourcePath, 3, 1, 5, 2}}};
  return finding;
}

std::string sourceText(std::size_t number) {
  std::string text;
  for (std::size_t i = 0; i < 6; ++i)
    text += fmt::format(
        "void Service{0}::step{1}(Thing{0} &thing) {{\n  const int limit = {2};\n  // what it may do\n"
        "  if (thing.amount() > limit && thing.state() != State{0}::Done)\n    thing.setAmount(limit - {1});\n"
        "  log(\"step {1} of {0}\");\n}}\n\n",
        number, i, number * 37 % 1000);
  return text;
}

void put(const std::filesystem::path &path, const std::string &text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

Report emptyReport(const std::filesystem::path &root) {
  Report report;
  report.root = root;
  report.toolVersion = "0.1.0";
  report.checks = {someCheck()};
  return report;
}

Report hostileReport(const std::filesystem::path &root) {
  Report report = emptyReport(root);
  const std::string attack = "<img src=x onerror=\"window.attacked=1\">";
  const std::string path = "src/it's \"quoted\" & <b>.cpp";
  put(root / path, "void f() {\n  // </script><script>window.attacked=1</script>\n  auto t = \"" + attack +
                       "\"; <!-- \xe2\x80\xae desrever \x1b[31m\n  order.setStatus(\xff\xfe);\n}\n");
  const std::string names[] = {"</script><script>window.attacked=1</script>",
                               "shop::Order<\"" + attack + "\">",
                               "{{data}}${alert(1)}",
                               "javascript:window.attacked=1",
                               "rev\xe2\x80\xae"
                               "ersed",
                               "\xff\xfe"};
  for (std::size_t i = 0; i < std::size(names); ++i) {
    ClassEntry entry = classEntry(names[i], path, 0.9 - 0.1 * static_cast<double>(i));
    entry.reason = attack;
    report.findings.push_back({findingAbout(entry, path), "", std::nullopt});
    report.census.push_back(std::move(entry));
  }
  Suppression comment{path, 2, SuppressionKind::Line, "tell-*", attack};
  report.findings.push_back({findingAbout(report.census.front(), path), "", comment});
  report.notifications = {{Level::Error, "unit-failed", attack, {path, 1, 1, 1, 1}}};
  report.counts = {1, 1, std::size(names), 1};
  report.coverage = "incomplete";
  return report;
}

Report largeReport(const std::filesystem::path &root) {
  constexpr std::size_t kClasses = 2000;
  Report report = emptyReport(root);
  for (std::size_t i = 0; i < kClasses; ++i) {
    const std::string path = fmt::format("src/part{}/service{}.cpp", i % 40, i);
    put(root / path, sourceText(i));
    ClassEntry entry = classEntry(fmt::format("project::part{}::Thing{}", i % 40, i),
                                  fmt::format("include/project/part{}/thing{}.hpp", i % 40, i),
                                  1.0 - static_cast<double>(i) / kClasses);
    report.findings.push_back(
        {findingAbout(entry, path), fmt::format("{:016x}:1", i * 0x9e3779b97f4a7c15U), std::nullopt});
    report.census.push_back(std::move(entry));
  }
  report.counts = {kClasses, 0, kClasses, 6 * kClasses};
  return report;
}

bool save(const Report &report, const std::filesystem::path &path) {
  std::string text;
  llvm::raw_string_ostream out(text);
  writeHtml(report, {}, out);
  const Status status = writeFileAtomically(path, text);
  if (!status)
    fmt::print(stderr, "{}\n", status.error().message());
  return bool(status);
}

int writeSamples(const std::filesystem::path &folder) {
  const bool saved = save(hostileReport(folder / "hostile"), folder / "hostile.html") &&
                     save(largeReport(folder / "large"), folder / "large.html");
  return saved ? 0 : 1;
}

} // namespace
} // namespace tell

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fputs("usage: html_samples FOLDER\n", stderr);
    return 2;
  }
  return tell::writeSamples(argv[1]);
}
