#pragma once

#include <cstdint>

#include "facts/tu_facts.hpp"
#include "support/result.hpp"

namespace tell::facts {

/// How deep trees, chains of types and chains of symbol parents may nest, so that readers may recurse over them.
inline constexpr std::uint32_t kMaxNesting = 4000;

/// Whether the facts keep the promises of tu_facts.hpp, so that readers need not check again. After success:
///
/// - `strings[0]` is there and empty; every index refers to something, or is `kNone` where that is allowed: places, the
///   type of anything, the parts of a type, a symbol's parent and file, a function's owner, a dependent base;
/// - every kind, access, severity and op is one of its enumerators;
/// - an index refers to the right sort of symbol: a field's to a field (static ones: or variable), a parent to a class
/// or
///   enum, a callee to a function, and so on for each op as its comment says; an op without a `ref` has `kNone`;
/// - parents of symbols and parts of types form no cycle and nest no deeper than `kMaxNesting`;
/// - bases, fields, locals and nodes belong to exactly one class or function each, references to one range;
/// - a function has `kHasBody` where it has nodes; its first `parameters` locals are the parameters, and no others;
/// - nodes nest exactly, no deeper than `kMaxNesting`; the root alone is a Body; a node has the operands that its op's
///   comment lists without brackets (it may have more);
/// - a Lambda node's record names the function that holds the node; its parameters lie in that function's locals;
/// - a place has a line and a column and does not end before it begins, or is empty altogether; the same for a node.
///
/// The Error names the first record that breaks a promise: "function 12: node 40: local 7 of 3". Takes linear time (but
/// for sorting the ranges) and does not recurse.
[[nodiscard]] Status validate(const TuFacts &facts);

} // namespace tell::facts
