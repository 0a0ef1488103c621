#pragma once

#include "model/program.hpp"

namespace tell {

/// Whether what changed is a part of a class of its own that is told what to do by its methods, and so sees to itself,
/// whoever tells it. A collection, or a struct of public fields, does not.
[[nodiscard]] bool isCollaborator(const Program &program, const Poke &poke);

} // namespace tell
