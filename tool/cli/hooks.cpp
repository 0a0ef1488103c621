#include "cli/hooks.hpp"

#include "support/json_depth.hpp"
#include "support/path.hpp"
#include "workspace/changes.hpp"
#include "workspace/compile_database.hpp"

#include <fmt/format.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/JSON.h>

#include <algorithm>

namespace tell {
namespace {

constexpr std::size_t kDeepest = 64; ///< a payload is an object of objects; what a tool answered may nest deeper

} // namespace

Result<AgentEdit> readAgentEdit(const std::string &json, const std::string &workingDirectory) {
  if (nestsDeeper(json, kDeepest))
    return Error("standard input: nests too deeply for a hook's JSON");
  auto value = llvm::json::parse(json);
  if (!value)
    return Error(fmt::format("standard input is no JSON: {}", llvm::toString(value.takeError())));
  const llvm::json::Object *object = value->getAsObject();
  if (object == nullptr)
    return Error("standard input is JSON, but no object");
  const auto isPath = [](const std::optional<llvm::StringRef> &text) { return !text || !text->contains('\0'); };
  AgentEdit edit;
  const auto folder = object->getString("cwd");
  if (!isPath(folder))
    return Error("standard input: 'cwd' holds a NUL character");
  edit.folder = folder && folder->starts_with("/") ? normalPath(folder->str(), "/") : workingDirectory;
  const llvm::json::Object *input = object->getObject("tool_input");
  const auto file = input == nullptr ? std::nullopt : input->getString("file_path");
  if (!isPath(file))
    return Error("standard input: 'file_path' holds a NUL character");
  if (file && !file->empty())
    edit.file = normalPath(file->str(), edit.folder);
  return edit;
}

Options checkOfHook(Options hook, const std::string &changedFile) {
  Options check = std::move(hook);
  check.command = Command::Check;
  check.paths.clear();
  check.quiet = true;
  check.progress = When::Never;
  check.allowIncomplete = true;
  check.maxFindings = 0;
  check.mayBeEmpty = true;
  if (changedFile.empty()) {
    check.staged = true;
  } else {
    check.since = "HEAD";
    check.changedFile = changedFile;
  }
  return check;
}

Result<bool> stagesCxx(const std::string &folder) {
  const auto changes = stagedChanges(folder);
  if (!changes)
    return changes.error();
  return std::ranges::any_of(
      changes->files, [](const ChangedFile &file) { return isCxxSourceName(file.path) || isCxxHeaderName(file.path); });
}

} // namespace tell
