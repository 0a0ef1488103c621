#include "checks/check.hpp"
#include "checks/wording.hpp"
#include "model/confidence.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tell::checks::tell_dead_accessor {

namespace {

constexpr std::string_view kDocumentation = R"(## What it does
Finds plain getters and setters that nothing in the program calls or names: no unit refers to them, no template and no code outside the build mentions their
name. Tests count as users. The program must be complete and have a `main`.

## Why is this bad?
An accessor is a promise about the inside of a class. One that nobody needs makes the class look like data, invites the next rule about it to be written
outside, and is in the way when the field changes.

## Example
```cpp
class Invoice {
public:
  void pay(long cents);
  bool isPaid() const;
  long paid() const { return paid_; }        // nothing calls these
  void setPaid(long cents) { paid_ = cents; }
private:
  long paid_ = 0;
  long due_ = 0;
};
```

## Use instead
```cpp
class Invoice {
public:
  void pay(long cents);
  bool isPaid() const;
private:
  long paid_ = 0;
  long due_ = 0;
};
```

## What it leaves alone
Accessors that anything refers to, if only inside `decltype` or by the address of the member. One of two overloads that differ in `const` where the other is
used. Virtual methods, overrides, operators, templates and what macros make. Classes with macros among their members (reflection, binding, serialization),
exported classes, and classes in headers that others may include: below a folder `include` of a project that builds a library, or anywhere if the project
installs its headers. Names that appear where no compiler looked: in a template that depends on its arguments, in code that a condition leaves out, in a macro's
arguments, in sources outside the build. Names that the standard library demands (`begin`, `size` …). Programs without `main`, and incomplete ones.

## How to fix
Remove it (Remove Dead Code). If the field is then unused as well, remove that too.

## References
- Martin Fowler, Refactoring, 2nd edition, 2018: Remove Dead Code, Remove Setting Method, Encapsulate Variable
- C++ Core Guidelines, C.131: avoid trivial getters and setters
)";

/// One finding for a class: whoever looks at one of them looks at all.
Finding report(const Program &program, ClassId id, const std::vector<FunctionId> &dead, std::size_t accessors) {
  const ClassInfo &info = program.classes()[id];
  const FunctionInfo &first = program.functions()[dead.front()];
  Finding finding;
  finding.check = "tell-dead-accessor";
  rate(finding, confidenceInDead(dead.size(), accessors));
  finding.place = first.place;
  finding.subject = classSubject(program, id);
  finding.className = info.name;
  finding.score = score(program, id);
  finding.message = dead.size() == 1 ? fmt::format("nothing calls '{}::{}'", info.simple, first.simple)
                                     : fmt::format("nothing calls {} of the {} accessors of '{}': {}", dead.size(),
                                                   accessors, info.simple, listFunctions(program, dead));
  std::vector<std::string> signatures;
  for (const FunctionId method : dead) {
    const FunctionInfo &accessor = program.functions()[method];
    const std::string &field = program.fields()[accessor.accessor.path.back()].name;
    signatures.push_back(accessor.signature);
    finding.evidence.push_back(
        {accessor.place,
         fmt::format("the program never {} '{}' through '{}'",
                     accessor.accessor.kind == AccessorKind::Getter ? "reads" : "sets", field, accessor.simple),
         functionSubject(program, method)});
  }
  finding.advice.refactoring = "Remove Dead Code";
  finding.advice.hint = fmt::format("remove {} (Remove Dead Code)", fmt::join(signatures, ", "));
  return finding;
}

std::vector<Finding> run(const Program &program, const CheckOptions & /*options*/) {
  std::vector<Finding> findings;
  for (ClassId id = 0; id < program.classes().size(); ++id) {
    if (program.isTest(id))
      continue;
    std::vector<FunctionId> dead;
    std::size_t accessors = 0;
    for (const FunctionId method : program.classes()[id].methods) {
      if (program.functions()[method].accessor.kind == AccessorKind::None)
        continue;
      ++accessors;
      if (program.isUncalled(method))
        dead.push_back(method);
    }
    if (!dead.empty())
      findings.push_back(report(program, id, dead, accessors));
  }
  return findings;
}

} // namespace

extern const Check check{
    .info = {.id = "tell-dead-accessor",
             .summary = "a getter or setter that nothing in the whole program calls",
             .documentation = kDocumentation,
             .scope = Scope::Class,
             .needs = Needs::Whole,
             .level = Level::Note,
             .precision = 0.6,
             .options = {}},
    .run = run,
};

} // namespace tell::checks::tell_dead_accessor
