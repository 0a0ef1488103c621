#pragma once

#include "report/report.hpp"
#include "sarif/log.hpp"

#include <span>
#include <string>
#include <string_view>

namespace tell {

/// A text as a sentence: what people write lower-case in one line gets the full stop that SARIF asks for.
[[nodiscard]] std::string sentence(std::string_view text);

/// The same, to stand at a sentence's beginning.
[[nodiscard]] std::string capitalized(std::string_view text);

/// The tool with the checks that ran and the kinds of the notifications, each sorted by id.
[[nodiscard]] sarif::ToolComponent driverOf(const Report &report, std::span<const Notification> notifications);

/// The refactoring catalogue, with all of its entries in the order of `refactorings()`.
[[nodiscard]] sarif::ToolComponent catalogueOfRefactorings();

/// What a log says of the checks, the kinds of notification and the refactorings, as Markdown tables for docs/sarif.md.
[[nodiscard]] std::string sarifTables(std::span<const CheckInfo> checks);

/// Whether a notification is about what the user asked for, and not about what the run met.
[[nodiscard]] bool isConfiguration(std::string_view notification);

/// How a run ended, in words.
[[nodiscard]] std::string_view meaningOfExitCode(int exitCode);

} // namespace tell
