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

} // namespace tell::checks
