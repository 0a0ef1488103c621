#include "workspace/include_graph.hpp"

#include "support/file.hpp"
#include "support/path.hpp"
#include "workspace/compile_database.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

namespace tell {
namespace {

constexpr std::uint64_t kMostSourceBytes = 8 << 20;

bool isSourceOrHeader(std::string_view path) { return isCxxSourceName(path) || isCxxHeaderName(path); }

/// Whether `<name>` is the system's whatever the project holds: C++'s headers have no extension, C's and POSIX's are
/// few.
bool isSystemHeader(std::string_view name) {
  if (name.starts_with("sys/") || name.starts_with("linux/") || name.starts_with("bits/"))
    return true;
  if (name.find('/') != std::string_view::npos)
    return false;
  if (name.find('.') == std::string_view::npos)
    return true;
  constexpr std::array<std::string_view, 44> kNames = {
      "assert.h",  "complex.h", "ctype.h",     "dirent.h", "dlfcn.h",    "errno.h",   "fcntl.h",     "features.h",
      "fenv.h",    "float.h",   "getopt.h",    "glob.h",   "inttypes.h", "iso646.h",  "limits.h",    "locale.h",
      "malloc.h",  "math.h",    "memory.h",    "netdb.h",  "poll.h",     "pthread.h", "pwd.h",       "regex.h",
      "sched.h",   "search.h",  "semaphore.h", "setjmp.h", "signal.h",   "stdarg.h",  "stdatomic.h", "stdbool.h",
      "stddef.h",  "stdint.h",  "stdio.h",     "stdlib.h", "string.h",   "strings.h", "syslog.h",    "termios.h",
      "threads.h", "time.h",    "unistd.h",    "wchar.h"};
  return std::ranges::find(kNames, name) != kNames.end();
}

/// How many leading folders two paths share.
std::size_t closeness(std::string_view a, std::string_view b) {
  std::size_t shared = 0;
  for (std::size_t i = 0; i <= a.size() && i <= b.size(); ++i) {
    const bool aEnds = i == a.size() || a[i] == '/';
    const bool bEnds = i == b.size() || b[i] == '/';
    if (aEnds && bEnds)
      ++shared;
    if (i == a.size() || i == b.size() || a[i] != b[i])
      break;
  }
  return shared;
}

} // namespace

IncludeGraph::IncludeGraph(const ProjectScope &scope, std::vector<TreeFile> files)
    : scope_(scope), files_(std::move(files)) {
  for (std::size_t i = 0; i < files_.size(); ++i)
    byName_[fileName(files_[i].path)].push_back(i);
  for (std::size_t i = 0; i < files_.size(); ++i)
    if (files_[i].project && isSourceOrHeader(files_[i].path))
      vote(i);
}

std::vector<std::string> IncludeGraph::searchArguments(const std::string &unit,
                                                       const std::vector<std::string> &always) {
  std::map<std::size_t, bool> angled; // by folder that is needed: whether some `#include <…>` needs it
  for (const std::string &folder : always)
    angled[folderId(folder)] = true;
  std::vector<char> seen(files_.size(), 0);
  std::vector<std::size_t> open;
  if (const std::size_t main = fileAt(unit); main != kNone) {
    seen[main] = 1;
    open.push_back(main);
  }
  while (!open.empty()) {
    const std::size_t file = open.back();
    open.pop_back();
    for (const Edge &edge : edgesOf(file)) {
      if (edge.folder != kNone)
        angled[edge.folder] |= edge.angled;
      if (std::exchange(seen[edge.file], char{1}) == 0)
        open.push_back(edge.file);
    }
  }

  std::vector<std::size_t> order;
  for (const auto &[folder, isAngled] : angled)
    order.push_back(folder);
  const std::string_view home = parentFolder(unit);
  std::ranges::sort(order, {}, [&](std::size_t folder) {
    return std::tuple(-static_cast<std::ptrdiff_t>(closeness(folders_[folder], home)),
                      -static_cast<std::ptrdiff_t>(votes_[folder]), std::string_view(folders_[folder]));
  });
  std::vector<std::string> arguments;
  for (const std::size_t folder : order) {
    if (!scope_.containsFolder(folders_[folder]))
      arguments.insert(arguments.end(), {"-isystem", folders_[folder]});
    else if (angled.at(folder))
      arguments.push_back("-I" + folders_[folder]);
    else
      arguments.insert(arguments.end(), {"-iquote", folders_[folder]});
  }
  return arguments;
}

std::vector<IncludeGraph::Include> IncludeGraph::includesIn(std::string_view text) {
  std::vector<Include> includes;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto skipBlanks = [&] { line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size())); };
    skipBlanks();
    if (!line.starts_with('#'))
      continue;
    line.remove_prefix(1);
    skipBlanks();
    if (!line.starts_with("include"))
      continue;
    line.remove_prefix(7);
    skipBlanks();
    if (!line.starts_with('"') && !line.starts_with('<'))
      continue;
    const bool angled = line.front() == '<';
    const std::size_t end = line.find(angled ? '>' : '"', 1);
    if (end != std::string_view::npos && end > 1)
      includes.push_back({std::string(line.substr(1, end - 1)), angled});
  }
  return includes;
}

std::size_t IncludeGraph::fileAt(std::string_view path) const {
  const auto found =
      std::ranges::lower_bound(files_, path, {}, [](const TreeFile &file) { return std::string_view(file.path); });
  return found != files_.end() && found->path == path ? static_cast<std::size_t>(found - files_.begin()) : kNone;
}

std::vector<std::size_t> IncludeGraph::candidates(std::string_view name) const {
  std::vector<std::size_t> found;
  const auto sameName = byName_.find(fileName(name));
  if (sameName == byName_.end() || name.starts_with('/'))
    return found;
  for (const std::size_t file : sameName->second) {
    const std::string_view path = files_[file].path;
    if (path.size() > name.size() && path.ends_with(name) && path[path.size() - name.size() - 1] == '/')
      found.push_back(file);
  }
  return found;
}

const std::vector<IncludeGraph::Include> &IncludeGraph::includesOf(std::size_t file) {
  const auto [entry, isNew] = includes_.try_emplace(file);
  if (isNew)
    if (const Result<std::string> text = readFile(files_[file].path, kMostSourceBytes))
      entry->second = includesIn(*text);
  return entry->second;
}

std::size_t IncludeGraph::folderId(std::string_view path) {
  const auto [entry, isNew] = folderIds_.try_emplace(std::string(path), folders_.size());
  if (isNew) {
    folders_.emplace_back(path);
    votes_.push_back(0);
  }
  return entry->second;
}

/// The folder to search for a file to be found under `name`.
static std::string_view searchFolder(std::string_view path, std::string_view name) {
  return path.substr(0, path.size() - name.size() - 1);
}

void IncludeGraph::vote(std::size_t file) {
  const std::string_view home = parentFolder(files_[file].path);
  for (const Include &include : includesOf(file)) {
    if (include.angled ? isSystemHeader(include.name) : fileAt(normalPath(include.name, home)) != kNone)
      continue;
    for (const std::size_t candidate : candidates(include.name))
      ++votes_[folderId(searchFolder(files_[candidate].path, include.name))];
  }
}

const std::vector<IncludeGraph::Edge> &IncludeGraph::edgesOf(std::size_t file) {
  const auto [entry, isNew] = edges_.try_emplace(file);
  if (!isNew)
    return entry->second;
  std::vector<Edge> edges;
  const std::string_view home = parentFolder(files_[file].path);
  for (const Include &include : includesOf(file)) {
    if (!include.angled) {
      if (const std::size_t beside = fileAt(normalPath(include.name, home)); beside != kNone) {
        edges.push_back({beside, kNone, false});
        continue;
      }
    } else if (isSystemHeader(include.name)) {
      continue;
    }
    const std::vector<std::size_t> found = candidates(include.name);
    if (found.empty())
      continue;
    // The project's own before others', the nearest, the one most asked for, the shortest way, and then any, but always
    // the same.
    const auto best = std::ranges::min_element(found, {}, [&](std::size_t candidate) {
      const std::string_view path = files_[candidate].path;
      const std::size_t folder = folderId(searchFolder(path, include.name));
      return std::tuple(!files_[candidate].project, -static_cast<std::ptrdiff_t>(closeness(path, home)),
                        -static_cast<std::ptrdiff_t>(votes_[folder]), path.size(), path);
    });
    edges.push_back({*best, folderId(searchFolder(files_[*best].path, include.name)), include.angled});
  }
  return edges_[file] = std::move(edges);
}

} // namespace tell
