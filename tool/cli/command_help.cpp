#include "cli/command_help.hpp"

#include "checks/check.hpp"
#include "report/format.hpp"

#include <algorithm>
#include <string_view>

namespace tell {
namespace {

bool isWord(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

/// The parts between bars, where each of them is a word that stands for itself; else none.
std::vector<std::string> literalWords(std::string_view value) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t bar = value.find('|');
    const std::string_view word = value.substr(0, bar);
    if (!isWord(word))
      return {};
    words.emplace_back(word);
    if (bar == std::string_view::npos)
      return words;
    value.remove_prefix(bar + 1);
  }
}

} // namespace

ValueHelp valueHelp(const std::string &value) {
  ValueHelp help;
  help.words = literalWords(value);
  if (value.starts_with("FMT"))
    for (const Format &format : formats())
      help.words.emplace_back(format.name);
  if (value == "CHECK" || value == "GLOBS")
    for (const Check *check : allChecks())
      help.words.emplace_back(check->info.id);
  if (value == "SHELL")
    help.words = {"bash", "zsh", "fish"};
  help.files = value.find("FILE") != std::string::npos || value.find("PATH") != std::string::npos || value == "OLD" ||
               value == "NEW";
  help.folders = value == "DIR";
  return help;
}

const std::vector<ExitCodeHelp> &exitCodeHelp() {
  static const std::vector<ExitCodeHelp> codes = {
      {"0", "no finding at or above --fail-on, and all units were analyzed"},
      {"1", "findings at or above --fail-on that nothing suppresses"},
      {"2", "usage error or unusable input: an unknown option or check, no such path, a damaged compile database, no "
            "unit at all"},
      {"3", "no such finding, but some unit could not be analyzed or had errors; 0 with --allow-incomplete"},
      {"128 + N", "stopped by signal N"},
  };
  return codes;
}

} // namespace tell
