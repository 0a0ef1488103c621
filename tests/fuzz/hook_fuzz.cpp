// Whatever an agent's hook is told: an absolute path, no file, or an Error.
#include "cli/hooks.hpp"
#include "fuzz/fuzz.hpp"
#include "support/path.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace tell;
  const auto edit = readAgentEdit(std::string(fuzz::textOf(data, size)), "/project");
  if (!edit) {
    fuzz::requireGoodMessage(edit.error().message());
    return 0;
  }
  for (const std::string &path : {edit->file, edit->folder})
    fuzz::require((path.empty() || path.starts_with('/')) && path.find('\0') == std::string::npos,
                  "a path is absolute and has no end before its end");
  fuzz::require(!edit->folder.empty(), "an agent works somewhere");
  return 0;
}
