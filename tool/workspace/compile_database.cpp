#include "workspace/compile_database.hpp"

#include "support/file.hpp"
#include "support/json_depth.hpp"
#include "support/path.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <filesystem>
#include <fmt/format.h>
#include <llvm/ADT/StringSet.h>
#include <llvm/Support/JSON.h>
#include <map>
#include <tuple>
#include <utility>

namespace tell {
namespace {

constexpr std::uint64_t kMostDatabaseBytes = std::uint64_t{512} << 20;
/// A database is an array of objects of strings and arrays.
constexpr std::size_t kDeepest = 16;

bool exists(const std::string &path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

/// The path without symbolic links; empty where nothing stands there.
std::string resolved(const std::string &path) {
  std::error_code failed;
  return std::filesystem::canonical(path, failed).string();
}

/// LLVM's "[line:column, byte=N]: what" as the "line:column: what" that editors read.
std::string parserMessage(std::string message) {
  const std::size_t comma = message.find(", byte=");
  const std::size_t close = message.find("]: ");
  if (!message.starts_with('[') || comma == std::string::npos || close == std::string::npos)
    return message;
  return message.substr(1, comma - 1) + ": " + message.substr(close + 3);
}

Result<std::string> stringOf(const llvm::json::Object &entry, llvm::StringRef key) {
  const llvm::json::Value *const value = entry.get(key);
  if (!value)
    return Error(fmt::format("'{}' is missing", key.str()));
  const auto text = value->getAsString();
  if (!text)
    return Error(fmt::format("'{}' is not a string", key.str()));
  if (text->contains('\0'))
    return Error(fmt::format("'{}' holds a NUL character", key.str()));
  return text->str();
}

/// A string that is a path, made absolute against `base`.
Result<std::string> pathOf(const llvm::json::Object &entry, llvm::StringRef key, const std::string &base) {
  Result<std::string> text = stringOf(entry, key);
  if (!text)
    return text;
  if (text->empty())
    return Error(fmt::format("'{}' is empty", key.str()));
  if (text->size() + base.size() >= PATH_MAX)
    return Error(fmt::format("'{}' is longer than a path can be", key.str()));
  return normalPath(*text, base);
}

/// Splits a command as a POSIX shell does, without expanding anything. (LLVM's tokenisers follow the rules of response
/// files, where a backslash counts within single quotes too.)
std::vector<std::string> splitCommand(std::string_view command) {
  std::vector<std::string> words;
  bool inWord = false;
  char quote = 0;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    if (quote == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
      inWord = false;
      continue;
    }
    if (!inWord)
      words.emplace_back();
    inWord = true;
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else if (c == '\\' && quote != '\'' && i + 1 < command.size() &&
               (quote == 0 || std::string_view("$`\"\\\n").find(command[i + 1]) != std::string_view::npos)) {
      words.back() += command[++i];
    } else {
      words.back() += c;
    }
  }
  return words;
}

Result<std::vector<std::string>> argumentsOf(const llvm::json::Object &entry) {
  std::vector<std::string> arguments;
  if (const llvm::json::Value *const value = entry.get("arguments")) {
    const llvm::json::Array *const array = value->getAsArray();
    if (!array)
      return Error("'arguments' is not an array");
    for (const llvm::json::Value &argument : *array) {
      const auto text = argument.getAsString();
      if (!text)
        return Error("'arguments' holds something that is not a string");
      if (text->contains('\0'))
        return Error("'arguments' holds a NUL character");
      arguments.push_back(text->str());
    }
    if (arguments.empty())
      return Error("'arguments' is empty");
    return arguments;
  }
  if (!entry.get("command"))
    return Error("neither 'arguments' nor 'command' is there");
  const Result<std::string> command = stringOf(entry, "command");
  if (!command)
    return command.error();
  arguments = splitCommand(*command);
  if (arguments.empty())
    return Error("'command' is empty");
  return arguments;
}

Result<CompileCommand> commandOf(const llvm::json::Value &value, const std::string &databaseFolder) {
  const llvm::json::Object *const entry = value.getAsObject();
  if (!entry)
    return Error("it is not an object");
  const Result<std::string> directory = pathOf(*entry, "directory", databaseFolder);
  if (!directory)
    return directory.error();
  const Result<std::string> file = pathOf(*entry, "file", *directory);
  if (!file)
    return file.error();
  Result<std::vector<std::string>> arguments = argumentsOf(*entry);
  if (!arguments)
    return arguments.error();
  return CompileCommand{*directory, *file, *std::move(arguments), false};
}

/// The arguments without those that only say what is written where, so that two targets that compile a file alike are
/// one.
std::vector<std::string> withoutOutputs(const std::vector<std::string> &arguments) {
  constexpr std::array<std::string_view, 7> kTakeNext = {
      "-o", "-MF", "-MT", "-MQ", "-MJ", "--serialize-diagnostics", "-dumpdir"};
  constexpr std::array<std::string_view, 7> kAlone = {"-c", "-MD", "-MMD", "-MP", "-M", "-MM", "-MG"};
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string &argument = arguments[i];
    if (std::ranges::find(kTakeNext, argument) != kTakeNext.end())
      ++i;
    else if (std::ranges::find(kAlone, argument) == kAlone.end() && !argument.starts_with("-o") &&
             !argument.starts_with("-MF") && !argument.starts_with("-MT") && !argument.starts_with("-MQ"))
      kept.push_back(argument);
  }
  return kept;
}

/// The folders that response files may be read from: where the database is or is linked to, and the project.
std::vector<std::string> responseFolders(const std::string &database, const std::string &root) {
  std::vector<std::string> folders;
  for (const std::string &place :
       {std::string(parentFolder(database)), std::string(parentFolder(resolved(database))), root})
    if (const std::string folder = resolved(place); !folder.empty() && folder != "/")
      folders.push_back(folder);
  return folders;
}

/// Leaves response files out where the command's folder, below which they are looked for, is a stranger's choice: it
/// could name the reader's own files.
void dropForeignResponses(CompileCommand &command, const std::vector<std::string> &folders) {
  const auto isResponse = [](const std::string &argument) { return argument.starts_with('@'); };
  if (std::ranges::none_of(command.arguments, isResponse))
    return;
  const std::string directory = resolved(command.directory);
  if (std::ranges::none_of(folders, [&](const std::string &folder) { return isAtOrBelow(directory, folder); }))
    std::erase_if(command.arguments, isResponse);
}

/// The language that the last `-x` before the main file names; empty where there is none.
std::string_view namedLanguage(const std::vector<std::string> &arguments) {
  std::string_view language;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "-x" && i + 1 < arguments.size())
      language = arguments[i + 1];
    else if (argument.starts_with("-x") && argument.size() > 2)
      language = argument.substr(2);
  }
  return language == "none" ? std::string_view() : language;
}

/// What is C++ by its name though no main file as inference knows them; `*.h` may be C.
bool isCxxHeaderOrModuleName(std::string_view path) {
  constexpr std::array<std::string_view, 9> kExtensions = {"hh",   "hpp", "hxx", "h++", "H",
                                                           "cppm", "ixx", "ccm", "cxxm"};
  return std::ranges::find(kExtensions, fileExtension(path)) != kExtensions.end();
}

/// Whether one of the words before the first option is a C++ driver ("ccache /usr/bin/g++-12 …").
bool namesCxxCompiler(const std::vector<std::string> &arguments) {
  for (const std::string &argument : arguments) {
    if (argument.starts_with('-'))
      return false;
    if (fileName(argument).find("++") != std::string_view::npos)
      return true;
  }
  return false;
}

bool compilesCxx(const CompileCommand &command) {
  if (const std::string_view language = namedLanguage(command.arguments); !language.empty())
    return language.find("c++") != std::string_view::npos;
  return isCxxSourceName(command.file) || isCxxHeaderOrModuleName(command.file) || namesCxxCompiler(command.arguments);
}

/// A unity build compiles made-up files that include the project's sources; such a file stands for them.
bool isUnityOfProject(const std::string &file, const ProjectScope &scope) {
  constexpr std::uint64_t kMostUnityBytes = 1 << 20;
  if (!fileName(file).starts_with("unity_") || fileName(parentFolder(file)) != "Unity")
    return false;
  const Result<std::string> text = readFile(file, kMostUnityBytes);
  if (!text)
    return false;
  constexpr std::string_view kInclude = "#include \"";
  for (std::size_t at = text->find(kInclude); at != std::string::npos; at = text->find(kInclude, at + 1)) {
    const std::size_t start = at + kInclude.size();
    if (scope.contains(
            normalPath(std::string_view(*text).substr(start, text->find('"', start) - start), parentFolder(file))))
      return true;
  }
  return false;
}

void addIfDatabase(const std::string &folder, std::vector<std::string> &found) {
  const std::string path = folder + "/compile_commands.json";
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path, ignored) && std::ranges::find(found, path) == found.end())
    found.push_back(path);
}

std::vector<std::string> foldersIn(const std::string &folder) {
  std::vector<std::string> folders;
  std::error_code ignored;
  for (std::filesystem::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
       entry.increment(ignored))
    if (std::error_code failed; entry->is_directory(failed))
      folders.push_back(entry->path().string());
  std::ranges::sort(folders);
  return folders;
}

} // namespace

Result<CompileDatabase> readCompileDatabase(const std::string &path) {
  const Result<std::string> text = readFile(path, kMostDatabaseBytes);
  if (!text)
    return text.error();
  if (nestsDeeper(*text, kDeepest))
    return Error(fmt::format("{}: it nests deeper than a compile database does", path));
  llvm::Expected<llvm::json::Value> json = llvm::json::parse(*text);
  if (!json)
    return Error(fmt::format("{}:{}", path, parserMessage(llvm::toString(json.takeError()))));
  const llvm::json::Array *const entries = json->getAsArray();
  if (!entries)
    return Error(fmt::format("{}:1:1: a compile database is an array of objects", path));

  CompileDatabase database{path, {}};
  database.commands.reserve(entries->size());
  for (const llvm::json::Value &entry : *entries) {
    Result<CompileCommand> command = commandOf(entry, std::string(parentFolder(path)));
    if (!command)
      return command.error().in(fmt::format("{}: entry {}", path, database.commands.size() + 1));
    database.commands.push_back(*std::move(command));
  }
  return database;
}

std::vector<std::string> findCompileDatabases(const std::string &start, const std::string &root) {
  std::vector<std::string> found;
  for (std::string_view folder = start; isAtOrBelow(folder, root); folder = parentFolder(folder)) {
    addIfDatabase(std::string(folder), found);
    if (folder == "/")
      break;
  }
  for (const std::string &folder : foldersIn(root)) {
    const std::string_view name = fileName(folder);
    if (!(name.starts_with("build") || name.starts_with("cmake-build-") || name == "out" || name == "_build" ||
          name == ".build"))
      continue;
    addIfDatabase(folder, found);
    for (const std::string &below : foldersIn(folder))
      addIfDatabase(below, found);
  }
  return found;
}

ProjectUnits projectUnits(const CompileDatabase &database, const ProjectScope &scope) {
  // Keyed so that neither the database's order nor which of two equal commands came first can be seen.
  std::map<std::tuple<std::string, std::vector<std::string>, std::string>, const CompileCommand *> chosen;
  std::map<std::string, bool> existing;
  llvm::StringSet<> notCxx;
  ProjectUnits units;
  for (const CompileCommand &command : database.commands) {
    if (!scope.contains(command.file) && !isUnityOfProject(command.file, scope)) {
      if (compilesCxx(command))
        units.others.push_back(command.file);
      continue;
    }
    if (!compilesCxx(command)) {
      notCxx.insert(command.file);
      continue;
    }
    existing.try_emplace(command.file, false);
    const CompileCommand *&slot = chosen[{command.file, withoutOutputs(command.arguments), command.directory}];
    if (!slot || command < *slot)
      slot = &command;
  }

  units.notCxx = notCxx.size();
  std::ranges::sort(units.others);
  const auto repeated = std::ranges::unique(units.others);
  units.others.erase(repeated.begin(), repeated.end());
  for (auto &[file, present] : existing) {
    present = exists(file);
    units.anyExists |= present;
  }
  const std::vector<std::string> folders = responseFolders(database.path, scope.root());
  for (const auto &[key, command] : chosen) {
    units.commands.push_back(*command);
    dropForeignResponses(units.commands.back(), folders);
  }
  std::ranges::sort(units.commands, {}, [](const CompileCommand &command) {
    return std::tie(command.file, command.arguments, command.directory);
  });
  for (const auto &[file, present] : existing)
    if (!present)
      units.missing.push_back(file);
  return units;
}

bool isCxxSourceName(std::string_view path) {
  constexpr std::array<std::string_view, 9> kExtensions = {"cpp", "cc", "cxx", "c++", "C", "cp", "CPP", "CC", "CXX"};
  return std::ranges::find(kExtensions, fileExtension(path)) != kExtensions.end();
}

bool isCxxHeaderName(std::string_view path) {
  constexpr std::array<std::string_view, 10> kExtensions = {"h", "hh",  "hpp", "hxx", "h++",
                                                            "H", "inl", "ipp", "tpp", "inc"};
  return std::ranges::find(kExtensions, fileExtension(path)) != kExtensions.end();
}

} // namespace tell
