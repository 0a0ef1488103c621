#pragma once

#include <string>
#include <vector>

namespace tell {

/// An option or a positional argument as --help, the documentation and completion tell of it.
struct ArgumentHelp {
  std::vector<std::string> names; ///< "-o", "--output"; empty for a positional argument
  std::string value;              ///< "DIR", "auto|always|never", for a positional its name; empty for a flag
  std::string summary;
  bool repeatable = false;
  bool required = false;
};

struct CommandHelp {
  std::string name;
  std::string summary;
  std::vector<ArgumentHelp> positionals;
  std::vector<ArgumentHelp> options;
  bool takesFlags = false; ///< the compiler's, after `--`
};

/// Every command, in the order of --help. Made from the very description that command lines are parsed by.
[[nodiscard]] std::vector<CommandHelp> commandHelp();

/// One line on the exit codes.
struct ExitCodeHelp {
  std::string code;
  std::string meaning;
};

[[nodiscard]] const std::vector<ExitCodeHelp> &exitCodeHelp();

/// What a value may be, for completion.
struct ValueHelp {
  std::vector<std::string> words; ///< all that it may be, or some of it
  bool files = false;
  bool folders = false;
};

/// Read off the value's form: "DIR", "a|b|c", "FMT[=FILE]|FILE", "CHECK".
[[nodiscard]] ValueHelp valueHelp(const std::string &value);

} // namespace tell
