#include "workspace/configurations.hpp"

#include "support/file.hpp"
#include "support/glob.hpp"
#include "support/path.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <utility>

namespace tell {
namespace {

constexpr std::string_view kFileName = "/.clang-tell";

std::string topOf(const std::string &root) {
  std::error_code ignored;
  for (std::string folder = root; folder != "/"; folder = parentFolder(folder))
    if (std::filesystem::exists(folder + "/.git", ignored))
      return folder;
  return root;
}

Result<ConfigurationFile> readFrom(const std::string &path, const ConfigurationVocabulary &vocabulary) {
  const auto text = readFile(path, kLargestConfiguration);
  if (!text)
    return text.error();
  auto file = parseConfiguration(*text, path, vocabulary);
  if (file)
    file->settings.files.push_back(path);
  return file;
}

} // namespace

Configurations::Configurations(std::string root, ConfigurationVocabulary vocabulary)
    : top_(topOf(root)), vocabulary_(std::move(vocabulary)) {}

Result<Configurations> Configurations::fromFile(std::string root, const std::string &path,
                                                ConfigurationVocabulary vocabulary) {
  auto file = readFrom(path, vocabulary);
  if (!file)
    return file.error();
  Configurations result(std::move(root), std::move(vocabulary));
  result.fixed_ = std::make_shared<const Configuration>(std::move(file->settings));
  return result;
}

Configurations Configurations::none(std::string root) {
  Configurations result(std::move(root), {});
  result.fixed_ = std::make_shared<const Configuration>();
  return result;
}

Result<const Configuration *> Configurations::of(const std::string &folder) {
  if (fixed_)
    return fixed_.get();
  auto found = find(folder);
  if (!found)
    return found.error();
  return found->get();
}

Result<std::shared_ptr<const Configuration>> Configurations::find(const std::string &folder) {
  if (const auto known = known_.find(folder); known != known_.end())
    return known->second;
  std::shared_ptr<const Configuration> above = std::make_shared<const Configuration>();
  const bool top = folder == top_ || !isAtOrBelow(folder, top_);
  if (!top) {
    auto outer = find(std::string(parentFolder(folder)));
    if (!outer)
      return outer;
    above = *outer;
  }
  std::shared_ptr<const Configuration> result = above;
  const std::string path = folder + std::string(kFileName);
  std::error_code ignored;
  if (std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) {
    auto own = readFrom(path, vocabulary_);
    if (!own)
      return own.error();
    if (own->inherits)
      for (const std::string &outer : above->files)
        if (std::filesystem::equivalent(outer, path, ignored))
          return Error(fmt::format("{}: inherits from itself: it is the same file as '{}'", path, outer));
    result = std::make_shared<const Configuration>(own->inherits ? mergeConfiguration(*above, std::move(own->settings))
                                                                 : std::move(own->settings));
  }
  known_.emplace(folder, result);
  return result;
}

const Setting<std::string> *Configurations::excludedBy(const Configuration &configuration, const std::string &path) {
  for (const Setting<std::string> &pattern : configuration.exclude) {
    const std::string folder(parentFolder(pattern.origin.file));
    if (isAtOrBelow(path, folder) && path != folder && Glob(pattern.value).matches(pathBelow(path, folder)))
      return &pattern;
  }
  return nullptr;
}

} // namespace tell
