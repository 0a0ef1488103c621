#include "report/markdown_text.hpp"

#include "report/unicode.hpp"

#include <algorithm>

namespace tell {
namespace {

/// What CommonMark gives a meaning to inside a line. Any ASCII punctuation may be escaped.
constexpr std::string_view kMarkup = "\\`*_[]<>|~&$#@:";

/// What forges make something of after Markdown has been read, where an escape no longer shows; so they do of "www.". A
/// comment keeps it from the characters that follow.
constexpr std::string_view kReferences = "#@:$";

std::string escaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool last = i + 1 == text.size() || text[i + 1] == ' '; // a colon there ends a clause
    const bool link = c == '.' && i > 0 && (text[i - 1] == 'w' || text[i - 1] == 'W');
    if (c == ':' ? !last : link || kMarkup.find(c) != std::string_view::npos)
      result += '\\';
    result += c;
    if (!last && (link || kReferences.find(c) != std::string_view::npos))
      result += "<!-- -->";
  }
  return result;
}

bool isWordy(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// Where the quoted text that begins at the front ends: the place of its closing quote, or npos.
std::size_t closingQuote(std::string_view text) {
  const std::size_t close = text.find('\'', 1);
  const bool ends = close != std::string_view::npos && close > 1 &&
                    (close + 1 == text.size() || (!isWordy(text[close + 1]) && text[close + 1] != '\''));
  return ends ? close : std::string_view::npos;
}

std::string codeSpan(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  // A blank on both sides is taken off again, and keeps the text's own ends whole.
  const bool padded =
      !text.empty() &&
      (text.front() == '`' || text.back() == '`' ||
       (text.front() == ' ' && text.back() == ' ' && text.find_first_not_of(' ') != std::string_view::npos));
  const std::string_view pad = padded ? " " : "";
  return fence + std::string(pad) + std::string(text) + std::string(pad) + fence;
}

} // namespace

std::string markdownCode(std::string_view text) { return text.empty() ? "" : codeSpan(printable(text)); }

std::string markdownText(std::string_view text) {
  const std::string shown = printable(text);
  std::string_view rest = shown;
  std::string result;
  std::string plain;
  while (!rest.empty()) {
    const bool opens = rest.front() == '\'' && (plain.empty() ? result.empty() : !isWordy(plain.back()));
    const std::size_t close = opens ? closingQuote(rest) : std::string_view::npos;
    if (close == std::string_view::npos) {
      plain += rest.front();
      rest.remove_prefix(1);
      continue;
    }
    result += escaped(plain) + codeSpan(rest.substr(1, close - 1));
    plain.clear();
    rest.remove_prefix(close + 1);
  }
  return result + escaped(plain);
}

} // namespace tell
