#pragma once

#include "report/report.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The form of the JSON output, told once: what each object holds, under which key, and what it means. The writer and
/// the schema both go by it.
///
/// `describe(field, value)` calls `field(key, meaning, part)` for each part that an object of this type has, and
/// `field.optional(key, meaning, present, part)` for those it may lack. Which calls are made never depends on the
/// value, so that any value shows the type.
namespace tell::json {

/// Raised when a reader of the form before would misunderstand; new keys don't raise it.
inline constexpr int kVersion = 1;

/// A text that is one of a few words.
struct Word {
  std::string_view value;
  std::span<const std::string_view> known;
};

/// Numbers, flags and answers as an object with a key for each.
struct Metrics {
  const std::vector<Metric> &list;
};
struct Strategies {
  const std::vector<StrategyEntry> &list;
};
struct Answers {
  const std::vector<ClassEntry::Answer> &list;
};

/// A list of places, each in an object of its own.
struct Places {
  const std::vector<Span> &list;
};

struct Tool {
  std::string_view version;
};

inline Word levelWord(Level level) {
  static constexpr std::string_view kLevels[] = {"note", "warning", "error"};
  return {name(level), kLevels};
}

inline Word baselineWord(BaselineState state) {
  static constexpr std::string_view kStates[] = {"new", "unchanged", "updated", "absent"};
  return {kStates[static_cast<std::size_t>(state)], kStates};
}

inline Word subjectWord(SubjectKind kind) {
  static constexpr std::string_view kKinds[] = {"class", "function", "field"};
  return {kKinds[static_cast<std::size_t>(kind)], kKinds};
}

inline Word coverageWord(std::string_view coverage) {
  static constexpr std::string_view kCoverages[] = {"whole", "incomplete", "part"};
  return {coverage, kCoverages};
}

inline Word invariantWord(std::string_view kind) {
  static constexpr std::string_view kKinds[] = {"guarded", "together", "transition"};
  return {kind, kKinds};
}

void describe(auto &field, const Span &span) {
  field("path", "relative to the project's root where it lies below it, else absolute", span.path);
  field("line", "counted from 1; 0: the file as a whole", span.line);
  field("column", "counted from 1, in UTF-8 bytes", span.column);
  field("endLine", "the line of the end", span.endLine);
  field("endColumn", "the column after the last one", span.endColumn);
}

void describe(auto &field, const Subject &subject) {
  field("kind", "what it is", subjectWord(subject.kind));
  field("name", "qualified, without template arguments", subject.name);
  field("signature", "of a function, with its parameter types; else empty", subject.signature);
}

void describe(auto &field, const Evidence &evidence) {
  field("place", "where", evidence.place);
  field("message", "what is done there, a clause", evidence.message);
  field("subject", "the function or class it lies in", evidence.subject);
}

void describe(auto &field, const Advice &advice) {
  field("hint", "what to do, a sentence", advice.hint);
  field("refactoring", "its name in the catalog of Fowler's Refactoring (2018); empty where nothing can be proposed",
        advice.refactoring);
  field("signature", "of the method to add; empty where there is none", advice.signature);
  field("parameters", "what the method would have to be given", advice.parameters);
  field("obstacle", "what stands in the way, a clause; empty where nothing does", advice.obstacle);
  field("replaces", "what a call of the method would replace", Places{advice.replaces});
}

void describe(auto &field, const Suppression &suppression) {
  field("path", "of the comment", suppression.path);
  field("line", "of the comment", suppression.line);
  field("reason", "what it gives as its reason; may be empty", suppression.reason);
}

void describe(auto &field, const Edit &edit) {
  field("place", "what it replaces", edit.place);
  field("text", "with what; empty: it is deleted", edit.text);
}

void describe(auto &field, const Fix &fix) {
  field("message", "what it does, a clause", fix.message);
  field("unattended", "whether --fix applies it", fix.unattended);
  field("edits", "sorted, none overlaps another", fix.edits);
}

void describe(auto &field, const TriagedFinding &triaged) {
  const Finding &finding = triaged.finding;
  field("check", "the check's name", finding.check);
  field("level", "how much it weighs", levelWord(finding.level));
  field("message", "one line", finding.message);
  field("place", "the name of the subject", finding.place);
  field("subject", "what it is about", finding.subject);
  field("class", "qualified name of the class whose state it is about", finding.className);
  field("fingerprint", "recognizes the finding in another run, over moves of lines and files", triaged.fingerprint);
  field("score", "0 (fine) to 100", finding.score);
  field("confidence", "0 to 1", finding.confidence);
  field("evidence", "the places it rests on, the most telling first", finding.evidence);
  field("advice", "what to do about it", finding.advice);
  field("metrics", "numbers by name", Metrics{finding.metrics});
  static const Fix noFix;
  field.optional("fix", "a change of the source that settles it and leaves what the program does as it is",
                 finding.fix.has_value(), finding.fix ? *finding.fix : noFix);
  static const Suppression none;
  field.optional("suppression", "the comment in the code that silences it", triaged.suppression.has_value(),
                 triaged.suppression ? *triaged.suppression : none);
  field.optional("baseline", "what has become of it since the baseline; with --baseline", triaged.baseline.has_value(),
                 baselineWord(triaged.baseline.value_or(BaselineState::New)));
}

void describe(auto &field, const InvariantEntry::Place &place) {
  field("place", "where", place.place);
  field("subject", "the function", place.subject);
  field("text", "what stands there", place.text);
}

void describe(auto &field, const InvariantEntry &entry) {
  const bool transition = entry.kind == "transition";
  field("kind", "how it is kept", invariantWord(entry.kind));
  field("fields", "their names", entry.fields);
  field.optional("from", "of a transition: the values that checks compare with", transition, entry.from);
  field.optional("to", "of a transition: the values that the field becomes", transition, entry.to);
  field("inside", "places in the class's own methods", entry.inside);
  field("outside", "places in others' code", entry.outside);
}

void describe(auto &field, const ClassEntry::Answer &answer) {
  field("answer", "in words", answer.text);
  field("value", "0 (well encapsulated) to 1 (anemic)", answer.value);
}

void describe(auto &field, const ClassEntry &entry) {
  field("name", "qualified", entry.name);
  field("place", "of its name", entry.place);
  field("role", "what kind of class it is", entry.role);
  field("reason", "why it has this role", entry.reason);
  field("score", "0 (fine) to 100", entry.score);
  field("questions", "Q1 behavior, Q2 tell, Q3 locality, Q4 freedom", Answers{entry.answers});
  field("metrics", "numbers by name", Metrics{entry.metrics});
  field("invariants", "what is kept true about its fields", entry.invariants);
  field.optional("strategies", "of each published strategy, whether it holds; with --baseline-strategies",
                 !entry.strategies.empty(), Strategies{entry.strategies});
}

void describe(auto &field, const FunctionEntry::Provider &provider) {
  field("class", "qualified name", provider.className);
  field("attributes", "how many of them the function uses", provider.attributes);
}

void describe(auto &field, const FunctionEntry &entry) {
  field("place", "of its name", entry.place);
  field("subject", "the function", entry.subject);
  field("metrics", "numbers by name", Metrics{entry.metrics});
  field("providers", "the classes whose attributes it uses, the one it uses most of first", entry.providers);
  field.optional("strategies", "of each published strategy, whether it holds; with --baseline-strategies",
                 !entry.strategies.empty(), Strategies{entry.strategies});
}

void describe(auto &field, const ExemptionEntry &entry) {
  field("place", "of its name", entry.place);
  field("subject", "what was let pass", entry.subject);
  field("class", "qualified name of the class whose state it is about", entry.className);
  field("exemption", "the reason's name", entry.exemption);
  field("reason", "a clause", entry.reason);
}

void describe(auto &field, const Notification &notification) {
  field("id", "what happened", notification.id);
  field("level", "how much it weighs", levelWord(notification.level));
  field("message", "one line", notification.message);
  field.optional("place", "of the unit or comment, where known", !notification.place.path.empty(), notification.place);
}

void describe(auto &field, const Counts &counts) {
  field("units", "translation units, those that could not be analyzed too", counts.units);
  field("incompleteUnits", "those that failed or had errors", counts.incompleteUnits);
  field("classes", "of project code", counts.classes);
  field("functions", "of project code", counts.functions);
}

void describe(auto &field, const Tool &tool) {
  field("name", "clang-tell", std::string_view("clang-tell"));
  field("version", "of the tool", tool.version);
}

void describe(auto &field, const Report &report) {
  field("version", "of this form", kVersion);
  field("tool", "what wrote it", Tool{report.toolVersion});
  field("exitCode", "what the run ends with", report.exitCode);
  field("coverage", "how much of the program was seen", coverageWord(report.coverage));
  field.optional("withheld", "checks that were selected and had not seen what they need", !report.withheld.empty(),
                 report.withheld);
  field("counts", "how much was analyzed", report.counts);
  field("findings", "sorted by path, line, column and check", report.findings);
  field("census", "the project's classes, the highest score first", report.census);
  field.optional("functions", "of a census: those that use attributes of unrelated classes, sorted by place",
                 !report.functions.empty() || (report.checks.empty() && report.withheld.empty()), report.functions);
  field.optional("exemptions", "what was looked at and let pass, sorted by place; with --explain-exemptions",
                 !report.exemptions.empty(), report.exemptions);
  field("notifications", "what went wrong with the analysis itself", report.notifications);
}

} // namespace tell::json
