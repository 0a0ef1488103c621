// Text of the analysed project that is read without a compiler, and names from it that are shown.
#include "fuzz/fuzz.hpp"
#include "support/called_names.hpp"
#include "support/json_depth.hpp"
#include "support/path.hpp"
#include "workspace/build_files.hpp"

#include <llvm/Support/JSON.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace tell;
  const std::string_view input = fuzz::textOf(data, size);
  const std::string shown = printable(input);
  fuzz::require(llvm::json::isUTF8(shown), "what is shown is UTF-8");
  fuzz::require(printable(shown) == shown, "what is shown once is shown alike again");
  fuzz::require(llvm::json::isUTF8(validUtf8(input)), "what is made UTF-8 is");
  fuzz::require(utf16Length(input) <= input.size(), "no byte takes more than one unit");

  NameSet names;
  addCalledNames(input, names);
  for (const std::string &name : names)
    fuzz::require(input.find(name) != std::string_view::npos, "a name stands in the text");
  for (const CMakeCommand &command : readCMakeCommands(input))
    fuzz::require(!command.name.empty(), "a command has a name");
  for (const std::string_view file : {"CMakeLists.txt", "meson.build", "Makefile", "BUILD.bazel"})
    if (const auto year = standardNamedIn(file, input))
      fuzz::require(standardName(*year).starts_with("c++"), "a standard that is named has a name");

  const std::string normal = normalPath(input.substr(0, 4096), "/project");
  fuzz::require(normalPath(normal, "/other") == normal, "a normal path is absolute and normal");
  if (!nestsDeeper(input, 64))
    if (auto json = llvm::json::parse(input); !json)
      llvm::consumeError(json.takeError());
  return 0;
}
