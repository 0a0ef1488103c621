#pragma once

#include "findings/finding.hpp"
#include "findings/triage.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tell {

/// The comment as people write it: "NOLINT(tell-anemic-class)", "clang-tell: record".
[[nodiscard]] std::string spelling(const Suppression &comment);

/// The edit that takes the request for silence out of `text`, the source that the comment was read in. `keep` are the
/// names that stay in its list; empty: the request goes as a whole, and with it the comment if it says nothing else,
/// and the line if it then holds nothing. The tokens of the program stay what they are. Nothing where the comment does
/// not stand there, or ends in a backslash, which would let the next line become code.
[[nodiscard]] std::optional<Edit> withoutComment(std::string_view text, const Suppression &comment,
                                                 std::string_view keep);

} // namespace tell
