#pragma once

#include <vector>

#include <clang/AST/DeclCXX.h>

#include "extract/recorder.hpp"

namespace tell {

/// What the declarations of a unit are recorded from, besides its syntax tree.
struct ParsedUnit {
  /// Functions that Clang made from templates, in the order in which it gave them bodies.
  std::vector<const clang::FunctionDecl *> instantiations;
  /// Where errors were found, as raw encodings of file locations, sorted.
  std::vector<clang::SourceLocation::UIntTy> errors;
};

/// Records all classes and functions of project code, and through them everything they mention.
void recordDeclarations(Recorder &recorder, const ParsedUnit &unit);

} // namespace tell
