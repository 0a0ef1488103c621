#pragma once

#include "facts/tu_facts.hpp"
#include "support/project_scope.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tell::facts {

/// xxh3 of the bytes, as in `File::contents`.
[[nodiscard]] std::uint64_t contentsDigest(std::string_view bytes);

/// What files hold at present, each looked at once: contents count, not times or sizes.
class FileStates {
public:
  /// `scope` must outlive it.
  explicit FileStates(const ProjectScope &scope) : scope_(scope) {}

  /// Lets the file at `path` (absolute, lexically normal) hold `contents` whatever stands on disk; nothing: lets it be
  /// gone. Before the first question.
  void assume(const std::string &path, const std::optional<std::string> &contents);

  /// xxh3 of a regular file's bytes, as in `File::contents`; nothing where there is none that can be read.
  [[nodiscard]] std::optional<std::uint64_t> contents(std::string_view path);

  /// Whether a folder stands at that path where it ends in a slash, or else anything but a folder.
  [[nodiscard]] bool exists(std::string_view path);

  /// Whether extracting the unit again by the same command would read the same: each file has the contents that it had
  /// and is, or isn't, project code as before, and what includes looked for in vain is still not there.
  [[nodiscard]] bool agree(const TuFacts &unit);

  /// Whether one file still is as the unit saw it.
  [[nodiscard]] bool agree(const TuFacts &unit, const File &file);

private:
  struct State {
    std::optional<std::uint64_t> contents;
    FileKind kind = FileKind::Other; ///< but for System, which the command decides
  };

  const State &state(std::string_view path);
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  template <typename Value> using ByPath = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

  const ProjectScope &scope_;
  ByPath<std::optional<std::uint64_t>> assumed_;
  ByPath<State> states_;
  ByPath<bool> existing_;
};

} // namespace tell::facts
