#pragma once

#include "model/program.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Whether what a function does with another class could stand in that class, which part of it, and what that part
/// would need: the ground for proposals that a programmer can follow (Fowler, Refactoring, 2nd edition, 2018: Move
/// Function, Extract Function).
namespace tell {

enum class MovePart : std::uint8_t {
  Nothing,   ///< not possible, see MovePlan::obstacle
  Function,  ///< all of it
  Block,     ///< some statements in a row
  Steps,     ///< the questions and changes as one operation; what stands between them stays
  Predicate, ///< one condition or calculation
};

/// What is to be moved. Without rules and pokes: all that the function decides, computes and changes.
struct MoveWish {
  FunctionId function = kNone;
  ClassId target = kNone;
  std::vector<std::uint32_t> rules = {}; ///< indices into the function's rules
  std::vector<std::uint32_t> pokes = {}; ///< indices into the function's pokes
};

/// What the method would have to be given.
struct MoveInput {
  Text name;
  TypeId type = kNone;
  bool changed = false; ///< it is changed through a reference
};

struct MovePlan {
  MovePart part = MovePart::Nothing;
  std::vector<MoveInput> inputs; ///< at most kMoveInputs, in the order of the source
  TypeId result = kNone;         ///< of what the method answers with; kNone: nothing
  bool succeeds = false;         ///< it answers whether it did what it was told, so that the caller can go on
  bool constant = false;         ///< it does not change the object
  bool answers = false;          ///< it is what the function itself does or returns, so that its name may fit
  bool element = false;          ///< the object is one of many that a loop goes over
  bool adds = false;             ///< the caller adds the answer to something
  std::string stored;            ///< the local variable that the part is stored in; empty where there is none
  std::uint32_t rule = kNone;    ///< the first of the function's rules in the part
  FunctionId existing = kNone;   ///< a method that does the same already
  Span place;                    ///< what a call would replace
  std::string obstacle; ///< what stands in the way, a clause: "it also needs 'store_'"; empty where nothing does
};

/// More than these, and the method says less than the code it replaces.
inline constexpr std::size_t kMoveInputs = 3;

[[nodiscard]] MovePlan planMove(const Program &program, const MoveWish &wish);

/// The same for one rule alone, as a query.
[[nodiscard]] MovePlan planQuery(const Program &program, FunctionId function, ClassId target, std::uint32_t rule);

/// What stands in the way of making a field private; empty where nothing does. `movers` are functions that will use an
/// operation of the class in its place.
[[nodiscard]] std::string hidingObstacle(const Program &program, FieldId field, std::span<const FunctionId> movers);

/// What stands in the way of making a class a plain struct without accessors; empty where nothing does.
[[nodiscard]] std::string recordObstacle(const Program &program, ClassId id);

/// Whether the class or one of its bases has a field or method of this name, or a method that differs
/// from it by a verb that says nothing ("getTotal", "calculateTotal" and "total").
[[nodiscard]] bool hasMember(const Program &program, ClassId id, std::string_view name);

} // namespace tell
