#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tell::sarif {

/// The fingerprints that GitHub's upload action gives to the lines of a file, the first line's first, for
/// `primaryLocationLineHash`: 16 or fewer hexadecimal digits and an occurrence counter, "39fa2ee980eb94b0:1".
///
/// A line's hash is taken over the 100 UTF-16 code units that follow its start, blanks and tabs not counted and every
/// line end taken as "\n"; after the file's end comes U+FFFF and then zeros. It is the polynomial with base 37 modulo
/// 2^64. Bytes that are not UTF-8 count as U+FFFD, one for each maximal ill-formed part. A file that ends with a line
/// end has one more line, which is empty. (Worked out from github/codeql-action, src/fingerprints.ts, 2024; the tests
/// hold values that it computes.)
[[nodiscard]] std::vector<std::string> lineHashes(std::string_view file);

} // namespace tell::sarif
