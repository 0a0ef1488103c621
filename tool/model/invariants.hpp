#pragma once

#include "model/program.hpp"

#include <string>

/// What is kept true about the fields of a class, read off the code: `Program::invariants`.
///
/// *Guarded*: a value is checked on its way into the field and refused, or the field is checked by the very method that
/// then changes it, which refuses to. Throwing and asserting refuse; so does giving up with nothing, `false`, a null
/// pointer, an enumerator or an error, if every method that changes the field does. What a method only needs for other
/// work it presumes (`FunctionInfo::presumes`), and comparing without refusing is a decision.
/// *Together*: fields that the same methods change, and no other method does: two of them step by step in one method,
/// one worked out from the other, or one step in each of two methods. Setting all of them to constants proves nothing,
/// nor does filling them with values from elsewhere.
/// *Transition*: a field of an enumeration that is compared with values before it becomes another value.
///
/// What needs all of a class's methods, "no other does", is not said where some of their bodies were not seen.
/// Not kept true are knobs: fields that a virtual setter stores, and those that others fill from a document or row.
/// Derived classes that write what their base lets them are part of the family: where they move a field alone, it moves
/// together with none.
namespace tell {

/// Finds the invariants of every class. The uses must be indexed.
void mineInvariants(Program &program);

/// Whether the function is there to write an object to a stream or document, or to fill it from one.
[[nodiscard]] bool storesOrLoads(const Program &program, FunctionId id);

/// What one place does for it, a clause for people: "'withdraw' checks 'balance < cents'".
[[nodiscard]] std::string keptBy(const Program &program, const Invariant &invariant, const InvariantPlace &place);

/// One line for people: "guarded balance: 'withdraw' checks 'balance < cents'".
[[nodiscard]] std::string describeInvariant(const Program &program, const Invariant &invariant);

} // namespace tell
