#include "model/interpreter.hpp"
#include "model/linker.hpp"
#include "model/term.hpp"
#include "support/in_threads.hpp"
#include "support/sort_unique.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace tell {

namespace {

/// Adds what a further instantiation of the same body says: each event counts once for the place it is spelled at.
void merge(FunctionInfo &into, const FunctionInfo &from) {
  std::map<std::tuple<Span, RuleKind, std::uint64_t>, std::uint32_t> known;
  for (std::uint32_t i = 0; i < into.rules.size(); ++i)
    known.emplace(std::tuple(into.rules[i].place, into.rules[i].kind, into.rules[i].hash), i);
  std::vector<std::uint32_t> renumbered(from.rules.size());
  for (std::uint32_t i = 0; i < from.rules.size(); ++i) {
    const auto [it, isNew] = known.emplace(std::tuple(from.rules[i].place, from.rules[i].kind, from.rules[i].hash),
                                           static_cast<std::uint32_t>(into.rules.size()));
    if (isNew) {
      into.rules.push_back(from.rules[i]);
      into.rules.back().passed.clear();
    }
    renumbered[i] = it->second;
  }
  const auto renumber = [&](std::vector<std::uint32_t> &indices) {
    for (auto &index : indices)
      index = renumbered[index];
  };
  std::set<std::tuple<Span, FieldId>> pokes;
  for (const Poke &poke : into.pokes)
    pokes.emplace(poke.place, poke.field);
  for (Poke poke : from.pokes) {
    if (!pokes.emplace(poke.place, poke.field).second)
      continue;
    renumber(poke.guards);
    renumber(poke.inputs);
    into.pokes.push_back(std::move(poke));
  }
  std::set<std::tuple<Span, FunctionId>> calls;
  for (const Told &told : into.told)
    calls.emplace(told.place, told.callee);
  for (Told told : from.told) {
    if (!calls.emplace(told.place, told.callee).second)
      continue;
    renumber(told.guards);
    into.told.push_back(std::move(told));
  }
  std::set<std::tuple<Span, FieldId>> sweeps;
  for (const Sweep &sweep : into.sweeps)
    sweeps.emplace(sweep.place, sweep.field);
  for (const Sweep &sweep : from.sweeps)
    if (sweeps.emplace(sweep.place, sweep.field).second)
      into.sweeps.push_back(sweep);
  const auto append = [](auto &target, const auto &source) {
    target.insert(target.end(), source.begin(), source.end());
    sortUnique(target);
  };
  append(into.changed, from.changed);
  append(into.ownReads, from.ownReads);
  append(into.ownWrites, from.ownWrites);
  append(into.ownChanges, from.ownChanges);
  append(into.ownGuards, from.ownGuards);
  into.carried.insert(into.carried.end(), from.carried.begin(), from.carried.end());
  into.ownDecides = into.ownDecides || from.ownDecides;
  into.throws = into.throws || from.throws;
  into.output = into.output || from.output;
  into.draws = into.draws || from.draws;
}

bool add(std::vector<FieldId> &fields, FieldId field) {
  const auto at = std::ranges::lower_bound(fields, field);
  if (at != fields.end() && *at == field)
    return false;
  fields.insert(at, field);
  return true;
}

bool addAll(std::vector<FieldId> &fields, const std::vector<FieldId> &more) {
  bool changed = false;
  for (const FieldId field : more)
    changed = add(fields, field) || changed;
  return changed;
}

// What guards nothing but setting a value that may be there already asks whether it is there.
void settleRules(FunctionInfo &function) {
  std::vector<bool> settles(function.rules.size(), false);
  std::vector<bool> decides(function.rules.size(), false);
  for (const Poke &poke : function.pokes)
    for (const std::uint32_t rule : poke.guards)
      (isThereAlready(function.rules[rule], poke) ? settles : decides)[rule] = true;
  for (std::size_t i = 0; i < function.rules.size(); ++i)
    if (settles[i] && !decides[i])
      function.rules[i].kind = RuleKind::Presence;
}

/// The elements, in no more room than they need.
template <typename Event> std::vector<Event> taken(std::vector<Event> &events) {
  std::vector<Event> exact(std::make_move_iterator(events.begin()), std::make_move_iterator(events.end()));
  events.clear();
  return exact;
}

} // namespace

/// Room for the events of one body after the other: it has grown to what most of them need.
class model::EventRoom {
public:
  void lendTo(FunctionInfo &events) { exchange(events); }
  void takeBack(FunctionInfo &events) {
    exchange(events);
    rules_.clear();
    pokes_.clear();
    told_.clear();
    passed_.clear();
    carried_.clear();
  }

private:
  void exchange(FunctionInfo &events) {
    events.rules.swap(rules_);
    events.pokes.swap(pokes_);
    events.told.swap(told_);
    events.passed.swap(passed_);
    events.carried.swap(carried_);
  }

  std::vector<Rule> rules_;
  std::vector<Poke> pokes_;
  std::vector<Told> told_;
  std::vector<Passed> passed_;
  std::vector<Carried> carried_;
};

void Linker::interpretBody(model::Interpreter &interpreter, model::EventRoom &room, FunctionId id) {
  auto &sources = bodies_[id];
  // Where instantiations were seen the pattern adds nothing: they resolve all it says.
  const bool instantiated = std::ranges::any_of(sources, &model::BodySource::instantiation);
  bool first = true;
  for (const auto &source : sources) {
    if (instantiated && !source.instantiation)
      continue;
    const auto &view = views_[source.unit];
    const auto &record = view.facts->functions[source.function];
    FunctionInfo events;
    room.lendTo(events);
    events.owner = program_.functions_[id].owner;
    events.kind = program_.functions_[id].kind;
    events.flags = program_.functions_[id].flags;
    events.result = program_.functions_[id].result;
    interpreter.interpret(view, record, path(*view.facts, record.name.file), events);
    FunctionInfo &info = program_.functions_[id];
    info.defined = true;
    if (first) {
      info.branches = events.branches;
      info.statements = events.statements;
      info.rules = taken(events.rules);
      info.pokes = taken(events.pokes);
      info.told = taken(events.told);
      info.passed = taken(events.passed);
      info.changed = std::move(events.changed);
      info.returned = std::move(events.returned);
      info.carried = taken(events.carried);
      info.walks = std::move(events.walks);
      info.built = std::move(events.built);
      info.downcasts = std::move(events.downcasts);
      info.sweeps = std::move(events.sweeps);
      info.ownReads = std::move(events.ownReads);
      info.ownWrites = std::move(events.ownWrites);
      info.ownChanges = std::move(events.ownChanges);
      info.ownGuards = std::move(events.ownGuards);
      info.ownDecides = events.ownDecides;
      info.throws = events.throws;
      info.output = events.output;
      info.draws = events.draws;
      info.formats = events.formats;
    } else {
      merge(info, events);
    }
    room.takeBack(events);
    first = false;
  }
}

void Linker::interpretBodies() {
  // A body is read with what its function's declaration and those of others say, and changes what is known of its own
  // function alone.
  constexpr std::size_t kBlock = 64;
  const std::size_t count = program_.functions_.size();
  inThreads((count + kBlock - 1) / kBlock, input_.jobs, [&](std::size_t block) {
    model::Interpreter interpreter(program_, variableInfos_, enumeratorInfos_);
    model::EventRoom room;
    for (std::size_t id = block * kBlock; id < std::min(count, (block + 1) * kBlock); ++id)
      if (!bodies_[id].empty())
        interpretBody(interpreter, room, static_cast<FunctionId>(id));
  });
  // A handle that is given to one that only looks through it changed nothing.
  const auto isLookedAt = [this](const Poke &poke) {
    if (poke.givenTo == kNone)
      return false;
    const FunctionInfo &callee = program_.functions_[poke.givenTo];
    return callee.defined && !callee.is(facts::kVirtual) && std::ranges::count(callee.changed, poke.parameter) == 0;
  };
  for (FunctionInfo &function : program_.functions_) {
    std::erase_if(function.pokes, isLookedAt);
    settleRules(function);
  }
}

// A helper that takes only the value decides about the class all the same, where the value is of an enumeration that
// belongs to one class and callers pass that class's field.
void Linker::adoptParameters() {
  for (const FunctionInfo &caller : program_.functions_)
    for (const Passed &passed : caller.passed) {
      if (passed.field == kNone || passed.parameter >= Passed::kResult)
        continue;
      const TypeId type = program_.fields_[passed.field].type;
      const EnumId enumeration = type == kNone ? kNone : program_.types_[program_.pointee(type)].enumeration;
      FunctionInfo &callee = program_.functions_[passed.callee];
      if (enumeration == kNone || program_.enums_[enumeration].owner != passed.owner ||
          passed.parameter >= callee.summaries.size() || !callee.summaries[passed.parameter].value)
        continue;
      const bool aloneInIt = std::ranges::all_of(callee.parameters, [&](const ParameterInfo &parameter) {
        return parameter.type != kNone && program_.types_[program_.pointee(parameter.type)].enumeration == enumeration;
      });
      if (!aloneInIt)
        continue;
      const StateRead read{passed.owner, passed.field,
                           model::parameterKey(passed.parameter, callee.parameters[passed.parameter].name),
                           Origin::Other};
      for (Rule &rule : callee.rules) {
        const bool known = std::ranges::any_of(rule.reads, [&](const StateRead &r) { return r.object == read.object; });
        if (known || std::ranges::count(rule.parameters, passed.parameter) == 0)
          continue;
        rule.reads.push_back(read);
        rule.foreign -= rule.foreign == 0 ? 0 : 1;
      }
    }
}

// What a function does to its parameters: first what its own body does, then, to a fixpoint, what those do that it
// passes them on to.
void Linker::summarise() {
  auto &functions = program_.functions_;
  const ObjectKey self = model::thisKey();
  std::vector<std::vector<ObjectKey>> keys(functions.size());
  for (FunctionId id = 0; id < functions.size(); ++id) {
    FunctionInfo &info = functions[id];
    info.summaries.assign(info.parameters.size(), {});
    for (std::uint32_t i = 0; i < info.parameters.size(); ++i)
      keys[id].push_back(model::parameterKey(i, info.parameters[i].name));
  }
  const auto summaryOf = [&](FunctionId id, ObjectKey object) -> ParameterSummary * {
    if (object == self)
      return &functions[id].self;
    const auto at = std::ranges::find(keys[id], object);
    return at == keys[id].end() ? nullptr : &functions[id].summaries[static_cast<std::size_t>(at - keys[id].begin())];
  };
  for (FunctionId id = 0; id < functions.size(); ++id) {
    FunctionInfo &info = functions[id];
    for (const Rule &rule : info.rules) {
      if (!rule.asks())
        continue;
      for (const StateRead &read : rule.reads) {
        if (ParameterSummary *summary = summaryOf(id, read.object))
          add(summary->decides, read.field);
        if (std::ranges::count(info.returned, read.object) != 0)
          add(info.answer.decides, read.field);
      }
      for (const std::uint32_t parameter : rule.parameters)
        if (parameter < info.summaries.size())
          info.summaries[parameter].value = true;
    }
    for (const Poke &poke : info.pokes)
      if (ParameterSummary *summary = summaryOf(id, poke.object))
        add(summary->writes, poke.field);
  }
  const auto calleeSummary = [&](const Passed &passed) -> const ParameterSummary * {
    const FunctionInfo &callee = functions[passed.callee];
    if (passed.parameter == Passed::kThis)
      return &callee.self;
    if (passed.parameter == Passed::kResult)
      return &callee.answer;
    return passed.parameter < callee.summaries.size() ? &callee.summaries[passed.parameter] : nullptr;
  };
  constexpr int kRounds = 12; // call chains longer than this are cut
  bool changed = true;
  for (int round = 0; changed && round < kRounds; ++round) {
    changed = false;
    for (FunctionId id = 0; id < functions.size(); ++id)
      for (const Passed &passed : functions[id].passed) {
        ParameterSummary *mine = summaryOf(id, passed.object);
        const ParameterSummary *theirs = calleeSummary(passed);
        if (theirs != nullptr && std::ranges::count(functions[id].returned, passed.object) != 0 &&
            &functions[id].answer != theirs)
          changed = (passed.field != kNone ? theirs->value && add(functions[id].answer.decides, passed.field)
                                           : addAll(functions[id].answer.decides, theirs->decides)) ||
                    changed;
        if (mine == nullptr || theirs == nullptr || mine == theirs)
          continue;
        if (passed.field != kNone)
          changed = (theirs->value && add(mine->decides, passed.field)) || changed;
        else {
          changed = addAll(mine->decides, theirs->decides) || changed;
          changed = addAll(mine->writes, theirs->writes) || changed;
        }
      }
  }
  adoptParameters();
  // Callers ask and poke through the helpers they hand objects to. A method of the object's own class is no helper:
  // calling it is telling.
  for (FunctionId id = 0; id < functions.size(); ++id) {
    FunctionInfo &info = functions[id];
    for (std::uint32_t i = 0; i < info.passed.size(); ++i) {
      const Passed passed = info.passed[i];
      const ParameterSummary *theirs = calleeSummary(passed);
      if (theirs == nullptr || passed.owner == kNone || program_.inside(passed.callee, passed.owner) ||
          passed.object == self)
        continue;
      std::vector<FieldId> asked;
      if (passed.field != kNone && theirs->value)
        asked.push_back(passed.field);
      else if (passed.field == kNone)
        asked = theirs->decides;
      std::erase_if(asked, [&](FieldId field) { return program_.fields_[field].owner != passed.owner; });
      const auto within =
          std::ranges::find_if(info.rules, [i](const Rule &rule) { return std::ranges::count(rule.passed, i) != 0; });
      // What changes the object does something, and its answer is the outcome. If it is only called, it may refuse to.
      const bool acts = passed.field == kNone
                            ? !theirs->writes.empty()
                            : std::ranges::count(functions[passed.callee].changed, passed.parameter) != 0;
      if (!asked.empty() && (!acts || (within == info.rules.end() && functions[passed.callee].throws))) {
        if (within == info.rules.end()) {
          Rule rule;
          rule.viaHelper = true;
          rule.refuses = functions[passed.callee].throws;
          rule.hash = model::mix(model::hashText(functions[passed.callee].name), passed.parameter);
          rule.text = functions[passed.callee].simple + "(…)";
          rule.place = passed.place;
          for (const FieldId field : asked)
            rule.reads.push_back({passed.owner, field, passed.object, Origin::Helper});
          info.rules.push_back(std::move(rule));
        } else {
          within->viaHelper = within->viaHelper || within->reads.empty();
          for (const FieldId field : asked)
            within->reads.push_back({passed.owner, field, passed.object, Origin::Helper});
        }
      }
      if (passed.field != kNone)
        continue;
      // What a generic container does to what is put into it (giving it an identity) is the container's own.
      if (functions[passed.callee].isMethod() && functions[passed.callee].is(facts::kTemplated))
        continue;
      for (const FieldId field : theirs->writes)
        if (program_.fields_[field].owner == passed.owner)
          info.pokes.push_back({.kind = PokeKind::Helper,
                                .owner = passed.owner,
                                .field = field,
                                .object = passed.object,
                                .via = passed.callee,
                                .building = passed.building,
                                .value = {},
                                .parameters = {},
                                .place = passed.place,
                                .guards = passed.guards,
                                .inputs = {}});
    }
  }
}

} // namespace tell
