#pragma once

#include "findings/finding.hpp"
#include "model/census.hpp"
#include "model/program.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// How findings speak: the one convention of messages. What they propose is in proposal.hpp.
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

/// Whether a field holds many things: a sequence, a map or a set.
[[nodiscard]] bool isCollection(const Program &program, FieldId field);

/// "status, total and 2 more fields".
[[nodiscard]] std::string listFields(const Program &program, std::span<const FieldId> fields, std::size_t most);

/// The fields of a class that outsiders ask, most asked first.
[[nodiscard]] std::vector<FieldId> fieldsAsked(const Program &program, ClassId id);

/// "'OrderService::cancel' asks 'status == Shipped', then sets status on the same 'Order'".
[[nodiscard]] std::string describeAskThenTell(const Program &program, const AskThenTell &site);

/// "'OrderService::cancel', 'canEdit' and 2 more": the first two of several functions.
[[nodiscard]] std::string listFunctions(const Program &program, std::span<const FunctionId> functions);

/// The rule as it is told: with all the values that its condition holds a field to, where there are several.
[[nodiscard]] std::string textOf(const Program &program, const RuleSite &site);

/// The place of a rule: "'OrderService::cancel' decides on 'status == Shipped'".
[[nodiscard]] Evidence evidenceOf(const Program &program, const RuleSite &site);

} // namespace tell::checks
