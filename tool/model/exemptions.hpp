#pragma once

#include "model/exemption.hpp"
#include "model/program.hpp"
#include "support/text.hpp"

#include <string>
#include <vector>

namespace tell {

/// Why a class, or what a function does with a class, is no finding.
struct Exempted {
  ClassId about = kNone;       ///< the class whose state it is
  FunctionId function = kNone; ///< kNone: the class itself
  Exemption exemption = Exemption::None;
  Text reason; ///< a clause: "it only shows the state"
  Span place;  ///< of the class's name or of the first thing in the function that is exempt
};

/// Everything of the program that was looked at and let pass, sorted by place, with one entry for each reason that a
/// function has about a class. A function may stand here for one rule and be reported for another.
[[nodiscard]] std::vector<Exempted> exemptions(const Program &program);

/// The same for one class or one function.
[[nodiscard]] Exempted exemptionOf(const Program &program, ClassId id);
[[nodiscard]] std::vector<Exempted> exemptionsOf(const Program &program, FunctionId id);

} // namespace tell
