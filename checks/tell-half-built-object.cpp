#include "checks/check.hpp"
#include "checks/wording.hpp"
#include "model/confidence.hpp"
#include "model/construction.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace tell::checks::tell_half_built_object {

namespace {

constexpr Option kOptions[] = {
    {"MinSetters", "the least number of setters that are called on a new object to make it whole", 3},
};

constexpr std::string_view kDocumentation = R"(## What it does
Finds classes whose objects leave their constructor unfinished. Either most places that make one call the constructor without arguments and then three or more
setters. Or a public method takes a field for granted (reaches through a pointer, throws or asserts where it is empty, divides by it) that a constructor leaves
unset, and that is only ever set from outside right after construction, or at some place not at all.

## Why is this bad?
Between construction and the last setter the object breaks its own promises, and the compiler helps nobody to remember the setter that was forgotten. What the
object needs belongs into its constructor; then there is no such time.

## Example
```cpp
class Transfer {
public:
  void setFrom(Account *from) { from_ = from; }
  void setTo(Account *to) { to_ = to; }
  void setCents(long cents) { cents_ = cents; }
  void execute() { from_->withdraw(cents_); to_->deposit(cents_); }
private:
  Account *from_ = nullptr;
  Account *to_ = nullptr;
  long cents_ = 0;
};

Transfer transfer;
transfer.setFrom(&savings);
transfer.setTo(&current);
transfer.setCents(5000);
transfer.execute();
```

## Use instead
```cpp
class Transfer {
public:
  Transfer(Account &from, Account &to, long cents);
  void execute();
private:
  Account &from_;
  Account &to_;
  long cents_;
};
```

## What it leaves alone
Builders and fluent setters. Configuration, messages and other data that no rule is about. Plain structs that are filled field by field. Objects filled from a
row, a document or a list of values by constant names or indices, and from streams. Test code and `main`. Classes that derive from other people's, whose
frameworks make the object before they know what it needs. Fields that change during an object's life, that a method of the class sets or resets (opening,
closing, lazy making), or whose absence can be asked for. Objects that refer to each other. Setters under a condition are not counted.

## How to fix
Give the class a constructor, or a factory function, that takes what the object needs, let the callers use it, and drop the setters and the constructor without
arguments (Remove Setting Method).

## References
- Martin Fowler, Refactoring, 2nd edition, 2018: Remove Setting Method, Replace Constructor with Factory Function
- C++ Core Guidelines, C.41: a constructor should create a fully initialized object; NR.5: don't use two-phase initialization
- Kent Beck, Smalltalk Best Practice Patterns, 1996: Complete Creation Method
)";

/// "count_" and "m_count" become "count".
std::string plainName(std::string_view field) {
  if (field.starts_with("m_"))
    field.remove_prefix(2);
  while (field.size() > 1 && field.ends_with('_'))
    field.remove_suffix(1);
  return std::string(field);
}

/// The constructor that takes what these setters took, "Transfer(Account *from, Account *to, long cents)"; a parameter
/// that several setters call the same, or nothing, is named after its field.
std::string constructorOf(const Program &program, ClassId id, const std::vector<FunctionId> &setters) {
  std::map<std::string, std::size_t> uses;
  for (const FunctionId setter : setters)
    for (const ParameterInfo &parameter : program.functions()[setter].parameters)
      ++uses[parameter.name];
  std::vector<std::string> parameters;
  for (const FunctionId setter : setters) {
    const FunctionInfo &info = program.functions()[setter];
    for (std::size_t i = 0; i < info.parameters.size(); ++i) {
      const ParameterInfo &parameter = info.parameters[i];
      const FieldId field = info.accessor.path[std::min(i, info.accessor.path.size() - 1)];
      const bool clear = !parameter.name.empty() && uses[parameter.name] == 1;
      const std::string type = parameter.type == kNone ? "auto" : program.types()[parameter.type].spelling;
      parameters.push_back(type + (type.ends_with('*') || type.ends_with('&') ? "" : " ") +
                           (clear ? parameter.name.str() : plainName(program.fields()[field].name)));
    }
  }
  return fmt::format("{}({})", program.classes()[id].simple, fmt::join(parameters, ", "));
}

Finding findingAbout(const Program &program, ClassId id) {
  Finding finding;
  finding.check = "tell-half-built-object";
  finding.place = program.classes()[id].place;
  finding.subject = classSubject(program, id);
  finding.className = program.classes()[id].name;
  finding.score = score(program, id);
  return finding;
}

/// Proposes a constructor in place of setters; those that are called on living objects too have to stay.
void advise(Finding &finding, const Program &program, ClassId id, const std::set<FunctionId> &chosen) {
  std::vector<FunctionId> setters; // in the order of the class
  std::ranges::copy_if(program.classes()[id].methods, std::back_inserter(setters),
                       [&](FunctionId method) { return chosen.contains(method); });
  std::vector<std::string> dropped;
  for (const FunctionId setter : setters)
    if (std::ranges::none_of(program.use(id).pokes, [&](const PokeSite &site) {
          return program.functions()[site.function].pokes[site.poke].via == setter;
        }))
      dropped.push_back(program.functions()[setter].simple);
  finding.advice.refactoring = "Remove Setting Method";
  finding.advice.signature = constructorOf(program, id, setters);
  finding.advice.hint =
      fmt::format("give {} the constructor '{}' in place of the one without arguments{} (Remove Setting Method)",
                  program.classes()[id].simple, finding.advice.signature,
                  dropped.empty() ? std::string() : fmt::format(" and drop {}", fmt::join(dropped, ", ")));
}

/// Classes whose objects are made empty and then filled.
void reportFilled(const Program &program, ClassId id, std::size_t least, std::vector<Finding> &findings) {
  const auto &sites = program.use(id).constructions;
  std::vector<std::pair<BuildSite, std::vector<FunctionId>>> filled;
  std::map<FunctionId, std::size_t> count;
  for (const BuildSite &site : sites) {
    const Built &built = program.functions()[site.function].built[site.built];
    if (built.arguments != 0 || built.object == 0)
      continue;
    std::vector<FunctionId> setters = fillingSetters(program, site.function, built.object);
    if (setters.size() < least)
      continue;
    for (const FunctionId setter : setters)
      ++count[setter];
    filled.emplace_back(site, std::move(setters));
  }
  if (filled.empty() || filled.size() * 2 <= sites.size())
    return;
  // What every place needs is what the constructor should take.
  std::set<FunctionId> always;
  for (const auto &[setter, times] : count)
    if (times == filled.size())
      always.insert(setter);
  if (always.size() < least)
    return;
  const ClassInfo &info = program.classes()[id];
  const BuildSite &first = filled.front().first;
  Finding finding = findingAbout(program, id);
  finding.ruleKey = "filled";
  rate(finding, confidenceInHalfBuilt(filled.size(), sites.size()));
  const std::string places = sites.size() == 1
                                 ? "the one place that makes one"
                                 : fmt::format("{} of the {} places that make one", filled.size(), sites.size());
  finding.message =
      fmt::format("'{}' is made empty and then filled by {} setters at {}, '{}'{}", info.simple, always.size(), places,
                  shortName(program, first.function), filled.size() == 1 ? "" : " among them");
  for (const auto &[site, setters] : filled)
    finding.evidence.push_back({program.functions()[site.function].built[site.built].place,
                                fmt::format("'{}' makes an empty '{}' and calls {} setters on it",
                                            shortName(program, site.function), info.simple, setters.size()),
                                functionSubject(program, site.function)});
  advise(finding, program, id, always);
  findings.push_back(std::move(finding));
}

std::string_view verbOf(Presumed how) {
  switch (how) {
  case Presumed::Dereferenced:
    return "reaches through";
  case Presumed::Refused:
    return "refuses to work without";
  case Presumed::Divisor:
    break;
  }
  return "divides by";
}

void reportPresumed(const Program &program, ClassId id, std::vector<Finding> &findings) {
  const std::vector<UnsetField> unset = fieldsLeftUnset(program, id);
  if (unset.empty())
    return;
  const ClassInfo &info = program.classes()[id];
  const UnsetField &first = *std::ranges::max_element(unset, {}, [](const UnsetField &u) { return u.left.size(); });
  const std::string &field = program.fields()[first.field].name;
  Finding finding = findingAbout(program, id);
  finding.ruleKey = field;
  const auto &sites = first.left.empty() ? first.late : first.left;
  rate(finding, confidenceInHalfBuilt(sites.size(), program.use(id).constructions.size()));
  finding.message = fmt::format("'{}::{}' {} '{}', which {} place{} that make{} an object {}, as '{}' does",
                                info.simple, program.functions()[first.presumer].simple, verbOf(first.presumption.how),
                                field, sites.size(), sites.size() == 1 ? "" : "s", sites.size() == 1 ? "s" : "",
                                first.left.empty() ? fmt::format("set{} only afterwards", sites.size() == 1 ? "s" : "")
                                                   : fmt::format("leave{} unset", sites.size() == 1 ? "s" : ""),
                                shortName(program, sites.front().function));
  std::set<FunctionId> setters;
  for (const UnsetField &one : unset) {
    const std::string &name = program.fields()[one.field].name;
    finding.evidence.push_back(
        {one.presumption.place,
         fmt::format("'{}' {} '{}'", shortName(program, one.presumer), verbOf(one.presumption.how), name),
         functionSubject(program, one.presumer)});
    for (const auto *places : {&one.left, &one.late})
      for (const BuildSite &site : *places)
        finding.evidence.push_back({program.functions()[site.function].built[site.built].place,
                                    fmt::format("'{}' makes one {} '{}'", shortName(program, site.function),
                                                places == &one.left ? "and never sets" : "and only then sets", name),
                                    functionSubject(program, site.function)});
    setters.insert(one.setters.begin(), one.setters.end());
  }
  if (setters.empty()) {
    finding.advice.refactoring = "Replace Constructor with Factory Function";
    finding.advice.hint =
        fmt::format("drop the constructor of {} that leaves '{}' unset, or give it what it needs", info.simple, field);
  } else {
    advise(finding, program, id, setters);
  }
  findings.push_back(std::move(finding));
}

/// Whether a class's objects can be made whole by whoever makes them, and ought to be.
bool isCandidate(const Program &program, ClassId id) {
  const ClassInfo &info = program.classes()[id];
  const bool ruled = program.isDomain(id) || info.role == Role::Service || info.role == Role::Resource;
  return ruled && !program.isPlainData(id) && info.outsideBases.empty() && info.macros.empty() &&
         !info.is(facts::kTemplatePattern) && !info.is(facts::kPartialClass);
}

std::vector<Finding> run(const Program &program, const CheckOptions &options) {
  std::vector<Finding> findings;
  const auto least = static_cast<std::size_t>(options["MinSetters"]);
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    if (!isCandidate(program, id))
      continue;
    const std::size_t before = findings.size();
    reportFilled(program, id, least, findings);
    if (findings.size() == before)
      reportPresumed(program, id, findings);
  }
  return findings;
}

} // namespace

extern const Check check{
    .info = {.id = "tell-half-built-object",
             .summary = "an object that leaves its constructor without what its methods need",
             .documentation = kDocumentation,
             .scope = Scope::Class,
             .needs = Needs::Whole,
             .level = Level::Note,
             .precision = 0.77,
             .options = kOptions},
    .run = run,
};

} // namespace tell::checks::tell_half_built_object
