#include "facts/fresh_facts.hpp"

#include "facts/op_shape.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace tell::facts {
namespace {

std::string_view spelling(const TuFacts &unit, TypeId type) {
  return type == kNone ? std::string_view() : unit.string(unit.types[type].spelling);
}

/// Copies what is kept of a unit, with all that belongs to it, and renumbers it.
class Remainder {
public:
  explicit Remainder(const TuFacts &from) : from_(from), result_(from), lambdas_(from.lambdas.size(), kNone) {
    result_.classes.clear();
    result_.bases.clear();
    result_.fields.clear();
    result_.functions.clear();
    result_.locals.clear();
    result_.nodes.clear();
    result_.lambdas.clear();
    result_.references.clear();
  }

  void add(Class record) {
    record.bases = copy(from_.bases, record.bases, result_.bases);
    record.fields = copy(from_.fields, record.fields, result_.fields);
    record.friends = copy(from_.references, record.friends, result_.references);
    record.macros = copy(from_.references, record.macros, result_.references);
    result_.classes.push_back(record);
  }

  void add(Function record, bool withBody) {
    const auto id = static_cast<FunctionId>(result_.functions.size());
    if (!withBody) {
      record.flags &= ~kHasBody;
      record.nodes = {record.nodes.begin, record.nodes.begin};
      record.locals.end = record.locals.begin + record.parameters;
    }
    const std::uint32_t firstNode = record.nodes.begin;
    record.locals = copy(from_.locals, record.locals, result_.locals);
    record.nodes = copy(from_.nodes, record.nodes, result_.nodes);
    record.overrides = copy(from_.references, record.overrides, result_.references);
    for (std::uint32_t i = 0; i < record.nodes.size(); ++i)
      if (const Node &node = from_.nodes[firstNode + i]; node.op == Op::Lambda)
        result_.nodes[record.nodes.begin + i].ref = lambda(node.ref, id);
    result_.functions.push_back(record);
  }

  TuFacts take() { return std::move(result_); }

private:
  template <typename Record> static Range copy(const std::vector<Record> &from, Range range, std::vector<Record> &to) {
    const auto begin = static_cast<std::uint32_t>(to.size());
    to.insert(to.end(), from.begin() + range.begin, from.begin() + range.end);
    return {begin, static_cast<std::uint32_t>(to.size())};
  }

  std::uint32_t lambda(std::uint32_t old, FunctionId function) {
    if (lambdas_[old] == kNone) {
      lambdas_[old] = static_cast<std::uint32_t>(result_.lambdas.size());
      result_.lambdas.push_back(from_.lambdas[old]);
      result_.lambdas.back().function = function;
    }
    return lambdas_[old];
  }

  const TuFacts &from_;
  TuFacts result_;
  std::vector<std::uint32_t> lambdas_; ///< the new number of each
};

} // namespace

FreshFacts::FreshFacts(std::span<const TuFacts> fresh, std::span<const TuFacts> former,
                       std::span<const std::string> changed)
    : changed_(changed.begin(), changed.end()) {
  for (const TuFacts &unit : fresh)
    describe(unit, now_);
  for (const TuFacts &unit : former)
    describe(unit, formerly_);
}

bool FreshFacts::isChanged(const TuFacts &unit, FileId file) const {
  return file != kNone && changed_.contains(unit.string(unit.files[file].path));
}

/// What each symbol of the changed files is, in words that are equal for equal things in two units.
void FreshFacts::describe(const TuFacts &unit, Shapes &shapes) const {
  for (const Symbol &symbol : unit.symbols)
    if (isChanged(unit, symbol.file) && (symbol.flags & kIncomplete) == 0)
      shapes.emplace(unit.string(symbol.usr),
                     fmt::format("{} {}", static_cast<std::uint32_t>(symbol.kind), symbol.value));
  const auto refine = [&](SymbolId id, const std::string &text) {
    if (const auto known = shapes.find(unit.string(unit.symbols[id].usr));
        known != shapes.end() && isChanged(unit, unit.symbols[id].file))
      known->second = text;
  };
  for (const Field &field : unit.fields)
    refine(field.symbol, fmt::format("field {} {}", spelling(unit, field.type), field.flags & kFieldStatic));
  for (const Function &function : unit.functions)
    if ((function.flags & kInstantiation) == 0)
      refine(function.symbol, fmt::format("function {} {} {}", spelling(unit, function.result),
                                          function.flags & kStatic, function.flags & kConstMethod));
}

TuFacts FreshFacts::stillTrue(const TuFacts &unit) const {
  Shapes before;
  describe(unit, before);
  std::vector<bool> lost(unit.symbols.size(), false);
  for (std::size_t id = 0; id < unit.symbols.size(); ++id)
    if (const auto was = before.find(unit.string(unit.symbols[id].usr));
        was != before.end() && isChanged(unit, unit.symbols[id].file)) {
      const auto is = now_.find(was->first);
      lost[id] = is == now_.end() ? formerly_.contains(was->first) : is->second != was->second;
    }
  const auto namesLost = [&](const Function &function) {
    return std::any_of(unit.nodes.begin() + function.nodes.begin, unit.nodes.begin() + function.nodes.end,
                       [&](const Node &node) {
                         const Ref ref = shapeOf(node.op).ref;
                         return (ref == Ref::Symbol || ref == Ref::MaybeSymbol) && node.ref != kNone && lost[node.ref];
                       });
  };
  Remainder remainder(unit);
  for (const Class &record : unit.classes)
    if (!isChanged(unit, record.name.file))
      remainder.add(record);
  for (const Function &function : unit.functions) {
    if (isChanged(unit, function.name.file) || lost[function.symbol])
      continue;
    remainder.add(function, !namesLost(function));
  }
  TuFacts result = remainder.take();
  std::erase_if(result.suppressions, [&](const Suppression &comment) { return isChanged(unit, comment.place.file); });
  return result;
}

} // namespace tell::facts
