#include "model/interpreter.hpp"
#include "facts/op_shape.hpp"
#include "support/sort_unique.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace tell::model {

using facts::Node;
using facts::NodeId;
using facts::Op;

void Interpreter::interpret(const UnitView &view, const facts::Function &record, Text path, FunctionInfo &out) {
  view_ = &view;
  record_ = &record;
  out_ = &out;
  path_ = path;
  terms_.clear();
  acting_.clear();
  indexed_.clear();
  kept_.clear();
  locals_.assign(record.locals.size(), {});
  guards_.clear();
  refused_.clear();
  stored_.clear();
  touched_.clear();
  around_.clear();
  replaced_.clear();
  textsGiven_ = 0;
  inPredicate_ = false;
  asserting_ = false;
  branch_ = 0;
  raised_.clear();
  copied_.clear();
  filled_.clear();
  asked_.clear();
  depth_ = 0;
  findMutations();
  const Tree tree(*view.facts);
  answersReasons_ = endsEmpty();
  for (const NodeId part : tree.children(record.nodes.begin))
    statement(part);
  // A copy that is taken and changed, and given back itself or as a new object made of it: nobody's object was poked.
  for (std::uint32_t i = 0; i < record.parameters; ++i) {
    const auto &local = view.facts->locals[record.locals.begin + i];
    const TypeId type = local.type == kNone ? kNone : view.types[local.type];
    if (type == kNone || program_.types()[type].kind != facts::TypeKind::Record)
      continue;
    const ObjectKey key = parameterKey(i, view.facts->string(local.name));
    const ClassId made = record.result == kNone || view.types[record.result] == kNone
                             ? kNone
                             : program_.types()[view.types[record.result]].record;
    if (std::ranges::count(out.returned, key) == 0 && (made == kNone || made != program_.types()[type].record))
      continue;
    for (Poke &poke : out.pokes)
      if (poke.object == key)
        poke.building = poke.copied = true;
    for (Passed &passed : out.passed)
      passed.building = passed.building || passed.object == key;
  }
  settleFilled();
  guardStored();
  sortUnique(out.changed);
  sortUnique(out.ownReads);
  sortUnique(out.ownWrites);
  sortUnique(out.ownChanges);
  sortUnique(out.ownGuards);
}

// Which locals change after their declaration: the others stand for what they are initialised with.
void Interpreter::findMutations() {
  const Tree tree(*view_->facts);
  for (NodeId id = record_->nodes.begin; id < record_->nodes.end; ++id) {
    const Node &node = tree[id];
    if (isAssignment(node.op) || isIncrement(node.op))
      markMutated(*tree.children(id).begin(), true);
    else if ((node.op == Op::MethodCall || (node.op == Op::Subscript && node.ref != kNone)) &&
             (node.flags & facts::kConstCallee) == 0 && !onlyGets(id))
      markMutated(*tree.children(id).begin(), false);
    else if ((node.flags & facts::kMutableArgument) != 0)
      markMutated(id, false);
  }
  findStepped();
  findMade();
}

// Raw pointers that are given nothing but new objects, each in its branch: these objects are this function's own.
void Interpreter::findMade() {
  const Tree tree(*view_->facts);
  std::vector<bool> given(locals_.size(), false);
  const auto give = [&](std::uint32_t local, NodeId value) {
    if (local >= locals_.size() || tree[value].op == Op::NullLiteral)
      return;
    if (isFresh(value))
      locals_[local].made = true;
    else
      given[local] = true;
  };
  for (NodeId id = record_->nodes.begin; id < record_->nodes.end; ++id) {
    const auto parts = tree.list(id);
    if (tree[id].op == Op::Decl && !parts.empty())
      give(tree[id].ref, parts[0]);
    else if (tree[id].op == Op::Assign && parts.size() == 2 && tree[parts[0]].op == Op::LocalRef)
      give(tree[parts[0]].ref, parts[1]);
    else if (tree[id].op == Op::AddressOf && !parts.empty() && tree[parts[0]].op == Op::LocalRef &&
             tree[parts[0]].ref < locals_.size())
      given[tree[parts[0]].ref] = true;
  }
  for (std::size_t i = 0; i < locals_.size(); ++i) {
    const auto &local = view_->facts->locals[record_->locals.begin + i];
    const TypeId type = local.type == kNone ? kNone : view_->types[local.type];
    locals_[i].made = locals_[i].made && !given[i] && local.kind == facts::LocalKind::Variable && type != kNone &&
                      program_.types()[type].kind == facts::TypeKind::Pointer;
  }
}

bool Interpreter::isFresh(NodeId id) const {
  const Tree tree(*view_->facts);
  const Node &node = tree[id];
  if (node.op == Op::Cast && !tree.children(id).empty())
    return isFresh(*tree.children(id).begin());
  return node.op == Op::Construct || node.op == Op::Aggregate || node.op == Op::New ||
         (node.op == Op::Call && node.ref != kNone && !program_.functions()[entity(id)].project &&
          meaningOf(program_.functions()[entity(id)].name, false) == Meaning::Make);
}

// A getter that nobody declared const changes nothing all the same.
bool Interpreter::onlyGets(NodeId call) const {
  const Node &node = view_->facts->nodes[call];
  if (node.op != Op::MethodCall || node.ref == kNone)
    return false;
  const Accessor &accessor = program_.functions()[entity(call)].accessor;
  return accessor.kind == AccessorKind::Getter && !accessor.handle;
}

// `direct`: the target itself is assigned. Otherwise the object behind it changes, which rebinds neither a reference
// nor a pointer.
void Interpreter::markMutated(NodeId target, bool direct) {
  const Tree tree(*view_->facts);
  NodeId at = target;
  while (tree[at].op == Op::Field || tree[at].op == Op::Subscript || tree[at].op == Op::AddressOf ||
         tree[at].op == Op::Conditional) {
    if (tree[at].op == Op::Conditional) {
      const auto parts = tree.list(at);
      for (std::size_t i = 1; i < parts.size(); ++i)
        markMutated(parts[i], direct);
      return;
    }
    direct = false;
    at = *tree.children(at).begin();
  }
  if (tree[at].op != Op::LocalRef)
    return;
  const auto &local = view_->facts->locals[record_->locals.begin + tree[at].ref];
  const TypeId type = local.type == kNone ? kNone : view_->types[local.type];
  const TypeInfo *info = type == kNone ? nullptr : &program_.types()[type];
  const bool reference = info != nullptr && info->kind == facts::TypeKind::LvalueReference;
  const bool handle =
      info != nullptr &&
      (info->kind == facts::TypeKind::Pointer || info->wrapper == facts::Wrapper::Iterator ||
       info->wrapper == facts::Wrapper::UniquePointer || info->wrapper == facts::Wrapper::SharedPointer);
  if (reference || (handle && !direct))
    return;
  locals_[tree[at].ref].mutated = true;
}

// A function that in the end returns no text at all says with a text what is wrong: `return {};` after its checks.
bool Interpreter::endsEmpty() const {
  const Tree tree(*view_->facts);
  NodeId last = record_->nodes.begin;
  for (const Op op : {Op::Block, Op::Return}) {
    NodeId next = kNone;
    for (const NodeId child : tree.children(last))
      next = child;
    if (next == kNone || tree[next].op != op)
      return false;
    last = next;
  }
  if (tree.list(last).size() != 1)
    return false;
  NodeId value = last + 1;
  if (tree[value].op == Op::Construct && tree[value].size > 1)
    ++value;
  const Node &node = tree[value];
  return (node.op == Op::Construct && node.size == 1) || node.op == Op::NullLiteral ||
         (node.op == Op::StringLiteral && (node.ref == kNone || view_->facts->string(node.ref).empty())) ||
         (node.op == Op::GlobalRef && node.ref != kNone &&
          view_->facts->string(view_->facts->symbols[node.ref].name) == "nullopt");
}

void Interpreter::statement(NodeId id) {
  const Tree tree(*view_->facts);
  const Node &node = tree[id];
  constexpr int kDepthLimit = 600;
  if (++depth_ > kDepthLimit) {
    --depth_;
    return;
  }
  switch (node.op) {
  case Op::Block:
    block(id);
    break;
  case Op::If:
    ifStatement(id);
    break;
  case Op::While:
  case Op::DoWhile:
  case Op::For:
    loop(id);
    break;
  case Op::RangeFor:
    rangeFor(id);
    break;
  case Op::Switch:
    switchStatement(id);
    break;
  case Op::Decl:
    declare(id);
    break;
  case Op::Bind:
    bind(id);
    break;
  case Op::Try:
  case Op::Case:
  case Op::Catch:
    for (const NodeId child : tree.children(id))
      statement(child);
    break;
  case Op::MemberInit: {
    const FieldId field =
        node.ref != kNone && view_->facts->symbols[node.ref].kind == facts::SymbolKind::Field ? entity(id) : kNone;
    if (field != kNone)
      out_->ownWrites.push_back(field);
    for (const NodeId child : tree.children(id)) {
      const TermId value = evaluate(child, {});
      if (field != kNone && terms_[value].kind == TermKind::Local && terms_[value].ref < record_->parameters)
        stored_.emplace_back(terms_[value].ref, field);
    }
    break;
  }
  case Op::Return:
    for (const NodeId child : tree.children(id)) {
      const TermId value = evaluateAnswer(child);
      if (recordOf(value) != kNone)
        out_->returned.push_back(terms_[value].hash);
      out_->formats = out_->formats || (tree[child].op == Op::Add && isText(child) && !answersReasons_);
    }
    break;
  case Op::Throw:
    out_->throws = true;
    for (const NodeId child : tree.children(id))
      evaluate(child, {.display = true});
    break;
  case Op::Assert: {
    std::vector<std::uint32_t> rules;
    const bool outer = std::exchange(asserting_, true); // what a lambda in it decides is asserted, too
    for (const NodeId child : tree.children(id))
      decide(child, {.asserted = true}, rules);
    asserting_ = outer;
    refuse(rules, Refusal::Hard);
    break;
  }
  case Op::Break:
  case Op::Continue:
  case Op::Goto:
  case Op::Empty:
    break;
  default:
    ++out_->statements;
    evaluate(id, {});
  }
  --depth_;
}

// What a predicate answers with a library's question (`return items_.empty();`) is a decision, as its negation would
// be.
TermId Interpreter::evaluateAnswer(NodeId id) {
  const Tree tree(*view_->facts);
  const Node &node = tree[id];
  const TypeId type = typeOf(id);
  const bool question = (node.op == Op::MethodCall || node.op == Op::Call) && node.ref != kNone && type != kNone &&
                        program_.types()[type].kind == facts::TypeKind::Bool &&
                        !program_.functions()[entity(id)].project;
  if (!question)
    return evaluate(id, {});
  std::vector<std::uint32_t> rules;
  return decide(id, {}, rules);
}

void Interpreter::block(NodeId id) {
  const Tree tree(*view_->facts);
  const std::size_t mark = guards_.size();
  const NodeId around = std::exchange(branch_, id);
  for (const NodeId child : tree.children(id))
    statement(child);
  branch_ = around;
  guards_.resize(mark);
}

namespace {

/// Whether the rule asks one field for one value of an enumeration.
bool isOneValue(const Rule &rule) {
  return rule.size == 1 && rule.values.size() == 1 && rule.reads.size() == 1 && rule.foreign == 0;
}

} // namespace

void Interpreter::ifStatement(NodeId id) {
  const Tree tree(*view_->facts);
  const auto parts = tree.list(id);
  const bool hasElse = (tree[id].flags & facts::kHasElse) != 0;
  const std::size_t branchCount = hasElse ? 2 : 1;
  if (parts.size() < branchCount + 1)
    return;
  const std::size_t condition = parts.size() - branchCount - 1;
  for (std::size_t i = 0; i < condition; ++i)
    statement(parts[i]);
  ++out_->branches;
  std::vector<std::uint32_t> rules;
  const bool shows = onlyShows(parts[condition + 1]) && (!hasElse || onlyShows(parts[condition + 2]));
  const std::size_t firstRule = out_->rules.size();
  const TermId asked = decide(parts[condition], {.display = shows}, rules);
  markLimits(asked, rules);
  const Refusal refusal = refusalOf(parts[condition + 1]);
  refuse(rules, refusal);
  const std::span<const NodeId> branches(parts.data() + condition + 1, branchCount);
  const bool figures = std::ranges::any_of(branches, [this](NodeId branch) { return worksOutNumbers(branch); });
  const bool makes = onlyMakeAmong(branches);
  const bool texts = std::ranges::all_of(branches, [this](NodeId branch) { return onlyNamesIn(branch); });
  for (const std::uint32_t rule : rules) {
    // A text for one of the values that a field may have, as a case of a switch gives one.
    out_->rules[rule].display =
        out_->rules[rule].display || (texts && rules.size() == 1 && isOneValue(out_->rules[rule]));
    out_->rules[rule].figures = out_->rules[rule].figures || figures;
    out_->rules[rule].makes = makes;
    out_->rules[rule].objects = refusal >= Refusal::Soft;
  }
  const std::size_t mark = guards_.size();
  guards_.insert(guards_.end(), rules.begin(), rules.end());
  const std::size_t keptBefore = kept_.size();
  const NodeId around = branch_;
  for (std::size_t i = condition + 1; i < parts.size(); ++i) {
    branch_ = parts[i];
    statement(parts[i]);
  }
  branch_ = around;
  settleBest(asked, rules, firstRule, keptBefore);
  // After an early exit the rest of the block runs under the opposite: the guards stay until the block ends.
  if (hasElse || !exits(parts[condition + 1]))
    guards_.resize(mark);
}

void Interpreter::switchStatement(NodeId id) {
  const Tree tree(*view_->facts);
  const auto parts = tree.list(id);
  if (parts.empty())
    return;
  std::size_t condition = 0;
  while (condition + 1 < parts.size() && tree[parts[condition]].op == Op::Decl)
    statement(parts[condition++]);
  const bool names = onlyNames(id);
  const std::size_t passedBefore = out_->passed.size();
  const TermId term = evaluate(parts[condition], {.inRule = true, .display = names});
  const std::uint32_t rule = addRule(RuleKind::Selection, term, parts[condition], {.display = names}, passedBefore);
  const std::size_t mark = guards_.size();
  if (rule != kNone) {
    guards_.push_back(rule);
    out_->rules[rule].figures = worksOutNumbers(id);
    out_->rules[rule].makes = std::ranges::all_of(parts.begin() + static_cast<std::ptrdiff_t>(condition) + 1,
                                                  parts.end(), [this](NodeId group) { return onlyMakesIn(group); });
  }
  std::map<FieldId, std::size_t> readers;
  for (std::size_t i = condition + 1; i < parts.size(); ++i) {
    ++out_->branches;
    const std::size_t readBefore = out_->ownReads.size();
    const Node &group = tree[parts[i]];
    std::uint32_t label = 0;
    for (const NodeId child : tree.children(parts[i])) {
      if (group.op != Op::Case || label++ >= group.extra)
        statement(child);
      else if (const Term &value = terms_[evaluate(child, {})]; rule != kNone && value.kind == TermKind::Enumerator)
        out_->rules[rule].cases.emplace_back(value.text);
    }
    const std::set<FieldId> read(out_->ownReads.begin() + static_cast<std::ptrdiff_t>(readBefore),
                                 out_->ownReads.end());
    for (const FieldId field : read)
      ++readers[field];
  }
  if (rule != kNone) {
    sortUnique(out_->rules[rule].cases);
    for (const auto &[field, cases] : readers)
      if (cases == 1)
        out_->rules[rule].apart.push_back(field);
  }
  guards_.resize(mark);
}

void Interpreter::declare(NodeId id) {
  const Tree tree(*view_->facts);
  const Node &node = tree[id];
  if (node.ref == kNone || node.ref >= locals_.size()) {
    for (const NodeId child : tree.children(id))
      evaluate(child, {});
    return;
  }
  LocalState &state = locals_[node.ref];
  const auto &local = view_->facts->locals[record_->locals.begin + node.ref];
  const TypeId type = local.type == kNone ? kNone : view_->types[local.type];
  const TypeInfo *info = type == kNone ? nullptr : &program_.types()[type];
  const bool isValue = info != nullptr && info->kind == facts::TypeKind::Record && info->record != kNone;
  const TermId self = terms_.make(TermKind::Local, node.ref, type, view_->facts->string(local.name), {});
  if (tree.children(id).empty()) {
    state.building = isValue || state.made;
    if (isValue)
      out_->built.push_back({info->record, 0, terms_[self].hash, kNone, place(id)});
    return;
  }
  const NodeId init = *tree.children(id).begin();
  const std::size_t rulesBefore = out_->rules.size();
  const std::size_t touchedBefore = touched_.size();
  const std::size_t builtBefore = out_->built.size();
  const std::size_t sweepsBefore = out_->sweeps.size();
  const TermId value = evaluate(init, {});
  if (out_->sweeps.size() > sweepsBefore && out_->sweeps.back().place == place(init))
    out_->sweeps.back().result = view_->facts->string(local.name);
  for (std::size_t i = rulesBefore; i < out_->rules.size(); ++i)
    state.rules.push_back(static_cast<std::uint32_t>(i));
  state.rules.insert(state.rules.end(), touched_.begin() + static_cast<std::ptrdiff_t>(touchedBefore), touched_.end());
  sortUnique(state.rules);

  const bool fresh = isFresh(init) || state.made;
  if (isValue && (fresh || state.mutated)) {
    // An object of its own, whatever it was made from.
    state.building = true;
    state.mutated = true;
  } else if (fresh && recordOf(self) != kNone) {
    state.building = true; // behind a smart pointer or a raw one
  }
  if (state.building) {
    for (std::size_t i = builtBefore; i < out_->built.size(); ++i)
      if (out_->built[i].type == recordOf(self))
        out_->built[i].object = terms_[self].hash;
    return;
  }
  if (!state.mutated) {
    state.term = value;
    return;
  }
  if (state.stepped) {
    state.rules.clear();
    return;
  }
  // What was put into a collection, or none of it, is state of none that the choice was made by.
  const bool chosen = terms_[value].kind == TermKind::Operation &&
                      static_cast<Op>(terms_[value].ref) == Op::Conditional && info != nullptr &&
                      info->wrapper == facts::Wrapper::Sequence;
  if (chosen)
    return;
  Gathered gathered;
  gather(value, gathered, false, 0);
  state.reads = std::move(gathered.reads);
  state.base = baseOf(value);
}

void Interpreter::bind(NodeId id) {
  const Tree tree(*view_->facts);
  const Node &node = tree[id];
  if (tree.children(id).empty())
    return;
  const TermId whole = evaluate(*tree.children(id).begin(), {});
  if (node.ref == kNone || node.ref >= locals_.size())
    return;
  const auto &local = view_->facts->locals[record_->locals.begin + node.ref];
  const TypeId type = local.type == kNone ? kNone : view_->types[local.type];
  if (locals_[node.ref].mutated &&
      recordOf(terms_.make(TermKind::Local, node.ref, type, view_->facts->string(local.name), {})) == kNone)
    return;
  const bool isField = tree[*tree.children(id).begin()].op == Op::Field;
  locals_[node.ref].term =
      isField ? whole : terms_.make(TermKind::Part, node.extra, type, view_->facts->string(local.name), {whole});
}

} // namespace tell::model
