#include "model/program.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tell {

namespace {

constexpr double kStrong = 1;
constexpr double kSelection = 1.5;         // a switch over its kinds holds several rules at once
constexpr double kShared = 0.5;            // one input from elsewhere: "is there room for n"
constexpr double kInput = 0.25;            // a scaled amount, a flag that is only looked at
constexpr std::uint32_t kForeignLimit = 3; // Extract Function with more parameters than this is no improvement

/// Whether the function changes objects of the class that were there before.
bool changes(const FunctionInfo &function, ClassId of) {
  return std::ranges::any_of(function.pokes, [of](const Poke &poke) { return poke.owner == of && !poke.building; });
}

/// Whether the rule looks at what came of something that the object was told before, for the sake of others.
bool asksForOutcome(const FunctionInfo &function, const Rule &rule, ClassId of) {
  const auto index = static_cast<std::uint32_t>(&rule - function.rules.data());
  bool told = false;
  for (const StateRead &read : rule.reads) {
    if (read.owner != of)
      continue;
    const auto about = [&](const auto &event) { return event.object == read.object && event.owner == of; };
    const auto underIt = [&](const auto &event) {
      return about(event) && std::ranges::count(event.guards, index) != 0;
    };
    if (std::ranges::any_of(function.told, underIt) || std::ranges::any_of(function.pokes, underIt))
      return false;
    told = told || std::ranges::any_of(function.told, [&](const Told &event) {
             return about(event) && !event.constant && event.place < rule.place;
           });
  }
  return told;
}

/// What the kind of a rule and its surroundings say, whatever class it is about.
Exemption exemptionOf(const FunctionInfo &function, const Rule &rule) {
  switch (rule.kind) {
  case RuleKind::Aggregation:
    return Exemption::Aggregate;
  case RuleKind::Presence:
    return Exemption::Presence;
  case RuleKind::Match:
    return Exemption::Search;
  case RuleKind::Ordering:
    return Exemption::Comparator;
  case RuleKind::Decision:
  case RuleKind::Selection:
  case RuleKind::Computation:
    break;
  }
  if (rule.display || (function.formats && !rule.figures))
    return Exemption::Display;
  if (rule.makes)
    return Exemption::Building;
  if (rule.asserted)
    return Exemption::Assertion;
  return rule.viaHelper ? Exemption::Helper : Exemption::None;
}

} // namespace

bool Program::isPlainData(ClassId id) const {
  const ClassInfo &info = classes_[id];
  return std::ranges::all_of(info.fields, [this](FieldId field) {
    return fields_[field].isStatic() || fields_[field].access == facts::Access::Public;
  });
}

ClassId Program::home(const Rule &rule) const {
  std::map<ClassId, std::set<FieldId>> fields;
  for (const StateRead &read : rule.reads)
    if (read.origin != Origin::Members)
      fields[read.owner].insert(read.field);
  ClassId best = kNone;
  std::size_t most = 0;
  bool tied = false;
  for (const auto &[owner, read] : fields) {
    if (read.size() > most) {
      best = owner;
      most = read.size();
      tied = false;
    } else if (read.size() == most) {
      tied = true;
    }
  }
  return tied ? kNone : best;
}

Involvement Program::involvement(FunctionId id, ClassId with) const {
  const FunctionInfo &function = functions_[id];
  Involvement out;
  std::set<ClassId> asked;
  for (const Rule &rule : function.rules) {
    if (rule.display || rule.asserted || rule.viaHelper)
      continue;
    ++out.all;
    std::set<ClassId> owners;
    for (const StateRead &read : rule.reads)
      if (!inside(id, read.owner))
        owners.insert(read.owner);
    for (const ClassId owner : owners)
      if (const double weighs = weight(id, rule, owner); weighs > 0) {
        asked.insert(owner);
        out.rules += owner == with ? 1 : 0;
        out.weight += owner == with ? weighs : 0;
      }
  }
  out.all = std::max(out.all, function.branches);
  out.classes = static_cast<std::uint32_t>(asked.size());
  return out;
}

bool Program::isCollection(TypeId type) const {
  const facts::Wrapper wrapper = types_[type].wrapper;
  return wrapper == facts::Wrapper::Sequence || wrapper == facts::Wrapper::Map || wrapper == facts::Wrapper::Set;
}

Weight Program::weigh(FunctionId functionId, const Rule &rule, ClassId of) const {
  const FunctionInfo &function = functions_[functionId];
  if (const Exemption exemption = exemptionOf(function, rule); exemption != Exemption::None)
    return {0, exemption};
  std::set<FieldId> fields;
  std::set<ObjectKey> objects;
  std::set<ClassId> others;
  bool element = false;
  bool parts = true;
  for (const StateRead &read : rule.reads) {
    if (read.owner != of) {
      if (read.origin != Origin::Members)
        others.insert(read.owner);
      continue;
    }
    switch (read.origin) {
    case Origin::Building:
      return {0, Exemption::Building};
    case Origin::Helper:
    case Origin::Members:
      continue;
    case Origin::Own:
      return {0, Exemption::OwnPart};
    case Origin::Taken:
      return {0, Exemption::Conversion};
    case Origin::OwnElement:
    case Origin::Result:
      // Configuration, rows and results: whoever holds them may read them, as long as it does not change them.
      if (isPlainData(of) && !changes(function, of))
        return {0, Exemption::OwnPart};
      element = element || read.origin == Origin::OwnElement;
      break;
    case Origin::Element:
      element = true;
      break;
    case Origin::Ambient:
    case Origin::Other:
      break;
    }
    fields.insert(read.field);
    objects.insert(read.object);
    parts = parts && read.part;
  }
  // What asks the one object that everybody can reach, to judge another by it, is about the other.
  const auto isAmbient = [of](const StateRead &read) { return read.owner != of || read.origin == Origin::Ambient; };
  const auto isAnother = [of](const StateRead &read) { return read.owner != of && read.origin != Origin::Ambient; };
  if (std::ranges::all_of(rule.reads, isAmbient) && std::ranges::any_of(rule.reads, isAnother))
    return {0, Exemption::NoSingleHome};
  // What relates two objects of a class is about their relation.
  if (fields.empty())
    return {0, Exemption::Helper};
  if (asksForOutcome(function, rule, of))
    return {0, Exemption::Outcome};
  if (objects.size() != 1)
    return {0, Exemption::Comparator};
  const std::uint32_t foreign = rule.foreign + static_cast<std::uint32_t>(others.size());
  if (foreign > kForeignLimit)
    return {0, Exemption::NoSingleHome};
  const auto weighs = [](double weight) {
    return Weight{weight, weight > 0 ? Exemption::None : Exemption::NoSingleHome};
  };
  if (rule.kind == RuleKind::Selection)
    return weighs(element && (isPlainData(of) || onlyAnswers(functionId)) ? kShared
                  : foreign == 0                                          ? kSelection
                                                                          : kShared);
  if (fields.size() >= 2)
    return weighs(home(rule) == of || others.empty() ? (rule.mapped ? kShared : kStrong) : 0);
  if (rule.kind == RuleKind::Computation)
    return weighs(foreign == 0 ? kInput : 0);
  if (rule.bare)
    return weighs(kInput);
  const TypeId type = fields_[*fields.begin()].type;
  const bool text = type != kNone && (types_[pointee(type)].wrapper == facts::Wrapper::String ||
                                      types_[pointee(type)].wrapper == facts::Wrapper::StringView);
  if (rule.emptiness && type != kNone && (text || isCollection(pointee(type))))
    return weighs(kInput);
  const bool enumeration = type != kNone && types_[pointee(type)].kind == facts::TypeKind::Enum;
  if (element && enumeration) // picking some of many by their kind
    return weighs(rule.choice == 0 && (rule.predicate || onlyAnswers(functionId)) ? kInput : kShared);
  // What is held against the asker's own state is as much about the asker.
  const bool own = std::ranges::any_of(
      rule.reads, [&](const StateRead &read) { return read.owner != of && read.owner == function.owner; });
  const bool whole = foreign == 0 || (rule.spans && rule.foreign == 1 && others.empty());
  const double weight = whole && !parts ? kStrong : foreign > 1 ? 0 : own ? kInput : kShared;
  return weighs(rule.loops ? weight / 2 : weight);
}

} // namespace tell
