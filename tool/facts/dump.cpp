#include "facts/dump.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <span>

#include <fmt/format.h>
#include <llvm/Support/JSON.h>

#include "facts/op_shape.hpp"

namespace tell::facts {
namespace {

using Names = std::span<const std::string_view>;

// Names of enumerators by value, of flags by bit.
constexpr std::string_view kFileKinds[] = {"Project", "Other", "System", "Generated"};
constexpr std::string_view kSymbolKinds[] = {"Class", "Enum", "Enumerator", "Field", "Function", "Variable"};
constexpr std::string_view kSymbolFlags[] = {"internal", "inSystem", "inProject", "incomplete", "constant"};
constexpr std::string_view kTypeKinds[] = {"Other",           "Void",  "Bool",     "Character", "Integer",
                                           "Floating",        "Enum",  "Record",   "Pointer",   "LvalueReference",
                                           "RvalueReference", "Array", "Function", "Dependent"};
constexpr std::string_view kWrappers[] = {
    "None",   "UniquePointer", "SharedPointer", "WeakPointer", "Optional",         "Expected",  "Sequence",
    "Set",    "Map",           "String",        "StringView",  "Variant",          "Tuple",     "Atomic",
    "Mutex",  "Lock",          "Function",      "Iterator",    "ReferenceWrapper", "TimePoint", "Duration",
    "Stream", "Path",          "View",          "Exception",   "Thread",           "Random",    "Container"};
constexpr std::string_view kTypeFlags[] = {"const", "volatile", "unsigned"};
constexpr std::string_view kAccesses[] = {"public", "protected", "private", "none"};
constexpr std::string_view kClassKinds[] = {"class", "struct", "union"};
constexpr std::string_view kClassFlags[] = {"aggregate",      "standardLayout", "triviallyCopyable", "abstract",
                                            "final",          "polymorphic",    "exported",          "templatePattern",
                                            "specialization", "partial",        "anonymous",         "localClass",
                                            "packed",         "inExternC",      "fromMacro"};
constexpr std::string_view kFieldFlags[] = {"const",    "mutable",   "static",          "initialised",
                                            "bitField", "reference", "emptyInitialiser"};
constexpr std::string_view kFunctionKinds[] = {"Free", "Method", "Constructor", "Destructor", "Conversion", "Operator"};
constexpr std::string_view kFunctionFlags[] = {"static",        "virtual",  "override",    "const",     "pure",
                                               "defaulted",     "deleted",  "noexcept",    "templated", "instantiation",
                                               "externC",       "hasBody",  "partialBody", "explicit",  "constexpr",
                                               "friendOfClass", "exported", "fromMacro",   "referenced"};
constexpr std::string_view kLocalKinds[] = {"Parameter",       "Variable", "RangeElement", "Binding",
                                            "LambdaParameter", "Capture",  "CatchVariable"};
constexpr std::string_view kLocalFlags[] = {"static", "default"};
constexpr std::string_view kNodeFlags[] = {"arrow",          "hasElse",         "defaultLabel", "constCallee",
                                           "virtualCallee",  "mutableArgument", "moved",        "dynamicCast",
                                           "recovery",       "constexprIf",     "inMacro",      "implicitConversion",
                                           "operatorSyntax", "copied",          "macroBlock"};
constexpr std::string_view kSuppressionKinds[] = {"Line", "NextLine", "Begin", "End", "Record", "File", "Unknown"};
constexpr std::string_view kSeverities[] = {"warning", "error", "fatal"};
constexpr std::string_view kUnitFlags[] = {"errors", "fatal"};

static_assert(std::size(kWrappers) == static_cast<std::size_t>(Wrapper::Container) + 1);
static_assert(std::size(kTypeKinds) == static_cast<std::size_t>(TypeKind::Dependent) + 1);
static_assert(std::size(kClassFlags) == std::bit_width(static_cast<std::uint32_t>(kFromMacro)));
static_assert(std::size(kFunctionFlags) == std::bit_width(static_cast<std::uint32_t>(kReferenced)));
static_assert(std::size(kNodeFlags) == std::bit_width(static_cast<std::uint32_t>(kMacroBlock)));

template <typename Enum> llvm::StringRef nameIn(Names names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

template <typename Do> void eachFlag(Names names, std::uint32_t flags, Do &&act) {
  for (; flags != 0; flags &= flags - 1) {
    const auto bit = static_cast<std::size_t>(std::countr_zero(flags));
    act(bit < names.size() ? std::string(names[bit]) : fmt::format("bit{}", bit));
  }
}

class Dumper {
public:
  Dumper(const TuFacts &facts, llvm::raw_ostream &out) : facts_(facts), json_(out, /*IndentSize=*/2) {}

  void run();

private:
  void dump(const File &file);
  void dump(const Symbol &symbol);
  void dump(const Type &type);
  void dump(const Class &record);
  void dump(const Base &base);
  void dump(const Field &field);
  void dump(const Function &function);
  void dump(const Local &local);
  void dump(const Lambda &lambda);
  void dump(const Suppression &suppression);
  void dump(const Diagnostic &diagnostic);
  void dumpBody(const Function &function, llvm::raw_ostream &out) const;

  void text(llvm::StringRef key, std::string_view value) { json_.attribute(key, llvm::json::fixUTF8(value)); }
  void string(llvm::StringRef key, StringId id) {
    if (id != 0)
      text(key, facts_.string(id));
  }
  void symbolName(llvm::StringRef key, SymbolId id) {
    if (id != kNone)
      text(key, facts_.string(facts_.symbols[id].qualified));
  }
  void typeName(llvm::StringRef key, TypeId id) {
    if (id != kNone)
      text(key, facts_.string(facts_.types[id].spelling));
  }
  void line(std::uint32_t line) {
    if (line != 0)
      json_.attribute("line", line);
  }
  void place(llvm::StringRef key, const Place &place) {
    if (place.file != kNone)
      text(key, fmt::format("{}:{}:{}-{}:{}", facts_.string(facts_.files[place.file].path), place.line, place.column,
                            place.endLine, place.endColumn));
  }
  void flags(Names names, std::uint32_t flags) {
    if (flags != 0)
      json_.attributeArray("flags",
                           [&] { eachFlag(names, flags, [&](const std::string &flag) { json_.value(flag); }); });
  }
  template <typename Record> void records(llvm::StringRef key, std::span<const Record> records) {
    if (!records.empty())
      json_.attributeArray(key, [&] {
        for (const Record &record : records)
          json_.object([&] { dump(record); });
      });
  }
  template <typename Record> std::span<const Record> part(const std::vector<Record> &records, Range range) const {
    return std::span(records).subspan(range.begin, range.size());
  }
  template <typename TextOf> void texts(llvm::StringRef key, std::span<const std::uint32_t> ids, TextOf &&textOf) {
    if (!ids.empty())
      json_.attributeArray(key, [&] {
        for (const std::uint32_t id : ids)
          json_.value(llvm::json::fixUTF8(textOf(id)));
      });
  }

  std::string_view qualified(SymbolId id) const { return facts_.string(facts_.symbols[id].qualified); }
  std::string shapeText(TypeId id) const;
  std::string labelOf(const Function &function, const Node &node, const Node *parent) const;

  const TuFacts &facts_;
  llvm::json::OStream json_;
};

void Dumper::dump(const File &file) {
  string("path", file.path);
  json_.attribute("kind", nameIn(kFileKinds, file.kind));
  text("contents", fmt::format("{:016x}", file.contents));
}

void Dumper::dump(const Symbol &symbol) {
  json_.attribute("kind", nameIn(kSymbolKinds, symbol.kind));
  string("name", symbol.qualified);
  string("usr", symbol.usr);
  symbolName("parent", symbol.parent);
  if (symbol.file != kNone)
    string("file", facts_.files[symbol.file].path);
  line(symbol.line);
  flags(kSymbolFlags, symbol.flags);
  if (symbol.kind == SymbolKind::Enumerator)
    json_.attribute("value", symbol.value);
}

/// "LvalueReference of const Record/Sequence of Record shop::Line"; a long chain ends in "...".
std::string Dumper::shapeText(TypeId id) const {
  constexpr int kShown = 8;
  std::string shape;
  for (int shown = 0; id != kNone; id = facts_.types[id].inner) {
    if (shown++ == kShown)
      return shape + " of ...";
    const Type &type = facts_.types[id];
    shape += shape.empty() ? "" : " of ";
    eachFlag(kTypeFlags, type.flags, [&](const std::string &flag) { shape += flag + " "; });
    shape += nameIn(kTypeKinds, type.kind);
    if (type.wrapper != Wrapper::None)
      shape.append("/").append(nameIn(kWrappers, type.wrapper));
    if (type.symbol != kNone)
      shape.append(" ").append(qualified(type.symbol));
    if (type.key != kNone)
      shape.append(" from ").append(facts_.string(facts_.types[type.key].spelling));
  }
  return shape;
}

void Dumper::dump(const Type &type) {
  string("spelling", type.spelling);
  text("shape", shapeText(static_cast<TypeId>(&type - facts_.types.data())));
}

void Dumper::dump(const Class &record) {
  symbolName("name", record.symbol);
  json_.attribute("kind", nameIn(kClassKinds, record.kind));
  json_.attribute("access", nameIn(kAccesses, record.access));
  flags(kClassFlags, record.flags);
  place("place", record.name);
  place("extent", record.extent);
  records("bases", part(facts_.bases, record.bases));
  records("fields", part(facts_.fields, record.fields));
  texts("friends", part(facts_.references, record.friends), [&](SymbolId id) { return qualified(id); });
  texts("macros", part(facts_.references, record.macros), [&](StringId id) { return facts_.string(id); });
}

void Dumper::dump(const Base &base) {
  symbolName("name", base.symbol);
  json_.attribute("access", nameIn(kAccesses, base.access));
  if (base.isVirtual != 0)
    json_.attribute("virtual", true);
}

void Dumper::dump(const Field &field) {
  symbolName("name", field.symbol);
  typeName("type", field.type);
  json_.attribute("access", nameIn(kAccesses, field.access));
  flags(kFieldFlags, field.flags);
  place("place", field.name);
}

void Dumper::dump(const Function &function) {
  symbolName("name", function.symbol);
  symbolName("owner", function.owner);
  json_.attribute("kind", nameIn(kFunctionKinds, function.kind));
  json_.attribute("access", nameIn(kAccesses, function.access));
  flags(kFunctionFlags, function.flags);
  typeName("result", function.result);
  place("place", function.name);
  place("extent", function.extent);
  texts("overrides", part(facts_.references, function.overrides), [&](SymbolId id) { return qualified(id); });
  records("locals", part(facts_.locals, function.locals));
  if (function.nodes.empty())
    return;
  json_.attributeBegin("body");
  json_.rawValue([&](llvm::raw_ostream &out) { dumpBody(function, out); });
  json_.attributeEnd();
}

void Dumper::dump(const Local &local) {
  string("name", local.name);
  json_.attribute("kind", nameIn(kLocalKinds, local.kind));
  typeName("type", local.type);
  line(local.line);
  flags(kLocalFlags, local.flags);
}

void Dumper::dump(const Lambda &lambda) {
  const Function &function = facts_.functions[lambda.function];
  symbolName("function", function.symbol);
  const Range parameters = {.begin = function.locals.begin + lambda.parameters.begin,
                            .end = function.locals.begin + lambda.parameters.end};
  records("parameters", part(facts_.locals, parameters));
  typeName("result", lambda.result);
}

void Dumper::dump(const Suppression &suppression) {
  json_.attribute("kind", nameIn(kSuppressionKinds, suppression.kind));
  place("place", suppression.place);
  string("checks", suppression.checks);
  string("reason", suppression.reason);
}

void Dumper::dump(const Diagnostic &diagnostic) {
  json_.attribute("severity", nameIn(kSeverities, diagnostic.severity));
  place("place", diagnostic.place);
  string("message", diagnostic.message);
}

bool isStatement(Op op) { return op <= Op::Empty; }

bool typeMatters(Op op) {
  return op == Op::Bind || op == Op::TypeOperand || op == Op::Construct || op == Op::Aggregate || op == Op::New ||
         op == Op::Cast;
}

std::string Dumper::labelOf(const Function &function, const Node &node, const Node *parent) const {
  std::string label(name(node.op));
  if (node.ref != kNone) {
    switch (shapeOf(node.op).ref) {
    case Ref::None:
      break;
    case Ref::Local:
    case Ref::MaybeLocal: {
      const StringId local = facts_.locals[function.locals.begin + node.ref].name;
      label += local != 0 ? fmt::format(" {}", facts_.string(local)) : fmt::format(" local {}", node.ref);
      break;
    }
    case Ref::String:
      label += node.op == Op::StringLiteral ? fmt::format(" '{}'", facts_.string(node.ref))
                                            : fmt::format(" {}", facts_.string(node.ref));
      break;
    case Ref::Boolean:
      label += node.ref != 0 ? " true" : " false";
      break;
    case Ref::Lambda:
      label += fmt::format(" {}", node.ref);
      break;
    case Ref::Symbol:
    case Ref::MaybeSymbol:
      label += fmt::format(" {}", qualified(node.ref));
      break;
    }
  }
  if (typeMatters(node.op) && node.type != kNone)
    label += fmt::format(" : {}", facts_.string(facts_.types[node.type].spelling));
  if (node.extra != 0)
    label += fmt::format(" #{}", node.extra);
  if (node.flags != 0) {
    std::string_view separator = " [";
    eachFlag(kNodeFlags, node.flags, [&](const std::string &flag) {
      label.append(separator).append(flag);
      separator = ", ";
    });
    label += "]";
  }
  if (node.line != 0 && isStatement(node.op))
    label += fmt::format(" @{}:{}-{}:{}", node.line, node.column, node.endLine, node.endColumn);
  else if (node.line != 0 && (parent == nullptr || parent->line != node.line))
    label += fmt::format(" @{}", node.line);
  return label;
}

/// Statements stand on a line each, expressions where they are used.
void Dumper::dumpBody(const Function &function, llvm::raw_ostream &out) const {
  constexpr std::size_t kIndent = 6;         // of a function's members
  constexpr std::size_t kIndentedDepth = 40; // nested deeper than that, blanks would be most of the text
  std::vector<NodeId> path;                  // from the root to the parent of the node at hand
  const auto endOf = [&](NodeId id) { return id + facts_.nodes[id].size; };
  for (NodeId id = function.nodes.begin; id < function.nodes.end; ++id) {
    const Node *parent = path.empty() ? nullptr : &facts_.nodes[path.back()];
    if (parent != nullptr && isStatement(parent->op))
      (out << ",\n").indent(static_cast<unsigned>(kIndent + 2 * std::min(path.size(), kIndentedDepth)));
    else if (parent != nullptr)
      out << ", ";
    out << '[' << llvm::json::Value(llvm::json::fixUTF8(labelOf(function, facts_.nodes[id], parent)));
    path.push_back(id);
    for (; !path.empty() && endOf(path.back()) == id + 1; path.pop_back())
      out << ']';
  }
}

void Dumper::run() {
  json_.object([&] {
    json_.attribute("version", kFormatVersion);
    text("mainFile", facts_.mainFile);
    flags(kUnitFlags, facts_.flags);
    records("files", std::span(facts_.files));
    records("symbols", std::span(facts_.symbols));
    records("types", std::span(facts_.types));
    records("classes", std::span(facts_.classes));
    records("functions", std::span(facts_.functions));
    records("lambdas", std::span(facts_.lambdas));
    records("suppressions", std::span(facts_.suppressions));
    records("diagnostics", std::span(facts_.diagnostics));
    texts("missingIncludes", facts_.missingIncludes, [&](StringId id) { return facts_.string(id); });
    texts("unseenNames", facts_.unseenNames, [&](StringId id) { return facts_.string(id); });
  });
}

} // namespace

void dumpJson(const TuFacts &facts, llvm::raw_ostream &out) {
  Dumper(facts, out).run();
  out << '\n';
}

} // namespace tell::facts
