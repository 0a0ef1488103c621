#pragma once

#include "support/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tell {

/// Where a value of the configuration was read.
struct ConfigOrigin {
  std::string file; ///< as it was opened
  std::uint32_t line = 0;

  friend auto operator<=>(const ConfigOrigin &, const ConfigOrigin &) = default;
};

/// A value and where it was read.
template <typename T> struct Setting {
  T value;
  ConfigOrigin origin;

  friend bool operator==(const Setting &, const Setting &) = default;
};

/// What the settings mean together. A default-constructed value leaves everything to the defaults.
///
/// Lists of an inner file follow those of the file it inherits from; single values replace them.
struct Configuration {
  std::vector<std::string> files;             ///< those it was read from, the outermost first
  std::vector<Setting<std::string>> checks;   ///< lists of globs, see CheckGlobs; the last glob that matches decides
  std::optional<Setting<std::string>> failOn; ///< "note", "warning", "error", "never"
  std::optional<Setting<unsigned>> maxFindings;
  std::vector<Setting<std::string>> exclude;      ///< path globs relative to the folder of the file that states them
  std::vector<Setting<std::string>> records;      ///< globs over qualified class names
  std::vector<Setting<std::string>> dataOriented; ///< globs over qualified class names
  std::vector<Setting<std::string>> aiAuthors;    ///< see `Authorship::open`
  std::map<std::string, Setting<double>, std::less<>> checkOptions; ///< "tell-message-chain.MinClasses"
  std::map<std::string, Setting<std::string>, std::less<>>
      checkLevels; ///< by check: "none", "note", "warning", "error"

  friend bool operator==(const Configuration &, const Configuration &) = default;
};

/// The names that a configuration may speak of.
struct ConfigurationVocabulary {
  std::vector<std::string_view> checks;  ///< "tell-anemic-class"
  std::vector<std::string_view> options; ///< "tell-anemic-class.MaxEvidence"
};

/// One file's contents.
struct ConfigurationFile {
  bool inherits = false; ///< `InheritParentConfig: true`
  Configuration settings;
};

/// A key of a configuration file, for documentation and the schema for editors.
struct ConfigurationKey {
  std::string_view name;    ///< "FailOn"
  std::string_view summary; ///< one clause, lower case, no full stop
};

/// Every key, in the order that documentation and `clang-tell config` show them.
[[nodiscard]] std::span<const ConfigurationKey> configurationKeys();

/// The largest file that is read, in bytes; hostile input is no reason to parse for long.
inline constexpr std::uint64_t kLargestConfiguration = std::uint64_t{256} << 10U;

/// Reads the YAML (https://yaml.org/spec/1.2.2) of one file. `path` stands in errors and origins. Unknown keys, values
/// of the wrong type, keys given twice and unknown checks or options are errors: "PATH:LINE: unknown key 'Excludes';
/// did you mean 'Exclude'?".
[[nodiscard]] Result<ConfigurationFile> parseConfiguration(const std::string &text, const std::string &path,
                                                           const ConfigurationVocabulary &vocabulary);

/// `inner` over what it inherits.
[[nodiscard]] Configuration mergeConfiguration(Configuration outer, Configuration inner);

/// The configuration as `.clang-tell` would say it, each value with the place it comes from as a comment.
[[nodiscard]] std::string describeConfiguration(const Configuration &configuration);

/// A JSON schema (draft 2020-12) of a configuration file, for editors.
[[nodiscard]] std::string configurationSchema(const ConfigurationVocabulary &vocabulary);

} // namespace tell
