#pragma once

#include "facts/tu_facts.hpp"
#include "model/program.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace tell::model {

/// What a unit's symbol is in the program: an index into the table its kind names. Foreign functions have FunctionInfos
/// too; foreign classes and fields are kNone.
struct Variable {
  std::string_view name;
  bool constant = false;
  bool stream = false; ///< std::cout and its like
};

struct Enumerator {
  std::string_view name;
  EnumId enumeration = kNone;
};

/// One unit's facts with its indices translated into the program's.
struct UnitView {
  const facts::TuFacts *facts = nullptr;
  std::vector<std::uint32_t> entities; ///< for each symbol: ClassId, EnumId, index of the enumerator, FieldId,
                                       ///< FunctionId or index of the variable
  std::vector<TypeId> types;           ///< for each type
};

/// A body of a function: the definition, or an instantiation that resolves what the pattern could not.
struct BodySource {
  std::uint32_t unit = 0;
  facts::FunctionId function = 0;
  bool instantiation = false;
};

} // namespace tell::model
