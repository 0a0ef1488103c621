#pragma once

#include "findings/finding.hpp"
#include "support/result.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The language in which fixtures say what clang-tell must find in them, and its comparison with what was found.
///
/// Expectations stand in line comments at the line they speak of; a line may hold several of them, one `//` each:
///   want tell-check "regex" …   a warning (or error) of this check whose place is this line, the regex found in its
///   message
///   note tell-check "regex" …   the same at note level
///   want tell-check "regex" hint "regex"   and what it proposes; after note too
///   fact key=value …            what describe() says of the class or function whose name stands here
/// `want-next-line`, `note-next-line` and `fact-next-line` speak of the next line that is none of these comments
/// itself. For the whole program, from any line:
///   checks: tell-a,tell-b       only these checks run; without it all do, and every finding must be expected
///   flags: -std=c++17 …         compiler flags
namespace tell::fixtures {

struct ExpectedFinding {
  std::string path; ///< relative to the program's root
  std::uint32_t line = 0;
  Level level = Level::Warning;
  std::string check;
  std::string pattern;   ///< ECMAScript regular expression, searched in the message
  std::string hint = {}; ///< the same, searched in the advice's hint; empty: whatever it is
};

struct ExpectedFact {
  std::string path;
  std::uint32_t line = 0;
  std::string key;
  std::string value;
};

/// What one program expects, from all its files.
struct Expectations {
  std::vector<ExpectedFinding> findings;
  std::vector<ExpectedFact> facts;
  std::vector<std::string> checks; ///< empty: all
  std::vector<std::string> flags;
};

/// Adds what the file expects. An Error names the line of a comment that is not well-formed.
[[nodiscard]] Status readExpectations(std::string_view path, std::string_view text, Expectations &into);

/// The facts of the name at a place: see describe().
using Describe =
    std::function<std::vector<std::pair<std::string, std::string>>(std::string_view path, std::uint32_t line)>;

/// What differs between expectation and outcome, one line for each difference, sorted by place; empty if nothing does.
[[nodiscard]] std::vector<std::string> differences(const Expectations &expected, std::span<const Finding> found,
                                                   const Describe &describe);

/// How a finding's message breaks the convention: lower case, one line, no full stop at the end, the class in single
/// quotes; empty if it does not.
[[nodiscard]] std::string unconventional(const Finding &finding);

} // namespace tell::fixtures
