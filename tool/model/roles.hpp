#pragma once

#include "model/program.hpp"

namespace tell {

/// Gives every class its role and the reason, from use and shape. The last step of linking.
void assignRoles(Program &program);

} // namespace tell
