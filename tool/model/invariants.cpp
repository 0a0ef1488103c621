#include "model/invariants.hpp"
#include "support/sort_unique.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace tell {

namespace {

/// Who moves a field, and how: methods of the class and of its family.
using Movers = std::map<FunctionId, std::vector<const OwnChange *>>;

} // namespace

bool storesOrLoads(const Program &program, FunctionId id) {
  constexpr std::ptrdiff_t kSameSource = 3;
  const auto &changes = program.functions()[id].ownChanges;
  // Values that are read by constant names from one thing are a document's.
  return program.exempts(id) == Exemption::Serialization || std::ranges::any_of(changes, [&](const OwnChange &change) {
           return change.source != 0 && std::ranges::count(changes, change.source, &OwnChange::source) >= kSameSource;
         });
}

class InvariantMiner {
public:
  InvariantMiner(Program &program, ClassId id)
      : program_(program), id_(id), info_(program.classes()[id]), use_(program.use(id)),
        ownKnown_(program.complete() || program.ownBodiesSeen(id)) {}

  static void begin(Program &program) { program.invariants_.assign(program.classes_.size(), {}); }

  void mine() {
    findKnobs();
    findMovers();
    for (const FieldId field : info_.fields)
      if (isVariable(field))
        guarded(field);
    if (ownKnown_)
      together();
    for (const FieldId field : info_.fields)
      if (isVariable(field) && isEnumeration(field))
        transitions(field);
  }

private:
  [[nodiscard]] bool isVariable(FieldId id) const {
    const FieldInfo &field = program_.fields()[id];
    return !field.isStatic() && (field.flags & facts::kFieldConst) == 0 && field.type != kNone && !knobs_.contains(id);
  }

  [[nodiscard]] bool isEnumeration(FieldId id) const {
    return program_.types()[program_.pointee(program_.fields()[id].type)].kind == facts::TypeKind::Enum;
  }

  // What leads into something else's state, and moves over it.
  [[nodiscard]] bool isCursor(FieldId id) const {
    const TypeInfo &type = program_.types()[program_.fields()[id].type];
    return type.kind == facts::TypeKind::Pointer || type.wrapper == facts::Wrapper::Iterator;
  }

  void findKnobs() {
    for (const FunctionId id : info_.methods) {
      const FunctionInfo &method = program_.functions()[id];
      if (method.accessor.kind == AccessorKind::Setter && (method.is(facts::kVirtual) || method.is(facts::kOverride)))
        knobs_.insert(method.accessor.path.begin(), method.accessor.path.end());
    }
    for (const auto *sites : {&use_.pokes, &use_.buildingPokes})
      for (const PokeSite &site : *sites)
        if (const Poke &poke = program_.functions()[site.function].pokes[site.poke]; poke.source != 0)
          knobs_.insert(poke.field);
  }

  void findMovers() {
    for (const FunctionId id : info_.methods) {
      const FunctionInfo &method = program_.functions()[id];
      const bool resets = std::ranges::all_of(method.ownChanges,
                                              [](const OwnChange &change) { return change.how == Change::Constant; });
      // What reads and writes a file moves everything, and nothing in step.
      if (method.isSpecial() || method.accessor.kind != AccessorKind::None || resets || storesOrLoads(program_, id))
        continue;
      for (const OwnChange &change : method.ownChanges)
        movers_[change.field][id].push_back(&change);
    }
    for (const PokeSite &site : use_.pokes)
      if (const FunctionInfo &function = program_.functions()[site.function];
          function.isMethod() && program_.derivesFrom(function.owner, id_))
        movers_[function.pokes[site.poke].field][site.function];
  }

  void guarded(FieldId field) {
    Invariant found{
        .kind = InvariantKind::Guarded, .fields = {field}, .from = {}, .to = {}, .inside = {}, .outside = {}};
    std::vector<InvariantPlace> soft;
    std::set<FunctionId> refusing;
    for (const FunctionId id : info_.methods) {
      const FunctionInfo &method = program_.functions()[id];
      for (const OwnGuard &guard : method.ownGuards) {
        // That there is something is no bound for what it may be.
        const bool presence = isCursor(field) && !guard.incoming;
        if (guard.field != field || presence || !std::ranges::binary_search(method.ownWrites, field))
          continue;
        refusing.insert(id);
        (guard.hard ? found.inside : soft).push_back({id, guard.place, guard.text});
      }
    }
    // Who only gives up proves a promise where nobody of the class breaks it.
    const auto movers = movers_.find(field);
    const bool all = movers == movers_.end() || std::ranges::all_of(movers->second, [&](const auto &mover) {
                       return refusing.contains(mover.first);
                     });
    if (!found.inside.empty() || (all && ownKnown_))
      found.inside.insert(found.inside.end(), soft.begin(), soft.end());
    if (!isEnumeration(field))
      addCallers(field, found);
    add(std::move(found));
  }

  // Others that ask for the field and then change it.
  void addCallers(FieldId field, Invariant &found) {
    for (const AskThenTell &site : use_.askThenTells) {
      const FunctionInfo &function = program_.functions()[site.function];
      if (function.pokes[site.poke].field != field || site.rule == kNone)
        continue;
      const Rule &rule = function.rules[site.rule];
      const auto reads = [field](const StateRead &read) { return read.field == field; };
      if (std::ranges::any_of(rule.reads, reads))
        found.outside.push_back({site.function, rule.place, rule.text});
    }
  }

  void together() {
    std::map<std::set<FunctionId>, std::vector<FieldId>> groups;
    for (const FieldId field : info_.fields) {
      std::set<FunctionId> methods;
      if (const auto movers = movers_.find(field); movers != movers_.end())
        for (const auto &[method, changes] : movers->second)
          methods.insert(method);
      if (isVariable(field) && !isCursor(field) && !methods.empty())
        groups[methods].push_back(field);
    }
    std::vector<Invariant> found;
    for (auto &[methods, fields] : groups) {
      if (fields.size() < 2 || !inStep(methods, fields))
        continue;
      Invariant invariant{
          .kind = InvariantKind::Together, .fields = fields, .from = {}, .to = {}, .inside = {}, .outside = {}};
      for (const FunctionId method : methods)
        for (const OwnChange *change : movers_[fields.front()][method])
          invariant.inside.push_back({method, change->place, namesOf(fields)});
      found.push_back(std::move(invariant));
    }
    std::ranges::sort(found, {}, &Invariant::fields);
    for (Invariant &invariant : found)
      add(std::move(invariant));
  }

  [[nodiscard]] bool inStep(const std::set<FunctionId> &methods, const std::vector<FieldId> &fields) const {
    const auto isMember = [&](FieldId field) { return std::ranges::count(fields, field) != 0; };
    std::size_t stepping = 0;
    for (const FunctionId method : methods) {
      std::size_t steps = 0;
      for (const FieldId field : fields) {
        const auto &changes = movers_.at(field).at(method);
        if (std::ranges::any_of(changes, [](const OwnChange *change) { return change->how == Change::Step; }))
          ++steps;
        if (std::ranges::any_of(changes, [&](const OwnChange *c) { return std::ranges::any_of(c->from, isMember); }))
          return true;
      }
      if (steps >= 2)
        return true;
      stepping += steps;
    }
    return stepping >= 2;
  }

  void transitions(FieldId field) {
    Invariant found{
        .kind = InvariantKind::Transition, .fields = {field}, .from = {}, .to = {}, .inside = {}, .outside = {}};
    const auto step = [&](auto &places, FunctionId function, const Span &place, const std::vector<Text> &from,
                          Text to) {
      if (from.empty() || to.empty())
        return;
      places.push_back({function, place, fmt::format("{} after {}", to, fmt::join(from, ", "))});
      found.from.insert(found.from.end(), from.begin(), from.end());
      found.to.push_back(to);
    };
    for (const FunctionId id : info_.methods)
      for (const OwnChange &change : program_.functions()[id].ownChanges)
        if (change.field == field)
          step(found.inside, id, change.place, change.asked, change.value);
    for (const AskThenTell &site : use_.askThenTells) {
      const FunctionInfo &function = program_.functions()[site.function];
      const Poke &poke = function.pokes[site.poke];
      if (poke.field == field && site.rule != kNone)
        step(found.outside, site.function, poke.place, function.rules[site.rule].values, poke.value);
    }
    sortUnique(found.from);
    sortUnique(found.to);
    add(std::move(found));
  }

  void add(Invariant invariant) {
    const auto byPlace = [](const InvariantPlace &place) { return std::tie(place.place, place.text); };
    for (auto *places : {&invariant.inside, &invariant.outside}) {
      std::ranges::sort(*places, {}, byPlace);
      const auto tail = std::ranges::unique(*places, {}, byPlace);
      places->erase(tail.begin(), tail.end());
    }
    if (!invariant.inside.empty() || !invariant.outside.empty())
      program_.invariants_[id_].push_back(std::move(invariant));
  }

  [[nodiscard]] std::string namesOf(const std::vector<FieldId> &fields) const {
    std::vector<std::string_view> names;
    for (const FieldId field : fields)
      names.push_back(program_.fields()[field].name);
    return fmt::format("{}", fmt::join(names, ", "));
  }

  Program &program_;
  ClassId id_;
  const ClassInfo &info_;
  const ClassUse &use_;
  bool ownKnown_; ///< whether "no other method does" can be said
  std::set<FieldId> knobs_;
  std::map<FieldId, Movers> movers_;
};

void mineInvariants(Program &program) {
  InvariantMiner::begin(program);
  for (ClassId id = 0; id < program.classes().size(); ++id)
    InvariantMiner(program, id).mine();
}

std::string_view name(InvariantKind kind) {
  static constexpr std::array<std::string_view, 3> kNames = {"guarded", "together", "transition"};
  return kNames[static_cast<std::size_t>(kind)];
}

const Invariant *Program::invariantOf(FieldId field) const {
  const ClassId owner = fields_[field].owner;
  if (owner == kNone)
    return nullptr;
  const auto found = std::ranges::find_if(invariants_[owner], [field](const Invariant &invariant) {
    const std::size_t least = invariant.kind == InvariantKind::Transition ? 2 : 1;
    return invariant.inside.size() >= least && std::ranges::count(invariant.fields, field) != 0;
  });
  return found == invariants_[owner].end() ? nullptr : &*found;
}

std::string keptBy(const Program &program, const Invariant &invariant, const InvariantPlace &place) {
  const std::string &function = program.functions()[place.function].simple;
  switch (invariant.kind) {
  case InvariantKind::Guarded:
    return fmt::format("'{}' checks '{}'", function, place.text);
  case InvariantKind::Together:
    return fmt::format("'{}' changes {} together", function, place.text);
  case InvariantKind::Transition:
    break;
  }
  return fmt::format("'{}' makes it {}", function, place.text);
}

std::string describeInvariant(const Program &program, const Invariant &invariant) {
  std::vector<std::string_view> fields;
  for (const FieldId field : invariant.fields)
    fields.push_back(program.fields()[field].name);
  const bool inside = !invariant.inside.empty();
  const std::size_t more = invariant.inside.size() + invariant.outside.size() - 1;
  return fmt::format("{} {}: {}{}{}", name(invariant.kind), fmt::join(fields, ", "), inside ? "" : "outside, ",
                     keptBy(program, invariant, inside ? invariant.inside.front() : invariant.outside.front()),
                     more == 0 ? "" : fmt::format(", and {} more place{}", more, more == 1 ? "" : "s"));
}

} // namespace tell
