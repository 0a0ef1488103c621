#include "checks/check.hpp"
#include "checks/proposal.hpp"
#include "checks/wording.hpp"
#include "model/confidence.hpp"
#include "support/sort_unique.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

namespace tell::checks::tell_type_switch {

namespace {

constexpr Option kOptions[] = {
    {"MinFunctions",
     "how many functions must branch on the kind of a class; one that casts to more classes than that is enough", 2},
};

constexpr std::string_view kDocumentation = R"(## What it does
Finds classes with a field that says what kind of thing an object is, an enumeration that is given to the object when it is made, where two or more functions
outside branch on it: with a switch, a table, or comparisons with two or more of its values. Where two or more of the class's own methods switch on it, and
several fields matter to one kind alone, it is several classes in one (a tagged class). And functions that try an object for one derived class
after the other with `dynamic_cast`: two functions and more, or one that goes through three classes.

## Why is this bad?
Every function that branches knows all kinds. A new kind means finding all of them, and the compiler helps at best with the switches.

## Example
```cpp
int Billing::fee(const Ticket &ticket) {
  switch (ticket.kind()) {
  case Kind::Adult: return 900;
  case Kind::Child: return 400;
  }
  return 0;
}

bool Gate::needsEscort(const Ticket &ticket) {
  switch (ticket.kind()) {
  case Kind::Adult: return false;
  case Kind::Child: return true;
  }
  return false;
}
```

## Use instead
```cpp
class Ticket {
public:
  int fee() const;
  bool needsEscort() const;
};
```

## What it leaves alone
What only shows or gives names to values. A status, which changes while the object lives: its transitions are reported elsewhere. Syntax trees, messages and
other data that is only data. Picking some of many. One function alone, and several that ask for different kinds. A class's own switches over kinds that all use the same fields,
or that only choose a text. A cast that asks for one class. Ladders in the hierarchy itself, over syntax trees, exceptions and widgets; those that
neither answer nor do anything with the object as what it is taken for, and those in versions of one virtual function.

## How to fix
A few values: a method on the class that has the field (Move Function). Kinds with data of their own: a std::variant. Kinds that keep being added:
Replace Conditional with Polymorphism. In this order.

## References
- Martin Fowler, Refactoring, 2nd edition, 2018: Repeated Switches, Replace Conditional with Polymorphism, Move Function
- Arthur Riel, Object-Oriented Design Heuristics, 1996: heuristic 5.12, explicit case analysis on the type of an object
- Joshua Bloch, Effective Java, 3rd edition, 2018, item 23: prefer class hierarchies to tagged classes
- C++ Core Guidelines, C.153: prefer virtual function to casting
)";

/// How one function branches on a field.
struct Branching {
  std::vector<std::uint32_t> rules;
  std::set<std::uint64_t> distinct;
  std::set<std::string> values; ///< of the kind, that it tells from others
  bool selects = false;
};

/// The kind that a rule is about; kNone where it is about more or something else.
FieldId kindOf(const Program &program, ClassId id, const Rule &rule) {
  FieldId kind = kNone;
  for (const StateRead &read : rule.reads) {
    if (read.owner != id || (kind != kNone && read.field != kind))
      return kNone;
    kind = read.field;
  }
  return kind != kNone && program.isKind(kind) ? kind : kNone;
}

/// Whether a function gets the kind alone, without the object.
bool takesValue(const Program &program, const FunctionInfo &function) {
  return !function.parameters.empty() && std::ranges::all_of(function.parameters, [&](const ParameterInfo &parameter) {
    return parameter.type != kNone && program.types()[program.pointee(parameter.type)].kind == facts::TypeKind::Enum;
  });
}

/// Whether another function tells the same kinds from others: what each does by kinds of its own repeats nothing.
bool repeats(const std::map<FunctionId, Branching> &functions, FunctionId id) {
  const auto &values = functions.at(id).values;
  return values.empty() || std::ranges::any_of(functions, [&](const auto &entry) {
           return entry.first != id &&
                  (entry.second.values.empty() ||
                   std::ranges::any_of(values, [&](const auto &value) { return entry.second.values.contains(value); }));
         });
}

std::map<FieldId, std::map<FunctionId, Branching>> branchings(const Program &program, ClassId id) {
  // Of plain data that nobody takes through states only switches over the whole object count.
  const bool data = program.isPlainData(id) && program.use(id).transitions == 0;
  std::map<FieldId, std::map<FunctionId, Branching>> out;
  for (const RuleSite &site : program.use(id).outsideRules) {
    const Rule &rule = program.functions()[site.function].rules[site.rule];
    const bool selects = rule.kind == RuleKind::Selection;
    if (rule.kind == RuleKind::Computation || rule.foreign != 0 || (!selects && program.picksSome(rule)) ||
        program.weight(site.function, rule, id) <= 0 ||
        (data && (!selects || takesValue(program, program.functions()[site.function]))))
      continue;
    const FieldId kind = kindOf(program, id, rule);
    if (kind == kNone)
      continue;
    Branching &branching = out[kind][site.function];
    branching.rules.push_back(site.rule);
    branching.distinct.insert(rule.hash);
    branching.values.insert(rule.values.begin(), rule.values.end());
    branching.values.insert(rule.cases.begin(), rule.cases.end());
    branching.selects = branching.selects || selects;
  }
  for (auto &[kind, functions] : out) {
    std::erase_if(functions,
                  [](const auto &entry) { return !entry.second.selects && entry.second.distinct.size() < 2; });
    const auto all = functions;
    std::erase_if(functions, [&](const auto &entry) { return !repeats(all, entry.first); });
  }
  return out;
}

/// One field that one kind alone uses is an exception; several are a class of their own.
constexpr std::size_t kApart = 2;

/// The class's own methods that switch on its kind, and the fields that one kind alone has in any of them.
struct Tag {
  std::set<FunctionId> functions;
  std::vector<RuleSite> switches;
  std::set<FieldId> apart;
};

std::map<FieldId, Tag> tags(const Program &program, ClassId id) {
  std::map<FieldId, Tag> out;
  for (const RuleSite &site : program.use(id).insideRules) {
    const FunctionInfo &function = program.functions()[site.function];
    const Rule &rule = function.rules[site.rule];
    if (function.owner != id || function.isSpecial() || rule.kind != RuleKind::Selection)
      continue;
    const FieldId kind = kindOf(program, id, rule);
    if (kind == kNone)
      continue;
    Tag &tag = out[kind];
    tag.functions.insert(site.function);
    tag.switches.push_back(site);
    tag.apart.insert(rule.apart.begin(), rule.apart.end());
    tag.apart.erase(kind);
  }
  return out;
}

/// Whether something is worked out by the kind. Where each kind only has a text of its own, a switch says it best.
bool worksOut(const Program &program, const Tag &tag) {
  return std::ranges::any_of(tag.functions, [&](FunctionId function) {
    const TypeId result = program.functions()[function].result;
    const facts::TypeKind kind = result == kNone ? facts::TypeKind::Void : program.types()[result].kind;
    return kind == facts::TypeKind::Bool || kind == facts::TypeKind::Integer || kind == facts::TypeKind::Floating ||
           !program.functions()[function].ownWrites.empty();
  });
}

/// A finding about a kind, at the first of the functions that branch on it.
Finding findingAt(const Program &program, FunctionId first, ClassId id, FieldId kind) {
  Finding finding;
  finding.check = "tell-type-switch";
  finding.place = program.functions()[first].place;
  finding.subject = functionSubject(program, first);
  finding.className = program.classes()[id].name;
  finding.ruleKey = program.fields()[kind].name;
  return finding;
}

Finding reportTag(const Program &program, ClassId id, FieldId kind, const Tag &tag) {
  const ClassInfo &info = program.classes()[id];
  const FieldInfo &field = program.fields()[kind];
  std::vector<FunctionId> order(tag.functions.begin(), tag.functions.end());
  std::ranges::sort(order, {}, [&](FunctionId function) { return program.functions()[function].place; });
  Finding finding = findingAt(program, order.front(), id, kind);
  finding.message = fmt::format("{} functions of '{}' branch on its own kind '{}', and {} matter to one kind alone: {}",
                                order.size(), info.simple, field.name,
                                listFields(program, std::vector<FieldId>(tag.apart.begin(), tag.apart.end()), 3),
                                listFunctions(program, order));
  for (const RuleSite &site : tag.switches)
    finding.evidence.push_back(evidenceOf(program, site));
  rate(finding, confidenceInTag());
  finding.advice.refactoring = "Replace Conditional with Polymorphism";
  finding.advice.hint = fmt::format(
      "give each kind of {} a class of its own with the fields it needs, or make them alternatives of a std::variant "
      "(Replace Conditional with Polymorphism)",
      info.simple);
  return finding;
}

Finding report(const Program &program, ClassId id, FieldId kind, const std::map<FunctionId, Branching> &functions) {
  const ClassInfo &info = program.classes()[id];
  const FieldInfo &field = program.fields()[kind];
  std::vector<FunctionId> order;
  order.reserve(functions.size());
  for (const auto &[function, branching] : functions)
    order.push_back(function);
  std::ranges::sort(order, {}, [&](FunctionId function) { return program.functions()[function].place; });
  Finding finding = findingAt(program, order.front(), id, kind);
  finding.message = fmt::format("{} functions outside '{}' branch on its kind '{}': {}", order.size(), info.simple,
                                field.name, listFunctions(program, order));
  for (const FunctionId function : order)
    for (const std::uint32_t rule : functions.at(function).rules)
      finding.evidence.push_back(evidenceOf(program, {function, rule}));
  rate(finding, confidenceInTypeSwitch(program, id, functions.size()));
  Advice advice = moveInto(program, {.function = order.front(), .target = id});
  advice.hint = fmt::format(
      "let {} answer for its own kind{} (Move Function; if kinds keep being added, Replace "
      "Conditional with Polymorphism)",
      info.simple, advice.signature.empty() ? std::string() : fmt::format(", by '{}' and the like", advice.signature));
  hinder(advice, std::exchange(advice.obstacle, {}));
  propose(finding, std::move(advice));
  return finding;
}

/// Whether the classes derived from it could answer for themselves: no tree, error or part of a framework.
bool isFamily(const Program &program, ClassId id) {
  switch (program.classes()[id].role) {
  case Role::Interface:
  case Role::Service:
  case Role::Ceremony:
  case Role::Anemic:
  case Role::Exposed:
  case Role::Rich:
    return true;
  default:
    return false;
  }
}

std::size_t longest(std::span<const CastLadder> ladders) {
  std::size_t most = 0;
  for (const CastLadder &ladder : ladders)
    most = std::max(most, ladder.downcasts.size());
  return most;
}

Finding reportLadders(const Program &program, ClassId id) {
  const ClassInfo &info = program.classes()[id];
  const auto &ladders = program.use(id).ladders;
  std::vector<FunctionId> order;
  std::vector<ClassId> kinds;
  for (const CastLadder &ladder : ladders) {
    order.push_back(ladder.function);
    for (const std::uint32_t downcast : ladder.downcasts)
      kinds.push_back(program.functions()[ladder.function].downcasts[downcast].derived);
  }
  const auto place = [&](FunctionId function) { return program.functions()[function].place; };
  std::ranges::sort(order, {}, place);
  order.erase(std::ranges::unique(order).begin(), order.end());
  sortUnique(kinds);
  Finding finding;
  finding.check = "tell-type-switch";
  finding.place = place(order.front());
  finding.subject = functionSubject(program, order.front());
  finding.className = info.name;
  finding.ruleKey = "dynamic_cast";
  finding.message = order.size() == 1 ? fmt::format("'{}' tries a '{}' for each of {} derived classes",
                                                    shortName(program, order.front()), info.simple, kinds.size())
                                      : fmt::format("{} functions try a '{}' for one derived class after the other: {}",
                                                    order.size(), info.simple, listFunctions(program, order));
  for (const CastLadder &ladder : ladders)
    for (const std::uint32_t downcast : ladder.downcasts) {
      const Downcast &cast = program.functions()[ladder.function].downcasts[downcast];
      finding.evidence.push_back({cast.place,
                                  fmt::format("'{}' takes it for a '{}'", shortName(program, ladder.function),
                                              program.classes()[cast.derived].simple),
                                  functionSubject(program, ladder.function)});
    }
  rate(finding, confidenceInLadder(program, id, order.size(), longest(ladders)));
  finding.advice.refactoring = "Replace Conditional with Polymorphism";
  finding.advice.hint =
      fmt::format("give {} a virtual function for what '{}' works out, and let each of its {} derived "
                  "classes answer (Replace Conditional with Polymorphism)",
                  info.simple, shortName(program, order.front()), kinds.size());
  return finding;
}

std::vector<Finding> run(const Program &program, const CheckOptions &options) {
  const auto least = std::max<std::size_t>(2, static_cast<std::size_t>(options["MinFunctions"]));
  std::vector<Finding> findings;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    const auto &ladders = program.use(id).ladders;
    if (isFamily(program, id) && (ladders.size() >= least || longest(ladders) > least))
      if (Finding finding = reportLadders(program, id); finding.confidence >= kWorthwhile)
        findings.push_back(std::move(finding));
    if (!program.isDomain(id))
      continue;
    for (const auto &[kind, functions] : branchings(program, id))
      if (functions.size() >= least)
        findings.push_back(report(program, id, kind, functions));
    for (const auto &[kind, tag] : tags(program, id))
      if (tag.functions.size() >= least && tag.apart.size() >= kApart && worksOut(program, tag))
        findings.push_back(reportTag(program, id, kind, tag));
  }
  return findings;
}

} // namespace

extern const Check check{
    .info = {.id = "tell-type-switch",
             .summary = "functions that branch on what kind of thing an object is",
             .documentation = kDocumentation,
             .scope = Scope::Function,
             .needs = Needs::Program,
             .level = Level::Warning,
             .precision = 0.6,
             .options = kOptions},
    .run = run,
};

} // namespace tell::checks::tell_type_switch
