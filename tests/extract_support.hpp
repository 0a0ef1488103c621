#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "extract/extract.hpp"
#include "facts/validate.hpp"
#include "temporary_folder.hpp"

namespace tell::test {

using Files = std::map<std::string, std::string>;

/// The command that compiles `unit.cpp` of a folder, as C++20.
inline CompileCommand commandFor(const std::string &folder, std::vector<std::string> args = {}) {
  CompileCommand command;
  command.directory = folder;
  command.file = folder + "/unit.cpp";
  command.arguments = {"clang++", "-std=c++20"};
  command.arguments.insert(command.arguments.end(), args.begin(), args.end());
  command.arguments.insert(command.arguments.end(), {"-c", command.file});
  return command;
}

/// Extracts `unit.cpp` of a folder whose project is the folder itself.
inline Result<facts::TuFacts> extractIn(const std::string &folder, std::vector<std::string> args = {}) {
  const ProjectScope scope(folder);
  ExtractOptions options;
  options.scope = &scope;
  return extractUnit(commandFor(folder, std::move(args)), options);
}

inline std::vector<std::string> missingIncludesOf(const facts::TuFacts &unit) {
  std::vector<std::string> paths;
  for (const facts::StringId path : unit.missingIncludes)
    paths.emplace_back(unit.string(path));
  return paths;
}

/// The facts of a snippet, which is written as `unit.cpp` beside further files into a folder of its own.
inline facts::TuFacts factsOf(std::string_view code, std::vector<std::string> args = {}, const Files &files = {}) {
  const TemporaryFolder folder;
  for (const auto &[name, contents] : files)
    folder.write(name, contents);
  folder.write("unit.cpp", code);
  Result<facts::TuFacts> facts = extractIn(folder.path(), std::move(args));
  if (!facts) {
    ADD_FAILURE() << facts.error().message();
    return {};
  }
  if (const Status valid = facts::validate(*facts); !valid.ok())
    ADD_FAILURE() << "invalid facts: " << valid.error().message();
  return std::move(*facts);
}

} // namespace tell::test
