#pragma once

#include "report/report.hpp"

#include <llvm/Support/raw_ostream.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// Which reader a SARIF log is for.
enum class SarifProfile : std::uint8_t {
  Default, ///< everything
  Github   ///< no suppressed results, paths from the repository's root, no more than code scanning takes
};

/// How a report is shown. Formats that machines read go by the profile alone.
struct Presentation {
  /// Absolute; the text format shows paths below it relative to it. Empty: the report's root.
  std::string workingDirectory = {};
  bool colors = false;       ///< escape sequences for a terminal
  bool verbose = false;      ///< suppressed findings and all evidence too
  bool quiet = false;        ///< no summary line
  std::size_t width = 0;     ///< columns of the terminal that lines are to fit into; 0: no limit
  std::string linkHost = {}; ///< the machine's name, for links to its files (OSC 8); empty: no links
  std::optional<std::chrono::milliseconds> elapsed =
      {}; ///< shown in the summary; none where the same input must give the same bytes
  SarifProfile sarifProfile = SarifProfile::Default;
};

using WriteReport = void (*)(const Report &report, const Presentation &presentation, llvm::raw_ostream &out);

/// An output format. Writers read the analysed sources below the report's root, for source lines and columns, and
/// nothing else.
struct Format {
  std::string_view name; ///< as in `--output NAME=FILE`
  std::string_view
      extension; ///< of the files that are written in it unless told otherwise, without the dot; may be empty
  std::string_view summary;
  WriteReport findings = nullptr;
  WriteReport census = nullptr;      ///< null where the format has no form for it
  bool tellsRevision = false;        ///< it says which commit of which repository was analysed
  std::string_view unavailable = {}; ///< why this build can't write it, a clause; empty: it can
};

/// All formats, sorted by name.
[[nodiscard]] std::span<const Format> formats();

/// The format of this name; null if there is none.
[[nodiscard]] const Format *formatNamed(std::string_view name);

/// The format that a file's extension stands for; null if it stands for none.
[[nodiscard]] const Format *formatOfFile(std::string_view path);

void writeText(const Report &report, const Presentation &presentation, llvm::raw_ostream &out);
void writeTextCensus(const Report &report, const Presentation &presentation, llvm::raw_ostream &out);
void writeSarif(const Report &report, const Presentation &presentation, llvm::raw_ostream &out);
void writeJson(const Report &report, const Presentation &presentation, llvm::raw_ostream &out);
void writeGithub(const Report &report, const Presentation &presentation, llvm::raw_ostream &out);
void writeGitlab(const Report &report, const Presentation &presentation, llvm::raw_ostream &out);
void writeMarkdown(const Report &report, const Presentation &presentation, llvm::raw_ostream &out);
void writeAgent(const Report &report, const Presentation &presentation, llvm::raw_ostream &out);
void writeHtml(const Report &report, const Presentation &presentation, llvm::raw_ostream &out);

/// Why this build can't write HTML, a clause; empty: it can.
[[nodiscard]] std::string_view htmlUnavailable();

/// What went wrong with the analysis, for a person: one line each, in Clang's shape. The text format leaves it to
/// standard error.
void writeNotifications(std::span<const Notification> notifications, const Report &report,
                        const Presentation &presentation, llvm::raw_ostream &out);

} // namespace tell
