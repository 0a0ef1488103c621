#pragma once

#include "facts/tu_facts.hpp"
#include "support/text.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tell {

/// One node of a body, with its indices translated into the program's.
struct OutlineNode {
  facts::Op op = facts::Op::Unknown;
  std::uint16_t flags = 0; ///< facts::kArrow …
  std::uint32_t size = 1;  ///< this node and all below it: the next sibling begins there
  /// LocalRef, Decl, Bind, RangeFor, Catch: index into `Outline::locals`. GlobalRef: into `Outline::globals`. Field,
  /// InitField: FieldId. Calls, operators and FunctionRef: FunctionId. Literals and enumerators: a number that tells
  /// them apart within the function. Else facts::kNone.
  std::uint32_t ref = facts::kNone;
  std::uint32_t type = facts::kNone; ///< TypeId
  std::uint32_t line = 0;            ///< in the file of the function's place, as all four
  std::uint32_t column = 0;
  std::uint32_t endLine = 0;
  std::uint32_t endColumn = 0;
};

struct OutlineLocal {
  Text name;
  std::uint32_t type = facts::kNone; ///< TypeId
  facts::LocalKind kind = facts::LocalKind::Variable;
};

struct OutlineGlobal {
  Text name;
  std::uint32_t type = facts::kNone; ///< TypeId, of its first mention
  bool constant = false;
  bool stream = false; ///< std::cout and its like
};

/// A body as far as it must be known to say which part of it could stand elsewhere. Kept only of functions that have
/// rules about others' state or change it; empty else.
struct Outline {
  std::vector<OutlineNode> nodes;   ///< pre-order; the first is the Body
  std::vector<OutlineLocal> locals; ///< the parameters first
  std::vector<OutlineGlobal> globals;

  [[nodiscard]] bool empty() const { return nodes.empty(); }
};

} // namespace tell
