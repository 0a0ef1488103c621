#pragma once

#include "support/span.hpp"
#include "support/text.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tell {

/// How much a finding weighs. Ordered: Note < Warning < Error.
enum class Level : std::uint8_t { Note, Warning, Error };

enum class SubjectKind : std::uint8_t { Class, Function, Field };

/// What a place is about: a class, function or field with its qualified name ("shop::OrderService::cancel", no template
/// arguments, no parameter list).
struct Subject {
  SubjectKind kind = SubjectKind::Class;
  Text name;
  Text signature; ///< functions: with the parameter types, to tell overloads apart; else empty

  friend auto operator<=>(const Subject &, const Subject &) = default;
};

/// One place a finding rests on. `message` is a full clause: "'OrderService::cancel' reads 'status'".
struct Evidence {
  Span place;
  Text message;
  Subject subject; ///< the function or class the place lies in

  friend auto operator<=>(const Evidence &, const Evidence &) = default;
};

/// What happens one after the other: an object is asked, something is decided, the object is changed.
struct Flow {
  Text message;                ///< a clause that sums it up
  std::vector<Evidence> steps; ///< in the order in which they run, at least two
};

/// What to do about it, in the refactoring catalogue's own words (Fowler, Refactoring, 2nd ed., 2018).
struct Advice {
  Text hint;                    ///< one sentence: "give Order 'void cancel()' (Move Function)"
  Text refactoring;             ///< "Move Function"; empty where nothing can be proposed
  Text signature;               ///< the method to add: "void cancel()"; empty where there is none
  std::vector<Text> parameters; ///< what the method would have to be given: "int percent"
  Text obstacle;                ///< what stands in the way, a clause: "it also needs 'store_'"; part of the hint too
  std::vector<Span> replaces;   ///< what a call of it would replace
};

/// A stretch of source, and what takes its place; empty: it is deleted.
struct Edit {
  Span place;
  Text text;

  friend auto operator<=>(const Edit &, const Edit &) = default;
};

/// A change of the source that settles a finding and leaves what the program does as it is.
struct Fix {
  Text message;            ///< what it does, an imperative clause: "remove the comment"
  std::vector<Edit> edits; ///< all in the finding's own file, sorted, none overlaps another
  bool unattended = true;  ///< may be applied without anybody looking at it
};

struct Metric {
  Text name; ///< "rulesOutside"
  double value = 0;

  friend auto operator<=>(const Metric &, const Metric &) = default;
};

/// One thing that a reader should look at.
struct Finding {
  Text check; ///< "tell-anemic-class"
  Level level = Level::Warning;
  Text message; ///< one line, lower case, no full stop; names the class and the number
  Span place;   ///< the name token of the subject
  Subject subject;
  Text className;          ///< qualified name of the class whose state it is about
  Text ruleKey;            ///< hash of the rule it rests on, for the fingerprint; empty where the class alone is enough
  std::vector<Text> rules; ///< keys of the rules that a verdict about a class counts, sorted; else empty
  double score = 0;        ///< 0 (fine) … 100, of the class or of the finding
  double confidence = 1;   ///< 0 … 1
  std::vector<Evidence> evidence; ///< most telling first
  std::vector<Flow> flows;
  Advice advice;
  std::optional<Fix> fix;      ///< only where one is safe
  std::vector<Metric> metrics; ///< sorted by name
};

/// Orders findings as every report shows them: by path, line, column, check, subject, message.
[[nodiscard]] std::strong_ordering compare(const Finding &a, const Finding &b);

/// Something that went wrong with the analysis itself.
struct Notification {
  Level level = Level::Error;
  Text id; ///< "unit-failed", "unit-incomplete", "unit-crashed", "unit-timeout", "link-conflict"
  Text message;
  Span place; ///< the unit; may be unknown

  friend auto operator<=>(const Notification &, const Notification &) = default;
};

} // namespace tell
