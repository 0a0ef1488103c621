#pragma once

#include "model/move.hpp"
#include "model/program.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What to call the methods that findings propose, and how they are declared.
namespace tell::checks {

/// "bool isPaid() const" for a comparison of state with an enumerator, or its negation; empty where the rule has no
/// such plain name.
[[nodiscard]] std::string queryFor(const Program &program, const Rule &rule);

/// Whether the function is about what stands at `place` as a whole and can lend it its name: not a constructor or an
/// operator, and not a long one of which a few lines are meant.
[[nodiscard]] bool lendsName(const FunctionInfo &function, const Span &place);

/// What a function is called in the class it moves to: "cancelOrder", "cancel_order" and "orderCancel" become "cancel"
/// in Order, "totalOf" becomes "total".
[[nodiscard]] std::string methodName(const std::string &name, std::string className);

/// "lines_" and "m_lines" become "Lines".
[[nodiscard]] std::string capitalized(std::string_view name);

/// What to call the step to a value of an enumeration: as the function that takes it does where it speaks of the same
/// thing ("approve" for Approved), else "markShipped".
[[nodiscard]] std::string transitionName(const Program &program, std::string_view value, FunctionId caller);

/// The same as a method of a class, which may have one of that name; empty where it has both names.
[[nodiscard]] std::string transitionIn(const Program &program, ClassId id, std::string_view value, FunctionId caller);

/// The declaration of the method that a plan asks for, named after what it moves: the function, without the class's
/// name in it; the variable that a condition is stored in; the enumerator it is compared with; the state that is
/// reached. Empty where none of these gives a name that the class does not have yet.
[[nodiscard]] std::string signatureOf(const Program &program, const MoveWish &wish, const MovePlan &plan);

/// "int percent", "const Date &today": the parameters of that method.
[[nodiscard]] std::vector<Text> parametersOf(const Program &program, const MovePlan &plan);

} // namespace tell::checks
