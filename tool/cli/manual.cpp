#include "cli/manual.hpp"

#include "checks/check.hpp"
#include "cli/command_help.hpp"
#include "cli/version.hpp"
#include "report/format.hpp"
#include "report/report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace tell {
namespace {

constexpr std::string_view kPurpose = "find anemic object orientation in C++";

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

/// "check [PATH...]", "extract FILE -o FILE".
std::string usage(const CommandHelp &command) {
  std::string text = command.name;
  for (const ArgumentHelp &positional : command.positionals) {
    const std::string value = positional.value + (positional.repeatable ? "..." : "");
    text += positional.required ? " " + value : " [" + value + "]";
  }
  for (const ArgumentHelp &option : command.options)
    if (option.required)
      text += fmt::format(" {} {}", option.names.front(), option.value);
  return text;
}

// --- Markdown
// ---------------------------------------------------------------------------------------------------------

std::string cell(std::string text) { return replaced(std::move(text), "|", "\\|"); }

std::string optionRow(const ArgumentHelp &option) {
  std::vector<std::string> names;
  for (const std::string &name : option.names)
    names.push_back("`" + name + "`");
  return fmt::format("| {}{} | {}{} |\n", fmt::join(names, ", "),
                     option.value.empty() ? "" : " `" + cell(option.value) + "`", cell(option.summary),
                     option.required ? " (required)" : "");
}

std::string formatRow(const Format &format) {
  return fmt::format("| `{}` | {} | {} | {} |\n", format.name,
                     format.extension.empty() ? "" : fmt::format("`{}`", format.extension),
                     format.census == nullptr ? "no" : "yes", cell(std::string(format.summary)));
}

std::string_view subjectOf(Scope scope) {
  switch (scope) {
  case Scope::Class:
    return "a class";
  case Scope::Function:
    return "a function";
  case Scope::Comment:
    break;
  }
  return "a comment";
}

std::string_view needsOf(Needs needs) {
  switch (needs) {
  case Needs::Body:
    return "one function's body";
  case Needs::Class:
    return "the class and the places that it shows";
  case Needs::Program:
    return "all units of the program, be some of them damaged";
  case Needs::Whole:
    return "all units of the program, without errors";
  }
  return "";
}

// --- roff
// -------------------------------------------------------------------------------------------------------------

/// Text in a manual page: on lines of its own, and no request.
std::string roff(std::string_view text) {
  std::string result = replaced(replaced(std::string(text), "\\", "\\e"), "-", "\\-");
  return result.starts_with('.') || result.starts_with('\'') ? "\\&" + result : result;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

std::string manualOption(const ArgumentHelp &option) {
  std::vector<std::string> names;
  for (const std::string &name : option.names)
    names.push_back(bold(name));
  return fmt::format(".TP\n{}{}\n{}\n", fmt::join(names, ", "), option.value.empty() ? "" : " " + italic(option.value),
                     roff(option.summary));
}

std::string manualCommand(const CommandHelp &command) {
  std::string text = fmt::format(".SS {}\n{}\n", bold(usage(command)), roff(command.summary));
  for (const ArgumentHelp &positional : command.positionals)
    if (!positional.summary.empty())
      text += fmt::format(".TP\n{}\n{}\n", italic(positional.value), roff(positional.summary));
  for (const ArgumentHelp &option : command.options)
    text += manualOption(option);
  if (command.takesFlags)
    text += fmt::format(".TP\n{} {}\n{}\n", bold("--"), italic("FLAGS..."),
                        roff("the flags of every unit, in place of a compile database"));
  return text;
}

} // namespace

std::string commandLinePage() {
  std::string text =
      "# Command line reference\n\nGenerated from the program. [command-line.md](command-line.md) explains, "
      "with examples.\n\n| command | does |\n|---|---|\n";
  for (const CommandHelp &command : commandHelp())
    text += fmt::format("| [`{}`](#{}) | {} |\n", usage(command), command.name, cell(command.summary));
  text += "| `COMMAND --help` | shows a command's options |\n| `--version` | shows the version |\n";
  for (const CommandHelp &command : commandHelp()) {
    text += fmt::format("\n## {}\n\n`clang-tell {}`: {}\n", command.name, usage(command), command.summary);
    if (!command.positionals.empty() || !command.options.empty() || command.takesFlags)
      text += "\n| argument | meaning |\n|---|---|\n";
    for (const ArgumentHelp &positional : command.positionals)
      text += fmt::format("| `{}` | {} |\n", cell(positional.value), cell(positional.summary));
    for (const ArgumentHelp &option : command.options)
      text += optionRow(option);
    if (command.takesFlags)
      text += "| `-- FLAGS...` | the flags of every unit, in place of a compile database |\n";
  }
  text += "\n## Formats\n\n| format | extension | census | is |\n|---|---|---|---|\n";
  for (const Format &format : formats())
    text += formatRow(format);
  text += "\n## Exit codes\n\n| code | meaning |\n|---|---|\n";
  for (const ExitCodeHelp &code : exitCodeHelp())
    text += fmt::format("| {} | {} |\n", code.code, cell(code.meaning));
  return text;
}

std::string manualPage() {
  std::string text = fmt::format(".\\\" Generated from the program.\n"
                                 ".TH CLANG\\-TELL 1 \"\" \"clang\\-tell {}\" \"User Commands\"\n"
                                 ".SH NAME\nclang\\-tell \\- {}\n.SH SYNOPSIS\n",
                                 kVersion, roff(kPurpose));
  std::string_view separator;
  for (const CommandHelp &command : commandHelp()) {
    text += fmt::format("{}{} {}\n", separator, bold("clang-tell"), roff(usage(command)));
    separator = ".br\n";
  }
  text += ".SH DESCRIPTION\n"
          "clang\\-tell reads the whole program that a compile database describes, and reports classes that only hand\n"
          "their state out and take it in, state that anyone can change, and rules about an object that live anywhere\n"
          "but in the object. It says what to tell the object in place of what is asked of it.\n"
          ".PP\nReports go to standard output or to files; everything else goes to standard error.\n.SH COMMANDS\n";
  for (const CommandHelp &command : commandHelp())
    text += manualCommand(command);
  text += ".SH FORMATS\n";
  for (const Format &format : formats())
    text += fmt::format(".TP\n{}\n{}\n", bold(format.name), roff(format.summary));
  text += ".SH CHECKS\n";
  for (const Check *check : allChecks())
    text += fmt::format(".TP\n{}\n{}\n", bold(check->info.id), roff(check->info.summary));
  text += ".SH EXIT STATUS\n";
  for (const ExitCodeHelp &code : exitCodeHelp())
    text += fmt::format(".TP\n{}\n{}\n", bold(code.code), roff(code.meaning));
  text += ".SH ENVIRONMENT\n.TP\n\\fBNO_COLOR\\fR\nwhere it is set and not empty, nothing is colored unless asked for\n"
          ".SH SEE ALSO\n.BR clang\\-tidy (1),\n.BR clang (1)\n";
  return text;
}

std::string checkPage(const CheckInfo &check) {
  std::string text = fmt::format("# {}\n\n{}\n\nAbout {}; {} by default; needs {}.\n\n{}", check.id, check.summary,
                                 subjectOf(check.scope), name(check.level), needsOf(check.needs), check.documentation);
  if (!text.ends_with('\n'))
    text += '\n';
  if (!check.options.empty())
    text += "\n## Options\n\n";
  for (const Option &option : check.options)
    text += fmt::format("- `{}.{}` (default {}): {}\n", check.id, option.name, option.value, option.summary);
  return text;
}

std::string checkIndex() {
  std::string text =
      "# Checks\n\nGenerated from the program, as the pages are. `clang-tell explain CHECK` prints one.\n\n"
      "| check | about | level | finds |\n|---|---|---|---|\n";
  for (const Check *check : allChecks())
    text += fmt::format("| [{0}]({0}.md) | {1} | {2} | {3} |\n", check->info.id, subjectOf(check->info.scope),
                        name(check->info.level), cell(std::string(check->info.summary)));
  return text;
}

} // namespace tell
