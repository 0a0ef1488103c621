#pragma once

#include <string>
#include <string_view>

#include "facts/tu_facts.hpp"
#include "support/result.hpp"

namespace tell::facts {

/// The serialised form that facts.fbs documents. Equal facts give equal bytes.
/// Facts that would take 2 GiB or more end the process through LLVM's fatal error handler.
[[nodiscard]] std::string encode(const TuFacts &facts);

/// The facts that `bytes` hold, validated (see validate.hpp). The bytes may be anything and need no alignment. Errors:
/// not facts at all, facts of another format version, damaged facts.
[[nodiscard]] Result<TuFacts> decode(std::string_view bytes);

} // namespace tell::facts
