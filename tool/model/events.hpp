#pragma once

#include "facts/tu_facts.hpp"
#include "support/span.hpp"
#include "support/text.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// What bodies do: the events that the interpreter reads off them, in the vocabulary of program.hpp.
namespace tell {

using ClassId = std::uint32_t;    ///< index into `Program::classes()`
using FieldId = std::uint32_t;    ///< index into `Program::fields()`
using FunctionId = std::uint32_t; ///< index into `Program::functions()`
using TypeId = std::uint32_t;     ///< index into `Program::types()`
using EnumId = std::uint32_t;     ///< index into `Program::enums()`
inline constexpr std::uint32_t kNone = facts::kNone;

/// Identifies an object within one function: equal for two spellings of the same object (`customers.get(id)` twice, a
/// reference and what it is bound to). 0: no particular object.
using ObjectKey = std::uint64_t;

enum class RuleKind : std::uint8_t {
  Decision,    ///< a comparison or predicate that steers control flow or is the answer
  Selection,   ///< a switch over state
  Computation, ///< arithmetic over state
  Aggregation, ///< one figure of many objects summed, counted, or the greatest of them picked
  Presence,    ///< whether an optional, pointer or handle holds anything
  Match,       ///< equality with a key from elsewhere: searching
  Ordering,    ///< two objects of a class compared with each other
};

/// Where the object comes from whose state is read.
enum class Origin : std::uint8_t {
  Other,   ///< a parameter, a look-up, a local reference
  Element, ///< one of many: the element of a loop, the argument of a predicate
  Own,     ///< a part of the function's own object, or an element of such a part
  OwnElement,
  Taken,    ///< a parameter of a constructor
  Result,   ///< returned by value from a call: nobody else's
  Ambient,  ///< a global, or what a function without inputs hands out: the one that there is
  Building, ///< made by this function
  Helper,   ///< read by a helper that the object is handed to
  Members,  ///< of members of a collection that the object hands out
};

/// One raw read of outside state inside a rule.
struct StateRead {
  ClassId owner = kNone; ///< the class whose field it is
  FieldId field = kNone;
  ObjectKey object = 0; ///< the object that holds the field
  Origin origin = Origin::Other;
  bool part = false; ///< the field only led to a question that was put to it
};

/// A query asked of an object inside a rule: a call of behaviour that returns something.
struct QueryCall {
  ClassId owner = kNone;
  FunctionId query = kNone;
  ObjectKey object = 0;
};

/// One occurrence of a rule in a body.
struct Rule {
  RuleKind kind = RuleKind::Decision;
  bool display = false;      ///< only selects or shapes what is shown
  bool bare = false;         ///< nothing but a field or a getter, or what a library's value says of itself
  bool loops = false;        ///< steers a loop
  bool emptiness = false;    ///< only asks whether there are any
  bool asserted = false;     ///< an assertion's: it checks what its writer takes for granted, and steers nothing
  bool mapped = false;       ///< worked out as an argument of a new object
  bool figures = false;      ///< numbers are worked out under it or with it
  bool makes = false;        ///< chooses which object to make, and nothing else
  bool refuses = false;      ///< a helper that is only called, and throws where it does not like what it sees
  bool viaHelper = false;    ///< found in a function that this one hands the object to
  bool unequal = false;      ///< asks whether something is not a value
  bool objects = false;      ///< where it holds the function throws, or gives up and says so
  bool limits = false;       ///< one of a condition in which the limit of one field hangs on another of the same object
  bool spans = false;        ///< one of a condition that holds one value to two fields of the same object: a range
  bool measured = false;     ///< holds a number of the object to a limit, or calculates with one, that is a constant
  bool opaque = false;       ///< holds a function object or something not understood: its hash stands for many
  bool predicate = false;    ///< stands in a function object handed to a search or an algorithm
  std::uint32_t foreign = 0; ///< distinct inputs that are neither state of the read objects nor constants
  std::uint32_t size = 0;    ///< operators in it
  std::uint64_t hash = 0;    ///< of the normalised form: equal for the same rule wherever it stands
  std::uint64_t choice = 0;  ///< of all values that a condition holds the field to, of which this is one; 0: no others
  Span place;
  Text text;                    ///< the normalised form for people: "status == Draft"
  std::vector<StateRead> reads; ///< sorted, distinct
  std::vector<QueryCall> queries;
  std::vector<std::uint32_t> passed;     ///< indices into the function's `passed`: helpers that are asked inside it
  std::vector<std::uint32_t> parameters; ///< the function's own scalar parameters in it, sorted
  std::vector<Text> values;              ///< enumerators that it compares with, sorted
  std::vector<Text> cases;               ///< of a switch: the enumerators that have a case of their own, sorted
  std::vector<FieldId> apart; ///< of a switch: fields of the function's own object that one case alone reads, sorted

  /// What is equal for the same rule wherever it stands: that a field is one of two values is another rule than that it
  /// is the one.
  [[nodiscard]] std::uint64_t identity() const { return choice != 0 ? choice : hash; }

  /// Whether it decides or computes, and not only for show.
  [[nodiscard]] bool asks() const { return !display && kind <= RuleKind::Computation; }
};

enum class PokeKind : std::uint8_t { Write, Setter, Handle, Helper };

/// One change of state from outside.
struct Poke {
  PokeKind kind = PokeKind::Write;
  ClassId owner = kNone;
  FieldId field = kNone;
  ObjectKey object = 0;
  FunctionId via = kNone;       ///< the setter, the getter that handed the handle out, or the helper
  FunctionId givenTo = kNone;   ///< who was given the handle as an argument, and is believed to change what it leads to
  std::uint32_t parameter = 0;  ///< …as which of its parameters
  bool building = false;        ///< the object came into being in this function and is still being filled
  bool copied = false;          ///< a copy of what the function was given, to give back changed; so building, too
  bool part = false;            ///< a part of the field changed, and with it the whole, which does not see it
  bool member = false;          ///< it is a member of the collection that changed, not the collection itself
  bool restores = false;        ///< the new value is what the field held when it was looked at before
  bool readModifyWrite = false; ///< the new value is computed from the same object's state
  bool decided = false;         ///< the new value is chosen: by a conditional or an entry of a table
  bool literal = false;         ///< the new value is an enumerator or another constant
  bool fromOwn = false;         ///< the new value is made of the function's own object's state
  bool position = false;        ///< the new value is how many the function's own object keeps: a place among them
  Text value;                   ///< the value for people: "Cancelled"
  ObjectKey source = 0;         ///< what the new value is looked up in by a constant: `row["id"]`; 0: nothing
  std::vector<std::uint32_t> parameters; ///< the function's own parameters in the value, sorted
  Span place;
  std::vector<std::uint32_t>
      guards; ///< indices into the function's rules: decisions under which it runs, outermost first
  std::vector<std::uint32_t> inputs; ///< indices into the function's rules that the new value was computed with
};

/// Whether the rule only asks whether the field is not yet what the poke sets it to: that decides nothing. To refuse
/// where it is already is something else.
[[nodiscard]] bool isThereAlready(const Rule &rule, const Poke &poke);

/// A call of behaviour on an object of a project class.
struct Told {
  ClassId owner = kNone;
  FunctionId callee = kNone;
  ObjectKey object = 0;
  bool constant = false; ///< a const method: a query
  Span place;
  std::vector<std::uint32_t> guards;
};

/// An object of a project class handed to a project function, as an argument or as the object itself.
struct Passed {
  FunctionId callee = kNone;
  std::uint32_t parameter = 0; ///< kThis for the object of a method call
  ClassId owner = kNone;
  FieldId field = kNone; ///< what is passed is this field's value, read raw from `object`; kNone: the object itself
  ObjectKey object = 0;
  bool building = false;
  Span place;
  std::vector<std::uint32_t> guards;

  static constexpr std::uint32_t kThis = 0xfffffffeU;
  static constexpr std::uint32_t kResult = 0xfffffffdU; ///< the object is what the callee returned
};

/// A raw read that nobody decides on or computes with.
struct Carried {
  ClassId owner = kNone;
  FieldId field = kNone;
  FunctionId accessor = kNone;
  ObjectKey object = 0;
};

/// One step of a walk from object to object.
struct WalkStep {
  ClassId owner = kNone;
  FieldId field = kNone;
  FunctionId accessor = kNone; ///< kNone: the field itself was read
};

/// A walk through the structure of objects as one expression spells it, `a.b().c.d()`, that nobody only shows.
struct Walk {
  std::vector<WalkStep> steps; ///< at least two
  Span place;
};

/// An object that a function makes.
struct Built {
  ClassId type = kNone;
  std::uint32_t arguments = 0;
  ObjectKey object = 0;           ///< 0 where it is a temporary
  FunctionId constructor = kNone; ///< where it is known
  Span place;
};

/// A question to which class of its hierarchy an object belongs: `dynamic_cast<const Car *>(vehicle)`.
struct Downcast {
  ClassId base = kNone;    ///< what the object is known as
  ClassId derived = kNone; ///< what it is taken for
  ObjectKey object = 0;
  Span place;
  bool mapped = false; ///< for an argument of a new object: each kind has its counterpart elsewhere
};

/// How a method takes for granted that a field holds something.
enum class Presumed : std::uint8_t {
  Dereferenced, ///< reaches through it
  Refused,      ///< throws or asserts where it holds nothing
  Divisor,      ///< divides by it
};

/// A field of its own object that a method presumes and never asks about.
struct Presumption {
  FieldId field = kNone;
  Presumed how = Presumed::Dereferenced;
  Span place;
};

/// A check by which a method refuses to go on, of a field of its own object or of a value on its way there.
struct OwnGuard {
  FieldId field = kNone;
  bool incoming = false; ///< what is checked is a parameter that is then stored in the field
  bool hard = false;     ///< throws or asserts; else it only gives up, with nothing or with a constant that says so
  Span place;
  Text text; ///< the check for people: "balance < cents"

  friend auto operator<=>(const OwnGuard &, const OwnGuard &) = default;
};

/// How a method changes a field of its own object.
enum class Change : std::uint8_t {
  Constant, ///< to what is the same in every run: a reset, a flag, a state
  Value,    ///< to something else
  Step,     ///< from what it was before: counted up, appended to, worked out from itself
};

struct OwnChange {
  FieldId field = kNone;
  Change how = Change::Value;
  Span place;
  Text value;                ///< the enumerator that it becomes; empty where it is none
  std::vector<Text> asked;   ///< enumerators that the field is compared with before, sorted
  std::vector<FieldId> from; ///< other fields of its object that the value is made of, or that share an input; sorted
  ObjectKey source = 0;      ///< what the value is looked up in by a constant, as `Poke::source`

  friend auto operator<=>(const OwnChange &, const OwnChange &) = default;
};

/// What somebody goes over the members of a collection for.
enum class SweepGoal : std::uint8_t {
  Sum,    ///< a figure that each member adds to
  Count,  ///< how many of them are so
  Test,   ///< whether any or all of them are so
  Find,   ///< the first that is so, or the greatest
  Filter, ///< those that are so
};

/// A loop, or a call of an algorithm, that goes over a collection kept by one object and does nothing but work out an
/// answer from its members. What also changes, calls or shows something is none.
struct Sweep {
  SweepGoal goal = SweepGoal::Sum;
  ClassId owner = kNone; ///< the class that keeps the collection
  FieldId field = kNone; ///< the collection
  ObjectKey object = 0;  ///< the object that keeps it
  Origin origin = Origin::Other;
  bool many = false;     ///< the answer is collected over many such objects
  bool keyed = false;    ///< members are picked by a key from elsewhere
  TypeId sought = kNone; ///< a test whether an object of this type, from elsewhere, is among the members
  bool maps = false;     ///< new objects are made of the members
  /// Inputs that are neither the members', the object's own nor constants, apart from `parameters`.
  std::uint32_t foreign = 0;
  std::vector<std::uint32_t> parameters; ///< the function's own scalar parameters that it takes, sorted
  std::vector<FieldId> reads;            ///< what it reads of the members, in order
  std::vector<FunctionId> calls;         ///< project functions that it asks about the members, in order
  Text text;                             ///< what it picks by or computes, for people: "price * quantity"
  Text result;                           ///< the variable that takes the answer; empty where it is returned or used
  TypeId type = kNone;                   ///< of the answer, where it is a variable or a value of the algorithm
  Span place;                            ///< the loop, or the call
};

} // namespace tell
