#pragma once

#include "findings/finding.hpp"
#include "model/move.hpp"
#include "model/program.hpp"

#include <span>
#include <string>

/// What findings propose, and what stands in the way of it.
namespace tell::checks {

/// A proposal to move what a function does with a class into that class.
[[nodiscard]] Advice moveInto(const Program &program, const MoveWish &wish);

/// A proposal to give a class one query for a rule that stands in several places.
[[nodiscard]] Advice queryInto(const Program &program, ClassId id, std::span<const RuleSite> sites);

/// Adds what stands in the way to a proposal; an empty clause adds nothing.
void hinder(Advice &advice, const std::string &obstacle);

/// Ends a finding with a proposal. One that cannot be followed as it stands makes the finding a note.
void propose(Finding &finding, Advice advice);

} // namespace tell::checks
