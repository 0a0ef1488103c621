#pragma once

#include "model/program.hpp"

/// What an object holds that is not for it alone to ask and to change.
namespace tell {

/// Whether the type says how something went: its class makes its values itself, by name, and answers yes or no.
[[nodiscard]] bool isOutcome(const Program &program, TypeId type);

/// Whether the field leads to what its class keeps hidden behind itself.
[[nodiscard]] bool isRepresentation(const Program &program, FieldId field);

} // namespace tell
