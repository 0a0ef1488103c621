#include "model/library.hpp"
#include "model/linker.hpp"
#include "model/tree.hpp"

#include <algorithm>
#include <optional>

namespace tell {

namespace {

using facts::Node;
using facts::NodeId;
using facts::Op;
using model::Meaning;
using model::Tree;

/// Reads one body as an accessor's, if it is one.
class AccessorReader {
public:
  AccessorReader(const Program &program, const model::UnitView &view, const facts::Function &record)
      : program_(program), view_(view), tree_(*view.facts), record_(record) {}

  [[nodiscard]] Accessor read() const {
    const auto statements = this->statements();
    if (statements.empty())
      return {};
    return record_.parameters == 0 ? getter(statements) : setter(statements);
  }

private:
  [[nodiscard]] std::vector<NodeId> statements() const {
    for (const NodeId part : tree_.children(record_.nodes.begin))
      if (tree_[part].op == Op::Block)
        return tree_.list(part);
    return {};
  }

  [[nodiscard]] Accessor getter(const std::vector<NodeId> &statements) const {
    if (statements.size() != 1 || tree_[statements[0]].op != Op::Return || tree_.children(statements[0]).empty())
      return {};
    Accessor accessor;
    if (!path(*tree_.children(statements[0]).begin(), accessor.path) || accessor.path.empty())
      return {};
    accessor.kind = AccessorKind::Getter;
    accessor.handle = handsOut(accessor.path.back());
    return accessor;
  }

  // A handle reaches the state itself: a non-const reference or pointer to what the field owns. A pointer that is
  // itself the state (an observed object) hands out somebody else's.
  [[nodiscard]] bool handsOut(FieldId field) const {
    if (record_.result == kNone)
      return false;
    const TypeInfo &result = program_.types()[view_.types[record_.result]];
    if (result.wrapper == facts::Wrapper::Iterator)
      return result.inner != kNone && (program_.types()[result.inner].flags & facts::kConst) == 0 &&
             result.spelling.find("const_iterator") == std::string::npos;
    if (result.kind != facts::TypeKind::LvalueReference && result.kind != facts::TypeKind::Pointer)
      return false;
    if (result.inner == kNone || (program_.types()[result.inner].flags & facts::kConst) != 0)
      return false;
    const TypeId type = program_.fields()[field].type;
    if (type == kNone)
      return false;
    const TypeInfo &state = program_.types()[type];
    const bool observes = state.kind == facts::TypeKind::Pointer || state.kind == facts::TypeKind::LvalueReference ||
                          state.wrapper == facts::Wrapper::SharedPointer ||
                          state.wrapper == facts::Wrapper::ReferenceWrapper;
    return !observes;
  }

  /// Collects the fields from `this` to what the expression names; false if it is more than a path.
  bool path(NodeId id, std::vector<FieldId> &out) const {
    const Node &node = tree_[id];
    switch (node.op) {
    case Op::This:
      return true;
    case Op::Field: {
      const FieldId field = view_.entities[node.ref];
      if (field == kNone || !path(*tree_.children(id).begin(), out))
        return false;
      out.push_back(field);
      return true;
    }
    case Op::Dereference:
    case Op::Arrow:
    case Op::AddressOf:
      return path(*tree_.children(id).begin(), out);
    case Op::Cast:
      return (node.flags & facts::kDynamicCast) == 0 && !tree_.children(id).empty() &&
             path(*tree_.children(id).begin(), out);
    case Op::Construct: { // a view of the field: std::string_view(name_), std::span(items_)
      const auto arguments = tree_.list(id);
      const bool foreign = node.type == kNone || program_.types()[view_.types[node.type]].record == kNone;
      return foreign && arguments.size() == 1 && path(arguments[0], out);
    }
    case Op::MethodCall: {
      const auto parts = tree_.list(id);
      if (parts.size() != 1 || node.ref == kNone)
        return false;
      const FunctionInfo &callee = program_.functions()[view_.entities[node.ref]];
      if (callee.accessor.kind == AccessorKind::Getter) {
        if (!path(parts[0], out))
          return false;
        out.insert(out.end(), callee.accessor.path.begin(), callee.accessor.path.end());
        return true;
      }
      if (callee.project)
        return false;
      const Meaning meaning = model::meaningOf(callee.name, true);
      return (meaning == Meaning::Unwrap || meaning == Meaning::Begin || meaning == Meaning::End) &&
             path(parts[0], out);
    }
    default:
      return false;
    }
  }

  [[nodiscard]] Accessor setter(const std::vector<NodeId> &statements) const {
    Accessor accessor;
    for (std::size_t i = 0; i < statements.size(); ++i) {
      const Node &node = tree_[statements[i]];
      if (i > 0 && i + 1 == statements.size() && node.op == Op::Return) { // fluent: return *this
        const auto value = tree_.list(statements[i]);
        if (value.size() == 1 && tree_[value[0]].op == Op::Dereference && tree_[value[0] + 1].op == Op::This)
          continue;
        return {};
      }
      const auto stored = store(statements[i]);
      if (!stored)
        return {};
      accessor.path.push_back(*stored);
    }
    accessor.kind = AccessorKind::Setter;
    return accessor;
  }

  /// The field of `this` that a statement stores a parameter to as it is.
  [[nodiscard]] std::optional<FieldId> store(NodeId id) const {
    if (tree_[id].op != Op::Assign)
      return std::nullopt;
    const auto sides = tree_.list(id);
    if (sides.size() != 2 || tree_[sides[0]].op != Op::Field || tree_[sides[0] + 1].op != Op::This)
      return std::nullopt;
    const FieldId field = view_.entities[tree_[sides[0]].ref];
    if (field == kNone || !isParameter(sides[1]))
      return std::nullopt;
    return field;
  }

  [[nodiscard]] bool isParameter(NodeId id) const {
    const Node &node = tree_[id];
    if (node.op == Op::LocalRef)
      return node.ref < record_.parameters;
    const auto inner = tree_.list(id);
    return (node.op == Op::Construct || node.op == Op::Cast) && inner.size() == 1 && isParameter(inner[0]);
  }

  const Program &program_;
  const model::UnitView &view_;
  Tree tree_;
  const facts::Function &record_;
};

} // namespace

// Getters may go through getters of their parts: repeat until nothing new is found. Each round resolves one more level
// of forwarding.
void Linker::resolveAccessors() {
  constexpr int kRounds = 8;
  bool changed = true;
  for (int round = 0; changed && round < kRounds; ++round) {
    changed = false;
    for (FunctionId id = 0; id < program_.functions_.size(); ++id)
      changed = resolveAccessor(id) || changed;
  }
}

bool Linker::resolveAccessor(FunctionId id) {
  FunctionInfo &info = program_.functions_[id];
  if (!info.isMethod() || info.accessor.kind != AccessorKind::None || bodies_[id].empty() || info.is(facts::kStatic) ||
      (info.kind != facts::FunctionKind::Method && info.kind != facts::FunctionKind::Conversion))
    return false;
  // An instantiation says more than its pattern, whose calls may be unresolved.
  const auto &source = bodies_[id].back();
  const auto &view = views_[source.unit];
  info.accessor = AccessorReader(program_, view, view.facts->functions[source.function]).read();
  return info.accessor.kind != AccessorKind::None;
}

} // namespace tell
