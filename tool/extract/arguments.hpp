#pragma once

#include "workspace/compile_command.hpp"

#include <string>
#include <vector>

namespace tell {

/// The Clang driver's arguments for a unit: "clang++", of the command's arguments and then of `extra` only what shapes
/// the syntax tree (include paths, macros, language, target), then "-fsyntax-only", "--" and the main file. Commands
/// come with the analysed code, which is not trusted: what could load code, run a program or write a file never passes,
/// and what this list of allowed options does not know is left out. Relative paths in the result are relative to the
/// command's directory.
///   - Response files (`@file`) are expanded where they are regular files below the command's directory.
///   - Headers that the command includes by force must be regular files; a precompiled header is replaced by the header
///   it
///     was made from, as other compilers' precompiled forms cannot be read.
/// Empty where the command holds no compiler's arguments to judge: a shell's command line, a `-cc1` line.
[[nodiscard]] std::vector<std::string> sanitisedArguments(const CompileCommand &command,
                                                          const std::vector<std::string> &extra);

/// The folder of Clang's own headers (it holds include/stddef.h): the one installed with this program
/// (../lib/clang/<major>), else the one of the LLVM it was built with. Empty where neither is there.
[[nodiscard]] std::string findResourceDirectory();

} // namespace tell
