#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <clang/Lex/Preprocessor.h>

#include "extract/recorder.hpp"
#include "support/called_names.hpp"

namespace tell {

/// A comment that suppresses findings or declares a role, as written.
struct WrittenSuppression {
  facts::SuppressionKind kind = facts::SuppressionKind::Line;
  clang::FileID file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t endColumn = 0;
  std::string checks;
  std::string reason;
};

/// What the preprocessor showed of one unit and the syntax tree does not hold.
struct Observations {
  std::vector<WrittenSuppression> suppressions;
  std::set<std::string> missing; ///< paths at which an include was looked for in vain
  NameSet names;                 ///< what project code seems to call where the compiler does not look
};

/// Watches the preprocessor of one unit from its start on: the files that are read and macro uses go to the recorder,
/// all else to `seen`. All three arguments must outlive the preprocessor.
void observePreprocessor(clang::Preprocessor &preprocessor, Recorder &recorder, Observations &seen);

/// Records what was seen, in an order that does not depend on when it was seen.
void recordObservations(const Observations &seen, Recorder &recorder);

} // namespace tell
