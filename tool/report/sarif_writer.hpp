#pragma once

#include <llvm/Support/JSON.h>
#include <llvm/Support/raw_ostream.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// A typed writer for the part of SARIF 2.1.0 (OASIS Standard, 2020) that an analyser needs. The structs are the
/// standard's objects under the standard's names; an empty string or list is a property that is left out. Results are
/// streamed, so that the log is never held in memory. What is written depends on the arguments alone.
namespace tell::sarif {

struct Property {
  std::string name;
  std::variant<std::string, double, std::vector<std::string>, std::vector<Property>> value;
};

/// A property bag. Written in the order given.
using Properties = std::vector<Property>;

/// Columns in the unit that the run's `columnKind` declares; the end is exclusive.
struct Region {
  std::uint32_t startLine = 0;
  std::uint32_t startColumn = 0;
  std::uint32_t endLine = 0;
  std::uint32_t endColumn = 0;
};

struct ArtifactLocation {
  std::string uri;
  std::string uriBaseId;
};

struct LogicalLocation {
  std::string name;
  std::string fullyQualifiedName;
  std::string kind;
};

struct Location {
  std::optional<std::uint32_t> id;
  ArtifactLocation artifact;
  std::optional<Region> region;
  std::vector<LogicalLocation> logical;
  std::string message;
};

struct Rule {
  std::string id;
  std::string name;
  std::string shortDescription;
  std::string fullDescription;
  std::string helpText;
  std::string helpMarkdown;
  std::string level; ///< of the defaultConfiguration
  Properties properties;
};

struct Suppression {
  std::string kind; ///< "inSource", "external"
  std::string justification;
  std::optional<Location> location;
};

struct Result {
  std::string ruleId;
  std::size_t ruleIndex = 0;
  std::string level;
  double rank = 0; ///< 0 … 100
  std::string message;
  std::vector<Location> locations;
  std::vector<Location> relatedLocations;
  std::vector<std::pair<std::string, std::string>> partialFingerprints;
  std::vector<Suppression> suppressions;
  Properties properties;
};

struct Notification {
  std::string id; ///< of the descriptor
  std::string level;
  std::string message;
  std::optional<Location> location;
};

struct Run {
  std::string toolName;
  std::string semanticVersion;
  std::vector<Rule> rules;
  std::vector<Notification> notifications;
  int exitCode = 0;
  bool executionSuccessful = true;
  /// originalUriBaseIds: the symbol and what it stands for. No absolute URI is given: it would differ from machine to
  /// machine.
  std::pair<std::string, std::string> uriBase;
  std::string automationId;
  std::string columnKind;
};

/// Writes one log with one run: construct, `add` each result, `finish` once.
class Writer {
public:
  Writer(llvm::raw_ostream &out, const Run &run);

  void add(const Result &result);
  void finish();

private:
  void write(const Rule &rule);
  void write(const Notification &notification);
  void write(const Location &location);
  void write(const Suppression &suppression);
  void writeBag(const Properties &properties);
  void writeProperties(const Properties &properties);
  void writeLocations(std::string_view key, const std::vector<Location> &locations);
  void writeMessage(std::string_view key, std::string_view text);
  void writeIfAny(std::string_view key, std::string_view text);

  llvm::json::OStream json_;
};

/// A path as a URI reference: every byte but unreserved ones and `/` is percent-encoded (RFC 3986); an absolute path
/// becomes a file URI.
[[nodiscard]] std::string uriOf(std::string_view path);

} // namespace tell::sarif
