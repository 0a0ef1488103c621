#include "workspace/build_files.hpp"

#include "support/file.hpp"
#include "support/path.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <fmt/format.h>
#include <utility>

namespace tell {
namespace {

constexpr std::uint64_t kMostBytes = 4 << 20;

/// Build files with a fixed name, in the order they are asked.
constexpr std::array<std::string_view, 14> kBuildFiles = {
    "CMakeLists.txt", "meson.build", "Makefile", "makefile",  "GNUmakefile",  "Makefile.am", "configure.ac",
    "BUILD.bazel",    "BUILD",       ".bazelrc", "xmake.lua", "premake5.lua", "SConstruct",  "SConscript"};

bool isSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

/// Reads a CMake file's commands; see cmake-language(7) for the grammar.
class CMakeReader {
public:
  explicit CMakeReader(std::string_view text) : text_(text) {}

  std::vector<CMakeCommand> read() {
    std::vector<CMakeCommand> commands;
    std::size_t depth = 0;
    while (skipBlanks(), at_ < text_.size()) {
      CMakeCommand command;
      while (at_ < text_.size() && isWord(text_[at_]))
        command.name += static_cast<char>(std::tolower(static_cast<unsigned char>(text_[at_++])));
      skipBlanks();
      if (command.name.empty() || at_ >= text_.size() || text_[at_] != '(' || !readArguments(command.arguments))
        break;
      if (command.name.starts_with("end") && depth > 0)
        --depth;
      command.conditional = depth > 0;
      if (command.name == "if" || command.name == "foreach" || command.name == "while" || command.name == "function" ||
          command.name == "macro" || command.name == "block")
        ++depth;
      commands.push_back(std::move(command));
    }
    return commands;
  }

private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

  void skipBlanks() {
    while (at_ < text_.size()) {
      if (isSpace(text_[at_]))
        ++at_;
      else if (text_[at_] == '#')
        skipComment();
      else
        break;
    }
  }

  void skipComment() {
    ++at_;
    if (bracketed())
      return;
    at_ = std::min(text_.find('\n', at_), text_.size());
  }

  /// Reads `[[…]]`, `[=[…]=]` and so on; nothing where no such text starts here.
  std::optional<std::string> bracketed() {
    if (!rest().starts_with('['))
      return std::nullopt;
    const std::size_t equals = std::min(text_.find_first_not_of('=', at_ + 1), text_.size()) - at_ - 1;
    if (!rest().substr(equals + 1).starts_with('['))
      return std::nullopt;
    const std::string close = "]" + std::string(equals, '=') + "]";
    const std::size_t start = at_ + equals + 2;
    const std::size_t end = std::min(text_.find(close, start), text_.size());
    at_ = std::min(end + close.size(), text_.size());
    return std::string(text_.substr(start, end - start));
  }

  /// At `(`: reads up to the `)` that closes it; inner parentheses are left out. False where none does.
  bool readArguments(std::vector<std::string> &arguments) {
    std::size_t depth = 0;
    while (skipBlanks(), at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '(') {
        ++depth;
        ++at_;
      } else if (c == ')') {
        ++at_;
        if (--depth == 0)
          return true;
      } else if (std::optional<std::string> argument = bracketed()) {
        arguments.push_back(std::move(*argument));
      } else {
        arguments.push_back(c == '"' ? quoted() : unquoted());
      }
    }
    return false;
  }

  std::string quoted() {
    std::string argument;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size())
        ++at_;
      argument += text_[at_];
    }
    at_ = std::min(at_ + 1, text_.size());
    return argument;
  }

  std::string unquoted() {
    std::string argument;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (isSpace(c) || c == '(' || c == ')' || c == '#')
        break;
      if (c == '\\' && at_ + 1 < text_.size())
        ++at_;
      if (c != '"') // as in -DNAME="value": the quotes are the argument's own, but no value of use holds them
        argument += text_[at_];
    }
    return argument;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<StandardYear> yearOf(std::string_view digits) {
  constexpr std::array<std::pair<std::string_view, StandardYear>, 14> kYears = {{{"98", 1998},
                                                                                 {"03", 1998},
                                                                                 {"0x", 2011},
                                                                                 {"11", 2011},
                                                                                 {"1y", 2014},
                                                                                 {"14", 2014},
                                                                                 {"1z", 2017},
                                                                                 {"17", 2017},
                                                                                 {"2a", 2020},
                                                                                 {"20", 2020},
                                                                                 {"2b", 2023},
                                                                                 {"23", 2023},
                                                                                 {"2c", 2026},
                                                                                 {"26", 2026}}};
  const auto *const found = std::ranges::find(kYears, digits, &std::pair<std::string_view, StandardYear>::first);
  return found == kYears.end() ? std::nullopt : std::optional(found->second);
}

void raise(std::optional<StandardYear> &highest, std::optional<StandardYear> year) {
  if (year && (!highest || *highest < *year))
    highest = year;
}

/// The highest standard named behind `prefix`; letters of digits (2a) are in lower case.
std::optional<StandardYear> highestBehind(std::string_view text, std::string_view prefix) {
  std::optional<StandardYear> highest;
  for (std::size_t at = text.find(prefix); at != std::string_view::npos; at = text.find(prefix, at + 1)) {
    const std::string_view digits = text.substr(std::min(at + prefix.size(), text.size()), 2);
    const std::size_t after = at + prefix.size() + 2;
    if (after >= text.size() || !isWord(text[after]))
      raise(highest, yearOf(digits));
  }
  return highest;
}

/// The highest that a flag ("-std=gnu++2a") or a setting ("C++20") names.
std::optional<StandardYear> highestFlag(std::string_view text) {
  const std::string lower = lowerCase(text);
  return std::max(highestBehind(lower, "c++"), highestBehind(lower, "gnu++"));
}

std::string withoutHashComments(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    kept.append(line.substr(0, line.find('#'))) += '\n';
  }
  return kept;
}

std::optional<StandardYear> standardInCMake(const std::vector<CMakeCommand> &commands) {
  // What `cxx_std_NN` asks for is a minimum: compilers of today start at C++17.
  constexpr StandardYear kUsualDefault = 2017;
  std::optional<StandardYear> highest;
  for (const CMakeCommand &command : commands) {
    raise(highest, highestFlag(command.text()));
    if (const auto minimum = highestBehind(command.text(), "cxx_std_"))
      raise(highest, std::max(*minimum, kUsualDefault));
    for (std::size_t i = 0; i + 1 < command.arguments.size(); ++i)
      if (command.arguments[i] == "CMAKE_CXX_STANDARD" || command.arguments[i] == "CXX_STANDARD")
        raise(highest, yearOf(command.arguments[i + 1]));
  }
  return highest;
}

bool isLiteral(std::string_view definition) {
  return !definition.empty() && !std::isdigit(static_cast<unsigned char>(definition.front())) &&
         isWord(definition.front()) && definition.find_first_of("$;<>\"\\") == std::string_view::npos;
}

void collectDefinitions(const std::vector<CMakeCommand> &commands, std::vector<std::string> &definitions) {
  for (const CMakeCommand &command : commands) {
    const bool ofTarget = command.name == "target_compile_definitions";
    const bool asFlags = command.name == "add_definitions";
    if (command.conditional || !(ofTarget || asFlags || command.name == "add_compile_definitions"))
      continue;
    for (std::size_t i = ofTarget ? 1 : 0; i < command.arguments.size(); ++i) {
      std::string_view definition = command.arguments[i];
      if (ofTarget && (definition == "PRIVATE" || definition == "PUBLIC" || definition == "INTERFACE"))
        continue;
      const bool flag = definition.starts_with("-D");
      if (flag)
        definition.remove_prefix(2);
      if ((flag || !asFlags) && isLiteral(definition) &&
          std::ranges::find(definitions, definition) == definitions.end())
        definitions.emplace_back(definition);
    }
  }
}

} // namespace

std::string CMakeCommand::text() const { return fmt::format("{}", fmt::join(arguments, " ")); }

std::vector<CMakeCommand> readCMakeCommands(std::string_view text) { return CMakeReader(text).read(); }

std::string standardName(StandardYear year) { return fmt::format("c++{:02}", year % 100); }

std::optional<StandardYear> standardNamedIn(std::string_view fileName, std::string_view text) {
  if (fileName == "CMakeLists.txt" || fileName.ends_with(".cmake"))
    return standardInCMake(readCMakeCommands(text));
  return highestFlag(withoutHashComments(text));
}

bool isBuildFile(std::string_view name) {
  const std::string_view extension = fileExtension(name);
  return std::ranges::find(kBuildFiles, name) != kBuildFiles.end() || extension == "cmake" || extension == "mk" ||
         extension == "pro";
}

FolderBuild readFolderBuild(const std::string &folder) {
  FolderBuild build;
  for (const std::string_view name : kBuildFiles) {
    const Result<std::string> text = readFile(fmt::format("{}/{}", folder, name), kMostBytes);
    if (!text)
      continue;
    raise(build.standard, standardNamedIn(name, *text));
    if (name == "CMakeLists.txt")
      collectDefinitions(readCMakeCommands(*text), build.definitions);
  }
  return build;
}

std::vector<CMakeCommand> readCMakeLists(const std::string &folder) {
  const Result<std::string> text = readFile(folder + "/CMakeLists.txt", kMostBytes);
  return text ? readCMakeCommands(*text) : std::vector<CMakeCommand>();
}

bool startsMesonProject(const std::string &folder) {
  const Result<std::string> text = readFile(folder + "/meson.build", kMostBytes);
  if (!text)
    return false;
  const std::string code = withoutHashComments(*text);
  for (std::size_t at = code.find("project"); at != std::string::npos; at = code.find("project", at + 1)) {
    const std::size_t after = code.find_first_not_of(" \t", at + 7);
    if ((at == 0 || isSpace(code[at - 1])) && after != std::string::npos && code[after] == '(')
      return true;
  }
  return false;
}

} // namespace tell
