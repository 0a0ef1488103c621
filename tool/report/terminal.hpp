#pragma once

#include "report/format.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tell {

/// Clang's own colors; all empty where there are to be none.
struct Colors {
  std::string_view bold, reset, note, remark, warning, error, caret, insertion;

  explicit Colors(bool on);
  [[nodiscard]] std::string_view of(Level level) const;
};

/// Puts words into lines that fit a terminal. Text that stands already is told by `skip`.
class LineWrapper {
public:
  /// Continued lines start with `indent` blanks. A width of 0, or one too narrow to be of use, leaves lines as they
  /// are.
  LineWrapper(std::size_t width, std::size_t indent);

  void skip(std::size_t columns) { column_ += columns; }

  /// What stands in front of a word of so many columns: the blanks, or a new line. Without blanks nothing is broken.
  [[nodiscard]] std::string gap(std::size_t blanks, std::size_t columns);

  /// The text with line ends in place of some blanks. Words are never cut, short quotations neither.
  [[nodiscard]] std::string fit(std::string_view text);

private:
  std::size_t width_;
  std::size_t indent_;
  std::size_t column_ = 0;
};

/// Writes lines in the shape of Clang's diagnostics, made safe for a terminal.
class Diagnostics {
public:
  Diagnostics(const std::string &root, const Presentation &presentation, llvm::raw_ostream &out);

  [[nodiscard]] const Colors &colors() const { return colors_; }

  /// A path as the reader's editor finds it from the working directory, of printable characters.
  [[nodiscard]] std::string path(std::string_view path) const;

  /// The same text that a reader may click at.
  [[nodiscard]] std::string linked(std::string_view text, std::string_view path) const;

  /// `path:line:col: level: message [check]`; `check` may be empty. A place without a path is the program itself.
  void line(const Span &place, std::string_view level, std::string_view color, std::string_view message,
            std::string_view check);

private:
  [[nodiscard]] std::string absolute(std::string_view path) const;

  std::string root_;
  std::string below_; ///< the working directory, with a slash
  std::string linkHost_;
  std::size_t width_;
  Colors colors_;
  llvm::raw_ostream &out_;
};

} // namespace tell
