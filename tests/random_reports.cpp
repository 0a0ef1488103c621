// random_reports FOLDER NUMBER: writes so many random reports in every format, each into a folder of its own, and
// beside them in plain lines what they are about. random_reports_test.py reads them back with parsers of others.

#include "findings/triage.hpp"
#include "report/format.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tell {
namespace {

using namespace std::string_view_literals;

/// What has a meaning to some reader: terminals, shells, markup, forges; and what breaks careless string handling.
constexpr std::string_view kHostile[] = {
    ""sv,
    " "sv,
    "\033[31m"sv,
    "\033]0;owned\007"sv,
    "\033]8;;http://evil.example\033\\"sv,
    "\033]52;c;aGk=\007"sv,
    "\033c"sv,
    "\x9b"
    "31m"sv,
    "\xc2\x9b"
    "31m"sv,
    "\r"sv,
    "\n"sv,
    "\r\n::error::x"sv,
    "\n::set-output name=a::b"sv,
    "##[error]"sv,
    "::stop-commands::x"sv,
    "%0A%25"sv,
    "\0"sv,
    "\b\b\b"sv,
    "\t"sv,
    "\x7f"sv,
    "\xc2\x85"sv,
    "\xe2\x80\xa8"sv,
    "\xe2\x80\xae"sv,
    "\xe2\x81\xa6"sv,
    "\xef\xbb\xbf"sv,
    "\xef\xbf\xbf"sv,
    "\xff\xfe"sv,
    "\xed\xa0\x80"sv,
    "\xf0\x9f"sv,
    "\xc0\xaf"sv,
    "\xf4\x90\x80\x80"sv,
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb"sv,
    "日本語"sv,
    "Größe"sv,
    "e\xcc\x81"sv,
    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"sv,
    "</script>"sv,
    "<!--"sv,
    "-->"sv,
    "]]>"sv,
    "<img src=x onerror=alert(1)>"sv,
    "\" onclick=\"x"sv,
    "&amp;&#x3c;"sv,
    "${alert}`x`"sv,
    "`code`"sv,
    "```"sv,
    "[a](http://b.example)"sv,
    "![i](j)"sv,
    "**bold** _it_ ~~x~~ | c |"sv,
    "@someone #12 :key: $x$"sv,
    "www.evil.example"sv,
    "https://evil.example/x"sv,
    "{0} %s \\u0041 \\"sv,
    "'"sv,
    "''"sv,
    "\""sv,
    "'a::b::c'"sv,
    "C:\\x\\y"sv,
    "../../etc"sv,
    "a,b:c"sv,
    "shop::Order"sv,
    "order.h"sv,
    "decides"sv,
};

class RandomReports {
public:
  explicit RandomReports(std::uint32_t seed) : random_(seed) {}

  Report report(const std::string &root) {
    Report report;
    report.root = root;
    report.toolVersion = "0.1.0";
    report.checks = {check("tell-one", Level::Warning), check("tell-two", Level::Note)};
    std::vector<Finding> findings;
    for (std::size_t i = number(30); i > 0; --i)
      findings.push_back(finding());
    for (std::size_t i = number(4); i > 0 && !findings.empty(); --i) {
      findings.push_back(findings[number(findings.size())]); // the same once more, or almost
      findings.back().message = findings.back().message + (chance(2) ? "" : "x");
    }
    report.findings = triage(std::move(findings), {}).findings;
    for (TriagedFinding &triaged : report.findings)
      if (chance(5))
        triaged.suppression = Suppression{path(), line(), SuppressionKind::Line, "tell-one", text()};
    for (std::size_t i = number(6); i > 0; --i)
      report.notifications.push_back(
          {static_cast<Level>(number(3)), "unit-failed", text(), chance(3) ? Span() : place()});
    for (std::size_t i = number(6); i > 0; --i)
      report.census.push_back(classEntry());
    for (std::size_t i = number(3); i > 0; --i)
      report.functions.push_back({place(), subject(), {{"atfd", real()}}, {{text(), line()}}, strategies()});
    for (std::size_t i = number(3); i > 0; --i)
      report.exemptions.push_back({place(), subject(), text(), "display", text()});
    if (chance(3))
      report.withheld = {"tell-three"};
    report.counts = {number(99), number(3), number(99), number(999)};
    report.exitCode = static_cast<int>(number(4));
    return report;
  }

  /// Some file of the analysed code.
  std::string source() {
    std::string text;
    for (std::size_t i = number(40); i > 0; --i)
      text += this->text() + (chance(4) ? "" : "\n");
    return text;
  }

private:
  std::size_t number(std::size_t below) { return random_() % below; }
  bool chance(std::size_t oneIn) { return number(oneIn) == 0; }

  std::string text() {
    if (chance(200))
      return std::string(60'000, "<@`'\xff"[number(5)]);
    std::string result;
    for (std::size_t i = number(6); i > 0; --i) {
      result += kHostile[number(std::size(kHostile))];
      if (chance(6))
        result += static_cast<char>(number(256));
      if (chance(3))
        result += ' ';
    }
    return result;
  }

  double real() {
    constexpr std::array kOdd = {0.0,
                                 -0.0,
                                 1.0 / 3,
                                 100.0,
                                 1e308,
                                 5e-324,
                                 std::numeric_limits<double>::infinity(),
                                 std::numeric_limits<double>::quiet_NaN()};
    return chance(2) ? static_cast<double>(number(1000)) / 10 : kOdd[number(kOdd.size())];
  }

  std::uint32_t line() { return chance(20) ? 2'000'000'000U : static_cast<std::uint32_t>(number(45)); }

  std::string path() {
    const std::string strange = text();
    return chance(2) ? "source.h" : chance(4) ? "/" + strange : strange.empty() ? "x" : strange;
  }

  Span place() {
    const std::uint32_t first = line();
    return {path(), first, line(), chance(3) ? line() : first, line()};
  }

  Subject subject() { return {static_cast<SubjectKind>(number(3)), text(), text()}; }

  std::vector<StrategyEntry> strategies() {
    return chance(2) ? std::vector<StrategyEntry>{} : std::vector<StrategyEntry>{{"someDataClass", chance(2)}};
  }

  Finding finding() {
    Finding finding;
    finding.check = chance(2) ? "tell-one" : "tell-two";
    finding.level = static_cast<Level>(number(3));
    finding.message = text();
    finding.place = place();
    finding.subject = subject();
    finding.className = text();
    finding.ruleKey = text();
    finding.score = real();
    finding.confidence = static_cast<double>(number(101)) / 100;
    for (std::size_t i = chance(10) ? 300 : number(12); i > 0; --i)
      finding.evidence.push_back({place(), text(), subject()});
    finding.advice = {text(), text(), text(), {}, text(), {}};
    for (std::size_t i = number(3); i > 0; --i) {
      finding.advice.parameters.push_back(text());
      finding.advice.replaces.push_back(place());
    }
    finding.metrics = {{"a", real()}, {"b", real()}};
    return finding;
  }

  ClassEntry classEntry() {
    ClassEntry entry{text(), place(), "anemic", text(), real(), {}, {{"rules", real()}}, {}, strategies()};
    for (const std::string_view question : {"Q1", "Q2", "Q3", "Q4"})
      entry.answers.push_back({std::string(question), text(), real()});
    for (const std::string_view kind : {"guarded", "transition"})
      entry.invariants.push_back(
          {std::string(kind), {text()}, {text()}, {text()}, {{place(), subject(), text()}}, {}, text()});
    return entry;
  }

  CheckInfo check(std::string_view id, Level level) {
    CheckInfo info;
    info.id = id;
    info.summary = kept_.emplace_back(text());
    info.documentation = kept_.emplace_back("## What it does\n" + text());
    info.level = level;
    return info;
  }

  std::mt19937 random_;
  std::deque<std::string> kept_; ///< texts that checks refer to
};

std::string hex(std::string_view text) {
  std::string result = "=";
  for (const char c : text)
    result += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return result;
}

/// One line for each finding and each of its places.
std::string plainLines(const Report &report) {
  std::string lines;
  for (const TriagedFinding &triaged : report.findings) {
    const Finding &finding = triaged.finding;
    lines +=
        fmt::format("finding {} {} {} {} {} {} {} {} {} {}\n", name(finding.level), triaged.suppression ? 1 : 0,
                    finding.place.line, finding.evidence.size(), hex(finding.check), hex(finding.place.path),
                    hex(finding.message), hex(finding.advice.hint), hex(finding.className), hex(triaged.fingerprint));
    for (const Evidence &evidence : finding.evidence)
      lines += fmt::format("evidence {} {} {}\n", evidence.place.line, hex(evidence.place.path), hex(evidence.message));
  }
  return lines;
}

std::string written(WriteReport write, const Report &report, const Presentation &presentation) {
  std::string text;
  llvm::raw_string_ostream out(text);
  write(report, presentation, out);
  return text;
}

void store(const std::string &path, std::string_view text) {
  errno = 0;
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) {
    fmt::print(stderr, "can't write {}: {}\n", path, std::strerror(errno));
    std::exit(2);
  }
}

void writeAll(const std::string &folder, const Report &report) {
  std::filesystem::create_directories(folder);
  store(folder + "/expected", plainLines(report));
  for (const Format &format : formats()) {
    store(fmt::format("{}/{}", folder, format.name), written(format.findings, report, {}));
    if (format.census != nullptr)
      store(fmt::format("{}/{}-census", folder, format.name), written(format.census, report, {.verbose = true}));
  }
  Presentation terminal;
  terminal.colors = true;
  terminal.verbose = true;
  terminal.width = 60;
  terminal.linkHost = "host";
  store(folder + "/terminal", written(writeText, report, terminal));
  store(folder + "/terminal-census", written(writeTextCensus, report, terminal));
  std::string notifications;
  llvm::raw_string_ostream out(notifications);
  writeNotifications(report.notifications, report, terminal, out);
  store(folder + "/terminal-notifications", notifications);
}

} // namespace
} // namespace tell

int main(int argc, char **argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: random_reports FOLDER NUMBER\n");
    return 2;
  }
  const std::string folder = argv[1];
  const auto number = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));
  for (std::uint32_t seed = 0; seed < number; ++seed) {
    tell::RandomReports random(seed);
    const std::string sources = fmt::format("{}/sources{}", folder, seed);
    std::filesystem::create_directories(sources);
    tell::store(sources + "/source.h", random.source());
    tell::writeAll(fmt::format("{}/{}", folder, seed), random.report(sources));
  }
  tell::Report empty;
  empty.root = folder;
  tell::writeAll(folder + "/empty", empty);
  return 0;
}
