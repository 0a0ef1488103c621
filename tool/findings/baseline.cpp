#include "findings/baseline.hpp"

#include "support/sort_unique.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

namespace tell {
namespace {

constexpr std::string_view kHeader =
    "# clang-tell baseline 1: findings that are known; 'clang-tell baseline --prune' drops "
    "those that are gone";
constexpr std::string_view kHeaderStart = "# clang-tell baseline ";

bool isHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

std::string_view word(std::string_view &line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view result = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return result;
}

/// One line of text, whatever names hold.
std::string plain(std::string_view name) {
  std::string result(name);
  std::ranges::replace_if(result, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return result;
}

std::set<std::string_view> printsOf(std::span<const TriagedFinding> findings) {
  std::set<std::string_view> prints;
  for (const TriagedFinding &finding : findings)
    prints.insert(finding.fingerprint);
  return prints;
}

/// Keys separated by commas, sorted; nothing where one of them is no key.
std::optional<std::vector<Text>> ruleKeys(std::string_view list) {
  std::vector<Text> keys;
  while (true) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view key = list.substr(0, comma);
    if (key.empty() || !std::ranges::all_of(key, isHex))
      return std::nullopt;
    keys.emplace_back(key);
    if (comma == list.size())
      break;
    list.remove_prefix(comma + 1);
  }
  sortUnique(keys);
  return keys;
}

} // namespace

bool isFingerprint(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon == 16 && text.size() > 17 && text.size() < 28 && std::ranges::all_of(text.substr(0, 16), isHex) &&
         std::ranges::all_of(text.substr(17), [](char c) { return c >= '0' && c <= '9'; });
}

bool isCheckId(std::string_view text) {
  constexpr std::string_view kPrefix = "tell-";
  return text.starts_with(kPrefix) && text.size() > kPrefix.size() &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

Baseline Baseline::of(std::span<const TriagedFinding> findings) {
  Baseline baseline;
  for (const TriagedFinding &triaged : findings) {
    const Finding &finding = triaged.finding;
    const bool function = finding.subject.kind == SubjectKind::Function;
    baseline.add(triaged.fingerprint, {finding.check, function ? finding.subject.signature : finding.subject.name,
                                       finding.rules, true, triaged.suppression.has_value()});
  }
  return baseline;
}

Result<Baseline> Baseline::parse(std::string_view text, const std::string &path) {
  Baseline baseline;
  baseline.tellsSuppressed_ = false;
  std::size_t number = 0;
  const auto fail = [&](std::string_view why) { return Error(fmt::format("{}:{}: {}", path, number, why)); };
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (number == 1) {
      if (!line.starts_with(kHeaderStart))
        return fail("this is no baseline of clang-tell");
      if (!line.substr(kHeaderStart.size()).starts_with("1:"))
        return fail("a baseline of another version of clang-tell; write a new one with 'clang-tell baseline'");
      continue;
    }
    if (line.empty() || line.starts_with('#'))
      continue;
    BaselineEntry entry;
    entry.check = word(line);
    const std::string_view print = word(line);
    const std::string_view rules = word(line);
    entry.subject = line;
    auto keys = rules == "-" ? std::optional<std::vector<Text>>(std::in_place) : ruleKeys(rules);
    if (!isCheckId(entry.check) || !isFingerprint(print) || !keys || entry.subject.empty())
      return fail("expected 'CHECK FINGERPRINT RULES SUBJECT'");
    entry.rules = std::move(*keys);
    baseline.add(std::string(print), std::move(entry));
  }
  if (number == 0)
    return Error(fmt::format("{}: the file is empty and no baseline of clang-tell", path));
  return baseline;
}

BaselineState Baseline::stateOf(const TriagedFinding &finding) const {
  const auto known = entries_.find(finding.fingerprint);
  if (finding.suppression)
    return known == entries_.end() && tellsSuppressed_ ? BaselineState::New : BaselineState::Unchanged;
  if (known == entries_.end() || known->second.suppressed)
    return BaselineState::New;
  const bool grown = known->second.rulesKnown && !std::ranges::includes(known->second.rules, finding.finding.rules);
  return grown ? BaselineState::Updated : BaselineState::Unchanged;
}

std::size_t Baseline::gone(std::span<const TriagedFinding> findings, std::span<const CheckInfo> ran) const {
  const std::set<std::string_view> found = printsOf(findings);
  return static_cast<std::size_t>(std::ranges::count_if(entries_, [&](const auto &entry) {
    return !entry.second.suppressed && !found.contains(entry.first) &&
           std::ranges::find(ran, entry.second.check, &CheckInfo::id) != ran.end();
  }));
}

std::size_t Baseline::prune(std::span<const TriagedFinding> findings) {
  const std::set<std::string_view> found = printsOf(findings);
  return std::erase_if(entries_, [&](const auto &entry) { return !found.contains(entry.first); });
}

std::size_t Baseline::size() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(entries_, [](const auto &entry) { return !entry.second.suppressed; }));
}

std::string Baseline::text() const {
  std::vector<std::tuple<std::string, std::string, std::string, std::string>> lines;
  for (const auto &[print, entry] : entries_)
    if (!entry.suppressed)
      lines.emplace_back(plain(entry.subject), entry.check, print,
                         entry.rules.empty() ? "-" : fmt::format("{}", fmt::join(entry.rules, ",")));
  std::ranges::sort(lines);
  std::string text = fmt::format("{}\n", kHeader);
  for (const auto &[subject, check, print, rules] : lines)
    text += fmt::format("{} {} {} {}\n", check, print, rules, subject.empty() ? "?" : subject);
  return text;
}

} // namespace tell
