#pragma once

#include <clang/Lex/Preprocessor.h>

#include "extract/probes.hpp"
#include "extract/recorder.hpp"

namespace tell {

/// Watches the preprocessor of one unit from its start on and records what the syntax tree does not hold: the files
/// that are read, includes that were looked for in vain, macro uses, and comments that suppress findings. All three
/// arguments must outlive the preprocessor.
void observePreprocessor(clang::Preprocessor &preprocessor, Recorder &recorder, ProbedFileSystem &files);

} // namespace tell
