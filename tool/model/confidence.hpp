#pragma once

#include "model/program.hpp"

#include <span>

/// How sure a finding is, 0 … 1: the share of reviewers that would agree, as far as that can be known before asking
/// them. Where the numbers come from: docs/scoring.md.
namespace tell {

/// From here on a finding is a warning; below it is a note.
inline constexpr double kSure = 0.6;

/// Kinds of findings of which too few are labelled to measure stay notes, however plain the evidence.
inline constexpr double kMostOfNote = 0.59;

/// Below this a finding is not worth anybody's time.
inline constexpr double kWorthwhile = 0.45;

/// That the class is anemic, given that more rules about it live outside than inside.
[[nodiscard]] double confidenceInAnemic(const Program &program, ClassId id);

/// That what these rules of the function decide and compute is the business of the class. `emphasised`: one of them
/// stands elsewhere, too, or guards what the object is told next. `copied`: one of them is the class's own already.
[[nodiscard]] double confidenceInEnvy(const Program &program, FunctionId function, ClassId id,
                                      std::span<const std::uint32_t> rules, bool emphasised, bool copied);

/// That the function's questions and changes of one object are one operation of it.
[[nodiscard]] double confidenceInTransition(const Program &program, FunctionId function, ClassId id,
                                            std::span<const AskThenTell> sites);

/// That a rule that stands in so many functions outside, with so many others, wants one name in the class.
[[nodiscard]] double confidenceInScatter(const Program &program, ClassId id, const Rule &rule, std::size_t functions,
                                         std::size_t rules);

/// That outsiders write past what the class maintains by the invariant.
[[nodiscard]] double confidenceInExposure(const Program &program, ClassId id, const Invariant &invariant);

/// That so many functions outside take steps of an object's life, by which they change so many of the fields that its
/// own operations change.
[[nodiscard]] double confidenceInSteps(const Program &program, ClassId id, std::size_t functions, std::size_t fields);

/// That a setter goes round a check: one of the class, or, where `invariant` is null, one that so many callers make.
[[nodiscard]] double confidenceInSetter(const Program &program, ClassId id, const Invariant *invariant,
                                        std::size_t deciding);

/// That state which a getter hands out and others change at so many places should not be handed out.
[[nodiscard]] double confidenceInHandle(const Program &program, ClassId id, std::size_t places);

/// Notes. That a walk over so many objects is one too long.
[[nodiscard]] double confidenceInChain(std::size_t classes, std::size_t places);

/// That an answer over a collection is its owner's to give.
[[nodiscard]] double confidenceInAggregate(const Program &program, const Sweep &sweep);

/// That a service is half of a class: all its functions work on that class's state, or so many of some do.
[[nodiscard]] double confidenceInHollow(std::size_t working, std::size_t all);

/// That objects need what so many of the places that make them give them only afterwards, or never.
[[nodiscard]] double confidenceInHalfBuilt(std::size_t places, std::size_t all);

/// That accessors which nothing calls, so many of the class's, may go.
[[nodiscard]] double confidenceInDead(std::size_t dead, std::size_t all);

/// That accessors around data without a rule say less than a struct would.
[[nodiscard]] double confidenceInCeremony(const Program &program, ClassId id);

/// That branching on the kind of an object in so many functions wants a method.
[[nodiscard]] double confidenceInTypeSwitch(const Program &program, ClassId id, std::size_t functions);

/// That a class is several in one: its own methods branch on its kind, and several fields are of one kind only.
[[nodiscard]] double confidenceInTag();

/// `functions`: that go through the classes derived from one; `most`: the classes that one of them goes through.
[[nodiscard]] double confidenceInLadder(const Program &program, ClassId id, std::size_t functions, std::size_t most);

} // namespace tell
