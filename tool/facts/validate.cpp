#include "facts/validate.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

#include <fmt/format.h>

#include "facts/op_shape.hpp"

namespace tell::facts {
namespace {

/// Walks the facts once and stops at the first broken promise, of which `message_` then tells.
class Validator {
public:
  explicit Validator(const TuFacts &facts) : facts_(facts) {}

  bool run();
  std::string takeMessage() { return std::move(message_); }

private:
  /// A node whose children are still being read.
  struct OpenNode {
    NodeId id = kNone;
    std::uint32_t end = 0;
    std::uint32_t children = 0;
  };

  bool checkFile(const File &file);
  bool checkSymbol(const Symbol &symbol);
  bool checkType(const Type &type);
  bool checkClass(const Class &record);
  bool checkBase(const Base &base);
  bool checkField(const Field &field);
  bool checkFunction(const Function &function);
  bool checkLocal(const Local &local);
  bool checkLambda(const Lambda &lambda);
  bool checkSuppression(const Suppression &suppression);
  bool checkDiagnostic(const Diagnostic &diagnostic);

  bool checkOwners();
  bool checkTree(const Function &function);
  bool checkNode(const Function &function, const Node &node);
  bool checkOperands(const OpenNode &open);

  bool fail(std::string message) {
    message_ = std::move(message);
    return false;
  }
  bool within(std::string_view context, bool ok) {
    if (!ok)
      message_.insert(0, fmt::format("{}: ", context));
    return ok;
  }
  bool index(std::string_view what, std::uint32_t id, std::size_t count) {
    if (id < count)
      return true;
    return fail(id == kNone ? fmt::format("no {}", what) : fmt::format("{} {} of {}", what, id, count));
  }
  bool maybeIndex(std::string_view what, std::uint32_t id, std::size_t count) {
    return id == kNone || index(what, id, count);
  }
  template <typename Enum> bool known(std::string_view what, Enum value, Enum last) {
    const auto number = static_cast<std::underlying_type_t<Enum>>(value);
    return number <= static_cast<std::underlying_type_t<Enum>>(last) ||
           fail(fmt::format("{} {} is unknown", what, number));
  }
  bool string(std::string_view what, StringId id) { return index(what, id, facts_.strings.size()); }
  bool maybeType(std::string_view what, TypeId id) { return maybeIndex(what, id, facts_.types.size()); }
  bool symbolRef(std::string_view what, SymbolId id, std::uint32_t kinds) {
    if (!index(what, id, facts_.symbols.size()))
      return false;
    const SymbolKind kind = facts_.symbols[id].kind;
    return (maskOf(kind) & kinds) != 0 ||
           fail(fmt::format("{} {} is a symbol of kind {}", what, id, static_cast<std::uint32_t>(kind)));
  }
  bool maybeSymbolRef(std::string_view what, SymbolId id, std::uint32_t kinds) {
    return id == kNone || symbolRef(what, id, kinds);
  }
  bool range(std::string_view what, Range range, std::size_t count) {
    return (range.begin <= range.end && range.end <= count) ||
           fail(fmt::format("{} {} to {} of {}", what, range.begin, range.end, count));
  }
  bool extent(std::uint32_t line, std::uint32_t column, std::uint32_t endLine, std::uint32_t endColumn);
  bool place(std::string_view what, const Place &place);

  template <typename Record>
  bool each(std::string_view what, const std::vector<Record> &records, bool (Validator::*check)(const Record &)) {
    for (std::size_t id = 0; id < records.size(); ++id)
      if (!(this->*check)(records[id]))
        return within(fmt::format("{} {}", what, id), false);
    return true;
  }
  template <typename Successors> bool acyclic(std::string_view what, std::size_t count, const Successors &successors);
  bool tiled(std::string_view what, std::vector<Range> &ranges, std::size_t count);

  const TuFacts &facts_;
  std::string message_;
  std::vector<OpenNode> open_; ///< kept between trees for its memory
};

bool Validator::extent(std::uint32_t line, std::uint32_t column, std::uint32_t endLine, std::uint32_t endColumn) {
  if (line == 0)
    return (column == 0 && endLine == 0 && endColumn == 0) || fail("no line, yet a column or an end");
  if (column == 0)
    return fail("no column");
  return endLine > line || (endLine == line && endColumn >= column) ||
         fail(fmt::format("ends at {}:{} before it begins at {}:{}", endLine, endColumn, line, column));
}

bool Validator::place(std::string_view what, const Place &place) {
  const bool ok =
      maybeIndex("file", place.file, facts_.files.size()) &&
      extent(place.line, place.column, place.endLine, place.endColumn) &&
      ((place.file == kNone) == (place.line == 0) || fail("a file without a line, or a line without a file"));
  return within(what, ok);
}

bool Validator::checkFile(const File &file) {
  return string("path", file.path) && known("kind", file.kind, FileKind::Generated);
}

bool Validator::checkSymbol(const Symbol &symbol) {
  return known("kind", symbol.kind, SymbolKind::Variable) && string("usr", symbol.usr) && string("name", symbol.name) &&
         string("qualified name", symbol.qualified) && maybeIndex("file", symbol.file, facts_.files.size());
}

bool Validator::checkType(const Type &type) {
  return known("kind", type.kind, TypeKind::Dependent) && known("wrapper", type.wrapper, Wrapper::Container) &&
         string("spelling", type.spelling) && maybeType("inner type", type.inner) && maybeType("key type", type.key) &&
         maybeSymbolRef("symbol", type.symbol, kClassMask | kEnumMask);
}

bool Validator::checkClass(const Class &record) {
  if (!(symbolRef("symbol", record.symbol, kClassMask) && known("kind", record.kind, ClassKind::Union) &&
        known("access", record.access, Access::None) && place("name", record.name) && place("extent", record.extent)))
    return false;
  for (std::uint32_t i = record.friends.begin; i < record.friends.end; ++i)
    if (!symbolRef("friend", facts_.references[i], kAnySymbol))
      return false;
  for (std::uint32_t i = record.macros.begin; i < record.macros.end; ++i)
    if (!string("macro", facts_.references[i]))
      return false;
  return true;
}

bool Validator::checkBase(const Base &base) {
  return maybeSymbolRef("symbol", base.symbol, kClassMask) && known("access", base.access, Access::None) &&
         (base.isVirtual <= 1 || fail(fmt::format("virtual is {}", base.isVirtual)));
}

bool Validator::checkField(const Field &field) {
  return symbolRef("symbol", field.symbol, kFieldMask | kVariableMask) && maybeType("type", field.type) &&
         known("access", field.access, Access::None) && place("name", field.name);
}

bool Validator::checkFunction(const Function &function) {
  if (!(symbolRef("symbol", function.symbol, kFunctionMask) && maybeSymbolRef("owner", function.owner, kClassMask) &&
        known("kind", function.kind, FunctionKind::Operator) && known("access", function.access, Access::None) &&
        maybeType("result type", function.result) && place("name", function.name) && place("extent", function.extent)))
    return false;
  if (function.parameters > function.locals.size())
    return fail(fmt::format("{} parameters of {} locals", function.parameters, function.locals.size()));
  for (std::uint32_t id = 0; id < function.locals.size(); ++id)
    if ((facts_.locals[function.locals.begin + id].kind == LocalKind::Parameter) != (id < function.parameters))
      return fail(fmt::format("local {} is or is not among the {} parameters", id, function.parameters));
  for (std::uint32_t i = function.overrides.begin; i < function.overrides.end; ++i)
    if (!symbolRef("overridden method", facts_.references[i], kFunctionMask))
      return false;
  if (((function.flags & kHasBody) != 0) == function.nodes.empty())
    return fail("a body without nodes, or nodes without a body");
  return function.nodes.empty() || checkTree(function);
}

bool Validator::checkLocal(const Local &local) {
  return known("kind", local.kind, LocalKind::CatchVariable) && string("name", local.name) &&
         maybeType("type", local.type);
}

bool Validator::checkLambda(const Lambda &lambda) {
  return index("function", lambda.function, facts_.functions.size()) &&
         range("parameters", lambda.parameters, facts_.functions[lambda.function].locals.size()) &&
         maybeType("result type", lambda.result);
}

bool Validator::checkSuppression(const Suppression &suppression) {
  return known("kind", suppression.kind, SuppressionKind::Unknown) && place("place", suppression.place) &&
         string("checks", suppression.checks) && string("reason", suppression.reason);
}

bool Validator::checkDiagnostic(const Diagnostic &diagnostic) {
  return known("severity", diagnostic.severity, Severity::Fatal) && place("place", diagnostic.place) &&
         string("message", diagnostic.message);
}

/// Pre-order: the open nodes are the path from the root to where we are.
bool Validator::checkTree(const Function &function) {
  const Range nodes = function.nodes;
  open_.clear();
  const auto closeThoseEndingAt = [&](NodeId id) {
    for (; !open_.empty() && open_.back().end == id; open_.pop_back())
      if (!checkOperands(open_.back()))
        return false;
    return true;
  };
  for (NodeId id = nodes.begin; id < nodes.end; ++id) {
    if (!closeThoseEndingAt(id))
      return false;
    const Node &node = facts_.nodes[id];
    const bool root = id == nodes.begin;
    const std::uint32_t room = (root ? nodes.end : open_.empty() ? id : open_.back().end) - id;
    if (node.size == 0 || node.size > room || (root && node.size != room))
      return fail(fmt::format("node {}: size {} of {}", id, node.size, room));
    if (open_.size() == kMaxNesting)
      return fail(fmt::format("node {}: nested deeper than {}", id, kMaxNesting));
    if ((node.op == Op::Body) != root)
      return fail(fmt::format("node {}: a body is the root and nothing else", id));
    if (!checkNode(function, node))
      return within(fmt::format("node {}", id), false);
    if (!root)
      ++open_.back().children;
    open_.push_back({.id = id, .end = id + node.size, .children = 0});
  }
  return closeThoseEndingAt(nodes.end);
}

bool Validator::checkNode(const Function &function, const Node &node) {
  if (!known("op", node.op, Op::Unknown) || !maybeType("type", node.type) ||
      !extent(node.line, node.column, node.endLine, node.endColumn))
    return false;
  const OpShape shape = shapeOf(node.op);
  switch (shape.ref) {
  case Ref::None:
    return node.ref == kNone || fail(fmt::format("{} refers to {}", name(node.op), node.ref));
  case Ref::MaybeLocal:
    return maybeIndex("local", node.ref, function.locals.size());
  case Ref::Local:
    return index("local", node.ref, function.locals.size());
  case Ref::String:
    return string("string", node.ref);
  case Ref::Boolean:
    return node.ref <= 1 || fail(fmt::format("boolean {}", node.ref));
  case Ref::Lambda:
    return index("lambda", node.ref, facts_.lambdas.size()) &&
           (&facts_.functions[facts_.lambdas[node.ref].function] == &function ||
            fail(fmt::format("lambda {} belongs to another function", node.ref)));
  case Ref::Symbol:
    return symbolRef("symbol", node.ref, shape.symbols);
  case Ref::MaybeSymbol:
    return maybeSymbolRef("symbol", node.ref, shape.symbols);
  }
  return true;
}

bool Validator::checkOperands(const OpenNode &open) {
  const Node &node = facts_.nodes[open.id];
  std::uint32_t least = shapeOf(node.op).operands;
  if (node.op == Op::If && (node.flags & kHasElse) != 0)
    least = 3;
  if (node.op == Op::Case)
    least = node.extra;
  return open.children >= least ||
         fail(fmt::format("node {}: {} has {} of {} operands", open.id, name(node.op), open.children, least));
}

/// Computes each record's height with an explicit stack; a record that is met again while it is still open is on a
/// cycle.
template <typename Successors>
bool Validator::acyclic(std::string_view what, std::size_t count, const Successors &successors) {
  constexpr std::uint32_t kUnseen = 0;
  constexpr std::uint32_t kOpen = kNone;
  std::vector<std::uint32_t> height(count, kUnseen);
  std::vector<std::uint32_t> stack;
  for (std::uint32_t start = 0; start < count; ++start) {
    if (height[start] == kUnseen)
      stack.push_back(start);
    while (!stack.empty()) {
      const std::uint32_t id = stack.back();
      height[id] = kOpen;
      std::uint32_t highest = 0;
      bool pending = false;
      for (const std::uint32_t next : successors(id)) {
        if (next == kNone)
          continue;
        if (height[next] == kOpen)
          return fail(fmt::format("{} {}: contains itself", what, next));
        if (height[next] != kUnseen) {
          highest = std::max(highest, height[next]);
          continue;
        }
        stack.push_back(next);
        pending = true;
        break;
      }
      if (pending)
        continue;
      if (highest == kMaxNesting)
        return fail(fmt::format("{} {}: nested deeper than {}", what, id, kMaxNesting));
      height[id] = highest + 1;
      stack.pop_back();
    }
  }
  return true;
}

/// Whether the ranges, in whatever order, cover [0, count) without gap or overlap.
bool Validator::tiled(std::string_view what, std::vector<Range> &ranges, std::size_t count) {
  std::erase_if(ranges, [](Range range) { return range.empty(); });
  std::ranges::sort(ranges, {}, &Range::begin);
  std::uint32_t end = 0;
  for (const Range range : ranges) {
    if (range.begin != end)
      return fail(
          fmt::format("{} {} has {}", what, std::min(range.begin, end), range.begin < end ? "two owners" : "no owner"));
    end = range.end;
  }
  return end == count || fail(fmt::format("{} {} has no owner", what, end));
}

bool Validator::checkOwners() {
  std::vector<Range> bases, fields, locals, nodes, references;
  const auto add = [this](std::string_view what, Range owned, std::vector<Range> &ranges, std::size_t count) {
    ranges.push_back(owned);
    return range(what, owned, count);
  };
  for (std::size_t id = 0; id < facts_.classes.size(); ++id) {
    const Class &record = facts_.classes[id];
    if (!add("bases", record.bases, bases, facts_.bases.size()) ||
        !add("fields", record.fields, fields, facts_.fields.size()) ||
        !add("friends", record.friends, references, facts_.references.size()) ||
        !add("macros", record.macros, references, facts_.references.size()))
      return within(fmt::format("class {}", id), false);
  }
  for (std::size_t id = 0; id < facts_.functions.size(); ++id) {
    const Function &function = facts_.functions[id];
    if (!add("locals", function.locals, locals, facts_.locals.size()) ||
        !add("nodes", function.nodes, nodes, facts_.nodes.size()) ||
        !add("overrides", function.overrides, references, facts_.references.size()))
      return within(fmt::format("function {}", id), false);
  }
  return tiled("base", bases, facts_.bases.size()) && tiled("field", fields, facts_.fields.size()) &&
         tiled("local", locals, facts_.locals.size()) && tiled("node", nodes, facts_.nodes.size()) &&
         tiled("reference", references, facts_.references.size());
}

bool Validator::run() {
  if (facts_.strings.empty() || !facts_.strings.front().empty())
    return fail("string 0 is not the empty string");
  for (const std::size_t count :
       {facts_.strings.size(), facts_.files.size(), facts_.symbols.size(), facts_.types.size(), facts_.classes.size(),
        facts_.functions.size(), facts_.locals.size(), facts_.nodes.size(), facts_.lambdas.size(),
        facts_.references.size()})
    if (count >= kNone)
      return fail(fmt::format("{} records of one sort", count));
  if (!each("file", facts_.files, &Validator::checkFile) || !each("symbol", facts_.symbols, &Validator::checkSymbol))
    return false;
  for (std::size_t id = 0; id < facts_.symbols.size(); ++id) // once all symbols' kinds are known to be kinds
    if (!maybeSymbolRef("parent", facts_.symbols[id].parent, kClassMask | kEnumMask))
      return within(fmt::format("symbol {}", id), false);
  if (!acyclic("symbol", facts_.symbols.size(), [&](SymbolId id) { return std::array{facts_.symbols[id].parent}; }) ||
      !each("type", facts_.types, &Validator::checkType) || !acyclic("type", facts_.types.size(), [&](TypeId id) {
        return std::array{facts_.types[id].inner, facts_.types[id].key};
      }))
    return false;
  // Before anything that walks a range: were they to overlap, walking them all could take quadratic time.
  if (!checkOwners() || !each("class", facts_.classes, &Validator::checkClass) ||
      !each("base", facts_.bases, &Validator::checkBase) || !each("field", facts_.fields, &Validator::checkField) ||
      !each("local", facts_.locals, &Validator::checkLocal) ||
      !each("lambda", facts_.lambdas, &Validator::checkLambda) ||
      !each("function", facts_.functions, &Validator::checkFunction) ||
      !each("suppression", facts_.suppressions, &Validator::checkSuppression) ||
      !each("diagnostic", facts_.diagnostics, &Validator::checkDiagnostic))
    return false;
  for (std::size_t i = 0; i < facts_.missingIncludes.size(); ++i)
    if (!string("path", facts_.missingIncludes[i]))
      return within(fmt::format("missing include {}", i), false);
  for (std::size_t i = 0; i < facts_.unseenNames.size(); ++i)
    if (!string("text", facts_.unseenNames[i]))
      return within(fmt::format("unseen name {}", i), false);
  return facts_.diagnostics.size() <= kMaxDiagnostics ||
         fail(fmt::format("{} diagnostics of at most {}", facts_.diagnostics.size(), kMaxDiagnostics));
}

} // namespace

Status validate(const TuFacts &facts) {
  Validator validator(facts);
  if (!validator.run())
    return Error(validator.takeMessage());
  return {};
}

} // namespace tell::facts
