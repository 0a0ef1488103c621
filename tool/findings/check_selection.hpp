#pragma once

#include "support/glob.hpp"
#include "support/result.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// A comma-separated list of globs over check names as clang-tidy writes them: `*` stands for any text, a leading `-`
/// takes away, and the last glob that matches decides ("-tell-message-chain,tell-anemic-*"). Blanks around a glob don't
/// count.
class CheckGlobs {
public:
  explicit CheckGlobs(std::string_view list);

  /// Whether the list selects the check. Where no glob matches: selected if and only if the list starts by taking away
  /// ("-tell-message-chain" is everything but that), so that naming one check runs that one alone.
  [[nodiscard]] bool contains(std::string_view check) const;

  /// Whether some glob that does not take away matches the check; what NOLINT(…) asks.
  [[nodiscard]] bool names(std::string_view check) const;

  /// Whether some glob that does not take away is the check's very name.
  [[nodiscard]] bool spells(std::string_view check) const;

  /// The globs of the list that match none of `known`, without their `-`; `*` alone is never among them.
  [[nodiscard]] std::vector<std::string> unmatched(std::span<const std::string_view> known) const;

private:
  struct Item {
    Glob pattern;
    bool takesAway = false;
  };

  std::vector<Item> items_;
};

/// The checks of `known` that the list selects, in the order of `known`; an empty list selects all. A glob that matches
/// no check is an error that names the nearest one, and so is a list that leaves nothing.
[[nodiscard]] Result<std::vector<std::string_view>> selectChecks(std::string_view list,
                                                                 std::span<const std::string_view> known);

} // namespace tell
