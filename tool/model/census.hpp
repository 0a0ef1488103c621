#pragma once

#include "model/program.hpp"
#include "support/span.hpp"
#include "support/text.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace tell {

/// What the four questions about a class are answered with. All counts are over the whole program.
struct Encapsulation {
  std::size_t behaviours = 0;   ///< public methods that do something: no accessors
  std::size_t transport = 0;    ///< public accessors and fields
  std::size_t asks = 0;         ///< places outside with a rule about its state, or that ask and then tell
  std::size_t ownRules = 0;     ///< places inside with a rule about its state
  std::size_t rulesOutside = 0; ///< distinct ones
  std::size_t rulesInside = 0;  ///< distinct ones
  std::size_t scattered = 0;    ///< distinct rules that stand in several places outside
  std::size_t dependents = 0;   ///< outside functions that name its representation, by a raw read, a write or a setter

  /// Q1 … Q4, each 0 (well encapsulated) … 1 (anemic). None falls when `transport`, `asks`, `rulesOutside` or
  /// `dependents` grows; none rises when `behaviours`, `ownRules` or `rulesInside` does. docs/scoring.md says where
  /// each comes from.
  [[nodiscard]] std::array<double, 4> answers() const;

  /// 0 … 100: the mean of the answers, weighed 20 (behaviour), 35 (tell), 25 (locality), 20 (freedom).
  [[nodiscard]] double score() const;
};

/// One of the four questions every check serves, answered for a class.
struct Question {
  Text id;          ///< "Q1" behaviour, "Q2" tell, "Q3" locality, "Q4" freedom
  Text answer;      ///< "2 of 9 public methods do something"
  double value = 0; ///< 0 (well encapsulated) … 1 (anemic)
};

/// One class with role, score and answers.
struct CensusRow {
  ClassId id = kNone;
  Text name;
  Span place;
  Text role;
  Text reason;
  double score = 0; ///< 0 … 100, see score()
  std::vector<Question> questions;
  std::vector<std::pair<Text, double>> metrics; ///< sorted by name
};

[[nodiscard]] Encapsulation encapsulation(const Program &program, ClassId id);

/// The four questions for one class.
[[nodiscard]] std::vector<Question> questions(const Program &program, ClassId id);

/// How anemic a class is, 0 … 100: Encapsulation::score() for classes that are judged (Program::isDomain), 0 for others
/// (services, records, exceptions …).
[[nodiscard]] double score(const Program &program, ClassId id);

/// Every project class, sorted by score (highest first), then by name and place.
[[nodiscard]] std::vector<CensusRow> census(const Program &program);

} // namespace tell
