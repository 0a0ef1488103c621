#pragma once

#include <cstdint>
#include <optional>

namespace tell {

/// How much memory the system could give at the moment, in MiB, within the limit of the control group that the process
/// is in. Nothing where the system does not say.
[[nodiscard]] std::optional<std::uint64_t> availableMemoryMiB();

} // namespace tell
