#include "report/terminal.hpp"

#include "report/unicode.hpp"
#include "sarif/writer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tell {
namespace {

constexpr std::size_t kNarrowest = 30; ///< columns below which wrapping does not help
constexpr std::size_t kContinued = 6;  ///< how far Clang indents a message's further lines

/// Where the word at `start` ends. What stands in single quotes is one word, as long as it is no longer than `longest`.
std::size_t wordEnd(std::string_view text, std::size_t start, std::size_t longest) {
  const std::size_t end = std::min(text.find(' ', start), text.size());
  const std::size_t open = text.find('\'', start);
  const std::size_t close = open < end ? text.find('\'', open + 1) : std::string_view::npos;
  if (close == std::string_view::npos || close < end || close - start > longest)
    return end;
  return std::min(text.find(' ', close), text.size());
}

} // namespace

Colors::Colors(bool on) {
  if (!on)
    return;
  bold = "\033[1m";
  reset = "\033[0m";
  note = "\033[0;1;36m";
  remark = "\033[0;1;34m";
  warning = "\033[0;1;35m";
  error = "\033[0;1;31m";
  caret = insertion = "\033[0;1;32m";
}

std::string_view Colors::of(Level level) const {
  return level == Level::Note ? note : level == Level::Warning ? warning : error;
}

LineWrapper::LineWrapper(std::size_t width, std::size_t indent)
    : width_(width < kNarrowest ? 0 : width), indent_(indent) {}

std::string LineWrapper::gap(std::size_t blanks, std::size_t columns) {
  const bool breaks = width_ != 0 && blanks > 0 && column_ > indent_ && column_ + blanks + columns > width_;
  column_ = (breaks ? indent_ : column_ + blanks) + columns;
  return breaks ? '\n' + std::string(indent_, ' ') : std::string(blanks, ' ');
}

std::string LineWrapper::fit(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t blanks = std::min(text.find_first_not_of(' '), text.size());
    const std::size_t end = wordEnd(text, blanks, width_ / 2);
    const std::string_view word = text.substr(blanks, end - blanks);
    result += gap(blanks, displayWidth(word));
    result += word;
    text.remove_prefix(end);
  }
  return result;
}

Diagnostics::Diagnostics(const std::string &root, const Presentation &presentation, llvm::raw_ostream &out)
    : root_(root), below_((presentation.workingDirectory.empty() ? root : presentation.workingDirectory) + "/"),
      linkHost_(presentation.linkHost), width_(presentation.width), colors_(presentation.colors), out_(out) {}

std::string Diagnostics::absolute(std::string_view path) const {
  return path.starts_with('/') ? std::string(path) : root_ + "/" + std::string(path);
}

std::string Diagnostics::path(std::string_view path) const {
  const std::string full = absolute(path);
  return printable(full.starts_with(below_) ? std::string_view(full).substr(below_.size()) : full);
}

/// As https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda describes it: the host tells a terminal on
/// another machine that the file is not its own.
std::string Diagnostics::linked(std::string_view text, std::string_view path) const {
  if (linkHost_.empty())
    return std::string(text);
  const std::string uri = sarif::uriOf(absolute(path));
  constexpr std::string_view kScheme = "file://";
  return fmt::format("\033]8;;{}{}{}\033\\{}\033]8;;\033\\", kScheme, sarif::uriOf(linkHost_),
                     std::string_view(uri).substr(kScheme.size()), text);
}

void Diagnostics::line(const Span &place, std::string_view level, std::string_view color, std::string_view message,
                       std::string_view check) {
  const std::string shown = place.path.empty() ? "clang-tell"
                            : place.known()
                                ? fmt::format("{}:{}:{}", path(place.path), place.line, std::max(place.column, 1U))
                                : path(place.path);
  LineWrapper wrapper(width_, kContinued);
  wrapper.skip(displayWidth(shown) + 2 + level.size() + 2);
  std::string text = printable(message);
  if (!check.empty())
    text += fmt::format(" [{}]", check);
  out_ << colors_.bold << (place.path.empty() ? shown : linked(shown, place.path)) << ": " << color << level << ": "
       << colors_.reset << colors_.bold << wrapper.fit(text) << colors_.reset << '\n';
}

} // namespace tell
