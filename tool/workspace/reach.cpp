#include "workspace/reach.hpp"

#include "support/file.hpp"
#include "support/path.hpp"
#include "workspace/build_files.hpp"
#include "workspace/compile_database.hpp"
#include "workspace/source_tree.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <string_view>

namespace tell {

namespace {

constexpr std::uint64_t kMostBytes = 4 << 20;

using PathSet = std::set<std::string_view, std::less<>>;

/// Whether the file may hold C++: a main file, a header, or what is included under other names.
bool mayHoldCxx(std::string_view path) {
  constexpr std::array<std::string_view, 13> kExtensions = {"h",   "hh",  "hpp", "hxx", "h++",  "inl", "ipp",
                                                            "tpp", "txx", "inc", "def", "cppm", "ixx"};
  return isCxxSourceName(path) || std::ranges::find(kExtensions, fileExtension(path)) != kExtensions.end();
}

std::string textOf(const std::string &path) {
  auto text = readFile(path, kMostBytes);
  return text ? *std::move(text) : std::string();
}

/// Whether a line of the text includes a file of one of these names.
bool includesAny(std::string_view text, const PathSet &fileNames) {
  for (std::size_t at = text.find("#include"); at != std::string_view::npos; at = text.find("#include", at + 1)) {
    std::string_view line = text.substr(at, text.find('\n', at) - at);
    const std::size_t open = line.find_first_of("\"<");
    const std::size_t close = open == std::string_view::npos ? open : line.find_first_of("\">", open + 1);
    if (close != std::string_view::npos && fileNames.contains(fileName(line.substr(open + 1, close - open - 1))))
      return true;
  }
  return false;
}

/// What a project's build files say about code for others.
struct Products {
  bool library = false;
  bool installsHeaders = false;

  void read(const std::string &folder, std::string_view name) {
    const std::string path = folder + "/" + std::string(name);
    if (name == "CMakeLists.txt") {
      for (const CMakeCommand &command : readCMakeLists(folder)) {
        const std::string text = command.text();
        const bool alias = text.find("ALIAS") != std::string::npos || text.find("IMPORTED") != std::string::npos;
        library = library || (command.name == "add_library" && !alias);
        installsHeaders = installsHeaders || (command.name == "install" && (text.find("include") != std::string::npos ||
                                                                            text.find("INCLUDE") != std::string::npos ||
                                                                            text.find("HEADER") != std::string::npos));
      }
    } else if (name == "meson.build") {
      const std::string text = textOf(path);
      library = library || text.find("library(") != std::string::npos;
      installsHeaders = installsHeaders || text.find("install_headers(") != std::string::npos;
    } else if (name == "Makefile.am") {
      const std::string text = textOf(path);
      library = library || text.find("LIBRARIES") != std::string::npos;
      installsHeaders = installsHeaders || text.find("include_HEADERS") != std::string::npos;
    } else if (name == "BUILD" || name == "BUILD.bazel") {
      library = library || textOf(path).find("//visibility:public") != std::string::npos;
    }
  }
};

} // namespace

Reach reachOf(const ProjectScope &scope, std::span<const std::string> known, std::span<const std::string> others) {
  Reach reach;
  const PathSet read(known.begin(), known.end());
  PathSet ownNames;
  for (const std::string &path : known)
    if (scope.contains(path))
      ownNames.insert(fileName(path));
  for (const std::string &path : others)
    if (const std::string text = read.contains(path) ? std::string() : textOf(path); includesAny(text, ownNames))
      addCalledNames(text, reach.names);

  const auto tree = listTree(scope, {scope.root()});
  if (!tree)
    return reach;
  Products products;
  std::set<std::string> includeFolders;
  for (const TreeFile &file : *tree) {
    if (!file.project)
      continue;
    const std::string folder(parentFolder(file.path));
    products.read(folder, fileName(file.path));
    if (!mayHoldCxx(file.path))
      continue;
    if (!read.contains(file.path))
      addCalledNames(textOf(file.path), reach.names);
    for (std::string_view at = folder; at.size() > scope.root().size(); at = parentFolder(at))
      if (fileName(at) == "include")
        includeFolders.emplace(at);
  }
  if (products.library || products.installsHeaders)
    reach.publicFolders.assign(includeFolders.begin(), includeFolders.end());
  if (products.installsHeaders && includeFolders.empty())
    reach.publicFolders.emplace_back(scope.root());
  return reach;
}

} // namespace tell
