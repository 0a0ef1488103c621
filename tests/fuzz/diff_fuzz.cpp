// Any text is a diff that fits the files here, or an Error; nothing outside the folder is looked at.
#include "fuzz/fuzz.hpp"
#include "support/path.hpp"
#include "workspace/changes.hpp"
#include "workspace/libgit2.hpp"

namespace {

const std::string &project() {
  static const std::string path = [] {
    const tell::TemporaryFolder &folder = tell::fuzz::folder();
    folder.write("project/src/order.cpp", "int a;\nint b;\nint c;\n");
    folder.write("project/src/line.cpp", "int line;");
    folder.write("outside.cpp", "int outside;\n");
    return folder / "project";
  }();
  return path;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace tell;
  static const git::Library library; // starting it takes far longer than a diff
  const auto changes = changesOfDiff(project(), fuzz::textOf(data, size));
  if (!changes) {
    fuzz::requireGoodMessage(changes.error().message());
    return 0;
  }
  for (const ChangedFile &file : changes->files) {
    fuzz::require(isAtOrBelow(file.path, project()), "a changed file lies in the project");
    fuzz::require(file.oldPath.empty() == !file.before.has_value(), "a file that was there held something");
    std::uint32_t last = 0;
    for (const LineRange &range : file.lines) {
      fuzz::require(range.first > last && range.last >= range.first, "changed lines are sorted");
      last = range.last;
    }
  }
  return 0;
}
