#include "cli/completion.hpp"

#include "cli/command_help.hpp"
#include "support/nearest_name.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace tell {
namespace {

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

bool isLong(const std::string &name) { return name.starts_with("--"); }

/// In single quotes for bash and zsh.
std::string quoted(std::string_view text) { return "'" + replaced(std::string(text), "'", R"('\'')") + "'"; }

// --- bash
// -------------------------------------------------------------------------------------------------------------

/// The lines that print what a value may be.
std::string bashReplies(const ValueHelp &value) {
  std::string lines;
  if (!value.words.empty())
    lines += fmt::format("compgen -W '{}' -- \"$cur\"; ", fmt::join(value.words, " "));
  if (value.files)
    lines += "compgen -f -- \"$cur\"; ";
  else if (value.folders)
    lines += "compgen -d -- \"$cur\"; ";
  return lines.empty() ? ":" : lines.substr(0, lines.size() - 2);
}

std::string bashOptions(const CommandHelp &command) {
  std::vector<std::string> names;
  for (const ArgumentHelp &option : command.options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  names.emplace_back("--help");
  return fmt::format("{}", fmt::join(names, " "));
}

std::string bashScript() {
  std::string values;
  std::string words;
  std::vector<std::string> commands;
  for (const CommandHelp &command : commandHelp()) {
    commands.push_back(command.name);
    for (const ArgumentHelp &option : command.options)
      if (!option.value.empty())
        values += fmt::format("    {}) {} ;;\n",
                              fmt::join(
                                  [&] {
                                    std::vector<std::string> patterns;
                                    for (const std::string &name : option.names)
                                      patterns.push_back(command.name + ":" + name);
                                    return patterns;
                                  }(),
                                  "|"),
                              bashReplies(valueHelp(option.value)));
    std::string positionals;
    for (const ArgumentHelp &positional : command.positionals)
      positionals += bashReplies(valueHelp(positional.value)) + "; ";
    words += fmt::format("        {}:-*) compgen -W '{}' -- \"$cur\" ;;\n        {}:*) {}: ;;\n", command.name,
                         bashOptions(command), command.name, positionals);
  }
  return fmt::format(R"(# bash completion for clang-tell
_clang_tell_values() {{
  local cur=$1 prev=$2 command=$3
  case $command:$prev in
{values}    *)
      case $command:$cur in
{words}      esac ;;
  esac
}}

_clang_tell() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W '{commands} --help --version' -- "$cur")
    return
  fi
  # bash takes "--option=value" for three words
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=${{COMP_WORDS[COMP_CWORD-2]}}
    [[ $prev == -* ]] || {{ mapfile -t COMPREPLY < <(compgen -f -- "$cur"); compopt -o filenames 2>/dev/null; return; }}
  fi
  mapfile -t COMPREPLY < <(_clang_tell_values "$cur" "$prev" "${{COMP_WORDS[1]}}")
  [[ $cur == -* ]] || compopt -o filenames 2>/dev/null
}}
complete -F _clang_tell clang-tell
)",
                     fmt::arg("values", values), fmt::arg("words", words),
                     fmt::arg("commands", fmt::join(commands, " ")));
}

// --- zsh
// --------------------------------------------------------------------------------------------------------------

/// A text inside the brackets or between the colons of a specification.
std::string zshText(std::string text) {
  for (const std::string_view special : {"\\", "[", "]", ":"})
    text = replaced(std::move(text), special, "\\" + std::string(special));
  return text;
}

/// ":message:action" of a value.
std::string zshAction(const std::string &value) {
  const ValueHelp help = valueHelp(value);
  const std::string words = fmt::format("{}", fmt::join(help.words, " "));
  std::string action;
  if (help.files && !help.words.empty())
    action = fmt::format("{{compadd -S \"\" -- {}; _files}}", words);
  else if (!help.words.empty())
    action = "(" + words + ")";
  else if (help.folders)
    action = "_files -/";
  else if (help.files)
    action = "_files";
  return ":" + zshText(value) + ":" + action;
}

std::string zshOption(const ArgumentHelp &option) {
  std::vector<std::string> names;
  for (const std::string &name : option.names)
    names.push_back(option.value.empty() ? name : name + (isLong(name) ? "=" : "+"));
  const std::string tail =
      quoted("[" + zshText(option.summary) + "]" + (option.value.empty() ? "" : zshAction(option.value)));
  const std::string exclusive =
      option.repeatable ? quoted("*") : quoted(fmt::format("({})", fmt::join(option.names, " ")));
  return names.size() == 1 ? fmt::format("{}{}{}", exclusive, names.front(), tail)
                           : fmt::format("{}{{{}}}{}", exclusive, fmt::join(names, ","), tail);
}

std::string zshScript() {
  std::string commands;
  std::string cases;
  for (const CommandHelp &command : commandHelp()) {
    commands += fmt::format("      {}\n", quoted(command.name + ":" + zshText(command.summary)));
    cases += fmt::format("    {})\n      _arguments -S", command.name);
    for (const ArgumentHelp &option : command.options)
      cases += " \\\n        " + zshOption(option);
    cases += " \\\n        '--help[show the options]'";
    for (const ArgumentHelp &positional : command.positionals)
      cases += " \\\n        " + quoted((positional.repeatable ? "*" : "") + zshAction(positional.value));
    cases += " ;;\n";
  }
  return fmt::format(R"(#compdef clang-tell
_clang-tell() {{
  if (( CURRENT == 2 )); then
    local -a commands=(
{}      '--help:show the commands'
      '--version:show the version'
    )
    _describe -V command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
{}  esac
}}

if [[ $funcstack[1] == _clang-tell ]]; then
  _clang-tell "$@"
else
  compdef _clang-tell clang-tell
fi
)",
                     commands, cases);
}

// --- fish
// -------------------------------------------------------------------------------------------------------------

std::string fishQuoted(std::string text) {
  return "'" + replaced(replaced(std::move(text), "\\", "\\\\"), "'", "\\'") + "'";
}

/// What to offer as arguments; files come of themselves where they are not forbidden.
std::string fishArguments(const ValueHelp &help) {
  if (help.folders)
    return " -a '(__fish_complete_directories)'";
  return help.words.empty() ? "" : fmt::format(" -a {}", fishQuoted(fmt::format("{}", fmt::join(help.words, " "))));
}

std::string fishOption(const std::string &command, const ArgumentHelp &option) {
  std::string line = fmt::format("complete -c clang-tell -n '__fish_seen_subcommand_from {}'", command);
  for (const std::string &name : option.names)
    line += isLong(name) ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.value.empty()) {
    const ValueHelp help = valueHelp(option.value);
    line += (help.files ? " -r -F" : " -x") + fishArguments(help);
  }
  return line + " -d " + fishQuoted(option.summary) + "\n";
}

std::string fishScript() {
  std::string script = "# fish completion for clang-tell\n"
                       "complete -c clang-tell -f\n"
                       "complete -c clang-tell -n __fish_use_subcommand -l version -d 'show the version'\n"
                       "complete -c clang-tell -l help -d 'show the commands, or the options of one'\n";
  for (const CommandHelp &command : commandHelp()) {
    script += fmt::format("complete -c clang-tell -n __fish_use_subcommand -a {} -d {}\n", command.name,
                          fishQuoted(command.summary));
    for (const ArgumentHelp &option : command.options)
      script += fishOption(command.name, option);
    for (const ArgumentHelp &positional : command.positionals) {
      const ValueHelp help = valueHelp(positional.value);
      if (help.files || !help.words.empty())
        script += fmt::format("complete -c clang-tell -n '__fish_seen_subcommand_from {}'{}{}\n", command.name,
                              help.files ? " -F" : "", fishArguments(help));
    }
  }
  return script;
}

} // namespace

Result<std::string> completionScript(std::string_view shell) {
  if (shell == "bash")
    return bashScript();
  if (shell == "zsh")
    return zshScript();
  if (shell == "fish")
    return fishScript();
  static constexpr std::string_view kShells[] = {"bash", "zsh", "fish"};
  std::string message = fmt::format("unknown shell '{}'", shell);
  if (const std::string_view nearest = nearestName(shell, kShells); !nearest.empty())
    message += fmt::format("; did you mean '{}'?", nearest);
  else
    message += "; known are bash, zsh and fish";
  return Error(message);
}

} // namespace tell
