#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <llvm/Support/raw_ostream.h>

#include "facts/dump.hpp"
#include "facts/tu_facts.hpp"
#include "facts/validate.hpp"

/// Facts written by hand, for the tests of the facts folder.
namespace tell::facts {

/// A node with its children, to write bodies as trees.
struct Tree {
  Node node;
  std::vector<Tree> children;
};

inline Tree tree(Op op, std::uint32_t ref = kNone, std::vector<Tree> children = {}) {
  Tree result;
  result.node.op = op;
  result.node.ref = ref;
  result.children = std::move(children);
  return result;
}

inline Tree tree(Op op, std::vector<Tree> children) { return tree(op, kNone, std::move(children)); }

inline Tree at(std::uint32_t line, std::uint32_t column, std::uint32_t endLine, std::uint32_t endColumn, Tree what) {
  what.node.line = line;
  what.node.column = column;
  what.node.endLine = endLine;
  what.node.endColumn = endColumn;
  return what;
}

inline Tree flagged(std::uint16_t flags, Tree what) {
  what.node.flags = flags;
  return what;
}

inline std::uint32_t append(std::vector<Node> &nodes, const Tree &what) {
  const std::size_t id = nodes.size();
  nodes.push_back(what.node);
  nodes[id].size = 1;
  for (const Tree &child : what.children)
    nodes[id].size += append(nodes, child);
  return nodes[id].size;
}

inline constexpr SymbolId kOrder = 0, kStatus = 1, kDraft = 2, kStatusField = 3, kStatusMethod = 4, kCancel = 5,
                          kCount = 6;

/// A unit with a class `shop::Order` and a function `cancel(Order &order)` that asks for its status, with at least one
/// record in every array.
inline TuFacts sample() {
  TuFacts facts;
  facts.flags = kUnitErrors;
  facts.mainFile = "/p/cancel.cpp";
  facts.strings = {""};
  const auto string = [&](std::string_view text) {
    facts.strings.emplace_back(text);
    return static_cast<StringId>(facts.strings.size() - 1);
  };
  facts.files = {{.path = string("/p/cancel.cpp"), .kind = FileKind::Project, .contents = 0x1234567890abcdefULL},
                 {.path = string("/p/order.hpp"), .kind = FileKind::Project, .contents = 7}};
  const auto symbol = [&](SymbolKind kind, std::string_view name, SymbolId parent, std::uint32_t line) {
    const std::string qualified = "shop::" + std::string(name);
    facts.symbols.push_back({.kind = kind,
                             .flags = kInProject,
                             .usr = string("c:@N@" + qualified),
                             .name = string(name.substr(name.rfind(':') + 1)),
                             .qualified = string(qualified),
                             .parent = parent,
                             .file = 1,
                             .line = line,
                             .value = 0});
  };
  symbol(SymbolKind::Class, "Order", kNone, 4);
  symbol(SymbolKind::Enum, "Status", kNone, 2);
  symbol(SymbolKind::Enumerator, "Status::Draft", kStatus, 2);
  symbol(SymbolKind::Field, "Order::status_", kOrder, 8);
  symbol(SymbolKind::Function, "Order::status", kOrder, 6);
  symbol(SymbolKind::Function, "cancel", kNone, 3);
  symbol(SymbolKind::Variable, "count", kNone, 1);
  facts.symbols[kDraft].value = -1;

  facts.types = {{.kind = TypeKind::Record, .spelling = string("Order"), .symbol = kOrder},
                 {.kind = TypeKind::LvalueReference, .spelling = string("const Order &"), .inner = 0},
                 {.kind = TypeKind::Enum, .flags = kConst, .spelling = string("Status"), .symbol = kStatus},
                 {.kind = TypeKind::Record,
                  .wrapper = Wrapper::Map,
                  .spelling = string("std::map<Status, Order>"),
                  .inner = 0,
                  .key = 2}};

  facts.references = {kCancel, string("Q_GADGET"), kStatusMethod};
  facts.bases = {{.symbol = kNone, .access = Access::Private, .isVirtual = 1}};
  facts.fields = {{.symbol = kStatusField,
                   .type = 2,
                   .access = Access::Private,
                   .flags = kFieldMutable,
                   .name = {1, 8, 10, 8, 17}}};
  facts.classes = {{.symbol = kOrder,
                    .kind = ClassKind::Struct,
                    .access = Access::None,
                    .flags = kAbstract | kFromMacro,
                    .name = {1, 4, 7, 4, 12},
                    .extent = {1, 4, 1, 9, 2},
                    .bases = {0, 1},
                    .fields = {0, 1},
                    .friends = {0, 1},
                    .macros = {1, 2}}};

  facts.locals = {{.kind = LocalKind::Parameter, .flags = kLocalDefault, .name = string("order"), .type = 1, .line = 3},
                  {.kind = LocalKind::LambdaParameter, .name = 0, .type = kNone, .line = 5}};
  const Tree condition =
      tree(Op::NotEqual, {flagged(kConstCallee, tree(Op::MethodCall, kStatusMethod, {tree(Op::LocalRef, 0)})),
                          tree(Op::EnumConstant, kDraft)});
  Tree onceMore =
      at(5, 5, 5, 20,
         tree(Op::IndirectCall,
              {at(5, 5, 5, 18, tree(Op::Lambda, 0, {at(5, 9, 5, 18, tree(Op::Block, {tree(Op::LocalRef, 1)}))})),
               tree(Op::StringLiteral, string("cl\xF6sed"))}));
  Tree body =
      tree(Op::Body, {tree(Op::Block, {at(4, 3, 4, 40, tree(Op::If, {condition, tree(Op::Return)})), onceMore})});
  append(facts.nodes, body);
  facts.lambdas = {{.function = 1, .parameters = {1, 2}, .result = kNone}};
  facts.functions = {{.symbol = kStatusMethod,
                      .owner = kOrder,
                      .kind = FunctionKind::Method,
                      .access = Access::Public,
                      .flags = kConstMethod | kVirtual,
                      .result = 2,
                      .name = {1, 6, 10, 6, 16},
                      .extent = {1, 6, 3, 6, 24},
                      .locals = {},
                      .nodes = {},
                      .overrides = {2, 3}},
                     {.symbol = kCancel,
                      .kind = FunctionKind::Free,
                      .flags = kHasBody,
                      .name = {0, 3, 6, 3, 12},
                      .extent = {0, 3, 1, 6, 2},
                      .locals = {0, 2},
                      .parameters = 1,
                      .nodes = {0, static_cast<std::uint32_t>(facts.nodes.size())},
                      .overrides = {}}};
  facts.suppressions = {{.kind = SuppressionKind::NextLine,
                         .place = {0, 2, 1, 2, 40},
                         .checks = string("tell-anemic-class"),
                         .reason = string("wire format")}};
  facts.diagnostics = {{.severity = Severity::Fatal, .place = {}, .message = string("'x.hpp' file not found")}};
  facts.missingIncludes = {string("/p/x.hpp")};
  facts.unseenNames = {string("reopen")};
  return facts;
}

inline std::string dumped(const TuFacts &facts) {
  std::string text;
  llvm::raw_string_ostream out(text);
  dumpJson(facts, out);
  return text;
}

/// Valid facts of one function without parameters, whose body is `tree`.
inline TuFacts unitOf(const Tree &body) {
  TuFacts facts;
  facts.strings = {"", "f"};
  facts.symbols = {{.kind = SymbolKind::Function, .name = 1, .qualified = 1}};
  append(facts.nodes, body);
  Function function;
  function.symbol = 0;
  function.flags = kHasBody;
  function.nodes.end = static_cast<std::uint32_t>(facts.nodes.size());
  facts.functions = {function};
  return facts;
}

/// Valid facts whose one body nests this deep.
inline TuFacts nested(std::uint32_t depth) {
  TuFacts facts = unitOf(tree(Op::Body, {tree(Op::Block)}));
  facts.nodes.assign(depth, facts.nodes[1]);
  facts.nodes[0].op = Op::Body;
  for (std::uint32_t id = 0; id < depth; ++id)
    facts.nodes[id].size = depth - id;
  facts.functions[0].nodes.end = depth;
  return facts;
}

inline std::string problem(const TuFacts &facts) {
  const Status status = validate(facts);
  return status ? "valid" : status.error().message();
}

} // namespace tell::facts
