#include "support/path.hpp"

#include <filesystem>

namespace tell {
namespace {

/// Whether each part of a path that begins here has a name of its own, as nearly all do: nothing is then to be undone.
bool hasPlainParts(std::string_view parts) {
  while (true) {
    const std::string_view part = parts.substr(0, parts.find('/'));
    if (part.empty() || part == "." || part == "..")
      return false;
    if (part.size() == parts.size())
      return true;
    parts.remove_prefix(part.size() + 1);
  }
}

} // namespace

bool isNormalPath(std::string_view path) {
  return path.starts_with('/') && (path.size() == 1 || hasPlainParts(path.substr(1)));
}

std::string normalPath(std::string_view path, std::string_view base) {
  if (isNormalPath(path))
    return std::string(path);
  if (base.size() > 1 && isNormalPath(base) && hasPlainParts(path)) {
    std::string joined;
    joined.reserve(base.size() + 1 + path.size());
    return joined.append(base).append(1, '/').append(path);
  }
  std::string normal = (std::filesystem::path(base) / std::filesystem::path(path)).lexically_normal().string();
  while (normal.size() > 1 && normal.back() == '/')
    normal.pop_back();
  return normal;
}

std::string_view parentFolder(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos)
    return {};
  return path.substr(0, slash == 0 ? 1 : slash);
}

std::string_view fileName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view fileExtension(std::string_view path) {
  const std::string_view name = fileName(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot + 1);
}

bool isAtOrBelow(std::string_view path, std::string_view folder) {
  if (folder == "/")
    return path.starts_with('/');
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string_view pathBelow(std::string_view path, std::string_view folder) {
  if (path.size() <= folder.size())
    return {};
  return path.substr(folder == "/" ? 1 : folder.size() + 1);
}

} // namespace tell
