#pragma once

#include "facts/file_states.hpp"
#include "facts/tu_facts.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tell::facts {

/// A unit and what was known of it before a change.
struct KnownUnit {
  std::string_view mainFile;
  const TuFacts *facts = nullptr; ///< as it was last extracted; null: never, or not kept
};

/// What must be extracted again for a change, and what is believed of the rest. Units are indices.
struct ChangePlan {
  std::vector<std::size_t> extract; ///< changed sources, and for each other changed file one unit that reads it; sorted
  std::vector<std::size_t> assumed; ///< read something that changed and are not extracted again: see `FreshFacts`
  std::vector<std::size_t> current; ///< extracting them would give what is known
  std::vector<std::size_t> unknown; ///< nothing is known of them, and their source did not change
  std::vector<std::string> changed; ///< files that differ from what some unit read, or that came into being; sorted

  /// Whether the units are the whole program: without, checks that need it are withheld.
  [[nodiscard]] bool whole() const { return unknown.empty(); }
};

/// Compares what the units read with what files hold now. `changedSources` are main files that changed: of units that
/// were never extracted, nothing else tells. Of several units that read a changed header, the one with the header's
/// own name is taken, else the one that reads the fewest files, else the first by path.
[[nodiscard]] ChangePlan planChange(std::span<const KnownUnit> units, std::span<const std::string> changedSources,
                                    FileStates &files);

/// Whether one is the header and the other the source of one thing by custom: `order.h` and `order.cpp`, whatever their
/// folders.
[[nodiscard]] bool arePaired(std::string_view path, std::string_view other);

} // namespace tell::facts
