#pragma once

#include "model/program.hpp"

#include <span>

/// How sure a finding is, 0 … 1: the share of reviewers that would agree, as far as that can be known before asking
/// them. Where the numbers come from: docs/scoring.md.
namespace tell {

/// From here on a finding is a warning; below it is a note.
inline constexpr double kSure = 0.6;

/// Below this a finding is not worth anybody's time.
inline constexpr double kWorthwhile = 0.45;

/// That the class is anemic, given that more rules about it live outside than inside.
[[nodiscard]] double confidenceInAnemic(const Program &program, ClassId id);

/// That what these rules of the function decide and compute is the business of the class. `emphasised`: one of them
/// stands elsewhere, too, or guards what the object is told next.
[[nodiscard]] double confidenceInEnvy(const Program &program, FunctionId function, ClassId id,
                                      std::span<const std::uint32_t> rules, bool emphasised);

/// That the function's questions and changes of one object are one operation of it.
[[nodiscard]] double confidenceInTransition(const Program &program, FunctionId function, ClassId id,
                                            std::span<const AskThenTell> sites);

/// That a rule that stands in so many functions outside wants one name in the class.
[[nodiscard]] double confidenceInScatter(const Program &program, ClassId id, const Rule &rule, std::size_t functions);

/// That branching on the kind of an object in so many functions wants a method.
[[nodiscard]] double confidenceInTypeSwitch(const Program &program, ClassId id, std::size_t functions);

} // namespace tell
