#include "model/use_index.hpp"

#include "model/collaborator.hpp"
#include "model/parts.hpp"
#include "support/sort_unique.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace tell {

namespace {

/// Answers whether a class's objects are kept: in a field of another class, in a container, behind a smart pointer.
std::vector<bool> keptClasses(const Program &program) {
  std::vector<bool> kept(program.classes().size(), false);
  const auto keep = [&](TypeId type) {
    if (const ClassId id = type == kNone ? kNone : program.recordOf(type); id != kNone)
      kept[id] = true;
  };
  for (const FieldInfo &field : program.fields())
    keep(field.type);
  for (const TypeInfo &type : program.types()) {
    const bool handle = type.kind == facts::TypeKind::Pointer || type.kind == facts::TypeKind::LvalueReference ||
                        type.kind == facts::TypeKind::RvalueReference || type.wrapper == facts::Wrapper::Optional ||
                        type.wrapper == facts::Wrapper::Iterator;
    if (!handle)
      keep(type.inner);
  }
  return kept;
}

std::uint32_t distinct(const Program &program, const std::vector<RuleSite> &sites) {
  std::set<std::uint64_t> hashes;
  for (const RuleSite &site : sites)
    hashes.insert(program.functions()[site.function].rules[site.rule].hash);
  return static_cast<std::uint32_t>(hashes.size());
}

/// Whether the field holds a function: to be told what to call is to be connected, and no step of the object's life.
bool isCallback(const Program &program, FieldId field) {
  const TypeId type = program.fields()[field].type;
  return type != kNone && program.types()[type].wrapper == facts::Wrapper::Function;
}

/// Whether the class that a function belongs to is the only one that decides on another's state: its working state.
bool isOnlyAskedBy(const Program &program, ClassId asked, const FunctionInfo &asker) {
  return std::ranges::all_of(program.use(asked).outsideRules, [&](const RuleSite &site) {
    return program.functions()[site.function].owner == asker.owner;
  });
}

/// Whether a rule asks the object that a poke changes. A raw write may follow any question, a behaviour's answer
/// included; what goes through a helper must have been asked raw.
bool asks(const Program &program, const FunctionInfo &asker, const Rule &rule, const Poke &poke) {
  if (rule.display || rule.asserted || rule.kind == RuleKind::Match || rule.kind == RuleKind::Ordering)
    return false;
  const auto sameObject = [&](const auto &read) { return read.object == poke.object && read.owner == poke.owner; };
  // To see first whether the value is there already decides nothing.
  if (isThereAlready(rule, poke))
    return false;
  // Which place something gets among others is for whoever keeps them.
  if (poke.position &&
      std::ranges::none_of(rule.reads, [&](const StateRead &read) { return read.field == poke.field; }))
    return false;
  // Whoever has the object's partner do something to both of them has to see first whether there is one.
  if (rule.kind == RuleKind::Presence && poke.kind == PokeKind::Helper && rule.reads.size() == 1 &&
      rule.reads[0].field == poke.field)
    return false;
  // Where only a part changed, what was asked of that part is between the two. A plain part of the asker's own that
  // nobody else decides on is its working state. Whether something went well is for everybody to ask.
  const auto reads = [&](const StateRead &read) {
    return sameObject(read) && !(poke.part && read.part) &&
           !(read.origin == Origin::Own && program.isPlainData(poke.owner) &&
             isOnlyAskedBy(program, poke.owner, asker)) &&
           !isOutcome(program, program.fields()[read.field].type);
  };
  if (std::ranges::any_of(rule.reads, reads))
    return true;
  // A question that the object answers by itself counts where the answer is made of the very field that is then
  // written.
  return (poke.kind == PokeKind::Write || poke.kind == PokeKind::Setter) &&
         std::ranges::any_of(rule.queries, [&](const QueryCall &query) {
           const FunctionInfo &asked = program.functions()[query.query];
           return sameObject(query) && asked.is(facts::kConstMethod) &&
                  std::ranges::binary_search(asked.ownReads, poke.field);
         });
}

/// Whether the function puts the field back to what it was: an option that is switched off for a while.
bool isTemporary(const FunctionInfo &function, const Poke &poke) {
  return std::ranges::any_of(function.pokes, [&](const Poke &other) {
    return other.restores && other.field == poke.field && other.object == poke.object;
  });
}

} // namespace

void UseIndex::addRules(FunctionId id, Exemption exemption) {
  const FunctionInfo &function = program_.functions()[id];
  for (std::uint32_t i = 0; i < function.rules.size(); ++i) {
    const Rule &rule = function.rules[i];
    if (rule.kind > RuleKind::Computation)
      continue;
    const bool shown = exemption == Exemption::Display || (rule.display && exemption != Exemption::Test);
    const bool echoes = exemption == Exemption::Override || shown;
    std::set<ClassId> owners;
    for (const StateRead &read : rule.reads)
      owners.insert(read.owner);
    for (const ClassId owner : owners) {
      ClassUse &use = program_.uses_[owner];
      // What belongs to it from without speaks neither for nor against the class.
      if (program_.isModuleOf(id, owner))
        continue;
      if (program_.inside(id, owner)) {
        if (rule.asks())
          use.insideRules.push_back({id, i});
      } else if (rule.viaHelper || rule.asserted) {
        continue;
      } else if (echoes) {
        use.echoes.push_back({id, i});
      } else if (rule.asks() && exemption == Exemption::None) {
        use.outsideRules.push_back({id, i});
      }
    }
  }
}

void UseIndex::addPokes(FunctionId id) {
  const FunctionInfo &function = program_.functions()[id];
  for (std::uint32_t i = 0; i < function.pokes.size(); ++i) {
    const Poke &poke = function.pokes[i];
    // A derived class is inside, but what its base maintains it may break like anybody else.
    const bool derived = function.isMethod() && function.owner != poke.owner &&
                         program_.derivesFrom(function.owner, poke.owner) && !function.isSpecial();
    if (poke.kind == PokeKind::Helper || (program_.inside(id, poke.owner) && !derived))
      continue;
    ClassUse &use = program_.uses_[poke.owner];
    (poke.building ? use.buildingPokes : use.pokes).push_back({id, i});
  }
}

void UseIndex::addConstructions(FunctionId id) {
  const FunctionInfo &function = program_.functions()[id];
  for (std::uint32_t i = 0; i < function.built.size(); ++i)
    if (const ClassId type = function.built[i].type; !program_.inside(id, type))
      program_.uses_[type].constructions.push_back({id, i});
}

void UseIndex::addAskThenTells(FunctionId id) {
  const FunctionInfo &function = program_.functions()[id];
  for (std::uint32_t i = 0; i < function.pokes.size(); ++i) {
    const Poke &poke = function.pokes[i];
    // How something went is for whoever did it to say.
    if (poke.building || program_.inside(id, poke.owner) || isTemporary(function, poke) ||
        isCollaborator(program_, poke) || isOutcome(program_, program_.fields()[poke.field].type) ||
        isRepresentation(program_, poke.field) || isCallback(program_, poke.field))
      continue;
    const bool direct = poke.kind != PokeKind::Helper;
    std::uint32_t asked = kNone;
    const auto consider = [&](std::uint32_t rule) {
      if (asked == kNone && asks(program_, function, function.rules[rule], poke) &&
          (direct || !function.rules[rule].viaHelper))
        asked = rule;
    };
    for (const std::uint32_t rule : poke.guards)
      consider(rule);
    for (const std::uint32_t rule : poke.inputs)
      consider(rule);
    // A helper that is only called, and refuses, guards all that follows.
    for (std::uint32_t rule = 0; rule < function.rules.size(); ++rule)
      if (function.rules[rule].refuses && function.rules[rule].place < poke.place)
        consider(rule);
    // Counting a public number up is what plain data is for; through accessors it is get, compute, set.
    const bool computes = poke.kind == PokeKind::Setter && poke.readModifyWrite;
    if (asked != kNone || computes)
      program_.uses_[poke.owner].askThenTells.push_back({id, i, asked});
  }
}

// Whether the function does anything with the object as what it was taken for, and not only hands it on.
bool UseIndex::usesAs(const FunctionInfo &function, const Downcast &cast) const {
  const auto isIts = [&](ClassId owner) {
    return owner != kNone && program_.derivesFrom(cast.derived, owner) && !program_.derivesFrom(cast.base, owner);
  };
  const auto ofIts = [&](const auto &event) { return isIts(event.owner); };
  return std::ranges::any_of(function.told, ofIts) || std::ranges::any_of(function.pokes, ofIts) ||
         std::ranges::any_of(function.carried, ofIts) || std::ranges::any_of(function.rules, [&](const Rule &rule) {
           return std::ranges::any_of(rule.reads, ofIts) || std::ranges::any_of(rule.queries, ofIts);
         });
}

void UseIndex::addLadders(FunctionId id) {
  const FunctionInfo &function = program_.functions()[id];
  // Versions of one virtual function each treat the object in their own way.
  if (function.is(facts::kOverride))
    return;
  std::map<std::pair<ClassId, ObjectKey>, std::map<ClassId, std::uint32_t>> ladders;
  for (std::uint32_t i = 0; i < function.downcasts.size(); ++i) {
    const Downcast &cast = function.downcasts[i];
    // Who makes the counterpart of each kind in another hierarchy keeps the two apart.
    if (!cast.mapped && cast.derived != cast.base && program_.derivesFrom(cast.derived, cast.base) &&
        !program_.inside(id, cast.base))
      ladders[{cast.base, cast.object}].emplace(cast.derived, i);
  }
  for (const auto &[of, first] : ladders) {
    if (first.size() < 2)
      continue;
    CastLadder ladder{id, {}};
    for (const auto &[derived, downcast] : first)
      ladder.downcasts.push_back(downcast);
    // Who only tells its own by the kind what to do would have the object know about them.
    const auto isUsed = [&](std::uint32_t downcast) { return usesAs(function, function.downcasts[downcast]); };
    const bool answers = function.result != kNone && program_.types()[function.result].kind != facts::TypeKind::Void &&
                         program_.onlyAnswers(id);
    if (!answers && std::ranges::none_of(ladder.downcasts, isUsed))
      continue;
    std::ranges::sort(ladder.downcasts);
    program_.uses_[of.first].ladders.push_back(std::move(ladder));
  }
}

// `operator>>(stream, object)`, `from_json(document, object)`, `read(stream, object)`: what the object holds comes from
// a file or a wire.
void UseIndex::addReaders(FunctionId id) {
  const FunctionInfo &function = program_.functions()[id];
  if (!function.project || function.parameters.size() < 2)
    return;
  const bool named = !function.isMethod() && (function.simple == "operator>>" || function.simple == "from_json");
  const bool streams = std::ranges::any_of(function.parameters, [this](const ParameterInfo &parameter) {
    return parameter.type != kNone &&
           program_.types()[program_.pointee(parameter.type)].wrapper == facts::Wrapper::Stream;
  });
  if (!named && !streams)
    return;
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const TypeId type = function.parameters[i].type;
    if (type == kNone || program_.types()[type].kind != facts::TypeKind::LvalueReference)
      continue;
    // What is read is filled in, one field or all.
    const bool filled = named ? i == 1 : i < function.summaries.size() && !function.summaries[i].writes.empty();
    if (const ClassId read = program_.recordOf(type); read != kNone && filled)
      program_.uses_[read].readBack = true;
  }
}

void UseIndex::addSweeps(FunctionId id) {
  const FunctionInfo &function = program_.functions()[id];
  for (std::uint32_t i = 0; i < function.sweeps.size(); ++i)
    if (const ClassId owner = function.sweeps[i].owner; !program_.inside(id, owner))
      program_.uses_[owner].sweeps.push_back({id, i});
}

void UseIndex::countInterface(ClassId id) {
  const ClassInfo &info = program_.classes()[id];
  ClassUse &use = program_.uses_[id];
  for (const FieldId fieldId : info.fields) {
    const FieldInfo &field = program_.fields()[fieldId];
    if (field.isStatic())
      continue;
    ++use.dataFields;
    use.publicFields += field.access == facts::Access::Public ? 1 : 0;
  }
  for (const FunctionId methodId : info.methods) {
    const FunctionInfo &method = program_.functions()[methodId];
    if (method.access != facts::Access::Public || method.isSpecial() || method.is(facts::kDeleted))
      continue;
    // An accessor that a base asks for is the base's vocabulary.
    switch (method.is(facts::kOverride) ? AccessorKind::None : method.accessor.kind) {
    case AccessorKind::Getter:
      ++use.getters;
      break;
    case AccessorKind::Setter:
      ++use.setters;
      break;
    case AccessorKind::None:
      ++use.behaviours;
      break;
    }
  }
}

void UseIndex::countDistinct(ClassUse &use) const {
  const auto byPlace = [this](const RuleSite &site) {
    const Rule &rule = program_.functions()[site.function].rules[site.rule];
    return std::tie(rule.place, rule.hash);
  };
  std::ranges::sort(use.outsideRules, {}, byPlace);
  std::ranges::sort(use.echoes, {}, byPlace);
  std::ranges::sort(use.insideRules, {}, byPlace);
  const auto pokePlace = [this](const PokeSite &site) {
    const Poke &poke = program_.functions()[site.function].pokes[site.poke];
    return std::tie(poke.place, poke.field);
  };
  std::ranges::sort(use.sweeps, {}, [this](const SweepSite &site) {
    const Sweep &sweep = program_.functions()[site.function].sweeps[site.sweep];
    return std::tie(sweep.place, sweep.field);
  });
  std::ranges::sort(use.pokes, {}, pokePlace);
  std::ranges::sort(use.buildingPokes, {}, pokePlace);
  use.distinctOutside = distinct(program_, use.outsideRules);
  use.distinctInside = distinct(program_, use.insideRules);
  for (const RuleSite &site : use.outsideRules)
    use.deciders.push_back(site.function);
  sortUnique(use.deciders);
}

// Outside functions whose text names the representation: readers of raw state and writers.
void UseIndex::countDependents() {
  std::vector<std::vector<FunctionId>> dependents(program_.classes_.size());
  for (FunctionId id = 0; id < program_.functions_.size(); ++id) {
    const FunctionInfo &function = program_.functions_[id];
    if (!function.project)
      continue;
    std::set<ClassId> touched;
    for (const Carried &carried : function.carried)
      touched.insert(carried.owner);
    for (const Poke &poke : function.pokes)
      if (poke.kind != PokeKind::Helper)
        touched.insert(poke.owner);
    for (const ClassId owner : touched)
      if (owner != kNone && !program_.inside(id, owner))
        dependents[owner].push_back(id);
  }
  for (ClassId id = 0; id < program_.classes_.size(); ++id) {
    ClassUse &use = program_.uses_[id];
    std::ranges::copy(use.deciders, std::back_inserter(dependents[id]));
    sortUnique(dependents[id]);
    use.dependents = static_cast<std::uint32_t>(dependents[id].size());
  }
}

// How much of a class's business is done outside. The same rule in two places weighs once.
void UseIndex::weigh(ClassId id) {
  ClassUse &use = program_.uses_[id];
  std::map<std::uint64_t, double> weights;
  for (const RuleSite &site : use.outsideRules) {
    const Rule &rule = program_.functions()[site.function].rules[site.rule];
    double &weight = weights[rule.hash];

    weight = std::max(weight, program_.weight(site.function, rule, id));
  }
  for (const auto &[hash, weight] : weights) {
    use.outsideWeight += weight;
    use.strongOutside += weight >= 1 ? 1 : 0;
  }
  std::set<FunctionId> transitions;
  for (const AskThenTell &site : use.askThenTells)
    transitions.insert(site.function);
  for (const PokeSite &site : use.pokes)
    if (program_.functions()[site.function].pokes[site.poke].decided)
      transitions.insert(site.function);
  // To take one object and give back what becomes of it is a transition, too.
  for (const PokeSite &site : use.buildingPokes) {
    const FunctionInfo &function = program_.functions()[site.function];
    const Poke &poke = function.pokes[site.poke];
    const auto asked = [&](std::uint32_t rule) { return asks(program_, function, function.rules[rule], poke); };
    if (poke.copied && function.result != kNone && program_.recordOf(function.result) == id &&
        (std::ranges::any_of(poke.guards, asked) || std::ranges::any_of(poke.inputs, asked)))
      transitions.insert(site.function);
  }
  use.transitions = static_cast<std::uint32_t>(transitions.size());
  use.changed = use.transitions > 0 || !use.pokes.empty();
}

void UseIndex::build() {
  program_.uses_.assign(program_.classes_.size(), {});
  std::vector<Exemption> exemptions;
  for (FunctionId id = 0; id < program_.functions_.size(); ++id) {
    exemptions.push_back(program_.exempts(id));
    addRules(id, exemptions.back());
    addReaders(id);
  }
  for (FunctionId id = 0; id < program_.functions_.size(); ++id) {
    const Exemption exemption = exemptions[id];
    // A strategy may decide what it likes; what it then changes is the object's all the same.
    if (exemption != Exemption::None && exemption != Exemption::Override)
      continue;
    addPokes(id);
    addConstructions(id);
    addAskThenTells(id);
    addSweeps(id);
    addLadders(id);
  }
  for (ClassId id = 0; id < program_.classes_.size(); ++id)
    countInterface(id);
  const auto kept = keptClasses(program_);
  for (ClassId id = 0; id < program_.classes_.size(); ++id) {
    countDistinct(program_.uses_[id]);
    program_.uses_[id].kept = kept[id];
    weigh(id);
  }
  countDependents();
}

} // namespace tell
