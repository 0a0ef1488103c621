#pragma once

#include "findings/check_info.hpp"

#include <string>

/// The documentation that follows from the code.
namespace tell {

/// docs/cli.md: commands, options, formats, exit codes.
[[nodiscard]] std::string commandLinePage();

/// The manual page clang-tell(1), for groff and mandoc.
[[nodiscard]] std::string manualPage();

/// A check's page: what `explain` prints, and docs/checks/<id>.md.
[[nodiscard]] std::string checkPage(const CheckInfo &check);

/// docs/checks/README.md: all checks on one page.
[[nodiscard]] std::string checkIndex();

} // namespace tell
