#include "facts/op_shape.hpp"
#include "model/interpreter.hpp"

#include <algorithm>

namespace tell::model {

using facts::Node;
using facts::NodeId;
using facts::Op;

namespace {

// What a branch consists of, without braces around a single statement.
NodeId soleStatement(const Tree &tree, NodeId branch) {
  while (tree[branch].op == Op::Block && tree.list(branch).size() == 1)
    branch = tree.list(branch).front();
  return branch;
}

} // namespace

// What a piece of a body is for: all that it does is to leave, to make, to show, to name.

bool Interpreter::exits(NodeId id) const {
  const Tree tree(*view_->facts);
  switch (tree[id].op) {
  case Op::Return:
  case Op::Throw:
  case Op::Break:
  case Op::Continue:
  case Op::Goto:
    return true;
  case Op::Block: {
    const auto statements = tree.list(id);
    return !statements.empty() && exits(statements.back());
  }
  default:
    return false;
  }
}

// Whether a number that outlives the branch is set or counted up in it.
bool Interpreter::worksOutNumbers(NodeId id) const {
  const Tree tree(*view_->facts);
  const NodeId end = id + tree[id].size;
  for (NodeId at = id; at < end; ++at) {
    if (!isAssignment(tree[at].op) && !isIncrement(tree[at].op))
      continue;
    const NodeId target = *tree.children(at).begin();
    if (tree[target].op == Op::LocalRef && isNumber(typeOf(target)))
      return true;
  }
  return false;
}

// Whether a branch answers with a new object behind a pointer, or is a choice between such: a factory's.
bool Interpreter::onlyMakes(NodeId id) const {
  const Tree tree(*view_->facts);
  switch (tree[id].op) {
  case Op::Block: {
    const auto statements = tree.list(id);
    return statements.size() == 1 && onlyMakes(statements.front());
  }
  case Op::If: {
    const auto parts = tree.list(id);
    const std::size_t branches = (tree[id].flags & facts::kHasElse) != 0 ? 2 : 1;
    return parts.size() > branches && onlyMakeAmong(std::span(parts).last(branches));
  }
  case Op::Return:
    break;
  default:
    return false;
  }
  const NodeId end = id + tree[id].size;
  for (NodeId at = id + 1; at < end; ++at) {
    const Node &node = tree[at];
    if (node.op == Op::New)
      return true;
    if (node.op == Op::Call && node.ref != kNone && !program_.functions()[entity(at)].project)
      return meaningOf(program_.functions()[entity(at)].name, false) == Meaning::Make;
    if (node.op != Op::Construct && node.op != Op::Cast)
      return false;
  }
  return false;
}

// Whether a call is handed a buffer to change: a picture to draw on.
bool Interpreter::draws(NodeId call) const {
  const Tree tree(*view_->facts);
  return std::ranges::any_of(tree.list(call), [&](NodeId argument) {
    return (tree[argument].flags & facts::kMutableArgument) != 0 && isBuffer(argument);
  });
}

// Whether branches make objects, apart from those that have none to make.
bool Interpreter::onlyMakeAmong(std::span<const NodeId> branches) const {
  const Tree tree(*view_->facts);
  const auto makesNone = [&](NodeId branch) {
    branch = soleStatement(tree, branch);
    return tree[branch].op == Op::Throw ||
           (tree[branch].op == Op::Return && tree[branch].size > 1 && tree[branch + 1].op == Op::NullLiteral);
  };
  return std::ranges::any_of(branches, [this](NodeId branch) { return onlyMakes(branch); }) &&
         std::ranges::all_of(branches, [&](NodeId branch) { return onlyMakes(branch) || makesNone(branch); });
}

// Whether a branch does nothing but answer with a text that is written there.
bool Interpreter::onlyNamesIn(NodeId branch) const {
  const Tree tree(*view_->facts);
  branch = soleStatement(tree, branch);
  if (tree[branch].op != Op::Return || tree[branch].size < 2 || !isText(branch + 1))
    return false;
  for (NodeId at = branch + 1; at < branch + tree[branch].size; ++at)
    if (tree[at].op != Op::StringLiteral && tree[at].op != Op::Construct)
      return false;
  return true;
}

// Whether a branch does nothing but show something: then what chose it is no rule.
bool Interpreter::onlyShows(NodeId id) const {
  const Tree tree(*view_->facts);
  bool shows = false;
  const NodeId end = id + tree[id].size;
  for (NodeId at = id; at < end; ++at) {
    const Node &node = tree[at];
    switch (node.op) {
    case Op::Throw:
    case Op::Delete:
      return false;
    case Op::Return:
      if (node.size > 1 && !isStream(*tree.children(at).begin()))
        return false;
      break;
    case Op::ShiftLeft:
      shows = shows || isStream(*tree.children(at).begin());
      break;
    case Op::Call: {
      if (node.ref == kNone)
        break;
      const FunctionInfo &callee = program_.functions()[entity(at)];
      shows = shows || (!callee.project && meaningOf(callee.name, false) == Meaning::Output) || draws(at);
      break;
    }
    case Op::MethodCall:
      if ((node.flags & facts::kConstCallee) == 0 && node.ref != kNone && program_.functions()[entity(at)].project)
        return false;
      shows = shows || draws(at);
      break;
    default:
      if ((isAssignment(node.op) || isIncrement(node.op)) && tree[*tree.children(at).begin()].op != Op::LocalRef)
        return false;
    }
  }
  return shows;
}

// The same for the statements of one group of cases.
bool Interpreter::onlyMakesIn(NodeId group) const {
  const Tree tree(*view_->facts);
  if (tree[group].op != Op::Case)
    return false;
  std::uint32_t label = 0;
  for (const NodeId part : tree.children(group))
    if (label++ >= tree[group].extra && tree[part].op != Op::Break && tree[part].op != Op::Empty &&
        tree[part].op != Op::Throw && !onlyMakes(part))
      return false;
  return true;
}

// A switch whose cases only give names to values is a table in disguise.
bool Interpreter::onlyNames(NodeId switchId) const {
  const Tree tree(*view_->facts);
  bool any = false;
  // A text that hangs on more than the value is no name for it.
  const auto chooses = [&](NodeId answer) {
    for (NodeId at = answer; at < answer + tree[answer].size; ++at)
      if (tree[at].op == Op::Conditional)
        return true;
    return false;
  };
  for (const NodeId child : tree.children(switchId)) {
    const Node &group = tree[child];
    if (group.op != Op::Case)
      continue;
    std::uint32_t label = 0;
    for (const NodeId part : tree.children(child)) {
      if (label++ < group.extra)
        continue;
      const Op op = tree[part].op;
      if (op == Op::Break || op == Op::Throw || op == Op::Empty)
        continue;
      if (op == Op::Block) {
        const auto inner = tree.list(part);
        if (!inner.empty() && tree[inner[0]].op == Op::Return && isText(inner[0] + 1) && !chooses(inner[0])) {
          any = true;
          continue;
        }
        return false;
      }
      if ((op == Op::Return && tree[part].size > 1 && isText(part + 1) && !chooses(part)) ||
          (op == Op::Assign && isText(*tree.children(part).begin()) && !chooses(part)) ||
          (op == Op::ShiftLeft && isStream(*tree.children(part).begin()))) {
        any = true;
        continue;
      }
      return false;
    }
  }
  return any;
}

} // namespace tell::model
