#include "model/region.hpp"
#include "facts/op_shape.hpp"

#include <algorithm>
#include <set>

namespace tell::model {

using facts::LocalKind;
using facts::Op;

namespace {

bool isStatement(Op op) { return op <= Op::Empty; }

/// What a function works with and not on. What a class keeps of containers of the project are its stores.
bool isService(Role role, bool own) {
  return role == Role::Service || role == Role::Interface || role == Role::Resource ||
         (own && (role == Role::Container || role == Role::Unknown || role == Role::Framework));
}

/// Reads the parts of one region.
class RegionReader {
public:
  RegionReader(const Body &body, const std::vector<NodeIndex> &parts, const std::string &object)
      : body_(body), program_(body.program()), outline_(body.outline()), parts_(parts), object_(object) {
    findDerived();
    for (NodeIndex id = static_cast<NodeIndex>(outline_.nodes.size()); id-- > 0;) {
      dependent_[id] = dependent_[id] || names(id);
      if (dependent_[id] && body_.parent(id) != kNone)
        dependent_[body_.parent(id)] = true;
    }
  }

  Region read() {
    for (const NodeIndex part : parts_)
      visit(part);
    for (std::uint32_t local = 0; local < outline_.locals.size(); ++local)
      if (isInner(local) && isUsedAfter(local))
        addTo(region_.outputs, {outline_.locals[local].name, outline_.locals[local].type, false});
    region_.adds = added_ && region_.outputs.size() == 1;
    return std::move(region_);
  }

private:
  // --- what there is ---

  [[nodiscard]] bool inside(NodeIndex id) const {
    return std::ranges::any_of(parts_, [&](NodeIndex part) { return body_.within(id, part); });
  }

  [[nodiscard]] bool isInner(std::uint32_t local) const {
    const NodeIndex declaration = body_.declaration(local);
    return declaration != kNone && inside(declaration);
  }

  [[nodiscard]] bool isObject(NodeIndex id) const { return body_.keyOf(id) == object_; }

  /// Locals outside the region that only stand for something about the object: they are worked out inside it.
  void findDerived() {
    dependent_.assign(outline_.nodes.size(), false);
    derived_.assign(outline_.locals.size(), false);
    for (NodeIndex id = 0; id < outline_.nodes.size(); ++id) {
      const OutlineNode &node = outline_.nodes[id];
      if (node.op != Op::Decl || node.ref >= derived_.size() || body_.initialiser(node.ref) == kNone ||
          Body::keyOfLocal(node.ref) == object_ || isInner(node.ref))
        continue;
      for (NodeIndex below = id + 1; below < body_.end(id) && !derived_[node.ref]; ++below)
        derived_[node.ref] = names(below);
    }
  }

  /// Whether the node itself is about the object or something that only exists in the region.
  [[nodiscard]] bool names(NodeIndex id) const {
    const OutlineNode &node = outline_.nodes[id];
    if (body_.asksTarget(id) && isObject(id + 1))
      return true;
    if (node.op != Op::LocalRef || node.ref >= outline_.locals.size())
      return false;
    return Body::keyOfLocal(node.ref) == object_ || derived_[node.ref] || isInner(node.ref) || isLambdasOwn(id);
  }

  [[nodiscard]] bool isLambdasOwn(NodeIndex id) const {
    const LocalKind kind = outline_.locals[outline_.nodes[id].ref].kind;
    return kind == LocalKind::LambdaParameter && lambdaAround(id) != kNone;
  }

  /// The innermost lambda around a node that does not hold the region itself.
  [[nodiscard]] NodeIndex lambdaAround(NodeIndex id) const {
    for (NodeIndex up = body_.parent(id); up != kNone; up = body_.parent(up))
      if (outline_.nodes[up].op == Op::Lambda)
        return body_.within(parts_.front(), up) && parts_.front() != up ? kNone : up;
    return kNone;
  }

  [[nodiscard]] bool isUsedAfter(std::uint32_t local) const {
    NodeIndex last = 0;
    for (const NodeIndex part : parts_)
      last = std::max(last, body_.end(part));
    for (NodeIndex id = last; id < outline_.nodes.size(); ++id)
      if (outline_.nodes[id].op == Op::LocalRef && outline_.nodes[id].ref == local && !inside(id))
        return true;
    return false;
  }

  [[nodiscard]] bool isStream(TypeId type) const {
    return type != kNone && program_.types()[program_.pointee(type)].wrapper == facts::Wrapper::Stream;
  }

  [[nodiscard]] bool isOwn(NodeIndex id) const { return outline_.nodes[body_.root(id)].op == Op::This; }

  // --- what becomes of it ---

  static void addTo(std::vector<RegionInput> &list, RegionInput input) {
    const auto known = std::ranges::find(list, input.name, &RegionInput::name);
    if (known == list.end())
      list.push_back(std::move(input));
    else
      known->changed = known->changed || input.changed;
  }

  void need(NodeIndex id) {
    const OutlineNode &node = outline_.nodes[id];
    const TypeId type = node.op == Op::LocalRef ? outline_.locals[node.ref].type : node.type;
    if (isStream(type) || isStream(node.type)) {
      region_.prints = true;
      return;
    }
    const ClassId record = type == kNone ? kNone : program_.recordOf(type);
    const std::string name = body_.nameOf(id);
    if (record != kNone && isService(program_.classes()[record].role, isOwn(id))) {
      first(region_.service, name);
      return;
    }
    constexpr std::size_t kWord = 3; // "prices_.of(sku)" is a price
    const bool says = name.size() >= kWord || node.op != Op::MethodCall;
    std::string plain = plainName(says ? name : body_.nameOf(id + 1));
    addTo(region_.inputs, {plain.empty() ? "value" : std::move(plain), type, false});
  }

  static void first(std::string &into, const std::string &name) {
    if (into.empty())
      into = name;
  }

  void visitChildren(NodeIndex id) {
    for (const NodeIndex child : body_.children(id))
      visit(child);
  }

  void visit(NodeIndex id) {
    const OutlineNode &node = outline_.nodes[id];
    if (node.op == Op::Await || node.op == Op::Yield || node.op == Op::Goto)
      region_.suspends = true;
    if (isStatement(node.op))
      statement(id);
    else if (body_.asksTarget(id))
      ask(id);
    else if (isAssignment(node.op) || isIncrement(node.op))
      assign(id);
    else if (node.op == Op::Cast && node.type != kNone && program_.types()[node.type].kind == facts::TypeKind::Void)
      return; // "(void)unused"
    else if (!dependent_[id])
      fetch(id);
    else
      about(id);
  }

  void statement(NodeIndex id) {
    const OutlineNode &node = outline_.nodes[id];
    if (node.op == Op::Throw && node.size > 1) {
      const TypeId type = outline_.nodes[id + 1].type;
      if (const ClassId thrown = type == kNone ? kNone : program_.recordOf(type);
          thrown != kNone && region_.thrown == kNone)
        region_.thrown = thrown;
    }
    if (node.op == Op::Return && lambdaAround(id) == kNone) {
      region_.leaves = true;
      if (node.size > 1)
        region_.answer = outline_.nodes[id + 1].type;
    }
    if (node.op == Op::Break || node.op == Op::Continue) {
      bool held = false;
      for (NodeIndex up = body_.parent(id); up != kNone && inside(up) && !held; up = body_.parent(up)) {
        const Op op = outline_.nodes[up].op;
        held = op == Op::While || op == Op::DoWhile || op == Op::For || op == Op::RangeFor ||
               (op == Op::Switch && node.op == Op::Break);
      }
      region_.leaves = region_.leaves || !held;
    }
    visitChildren(id);
  }

  void ask(NodeIndex id) {
    const OutlineNode &node = outline_.nodes[id];
    if (!isObject(id + 1)) {
      // Another object of the class; a part of the region's own object may be one too.
      if (!dependent_[id + 1] || outline_.nodes[body_.root(id + 1)].op == Op::LocalRef)
        region_.others = true;
      return;
    }
    region_.changes = region_.changes || (node.op == Op::MethodCall && (node.flags & facts::kConstCallee) == 0) ||
                      (node.flags & facts::kMutableArgument) != 0;
    const auto parts = body_.children(id);
    for (std::size_t i = 1; i < parts.size(); ++i)
      visit(parts[i]);
  }

  void assign(NodeIndex id) {
    const OutlineNode &node = outline_.nodes[id];
    const auto parts = body_.children(id);
    if (parts.empty())
      return;
    for (std::size_t i = 1; i < parts.size(); ++i)
      visit(parts[i]);
    change(parts.front(), node.op == Op::AddAssign || node.op == Op::SubtractAssign || isIncrement(node.op));
  }

  /// What an expression names is given a new value.
  void change(NodeIndex target, bool adds) {
    const NodeIndex rootId = body_.root(target);
    const OutlineNode &root = outline_.nodes[rootId];
    for (NodeIndex at = target; at <= rootId; ++at)
      if (isObject(at) || (body_.asksTarget(at) && isObject(at + 1))) {
        region_.changes = true;
        return;
      }
    if (root.op == Op::LocalRef && (derived_[root.ref] || isInner(root.ref) || isLambdasOwn(rootId))) {
      const NodeIndex initialiser = body_.initialiser(root.ref);
      const TypeId type = outline_.locals[root.ref].type;
      const bool alias = type != kNone && (program_.types()[type].kind == facts::TypeKind::LvalueReference ||
                                           program_.types()[type].kind == facts::TypeKind::Pointer);
      if (alias && initialiser != kNone)
        change(initialiser, adds);
      return; // else something of the region's own
    }
    if (root.op == Op::LocalRef && outline_.locals[root.ref].kind == LocalKind::Parameter &&
        outline_.locals[root.ref].type != kNone &&
        program_.types()[outline_.locals[root.ref].type].kind == facts::TypeKind::LvalueReference) {
      addTo(region_.inputs, {outline_.locals[root.ref].name, outline_.locals[root.ref].type, true});
      return;
    }
    added_ = added_ && adds;
    addTo(region_.outputs, {plainName(body_.nameOf(target)), outline_.nodes[target].type, false});
  }

  /// Something that has nothing to do with the object: its value can be handed over.
  void fetch(NodeIndex id) {
    const OutlineNode &node = outline_.nodes[id];
    const bool alone = body_.isAlone(id);
    switch (node.op) {
    case Op::LocalRef:
      // A constant may move along.
      if (const NodeIndex from = body_.initialiser(node.ref); from == kNone || !isConstant(node.ref, from))
        need(id);
      return;
    case Op::GlobalRef:
      if (node.ref < outline_.globals.size() && outline_.globals[node.ref].stream)
        region_.prints = true;
      else if (node.ref < outline_.globals.size() && !outline_.globals[node.ref].constant)
        need(id);
      return;
    case Op::This:
      region_.handsOn = true;
      return;
    case Op::Field:
    case Op::Subscript:
      need(id);
      return;
    case Op::Call:
    case Op::MethodCall:
    case Op::IndirectCall: {
      const bool project = node.ref != kNone && program_.functions()[node.ref].project;
      const bool silent = node.type != kNone && program_.types()[node.type].kind == facts::TypeKind::Void;
      if (alone || silent)
        first(region_.service, body_.nameOf(node.op == Op::MethodCall && !isBareThis(id + 1) ? id + 1 : id));
      else if ((project && !(node.op == Op::Call && !isMethod(id) && body_.hasInput(id))) || !body_.hasInput(id))
        need(id); // a free function can be called from anywhere
      else
        visitChildren(id);
      return;
    }
    default:
      visitChildren(id);
    }
  }

  [[nodiscard]] bool isMethod(NodeIndex call) const {
    return outline_.nodes[call].ref != kNone && program_.functions()[outline_.nodes[call].ref].isMethod();
  }

  [[nodiscard]] bool isBareThis(NodeIndex id) const { return outline_.nodes[id].op == Op::This; }

  [[nodiscard]] bool isConstant(std::uint32_t local, NodeIndex initialiser) const {
    const TypeId type = outline_.locals[local].type;
    const bool fixed = type != kNone && (program_.types()[type].flags & facts::kConst) != 0;
    const bool array = type != kNone && program_.types()[type].kind == facts::TypeKind::Array;
    return (fixed || array) && outline_.nodes[initialiser].op != Op::Call &&
           outline_.nodes[initialiser].op != Op::MethodCall && !body_.hasInput(initialiser);
  }

  /// An expression that takes part in what is about the object.
  void about(NodeIndex id) {
    const OutlineNode &node = outline_.nodes[id];
    if (node.op == Op::LocalRef) {
      mention(id);
      return;
    }
    if (isLookUp(id)) {
      need(id);
      return;
    }
    const FunctionInfo *callee = node.ref != kNone && (node.op == Op::Call || node.op == Op::MethodCall)
                                     ? &program_.functions()[node.ref]
                                     : nullptr;
    if (callee != nullptr && node.op == Op::MethodCall) {
      receiver(id, *callee);
      return;
    }
    if (node.op == Op::Field && node.ref != kNone && isObject(id + 1))
      first(region_.derived, program_.fields()[node.ref].name);
    if (callee != nullptr && callee->project && callee->isMethod() && callee->owner == body_.function().owner &&
        callee->access != facts::Access::Public)
      first(region_.ownMethod, callee->simple);
    for (const NodeIndex child : body_.children(id)) {
      if (!dependent_[child] && (outline_.nodes[child].flags & facts::kMutableArgument) != 0)
        change(child, false);
      else
        visit(child);
    }
  }

  /// A value that the surroundings are asked for with no more than some of the object's state ("prices_.of(p.sku())"):
  /// the caller can ask and hand it over.
  [[nodiscard]] bool isLookUp(NodeIndex id) const {
    const OutlineNode &node = outline_.nodes[id];
    const OutlineNode &root = outline_.nodes[body_.root(id)];
    const bool chain = node.op == Op::MethodCall || node.op == Op::Field || node.op == Op::Subscript;
    if (!chain || !(root.op == Op::This || (root.op == Op::LocalRef && !names(body_.root(id)))) || body_.isAlone(id) ||
        node.type == kNone || program_.types()[node.type].kind == facts::TypeKind::Void)
      return false;
    if (root.op == Op::LocalRef && body_.initialiser(root.ref) != kNone &&
        isConstant(root.ref, body_.initialiser(root.ref)))
      return false; // a table that moves along
    if (node.op == Op::MethodCall && (node.flags & facts::kConstCallee) == 0)
      return false;
    for (NodeIndex below = id + 1; below < body_.end(id); ++below) {
      const OutlineNode &inner = outline_.nodes[below];
      const bool bare =
          inner.op == Op::LocalRef && Body::keyOfLocal(inner.ref) == object_ && !body_.asksTarget(body_.parent(below));
      if (bare || (inner.op == Op::LocalRef && inner.ref < outline_.locals.size() &&
                   (isInner(inner.ref) || isLambdasOwn(below))))
        return false;
    }
    return true;
  }

  void mention(NodeIndex id) {
    const std::uint32_t local = outline_.nodes[id].ref;
    if (Body::keyOfLocal(local) == object_) {
      const Op around = body_.parent(id) == kNone ? Op::Empty : outline_.nodes[body_.parent(id)].op;
      const TypeId type = outline_.locals[local].type;
      const bool handle = type != kNone && program_.types()[type].kind != facts::TypeKind::Enum &&
                          program_.types()[type].record == kNone &&
                          program_.types()[type].kind != facts::TypeKind::LvalueReference;
      const bool asked = around == Op::Not || around == Op::Equal || around == Op::NotEqual || around == Op::If ||
                         around == Op::LogicalAnd || around == Op::LogicalOr || around == Op::Conditional;
      region_.presence = region_.presence || (handle && asked);
      region_.changes = region_.changes || (outline_.nodes[id].flags & facts::kMutableArgument) != 0;
    } else if (derived_[local] && !inside(body_.declaration(local)) && resolved_.insert(local).second) {
      visit(body_.initialiser(local));
    }
  }

  void receiver(NodeIndex id, const FunctionInfo &callee) {
    const OutlineNode &node = outline_.nodes[id];
    const NodeIndex object = id + 1;
    const bool constant = (node.flags & facts::kConstCallee) != 0;
    if (isObject(object)) {
      // Not one of the target's own methods: one of a class derived from it, or of a handle.
      if (callee.project)
        first(region_.derived, callee.simple);
      else
        region_.presence = true;
      const auto rest = body_.children(id);
      for (std::size_t i = 1; i < rest.size(); ++i)
        visit(rest[i]);
      return;
    }
    if (dependent_[object]) {
      if (!constant)
        change(object, false);
      visitChildren(id);
      return;
    }
    const auto parts = body_.children(id);
    const bool handed = std::ranges::any_of(parts, [&](NodeIndex part) {
      return outline_.nodes[part].op == Op::LocalRef && Body::keyOfLocal(outline_.nodes[part].ref) == object_;
    });
    if (handed && callee.project)
      region_.helpers.emplace_back(node.ref, isBareThis(object) ? callee.simple.str() : body_.nameOf(object));
    else if (isBareThis(object))
      first(region_.ownMethod, callee.simple);
    else if (callee.project && !constant)
      first(region_.service, body_.nameOf(object));
    else if (!constant && isStream(outline_.nodes[object].type))
      region_.prints = true;
    else if (!constant)
      change(object, false);
    else
      fetch(object);
    for (std::size_t i = 1; i < parts.size(); ++i)
      visit(parts[i]);
  }

  const Body &body_;
  const Program &program_;
  const Outline &outline_;
  const std::vector<NodeIndex> &parts_;
  const std::string &object_;
  std::vector<bool> dependent_;
  std::vector<bool> derived_;
  std::set<std::uint32_t> resolved_;
  bool added_ = true;
  Region region_;
};

} // namespace

Region Body::read(const std::vector<NodeIndex> &parts, const std::string &object) const {
  return RegionReader(*this, parts, object).read();
}

} // namespace tell::model
