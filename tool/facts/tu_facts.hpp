#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What one translation unit says, recorded and not judged: the only thing that leaves Clang.
///
/// Everything is flat arrays of plain numbers that refer to each other by index, so that facts are cheap to write,
/// verify and read. An index that refers to nothing is `kNone`. Only project code has `Class` and `Function` records;
/// what it mentions of the outside is known as `Symbol` and `Type` alone. Bodies are trees in pre-order (see `Node`).
///
/// The records here are the serialised form's own layout (little-endian; see facts.fbs and codec.hpp); a change to any
/// of them raises `kFormatVersion`.
namespace tell::facts {

inline constexpr std::uint32_t kFormatVersion = 2;
inline constexpr std::uint32_t kNone = 0xffffffffU;

using StringId = std::uint32_t;   ///< index into `TuFacts::strings`; 0 is the empty string
using FileId = std::uint32_t;     ///< index into `TuFacts::files`
using SymbolId = std::uint32_t;   ///< index into `TuFacts::symbols`
using TypeId = std::uint32_t;     ///< index into `TuFacts::types`
using ClassId = std::uint32_t;    ///< index into `TuFacts::classes`
using FunctionId = std::uint32_t; ///< index into `TuFacts::functions`
using LocalId = std::uint32_t;    ///< index into the locals of one function (relative to `Function::locals.begin`)
using NodeId = std::uint32_t;     ///< index into `TuFacts::nodes`

/// A run of consecutive records in one of the arrays: [begin, end).
struct Range {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  [[nodiscard]] std::uint32_t size() const { return end - begin; }
  [[nodiscard]] bool empty() const { return begin == end; }
};

/// Where a name or a construct stands. Lines and columns count from 1, columns are bytes, the end is exclusive;
/// macros: the place where the macro is spelled in the file.
struct Place {
  FileId file = kNone;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t endLine = 0;
  std::uint32_t endColumn = 0;
};

enum class FileKind : std::uint32_t { Project, Other, System, Generated };

/// A file that was read, the main file first.
struct File {
  StringId path = 0; ///< absolute and lexically normal
  FileKind kind = FileKind::Other;
  std::uint64_t contents = 0; ///< xxh3 of its bytes
};

enum class SymbolKind : std::uint32_t { Class, Enum, Enumerator, Field, Function, Variable };

/// Symbol flags.
enum : std::uint32_t {
  kInternal = 1U << 0,   ///< internal linkage (static, anonymous namespace) or local to a function
  kInSystem = 1U << 1,   ///< declared in a system header
  kInProject = 1U << 2,  ///< declared in project code
  kIncomplete = 1U << 3, ///< a class or enum of which only a declaration was seen
  kConstant = 1U << 4,   ///< a variable or static field that never changes (const, constexpr)
};

/// A named entity. Specialisations and instantiations of a template are the symbol of their pattern.
struct Symbol {
  SymbolKind kind = SymbolKind::Class;
  std::uint32_t flags = 0;
  StringId usr = 0;       ///< Clang's Unified Symbol Resolution of the pattern's canonical declaration
  StringId name = 0;      ///< unqualified: "total", "operator==", "Order"
  StringId qualified = 0; ///< "shop::Order::total", "(anonymous namespace)::isOpen"; no template arguments
  SymbolId parent =
      kNone;           ///< the class of a member, the enum of an enumerator, the class around a nested class or enum
  FileId file = kNone; ///< classes and enums: of the definition if seen; others: of the canonical (first) declaration
  std::uint32_t line = 0; ///< of that declaration
  std::int64_t value = 0; ///< enumerators: their value
};

enum class TypeKind : std::uint32_t {
  Other,
  Void,
  Bool,
  Character,
  Integer,
  Floating,
  Enum,
  Record,
  Pointer,
  LvalueReference,
  RvalueReference,
  Array,
  Function,
  Dependent
};

/// What a record type is for, where the library decides that and not the project: standard, Boost, Abseil and Qt
/// equivalents alike. `None` for project classes and for everything else.
enum class Wrapper : std::uint32_t {
  None,
  UniquePointer,
  SharedPointer,
  WeakPointer,
  Optional,
  Expected,
  Sequence,
  Set,
  Map,
  String,
  StringView,
  Variant,
  Tuple,
  Atomic,
  Mutex,
  Lock,
  Function,
  Iterator,
  ReferenceWrapper,
  TimePoint,
  Duration,
  Stream,
  Path,
  View,
  Exception,
  Thread,
  Random,
  Container
};

/// Type flags.
enum : std::uint32_t {
  kConst = 1U << 0,
  kVolatile = 1U << 1,
  kUnsigned = 1U << 2,
};

/// The shape of a type, interned per unit. `const std::vector<std::unique_ptr<Line>> &` is an LvalueReference to a
/// const Record/Sequence of a Record/UniquePointer of the Record `Line`. Aliases are looked through; `spelling` keeps
/// the writing.
struct Type {
  TypeKind kind = TypeKind::Other;
  Wrapper wrapper = Wrapper::None;
  std::uint32_t flags = 0;
  StringId spelling = 0;
  TypeId inner = kNone;    ///< pointee, element, wrapped value; a Map's mapped value; an iterator's element
  TypeId key = kNone;      ///< a Map's key
  SymbolId symbol = kNone; ///< the record (its pattern) or enum
};

enum class Access : std::uint32_t { Public, Protected, Private, None };
enum class ClassKind : std::uint32_t { Class, Struct, Union };

/// Class flags.
enum : std::uint32_t {
  kAggregate = 1U << 0,
  kStandardLayout = 1U << 1,
  kTriviallyCopyable = 1U << 2,
  kAbstract = 1U << 3,
  kFinalClass = 1U << 4,
  kPolymorphic = 1U << 5,
  kExported = 1U << 6,        ///< visibility attribute or dllexport
  kTemplatePattern = 1U << 7, ///< a class template, a partial specialisation, or a member of one
  kSpecialization = 1U << 8,  ///< an explicit specialisation
  kPartialClass = 1U << 9,    ///< an invalid declaration, base or member: proves uses, never absences
  kAnonymous = 1U << 10,      ///< has no name
  kLocalClass = 1U << 11,     ///< defined inside a function
  kPacked = 1U << 12,         ///< packed or explicitly aligned layout
  kInExternC = 1U << 13,
  kFromMacro = 1U << 14, ///< its name comes out of a macro
};

/// The definition of a class, struct or union of project code. Template instantiations are not recorded; lambdas
/// neither.
struct Class {
  SymbolId symbol = kNone;
  ClassKind kind = ClassKind::Class;
  Access access = Access::None; ///< nested classes: their access in the class around
  std::uint32_t flags = 0;
  Place name;
  Place extent;  ///< from the class key to the closing brace
  Range bases;   ///< in `TuFacts::bases`
  Range fields;  ///< in `TuFacts::fields`, in declaration order, static ones too
  Range friends; ///< in `TuFacts::references`: symbols of befriended classes and functions
  Range macros;  ///< in `TuFacts::references`: StringIds of macros expanded at member level (Q_PROPERTY, UPROPERTY …)
};

struct Base {
  SymbolId symbol = kNone; ///< kNone: a dependent or invalid base
  Access access = Access::Public;
  std::uint32_t isVirtual = 0;
};

/// Field flags.
enum : std::uint32_t {
  kFieldConst = 1U << 0,
  kFieldMutable = 1U << 1,
  kFieldStatic = 1U << 2,
  kFieldInitialised = 1U << 3, ///< has a default member initialiser
  kFieldBitField = 1U << 4,
  kFieldReference = 1U << 5,
  kFieldEmptyInitialiser = 1U << 6, ///< its default member initialiser says nothing: null, zero, {}
};

struct Field {
  SymbolId symbol = kNone;
  TypeId type = kNone;
  Access access = Access::Private;
  std::uint32_t flags = 0;
  Place name;
};

enum class FunctionKind : std::uint32_t { Free, Method, Constructor, Destructor, Conversion, Operator };

/// Function flags.
enum : std::uint32_t {
  kStatic = 1U << 0,
  kVirtual = 1U << 1,
  kOverride = 1U << 2, ///< overrides a base's method, whether or not it says so
  kConstMethod = 1U << 3,
  kPure = 1U << 4,
  kDefaulted = 1U << 5,
  kDeleted = 1U << 6,
  kNoexcept = 1U << 7,
  kTemplated = 1U << 8,     ///< a template or a member of one: the pattern
  kInstantiation = 1U << 9, ///< an instantiation of a pattern, recorded for what only it resolves; symbol = the pattern
  kExternC = 1U << 10,
  kHasBody = 1U << 11,     ///< this record carries the body
  kPartialBody = 1U << 12, ///< recovery expressions or invalid parts inside
  kExplicit = 1U << 13,
  kConstexpr = 1U << 14,
  kFriendOfClass = 1U << 15, ///< defined as a friend inside `owner` (hidden friend)
  kFunctionExported = 1U << 16,
  kFunctionFromMacro = 1U << 17, ///< its name comes out of a macro
  kReferenced = 1U << 18,        ///< something in the unit names it: a call, its address, an unevaluated operand
};

/// A declaration or definition of a function in project code. Implicit functions are not recorded. A unit may hold
/// several records of one symbol: the declaration in the class, the definition, instantiations.
struct Function {
  SymbolId symbol = kNone;
  SymbolId owner = kNone; ///< methods: their class; hidden friends: the befriending class
  FunctionKind kind = FunctionKind::Free;
  Access access = Access::None;
  std::uint32_t flags = 0;
  TypeId result = kNone;
  Place name;
  Place extent;                 ///< of the whole declaration or definition
  Range locals;                 ///< in `TuFacts::locals`: the parameters first, in order, then the body's variables
  std::uint32_t parameters = 0; ///< how many of the locals are parameters
  Range nodes;                  ///< in `TuFacts::nodes`: one tree whose root is a Body; empty without a body
  Range overrides;              ///< in `TuFacts::references`: symbols of the methods it overrides
};

enum class LocalKind : std::uint32_t {
  Parameter,
  Variable,
  RangeElement,
  Binding,
  LambdaParameter,
  Capture,
  CatchVariable
};

/// Local flags.
enum : std::uint32_t {
  kLocalStatic = 1U << 0,
  kLocalDefault = 1U << 1, ///< a parameter with a default argument
};

/// A parameter or local variable. Its type tells whether it is a reference or a copy.
struct Local {
  LocalKind kind = LocalKind::Variable;
  std::uint32_t flags = 0;
  StringId name = 0;
  TypeId type = kNone;
  std::uint32_t line = 0;
};

/// What a tree node is. Operands are children in the order listed; `ref` is what the comment says, else kNone.
/// Implicit conversions, parentheses, temporaries, cleanups, full-expression and constant-expression wrappers, copy and
/// move constructions of the same class and explicit calls to std::move and std::forward are looked through (the latter
/// two leave `kMoved` on the operand). Overloaded operators are the same ops as built-in ones with `ref` = the callee's
/// symbol.
enum class Op : std::uint16_t {
  // --- statements ---
  Body,       ///< root: MemberInit…, then one Block (or Try)
  MemberInit, ///< ref = field symbol, or base class symbol, or kNone (delegating): the initialiser expression
  Block,      ///< statements; flag kMacroBlock where it comes out of a statement macro
  If,         ///< [Decl, Bind or init statement…], condition, then, [else]; see kHasElse. A condition variable is
              ///< declared first, and the condition then names it
  While,      ///< [Decl or Bind of the condition variable…], condition, body
  DoWhile,    ///< body, condition
  For,        ///< init (or Empty), condition (or Empty), increment (or Empty), body; several declarations make a Block
  RangeFor,   ///< ref = local of the element: range expression, body. With bindings the element has no name and they
              ///< are Bind in front of the body, which is a Block
  Switch,     ///< [Decl, Bind or init statement…], condition, then one Case per run of labels
  Case,   ///< label expressions (none for default alone; kDefaultLabel), then its statements up to the next label; the
          ///< label count is `extra`
  Return, ///< [value]
  Throw,  ///< [value]
  Break,
  Continue,
  Goto,
  Try,   ///< Block, Catch…
  Catch, ///< ref = local or kNone: Block
  Decl,  ///< ref = local: [initialiser]
  Bind,  ///< ref = local of kind Binding: LocalRef of the whole, an unnamed local declared just before; `extra` = which
         ///< part; `type` = the whole's type. With a field symbol known, the child is Field(ref = that field, LocalRef)
  Assert, ///< an assert-like macro: condition. Also where NDEBUG makes it vanish: then the condition is a best effort
          ///< of Unknown over Field/Local/Global nodes that its tokens name
  Empty,
  // --- leaves ---
  This,
  LocalRef,      ///< ref = LocalId in the function
  GlobalRef,     ///< ref = variable symbol: namespace-scope variables and static fields
  FunctionRef,   ///< ref = function symbol, named and not called (callback, pointer to member function)
  MemberPointer, ///< ref = field or method symbol: &C::m
  EnumConstant,  ///< ref = enumerator symbol
  IntLiteral,    ///< ref = StringId of the value in decimal
  FloatLiteral,  ///< ref = StringId
  StringLiteral, ///< ref = StringId (at most 256 bytes of it)
  CharLiteral,   ///< ref = StringId of the decimal value
  BoolLiteral,   ///< ref = 0 or 1
  NullLiteral,
  TypeOperand, ///< sizeof, alignof, typeid of a type: `type`
  Unresolved,  ///< a dependent or overloaded name: ref = StringId of the name: [object]
  // --- accesses and calls ---
  Field,        ///< ref = field symbol: object. Flag kArrow for ->
  Call,         ///< ref = callee symbol: arguments
  MethodCall,   ///< ref = callee symbol: object, arguments. Static methods called through an object are Call
  IndirectCall, ///< callee expression, arguments (function pointers, std::function, functors of unknown body)
  Construct, ///< ref = constructor symbol or kNone; `type` = what is built: arguments. Not for copy or move of the same
             ///< class; also `int()` and, in templates, `T(a)`
  Aggregate, ///< `type` = what is built: InitField for records, plain values for arrays and initializer lists
  InitField, ///< ref = field symbol: value. Absent where the field takes its default
  New,       ///< `type` = what is built: [Construct, Aggregate or value], [array size], [placement arguments…]
  Delete,    ///< operand
  Lambda,    ///< ref = index in `TuFacts::lambdas`: InitCapture…, Block
  InitCapture, ///< ref = local of kind Capture: the initialiser (init-captures only; plain captures use the outer local
               ///< itself)
  // --- operators ---
  Not,
  Negate,
  Plus,
  BitNot,
  PreIncrement,
  PreDecrement,
  PostIncrement,
  PostDecrement,
  AddressOf,
  Dereference,
  Add,
  Subtract,
  Multiply,
  Divide,
  Remainder,
  ShiftLeft,
  ShiftRight,
  BitAnd,
  BitOr,
  BitXor,
  LogicalAnd,
  LogicalOr,
  Equal,
  NotEqual,
  Less,
  Greater,
  LessEqual,
  GreaterEqual,
  ThreeWay,
  Comma,
  Subscript,
  Assign,
  AddAssign,
  SubtractAssign,
  MultiplyAssign,
  DivideAssign,
  RemainderAssign,
  ShiftLeftAssign,
  ShiftRightAssign,
  BitAndAssign,
  BitOrAssign,
  BitXorAssign,
  Conditional, ///< condition, if true, if false
  Arrow,       ///< an overloaded operator->: object. `ref` = callee
  Cast,        ///< an explicit cast; `type` = target; flags say which: operand
  Await,
  Yield,
  Requires,
  Unknown, ///< anything else, its operands as children; kRecovery where Clang could not make sense of it
};

/// Node flags.
enum : std::uint16_t {
  kArrow = 1U << 0,
  kHasElse = 1U << 1,
  kDefaultLabel = 1U << 2,
  kConstCallee = 1U << 3,   ///< MethodCall and overloaded operators: the callee is a const method
  kVirtualCallee = 1U << 4, ///< the call is dispatched at run time
  kMutableArgument =
      1U << 5,      ///< this argument is bound to a non-const reference parameter, or is a pointer to non-const
  kMoved = 1U << 6, ///< under std::move or std::forward
  kDynamicCast = 1U << 7,
  kRecovery = 1U << 8,
  kConstexprIf = 1U << 9,
  kInMacro = 1U << 10,            ///< spelled inside a macro's body, not at its call
  kImplicitConversion = 1U << 11, ///< Construct, MethodCall: a user-defined conversion that the source does not spell
  kOperatorSyntax = 1U << 12,     ///< an overloaded operator written as one
  kCopied = 1U << 13, ///< a copy or move construction of a class was looked through: the value is another object
  kMacroBlock = 1U << 14,
};

/// One node of a body. Trees stand in pre-order: a node's first child follows it, and `size` counts the node and all
/// below it, so that child i + 1 begins where child i ends.
struct Node {
  Op op = Op::Unknown;
  std::uint16_t flags = 0;
  std::uint32_t size = 1;
  std::uint32_t ref = kNone;
  TypeId type = kNone; ///< of an expression, as written (references looked through); of what a statement declares
  std::uint32_t extra = 0;
  std::uint32_t line = 0; ///< in the file of the function's name; a node spelled elsewhere takes its parent's place
  std::uint32_t column = 0;
  std::uint32_t endLine = 0;
  std::uint32_t endColumn = 0;
};

/// A lambda expression, part of the function that holds it.
struct Lambda {
  FunctionId function = kNone; ///< the enclosing function record
  Range parameters;            ///< LocalIds of the enclosing function: [begin, end)
  TypeId result = kNone;
};

/// `Record` declares a class's role; `Unknown` is a `clang-tell:` comment that says nothing known, `checks` its word.
enum class SuppressionKind : std::uint32_t { Line, NextLine, Begin, End, Record, File, Unknown };

/// A comment that asks for silence. Recorded as written; which finding it silences is decided later.
struct Suppression {
  SuppressionKind kind = SuppressionKind::Line;
  Place place;         ///< of the comment
  StringId checks = 0; ///< the text between the parentheses; empty: all
  StringId reason = 0; ///< what follows the colon
};

/// Whether the comment declares the role of that class of the same unit: it stands between the line before it and its
/// name.
[[nodiscard]] bool declaresRole(const Suppression &comment, const Class &record);

enum class Severity : std::uint32_t { Warning, Error, Fatal };

/// What Clang had to say of the unit (errors only, at most `kMaxDiagnostics`).
struct Diagnostic {
  Severity severity = Severity::Error;
  Place place;
  StringId message = 0;
};

inline constexpr std::uint32_t kMaxDiagnostics = 20;

/// Unit flags.
enum : std::uint32_t {
  kUnitErrors = 1U << 0, ///< errors occurred: facts may miss something
  kUnitFatal = 1U << 1,  ///< a fatal error occurred, such as a missing header
};

/// The facts of one translation unit. Arrays are in the order of the source, hence the same on every run.
struct TuFacts {
  std::uint32_t flags = 0;
  std::string mainFile;             ///< absolute
  std::vector<std::string> strings; ///< strings[0] is ""
  std::vector<File> files;
  std::vector<Symbol> symbols;
  std::vector<Type> types;
  std::vector<Class> classes;
  std::vector<Base> bases;
  std::vector<Field> fields;
  std::vector<Function> functions;
  std::vector<Local> locals;
  std::vector<Node> nodes;
  std::vector<Lambda> lambdas;
  std::vector<std::uint32_t> references;
  std::vector<Suppression> suppressions;
  std::vector<Diagnostic> diagnostics;
  /// Paths that were probed for an include and are no files; a folder that does not exist ends in a slash and stands for
  /// all that was probed in it.
  std::vector<StringId> missingIncludes;
  std::vector<StringId> unseenNames;     ///< names that project code seems to call where the compiler does not look: in
                                         ///< what conditions leave out and in macro arguments. Sorted by text, distinct

  [[nodiscard]] std::string_view string(StringId id) const { return strings[id]; }
};

/// The name of an op as dumps show it: "LocalRef".
[[nodiscard]] std::string_view name(Op op);

} // namespace tell::facts
