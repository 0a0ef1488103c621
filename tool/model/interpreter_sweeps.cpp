#include "model/sweep_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tell::model {

using facts::NodeId;
using facts::Op;
using facts::TypeKind;
using facts::Wrapper;

namespace {

std::string_view simpleName(std::string_view qualified) {
  const auto colon = qualified.rfind("::");
  return colon == std::string_view::npos ? qualified : qualified.substr(colon + 2);
}

constexpr std::array kAlgorithms = std::to_array<Algorithm>({
    {"accumulate", SweepGoal::Sum},
    {"all_of", SweepGoal::Test},
    {"any_of", SweepGoal::Test},
    {"copy_if", SweepGoal::Filter},
    {"count_if", SweepGoal::Count},
    {"find_if", SweepGoal::Find},
    {"find_if_not", SweepGoal::Find},
    {"for_each", SweepGoal::Sum, true},
    {"max_element", SweepGoal::Find},
    {"min_element", SweepGoal::Find},
    {"none_of", SweepGoal::Test},
    {"reduce", SweepGoal::Sum},
    {"transform_reduce", SweepGoal::Sum},
});

} // namespace

/// The term of an expression whose events were recorded already.
TermId Interpreter::peek(NodeId id) {
  FunctionInfo scratch;
  scratch.owner = out_->owner;
  scratch.kind = out_->kind;
  scratch.flags = out_->flags;
  scratch.result = out_->result;
  const std::size_t rules = out_->rules.size();
  scratch.rules = std::move(out_->rules); // what guards this place and made its locals is told by index
  FunctionInfo *out = std::exchange(out_, &scratch);
  auto locals = locals_;
  auto guards = guards_;
  auto refused = refused_;
  auto stored = stored_;
  auto touched = touched_;
  const bool outer = std::exchange(peeking_, true);
  const TermId term = evaluate(id, {.inRule = true});
  peeking_ = outer;
  std::ranges::move(locals, locals_.begin()); // one by one: a declaration around may hold on to its local
  guards_ = std::move(guards);
  refused_ = std::move(refused);
  stored_ = std::move(stored);
  touched_ = std::move(touched);
  out_ = out;
  scratch.rules.resize(rules);
  out_->rules = std::move(scratch.rules);
  return term;
}

bool Interpreter::isCollection(TermId id) const {
  const Term &term = terms_[id];
  if (term.kind != TermKind::Field || program_.fields()[term.ref].type == kNone ||
      (terms_[term.operands[0]].kind == TermKind::This && program_.fields()[term.ref].owner == out_->owner))
    return false;
  const TypeInfo &type = program_.types()[program_.pointee(program_.fields()[term.ref].type)];
  return type.kind == TypeKind::Array || type.wrapper == Wrapper::Sequence || type.wrapper == Wrapper::Map ||
         type.wrapper == Wrapper::Set || type.wrapper == Wrapper::Container;
}

void Interpreter::sweepLoop(NodeId loop, NodeId body, TermId range) {
  const Tree tree(*view_->facts);
  if (tree[loop].op == Op::For) {
    // The collection is the one whose size or end the condition asks for.
    const Term &condition = terms_[range];
    range = kNone;
    for (const TermId operand : condition.operands) {
      const Term &limit = terms_[operand];
      const bool ends = limit.kind == TermKind::Call && limit.ref == kNone && !limit.operands.empty() &&
                        (meaningOf(limit.text, true) == Meaning::End || meaningOf(limit.text, true) == Meaning::Size);
      range = ends ? limit.operands[0] : range;
    }
  } else if (terms_[range].kind == TermKind::Operation && static_cast<Op>(terms_[range].ref) == Op::BitOr) {
    range = terms_[range].operands[0]; // a pipeline of views
  }
  if (range == kNone || !isCollection(range))
    return;
  SweepReader reader(*this, loop, range);
  reader.body(body);
  reader.commit();
}

void Interpreter::sweepAlgorithm(NodeId call, std::string_view name, std::span<const NodeId> arguments, TermId first) {
  const auto known = std::ranges::find(kAlgorithms, simpleName(name), &Algorithm::name);
  if (peeking_ || known == kAlgorithms.end() || !name.starts_with("std::") || first == kNone)
    return;
  const Term &term = terms_[first];
  const bool begins = term.kind == TermKind::Call && term.ref == kNone && !term.operands.empty() &&
                      (meaningOf(term.text, true) == Meaning::Begin || meaningOf(term.text, false) == Meaning::Begin);
  const TermId range = begins ? term.operands[0] : first;
  const std::size_t bounds = begins ? 2 : 1;
  if (!isCollection(range) || arguments.size() < bounds)
    return;
  const auto rest = arguments.subspan(bounds);
  SweepReader reader(*this, call, range);
  const Tree tree(*view_->facts);
  const bool each =
      known->each && rest.size() == 1 && tree[rest[0]].op == Op::Lambda && !tree.children(rest[0]).empty();
  if (known->each && !each)
    return;
  if (each)
    reader.body(tree.list(rest[0]).back());
  else
    reader.algorithm(*known, rest);
  reader.commit();
}

} // namespace tell::model
