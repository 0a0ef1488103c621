#include "facts/op_shape.hpp"
#include "model/region.hpp"

#include <algorithm>
#include <set>

namespace tell::model {

using facts::Op;

Body::Body(const Program &program, const FunctionInfo &function, ClassId target)
    : program_(program), function_(function), outline_(function.outline), target_(target),
      parents_(outline_.nodes.size(), kNone), initialisers_(outline_.locals.size(), kNone),
      declarations_(outline_.locals.size(), kNone) {
  std::set<std::uint32_t> assigned;
  for (NodeIndex id = 0; id < outline_.nodes.size(); ++id) {
    for (NodeIndex child = id + 1; child < end(id); child = end(child))
      parents_[child] = id;
    const OutlineNode &node = outline_.nodes[id];
    const bool declares = node.op == Op::Decl || node.op == Op::Bind || node.op == Op::RangeFor ||
                          node.op == Op::Catch || node.op == Op::InitCapture;
    if (declares && node.ref < outline_.locals.size() && declarations_[node.ref] == kNone) {
      declarations_[node.ref] = id;
      if (node.op != Op::RangeFor && node.op != Op::Catch && node.size > 1)
        initialisers_[node.ref] = id + 1;
    }
    if ((isAssignment(node.op) || isIncrement(node.op)) && node.size > 1 && outline_.nodes[id + 1].op == Op::LocalRef)
      assigned.insert(outline_.nodes[id + 1].ref);
  }
  for (const std::uint32_t local : assigned)
    initialisers_[local] = kNone;
}

std::vector<NodeIndex> Body::children(NodeIndex id) const {
  std::vector<NodeIndex> out;
  for (NodeIndex child = id + 1; child < end(id); child = end(child))
    out.push_back(child);
  return out;
}

NodeIndex Body::at(const Span &place) const {
  if (place.path != function_.place.path)
    return kNone;
  for (NodeIndex id = 1; id < outline_.nodes.size(); ++id) {
    const OutlineNode &node = outline_.nodes[id];
    if (node.line == place.line && node.column == place.column && node.endLine == place.endLine &&
        node.endColumn == place.endColumn && node.op != Op::Block)
      return id;
  }
  return kNone;
}

bool Body::asksTarget(NodeIndex id) const {
  const OutlineNode &node = outline_.nodes[id];
  if (node.ref == kNone || node.size == 1)
    return false;
  if (node.op == Op::Field)
    return program_.derivesFrom(target_, program_.fields()[node.ref].owner);
  if (node.op != Op::MethodCall)
    return false;
  const FunctionInfo &callee = program_.functions()[node.ref];
  if (callee.owner != kNone && program_.derivesFrom(target_, callee.owner))
    return true;
  // What only forwards stands for the object.
  return !callee.accessor.path.empty() &&
         program_.derivesFrom(target_, program_.fields()[callee.accessor.path.back()].owner);
}

std::string Body::keyOf(NodeIndex id) const {
  const OutlineNode &node = outline_.nodes[id];
  const bool looksThrough =
      node.op == Op::AddressOf || node.op == Op::Dereference || node.op == Op::Arrow || node.op == Op::Cast ||
      (node.op == Op::MethodCall && node.ref != kNone && !program_.functions()[node.ref].project && node.size == 2 &&
       (program_.functions()[node.ref].simple == "get" || program_.functions()[node.ref].simple == "value"));
  if (looksThrough && node.size > 1)
    return keyOf(id + 1);
  if (node.op == Op::LocalRef)
    return keyOfLocal(node.ref);
  std::string key = std::to_string(static_cast<unsigned>(node.op)) + ':' + std::to_string(node.ref);
  for (const NodeIndex child : children(id))
    key += '(' + keyOf(child) + ')';
  return key;
}

NodeIndex Body::root(NodeIndex id) const {
  while (true) {
    const OutlineNode &node = outline_.nodes[id];
    const bool leads = node.op == Op::Field || node.op == Op::Subscript || node.op == Op::Dereference ||
                       node.op == Op::AddressOf || node.op == Op::Arrow || node.op == Op::Cast ||
                       node.op == Op::MethodCall;
    if (!leads || node.size == 1)
      return id;
    ++id;
  }
}

std::vector<NodeIndex> Body::smallestRun(const std::vector<NodeIndex> &nodes) const {
  const auto [first, last] = std::ranges::minmax_element(nodes);
  NodeIndex at = *first;
  while (!(within(*last, at) && isStatementAt(at))) {
    if (parent(at) == kNone)
      return {};
    at = parent(at);
    if ((*this)[at].op == Op::Block || (*this)[at].op == Op::Case) {
      if (!within(*last, at))
        continue;
      std::vector<NodeIndex> run;
      for (const NodeIndex child : children(at))
        if (end(child) > *first && child <= *last)
          run.push_back(child);
      return run;
    }
  }
  return {at};
}

bool Body::isStatementAt(NodeIndex id) const {
  const NodeIndex up = parent(id);
  if (up == kNone)
    return false;
  const Op op = (*this)[up].op;
  if (op == Op::Block || op == Op::Case)
    return true;
  return (op == Op::If || op == Op::RangeFor || op == Op::While || op == Op::For) && children(up).front() != id &&
         ((*this)[id].op == Op::If || (*this)[id].op == Op::Return || (*this)[id].op == Op::Throw ||
          (op != Op::If && children(up).back() == id));
}

bool Body::isTail(NodeIndex id) const {
  const NodeIndex up = parent(id);
  if (up == kNone)
    return true;
  const Op op = (*this)[up].op;
  if (op == Op::Body || op == Op::Lambda)
    return true;
  return op == Op::Block && children(up).back() == id && parent(up) != kNone &&
         ((*this)[parent(up)].op == Op::Body || (*this)[parent(up)].op == Op::Lambda);
}

std::uint32_t Body::storedIn(NodeIndex expression) const {
  const NodeIndex up = parent(expression);
  return up != kNone && (*this)[up].op == Op::Decl ? (*this)[up].ref : kNone;
}

bool Body::isUsedOutside(std::uint32_t local, const std::vector<NodeIndex> &parts) const {
  for (NodeIndex id = 0; id < outline_.nodes.size(); ++id)
    if ((*this)[id].op == Op::LocalRef && (*this)[id].ref == local &&
        std::ranges::none_of(parts, [&](NodeIndex part) { return within(id, part); }))
      return true;
  return false;
}

bool Body::inLambda(NodeIndex id) const {
  for (NodeIndex up = parent(id); up != kNone; up = parent(up))
    if ((*this)[up].op == Op::Lambda)
      return true;
  return false;
}

bool Body::throwsIn(const std::vector<NodeIndex> &run) const {
  return std::ranges::any_of(run, [&](NodeIndex root) {
    for (NodeIndex id = root; id < end(root); ++id)
      if ((*this)[id].op == Op::Throw)
        return true;
    return false;
  });
}

bool Body::leavesOn(NodeIndex node) const {
  for (NodeIndex up = node; up != kNone; up = parent(up)) {
    if ((*this)[up].op != Op::If)
      continue;
    const auto parts = children(up);
    for (NodeIndex id = parts.front(); id < end(up); ++id)
      if (!within(node, id) &&
          ((*this)[id].op == Op::Return || (*this)[id].op == Op::Continue || (*this)[id].op == Op::Break))
        return true;
    return false;
  }
  return false;
}

std::string Body::nameOf(NodeIndex id) const {
  const OutlineNode &node = outline_.nodes[id];
  switch (node.op) {
  case Op::LocalRef:
    return outline_.locals[node.ref].name;
  case Op::GlobalRef:
    return node.ref < outline_.globals.size() ? outline_.globals[node.ref].name : Text();
  case Op::Field:
    if (node.ref != kNone)
      return program_.fields()[node.ref].name;
    break;
  case Op::Call:
  case Op::MethodCall:
    if (node.ref != kNone && (node.size == 1 || program_.functions()[node.ref].project))
      if (const std::string &name = program_.functions()[node.ref].simple; !name.starts_with("operator"))
        return name;
    break;
  default:
    break;
  }
  return node.size > 1 ? nameOf(id + 1) : std::string();
}

bool Body::isAlone(NodeIndex id) const {
  const Op around = outline_.nodes[parent(id)].op;
  return around <= Op::Case && around != Op::MemberInit && !isCondition(id);
}

bool Body::isCondition(NodeIndex id) const {
  const NodeIndex up = parent(id);
  const Op op = outline_.nodes[up].op;
  return (op == Op::If || op == Op::While || op == Op::Switch || op == Op::RangeFor) ? id == firstExpression(up)
         : op == Op::DoWhile                                                         ? id != up + 1
                                                                                     : op == Op::For;
}

NodeIndex Body::firstExpression(NodeIndex statement) const {
  for (const NodeIndex child : children(statement))
    if (outline_.nodes[child].op != Op::Decl && outline_.nodes[child].op != Op::Bind)
      return child;
  return kNone;
}

bool Body::hasInput(NodeIndex id) const {
  for (NodeIndex below = id + 1; below < end(id); ++below) {
    const Op op = outline_.nodes[below].op;
    if (op == Op::LocalRef || op == Op::GlobalRef || op == Op::This || op == Op::Call || op == Op::MethodCall)
      return true;
  }
  return false;
}

std::string plainName(std::string_view name) {
  while (name.ends_with('_'))
    name.remove_suffix(1);
  if (name.starts_with("m_"))
    name.remove_prefix(2);
  while (name.starts_with('_'))
    name.remove_prefix(1);
  for (const std::string_view verb : {"get", "calculate", "calc", "compute", "find", "fetch", "load"}) {
    if (!name.starts_with(verb) || name.size() == verb.size())
      continue;
    const char next = name[verb.size()];
    if (next >= 'A' && next <= 'Z')
      return static_cast<char>(next - 'A' + 'a') + std::string(name.substr(verb.size() + 1));
    if (next == '_' && name.size() > verb.size() + 1)
      return std::string(name.substr(verb.size() + 1));
  }
  return std::string(name);
}

} // namespace tell::model
