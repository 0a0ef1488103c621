#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// The lines of source files, read when first asked for. A file that is missing, not a regular file or past 64 MiB has
/// no lines; bytes that are not UTF-8 are handed out as they are.
class SourceCache {
public:
  /// Relative paths start at `root`.
  explicit SourceCache(std::string root) : root_(std::move(root)) {}

  /// The file's bytes as they are; none where it has no lines for the reasons above. Valid as long as this.
  [[nodiscard]] std::optional<std::string_view> bytes(const std::string &path);

  /// The line without its end (LF, CR LF or CR, as Clang counts them) and, on line 1, without a byte order mark. Empty
  /// where the file has no such line, as when it changed since it was analysed. Valid as long as this.
  [[nodiscard]] std::optional<std::string_view> line(const std::string &path, std::uint32_t number);

  /// The column (1 …) in UTF-16 code units that stands for a column in bytes, at most one past the line's end. The byte
  /// column itself where the line is not to be had.
  [[nodiscard]] std::uint32_t utf16Column(const std::string &path, std::uint32_t line, std::uint32_t byteColumn);

  /// The column in bytes as `line` counts it: less by the byte order mark on line 1, at most one past the line's end.
  [[nodiscard]] std::uint32_t byteColumn(const std::string &path, std::uint32_t line, std::uint32_t column);

private:
  struct File {
    std::string text;
    std::vector<std::string_view> lines;
    bool found = false;
    bool marked = false; ///< starts with a byte order mark
  };

  const File &file(const std::string &path);

  std::string root_;
  std::map<std::string, std::unique_ptr<File>> files_;
};

} // namespace tell
