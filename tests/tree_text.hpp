#pragma once

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "facts/tu_facts.hpp"

namespace tell::test {

/// Renders a function's tree as one line: `(Return (Field total this))`. Locals are `$name`, globals `@name`,
/// enumerators
/// `#name`, flags follow the op as `!flag`; what carries neither operands nor a meaning of its own has no parentheses.
class TreeText {
public:
  TreeText(const facts::TuFacts &facts, const facts::Function &function) : facts_(facts), function_(function) {}

  [[nodiscard]] std::string text() {
    if (function_.nodes.empty())
      return "";
    const facts::Node &root = facts_.nodes[function_.nodes.begin];
    EXPECT_EQ(root.op, facts::Op::Body);
    EXPECT_EQ(root.size, function_.nodes.size());
    return render(function_.nodes.begin);
  }

private:
  std::string render(facts::NodeId id) {
    const facts::Node &node = facts_.nodes[id];
    std::string label = labelOf(node);
    std::string operands;
    std::uint32_t below = 0;
    for (facts::NodeId child = id + 1; child < id + node.size; child += facts_.nodes[child].size) {
      operands += " " + render(child);
      below += facts_.nodes[child].size;
    }
    EXPECT_EQ(below + 1, node.size) << "children of " << facts::name(node.op) << " at line " << node.line;
    if (operands.empty() && label.find(' ') == std::string::npos)
      return label;
    return "(" + label + operands + ")";
  }

  std::string labelOf(const facts::Node &node) const {
    using facts::Op;
    const std::string flags = flagsOf(node);
    switch (node.op) {
    case Op::LocalRef:
      return "$" + local(node.ref) + flags;
    case Op::GlobalRef:
      return "@" + symbol(node.ref) + flags;
    case Op::EnumConstant:
      return "#" + symbol(node.ref) + flags;
    case Op::This:
      return "this" + flags;
    case Op::IntLiteral:
    case Op::FloatLiteral:
      return std::string(facts_.string(node.ref)) + flags;
    case Op::CharLiteral:
      return "'" + std::string(facts_.string(node.ref)) + "'" + flags;
    case Op::StringLiteral:
      return "\"" + std::string(facts_.string(node.ref)) + "\"" + flags;
    case Op::BoolLiteral:
      return (node.ref == 1 ? "true" : "false") + flags;
    case Op::NullLiteral:
      return "null" + flags;
    case Op::Unresolved:
      return "Unresolved" + flags + " " + std::string(facts_.string(node.ref));
    case Op::Decl:
    case Op::Bind:
    case Op::RangeFor:
    case Op::Catch:
    case Op::InitCapture:
      return std::string(facts::name(node.op)) + flags + (node.ref == facts::kNone ? "" : " $" + local(node.ref)) +
             (node.op == Op::Bind ? " " + std::to_string(node.extra) : "");
    case Op::Lambda: {
      std::string label = "Lambda" + flags + " [";
      const facts::Range parameters = facts_.lambdas[node.ref].parameters;
      for (facts::LocalId id = parameters.begin; id < parameters.end; ++id)
        label += (id == parameters.begin ? "" : " ") + local(id);
      return label + "]";
    }
    case Op::TypeOperand:
    case Op::Cast:
    case Op::New:
    case Op::Aggregate:
      return std::string(facts::name(node.op)) + flags + " " + type(node.type);
    case Op::Construct:
      return std::string(facts::name(node.op)) + flags + " " +
             (node.ref == facts::kNone ? type(node.type) : symbol(node.ref));
    default:
      return std::string(facts::name(node.op)) + flags + (node.ref == facts::kNone ? "" : " " + symbol(node.ref));
    }
  }

  static std::string flagsOf(const facts::Node &node) {
    static constexpr std::pair<std::uint16_t, const char *> kNames[] = {
        {facts::kArrow, "!arrow"},           {facts::kHasElse, "!else"},
        {facts::kDefaultLabel, "!default"},  {facts::kConstCallee, "!const"},
        {facts::kVirtualCallee, "!virtual"}, {facts::kMutableArgument, "!mutable"},
        {facts::kMoved, "!moved"},           {facts::kDynamicCast, "!dynamic"},
        {facts::kRecovery, "!recovery"},     {facts::kConstexprIf, "!constexpr"},
        {facts::kInMacro, "!macro"},         {facts::kImplicitConversion, "!implicit"},
        {facts::kCopied, "!copied"},         {facts::kMacroBlock, "!macroblock"},
    };
    std::string flags;
    for (const auto &[flag, name] : kNames)
      if ((node.flags & flag) != 0)
        flags += name;
    if ((node.flags & facts::kOperatorSyntax) != 0 && node.op != facts::Op::Arrow)
      flags += "!operator";
    return flags;
  }

  [[nodiscard]] std::string local(facts::LocalId id) const {
    EXPECT_LT(id, function_.locals.size());
    if (id >= function_.locals.size())
      return "?";
    const facts::StringId name = facts_.locals[function_.locals.begin + id].name;
    return name == 0 ? "(" + std::to_string(id) + ")" : std::string(facts_.string(name));
  }
  [[nodiscard]] std::string symbol(facts::SymbolId id) const {
    EXPECT_LT(id, facts_.symbols.size());
    return id < facts_.symbols.size() ? std::string(facts_.string(facts_.symbols[id].name)) : "?";
  }
  [[nodiscard]] std::string type(facts::TypeId id) const {
    return id == facts::kNone ? "?" : "<" + std::string(facts_.string(facts_.types[id].spelling)) + ">";
  }

  const facts::TuFacts &facts_;
  const facts::Function &function_;
};

/// The record of the function with this qualified name that carries a body; instantiations on demand only.
inline const facts::Function *functionNamed(const facts::TuFacts &facts, std::string_view qualified,
                                            bool instantiation = false) {
  for (const facts::Function &function : facts.functions)
    if ((function.flags & facts::kHasBody) != 0 && ((function.flags & facts::kInstantiation) != 0) == instantiation &&
        facts.string(facts.symbols[function.symbol].qualified) == qualified)
      return &function;
  return nullptr;
}

/// The text of what stands in that function's body, "" where there is no such function.
inline std::string treeOf(const facts::TuFacts &facts, std::string_view qualified, bool instantiation = false) {
  const facts::Function *function = functionNamed(facts, qualified, instantiation);
  if (function == nullptr) {
    ADD_FAILURE() << "no function " << qualified;
    return "";
  }
  return TreeText(facts, *function).text();
}

} // namespace tell::test
