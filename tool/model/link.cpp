#include "model/link.hpp"

#include "facts/parts.hpp"
#include "model/invariants.hpp"
#include "model/linker.hpp"
#include "model/roles.hpp"
#include "model/use_index.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace tell {

namespace {

std::string_view usrOf(const facts::TuFacts &unit, const facts::Symbol &symbol) { return unit.string(symbol.usr); }

model::EntityKey keyOf(const facts::TuFacts &unit, const facts::Symbol &symbol) {
  return {usrOf(unit, symbol), symbol.file == kNone ? std::string_view() : unit.string(unit.files[symbol.file].path)};
}

bool isLess(const std::vector<facts::Node> &a, const std::vector<facts::Node> &b) {
  if (a.size() != b.size())
    return a.size() < b.size();
  return std::memcmp(a.data(), b.data(), a.size() * sizeof(facts::Node)) < 0;
}

bool isComplete(const facts::Symbol &symbol) { return (symbol.flags & facts::kIncomplete) == 0; }

} // namespace

Linker::Linker(const LinkInput &input) : scope_(*input.scope), input_(input) {
  program_.coverage_ = input.coverage;
  for (const auto &unit : input.units)
    units_.push_back(&unit);
  // Units of one file (several targets) are told apart by what they say.
  std::ranges::sort(units_, [](const facts::TuFacts *a, const facts::TuFacts *b) {
    if (a->mainFile != b->mainFile)
      return a->mainFile < b->mainFile;
    if (((a->flags | b->flags) & facts::kUnitPart) != 0)
      return a < b;
    return a->strings != b->strings ? a->strings < b->strings : isLess(a->nodes, b->nodes);
  });
  views_.resize(units_.size());
  for (std::size_t i = 0; i < units_.size(); ++i)
    views_[i].facts = units_[i];
}

Text Linker::path(const facts::TuFacts &unit, facts::FileId file) const {
  return file == kNone ? Text() : Text(scope_.relative(unit.string(unit.files[file].path)));
}

Span Linker::span(const facts::TuFacts &unit, const facts::Place &place) const {
  return {path(unit, place.file), place.line, place.column, place.endLine, place.endColumn};
}

void Linker::conflict(Text name, Text message, const Span &place) { conflicts_.push_back({name, message, place}); }

/// Those of the units that say this.
std::vector<std::string> Linker::mainFiles(const facts::TuFacts &unit) const {
  std::vector<std::string> files{unit.mainFile};
  const auto index = static_cast<std::size_t>(&unit - input_.units.data());
  if (index < input_.sharers.size())
    for (const std::uint32_t sharer : input_.sharers[index])
      files.push_back(input_.units[sharer].mainFile);
  return files;
}

// Definitions first, over all units, so that a mention of something only declared finds its definition in another unit.
void Linker::joinEntities() {
  std::size_t functions = 0;
  for (const auto *unit : units_)
    functions += unit->functions.size();
  // Those outside of the project are only mentioned. Room that is not used takes no memory; to make more would.
  program_.functions_.reserve(functions + functions / 2);
  functions_.reserve(functions);
  for (const auto *unit : units_)
    joinDefinitions(*unit);
  for (auto &view : views_)
    joinMentions(view);
  // From here on views know who is meant.
  for (EntityMap *map : {&classes_, &functions_, &fields_, &enums_, &variables_, &enumerators_})
    *map = {};
  for (UsrMap *map : {&classByUsr_, &definedByUsr_, &enumByUsr_})
    *map = {};
}

void Linker::joinDefinitions(const facts::TuFacts &unit) {
  for (const auto &record : unit.classes) {
    const auto &symbol = unit.symbols[record.symbol];
    const auto [it, isNew] =
        classes_.try_emplace(keyOf(unit, symbol), static_cast<std::uint32_t>(program_.classes_.size()));
    if (!isNew)
      continue;
    classByUsr_.try_emplace(usrOf(unit, symbol), it->second);
    ClassInfo info;
    info.name = unit.string(symbol.qualified);
    info.simple = unit.string(symbol.name);
    program_.classes_.push_back(std::move(info));
  }
  for (const auto &function : unit.functions) {
    const auto &symbol = unit.symbols[function.symbol];
    if ((function.flags & facts::kHasBody) != 0 && (symbol.flags & facts::kInternal) == 0)
      definedByUsr_.try_emplace(usrOf(unit, symbol), functionOf(unit, symbol));
  }
}

std::uint32_t Linker::classOf(const facts::TuFacts &unit, const facts::Symbol &symbol) const {
  if (isComplete(symbol)) {
    const auto it = classes_.find(keyOf(unit, symbol));
    return it == classes_.end() ? kNone : it->second;
  }
  const auto it = classByUsr_.find(usrOf(unit, symbol));
  return it == classByUsr_.end() ? kNone : it->second;
}

// A function is its USR and the file of its canonical declaration: `main` of two programs are two. A declaration
// without a body here takes the one definition that another unit has under another key (declared by hand, without the
// header).
std::uint32_t Linker::functionOf(const facts::TuFacts &unit, const facts::Symbol &symbol) {
  const auto [known, isNew] =
      functions_.try_emplace(keyOf(unit, symbol), static_cast<std::uint32_t>(program_.functions_.size()));
  const std::uint32_t id = known->second;
  if (!isNew)
    return id;
  FunctionInfo info;
  info.name = unit.string(symbol.qualified);
  info.simple = unit.string(symbol.name);
  info.internal = (symbol.flags & facts::kInternal) != 0;
  info.project = (symbol.flags & facts::kInProject) != 0;
  program_.functions_.push_back(std::move(info));
  return id;
}

void Linker::joinMentions(model::UnitView &view) {
  const facts::TuFacts &unit = *view.facts;
  view.entities.assign(unit.symbols.size(), kNone);
  for (std::size_t i = 0; i < unit.symbols.size(); ++i) {
    const auto &symbol = unit.symbols[i];
    std::uint32_t &entity = view.entities[i];
    switch (symbol.kind) {
    case facts::SymbolKind::Class:
      entity = classOf(unit, symbol);
      break;
    case facts::SymbolKind::Enum: {
      const auto known = [&](const auto &index, const auto &key) {
        const auto it = index.find(key);
        return it == index.end() ? kNone : it->second;
      };
      entity = isComplete(symbol) ? known(enums_, keyOf(unit, symbol)) : known(enumByUsr_, usrOf(unit, symbol));
      if (entity != kNone)
        break;
      entity = static_cast<std::uint32_t>(program_.enums_.size());
      enums_.emplace(keyOf(unit, symbol), entity);
      enumByUsr_.try_emplace(usrOf(unit, symbol), entity);
      program_.enums_.push_back({unit.string(symbol.qualified), (symbol.flags & facts::kInProject) != 0, kNone});
      break;
    }
    case facts::SymbolKind::Field: {
      // Only fields of project classes are entities; they are filled in with their class.
      const ClassId owner = symbol.parent == kNone ? kNone : classOf(unit, unit.symbols[symbol.parent]);
      if (owner == kNone)
        break;
      const auto [it, isNew] =
          fields_.try_emplace(keyOf(unit, symbol), static_cast<std::uint32_t>(program_.fields_.size()));
      if (isNew) {
        FieldInfo info;
        info.name = unit.string(symbol.name);
        info.owner = owner;
        program_.fields_.push_back(std::move(info));
      }
      entity = it->second;
      break;
    }
    case facts::SymbolKind::Function: {
      if (const auto known = functions_.find(keyOf(unit, symbol)); known != functions_.end()) {
        entity = known->second;
        break;
      }
      if ((symbol.flags & facts::kInternal) != 0) {
        entity = functionOf(unit, symbol);
        break;
      }
      const auto defined = definedByUsr_.find(usrOf(unit, symbol));
      entity = defined != definedByUsr_.end() ? defined->second : functionOf(unit, symbol);
      break;
    }
    case facts::SymbolKind::Variable: {
      const auto [it, isNew] =
          variables_.try_emplace(keyOf(unit, symbol), static_cast<std::uint32_t>(variableInfos_.size()));
      if (isNew) {
        const auto name = unit.string(symbol.name);
        const bool stream =
            (symbol.flags & facts::kInSystem) != 0 && (name == "cout" || name == "cerr" || name == "clog");
        variableInfos_.push_back({name, (symbol.flags & facts::kConstant) != 0, stream});
      }
      entity = it->second;
      break;
    }
    case facts::SymbolKind::Enumerator:
      break; // after the enums
    }
  }
  for (std::size_t i = 0; i < unit.symbols.size(); ++i) {
    const auto &symbol = unit.symbols[i];
    if (symbol.kind != facts::SymbolKind::Enumerator)
      continue;
    const auto [it, isNew] =
        enumerators_.try_emplace(keyOf(unit, symbol), static_cast<std::uint32_t>(enumeratorInfos_.size()));
    if (isNew) {
      const bool member = // facts may say something else
          symbol.parent != kNone && unit.symbols[symbol.parent].kind == facts::SymbolKind::Enum;
      const EnumId of = member ? view.entities[symbol.parent] : kNone;
      enumeratorInfos_.push_back({unit.string(symbol.name), of});
      if (of != kNone)
        ++program_.enums_[of].named;
    }
    view.entities[i] = it->second;
  }
}

void Linker::joinTypes() {
  for (auto &view : views_) {
    view.types.assign(view.facts->types.size(), kNone);
    for (facts::TypeId id = 0; id < view.facts->types.size(); ++id)
      joinType(view, id, 0);
  }
}

TypeId Linker::joinType(model::UnitView &view, facts::TypeId id, unsigned depth) {
  constexpr unsigned kDepthLimit = 40; // facts from outside may hold a cycle
  if (id == kNone || depth > kDepthLimit)
    return kNone;
  if (view.types[id] != kNone)
    return view.types[id];
  const facts::TuFacts &unit = *view.facts;
  const facts::Type &from = unit.types[id];
  model::TypeKey key;
  key.spelling = unit.string(from.spelling);
  key.kind = from.kind;
  key.wrapper = from.wrapper;
  key.flags = from.flags;
  key.inner = joinType(view, from.inner, depth + 1);
  key.key = joinType(view, from.key, depth + 1);
  if (from.symbol != kNone) {
    const facts::SymbolKind kind = unit.symbols[from.symbol].kind;
    if (kind == facts::SymbolKind::Enum)
      key.enumeration = view.entities[from.symbol];
    else if (kind == facts::SymbolKind::Class)
      key.record = view.entities[from.symbol];
  }
  const auto [it, isNew] = types_.try_emplace(key, static_cast<std::uint32_t>(program_.types_.size()));
  if (isNew) {
    TypeInfo info;
    info.kind = key.kind;
    info.wrapper = key.wrapper;
    info.flags = key.flags;
    info.spelling = key.spelling;
    info.inner = key.inner;
    info.key = key.key;
    info.record = key.record;
    info.enumeration = key.enumeration;
    if (from.symbol != kNone)
      info.name = unit.string(unit.symbols[from.symbol].qualified);
    program_.types_.push_back(std::move(info));
  }
  return view.types[id] = it->second;
}

void Linker::fillClasses() {
  std::vector<bool> filled(program_.classes_.size(), false);
  for (const auto &view : views_) {
    const facts::TuFacts &unit = *view.facts;
    for (const auto &record : unit.classes) {
      const ClassId id = view.entities[record.symbol];
      if (id == kNone)
        continue;
      ClassInfo &info = program_.classes_[id];
      if (filled[id]) {
        const auto isField = [&unit](const facts::Field &field) {
          return unit.symbols[field.symbol].kind == facts::SymbolKind::Field;
        };
        const auto count = static_cast<std::size_t>(
            std::count_if(unit.fields.begin() + record.fields.begin, unit.fields.begin() + record.fields.end, isField));
        if (info.fields.size() != count)
          for (const std::string &file : mainFiles(unit))
            conflict(info.name,
                     "'" + info.name + "' has " + std::to_string(info.fields.size()) + " fields in one unit and " +
                         std::to_string(count) + " in " + scope_.relative(file),
                     info.place);
        info.flags |= record.flags & facts::kPartialClass;
        continue;
      }
      filled[id] = true;
      info.kind = record.kind;
      info.access = record.access;
      info.flags = record.flags;
      info.place = span(unit, record.name);
      info.extent = span(unit, record.extent);
      info.published = isPublished(unit, record);
      if (const auto parent = unit.symbols[record.symbol].parent;
          parent != kNone && unit.symbols[parent].kind == facts::SymbolKind::Class)
        info.enclosing = view.entities[parent];
      for (std::uint32_t i = record.bases.begin; i < record.bases.end; ++i) {
        const auto symbol = unit.bases[i].symbol;
        if (symbol == kNone)
          info.outsideBases.emplace_back("?");
        else if (view.entities[symbol] != kNone)
          info.bases.push_back(view.entities[symbol]);
        else
          info.outsideBases.emplace_back(unit.string(unit.symbols[symbol].qualified));
      }
      for (std::uint32_t i = record.fields.begin; i < record.fields.end; ++i) {
        const auto &field = unit.fields[i];
        if (unit.symbols[field.symbol].kind != facts::SymbolKind::Field) { // a static one is a variable
          info.staticState = info.staticState || (field.flags & facts::kFieldConst) == 0;
          continue;
        }
        const FieldId fieldId = view.entities[field.symbol];
        if (fieldId == kNone)
          continue;
        FieldInfo &target = program_.fields_[fieldId];
        target.owner = id;
        target.type = field.type == kNone ? kNone : view.types[field.type];
        target.access = field.access;
        target.flags = field.flags;
        target.place = span(unit, field.name);
        info.fields.push_back(fieldId);
      }
      for (std::uint32_t i = record.macros.begin; i < record.macros.end; ++i)
        info.macros.emplace_back(unit.string(unit.references[i]));
      for (const auto &suppression : unit.suppressions)
        if (facts::declaresRole(suppression, record))
          info.declaredRecord = suppression.reason == 0 ? " " : unit.string(suppression.reason);
    }
  }
}

void Linker::fillFunctions() {
  bodies_.resize(program_.functions_.size());
  for (std::uint32_t unit = 0; unit < units_.size(); ++unit)
    for (facts::FunctionId id = 0; id < units_[unit]->functions.size(); ++id)
      fillFunction(unit, id);
  for (FunctionId id = 0; id < program_.functions_.size(); ++id)
    if (const ClassId owner = program_.functions_[id].owner; owner != kNone)
      program_.classes_[owner].methods.push_back(id);
    else
      program_.hasMain_ = program_.hasMain_ || program_.functions_[id].name == "main";
  const auto byPlace = [this](FunctionId id) {
    return std::tie(program_.functions_[id].place, program_.functions_[id].signature);
  };
  for (auto &info : program_.classes_) {
    std::ranges::sort(info.methods, {}, byPlace);
    std::ranges::sort(info.friends, {}, byPlace);
    const auto tail = std::ranges::unique(info.friends);
    info.friends.erase(tail.begin(), tail.end());
  }
}

void Linker::fillFunction(std::uint32_t unitIndex, facts::FunctionId id) {
  const facts::TuFacts &unit = *units_[unitIndex];
  const facts::Function &record = unit.functions[id];
  const model::UnitView &view = views_[unitIndex];
  const FunctionId target = view.entities[record.symbol];
  FunctionInfo &info = program_.functions_[target];
  const bool hasBody = (record.flags & facts::kHasBody) != 0;
  const bool instantiation = (record.flags & facts::kInstantiation) != 0;
  if (instantiation) {
    info.flags |= record.flags & facts::kPartialBody;
    if (hasBody)
      takeBody(unitIndex, id, target);
    return;
  }
  const bool better = hasBody && !info.defined;
  info.project = true;
  info.flags |= record.flags;
  if (record.access != facts::Access::None)
    info.access = record.access;
  if (info.place.line == 0 || better) {
    info.kind = record.kind;
    if (record.owner != kNone) {
      const ClassId owner = view.entities[record.owner];
      if ((record.flags & facts::kFriendOfClass) == 0)
        info.owner = owner;
      else if (owner != kNone)
        program_.classes_[owner].friends.push_back(target);
    }
    info.result = record.result == kNone ? kNone : view.types[record.result];
    info.parameters.clear();
    std::string signature = info.simple + "(";
    for (std::uint32_t i = 0; i < record.parameters; ++i) {
      const auto &local = unit.locals[record.locals.begin + i];
      const TypeId type = local.type == kNone ? kNone : view.types[local.type];
      info.parameters.push_back({unit.string(local.name), type});
      signature += i == 0 ? "" : ", ";
      signature += type == kNone ? "?" : program_.types_[type].spelling;
    }
    signature += (record.flags & facts::kConstMethod) != 0 ? ") const" : ")";
    info.signature = std::move(signature);
    info.place = span(unit, record.name);
    info.extent = span(unit, record.extent);
  }
  if (!hasBody)
    return;
  if (better) {
    info.defined = true;
    takeBody(unitIndex, id, target);
  } else if (const auto file = path(unit, record.name.file);
             (record.name.line != info.place.line || file != info.place.path) && info.simple != "operator()") {
    // Lambdas outside functions have one name in a file.
    conflict(info.name, "'" + info.name + "' is defined in " + info.place.path + " and again in " + file, info.place);
  }
}

// A pattern with instantiations is read through them; a few stand for all, since more only repeat what they say.
void Linker::takeBody(std::uint32_t unit, facts::FunctionId id, FunctionId target) {
  constexpr std::size_t kBodiesLimit = 9;
  if (bodies_[target].size() < kBodiesLimit)
    bodies_[target].push_back({unit, id, (units_[unit]->functions[id].flags & facts::kInstantiation) != 0});
}

// A class of the project is a stream where several `<<` or `>>` give back the one that stands on their left, or where
// it reads or writes, as archives do, one value at a time: methods of one name or another for value after value.
void Linker::findStreams() {
  constexpr std::size_t kSeveral = 2;
  constexpr std::size_t kArchived = 4; // kinds of numbers and texts
  const auto recordOf = [this](TypeId type) {
    const bool refers = type != kNone && program_.types_[type].kind == facts::TypeKind::LvalueReference;
    return refers ? program_.recordOf(type) : kNone;
  };
  const auto filledBy = [this](const FunctionInfo &function) {
    if (!function.isMethod() || function.isSpecial() || function.is(facts::kConstMethod) ||
        function.is(facts::kStatic) || function.parameters.size() != 1 || function.parameters[0].type == kNone)
      return kNone;
    const TypeInfo &type = program_.types_[function.parameters[0].type];
    if (type.kind != facts::TypeKind::LvalueReference || type.inner == kNone)
      return kNone;
    const TypeInfo &value = program_.types_[type.inner];
    const bool plain = value.kind == facts::TypeKind::Integer || value.kind == facts::TypeKind::Floating ||
                       value.kind == facts::TypeKind::Bool || value.wrapper == facts::Wrapper::String;
    return plain && (value.flags & facts::kConst) == 0 ? type.inner : kNone;
  };
  std::map<ClassId, std::size_t> operators;
  std::map<ClassId, std::set<TypeId>> archived;
  for (const FunctionInfo &function : program_.functions_) {
    if (const TypeId value = filledBy(function); function.project && value != kNone)
      if (auto &values = archived[function.owner]; values.insert(value).second && values.size() == kArchived)
        operators[function.owner] = kSeveral;
    if (!function.project || (function.simple != "operator<<" && function.simple != "operator>>"))
      continue;
    const bool method = function.isMethod() && function.parameters.size() == 1;
    const bool free = !function.isMethod() && function.parameters.size() == 2;
    const ClassId left = method ? function.owner : free ? recordOf(function.parameters.front().type) : kNone;
    if (left != kNone && recordOf(function.result) == left)
      ++operators[left];
  }
  const auto isOwn = [&](const TypeInfo &type) {
    return type.record != kNone && type.wrapper == facts::Wrapper::None &&
           std::ranges::any_of(operators, [&](const auto &entry) {
             return entry.second >= kSeveral && program_.derivesFrom(type.record, entry.first);
           });
  };
  const auto isOfC = [](const TypeInfo &type) {
    return type.kind == facts::TypeKind::Record && (type.name == "_IO_FILE" || type.name == "FILE");
  };
  for (TypeInfo &type : program_.types_)
    if (isOwn(type) || isOfC(type))
      type.wrapper = facts::Wrapper::Stream;
}

// An enum belongs to the one class that keeps a field of it.
void Linker::declareRoles() {
  for (auto &info : program_.classes_) {
    const std::string_view path = info.place.path;
    const std::string_view folder = path.substr(0, std::min(path.rfind('/'), path.size()));
    for (const RoleDeclaration &declaration : input_.roles) {
      const bool here =
          path.find('/') == std::string_view::npos ? declaration.folder.empty() : declaration.folder == folder;
      if (!here || !declaration.names.matches(info.name))
        continue;
      Text &target = declaration.role == DeclaredRole::Record ? info.declaredRecord : info.declaredDataOriented;
      if (target.empty())
        target = declaration.source;
    }
  }
}

void Linker::adoptEnums() {
  std::vector<bool> contested(program_.enums_.size(), false);
  for (const auto &field : program_.fields_) {
    if (field.type == kNone || field.isStatic())
      continue;
    const EnumId id = program_.types_[program_.pointee(field.type)].enumeration;
    if (id == kNone || contested[id])
      continue;
    ClassId &owner = program_.enums_[id].owner;
    if (owner == kNone)
      owner = field.owner;
    else if (owner != field.owner)
      owner = kNone, contested[id] = true;
  }
}

Linked Linker::take() {
  std::ranges::sort(conflicts_, {}, [](const LinkConflict &c) { return std::tie(c.name, c.message, c.place); });
  const auto tail =
      std::ranges::unique(conflicts_, {}, [](const LinkConflict &c) { return std::tie(c.name, c.message); });
  conflicts_.erase(tail.begin(), tail.end());
  return {std::move(program_), std::move(conflicts_)};
}

Linked link(const LinkInput &input) {
  Linker linker(input);
  linker.joinEntities();
  linker.joinTypes();
  linker.fillClasses();
  linker.straightenHierarchies();
  linker.findImplementations();
  linker.declareRoles();
  linker.fillFunctions();
  linker.findStreams();
  linker.adoptEnums();
  linker.resolveAccessors();
  linker.interpretBodies();
  linker.findPresumptions();
  linker.collectNames();
  linker.summarise();
  linker.outlineBodies();
  Linked linked = linker.take();
  UseIndex(linked.program).build();
  mineInvariants(linked.program);
  assignRoles(linked.program);
  return linked;
}

} // namespace tell
