#pragma once

#include "model/library.hpp"
#include "model/program.hpp"
#include "model/term.hpp"
#include "model/tree.hpp"
#include "model/unit_view.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace tell::model {

/// How deep, and over how many terms, values are followed: terms share operands, and what is small to write may be huge
/// to walk.
inline constexpr int kGatherDepth = 60;
inline constexpr std::uint32_t kGatherSteps = 2000;

/// Reads one body tree as a sequence of events: rules, pokes, calls, with the objects they are about and the decisions
/// they stand under. It walks the tree once in the order of execution. Each expression becomes a term; where an
/// expression decides or computes, a rule is recorded; where state of another object changes, a poke. Accessors must be
/// resolved before.
class Interpreter {
public:
  Interpreter(const Program &program, std::span<const Variable> variables, std::span<const Enumerator> enumerators)
      : program_(program), variables_(variables), enumerators_(enumerators) {}

  /// The events of one body, in `out`, whose lists are empty. `path` is the file's, relative to the root.
  void interpret(const UnitView &view, const facts::Function &record, Text path, FunctionInfo &out);

private:
  friend class SweepReader;

  /// Under which circumstances an expression is evaluated.
  struct Context {
    bool inRule = false;   ///< part of a larger decision or computation that will be recorded as one rule
    bool display = false;  ///< the value is shown: printed, formatted, concatenated, put into an error's text
    bool loops = false;    ///< a loop's condition
    bool asserted = false; ///< an assertion's condition
    bool mapped = false;   ///< an argument of a new object
  };

  /// How a branch ends the work that its function is asked to do.
  /// How a branch refuses: it leaves without a word, says no, or throws.
  enum class Refusal : std::uint8_t { None, Quiet, Soft, Hard };

  struct LocalState {
    TermId term = kNone;              ///< what the local stands for; kNone: itself
    bool mutated = false;             ///< changes after its declaration
    bool stepped = false;             ///< a number that a loop counts, or keeps of many: it is nobody's state any more
    facts::NodeId declared = 0;       ///< where its declaration is, or the loop whose element it is
    bool building = false;            ///< a new object of this function
    bool made = false;                ///< a pointer that is given nothing but new objects
    bool given = false;               ///< a parameter of a lambda that this function calls itself
    TermId base = kNone;              ///< of an iterator or pointer that moves: what it moves over
    std::vector<StateRead> reads;     ///< state its value was made from, where `term` is kNone
    std::vector<std::uint32_t> rules; ///< rules its value was made with
  };

  struct Gathered {
    std::vector<StateRead> reads;
    std::vector<QueryCall> queries;
    std::vector<std::uint32_t> parameters;
    std::vector<std::string> values;
    std::uint32_t foreign = 0;
    std::uint32_t size = 0;
    std::uint32_t steps = 0; ///< terms looked at: a term that stands in many places is many
    bool opaque = false;
    std::vector<StateRead> handed; ///< what leads to objects that are asked, by pointers that another object hands out
  };

  // statements (interpreter.cpp, loops in interpreter_loops.cpp)
  void findMutations();
  [[nodiscard]] bool onlyGets(facts::NodeId call) const;
  void markMutated(facts::NodeId target, bool direct);
  void findStepped();
  void findMade();
  [[nodiscard]] bool isFresh(facts::NodeId id) const;
  void statement(facts::NodeId id);
  TermId evaluateAnswer(facts::NodeId id);
  void block(facts::NodeId id);
  void ifStatement(facts::NodeId id);
  void loop(facts::NodeId id);
  void rangeFor(facts::NodeId id);
  void switchStatement(facts::NodeId id);
  void declare(facts::NodeId id);
  void bind(facts::NodeId id);
  [[nodiscard]] bool exits(facts::NodeId id) const;
  [[nodiscard]] bool worksOutNumbers(facts::NodeId id) const;
  [[nodiscard]] bool onlyMakes(facts::NodeId id) const;
  [[nodiscard]] bool onlyMakeAmong(std::span<const facts::NodeId> branches) const;
  [[nodiscard]] bool onlyMakesIn(facts::NodeId group) const;
  [[nodiscard]] bool onlyShows(facts::NodeId id) const;
  [[nodiscard]] bool onlyNamesIn(facts::NodeId branch) const;
  [[nodiscard]] bool draws(facts::NodeId call) const;
  [[nodiscard]] bool onlyNames(facts::NodeId switchId) const;

  // the function's own object (interpreter_own.cpp)
  void refuse(std::span<const std::uint32_t> rules, Refusal how);
  [[nodiscard]] Refusal refusalOf(facts::NodeId branch) const;
  [[nodiscard]] bool givesUp(facts::NodeId answer) const;
  void changeOwn(FieldId field, TermId value, facts::NodeId node, bool compound);
  void guardStored();

  // expressions (interpreter_expressions.cpp)
  TermId evaluate(facts::NodeId id, Context context);
  TermId decide(facts::NodeId id, Context context, std::vector<std::uint32_t> &rules);
  TermId field(facts::NodeId id, Context context);
  TermId operation(facts::NodeId id, Context context);
  TermId arithmetic(facts::NodeId id, Context context);
  [[nodiscard]] bool limitsByAnother(TermId condition) const;
  void markChoices(TermId condition, std::span<const std::uint32_t> rules);
  bool markLimits(TermId condition, std::span<const std::uint32_t> rules);
  void markSpans(TermId condition, std::span<const std::uint32_t> rules);
  TermId conditional(facts::NodeId id, Context context);
  TermId assign(facts::NodeId id, Context context);
  TermId increment(facts::NodeId id, Context context);
  TermId construct(facts::NodeId id, Context context);
  TermId opaque(facts::NodeId id);
  TermId readField(FieldId field, TermId object, TypeId type, FunctionId accessor, Context context);
  [[nodiscard]] std::string_view generation(FieldId field, TermId object) const;
  [[nodiscard]] bool isGivenText(TermId id) const;
  [[nodiscard]] bool isStream(facts::NodeId id) const;
  [[nodiscard]] bool isBuffer(facts::NodeId id) const;
  [[nodiscard]] bool isText(facts::NodeId id) const;
  [[nodiscard]] std::size_t formattedFrom(std::span<const facts::NodeId> arguments, FunctionId callee) const;
  [[nodiscard]] bool isEnumeration(TypeId type) const;
  [[nodiscard]] bool isNumber(TypeId type) const;
  [[nodiscard]] bool isIterator(TypeId type) const;

  // calls (interpreter_calls.cpp)
  TermId methodCall(facts::NodeId id, Context context);
  TermId freeCall(facts::NodeId id, Context context);
  TermId foreignFunction(facts::NodeId id, std::string_view name, std::span<const facts::NodeId> parts,
                         Context context);
  TermId foreignMethod(facts::NodeId id, const FunctionInfo &callee, TermId object, std::span<const facts::NodeId> rest,
                       Context context);
  std::vector<TermId> arguments(std::span<const facts::NodeId> nodes, Context context, Meaning meaning,
                                TermId container, FunctionId callee = kNone);
  void lambda(facts::NodeId id, TermId container);
  void pass(FunctionId callee, std::uint32_t parameter, TermId argument, facts::NodeId node);
  [[nodiscard]] bool isLentPointer(TermId argument, facts::NodeId node, FunctionId callee, std::size_t index) const;
  void giveAway(TermId argument, facts::NodeId node);
  void noteChanged(TermId term);
  TermId acted(TermId call, std::span<const facts::NodeId> given);
  [[nodiscard]] std::string_view instanceOf(const FunctionInfo &callee, TypeId result) const;
  void obtain(FunctionId callee, TermId result, facts::NodeId node);
  [[nodiscard]] bool isGiven(const facts::Node &lambda) const;
  void passAll(FunctionId callee, std::span<const facts::NodeId> nodes, std::span<const TermId> terms,
               std::size_t pokesBefore);

  // sweeps (interpreter_sweeps.cpp)
  void sweepLoop(facts::NodeId loop, facts::NodeId body, TermId range);
  void sweepAlgorithm(facts::NodeId call, std::string_view name, std::span<const facts::NodeId> arguments,
                      TermId first);
  TermId peek(facts::NodeId id);
  [[nodiscard]] bool isCollection(TermId id) const;

  // events (interpreter_events.cpp)
  std::uint32_t addRule(RuleKind kind, TermId term, facts::NodeId node, Context context, std::size_t passedBefore);
  RuleKind refine(RuleKind kind, TermId id, const Gathered &gathered, bool loops) const;
  [[nodiscard]] bool asksKeyed(const Term &term) const;
  [[nodiscard]] bool isKeyOfOthers(const Term &term) const;
  void gather(TermId id, Gathered &out, bool navigated, int depth) const;
  void gatherHanded(TermId object, Gathered &out) const;
  [[nodiscard]] bool isMeasured(TermId id) const;
  void noteIndexed(TermId object, std::span<const TermId> indices);
  void settleBounds(TermId condition, std::span<const std::uint32_t> rules);
  void settleBest(TermId condition, std::span<const std::uint32_t> rules, std::size_t firstRule,
                  std::size_t keptBefore);
  [[nodiscard]] bool varies(TermId id, facts::NodeId loop) const;
  void change(TermId target, facts::NodeId node, TermId value, std::span<const std::uint32_t> inputs, bool compound);
  void poke(PokeKind kind, FieldId field, TermId object, FunctionId via, facts::NodeId node, TermId value,
            std::span<const std::uint32_t> inputs, bool compound);
  void changeWhole(TermId part, facts::NodeId node);
  void noteExchanged(Poke &poke, FieldId field, TermId object, TermId value);
  void noteAsked(const Rule &rule);
  void noteFilled(TermId object, ClassId owner, FieldId field);
  void settleFilled();
  void walk(facts::NodeId id, Context context);
  [[nodiscard]] TermId baseOf(TermId value) const;
  [[nodiscard]] bool isBuilding(TermId object) const;
  [[nodiscard]] bool isTaken(const Term &root) const;
  [[nodiscard]] Origin originOf(TermId object) const;
  [[nodiscard]] bool isOwnedPart(TermId id) const;
  [[nodiscard]] bool isWithinThis(TermId id) const;
  [[nodiscard]] TermId wholePart(const Term &field) const;
  [[nodiscard]] bool isLookUp(TermId id) const;
  [[nodiscard]] bool isReferred(TermId id) const;
  [[nodiscard]] bool returnsValue(FunctionId id) const;
  [[nodiscard]] bool isDecided(TermId value, int depth) const;
  [[nodiscard]] bool isOwnState(const StateRead &read) const;
  [[nodiscard]] bool leadsOutside(TermId id) const;
  [[nodiscard]] ObjectKey lookedUpIn(TermId value, int depth) const;
  void collectParameters(TermId value, std::vector<std::uint32_t> &out, int depth) const;
  [[nodiscard]] FunctionId handleGetter(FieldId field) const;
  [[nodiscard]] Span place(facts::NodeId id) const;
  [[nodiscard]] bool isInMacro(facts::NodeId id) const;
  [[nodiscard]] bool endsEmpty() const;
  [[nodiscard]] bool isSetting(const Term &term) const;
  [[nodiscard]] bool isEmptiness(const Term &term) const;
  [[nodiscard]] bool isBare(const Term &term) const;
  [[nodiscard]] TypeId typeOf(facts::NodeId id) const;
  [[nodiscard]] ClassId recordOf(TermId id) const;
  TermId downcast(facts::NodeId id, TermId object, Context context);
  [[nodiscard]] std::uint32_t entity(facts::NodeId id) const;

  const Program &program_;
  std::span<const Variable> variables_;
  std::span<const Enumerator> enumerators_;

  const UnitView *view_ = nullptr;
  const facts::Function *record_ = nullptr;
  FunctionInfo *out_ = nullptr;
  Text path_;
  TermTable terms_;
  std::vector<LocalState> locals_;
  std::set<TermId> acting_; ///< calls of functions outside the project that were given something to change
  std::set<std::pair<std::uint32_t, TermId>> indexed_; ///< counters of loops, and the objects asked by their number
  std::vector<std::pair<std::uint32_t, TermId>> kept_; ///< locals and what they were assigned, in order
  facts::NodeId branch_ = 0; ///< the block, or the statement that is a branch, that is being walked
  /// Where a field of an object was raised or lowered, and by how much.
  std::vector<std::pair<std::tuple<facts::NodeId, FieldId, TermId, TermId>, facts::Op>> raised_;
  std::map<std::tuple<FieldId, TermId, TermId>, std::size_t>
      copied_;                                    ///< pokes that copy a field to one object from another
  std::map<ObjectKey, std::set<FieldId>> filled_; ///< parameters, and which fields they were given so far
  std::set<ObjectKey> asked_;                     ///< objects that were asked for what they had before
  std::vector<std::uint32_t> guards_;
  std::vector<std::pair<std::uint32_t, OwnGuard>> refused_; ///< parameters that were checked, and how
  std::vector<std::pair<std::uint32_t, FieldId>> stored_;   ///< parameters and the own fields they are stored to
  std::vector<std::uint32_t> touched_;                      ///< rules of the locals that were read, in order
  std::map<FieldId, std::uint32_t> replaced_;               ///< own handles and how often they were assigned to
  std::uint32_t textsGiven_ = 0;                            ///< calls that were given a text of the caller's to fill
  std::vector<facts::NodeId> around_; ///< loops and lambdas that are being walked, outermost first
  bool peeking_ = false;              ///< looking again at what was walked already
  bool answersReasons_ = false;       ///< its text is a reason: it ends in returning none
  bool asserting_ = false;            ///< inside an assertion's condition
  bool inPredicate_ = false;          ///< inside a function object given to a search or an algorithm
  int depth_ = 0;
};

} // namespace tell::model
