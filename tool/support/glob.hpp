#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// A pattern over paths with `/` separators, matched as a whole.
///   `?`      one character but `/`
///   `*`      any characters but `/`
///   `**`     as a whole component: any number of components, none included (`a/**/b` matches `a/b`); at the end,
///            everything below (`a/**` matches `a/b` and not `a`); as a part of a component the same as `*`
///   `{a,b}`  either; may nest, and may hold `/`
/// A brace that is never closed, and any other character, stands for itself; so do the braces left over once they have
/// made 1,000 patterns. Matching takes time proportional to pattern times path, whatever the pattern.
class Glob {
public:
  explicit Glob(std::string pattern);

  [[nodiscard]] const std::string &pattern() const { return pattern_; }
  [[nodiscard]] bool matches(std::string_view path) const;

private:
  std::string pattern_;
  std::vector<std::vector<std::string>> alternatives_; ///< free of braces, split at `/`
};

} // namespace tell
