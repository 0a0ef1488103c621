#pragma once

#include "facts/tu_facts.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What several units say of the headers that they share is mostly the same. So the facts of a unit are taken apart: a
/// part for each header, or for several that are wound into each other, and one for all that is the unit's own. Equal
/// parts are kept, read and linked once.
namespace tell::facts {

/// Set in `TuFacts::flags` of a part of a unit that stands for a header. Such facts have the main file of a unit that
/// they are part of, and are linked right before what is that unit's own.
inline constexpr std::uint32_t kUnitPart = 1U << 31U;

/// Names a part by its contents: equal for equal parts only.
using PartId = std::array<std::uint64_t, 2>;

/// A part that stands for a header, in one unit.
struct HeaderPart {
  PartId id = {};
  std::vector<std::uint32_t> referenced; ///< indices of its functions that are `kReferenced` in this unit; sorted
};

/// A unit without what its headers say.
struct OwnPart {
  TuFacts facts;                   ///< all files, diagnostics and names of the unit, and the records of its own
  std::vector<HeaderPart> headers; ///< in the order of the unit's records, which go before its own
};

/// A unit taken apart.
struct SplitUnit {
  OwnPart own;
  std::vector<std::string> headers; ///< for each header of `own`: its facts, encoded (see codec.hpp), without a main
                                    ///< file and with no function `kReferenced`
};

/// Takes valid facts apart. Instantiations are a unit's own, wherever their pattern stands.
[[nodiscard]] SplitUnit split(const TuFacts &unit);

/// The name of encoded facts.
[[nodiscard]] PartId partId(std::string_view encoded);

/// The serialised form of what is a unit's own, and what it holds, validated; nothing where it is damaged.
[[nodiscard]] std::string encode(const OwnPart &own);
[[nodiscard]] std::optional<OwnPart> decodeOwnPart(std::string_view bytes);

} // namespace tell::facts
