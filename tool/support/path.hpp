#pragma once

#include <string>
#include <string_view>

namespace tell {

/// Whether a path is absolute and lexically normal as it stands.
[[nodiscard]] bool isNormalPath(std::string_view path);

/// `path` made absolute against `base` (itself absolute) and lexically normal: no `.`, `..`, doubled or trailing slash.
/// The disk is not asked, so symbolic links stay as they are spelled.
[[nodiscard]] std::string normalPath(std::string_view path, std::string_view base);

/// The path without its last component; "/" for "/".
[[nodiscard]] std::string_view parentFolder(std::string_view path);

/// The last component.
[[nodiscard]] std::string_view fileName(std::string_view path);

/// What follows the last dot of the last component, without the dot; empty where there is none (".bashrc" has none).
[[nodiscard]] std::string_view fileExtension(std::string_view path);

/// Whether `path` is `folder` or lies below it. Both are absolute and lexically normal.
[[nodiscard]] bool isAtOrBelow(std::string_view path, std::string_view folder);

/// `path` relative to `folder` ("" for the folder itself). `isAtOrBelow(path, folder)` holds.
[[nodiscard]] std::string_view pathBelow(std::string_view path, std::string_view folder);

} // namespace tell
