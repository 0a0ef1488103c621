// Whatever a compile command says, and the response files it names: no option passes that loads, runs or writes.
#include "extract/arguments.hpp"
#include "fuzz/fuzz.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace {

/// What must never reach Clang, as its arguments begin.
constexpr std::string_view kForbidden[] = {
    "-load", "-fplugin", "-fpass-plugin", "-cc1",     "-o",       "-MF",     "-MD",         "-MMD",
    "-MJ",   "-Xlinker", "-Wl,",          "-Wa,",     "-Wp,",     "-fmodul", "-save-temps", "-ftime-trace",
    "-B",    "-wrapper", "--config",      "--serial", "-fprofil", "-fcrash", "-mllvm",      "@"};

/// A header that is included by force goes past the driver, as four words; nothing else does.
bool isForcedInclude(const std::vector<std::string> &passed, std::size_t at) {
  return at + 3 < passed.size() && (passed[at + 1] == "-include" || passed[at + 1] == "-imacros") &&
         passed[at + 2] == "-Xclang" && std::filesystem::is_regular_file(passed[at + 3]);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace tell;
  // Lines of the command, and the text of a response file that it may name.
  std::string_view input = fuzz::textOf(data, size);
  std::string_view lines = fuzz::takePart(input);
  const std::string directory = fuzz::folder().path();
  std::ofstream(fuzz::folder() / "args.rsp", std::ios::binary) << input;
  CompileCommand command{directory, directory + "/unit.cpp", {}, false};
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    command.arguments.emplace_back(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
    std::erase(command.arguments.back(), '\0'); // a database that holds one is refused
  }
  const std::vector<std::string> passed = sanitisedArguments(command, {});
  if (passed.empty())
    return 0;
  fuzz::require(passed.size() >= 4 && passed.front() == "clang++" && passed[passed.size() - 3] == "-fsyntax-only" &&
                    passed[passed.size() - 2] == "--",
                "a command only parses");
  bool readsOtherwise = false;
  for (std::size_t i = 1; i + 3 < passed.size(); ++i) {
    if (passed[i] == "-Xclang") {
      fuzz::require(isForcedInclude(passed, i), "only includes go past the driver");
      readsOtherwise = true;
      i += 3;
      continue;
    }
    readsOtherwise =
        readsOtherwise || passed[i].starts_with('@'); // a macro's name, say; read again it would be a response file
    // A name of a folder or macro may begin like a response file.
    for (const std::string_view option : kForbidden)
      fuzz::require(!passed[i].starts_with(option) || (option == "@" && passed[i - 1].starts_with('-')), passed[i]);
  }
  const CompileCommand second{command.directory, command.file, passed, false};
  // An option and its value may have become two words, and mean the same.
  const std::vector<std::string> again = sanitisedArguments(second, {});
  fuzz::require(readsOtherwise || fmt::format("{}", fmt::join(again, "")) == fmt::format("{}", fmt::join(passed, "")),
                fmt::format("'{}' passes again, and not as '{}'", fmt::join(passed, "' '"), fmt::join(again, "' '")));
  return 0;
}
