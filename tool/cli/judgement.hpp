#pragma once

#include "checks/run.hpp"
#include "cli/settings.hpp"
#include "facts/parts.hpp"
#include "findings/finding.hpp"
#include "model/link.hpp"
#include "report/report.hpp"
#include "support/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// What linking and the checks come to: all that a report tells of the program. It knows nothing of what a run asks of
/// a report: paths, baselines, comments that ask for silence, levels that fail.
struct Judgement {
  CheckRun run;                            ///< empty where no check was asked for
  std::vector<ClassEntry> census;          ///< as in `Report`, of excluded files too
  std::map<std::string, Span> classPlaces; ///< as in `TriageRequest`
  std::vector<Notification> conflicts;     ///< what units disagree about
  std::uint64_t classes = 0;               ///< of project code
  std::uint64_t functions = 0;             ///< of project code
};

/// What the program says and, where `checks`, what is found in it. The census has the classes on the paths (relative to
/// the root; none: all), with the verdicts of published strategies where `strategies`.
[[nodiscard]] Result<Judgement> judge(const Linked &linked, Settings &settings, bool checks,
                                      const std::vector<std::string> &paths, bool strategies);

/// The functions that use attributes of unrelated classes, as in `Report`.
[[nodiscard]] std::vector<FunctionEntry> foreignDataUsers(const Program &program, const std::vector<std::string> &paths,
                                                          bool strategies);

/// What was let pass on the paths, apart from what some finding is about all the same.
[[nodiscard]] std::vector<ExemptionEntry> exemptionsOn(const Program &program, const std::vector<std::string> &paths,
                                                       const std::vector<TriagedFinding> &findings);

/// A digest of all that the judgement of a whole program with every check follows from: this program, what is linked
/// and, in `settings`, how checks are set up (`Settings::inputs`). Takes so many threads.
[[nodiscard]] facts::PartId inputsOfJudgement(const LinkInput &input, std::string_view settings);

/// Whether it may be kept: nothing of it stands outside of the root, where files of other projects count.
[[nodiscard]] bool isSelfContained(const Judgement &judgement);

/// The serialised form, for the same build of this program, and what it holds; nothing where it is damaged.
[[nodiscard]] std::string encode(const Judgement &judgement);
[[nodiscard]] std::optional<Judgement> decodeJudgement(std::string_view bytes);

} // namespace tell
