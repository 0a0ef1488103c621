#include "model/library.hpp"
#include "model/linker.hpp"
#include "model/tree.hpp"
#include "support/sort_unique.hpp"

#include <algorithm>
#include <set>

namespace tell {

namespace {

using facts::Node;
using facts::NodeId;
using facts::Op;
using facts::TypeKind;
using facts::Wrapper;
using model::Meaning;
using model::Tree;

/// Reads one body of a method for what it takes for granted about fields of its own object, and a constructor's for the
/// fields it gives a value.
class PresumptionReader {
public:
  PresumptionReader(const Program &program, const model::UnitView &view, const facts::Function &record,
                    std::string path)
      : program_(program), view_(view), tree_(*view.facts), record_(record), path_(std::move(path)) {}

  /// What the body presumes and never asks about.
  [[nodiscard]] std::vector<Presumption> presumed() {
    for (NodeId id = record_.nodes.begin; id < record_.nodes.end; ++id)
      look(id);
    std::erase_if(presumed_, [this](const Presumption &p) { return asked_.contains(p.field); });
    std::ranges::sort(presumed_, {}, [](const Presumption &p) { return std::pair(p.field, p.place); });
    const auto tail = std::ranges::unique(presumed_, {}, &Presumption::field);
    presumed_.erase(tail.begin(), tail.end());
    return std::move(presumed_);
  }

  /// The fields that a constructor sets to something. False where it hands its object on and so may set any.
  bool settled(std::vector<FieldId> &out) const {
    for (NodeId id = record_.nodes.begin; id < record_.nodes.end; ++id) {
      const Node &node = tree_[id];
      if (node.op == Op::MemberInit) {
        if (node.ref == kNone)
          return false; // another constructor does the work
        if (view_.facts->symbols[node.ref].kind == facts::SymbolKind::Field && node.size > 1 && !isNothing(id + 1))
          out.push_back(view_.entities[node.ref]);
      } else if (node.op == Op::Assign) {
        const auto sides = tree_.list(id);
        if (const FieldId field = ownField(sides[0]); field != kNone && sides.size() == 2 && !isNothing(sides[1]))
          out.push_back(field);
      } else if (node.op == Op::This && !isObjectOfField(id)) {
        return false;
      } else if ((node.flags & facts::kMutableArgument) != 0) {
        if (const FieldId field = ownField(id); field != kNone)
          out.push_back(field);
      }
    }
    return true;
  }

private:
  [[nodiscard]] bool isObjectOfField(NodeId id) const { return id > 0 && tree_[id - 1].op == Op::Field; }

  /// The field of one's own object that an expression is; kNone if it is anything else.
  [[nodiscard]] FieldId ownField(NodeId id) const {
    const Node &node = tree_[id];
    if (node.op == Op::Cast && node.size > 1 && (node.flags & facts::kDynamicCast) == 0)
      return ownField(id + 1);
    return node.op == Op::Field && tree_[id + 1].op == Op::This ? view_.entities[node.ref] : kNone;
  }

  /// The same, with `has_value()`, `get()` and conversions to bool looked through.
  [[nodiscard]] FieldId ownHandle(NodeId id) const {
    const Node &node = tree_[id];
    if (node.op == Op::AddressOf || node.op == Op::Cast)
      return node.size > 1 ? ownHandle(id + 1) : kNone;
    const auto parts = node.op == Op::MethodCall ? tree_.list(id) : std::vector<NodeId>();
    if (parts.size() == 1 && node.ref != kNone) {
      const FunctionInfo &callee = program_.functions()[view_.entities[node.ref]];
      const Meaning meaning = callee.project ? Meaning::Other : model::meaningOf(callee.name, true);
      if (meaning == Meaning::Presence || meaning == Meaning::Unwrap)
        return ownHandle(parts[0]);
    }
    return ownField(id);
  }

  [[nodiscard]] bool isNothing(NodeId id) const {
    const Node &node = tree_[id];
    switch (node.op) {
    case Op::NullLiteral:
      return true;
    case Op::BoolLiteral:
      return node.ref == 0;
    case Op::IntLiteral:
    case Op::FloatLiteral:
      return node.ref != kNone && view_.facts->string(node.ref).find_first_not_of("0.") == std::string_view::npos;
    case Op::Construct: // made from zero, an object holds a zero
      return node.size == 1 || (node.size == 2 && (tree_[id + 1].op == Op::NullLiteral ||
                                                   (tree_[id + 1].op == Op::GlobalRef && isNothing(id + 1))));
    case Op::Aggregate:
      return node.size == 1 || (tree_.list(id).size() == 1 && isNothing(id + 1));
    case Op::GlobalRef:
      return node.ref != kNone && view_.facts->string(view_.facts->symbols[node.ref].name) == "nullopt";
    default:
      return false;
    }
  }

  [[nodiscard]] const TypeInfo *typeOf(FieldId field) const {
    const TypeId type = field == kNone ? kNone : program_.fields()[field].type;
    return type == kNone ? nullptr : &program_.types()[type];
  }

  /// Whether the field may hold nothing and is good for nothing then.
  [[nodiscard]] bool mayBeEmpty(FieldId field) const {
    const TypeInfo *type = typeOf(field);
    return type != nullptr && (type->kind == TypeKind::Pointer || type->wrapper == Wrapper::UniquePointer ||
                               type->wrapper == Wrapper::SharedPointer || type->wrapper == Wrapper::Optional ||
                               type->wrapper == Wrapper::Function);
  }

  [[nodiscard]] bool isNumber(FieldId field) const {
    const TypeInfo *type = typeOf(field);
    return type != nullptr && (type->kind == TypeKind::Integer || type->kind == TypeKind::Floating);
  }

  void presume(FieldId field, Presumed how, NodeId id) {
    const Node &node = tree_[id];
    presumed_.push_back({field, how, {path_, node.line, node.column, node.endLine, node.endColumn}});
  }

  void look(NodeId id) {
    const Node &node = tree_[id];
    switch (node.op) {
    case Op::If:
      ask(id);
      return;
    case Op::Assert:
      assertion(id);
      return;
    case Op::While:
    case Op::DoWhile:
    case Op::For:
    case Op::Switch:
    case Op::Conditional:
    case Op::LogicalAnd:
    case Op::LogicalOr:
    case Op::Not:
    case Op::Equal:
    case Op::NotEqual:
    case Op::Less:
    case Op::Greater:
    case Op::LessEqual:
    case Op::GreaterEqual:
      // What a body asks about anywhere it does not take for granted.
      if (!answered_.contains(id))
        for (const NodeId part : questions(id))
          askAbout(part);
      return;
    case Op::Field:
    case Op::MethodCall:
    case Op::IndirectCall:
    case Op::Arrow:
    case Op::Dereference:
      if (const FieldId field = reachedThrough(id); field != kNone)
        presume(field, Presumed::Dereferenced, id);
      return;
    case Op::Divide:
    case Op::Remainder:
    case Op::DivideAssign:
    case Op::RemainderAssign: {
      const auto sides = tree_.list(id);
      if (const FieldId field = sides.size() == 2 ? ownField(sides[1]) : kNone; isNumber(field))
        presume(field, Presumed::Divisor, id);
      return;
    }
    default:
      return;
    }
  }

  /// The field that a node reaches through: `printer_->print()`, `*printer_`, `rate_.value()`, `callback_()`.
  [[nodiscard]] FieldId reachedThrough(NodeId id) const {
    const Node &node = tree_[id];
    const bool member = node.op == Op::Field || node.op == Op::MethodCall;
    if (node.size == 1 ||
        (!member && node.op != Op::IndirectCall && node.op != Op::Arrow && node.op != Op::Dereference))
      return kNone;
    const FieldId field = ownField(id + 1);
    if (!mayBeEmpty(field))
      return kNone;
    const TypeInfo &type = *typeOf(field);
    if (!member || type.kind == TypeKind::Pointer)
      return field;
    if (node.op != Op::MethodCall || node.ref == kNone)
      return kNone;
    const std::string &callee = program_.functions()[view_.entities[node.ref]].simple;
    const bool takes = type.wrapper == Wrapper::Function ? callee == "operator()"
                                                         : type.wrapper == Wrapper::Optional && callee == "value";
    return takes ? field : kNone;
  }

  /// The operands in which a statement or operator asks.
  [[nodiscard]] std::vector<NodeId> questions(NodeId id) const {
    const auto parts = tree_.list(id);
    switch (tree_[id].op) {
    case Op::While:
      return parts.size() < 2 ? parts : std::vector<NodeId>{parts[parts.size() - 2]};
    case Op::DoWhile:
    case Op::For:
      return parts.size() < 2 ? parts : std::vector<NodeId>{parts[1]};
    case Op::Switch:
    case Op::Conditional:
      return parts.empty() ? parts : std::vector<NodeId>{parts[0]};
    default:
      return parts;
    }
  }

  /// Everything of one's own that a question looks at, through predicates of one's own too.
  void askAbout(NodeId question) {
    for (NodeId id = question; id < question + tree_[question].size; ++id) {
      // What lies behind a handle says nothing of whether there is anything behind it.
      const bool behind = id > 0 && reachedThrough(id - 1) != kNone;
      if (const FieldId field = ownField(id); field != kNone && !behind)
        asked_.insert(field);
      const Node &node = tree_[id];
      if (node.op == Op::MethodCall && node.ref != kNone && node.size > 1 && tree_[id + 1].op == Op::This) {
        const auto &reads = program_.functions()[view_.entities[node.ref]].ownReads;
        asked_.insert(reads.begin(), reads.end());
      }
    }
  }

  void ask(NodeId id) {
    const auto parts = tree_.list(id);
    const std::size_t branches = (tree_[id].flags & facts::kHasElse) != 0 ? 2 : 1;
    if (parts.size() <= branches)
      return;
    const NodeId condition = parts[parts.size() - branches - 1];
    const NodeId then = parts[parts.size() - branches];
    const bool refuses = throws(then) && branches == 1;
    if (!refuses || !refusal(condition, false))
      askAbout(condition);
  }

  // Assertions that were compiled away leave names without an operator: those say nothing.
  void assertion(NodeId id) {
    for (const NodeId part : tree_.children(id))
      if (!refusal(part, true))
        askAbout(part);
  }

  [[nodiscard]] bool throws(NodeId id) const {
    if (tree_[id].op == Op::Throw)
      return true;
    if (tree_[id].op != Op::Block)
      return false;
    const auto statements = tree_.list(id);
    return !statements.empty() && tree_[statements.back()].op == Op::Throw;
  }

  /// Whether a condition says of fields that they hold something (`holds`) or nothing: `printer_ != nullptr`,
  /// `!printer_`. Those are presumed then.
  bool refusal(NodeId id, bool holds) {
    const Node &node = tree_[id];
    if (node.op == Op::Not && node.size > 1) {
      if (!refusal(id + 1, !holds))
        return false;
      answered_.insert(id);
      return true;
    }
    if (node.op == (holds ? Op::LogicalAnd : Op::LogicalOr)) {
      for (const NodeId part : tree_.children(id))
        if (!refusal(part, holds))
          return false;
      answered_.insert(id);
      return true;
    }
    FieldId field = holds ? ownHandle(id) : kNone;
    if (node.op == (holds ? Op::NotEqual : Op::Equal)) {
      const auto sides = tree_.list(id);
      if (sides.size() == 2 && isNothing(sides[1]))
        field = ownHandle(sides[0]);
      else if (sides.size() == 2 && isNothing(sides[0]))
        field = ownHandle(sides[1]);
    }
    if (!mayBeEmpty(field))
      return false;
    answered_.insert(id);
    presume(field, Presumed::Refused, id);
    return true;
  }

  const Program &program_;
  const model::UnitView &view_;
  Tree tree_;
  const facts::Function &record_;
  std::string path_;
  std::vector<Presumption> presumed_;
  std::set<FieldId> asked_;
  std::set<NodeId> answered_; ///< parts of conditions that refuse: they are no questions
};

} // namespace

// After interpretation: predicates are known by the fields they read.
void Linker::findPresumptions() {
  for (FunctionId id = 0; id < program_.functions_.size(); ++id) {
    FunctionInfo &info = program_.functions_[id];
    if (!info.isMethod() || info.is(facts::kStatic) || bodies_[id].empty())
      continue;
    const auto &source = bodies_[id].back();
    const auto &view = views_[source.unit];
    const auto &record = view.facts->functions[source.function];
    PresumptionReader reader(program_, view, record, path(*view.facts, record.name.file));
    if (info.kind == facts::FunctionKind::Constructor) {
      info.settlesAll = !reader.settled(info.settles);
      sortUnique(info.settles);
    } else {
      info.presumes = reader.presumed();
    }
  }
}

} // namespace tell
