#pragma once

#include "extract/recorder.hpp"

namespace tell {

/// Records the parameters, locals, lambdas and the tree of a function that has a body: completes the record `id` of
/// `facts.functions` (`locals`, `parameters`, `nodes`) and sets kPartialBody where Clang could not make sense of a
/// part. Appends to `facts.locals`, `facts.nodes` and `facts.lambdas`, hence one function at a time.
void recordBody(Recorder &recorder, const clang::FunctionDecl *function, facts::FunctionId id);

/// Records the parameters only, for declarations.
void recordParameters(Recorder &recorder, const clang::FunctionDecl *function, facts::FunctionId id);

} // namespace tell
