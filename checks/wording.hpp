#pragma once

#include "findings/finding.hpp"
#include "model/census.hpp"
#include "model/program.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// How findings speak: the one convention of messages, and the proposals they end with.
namespace tell::checks {

[[nodiscard]] Subject classSubject(const Program &program, ClassId id);
[[nodiscard]] Subject functionSubject(const Program &program, FunctionId id);

/// Gives a finding its confidence, and with it its level: what is not sure enough for a warning becomes a note.
void rate(Finding &finding, double confidence);

/// The numbers that a finding about a function and a class carries.
[[nodiscard]] std::vector<Metric> involvementMetrics(const Program &program, FunctionId function, ClassId id);

/// "OrderService::cancel": the name without namespaces.
[[nodiscard]] std::string shortName(const Program &program, FunctionId id);

/// "decides", "computes" …
[[nodiscard]] std::string_view verb(RuleKind kind);

/// "status, total and 2 more fields".
[[nodiscard]] std::string listFields(const Program &program, std::span<const FieldId> fields, std::size_t most);

/// The fields of a class that outsiders ask, most asked first.
[[nodiscard]] std::vector<FieldId> fieldsAsked(const Program &program, ClassId id);

/// "'OrderService::cancel' asks 'status == Shipped', then sets status on the same 'Order'".
[[nodiscard]] std::string describeAskThenTell(const Program &program, const AskThenTell &site);

/// A proposal to move what a function does with a class into that class: the signature of the method, named after the
/// function.
[[nodiscard]] Advice moveInto(const Program &program, ClassId id, FunctionId function);

/// "'OrderService::cancel', 'canEdit' and 2 more": the first two of several functions.
[[nodiscard]] std::string listFunctions(const Program &program, std::span<const FunctionId> functions);

/// The place of a rule: "'OrderService::cancel' decides on 'status == Shipped'".
[[nodiscard]] Evidence evidenceOf(const Program &program, const RuleSite &site);

/// "bool isPaid() const" for a comparison of state with an enumerator, or its negation; empty where the rule has no
/// such plain name.
[[nodiscard]] std::string queryFor(const Program &program, const Rule &rule);

/// Whether the function is about what stands at `place` as a whole and can lend it its name: not a constructor or an
/// operator, and not a long one of which a few lines are meant.
[[nodiscard]] bool lendsName(const FunctionInfo &function, const Span &place);

/// What a function is called in the class it moves to: "cancelOrder" becomes "cancel" in Order.
[[nodiscard]] std::string methodName(std::string name, std::string_view className);

/// "lines_" and "m_lines" become "Lines".
[[nodiscard]] std::string capitalized(std::string_view name);

/// What to call the step to a value of an enumeration: as the function that takes it does where it speaks of the same
/// thing ("approve" for Approved), else "markShipped".
[[nodiscard]] std::string transitionName(const Program &program, std::string_view value, FunctionId caller);

} // namespace tell::checks
