#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// A refactoring of the catalogue that advice takes its words from: Martin Fowler, Refactoring, 2nd edition, 2018.
struct Refactoring {
  std::string_view name; ///< "Move Function"
  std::string_view page; ///< of https://refactoring.com/catalog/, without the extension
  std::string_view summary;
};

/// Those that checks name, sorted by name.
[[nodiscard]] std::span<const Refactoring> refactorings();

/// Which of them an advice names ("Extract Function, Move Function"), as indices, in its order; names that are not in
/// the list are left out.
[[nodiscard]] std::vector<std::size_t> refactoringsIn(std::string_view advice);

/// Where the catalogue describes it.
[[nodiscard]] std::string uriOf(const Refactoring &refactoring);

} // namespace tell
