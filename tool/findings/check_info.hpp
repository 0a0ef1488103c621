#pragma once

#include "findings/finding.hpp"

#include <span>
#include <string_view>

namespace tell {

enum class Scope : std::uint8_t { Class, Function, Comment };

/// What a check must have seen before it may speak; runChecks() withholds it where it has not.
enum class Needs : std::uint8_t {
  Body,    ///< one function's body
  Class,   ///< the class, its own methods, and whatever its finding shows: evidence that stands whatever else there is
  Program, ///< all units of the program, be some of them damaged: it compares what is seen with the rest
  Whole    ///< all units without errors: it says that nobody does something
};

struct Option {
  std::string_view name; ///< "MinRules"
  std::string_view summary;
  double value = 0; ///< the default
};

/// A check as reports and documentation know it. Texts live as long as the program.
struct CheckInfo {
  std::string_view id;      ///< "tell-anemic-class": also the name of its file and of its fixture folder
  std::string_view summary; ///< one line, at most 100 characters, lower case, no full stop
  /// Markdown with exactly these level-2 headings in this order: "What it does", "Why is this bad?", "Example", "Use
  /// instead", "What it leaves alone", "How to fix", "References".
  std::string_view documentation;
  Scope scope = Scope::Class;
  Needs needs = Needs::Program;
  Level level = Level::Warning;
  /// The share of its findings that reviewers agree with, 0 … 1: the lower end of Wilson's interval at 95 % over the
  /// labelled programs, or a judgement where too few of its findings are labelled. docs/scoring.md says which is which.
  double precision = 0.5;
  std::span<const Option> options;
};

} // namespace tell
