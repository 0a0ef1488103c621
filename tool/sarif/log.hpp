#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// The objects of SARIF 2.1.0 (OASIS Standard, 2020, with Errata 01, 2023) that an analyser writes, as plain structs
/// under the standard's names. Section numbers are the standard's. An empty string or list and an absent optional are
/// properties that are left out; text may hold bytes that are not UTF-8, which become replacement characters.
namespace tell::sarif {

struct Property {
  std::string name;
  std::variant<std::string, double, bool, std::vector<std::string>, std::vector<Property>> value;
};

/// A property bag (3.8). Written in the order given; numbers with at most three decimals.
using Properties = std::vector<Property>;

/// A message (3.11). In `text`, `[words](1)` links to the related location with the id 1; see `linkText`.
struct Message {
  std::string text;
  std::string markdown = {};
};

/// A region (3.30). Lines and columns count from 1, columns in the unit that the run's `columnKind` declares; the end
/// is exclusive. A column of 0 is left out: the region then starts at the line's start or ends at its end.
struct Region {
  std::uint32_t startLine = 0;
  std::uint32_t startColumn = 0;
  std::uint32_t endLine = 0;
  std::uint32_t endColumn = 0;
  std::string snippet = {}; ///< the source text of the region
};

/// 3.4
struct ArtifactLocation {
  std::string uri;                       ///< a valid URI reference, see `uriOf`
  std::string uriBaseId = {};            ///< one of `Run::uriBases`
  std::optional<std::size_t> index = {}; ///< in the artifacts that `Writer::finish` is given
};

/// 3.33
struct LogicalLocation {
  std::string name;
  std::string fullyQualifiedName;
  std::string kind;               ///< "function", "member", "type", "namespace" …
  std::string decoratedName = {}; ///< what tells overloads apart
};

/// 3.28
struct Location {
  std::optional<std::uint32_t> id = {}; ///< what links in the result's message go by
  ArtifactLocation artifact = {};       ///< without a URI there is no physical location
  std::optional<Region> region = {};
  std::optional<Region> contextRegion = {}; ///< holds `region` and is larger
  std::vector<LogicalLocation> logical = {};
  Message message = {};
};

/// Which of the run's tool components is meant (3.54): a taxonomy by its index in `Run::taxonomies`.
struct ToolComponentReference {
  std::string name;
  std::optional<std::size_t> index = {};
};

/// A reference to a rule, a notification or a taxon (3.52).
struct DescriptorReference {
  std::string id;
  std::optional<std::size_t> index = {};
  std::optional<ToolComponentReference> toolComponent = {}; ///< none: the driver
};

/// A rule, a kind of notification or a taxon (3.49).
struct ReportingDescriptor {
  std::string id;
  std::string name = {};
  Message shortDescription = {};
  Message fullDescription = {};
  Message help = {};
  std::string helpUri = {};
  std::string defaultLevel = {}; ///< of the defaultConfiguration: "error", "warning", "note", "none"
  Properties properties = {};
};

/// The tool itself or a taxonomy (3.19).
struct ToolComponent {
  std::string name;
  std::string fullName = {};
  std::string organization = {};
  std::string version = {};
  std::string semanticVersion = {};
  std::string releaseDateUtc = {}; ///< "2018-11-20"
  std::string informationUri = {};
  Message shortDescription = {};
  std::vector<ReportingDescriptor> rules = {};
  std::vector<ReportingDescriptor> notifications = {};
  std::vector<ReportingDescriptor> taxa = {};
  std::vector<ToolComponentReference> supportedTaxonomies = {};
};

/// One step of a thread flow (3.38).
struct ThreadFlowLocation {
  Location location;
  std::string importance = {}; ///< "important", "essential", "unimportant"
  std::vector<std::string> kinds = {};
  std::uint32_t nestingLevel = 0;
};

/// 3.37
struct ThreadFlow {
  std::vector<ThreadFlowLocation> locations;
  Message message = {};
};

/// 3.36
struct CodeFlow {
  std::vector<ThreadFlow> threadFlows;
  Message message = {};
};

/// 3.57
struct Replacement {
  Region deletedRegion;        ///< start and end the same: nothing is deleted
  std::string insertedContent; ///< empty: nothing is inserted
};

/// 3.56
struct ArtifactChange {
  ArtifactLocation artifact;
  std::vector<Replacement> replacements;
};

/// 3.55
struct Fix {
  Message description;
  std::vector<ArtifactChange> changes;
};

/// 3.35
struct Suppression {
  std::string kind; ///< "inSource", "external"
  std::string justification = {};
  std::optional<Location> location = {};
  std::string status = {}; ///< "accepted" (what none means), "underReview", "rejected"
};

/// 3.27
struct Result {
  std::string ruleId;
  std::optional<std::size_t> ruleIndex = {}; ///< in the driver's rules
  std::string level;                         ///< "error", "warning", "note", "none"
  std::optional<double> rank = {};           ///< 0 … 100; what is beyond is cut, what is no number left out
  Message message;
  std::vector<Location> locations = {};
  std::vector<Location> relatedLocations = {};
  std::vector<CodeFlow> codeFlows = {};
  std::vector<std::pair<std::string, std::string>> partialFingerprints = {};
  std::string baselineState = {}; ///< "new", "unchanged", "updated", "absent"; where any result has one, all have
  /// An empty list says that there is none. Where any result of a run has the list, all have to (3.27.23).
  std::optional<std::vector<Suppression>> suppressions = {};
  std::vector<Fix> fixes = {};
  std::vector<DescriptorReference> taxa = {};
  Properties properties = {};
};

/// What the tool has to say about the run (3.58).
struct Notification {
  DescriptorReference descriptor;
  std::string level;
  Message message;
  std::vector<Location> locations = {};
};

/// 3.20
struct Invocation {
  bool executionSuccessful = true;
  std::optional<int> exitCode = {};
  std::string exitCodeDescription = {};
  std::vector<Notification> executionNotifications = {};
  std::vector<Notification> configurationNotifications = {};
};

/// 3.23
struct VersionControlDetails {
  std::string repositoryUri; ///< absolute
  std::string revisionId = {};
  std::string branch = {};
  std::optional<ArtifactLocation> mappedTo = {}; ///< where the repository's root is
};

/// One of `originalUriBaseIds` (3.14.14). Without a URI it is left to the consumer to say where that is; a relative one
/// starts at another base.
struct UriBase {
  std::string id; ///< "SRCROOT"
  Message description = {};
  std::string uri = {};
  std::string uriBaseId = {};
};

/// A file that the run's results speak of (3.24).
struct Artifact {
  ArtifactLocation location;
  std::optional<std::uint64_t> length = {}; ///< in bytes
  std::string mimeType = {};
  std::string sourceLanguage = {};
  std::vector<std::string> roles = {};
  std::vector<std::pair<std::string, std::string>> hashes = {}; ///< {"sha-256", hexadecimal}
};

/// What stands in a run (3.14) before its results.
struct Run {
  ToolComponent driver;
  std::vector<ToolComponent> taxonomies = {};
  std::vector<Invocation> invocations = {};
  std::vector<VersionControlDetails> versionControlProvenance = {};
  std::vector<UriBase> uriBases = {};
  std::string automationId = {}; ///< of automationDetails; what ends with a slash is a category without a run's own id
  std::string columnKind = {};   ///< "utf16CodeUnits", "unicodeCodePoints"
  Properties properties = {};
};

} // namespace tell::sarif
