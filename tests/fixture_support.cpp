#include "fixture_support.hpp"

#include "findings/triage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <regex>
#include <tuple>

namespace tell::fixtures {
namespace {

constexpr std::string_view kSpace = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  return first == std::string_view::npos ? std::string_view{}
                                         : text.substr(first, text.find_last_not_of(kSpace) + 1 - first);
}

/// Takes the first word off the text.
std::string_view takeWord(std::string_view &text) {
  text = trimmed(text);
  const std::size_t end = std::min(text.find_first_of(kSpace), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

/// Takes a string in double quotes off the text; a backslash keeps its place but for before a quote.
std::optional<std::string> takeQuoted(std::string_view &text) {
  text = trimmed(text);
  if (text.empty() || text.front() != '"')
    return std::nullopt;
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return value;
    }
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '"')
      ++i;
    value += text[i];
  }
  return std::nullopt;
}

/// The line comments of a line: `a // b "c // d" // e` has `b "c // d"` and `e`. A `//` inside a string of the code
/// would be taken for a comment; that does no harm, since only known words count.
std::vector<std::string_view> commentsOf(std::string_view line) {
  std::vector<std::string_view> comments;
  std::size_t begin = line.find("//");
  while (begin != std::string_view::npos) {
    begin += 2;
    bool quoted = false;
    std::size_t end = begin;
    for (; end < line.size(); ++end) {
      if (line[end] == '"' && line[end - 1] != '\\')
        quoted = !quoted;
      if (!quoted && line.substr(end, 2) == "//")
        break;
    }
    comments.push_back(trimmed(line.substr(begin, end - begin)));
    begin = end < line.size() ? end : std::string_view::npos;
  }
  return comments;
}

void takeList(std::string_view text, std::string_view separators, std::vector<std::string> &into) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    if (const std::string_view item = trimmed(text.substr(0, end)); !item.empty())
      into.emplace_back(item);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// std::regex throws where a pattern is malformed.
bool isRegex(const std::string &pattern) {
  try {
    std::ignore = std::regex(pattern, std::regex::ECMAScript);
    return true;
  } catch (const std::regex_error &) {
    return false;
  }
}

/// Reads the expectations of one file, line by line.
class Reader {
public:
  Reader(std::string_view path, Expectations &into) : path_(path), into_(into) {}

  Status line(std::string_view text) {
    ++line_;
    bool ahead = false;
    for (const std::string_view comment : commentsOf(text)) {
      const Status status = this->comment(comment, ahead);
      if (!status)
        return status.error().in(fmt::format("{}:{}", path_, line_));
    }
    if (!ahead) {
      for (const std::size_t index : waitingFindings_)
        into_.findings[index].line = line_;
      for (const std::size_t index : waitingFacts_)
        into_.facts[index].line = line_;
      waitingFindings_.clear();
      waitingFacts_.clear();
    }
    return {};
  }

  Status end() const {
    if (waitingFindings_.empty() && waitingFacts_.empty())
      return {};
    return Error(fmt::format("{}: nothing follows the last comment that speaks of the next line", path_));
  }

private:
  Status comment(std::string_view text, bool &ahead) {
    std::string_view word = takeWord(text);
    if (word == "checks:") {
      takeList(text, ", ", into_.checks);
      return {};
    }
    if (word == "flags:") {
      takeList(text, " ", into_.flags);
      return {};
    }
    constexpr std::string_view suffix = "-next-line";
    const bool next = word.ends_with(suffix);
    if (next)
      word.remove_suffix(suffix.size());
    if (word != "want" && word != "note" && word != "fact")
      return {};
    ahead |= next;
    return word == "fact" ? facts(text, next) : findings(text, word == "note" ? Level::Note : Level::Warning, next);
  }

  Status findings(std::string_view text, Level level, bool next) {
    do {
      const std::string_view check = takeWord(text);
      if (!check.starts_with("tell-"))
        return Error(fmt::format("expected the name of a check, not '{}'", check));
      std::optional<std::string> pattern = takeQuoted(text);
      if (!pattern)
        return Error(fmt::format("expected a pattern in double quotes after '{}'", check));
      std::optional<std::string> hint = "";
      if (std::string_view rest = text; takeWord(rest) == "hint") {
        text = rest;
        hint = takeQuoted(text);
        if (!hint)
          return Error("expected a pattern in double quotes after 'hint'");
      }
      for (const std::string &regex : {*pattern, *hint})
        if (!isRegex(regex))
          return Error(fmt::format("'{}' is not a regular expression", regex));
      if (next)
        waitingFindings_.push_back(into_.findings.size());
      into_.findings.push_back({path_, line_, level, std::string(check), *std::move(pattern), *std::move(hint)});
    } while (!trimmed(text).empty());
    return {};
  }

  Status facts(std::string_view text, bool next) {
    do {
      const std::string_view fact = takeWord(text);
      const std::size_t equals = fact.find('=');
      if (equals == 0 || equals == std::string_view::npos)
        return Error(fmt::format("expected key=value, not '{}'", fact));
      if (next)
        waitingFacts_.push_back(into_.facts.size());
      into_.facts.push_back({path_, line_, std::string(fact.substr(0, equals)), std::string(fact.substr(equals + 1))});
    } while (!trimmed(text).empty());
    return {};
  }

  std::string path_;
  Expectations &into_;
  std::uint32_t line_ = 0;
  std::vector<std::size_t> waitingFindings_; ///< indices of those whose line is still to come
  std::vector<std::size_t> waitingFacts_;
};

std::string_view name(Level level) { return level == Level::Note ? "note" : "warning"; }

/// Errors count as warnings: fixtures tell only what weighs from what is a remark.
bool sameWeight(Level a, Level b) { return (a == Level::Note) == (b == Level::Note); }

struct Difference {
  std::string path;
  std::uint32_t line = 0;
  std::string text;

  friend auto operator<=>(const Difference &, const Difference &) = default;
};

bool fits(const ExpectedFinding &expected, const Finding &found) {
  return expected.check == found.check && expected.path == found.place.path && expected.line == found.place.line &&
         sameWeight(expected.level, found.level) &&
         std::regex_search(found.message.str(), std::regex(expected.pattern, std::regex::ECMAScript)) &&
         std::regex_search(found.advice.hint.str(), std::regex(expected.hint, std::regex::ECMAScript));
}

} // namespace

Status readExpectations(std::string_view path, std::string_view text, Expectations &into) {
  Reader reader(path, into);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (Status status = reader.line(text.substr(0, end)); !status)
      return status;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return reader.end();
}

std::vector<std::string> differences(const Expectations &expected, std::span<const Finding> found,
                                     const Describe &describe) {
  std::vector<Difference> all;
  std::vector<bool> seen(found.size(), false);
  for (const ExpectedFinding &want : expected.findings) {
    std::size_t match = 0;
    while (match < found.size() && (seen[match] || !fits(want, found[match])))
      ++match;
    if (match < found.size())
      seen[match] = true;
    else
      all.push_back({want.path, want.line,
                     fmt::format("expected and not found: {}: {} \"{}\"{}", name(want.level), want.check, want.pattern,
                                 want.hint.empty() ? "" : fmt::format(" hint \"{}\"", want.hint))});
  }
  for (std::size_t i = 0; i < found.size(); ++i)
    if (!seen[i])
      all.push_back({found[i].place.path, found[i].place.line,
                     fmt::format("found and not expected: {}: {} [{}] hint: {}", name(found[i].level), found[i].message,
                                 found[i].check, found[i].advice.hint)});

  for (const ExpectedFact &want : expected.facts) {
    const auto facts = describe(want.path, want.line);
    const auto fact = std::ranges::find(facts, want.key, &std::pair<std::string, std::string>::first);
    if (facts.empty())
      all.push_back(
          {want.path, want.line, fmt::format("expected {}={}, but no name stands here", want.key, want.value)});
    else if (fact == facts.end())
      all.push_back(
          {want.path, want.line, fmt::format("expected {}={}, but there is no such fact", want.key, want.value)});
    else if (fact->second != want.value)
      all.push_back({want.path, want.line, fmt::format("expected {}={}, got {}", want.key, want.value, fact->second)});
  }

  std::ranges::sort(all);
  std::vector<std::string> lines;
  lines.reserve(all.size());
  for (const Difference &difference : all)
    lines.push_back(fmt::format("{}:{}: {}", difference.path, difference.line, difference.text));
  return lines;
}

std::string unconventional(const Finding &finding) {
  const std::string &message = finding.message;
  if (message.empty())
    return "the message is empty";
  if (std::isupper(static_cast<unsigned char>(message.front())) != 0)
    return "the message begins with a capital";
  if (message.ends_with('.'))
    return "the message ends with a full stop";
  if (message.find('\n') != std::string::npos)
    return "the message has more than one line";
  const std::size_t simple = finding.className.rfind("::");
  const std::string_view className =
      std::string_view(finding.className).substr(simple == std::string::npos ? 0 : simple + 2);
  if (finding.check == kSuppressionCheck) // about a comment
    return message.find('\'') == std::string::npos ? "the message quotes no comment" : "";
  if (className.empty())
    return "the finding names no class";
  // 'Order', 'shop::Order' and 'Order::status' all name the class.
  const std::regex quoted(fmt::format("'([^']*::)?{}(::[^']*)?'", className));
  if (!std::regex_search(message, quoted))
    return fmt::format("the message does not name the class '{}' in quotes", className);
  return {};
}

} // namespace tell::fixtures
