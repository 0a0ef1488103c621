#include "checks/proposal.hpp"

#include "checks/signature.hpp"
#include "checks/wording.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace tell::checks {

namespace {

constexpr std::string_view kExtract = "Extract Function, Move Function";

/// "give Order 'void cancel()' (Move Function)".
std::string give(const ClassInfo &info, const Advice &advice, std::string_view rest) {
  return fmt::format("give {} '{}'{} ({})", info.simple, advice.signature, rest, advice.refactoring);
}

/// What to say of a method that has no name yet.
std::string unnamed(const MovePlan &plan, std::string_view who) {
  const bool refuses = plan.constant && plan.result == kNone && !plan.succeeds;
  return !plan.constant ? fmt::format("one operation for what {} does with it", who)
         : refuses      ? fmt::format("the check that {} makes of it", who)
                        : fmt::format("one query for what {} works out about it", who);
}

/// ", given 'int limit' and 'int reserve'": what a method without a name would need.
std::string given(const Advice &advice) {
  std::string text;
  for (std::size_t i = 0; i < advice.parameters.size(); ++i)
    text += (i == 0 ? ", given '" : i + 1 == advice.parameters.size() ? " and '" : ", '") + advice.parameters[i] + "'";
  return text;
}

void callExisting(const Program &program, const MovePlan &plan, Advice &advice) {
  const FunctionInfo &method = program.functions()[plan.existing];
  advice.refactoring = "Replace Inline Code with Function Call";
  advice.hint = fmt::format("{} '{}', which says the same ({})",
                            method.access == facts::Access::Public ? "call" : "make public and call",
                            shortName(program, plan.existing), advice.refactoring);
}

} // namespace

Advice moveInto(const Program &program, const MoveWish &wish) {
  const MovePlan plan = planMove(program, wish);
  const ClassInfo &info = program.classes()[wish.target];
  const std::string who = "'" + shortName(program, wish.function) + "'";
  Advice advice;
  advice.refactoring = plan.part == MovePart::Function ? "Move Function" : kExtract;
  if (plan.place.known())
    advice.replaces.push_back(plan.place);
  if (plan.existing != kNone) {
    callExisting(program, plan, advice);
    return advice;
  }
  advice.signature = signatureOf(program, wish, plan);
  advice.parameters = parametersOf(program, plan);
  const std::string rule = plan.rule == kNone ? "" : program.functions()[wish.function].rules[plan.rule].text;
  if (plan.part == MovePart::Nothing)
    advice.hint = fmt::format("move what {} works out about {} into it ({})", who, info.simple, kExtract);
  else if (plan.part == MovePart::Block && plan.element && !advice.signature.empty())
    advice.hint = give(info, advice, fmt::format(", from the body of the loop in {}", who));
  else if (plan.part == MovePart::Predicate && !advice.signature.empty())
    advice.hint = give(info, advice, fmt::format(" for '{}'", rule));
  else if (plan.part == MovePart::Predicate)
    advice.hint =
        fmt::format("give {} one query that says what '{}' means{} ({})", info.simple, rule, given(advice), kExtract);
  else if (!advice.signature.empty())
    advice.hint = give(info, advice, "");
  else
    advice.hint = fmt::format("give {} {}{} ({})", info.simple, unnamed(plan, who), given(advice), advice.refactoring);
  hinder(advice, plan.obstacle);
  return advice;
}

Advice queryInto(const Program &program, ClassId id, std::span<const RuleSite> sites) {
  MovePlan plan;
  MoveWish wish;
  Advice advice;
  for (const RuleSite &site : sites) {
    const MovePlan here = planQuery(program, site.function, id, site.rule);
    const MoveWish from{site.function, id, {site.rule}, {}};
    // One of several values does not name what they have in common.
    const bool named = program.functions()[site.function].rules[site.rule].choice == 0;
    const std::string signature = named ? signatureOf(program, from, here) : std::string();
    const bool better = wish.function == kNone || (plan.part == MovePart::Nothing && here.part != plan.part) ||
                        (advice.signature.empty() && !signature.empty());
    if (!better)
      continue;
    plan = here;
    wish = from;
    advice.signature = signature;
  }
  advice.refactoring = kExtract;
  if (plan.existing != kNone) {
    callExisting(program, plan, advice);
    advice.signature = {};
    return advice;
  }
  advice.parameters = parametersOf(program, plan);
  const std::string what = advice.signature.empty() ? fmt::format("one query that says what '{}' means{}",
                                                                  textOf(program, sites.front()), given(advice))
                                                    : fmt::format("'{}'", advice.signature);
  std::set<FunctionId> functions;
  for (const RuleSite &site : sites)
    functions.insert(site.function);
  advice.hint = fmt::format("give {} {}, and ask that in all {} functions ({})", program.classes()[id].simple, what,
                            functions.size(), kExtract);
  hinder(advice, plan.obstacle);
  return advice;
}

void hinder(Advice &advice, const std::string &obstacle) {
  if (obstacle.empty())
    return;
  advice.obstacle = obstacle;
  advice.hint = advice.hint + ", but " + obstacle;
}

void propose(Finding &finding, Advice advice) {
  finding.advice = std::move(advice);
  rate(finding, finding.confidence);
}

} // namespace tell::checks
