#pragma once

#include <cstdint>

#include "facts/tu_facts.hpp"

/// The comments of `Op` as a table, for code that treats all ops alike.
namespace tell::facts {

/// A set of symbol kinds, one bit each.
constexpr std::uint32_t maskOf(SymbolKind kind) { return 1U << static_cast<std::uint32_t>(kind); }
inline constexpr std::uint32_t kClassMask = maskOf(SymbolKind::Class);
inline constexpr std::uint32_t kEnumMask = maskOf(SymbolKind::Enum);
inline constexpr std::uint32_t kEnumeratorMask = maskOf(SymbolKind::Enumerator);
inline constexpr std::uint32_t kFieldMask = maskOf(SymbolKind::Field);
inline constexpr std::uint32_t kFunctionMask = maskOf(SymbolKind::Function);
inline constexpr std::uint32_t kVariableMask = maskOf(SymbolKind::Variable);
inline constexpr std::uint32_t kAnySymbol = ~0U;

/// What an op's `ref` refers to.
enum class Ref { None, Local, MaybeLocal, String, Boolean, Lambda, Symbol, MaybeSymbol };

struct OpShape {
  Ref ref = Ref::None;
  std::uint32_t symbols = 0;  ///< the kinds allowed where `ref` is a symbol
  std::uint32_t operands = 0; ///< how many children there are at least
};

/// What the comment of `op` says; for a number that is no op, the shape of `Unknown`.
[[nodiscard]] OpShape shapeOf(Op op);

/// `=` and its compound forms.
[[nodiscard]] constexpr bool isAssignment(Op op) { return op >= Op::Assign && op <= Op::BitXorAssign; }

/// `++` and `--`, before and after.
[[nodiscard]] constexpr bool isIncrement(Op op) { return op >= Op::PreIncrement && op <= Op::PostDecrement; }

} // namespace tell::facts
