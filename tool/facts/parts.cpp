#include "facts/parts.hpp"

#include "facts/codec.hpp"
#include "facts/op_shape.hpp"

#include <algorithm>
#include <cstring>
#include <llvm/Support/xxhash.h>
#include <set>
#include <utility>

namespace tell::facts {
namespace {

/// Which header a record belongs to: its file. `kNone`: the unit's own.
struct Owners {
  std::vector<FileId> classes;
  std::vector<FileId> functions;
};

FileId headerOf(const TuFacts &unit, FileId file) {
  const bool header = file != kNone && unit.files[file].kind == FileKind::Project &&
                      unit.string(unit.files[file].path) != unit.mainFile;
  return header ? file : kNone;
}

Owners ownersOf(const TuFacts &unit) {
  Owners owners;
  for (const Class &record : unit.classes)
    owners.classes.push_back(headerOf(unit, record.name.file));
  for (const Function &record : unit.functions)
    owners.functions.push_back((record.flags & kInstantiation) != 0 ? kNone : headerOf(unit, record.name.file));
  return owners;
}

/// Consecutive records that make a part.
struct Group {
  std::set<FileId> files;
  std::uint32_t classes = 0; ///< the end of its classes; they begin where those of the group before it end
  std::uint32_t functions = 0;
};

/// Divides the records into groups, so that a file is in one group only and the groups keep the order of the records.
/// Files that are wound into each other share a group; the last group holds what is the unit's own.
class Grouping {
public:
  explicit Grouping(const Owners &owners) : owners_(owners) {
    for (std::uint32_t i = 0; i < owners.classes.size(); ++i)
      lastClass_[at(owners.classes[i])] = i + 1;
    for (std::uint32_t i = 0; i < owners.functions.size(); ++i)
      lastFunction_[at(owners.functions[i])] = i + 1;
  }

  [[nodiscard]] std::vector<Group> groups() {
    std::vector<Group> groups;
    while (true) {
      Group group;
      const FileId first = next();
      if (first != kNone)
        take(group, first);
      if (first == kNone || group.files.contains(kNone)) {
        group.files.insert(kNone);
        group.classes = static_cast<std::uint32_t>(owners_.classes.size());
        group.functions = static_cast<std::uint32_t>(owners_.functions.size());
        groups.push_back(std::move(group));
        return groups;
      }
      group.classes = class_;
      group.functions = function_;
      groups.push_back(std::move(group));
    }
  }

private:
  using Ends = std::vector<std::uint32_t>;

  std::size_t at(FileId file) {
    const std::size_t index = file == kNone ? 0 : std::size_t{file} + 1;
    if (index >= lastClass_.size()) {
      lastClass_.resize(index + 1, 0);
      lastFunction_.resize(index + 1, 0);
    }
    return index;
  }

  /// A file of the next records that is best taken first; kNone: those of the unit itself are next.
  FileId next() {
    const FileId ofClass = class_ < owners_.classes.size() ? owners_.classes[class_] : kNone;
    const FileId ofFunction = function_ < owners_.functions.size() ? owners_.functions[function_] : kNone;
    if (ofClass == kNone || ofFunction == kNone)
      return ofClass == kNone ? ofFunction : ofClass;
    const bool functionsAlone = lastClass_[at(ofFunction)] <= class_ && lastFunction_[at(ofClass)] > function_;
    return functionsAlone ? ofFunction : ofClass;
  }

  /// Takes the records of a file, and those of the files that stand between them.
  void take(Group &group, FileId file) {
    std::vector<FileId> open{file};
    while (!open.empty()) {
      const FileId taken = open.back();
      open.pop_back();
      if (!group.files.insert(taken).second)
        continue;
      for (; class_ < lastClass_[at(taken)]; ++class_)
        open.push_back(owners_.classes[class_]);
      for (; function_ < lastFunction_[at(taken)]; ++function_)
        open.push_back(owners_.functions[function_]);
    }
  }

  const Owners &owners_;
  Ends lastClass_;
  Ends lastFunction_;
  std::uint32_t class_ = 0;
  std::uint32_t function_ = 0;
};

/// Copies records of a unit into facts with tables of their own, which are numbered in the order of first mention.
class Copier {
public:
  explicit Copier(const TuFacts &from)
      : from_(from), strings_(from.strings.size(), kNone), files_(from.files.size(), kNone),
        symbols_(from.symbols.size(), kNone), types_(from.types.size(), kNone) {
    to_.strings.emplace_back();
    strings_[0] = 0;
  }

  [[nodiscard]] TuFacts &facts() { return to_; }

  StringId string(StringId id) {
    return numbered(strings_[id], to_.strings, [&](StringId) { to_.strings.push_back(from_.strings[id]); });
  }

  FileId file(FileId id) {
    return id == kNone ? kNone : numbered(files_[id], to_.files, [&](FileId) {
      File file = from_.files[id];
      file.path = string(file.path);
      to_.files.push_back(file);
    });
  }

  SymbolId symbol(SymbolId id) {
    return id == kNone ? kNone : numbered(symbols_[id], to_.symbols, [&](SymbolId number) {
      to_.symbols.emplace_back();
      Symbol symbol = from_.symbols[id];
      symbol.name = string(symbol.name);
      symbol.qualified = string(symbol.qualified);
      symbol.usr = string(symbol.usr);
      symbol.file = file(symbol.file);
      symbol.parent = this->symbol(symbol.parent);
      to_.symbols[number] = symbol;
    });
  }

  TypeId type(TypeId id) {
    if (id == kNone || types_[id] != kNone)
      return id == kNone ? kNone : types_[id];
    Type type = from_.types[id];
    type.spelling = string(type.spelling);
    type.inner = this->type(type.inner);
    type.key = this->type(type.key);
    type.symbol = symbol(type.symbol);
    types_[id] = static_cast<TypeId>(to_.types.size());
    to_.types.push_back(type);
    return types_[id];
  }

  [[nodiscard]] bool hasSymbol(SymbolId id) const { return symbols_[id] != kNone; }
  [[nodiscard]] bool hasType(TypeId id) const { return types_[id] != kNone; }

  void place(Place &place) { place.file = file(place.file); }

  void add(Class record) {
    record.symbol = symbol(record.symbol);
    place(record.name);
    place(record.extent);
    copy(record.bases, from_.bases, to_.bases, [this](Base &base) { base.symbol = symbol(base.symbol); });
    copy(record.fields, from_.fields, to_.fields, [this](Field &field) {
      field.symbol = symbol(field.symbol);
      field.type = type(field.type);
      place(field.name);
    });
    copy(record.friends, from_.references, to_.references, [this](std::uint32_t &id) { id = symbol(id); });
    copy(record.macros, from_.references, to_.references, [this](std::uint32_t &id) { id = string(id); });
    to_.classes.push_back(record);
  }

  void add(FunctionId id) {
    Function record = from_.functions[id];
    record.symbol = symbol(record.symbol);
    record.owner = symbol(record.owner);
    record.result = type(record.result);
    place(record.name);
    place(record.extent);
    copy(record.locals, from_.locals, to_.locals, [this](Local &local) {
      local.name = string(local.name);
      local.type = type(local.type);
    });
    const auto number = static_cast<FunctionId>(to_.functions.size());
    copy(record.nodes, from_.nodes, to_.nodes, [this, number](Node &node) { renumber(node, number); });
    copy(record.overrides, from_.references, to_.references,
         [this](std::uint32_t &method) { method = symbol(method); });
    to_.functions.push_back(record);
  }

  /// Enumerations of these files that nobody names, and the enumerators of all of theirs.
  void addEnumerations(const std::set<FileId> &files) {
    for (SymbolId id = 0; id < from_.symbols.size(); ++id) {
      const Symbol &entity = from_.symbols[id];
      const bool ofEnumeration = entity.kind == SymbolKind::Enum || entity.kind == SymbolKind::Enumerator;
      if (ofEnumeration && entity.file != kNone && files.contains(entity.file))
        (void)symbol(id);
    }
  }

  void add(Suppression comment) {
    place(comment.place);
    comment.checks = string(comment.checks);
    comment.reason = string(comment.reason);
    to_.suppressions.push_back(comment);
  }

  /// What a unit alone has.
  void addUnit() {
    to_.flags = from_.flags;
    to_.mainFile = from_.mainFile;
    for (FileId id = 0; id < from_.files.size(); ++id)
      (void)file(id);
    for (Diagnostic diagnostic : from_.diagnostics) {
      place(diagnostic.place);
      diagnostic.message = string(diagnostic.message);
      to_.diagnostics.push_back(diagnostic);
    }
    for (const StringId path : from_.missingIncludes)
      to_.missingIncludes.push_back(string(path));
    for (const StringId name : from_.unseenNames)
      to_.unseenNames.push_back(string(name));
  }

private:
  /// The number of a record in a new table, to which `add` appends it where it has none. What a record mentions is
  /// numbered after it.
  template <typename Record, typename Add>
  static std::uint32_t numbered(std::uint32_t &number, const std::vector<Record> &table, Add add) {
    if (number == kNone) {
      number = static_cast<std::uint32_t>(table.size());
      add(number);
    }
    return number;
  }

  template <typename Record, typename Renumber>
  void copy(Range &range, const std::vector<Record> &from, std::vector<Record> &to, Renumber renumber) {
    const auto begin = static_cast<std::uint32_t>(to.size());
    for (std::uint32_t i = range.begin; i < range.end; ++i) {
      Record record = from[i];
      renumber(record);
      to.push_back(record);
    }
    range = {begin, static_cast<std::uint32_t>(to.size())};
  }

  void renumber(Node &node, FunctionId function) {
    node.type = type(node.type);
    switch (shapeOf(node.op).ref) {
    case Ref::Symbol:
    case Ref::MaybeSymbol:
      node.ref = symbol(node.ref);
      break;
    case Ref::String:
      node.ref = string(node.ref);
      break;
    case Ref::Lambda: {
      Lambda lambda = from_.lambdas[node.ref];
      lambda.function = function;
      lambda.result = type(lambda.result);
      node.ref = static_cast<std::uint32_t>(to_.lambdas.size());
      to_.lambdas.push_back(lambda);
      break;
    }
    case Ref::None:
    case Ref::Local:
    case Ref::MaybeLocal:
    case Ref::Boolean:
      break;
    }
  }

  const TuFacts &from_;
  TuFacts to_;
  std::vector<std::uint32_t> strings_;
  std::vector<std::uint32_t> files_;
  std::vector<std::uint32_t> symbols_;
  std::vector<std::uint32_t> types_;
};

/// Writes and reads the numbers that stand before the facts of a unit's own.
void put(std::string &bytes, const void *numbers, std::size_t size) {
  bytes.append(static_cast<const char *>(numbers), size);
}

bool take(std::string_view &bytes, void *numbers, std::size_t size) {
  if (size > bytes.size())
    return false;
  if (size != 0)
    std::memcpy(numbers, bytes.data(), size);
  bytes.remove_prefix(size);
  return true;
}

} // namespace

PartId partId(std::string_view encoded) {
  const auto hash = llvm::xxh3_128bits({reinterpret_cast<const std::uint8_t *>(encoded.data()), encoded.size()});
  return {hash.high64, hash.low64};
}

SplitUnit split(const TuFacts &unit) {
  const Owners owners = ownersOf(unit);
  SplitUnit result;
  std::vector<bool> namedSymbols(unit.symbols.size(), false);
  std::vector<bool> namedTypes(unit.types.size(), false);
  std::vector<bool> placed(unit.suppressions.size(), false);
  std::uint32_t nextClass = 0;
  std::uint32_t nextFunction = 0;
  for (const Group &group : Grouping(owners).groups()) {
    const bool own = group.files.contains(kNone);
    Copier copier(unit);
    HeaderPart header;
    if (own)
      copier.addUnit();
    for (; nextClass < group.classes; ++nextClass)
      copier.add(unit.classes[nextClass]);
    for (std::uint32_t index = 0; nextFunction < group.functions; ++nextFunction, ++index) {
      copier.add(FunctionId{nextFunction});
      if (std::uint32_t &flags = copier.facts().functions.back().flags; !own && (flags & kReferenced) != 0) {
        flags &= ~std::uint32_t{kReferenced};
        header.referenced.push_back(index);
      }
    }
    if (!own)
      copier.addEnumerations(group.files);
    for (std::size_t i = 0; i < unit.suppressions.size(); ++i)
      if (!placed[i] && (own || group.files.contains(unit.suppressions[i].place.file))) {
        copier.add(unit.suppressions[i]);
        placed[i] = true;
      }
    for (SymbolId id = 0; id < unit.symbols.size(); ++id) {
      if (own && !namedSymbols[id])
        (void)copier.symbol(id);
      namedSymbols[id] = namedSymbols[id] || copier.hasSymbol(id);
    }
    for (TypeId id = 0; id < unit.types.size(); ++id) {
      if (own && !namedTypes[id])
        (void)copier.type(id);
      namedTypes[id] = namedTypes[id] || copier.hasType(id);
    }
    copier.facts().flags |= kUnitPart;
    if (own) {
      result.own.facts = std::move(copier.facts());
      continue;
    }
    result.headers.push_back(encode(copier.facts()));
    header.id = partId(result.headers.back());
    result.own.headers.push_back(std::move(header));
  }
  return result;
}

std::string encode(const OwnPart &own) {
  std::string bytes;
  const std::uint64_t headers = own.headers.size();
  put(bytes, &headers, sizeof(headers));
  for (const HeaderPart &header : own.headers) {
    const std::uint64_t referenced = header.referenced.size();
    put(bytes, header.id.data(), sizeof(header.id));
    put(bytes, &referenced, sizeof(referenced));
    put(bytes, header.referenced.data(), referenced * sizeof(std::uint32_t));
  }
  bytes.resize((bytes.size() + alignof(std::uint64_t) - 1) / alignof(std::uint64_t) * alignof(std::uint64_t), '\0');
  return bytes + encode(own.facts);
}

std::optional<OwnPart> decodeOwnPart(std::string_view bytes) {
  const std::size_t size = bytes.size();
  OwnPart own;
  std::uint64_t headers = 0;
  if (!take(bytes, &headers, sizeof(headers)))
    return std::nullopt;
  for (; headers != 0; --headers) {
    HeaderPart header;
    std::uint64_t referenced = 0;
    if (!take(bytes, header.id.data(), sizeof(header.id)) || !take(bytes, &referenced, sizeof(referenced)) ||
        referenced > bytes.size() / sizeof(std::uint32_t))
      return std::nullopt;
    header.referenced.resize(referenced);
    (void)take(bytes, header.referenced.data(), referenced * sizeof(std::uint32_t));
    own.headers.push_back(std::move(header));
  }
  const std::size_t padding = (size - bytes.size()) % alignof(std::uint64_t);
  bytes.remove_prefix(padding == 0 ? 0 : std::min(alignof(std::uint64_t) - padding, bytes.size()));
  Result<TuFacts> facts = decode(bytes);
  if (!facts)
    return std::nullopt;
  own.facts = std::move(*facts);
  return own;
}

} // namespace tell::facts
