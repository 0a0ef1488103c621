#include "model/linker.hpp"
#include "model/tree.hpp"

#include <algorithm>
#include <map>

namespace tell {

namespace {

using facts::NodeId;
using facts::Op;

/// Copies one body out of a unit's facts.
class Outliner {
public:
  Outliner(const model::UnitView &view, const facts::Function &record, const std::vector<model::Variable> &variables)
      : view_(view), record_(record), variables_(variables) {}

  [[nodiscard]] Outline take() {
    const facts::TuFacts &unit = *view_.facts;
    for (std::uint32_t i = record_.locals.begin; i < record_.locals.end; ++i)
      outline_.locals.push_back(
          {std::string(unit.string(unit.locals[i].name)), type(unit.locals[i].type),
           i - record_.locals.begin < record_.parameters ? facts::LocalKind::Parameter : unit.locals[i].kind});
    outline_.nodes.reserve(record_.nodes.size());
    for (NodeId id = record_.nodes.begin; id < record_.nodes.end; ++id) {
      const facts::Node &node = unit.nodes[id];
      outline_.nodes.push_back({node.op, node.flags, node.size, reference(node), type(node.type), node.line,
                                node.column, node.endLine, node.endColumn});
    }
    return std::move(outline_);
  }

private:
  [[nodiscard]] TypeId type(facts::TypeId id) const { return id == kNone ? kNone : view_.types[id]; }

  std::uint32_t reference(const facts::Node &node) {
    switch (node.op) {
    case Op::LocalRef:
    case Op::Decl:
    case Op::Bind:
    case Op::RangeFor:
    case Op::Catch:
    case Op::InitCapture:
    case Op::EnumConstant:
    case Op::IntLiteral:
    case Op::FloatLiteral:
    case Op::StringLiteral:
    case Op::CharLiteral:
    case Op::BoolLiteral:
      return node.ref;
    case Op::GlobalRef:
      return node.ref == kNone ? kNone : global(node);
    default:
      if (node.ref == kNone || !namesSymbol(node.op))
        return kNone;
      return view_.entities[node.ref];
    }
  }

  static bool namesSymbol(Op op) {
    return op == Op::Field || op == Op::InitField || op == Op::Call || op == Op::MethodCall || op == Op::Construct ||
           op == Op::FunctionRef || op == Op::Arrow || (op >= Op::Not && op <= Op::Subscript) ||
           (op >= Op::Assign && op <= Op::BitXorAssign);
  }

  std::uint32_t global(const facts::Node &node) {
    const std::uint32_t id = view_.entities[node.ref];
    if (id == kNone || view_.facts->symbols[node.ref].kind != facts::SymbolKind::Variable) // facts may say so
      return kNone;
    const auto [it, isNew] = globals_.try_emplace(id, static_cast<std::uint32_t>(outline_.globals.size()));
    if (isNew) {
      const model::Variable &variable = variables_[id];
      outline_.globals.push_back({std::string(variable.name), type(node.type), variable.constant, variable.stream});
    }
    return it->second;
  }

  const model::UnitView &view_;
  const facts::Function &record_;
  const std::vector<model::Variable> &variables_;
  Outline outline_;
  std::map<std::uint32_t, std::uint32_t> globals_;
};

} // namespace

void Linker::outlineBodies() {
  for (FunctionId id = 0; id < program_.functions_.size(); ++id) {
    FunctionInfo &info = program_.functions_[id];
    const bool aboutOthers =
        !info.pokes.empty() || std::ranges::any_of(info.rules, [](const Rule &rule) { return !rule.reads.empty(); });
    for (const model::BodySource &source : bodies_[id])
      noteShapes(source);
    if (!aboutOthers || bodies_[id].empty())
      continue;
    // The same body that the places of rules and pokes were taken from.
    const auto instantiation = std::ranges::find_if(bodies_[id], &model::BodySource::instantiation);
    const model::BodySource &source = instantiation == bodies_[id].end() ? bodies_[id].front() : *instantiation;
    const model::UnitView &view = views_[source.unit];
    info.outline = Outliner(view, view.facts->functions[source.function], variableInfos_).take();
  }
}

// What a change of a class's form would break wherever it stands.
void Linker::noteShapes(const model::BodySource &source) {
  const model::UnitView &view = views_[source.unit];
  const facts::TuFacts &unit = *view.facts;
  const model::Tree tree(unit);
  const facts::Range nodes = unit.functions[source.function].nodes;
  const auto handle = [&](NodeId id) -> FunctionInfo * {
    if (unit.nodes[id].op != Op::MethodCall || unit.nodes[id].ref == kNone)
      return nullptr;
    FunctionInfo &callee = program_.functions_[view.entities[unit.nodes[id].ref]];
    return callee.accessor.handle ? &callee : nullptr;
  };
  for (NodeId id = nodes.begin; id < nodes.end; ++id) {
    const facts::Node &node = unit.nodes[id];
    const ClassId type =
        node.type == kNone || view.types[node.type] == kNone ? kNone : program_.types_[view.types[node.type]].record;
    if (node.op == Op::Field && node.ref != kNone && unit.nodes[id + 1].op == Op::This) {
      const FieldId field = view.entities[node.ref];
      const FunctionId user = view.entities[unit.functions[source.function].symbol];
      const ClassId owner = program_.functions_[user].owner;
      if (field != kNone && owner != kNone && owner != program_.fields_[field].owner &&
          std::ranges::count(program_.fields_[field].heirs, user) == 0)
        program_.fields_[field].heirs.push_back(user);
    }
    if (node.op == Op::Aggregate && type != kNone && node.size > 1)
      program_.classes_[type].listed = true;
    else if (node.op == Op::Bind && type != kNone)
      program_.classes_[type].unpacked = true;
    else if (FunctionInfo *getter = handle(id); getter != nullptr && (node.flags & facts::kMutableArgument) != 0)
      getter->lent = true;
    if (node.op != Op::MethodCall || node.ref == kNone || (node.flags & facts::kConstCallee) != 0)
      continue;
    const FunctionInfo &callee = program_.functions_[view.entities[node.ref]];
    if (FunctionInfo *getter = handle(id + 1);
        getter != nullptr && callee.project && callee.accessor.kind == AccessorKind::None)
      getter->lent = true;
  }
}

} // namespace tell
