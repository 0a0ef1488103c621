#pragma once

#include "model/program.hpp"
#include "support/span.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tell {

/// One of the four questions every check serves, answered for a class.
struct Question {
  std::string id;     ///< "Q1" behaviour, "Q2" tell, "Q3" locality, "Q4" freedom
  std::string answer; ///< "2 of 9 public methods do something"
  double value = 0;   ///< 0 (well encapsulated) … 1 (anemic)
};

/// One class with role, score and answers.
struct CensusRow {
  std::string name;
  Span place;
  std::string role;
  std::string reason;
  double score = 0; ///< 0 … 100, see score()
  std::vector<Question> questions;
  std::vector<std::pair<std::string, double>> metrics; ///< sorted by name
};

/// The four questions for one class.
[[nodiscard]] std::vector<Question> questions(const Program &program, ClassId id);

/// How anemic a class is, 0 … 100: the weighted mean of the answers to the four questions, weights 20 (behaviour), 35
/// (tell), 25 (locality), 20 (freedom). Monotone in each answer. Classes that are not judged (services, records,
/// exceptions …) score 0.
[[nodiscard]] double score(const Program &program, ClassId id);

/// Every project class, sorted by score (highest first), then by name and place.
[[nodiscard]] std::vector<CensusRow> census(const Program &program);

} // namespace tell
