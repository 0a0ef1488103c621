#pragma once

#include <llvm/Support/raw_ostream.h>

#include "facts/tu_facts.hpp"

namespace tell::facts {

/// Writes the facts as JSON for people: names in place of indices, what is absent left out. A body is nested arrays,
///
///   ["If @4:3-6:4", ["NotEqual", ["MethodCall shop::Order::status [constCallee]", ["LocalRef order"]], …
///
/// where each node is one string followed by its operands: the op, what it refers to, `: type` where the type matters,
/// `#extra`, `[flags]`, and the place: whole for statements, the line for expressions that stand on another line than
/// what holds them. Bytes that are not UTF-8 become U+FFFD. The facts must be valid (see validate.hpp).
void dumpJson(const TuFacts &facts, llvm::raw_ostream &out);

} // namespace tell::facts
