#pragma once

#include "model/program.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tell {

/// What the model knows of the class or function whose name stands at this line of this file (relative to the root), as
/// key and value pairs sorted by key: what fixtures pin down. Empty where no name stands there. Classes: role, getters,
/// setters, behaviours, publicFields, fields, rulesOutside, rulesInside, pokes, deciders. Functions: accessor (getter,
/// setter or none), handle, asks, pokes, tells, branches, ownDecides.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> describe(const Program &program, std::string_view path,
                                                                        std::uint32_t line);

} // namespace tell
