#include "model/program.hpp"

#include "support/path.hpp"

#include <algorithm>

namespace tell {

namespace {

bool isNumeric(const TypeInfo &type) {
  return type.kind == facts::TypeKind::Integer || type.kind == facts::TypeKind::Floating ||
         type.kind == facts::TypeKind::Character || type.kind == facts::TypeKind::Dependent;
}

} // namespace

std::string_view name(Role role) {
  static constexpr std::array<std::string_view, 18> kNames = {
      "unknown", "generated", "test",      "exception", "interface", "resource", "container", "result",  "node",
      "maths",   "component", "framework", "service",   "record",    "ceremony", "anemic",    "exposed", "rich"};
  return kNames[static_cast<std::size_t>(role)];
}

std::string_view name(Coverage coverage) {
  static constexpr std::array<std::string_view, 3> kNames = {"whole", "incomplete", "part"};
  return kNames[static_cast<std::size_t>(coverage)];
}

namespace {

/// Whether a file lies in a folder of tests or is named as one, as build systems and test runners have it.
bool isTestPath(std::string_view path) {
  constexpr std::array<std::string_view, 5> kFolders = {"test", "tests", "unittest", "unittests", "testing"};
  while (true) {
    const auto slash = path.find('/');
    if (slash == std::string_view::npos)
      break;
    if (std::ranges::find(kFolders, path.substr(0, slash)) != kFolders.end())
      return true;
    path.remove_prefix(slash + 1);
  }
  const std::string_view stem = path.substr(0, path.find('.'));
  return stem.starts_with("test_") || stem.ends_with("_test") || stem.ends_with("_tests") ||
         stem.ends_with("_unittest");
}

} // namespace

bool FunctionInfo::isSpecial() const {
  return kind == facts::FunctionKind::Constructor || kind == facts::FunctionKind::Destructor || simple == "operator=";
}

bool Program::derivesFrom(ClassId derived, ClassId base) const {
  return derived == base || (!classes_[derived].bases.empty() && std::ranges::count(lineage(derived), base) != 0);
}

bool Program::ownBodiesSeen(ClassId id) const {
  return std::ranges::all_of(classes_[id].methods, [this](FunctionId method) {
    const FunctionInfo &info = functions_[method];
    return info.defined || info.is(facts::kPure) || info.is(facts::kDefaulted) || info.is(facts::kDeleted);
  });
}

// Functions that are given a struct by pointer, as C does, belong to it where its module holds them: the header and the
// source of one name. The struct has no method then, or the header itself asks about plain data and nothing else. So do
// those in the namespace of a struct, however they are given it (C++ Core Guidelines, C.5: place helper functions in
// the same namespace as the class they support).
bool Program::isModuleOf(FunctionId id, ClassId of) const {
  const FunctionInfo &function = functions_[id];
  const ClassInfo &info = classes_[of];
  if (function.isMethod() || !fileExtension(info.place.path).starts_with('h'))
    return false;
  const auto stem = [](std::string_view path) {
    const std::string_view name = fileName(path);
    return name.substr(0, name.find('.'));
  };
  const auto isSpecial = [this](FunctionId method) { return functions_[method].isSpecial(); };
  const auto isOpen = [&](ClassId id) { return std::ranges::all_of(classes_[id].methods, isSpecial); };
  const auto isGiven = [&](const ParameterInfo &parameter, ClassId what) {
    return parameter.type != kNone && types_[parameter.type].kind == facts::TypeKind::Pointer &&
           recordOf(parameter.type) == what;
  };
  const auto isAbout = [&](const ParameterInfo &parameter) { return isGiven(parameter, of); };
  if (function.place.path == info.place.path && isPlainData(of) && !function.parameters.empty() &&
      std::ranges::all_of(function.parameters, isAbout))
    return true;
  // What it is a part of, the module's, too.
  const auto isOfModule = [&](const ParameterInfo &parameter) {
    const ClassId given = parameter.type == kNone ? kNone : recordOf(parameter.type);
    return given != kNone && isGiven(parameter, given) && isOpen(given) &&
           stem(classes_[given].place.path) == stem(info.place.path);
  };
  if (!isOpen(of) || stem(info.place.path) != stem(function.place.path))
    return false;
  const auto space = [](const std::string &name) { return name.substr(0, name.rfind("::") + 1); };
  const bool beside = info.name.size() > info.simple.size() && info.enclosing == kNone &&
                      space(info.name) == space(function.name) && isPlainData(of);
  const auto isIt = [&](const ParameterInfo &parameter) {
    return parameter.type != kNone && recordOf(parameter.type) == of;
  };
  return std::ranges::any_of(function.parameters, isOfModule) ||
         (beside && std::ranges::any_of(function.parameters, isIt));
}

bool Program::inside(FunctionId function, ClassId of) const {
  constexpr int kNesting = 16;
  if (isModuleOf(function, of))
    return true;
  ClassId owner = functions_[function].owner;
  for (int i = 0; owner != kNone && i < kNesting; ++i) {
    if (derivesFrom(owner, of) || derivesFrom(of, owner))
      return true;
    // So is the class that it hides its state in.
    if (const ClassId hidden = classes_[of].implements; hidden != kNone && derivesFrom(owner, hidden))
      return true;
    // A nested class is a detail of the class around it, which may do with it what it likes.
    ClassId part = of;
    for (int j = 0; part != kNone && j < kNesting; ++j) {
      const ClassInfo &info = classes_[part];
      if (info.enclosing != kNone && derivesFrom(owner, info.enclosing))
        return true;
      part = info.enclosing;
    }
    owner = classes_[owner].enclosing;
  }
  return false;
}

TypeId Program::pointee(TypeId type) const {
  constexpr int kLimit = 16;
  for (int i = 0; i < kLimit; ++i) {
    const TypeInfo &info = types_[type];
    const bool handle = info.kind == facts::TypeKind::LvalueReference ||
                        info.kind == facts::TypeKind::RvalueReference || info.kind == facts::TypeKind::Pointer ||
                        info.wrapper == facts::Wrapper::UniquePointer ||
                        info.wrapper == facts::Wrapper::SharedPointer || info.wrapper == facts::Wrapper::WeakPointer ||
                        info.wrapper == facts::Wrapper::Optional || info.wrapper == facts::Wrapper::Iterator ||
                        info.wrapper == facts::Wrapper::ReferenceWrapper;
    if (!handle || info.inner == kNone)
      return type;
    type = info.inner;
  }
  return type;
}

ClassId Program::recordOf(TypeId type) const { return types_[pointee(type)].record; }

bool Program::isKind(FieldId id) const {
  const FieldInfo &field = fields_[id];
  if (field.owner == kNone || field.isStatic() || field.type == kNone ||
      types_[pointee(field.type)].kind != facts::TypeKind::Enum)
    return false;
  const bool becomes = std::ranges::any_of(classes_[field.owner].methods, [&](FunctionId method) {
    const FunctionInfo &info = functions_[method];
    return !info.isSpecial() && info.accessor.kind != AccessorKind::Setter &&
           std::ranges::binary_search(info.ownWrites, id);
  });
  const auto decides = [&](FunctionId function, std::uint32_t index) {
    const Poke &poke = functions_[function].pokes[index];
    return poke.field == id && (poke.literal || poke.decided || !poke.guards.empty());
  };
  const ClassUse &use = uses_[field.owner];
  return !becomes &&
         std::ranges::none_of(use.pokes, [&](const PokeSite &site) { return decides(site.function, site.poke); }) &&
         std::ranges::none_of(use.askThenTells, [&](const AskThenTell &site) {
           return functions_[site.function].pokes[site.poke].field == id;
         });
}

bool Program::isStrategy(FunctionId id) const {
  const FunctionInfo &function = functions_[id];
  if (function.owner == kNone || (!function.is(facts::kOverride) && !function.is(facts::kVirtual)))
    return false;
  const auto implements = [&](ClassId derived) {
    return std::ranges::any_of(classes_[derived].methods, [&](FunctionId method) {
      return functions_[method].simple == function.simple && functions_[method].is(facts::kOverride);
    });
  };
  const auto varies = [&](ClassId base) { return std::ranges::count_if(classes_[base].derived, implements) >= 2; };
  // What the others override, the base's own version included.
  return function.is(facts::kOverride) ? std::ranges::any_of(classes_[function.owner].bases, varies)
                                       : varies(function.owner);
}

bool Program::onlyAnswers(FunctionId id) const {
  const FunctionInfo &function = functions_[id];
  return function.ownWrites.empty() &&
         std::ranges::all_of(function.pokes, [](const Poke &poke) { return poke.building; }) &&
         std::ranges::all_of(function.told, [this](const Told &told) {
           const FunctionInfo &callee = functions_[told.callee];
           return told.constant || (callee.defined && callee.ownWrites.empty() && callee.pokes.empty());
         });
}

bool Program::isPart(ClassId part, ClassId whole) const {
  constexpr std::size_t kLimit = 256;
  std::vector<ClassId> holders{whole};
  for (std::size_t i = 0; i < holders.size() && i < kLimit; ++i)
    for (const FieldId field : classes_[holders[i]].fields) {
      TypeId type = fields_[field].type;
      while (type != kNone && types_[type].record == kNone && types_[type].kind != facts::TypeKind::Pointer &&
             types_[type].kind != facts::TypeKind::LvalueReference)
        type = types_[type].inner;
      const ClassId record = type == kNone ? kNone : types_[type].record;
      if (record == part && record != kNone)
        return true;
      if (record != kNone && std::ranges::count(holders, record) == 0)
        holders.push_back(record);
    }
  return false;
}

bool Program::isStore(ClassId id) const {
  const ClassInfo &info = classes_[id];
  std::size_t collections = 0;
  for (const FieldId fieldId : info.fields) {
    const FieldInfo &field = fields_[fieldId];
    if (field.isStatic() || field.type == kNone)
      continue;
    const TypeInfo &type = types_[pointee(field.type)];
    const bool collection = type.kind == facts::TypeKind::Array || type.wrapper == facts::Wrapper::Sequence ||
                            type.wrapper == facts::Wrapper::Map || type.wrapper == facts::Wrapper::Set ||
                            type.wrapper == facts::Wrapper::Container;
    if (collection && type.inner != kNone && recordOf(type.inner) != kNone)
      ++collections;
    else if (!collection && !(type.kind == facts::TypeKind::Integer && field.access != facts::Access::Public))
      return false;
  }
  const bool looksUp = std::ranges::any_of(info.methods, [&](FunctionId methodId) {
    const FunctionInfo &method = functions_[methodId];
    const ClassId answer = method.result == kNone ? kNone : recordOf(method.result);
    return !method.is(facts::kStatic) && !method.parameters.empty() && answer != kNone && answer != id &&
           types_[method.result].kind != facts::TypeKind::Record;
  });
  return collections > 1 || (collections == 1 && (isPlainData(id) || looksUp));
}

bool Program::picksSome(const Rule &rule) const {
  return std::ranges::any_of(rule.reads, [this](const StateRead &read) {
    const TypeId type = fields_[read.field].type;
    const bool element = read.origin == Origin::Element || read.origin == Origin::OwnElement;
    return element && type != kNone && types_[pointee(type)].kind == facts::TypeKind::Enum;
  });
}

bool Program::isTest(ClassId id) const {
  const auto isFramework = [](const std::string &base) { return base.starts_with("testing::") || base == "QTestCase"; };
  return std::ranges::any_of(
      lineage(id), [&](ClassId base) { return std::ranges::any_of(classes_[base].outsideBases, isFramework); });
}

bool Program::isBuffer(ClassId id) const {
  std::set<ClassId> others; // looked at already: a class may be reached on very many ways
  return isBuffer(id, others);
}

bool Program::isBuffer(ClassId id, std::set<ClassId> &others) const {
  if (others.contains(id))
    return false;
  const bool is = isBufferItself(id, others);
  if (!is)
    others.insert(id);
  return is;
}

bool Program::isBufferItself(ClassId id, std::set<ClassId> &others) const {
  const ClassInfo &info = classes_[id];
  bool owns = std::ranges::any_of(info.bases, [&](ClassId base) { return isBuffer(base, others); });
  const bool derived = owns;
  for (const FieldId fieldId : info.fields) {
    const FieldInfo &field = fields_[fieldId];
    if (field.isStatic() || field.type == kNone)
      continue;
    if (holdsNumbers(field.type))
      owns = true;
    else if (!isNumeric(types_[field.type]) && types_[field.type].kind != facts::TypeKind::Bool)
      return false;
  }
  return owns &&
         (derived || std::ranges::any_of(info.methods, [this](FunctionId method) { return handsOutNumbers(method); }));
}

bool Program::holdsNumbers(TypeId id) const {
  const TypeInfo &type = types_[id];
  const bool holds = type.kind == facts::TypeKind::Pointer || type.kind == facts::TypeKind::Array ||
                     type.wrapper == facts::Wrapper::UniquePointer || type.wrapper == facts::Wrapper::Sequence;
  TypeId element = holds ? type.inner : kNone;
  while (element != kNone && types_[element].kind == facts::TypeKind::Array && types_[element].inner != kNone)
    element = types_[element].inner;
  return element != kNone && isNumeric(types_[element]);
}

// A public way to a raw element: a pointer or a non-const reference to a number.
bool Program::handsOutNumbers(FunctionId id) const {
  const FunctionInfo &method = functions_[id];
  if (method.access != facts::Access::Public || method.result == kNone || method.isSpecial())
    return false;
  const TypeInfo &result = types_[method.result];
  return (result.kind == facts::TypeKind::Pointer || result.kind == facts::TypeKind::LvalueReference) &&
         result.inner != kNone && isNumeric(types_[result.inner]) && (types_[result.inner].flags & facts::kConst) == 0;
}

// Equality, ordering, printing and their like are a class's own vocabulary even where the language wants them outside;
// `main` puts a program together.
Exemption Program::exempts(FunctionId id) const {
  const FunctionInfo &function = functions_[id];
  if (!function.project)
    return Exemption::Partial;
  if ((function.isMethod() && isTest(function.owner)) || isTestPath(function.place.path))
    return Exemption::Test;
  if (!function.isMethod() &&
      (function.kind == facts::FunctionKind::Operator || function.simple.starts_with("operator")))
    return Exemption::Vocabulary;
  if (!function.isMethod() && function.simple == "main")
    return Exemption::Composition;
  // What the standard and serialization libraries look up by its name speaks for the class.
  static constexpr std::array kVocabulary = {"swap", "hash_value", "qHash", "AbslHashValue"};
  static constexpr std::array kSerialization = {"to_json", "from_json"};
  const auto isNamed = [&](const auto &names) {
    return !function.isMethod() && std::ranges::find(names, function.simple) != names.end();
  };
  if (isNamed(kVocabulary) || (function.isMethod() && classes_[function.owner].name.starts_with("std::")))
    return Exemption::Vocabulary;
  if (isNamed(kSerialization))
    return Exemption::Serialization;
  if (isStrategy(id))
    return Exemption::Override;
  // What takes a stream writes to it or reads from it.
  const bool streams = std::ranges::any_of(function.parameters, [this](const ParameterInfo &parameter) {
    return parameter.type != kNone && types_[pointee(parameter.type)].wrapper == facts::Wrapper::Stream;
  });
  if (streams)
    return Exemption::Serialization;
  // What writes to a stream of its own, changes nothing, answers nothing and works nothing out only shows.
  const auto isKept = [this](ClassId kept) { return !isBuffer(kept); };
  const bool changes =
      !function.ownWrites.empty() || std::ranges::any_of(function.pokes, isKept, &Poke::owner) ||
      std::ranges::any_of(function.told, [&](const Told &told) { return !told.constant && isKept(told.owner); });
  const bool figures = std::ranges::any_of(function.rules, &Rule::figures);
  // What draws works out where.
  const bool shows = function.draws || (function.output && !figures);
  const bool answers = function.result != kNone && types_[function.result].kind != facts::TypeKind::Void;
  return shows && !answers && !changes ? Exemption::Display : Exemption::None;
}

bool Program::isDomain(ClassId id) const {
  const Role role = classes_[id].role;
  // What is not known well enough for a verdict about the class is asked and poked all the same.
  if (role == Role::Unknown)
    return uses_[id].transitions > 0 || !isPlainData(id);
  return role == Role::Anemic || role == Role::Exposed || role == Role::Rich;
}

} // namespace tell
