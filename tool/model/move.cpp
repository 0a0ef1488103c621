#include "model/move.hpp"

#include "model/region.hpp"
#include "model/term.hpp"
#include "support/sort_unique.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace tell {

namespace {

using facts::Op;
using model::Body;
using model::NodeIndex;
using model::Region;

/// The wish, or all that the function has to do with the class.
MoveWish wholeWish(const Program &program, MoveWish wish) {
  const FunctionInfo &function = program.functions()[wish.function];
  if (!wish.rules.empty() || !wish.pokes.empty())
    return wish;
  for (std::uint32_t i = 0; i < function.rules.size(); ++i)
    if (function.rules[i].asks() && !function.rules[i].asserted)
      wish.rules.push_back(i);
  for (std::uint32_t i = 0; i < function.pokes.size(); ++i)
    if (function.pokes[i].owner == wish.target && !function.pokes[i].building)
      wish.pokes.push_back(i);
  return wish;
}

class Planner {
public:
  Planner(const Program &program, MoveWish wish, int depth)
      : program_(program), wish_(std::move(wish)), depth_(depth), function_(program.functions()[wish_.function]),
        target_(program.classes()[wish_.target]), body_(program, function_, wish_.target) {}

  MovePlan plan(bool queryOnly) {
    if (function_.outline.empty() || !choose()) {
      plan_.obstacle = "no " + target_.simple + " is at hand there to be asked";
      return plan_;
    }
    plan_.element = isElement();
    const bool changes = !pokes_.empty();
    const bool selects = !rules_.empty() && function_.rules[rules_.front()].kind == RuleKind::Selection;
    if ((!queryOnly || selects) &&
        (tryFunction() || ((changes || selects || nodes_.size() > 1) && tryBlock()) || (changes && trySteps())))
      return finish();
    if (tryPredicate())
      return finish();
    plan_.part = MovePart::Nothing;
    plan_.obstacle = obstacle_.empty() ? "what depends on it there is not about " + target_.simple : obstacle_;
    return plan_;
  }

private:
  /// Finds the object that most of what is wished for is about, and the nodes that are about it.
  bool choose() {
    struct Part {
      NodeIndex node;
      std::uint32_t index;
      bool poke;
    };
    std::vector<Part> parts;
    std::map<std::string, std::size_t> count;
    std::vector<std::string> order;
    const auto take = [&](const Span &place, std::uint32_t index, bool poke, ObjectKey object) {
      NodeIndex node = body_.at(place);
      if (node == kNone)
        return;
      // A poke may stand at what is changed or handed over: the change is the expression around it.
      while (poke && body_[body_.parent(node)].op > Op::Empty && body_[body_.parent(node)].op != Op::Lambda)
        node = body_.parent(node);
      parts.push_back({node, index, poke});
      for (const std::string &key : keysIn(node, object, 0)) {
        if (count[key]++ == 0)
          order.push_back(key);
      }
    };
    for (const std::uint32_t rule : wish_.rules)
      for (const StateRead &read : function_.rules[rule].reads)
        if (read.owner == wish_.target || program_.derivesFrom(wish_.target, read.owner)) {
          take(function_.rules[rule].place, rule, false, read.object);
          break;
        }
    for (const std::uint32_t poke : wish_.pokes)
      take(function_.pokes[poke].place, poke, true, function_.pokes[poke].object);
    if (order.empty())
      return false;
    object_ = *std::ranges::max_element(order, {}, [&](const std::string &key) { return count[key]; });
    for (const Part &part : parts) {
      const std::vector<std::string> keys = keysIn(part.node, 0, 0);
      if (std::ranges::count(keys, object_) == 0 && !isValue())
        continue;
      nodes_.push_back(part.node);
      (part.poke ? pokes_ : rules_).push_back(part.index);
      if (part.poke && function_.pokes[part.index].kind == PokeKind::Helper)
        helped_.push_back(part.node);
    }
    return !nodes_.empty();
  }

  /// The objects of the target that an expression is about, also through locals that stand for something about them,
  /// and helpers that are handed them.
  std::vector<std::string> keysIn(NodeIndex node, ObjectKey object, int depth) {
    constexpr int kDepthLimit = 4;
    std::vector<std::string> keys;
    for (NodeIndex id = node; id < body_.end(node); ++id) {
      if (body_.asksTarget(id)) {
        keys.push_back(body_.keyOf(id + 1));
      } else if (body_[id].op == Op::LocalRef) {
        const OutlineLocal &local = body_.local(body_[id].ref);
        if (local.type != kNone && program_.recordOf(local.type) == wish_.target)
          keys.push_back(body_.keyOf(id));
        else if (object != 0 && object == model::parameterKey(body_[id].ref, local.name))
          keys.push_back(valueKey_ = body_.keyOf(id));
        else if (const NodeIndex from = body_.initialiser(body_[id].ref); from != kNone && depth < kDepthLimit)
          std::ranges::copy(keysIn(from, 0, depth + 1), std::back_inserter(keys));
      }
    }
    return keys;
  }

  /// Only a value of the object's is there, and the callers have the object.
  [[nodiscard]] bool isValue() const { return object_ == valueKey_; }

  [[nodiscard]] std::uint32_t objectLocal() const {
    return object_.starts_with('L') ? static_cast<std::uint32_t>(std::stoul(object_.substr(1))) : kNone;
  }

  [[nodiscard]] bool isElement() const {
    const std::uint32_t local = objectLocal();
    for (NodeIndex up = body_.parent(nodes_.front()); up != kNone; up = body_.parent(up)) {
      if (local != kNone && (body_[up].op == Op::RangeFor || body_[up].op == Op::For || body_[up].op == Op::While) &&
          body_.declaration(local) != kNone && body_.within(body_.declaration(local), up))
        return true;
      if (local == kNone && body_[up].op == Op::For)
        return true;
    }
    return false;
  }

  // --- the ways to move, the most first ---

  bool tryFunction() {
    const std::uint32_t local = objectLocal();
    const bool fixed = function_.isSpecial() || function_.kind == facts::FunctionKind::Operator ||
                       function_.kind == facts::FunctionKind::Conversion || function_.simple.starts_with("operator") ||
                       function_.is(facts::kOverride) || function_.is(facts::kVirtual) || function_.simple == "main" ||
                       function_.is(facts::kExternC);
    if (fixed || local >= function_.parameters.size())
      return false;
    std::vector<NodeIndex> parts = body_.children(0);
    if (parts.size() != 1)
      return false;
    const Region region = body_.read(parts, object_);
    if (!possible(region) || !region.outputs.empty())
      return false;
    plan_.part = MovePart::Function;
    take(region);
    plan_.result = function_.result != kNone && program_.types()[function_.result].kind == facts::TypeKind::Void
                       ? kNone
                       : function_.result;
    plan_.place = spanOf(parts.front(), parts.front());
    return true;
  }

  bool tryBlock() {
    std::vector<NodeIndex> run = body_.smallestRun(nodes_);
    if (run.empty())
      return false;
    const NodeIndex up = body_.parent(run.front());
    Region region = body_.read(run, object_);
    bool tail = body_.isTail(run.back());
    if (region.leaves && region.answer != kNone && !tail && body_[up].op == Op::Block) {
      std::vector<NodeIndex> longer;
      for (const NodeIndex child : body_.children(up))
        if (child >= run.front())
          longer.push_back(child);
      const Region whole = body_.read(longer, object_);
      if (body_.isTail(longer.back()) && possible(whole)) {
        run = std::move(longer);
        region = whole;
        tail = true;
      }
    }
    if (!possible(region) || region.outputs.size() > 1)
      return false;
    const bool yields = region.leaves && region.answer != kNone;
    if ((yields && !tail && !region.changes) || (region.leaves && !region.outputs.empty()))
      return false;
    if (!region.changes && region.outputs.empty() && !yields && region.thrown == kNone && !body_.throwsIn(run))
      return false; // what it does, it does elsewhere
    plan_.part = MovePart::Block;
    plan_.answers = !body_.inLambda(run.front());
    take(region);
    if (!region.outputs.empty()) {
      plan_.result = region.outputs.front().type;
      plan_.adds = region.adds;
    } else if (yields && tail) {
      plan_.result = region.answer;
    } else if (region.leaves && !tail) {
      plan_.succeeds = true;
    }
    plan_.place = spanOf(run.front(), run.back());
    return true;
  }

  bool trySteps() {
    std::vector<NodeIndex> parts = nodes_;
    sortUnique(parts);
    const Region region = body_.read(parts, object_);
    if (!possible(region) || !region.outputs.empty() || region.thrown != kNone) {
      // What helpers do to the object may stay with them where the function changes it too.
      if (helped_.empty() || helped_.size() == pokes_.size())
        return false;
      std::erase_if(nodes_, [&](NodeIndex node) { return std::ranges::count(helped_, node) != 0; });
      helped_.clear();
      pokes_.clear();
      return !nodes_.empty() && trySteps();
    }
    plan_.part = MovePart::Steps;
    plan_.answers = !body_.inLambda(parts.front());
    take(region);
    plan_.succeeds = std::ranges::any_of(
        rules_, [&](std::uint32_t rule) { return body_.leavesOn(body_.at(function_.rules[rule].place)); });
    // A figure that is worked out on the way and needed further on is the answer.
    for (const NodeIndex part : parts)
      if (const std::uint32_t local = body_.storedIn(part); local != kNone && body_.initialiser(local) != kNone &&
                                                            !plan_.succeeds && plan_.result == kNone &&
                                                            body_.isUsedOutside(local, parts))
        store(local);
    plan_.place = spanOf(parts.front(), parts.back());
    return true;
  }

  /// A flag that is only looked at has its name already.
  bool tryPredicate() {
    return std::ranges::any_of(rules_,
                               [&](std::uint32_t rule) { return !function_.rules[rule].bare && tryRule(rule); });
  }

  bool tryRule(std::uint32_t index) {
    const Rule &rule = function_.rules[index];
    const NodeIndex node = body_.at(rule.place);
    if (node == kNone || rule.kind == RuleKind::Selection || body_[node].op <= Op::Empty)
      return false;
    const Region region = body_.read({node}, object_);
    if (region.changes || !region.outputs.empty() || !possible(region))
      return false;
    plan_.part = MovePart::Predicate;
    take(region);
    plan_.rule = index;
    plan_.result = rule.kind == RuleKind::Decision ? kNone : body_[node].type;
    plan_.succeeds = rule.kind == RuleKind::Decision;
    plan_.place = rule.place;
    const NodeIndex up = body_.parent(node);
    if (const std::uint32_t local = body_.storedIn(node); local != kNone)
      store(local);
    else
      plan_.answers = up != kNone && body_[up].op == Op::Return && !body_.inLambda(node);
    return true;
  }

  // --- what they need ---

  void take(const Region &region) {
    plan_.inputs.clear();
    for (const model::RegionInput &input : region.inputs)
      if (!isValue() || input.name != body_.local(objectLocal()).name)
        plan_.inputs.push_back({input.name, input.type, input.changed});
    // Parameters keep their order.
    const auto position = [&](const MoveInput &input) {
      const auto at = std::ranges::find(function_.parameters, input.name, &ParameterInfo::name);
      return at - function_.parameters.begin();
    };
    std::ranges::sort(plan_.inputs, {}, position);
    plan_.constant = !region.changes;
    if (!rules_.empty())
      plan_.rule = rules_.front();
  }

  /// Whether a region can stand in the target; what stands in the way of the first that cannot is kept.
  bool possible(const Region &region) {
    std::string clause = model::obstacleOf(body_, wish_.target, region, isValue());
    for (const auto &[helper, name] : region.helpers)
      if (clause.empty() && !movesToo(helper))
        clause = "it also needs '" + name + "'";
    if (obstacle_.empty())
      obstacle_ = clause;
    return clause.empty();
  }

  /// Whether a helper that is handed the object could become a method of it in its turn.
  [[nodiscard]] bool movesToo(FunctionId helper) const;

  void store(std::uint32_t local) {
    plan_.stored = body_.local(local).name;
    if (!plan_.succeeds)
      plan_.result = body_.local(local).type;
  }

  [[nodiscard]] Span spanOf(NodeIndex first, NodeIndex last) const {
    return {function_.place.path, body_[first].line, body_[first].column, body_[last].endLine, body_[last].endColumn};
  }

  /// A method of the class that holds the same rules, and nothing more.
  MovePlan finish() {
    plan_.obstacle.clear();
    std::vector<std::uint64_t> hashes;
    for (const std::uint32_t rule : plan_.part == MovePart::Predicate ? std::vector{plan_.rule} : rules_)
      hashes.push_back(function_.rules[rule].hash);
    if (hashes.empty() || !plan_.constant)
      return plan_;
    for (const FunctionId method : target_.methods) {
      const FunctionInfo &info = program_.functions()[method];
      const TypeInfo *result = info.result == kNone ? nullptr : &program_.types()[info.result];
      const bool answers = result != nullptr && result->kind != facts::TypeKind::Void &&
                           (!plan_.succeeds || result->kind == facts::TypeKind::Bool);
      const bool same = info.rules.size() == hashes.size() && std::ranges::all_of(hashes, [&](std::uint64_t hash) {
                          return std::ranges::any_of(
                              info.rules, [&](const Rule &rule) { return rule.hash == hash && !rule.asserted; });
                        });
      if (same && answers && info.is(facts::kConstMethod) && info.statements == 0)
        plan_.existing = method;
    }
    return plan_;
  }

  const Program &program_;
  MoveWish wish_;
  int depth_; ///< of helpers within helpers
  const FunctionInfo &function_;
  const ClassInfo &target_;
  Body body_;
  MovePlan plan_;
  std::string obstacle_; ///< of the first way that was tried
  std::string object_;
  std::string valueKey_ = "none";
  std::vector<NodeIndex> nodes_;
  std::vector<std::uint32_t> rules_;
  std::vector<std::uint32_t> pokes_;
  std::vector<NodeIndex> helped_; ///< where helpers change the object
};

bool Planner::movesToo(FunctionId helper) const {
  constexpr int kDepthLimit = 2;
  return depth_ < kDepthLimit &&
         Planner(program_, wholeWish(program_, {helper, wish_.target, {}, {}}), depth_ + 1).plan(false).part ==
             MovePart::Function;
}

} // namespace

MovePlan planMove(const Program &program, const MoveWish &wish) {
  return Planner(program, wholeWish(program, wish), 0).plan(false);
}

MovePlan planQuery(const Program &program, FunctionId function, ClassId target, std::uint32_t rule) {
  return Planner(program, {function, target, {rule}, {}}, 0).plan(true);
}

} // namespace tell
