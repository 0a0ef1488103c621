#pragma once

#include "findings/finding.hpp"

#include <span>
#include <string>
#include <vector>

namespace tell {

/// What a finding is recognised by in another run, as SARIF's `symbol/v1` and the baseline keep it: 16 hexadecimal
/// digits over the check, the subject's qualified name and signature, the class and the rule. Paths, lines, numbers and
/// wording take no part, so it survives a move of lines and files and a change of the score.
[[nodiscard]] std::string fingerprint(const Finding &finding);

/// The fingerprints of the findings of one run in their order, each with an occurrence counter: "0123456789abcdef:1".
/// Findings that share a fingerprint (two internal functions of the same name) are counted 1, 2, … in the order given,
/// so sort first.
[[nodiscard]] std::vector<std::string> fingerprints(std::span<const Finding> sorted);

} // namespace tell
