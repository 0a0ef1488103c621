#pragma once

#include "workspace/configuration.hpp"

#include <map>
#include <memory>
#include <string>

namespace tell {

/// The configuration of every folder of a project. The nearest `.clang-tell` at or above a file's folder holds for it;
/// what it leaves open comes from the next one above where it says `InheritParentConfig: true`. The search ends at the
/// folder that holds `.git`, or at the project's root where nothing does: what lies above was not written for this
/// code.
class Configurations {
public:
  /// The files that stand in the tree. `root` is the project's, absolute.
  Configurations(std::string root, ConfigurationVocabulary vocabulary);

  /// One file, in place of all those in the tree.
  [[nodiscard]] static Result<Configurations> fromFile(std::string root, const std::string &path,
                                                       ConfigurationVocabulary vocabulary);

  /// No file at all.
  [[nodiscard]] static Configurations none(std::string root);

  /// What holds in a folder (absolute). Folders with the same configuration share one object, which lives as long as
  /// this.
  [[nodiscard]] Result<const Configuration *> of(const std::string &folder);

  /// The configuration's pattern that leaves the file (absolute) out of reports; null where none does.
  [[nodiscard]] static const Setting<std::string> *excludedBy(const Configuration &configuration,
                                                              const std::string &path);

private:
  Result<std::shared_ptr<const Configuration>> find(const std::string &folder);

  std::string top_; ///< the highest folder to look in
  ConfigurationVocabulary vocabulary_;
  std::shared_ptr<const Configuration> fixed_; ///< where it does not depend on the folder
  std::map<std::string, std::shared_ptr<const Configuration>> known_;
};

} // namespace tell
