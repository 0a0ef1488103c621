#include "facts/file_states.hpp"

#include "support/file.hpp"
#include "support/path.hpp"

#include <algorithm>
#include <filesystem>
#include <llvm/Support/xxhash.h>

namespace tell::facts {
namespace {

constexpr std::uint64_t kLargestSource = std::uint64_t{1} << 30U;

} // namespace

std::uint64_t contentsDigest(std::string_view bytes) {
  return llvm::xxh3_64bits({reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()});
}

void FileStates::assume(const std::string &path, const std::optional<std::string> &contents) {
  assumed_[path] = contents ? std::optional(contentsDigest(*contents)) : std::nullopt;
}

std::optional<std::uint64_t> FileStates::contents(std::string_view path) { return state(path).contents; }

const FileStates::State &FileStates::state(std::string_view path) {
  if (const auto known = states_.find(path); known != states_.end())
    return known->second;
  State state;
  const std::string file(path);
  if (const auto assumed = assumed_.find(path); assumed != assumed_.end())
    state.contents = assumed->second;
  else if (const Result<std::string> bytes = readFile(file, kLargestSource))
    state.contents = contentsDigest(*bytes);
  if (state.contents) {
    if (scope_.contains(path))
      state.kind = FileKind::Project;
    else if (scope_.containsFolder(parentFolder(path)))
      state.kind = FileKind::Generated;
  }
  return states_.emplace(file, state).first->second;
}

bool FileStates::exists(std::string_view path) {
  if (const auto known = existing_.find(path); known != existing_.end())
    return known->second;
  std::error_code ignored;
  const std::string file(path);
  const auto assumed = assumed_.find(path);
  const auto isThere = [&] {
    const std::filesystem::file_status status = std::filesystem::status(file, ignored);
    return std::filesystem::exists(status) && std::filesystem::is_directory(status) == path.ends_with('/');
  };
  const bool there = assumed != assumed_.end() ? assumed->second.has_value() : isThere();
  return existing_.emplace(file, there).first->second;
}

bool FileStates::agree(const TuFacts &unit, const File &file) {
  const State &now = state(unit.string(file.path));
  return now.contents == file.contents && (file.kind == FileKind::System || file.kind == now.kind);
}

bool FileStates::agree(const TuFacts &unit) {
  return std::ranges::all_of(unit.files, [&](const File &file) { return agree(unit, file); }) &&
         std::ranges::none_of(unit.missingIncludes, [&](StringId path) { return exists(unit.string(path)); });
}

} // namespace tell::facts
