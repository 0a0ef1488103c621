#pragma once

#include "findings/check_info.hpp"
#include "findings/finding.hpp"
#include "findings/triage.hpp"
#include "model/program.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// The option values in force for one check: the defaults of its CheckInfo, overridden by the configuration.
class CheckOptions {
public:
  explicit CheckOptions(std::span<const Option> options) : options_(options.begin(), options.end()) {}

  /// The value of an option that the check declares; asking for another one is a bug of ours and aborts.
  [[nodiscard]] double operator[](std::string_view name) const;

  /// False where the check declares no option of this name.
  bool set(std::string_view name, double value);

private:
  std::vector<Option> options_;
};

/// The comments of one configuration's files that ask for silence, after all other checks.
struct CommentReview {
  std::span<const JudgedComment> comments;
  std::span<const std::string_view> ran; ///< ids of the checks that ran there, sorted
  bool complete = false;                 ///< nothing of the program is missing: what silences nothing is known
  /// The text of a file (as in a Span) that was analyzed; nothing where it is another one by now.
  std::function<std::optional<std::string>(const std::string &path)> source;
};

/// A check: what it is, and a pure function from the program to findings. Findings need not be sorted.
/// A file `checks/<id>.cpp` defines exactly one, named `check`, in a namespace of its own; the build finds it.
struct Check {
  CheckInfo info;
  std::vector<Finding> (*run)(const Program &program, const CheckOptions &options) = nullptr;
  std::vector<Finding> (*review)(const CommentReview &review) = nullptr; ///< null in most: they don't look at comments
};

/// Every check, sorted by id. Generated in the build tree from the files of the folder.
[[nodiscard]] std::span<const Check *const> allChecks();

/// Their names, in the same order.
[[nodiscard]] std::vector<std::string_view> checkIds();

} // namespace tell
