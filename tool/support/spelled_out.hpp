#pragma once

#include <string>
#include <string_view>

namespace tell {

/// Spells the characters out, as JSON does (`\u009b`), that a terminal obeys or that hide what stands around them:
/// delete, the second set of controls, and those without width or that turn the direction of writing. JSON leaves them
/// as they are, and a report is soon on somebody's screen. No other format holds any. Takes a text in pieces, which may
/// end anywhere.
class SpelledOut {
public:
  /// What can be passed on once this piece is known.
  [[nodiscard]] std::string next(std::string_view piece);

  /// What is left at the end of the text.
  [[nodiscard]] std::string rest();

private:
  std::string begun_; ///< the first bytes of a character, at most two
};

/// The same for a text as a whole.
[[nodiscard]] std::string spelledOut(std::string_view text);

} // namespace tell
