// Any file is a compile database or an Error; its commands have absolute paths and are the same in any order.
#include "fuzz/fuzz.hpp"
#include "support/path.hpp"
#include "workspace/compile_database.hpp"

#include <algorithm>
#include <fstream>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace tell;
  const std::string path = fuzz::folder() / "compile_commands.json";
  std::ofstream(path, std::ios::binary) << fuzz::textOf(data, size);
  auto database = readCompileDatabase(path);
  if (!database) {
    fuzz::requireGoodMessage(database.error().message());
    fuzz::require(database.error().message().starts_with(path), "an error names the file");
    return 0;
  }
  for (const CompileCommand &command : database->commands) {
    for (const std::string &absolute : {command.directory, command.file}) {
      fuzz::require(absolute.starts_with('/') && normalPath(absolute, "/") == absolute, "paths are absolute");
      fuzz::require(absolute.find('\0') == std::string::npos, "paths hold no NUL");
    }
    fuzz::require(!command.arguments.empty(), "a command has arguments");
  }
  const ProjectScope scope(fuzz::folder().path());
  const ProjectUnits units = projectUnits(*database, scope);
  std::ranges::reverse(database->commands);
  const ProjectUnits reversed = projectUnits(*database, scope);
  fuzz::require(units.commands == reversed.commands && units.missing == reversed.missing &&
                    units.others == reversed.others,
                "the order of a database does not matter");
  return 0;
}
