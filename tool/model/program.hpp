#pragma once

#include "facts/tu_facts.hpp"
#include "model/events.hpp"
#include "model/exemption.hpp"
#include "model/outline.hpp"
#include "support/called_names.hpp"
#include "support/span.hpp"
#include "support/text.hpp"

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The whole program, linked from the facts of its units and frozen: what checks ask.
///
/// Vocabulary. *State* of a class is its fields. *Asking* is reading state from outside, through a field or a plain
/// accessor, in order to decide or to compute; *carrying* (printing, storing, passing on, returning) is not asking.
/// *Telling* is calling behaviour. *Poking* is changing state from outside: writing a field, calling a plain setter, or
/// mutating through a handed-out handle. A *rule* is one normalised decision or computation over state.
namespace tell {

struct TypeInfo {
  facts::TypeKind kind = facts::TypeKind::Other;
  facts::Wrapper wrapper = facts::Wrapper::None;
  std::uint32_t flags = 0; ///< facts::kConst …
  Text spelling;
  TypeId inner = kNone;
  TypeId key = kNone;
  ClassId record = kNone; ///< a project class
  EnumId enumeration = kNone;
  Text name; ///< qualified name of the record or enum, project or not
};

struct EnumInfo {
  Text name;
  bool project = false;
  ClassId owner = kNone;   ///< the only project class that keeps a field of it; kNone where there is none or several
  std::uint32_t named = 0; ///< how many of its enumerators the program names
};

struct FieldInfo {
  Text name;
  ClassId owner = kNone;
  TypeId type = kNone;
  facts::Access access = facts::Access::Private;
  std::uint32_t flags = 0;          ///< facts::kFieldConst …
  std::vector<std::uint32_t> heirs; ///< methods of derived classes that use it as their own
  Span place;

  [[nodiscard]] bool isStatic() const { return (flags & facts::kFieldStatic) != 0; }
};

/// What a body makes of a method, whatever it is called.
enum class AccessorKind : std::uint8_t {
  None,
  Getter, ///< returns a field (or a field of a field), nothing else
  Setter, ///< stores its arguments in fields, nothing else
};

struct Accessor {
  AccessorKind kind = AccessorKind::None;
  std::vector<FieldId> path; ///< getter: from the class's own field to the one returned; setter: the fields stored to
  bool handle = false;       ///< getter: returns a non-const reference, pointer, iterator or span to the state itself
};

/// What a function does to one of its parameters or to its object, itself and through what it calls.
struct ParameterSummary {
  std::vector<FieldId> decides; ///< raw fields of it that it decides on or computes with
  std::vector<FieldId> writes;  ///< raw fields of it that it writes
  bool value = false;           ///< a scalar parameter that it decides on or computes with
};

struct ParameterInfo {
  Text name;
  TypeId type = kNone;
};

struct FunctionInfo {
  Text name; ///< qualified
  Text simple;
  Text signature;        ///< "cancel(int, const Date &) const"
  ClassId owner = kNone; ///< methods; hidden friends: kNone
  facts::FunctionKind kind = facts::FunctionKind::Free;
  facts::Access access = facts::Access::None;
  std::uint32_t flags = 0; ///< facts::kStatic …, of all its declarations
  bool project = false;
  bool defined = false; ///< its body was seen
  bool internal = false;
  TypeId result = kNone;
  std::vector<ParameterInfo> parameters;
  Span place; ///< the name where it is defined, else where it is declared
  Span extent;

  Accessor accessor;
  std::uint32_t branches = 0; ///< decisions in the body: cyclomatic complexity less one
  std::uint32_t statements = 0;
  std::vector<Rule> rules;
  std::vector<Poke> pokes;
  std::vector<Told> told;
  std::vector<Passed> passed;
  std::vector<std::uint32_t> changed; ///< parameters that it changes, or hands on to be changed, sorted
  std::vector<ObjectKey> returned;    ///< objects of project classes that it returns

  std::vector<Carried> carried;
  std::vector<Walk> walks;
  std::vector<Built> built;
  std::vector<Downcast> downcasts;
  std::vector<Sweep> sweeps;
  std::vector<FieldId> ownReads;     ///< fields of its own object that it reads, sorted
  std::vector<FieldId> ownWrites;    ///< fields of its own object that it writes, sorted
  std::vector<OwnChange> ownChanges; ///< how it writes those of its own class, constructors' initializers apart; sorted
  std::vector<OwnGuard> ownGuards;   ///< checks of its own object and of what goes into it, sorted
  std::vector<Presumption> presumes; ///< by field, one for each
  std::vector<FieldId> settles;      ///< constructors: own fields that it sets to something, sorted
  bool settlesAll = false;           ///< constructors: hands its object on, and so may set any
  bool ownDecides = false;           ///< decides on or computes with its own state
  bool throws = false;
  bool output = false;                     ///< writes to a stream or builds text
  bool draws = false;                      ///< hands a buffer on to be changed: a picture to draw on
  std::vector<ParameterSummary> summaries; ///< one for each parameter
  ParameterSummary self;
  ParameterSummary answer; ///< of the object it returns
  bool formats = false;    ///< its purpose is a text: it returns or writes one that it puts together
  bool lent = false; ///< a getter of a handle: others tell what it hands out to change, or hand it on to be changed
  Outline outline;   ///< of functions that ask or change others; empty else

  [[nodiscard]] bool is(std::uint32_t flag) const { return (flags & flag) != 0; }
  [[nodiscard]] bool isMethod() const { return owner != kNone; }
  [[nodiscard]] bool isSpecial() const; ///< constructor, destructor, assignment
};

/// What a class is in the program. In the order in which they are tried; the first that fits is the role.
enum class Role : std::uint8_t {
  Unknown,
  Generated,
  Test,
  Exception,
  Interface,
  Resource,
  Container,
  Result,
  Node,
  Maths,
  Component,
  Framework,
  Service,
  Record,
  Ceremony,
  Anemic,
  Exposed,
  Rich
};

[[nodiscard]] std::string_view name(Role role);

struct ClassInfo {
  Text name;
  Text simple;
  facts::ClassKind kind = facts::ClassKind::Class;
  facts::Access access = facts::Access::None;
  std::uint32_t flags = 0;
  Span place;
  Span extent;
  ClassId enclosing = kNone;
  ClassId implements = kNone;     ///< the class that hides its state in this one, a pointer to implementation's pointee
  std::vector<ClassId> bases;     ///< project bases
  std::vector<Text> outsideBases; ///< names of other bases
  std::vector<ClassId> derived;   ///< sorted
  std::vector<FieldId> fields;    ///< declaration order; not the static ones
  bool staticState = false;       ///< has static fields that can change
  std::vector<FunctionId> methods; ///< sorted by place; not the implicit ones
  std::vector<FunctionId> friends; ///< hidden friends
  std::vector<Text> macros;
  bool listed = false;       ///< somewhere made from a braced list of its members' values
  bool unpacked = false;     ///< somewhere taken apart by a structured binding
  Text declaredDataOriented; ///< where the configuration declares it so
  Text declaredRecord;       ///< the reason of a `clang-tell: record` comment; " " where it gives none
  bool published = false;    ///< declared in a header that others than this program may include
  Role role = Role::Unknown;
  Text roleReason;
  Exemption exemption = Exemption::None; ///< why there is no finding about it; None where there may be

  [[nodiscard]] bool is(std::uint32_t flag) const { return (flags & flag) != 0; }
};

/// How much a rule is a class's business, and why not more where it is 0.
struct Weight {
  double weight = 0;
  Exemption exemption = Exemption::None;
};

/// How much of what a function decides and computes is about one class.
struct Involvement {
  std::uint32_t rules = 0;   ///< its rules that weigh something for the class
  std::uint32_t all = 0;     ///< its decisions and computations altogether
  std::uint32_t classes = 0; ///< classes of others, this one included, that it has such rules about
  double weight = 0;         ///< of the rules together, see Program::weight

  /// 0 … 1
  [[nodiscard]] double share() const { return all == 0 ? 0 : static_cast<double>(rules) / all; }
};

/// A function together with one of its rules.
struct RuleSite {
  FunctionId function = kNone;
  std::uint32_t rule = 0; ///< index into FunctionInfo::rules
};

struct PokeSite {
  FunctionId function = kNone;
  std::uint32_t poke = 0;
};

/// A function together with an object that it makes.
struct BuildSite {
  FunctionId function = kNone;
  std::uint32_t built = 0; ///< index into FunctionInfo::built
};

/// A function that takes one object for one class after the other.
struct CastLadder {
  FunctionId function = kNone;
  std::vector<std::uint32_t> downcasts; ///< indices into FunctionInfo::downcasts, the first to each class
};

struct SweepSite {
  FunctionId function = kNone;
  std::uint32_t sweep = 0; ///< index into FunctionInfo::sweeps
};

/// A poke that follows a question about the same object: get, decide, set.
struct AskThenTell {
  FunctionId function = kNone;
  std::uint32_t poke = 0;
  std::uint32_t rule = kNone; ///< the question; kNone: the new value is computed from the old one
};

/// What the whole program does with a class: the evidence for every verdict about it.
struct ClassUse {
  std::vector<RuleSite> outsideRules; ///< rules of others that ask this class's state, by place; none beside asking
  std::vector<RuleSite> echoes; ///< rules of others that are only for show, or of overrides: alone they say nothing
  std::uint32_t distinctOutside = 0; ///< distinct hashes among them
  std::vector<RuleSite> insideRules; ///< rules of its own methods about its own state
  std::uint32_t distinctInside = 0;
  std::vector<PokeSite> pokes; ///< of others, not those that only build a new object
  std::vector<PokeSite> buildingPokes;
  std::vector<BuildSite> constructions;  ///< objects of it that others make, in order of function
  std::vector<AskThenTell> askThenTells; ///< of others, in order of function, then of place
  std::vector<SweepSite> sweeps;         ///< of others, over its collections, in order of place
  std::vector<CastLadder> ladders;       ///< of others, over two and more of its derived classes, in order of function
  std::vector<FunctionId> deciders;      ///< outside functions with rules about it, sorted
  std::uint32_t dependents = 0;          ///< outside functions that name its representation, and the deciders
  std::uint32_t getters = 0;             ///< public plain getters
  std::uint32_t setters = 0;             ///< public plain setters
  std::uint32_t behaviours = 0;          ///< public methods that are neither accessors nor special
  std::uint32_t publicFields = 0;        ///< public non-static fields
  std::uint32_t dataFields = 0;          ///< non-static fields
  double outsideWeight = 0;              ///< of the distinct outside rules together, see Program::weight
  std::uint32_t strongOutside = 0;       ///< distinct outside rules of weight 1 and more
  std::uint32_t transitions = 0;         ///< outside functions that ask and then tell, or choose what a field becomes
  bool changed = false;                  ///< others change objects of it that are made already
  bool readBack = false;                 ///< some function reads its objects from a stream or document
  bool kept = false;                     ///< objects of it live in some other object, container or smart pointer
};

/// How much of the program was seen. Partial facts prove what is done, never that something is not done.
enum class Coverage : std::uint8_t {
  Whole,      ///< every unit, without errors
  Incomplete, ///< every unit was tried, and some failed or had errors
  Part,       ///< some units only, and nothing is known of the others
};

[[nodiscard]] std::string_view name(Coverage coverage);

enum class InvariantKind : std::uint8_t {
  Guarded,    ///< a field that is checked, and the work refused, before it changes or as a value goes into it
  Together,   ///< fields that the same methods change, one in step with the other
  Transition, ///< a field of an enumeration that is compared with some values before it becomes another
};

[[nodiscard]] std::string_view name(InvariantKind kind);

/// Where an invariant is seen to: a check, or the change of a field.
struct InvariantPlace {
  FunctionId function = kNone;
  Span place;
  Text text; ///< what is checked, which fields change, or how: "balance < cents", "sum, count", "Paid after Draft"

  friend auto operator<=>(const InvariantPlace &, const InvariantPlace &) = default;
};

/// What somebody keeps true about the fields of a class: itself, or others for it.
struct Invariant {
  InvariantKind kind = InvariantKind::Guarded;
  std::vector<FieldId> fields; ///< in order of declaration; one, or several that move together
  std::vector<Text> from;      ///< transitions: values compared with, be it to allow or to forbid the step; sorted
  std::vector<Text> to;        ///< transitions: what it becomes; sorted
  std::vector<InvariantPlace> inside;  ///< in the class's own methods, by place
  std::vector<InvariantPlace> outside; ///< in others' code, by place
};

/// The linked program. Everything in it is sorted and constant: questions may be asked from several threads.
class Program {
public:
  [[nodiscard]] std::span<const ClassInfo> classes() const { return classes_; }
  [[nodiscard]] std::span<const FieldInfo> fields() const { return fields_; }
  [[nodiscard]] std::span<const FunctionInfo> functions() const { return functions_; }
  [[nodiscard]] std::span<const TypeInfo> types() const { return types_; }
  [[nodiscard]] std::span<const EnumInfo> enums() const { return enums_; }

  /// Whether every unit of the program was analysed without errors: only then is absence of a use evidence.
  [[nodiscard]] bool complete() const { return coverage_ == Coverage::Whole; }

  [[nodiscard]] Coverage coverage() const { return coverage_; }

  /// Whether all bodies of the class's own methods were seen: then its own rules and guards are all known, whatever is
  /// missing of the program.
  [[nodiscard]] bool ownBodiesSeen(ClassId id) const;

  [[nodiscard]] const ClassUse &use(ClassId id) const { return uses_[id]; }

  /// Whether code in `function` belongs to the class: its methods, those of its bases and derived classes, of classes
  /// nested in it, and of the class around a nested one.
  [[nodiscard]] bool inside(FunctionId function, ClassId of) const;

  /// Whether a free function belongs to a struct without methods, as its module's header and source say.
  [[nodiscard]] bool isModuleOf(FunctionId function, ClassId of) const;

  /// How much a rule is the business of this class and not of whoever holds it, 0 … 1.5. Rules that relate several of
  /// its fields, or compare its state with constants, weigh 1; a comparison with one input from elsewhere half; an
  /// amount that is only put into a calculation of others, and whatever formats or is about the holder's own plain
  /// parts, nothing.
  [[nodiscard]] double weight(FunctionId function, const Rule &rule, ClassId of) const {
    return weigh(function, rule, of).weight;
  }

  /// The same with the reason where the weight is 0.
  [[nodiscard]] Weight weigh(FunctionId function, const Rule &rule, ClassId of) const;

  [[nodiscard]] Involvement involvement(FunctionId function, ClassId with) const;

  /// Whether it is one of several versions of one virtual function: a strategy, which varies on purpose.
  [[nodiscard]] bool isStrategy(FunctionId function) const;

  /// Whether the function only answers: it changes nothing that was there before, and tells nobody to.
  [[nodiscard]] bool onlyAnswers(FunctionId function) const;

  /// Why nothing that a function does to others' state counts, whatever it is; None for most functions.
  [[nodiscard]] Exemption exempts(FunctionId function) const;

  /// The class whose state a rule reads more of than of any other's; kNone where several tie.
  [[nodiscard]] ClassId home(const Rule &rule) const;

  /// Whether the class is part of the project's tests: its base is a test framework's.
  [[nodiscard]] bool isTest(ClassId id) const;

  /// Whether the class is plain data by its shape: a struct whose fields are all public.
  [[nodiscard]] bool isPlainData(ClassId id) const;

  /// The class and all the project's classes that it derives from, each once, the nearest first.
  [[nodiscard]] std::vector<ClassId> lineage(ClassId id) const;

  /// Whether `derived` is `base` or derives from it.
  [[nodiscard]] bool derivesFrom(ClassId derived, ClassId base) const;

  /// The record a type is about once pointers, references, smart pointers, optionals and iterators are looked through;
  /// kNone if it is no project class.
  [[nodiscard]] ClassId recordOf(TypeId type) const;

  /// Whether the class is a buffer of numbers: it owns an array of them and what measures it, and hands the elements
  /// out raw. An image, a matrix, bytes, or one of these with a few more numbers.
  [[nodiscard]] bool isBuffer(ClassId id) const;

  /// Whether it is a sequence, a map or a set.
  [[nodiscard]] bool isCollection(TypeId type) const;

  /// The type under references, pointers, smart pointers, optionals and iterators.
  [[nodiscard]] TypeId pointee(TypeId type) const;

  /// What the class, or others for it, keep true about its fields: guarded ones, those that move together, transitions;
  /// each in the order of the fields.
  [[nodiscard]] std::span<const Invariant> invariants(ClassId id) const { return invariants_[id]; }

  /// The invariant by which the field's class itself maintains it: one with places inside, more than one of them for a
  /// transition. Null: none.
  [[nodiscard]] const Invariant *invariantOf(FieldId field) const;

  /// Whether there is such an invariant.
  [[nodiscard]] bool maintains(FieldId field) const { return invariantOf(field) != nullptr; }

  /// Whether the field says what kind of thing an object is: an enumeration that is given to the object when it is
  /// made, and at most replaced as a whole by somebody's input. What methods or others decide it to become is a status.
  [[nodiscard]] bool isKind(FieldId id) const;

  /// Whether an object is without a value in this field when its constructor is done, so that it holds nothing or
  /// whatever was in memory. False where that is not known.
  [[nodiscard]] bool leavesUnset(const Built &built, FieldId field) const;

  /// Whether it is certain that nothing calls the method or names it: the program is complete and has a `main`, no unit
  /// refers to it, and nobody can who was not seen. Never for what a base, a template or a macro has a hand in.
  [[nodiscard]] bool isUncalled(FunctionId id) const;

  /// Whether objects of `whole` hold objects of `part`, directly or in their own parts: as fields, in collections,
  /// behind smart pointers.
  [[nodiscard]] bool isPart(ClassId part, ClassId whole) const;

  /// Whether the class only keeps objects for others to look up: nothing but collections of objects, counters and what
  /// leads to other stores; all public, several, or handed out by key.
  [[nodiscard]] bool isStore(ClassId id) const;

  /// Whether the rule picks some of many objects by an enumeration.
  [[nodiscard]] bool picksSome(const Rule &rule) const;

  /// Whether findings may be about the class: it is anemic, exposed or rich, or not known well enough for a verdict
  /// while it hides state or others make its transitions.
  [[nodiscard]] bool isDomain(ClassId id) const;

private:
  [[nodiscard]] bool isBuffer(ClassId id, std::set<ClassId> &others) const;
  [[nodiscard]] bool isBufferItself(ClassId id, std::set<ClassId> &others) const;
  [[nodiscard]] bool handsOutNumbers(FunctionId id) const;
  [[nodiscard]] bool holdsNumbers(TypeId id) const;

  friend class Linker;
  friend class UseIndex;
  friend class RoleAssigner;
  friend class InvariantMiner;
  std::vector<ClassInfo> classes_;
  std::vector<FieldInfo> fields_;
  std::vector<FunctionInfo> functions_;
  std::vector<TypeInfo> types_;
  std::vector<EnumInfo> enums_;
  std::vector<ClassUse> uses_;
  std::vector<std::vector<Invariant>> invariants_; ///< of each class
  NameSet unresolvedNames_;
  Coverage coverage_ = Coverage::Whole;
  bool hasMain_ = false; ///< somewhere a program begins
};

} // namespace tell
