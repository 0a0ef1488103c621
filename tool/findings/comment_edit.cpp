#include "findings/comment_edit.hpp"

#include <algorithm>
#include <cctype>

namespace tell {
namespace {

constexpr std::string_view kBlank = " \t\v\f\r";

std::string_view wordOf(SuppressionKind kind) {
  switch (kind) {
  case SuppressionKind::Line:
    return "NOLINT";
  case SuppressionKind::NextLine:
    return "NOLINTNEXTLINE";
  case SuppressionKind::Begin:
    return "NOLINTBEGIN";
  case SuppressionKind::End:
    return "NOLINTEND";
  case SuppressionKind::File:
    return "NOLINTFILE";
  case SuppressionKind::Record:
  case SuppressionKind::Unknown:
    break;
  }
  return "clang-tell:";
}

bool isBlank(std::string_view text) { return text.find_first_not_of(kBlank) == std::string_view::npos; }

std::string_view withoutBlanksAtEnd(std::string_view text) {
  const std::size_t last = text.find_last_not_of(kBlank);
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

/// Whether the next line belongs to this one.
bool isContinued(std::string_view line) {
  line = withoutBlanksAtEnd(line);
  return line.ends_with('\\') || line.ends_with("?\?/");
}

/// A line of a text, without its end.
struct Line {
  std::string_view text;
  bool ended = false;     ///< a line end follows
  bool continues = false; ///< the line before runs on into this one
};

std::optional<Line> lineOf(std::string_view text, std::uint32_t number) {
  bool continues = false;
  for (std::uint32_t at = 1;; ++at) {
    const std::size_t end = text.find('\n');
    if (at == number) {
      std::string_view line = text.substr(0, end);
      if (line.ends_with('\r'))
        line.remove_suffix(1);
      return Line{line, end != std::string_view::npos, continues};
    }
    if (end == std::string_view::npos)
      return std::nullopt;
    continues = isContinued(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
}

/// Where the request begins in the comment's part of the line.
std::size_t requestIn(std::string_view part, std::string_view word) {
  for (std::size_t at = part.find(word); at != std::string_view::npos; at = part.find(word, at + 1)) {
    const auto isWord = [&](std::size_t i) {
      return i < part.size() && (std::isalnum(static_cast<unsigned char>(part[i])) != 0 || part[i] == '_');
    };
    if ((at == 0 || !isWord(at - 1)) && (word.ends_with(':') || !isWord(at + word.size())))
      return at;
  }
  return std::string_view::npos;
}

} // namespace

std::string spelling(const Suppression &comment) {
  const std::string word(wordOf(comment.kind));
  if (comment.kind == SuppressionKind::Record)
    return word + " record";
  if (comment.kind == SuppressionKind::Unknown)
    return word + " " + comment.checks;
  return comment.checks.empty() ? word : word + "(" + comment.checks + ")";
}

std::optional<Edit> withoutComment(std::string_view text, const Suppression &comment, std::string_view keep) {
  const auto line = lineOf(text, comment.line);
  if (!line || comment.column == 0 || comment.endColumn <= comment.column || comment.endColumn > line->text.size() + 1)
    return std::nullopt;
  const std::size_t begin = comment.column - 1;
  const std::size_t end = comment.endColumn - 1;
  const std::string_view part = line->text.substr(begin, end - begin);
  const std::string_view word = wordOf(comment.kind);
  const std::size_t request = requestIn(part, word);
  if (request == std::string_view::npos || isContinued(part))
    return std::nullopt;
  const auto edit = [&](std::size_t from, std::size_t to, std::string with) {
    return Edit{{comment.path, comment.line, static_cast<std::uint32_t>(from + 1), comment.line,
                 static_cast<std::uint32_t>(to + 1)},
                std::move(with)};
  };
  if (!keep.empty()) {
    const std::size_t open = request + word.size();
    const std::size_t close = part.find(')', open);
    if (open >= part.size() || part[open] != '(' || close == std::string_view::npos)
      return std::nullopt;
    return edit(begin + open + 1, begin + close, std::string(keep));
  }
  const bool block = part.starts_with("/*") && part.ends_with("*/");
  const bool alone = part.starts_with("//") || block; // else it is a line of a longer comment
  const std::size_t opening = std::min(part.find_first_not_of("/*!<"), part.size());
  if (!alone || !isBlank(part.substr(opening, std::max(request, opening) - opening))) {
    const std::string_view rest = block || part.ends_with("*/") ? part.substr(0, part.size() - 2) : part;
    const std::size_t from = withoutBlanksAtEnd(part.substr(0, request)).size();
    const std::size_t to = std::max(withoutBlanksAtEnd(rest).size(), from);
    return edit(from == 0 ? withoutBlanksAtEnd(line->text.substr(0, begin)).size() : begin + from, begin + to, "");
  }
  const std::string_view before = line->text.substr(0, begin);
  const std::string_view after = line->text.substr(end);
  if (!isBlank(after)) {
    // Two tokens stay two.
    const bool apart = before.empty() || kBlank.find(before.back()) != std::string_view::npos;
    const bool blankAfter = kBlank.find(after.front()) != std::string_view::npos;
    return edit(begin, apart && blankAfter ? end + 1 : end, apart || blankAfter ? "" : " ");
  }
  if (!isBlank(before) || line->continues || !line->ended)
    return edit(withoutBlanksAtEnd(before).size(), withoutBlanksAtEnd(line->text).size(), "");
  Edit whole = edit(0, 0, "");
  ++whole.place.endLine;
  return whole;
}

} // namespace tell
