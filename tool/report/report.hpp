#pragma once

#include "findings/check_info.hpp"
#include "findings/finding.hpp"
#include "findings/triage.hpp"
#include "support/text.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// How much was analysed.
struct Counts {
  std::size_t units = 0;
  std::size_t incompleteUnits = 0; ///< failed, or analysed with errors: part of `units`
  std::size_t classes = 0;         ///< of project code
  std::size_t functions = 0;       ///< of project code
};

/// What a published detection strategy says of a class or function.
struct StrategyEntry {
  Text strategy; ///< "lanzaMarinescuDataClass"
  bool holds = false;
};

/// Something that is kept true about the fields of a class.
struct InvariantEntry {
  struct Place {
    Span place;
    Subject subject; ///< the function
    Text text;
  };

  Text kind; ///< "guarded", "together", "transition"
  std::vector<Text> fields;
  std::vector<Text> from;
  std::vector<Text> to;
  std::vector<Place> inside;  ///< in the class's own methods
  std::vector<Place> outside; ///< in others' code
  Text text;                  ///< one line for people
};

/// One class in the census: its role, and the answers to the four questions.
struct ClassEntry {
  struct Answer {
    Text question; ///< "Q1" … "Q4"
    Text text;
    double value = 0; ///< 0 (well encapsulated) … 1 (anemic)
  };

  Text name;  ///< qualified
  Span place; ///< of the name token
  Text role;
  Text reason;      ///< why it has this role
  double score = 0; ///< 0 (fine) … 100
  std::vector<Answer> answers;
  std::vector<Metric> metrics;
  std::vector<InvariantEntry> invariants;
  std::vector<StrategyEntry> strategies; ///< only where they were asked for
};

/// One function that uses the attributes of unrelated classes, in the census.
struct FunctionEntry {
  struct Provider {
    Text className; ///< qualified
    std::uint32_t attributes = 0;
  };

  Span place; ///< of the name token
  Subject subject;
  std::vector<Metric> metrics;
  std::vector<Provider> providers;       ///< the classes whose attributes it uses, the one it uses most of first
  std::vector<StrategyEntry> strategies; ///< only where they were asked for
};

/// A class, or what a function does with a class, that was looked at and let pass.
struct ExemptionEntry {
  Span place;
  Subject subject;
  Text className; ///< whose state it is about; for a class its own name
  Text exemption; ///< "display", "syntax-tree" …
  Text reason;    ///< a clause: "it only shows the state"
};

/// Where the analysed sources come from.
struct VersionControl {
  std::string repository; ///< absolute URI without credentials; empty where none is known or it is a local path
  std::string revision;   ///< the commit's id; empty before the first commit
  std::string branch;     ///< empty where none is checked out
  std::string folder;     ///< of the report's root in the repository: "services/shop"; empty: they are the same
};

/// Everything that a report can tell: plain data, already sorted and triaged. A writer adds nothing and leaves nothing
/// out but what its format has no place for.
struct Report {
  std::string root; ///< absolute; relative paths in spans start here
  std::string toolVersion;
  std::string homepage; ///< the tool's, ends with a slash; may be empty
  std::optional<VersionControl> versionControl;
  std::vector<TriagedFinding> findings;
  std::vector<Notification> notifications;
  std::vector<ClassEntry> census;         ///< by score, highest first, then by name
  std::vector<FunctionEntry> functions;   ///< of the census; sorted by place
  std::vector<ExemptionEntry> exemptions; ///< only where they were asked for; sorted by place
  std::vector<CheckInfo> checks;          ///< those that ran, sorted by id
  std::vector<std::string_view> withheld; ///< ids of checks that were selected and had not seen what they need; sorted
  std::string coverage = "whole";         ///< how much of the program was seen: "whole", "incomplete", "part"
  Counts counts;
  int exitCode = 0; ///< what the run ends with
};

/// A path of a span as the repository's forge knows it: below the repository's root, where one is known.
[[nodiscard]] std::string pathInRepository(const Report &report, const std::string &path);

/// "note", "warning", "error".
[[nodiscard]] std::string_view name(Level level);

/// The lines of a span for people: "src/order.cpp:40-47".
[[nodiscard]] std::string linesOf(const Span &span);

} // namespace tell
