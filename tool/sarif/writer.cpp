#include "sarif/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tell::sarif {
namespace {

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr std::string_view kVersion = "2.1.0";

/// Overloads for std::visit.
template <typename... Ts> struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <typename... Ts> Overloaded(Ts...) -> Overloaded<Ts...>;

/// LLVM's JSON writer takes UTF-8 only.
std::string validUtf8(std::string_view text) {
  return llvm::json::isUTF8(text) ? std::string(text) : llvm::json::fixUTF8(text);
}

} // namespace

Writer::Writer(llvm::raw_ostream &out, const Run &run) : json_(out, 2) {
  json_.objectBegin();
  text("$schema", kSchema);
  text("version", kVersion);
  json_.attributeBegin("runs");
  json_.arrayBegin();
  json_.objectBegin();
  json_.attributeObject("tool", [&] { object("driver", run.driver); });
  listIfAny("taxonomies", run.taxonomies);
  listIfAny("invocations", run.invocations);
  listIfAny("versionControlProvenance", run.versionControlProvenance);
  uriBases(run.uriBases);
  if (!run.automationId.empty())
    json_.attributeObject("automationDetails", [&] { text("id", run.automationId); });
  textIfAny("columnKind", run.columnKind);
  properties(run.properties);
  json_.attributeBegin("results");
  json_.arrayBegin();
}

void Writer::finish(std::span<const Artifact> artifacts) {
  json_.arrayEnd();
  json_.attributeEnd();
  if (!artifacts.empty())
    json_.attributeArray("artifacts", [&] {
      for (const Artifact &artifact : artifacts)
        write(artifact);
    });
  json_.objectEnd();
  json_.arrayEnd();
  json_.attributeEnd();
  json_.objectEnd();
  json_.flush();
}

void Writer::add(const Result &result) {
  json_.object([&] {
    text("ruleId", result.ruleId);
    if (result.ruleIndex)
      json_.attribute("ruleIndex", *result.ruleIndex);
    textIfAny("level", result.level);
    textIfAny("baselineState", result.baselineState);
    if (result.rank && std::isfinite(*result.rank))
      number("rank", std::clamp(*result.rank, 0.0, 100.0));
    message("message", result.message);
    listIfAny("locations", result.locations);
    listIfAny("relatedLocations", result.relatedLocations);
    listIfAny("codeFlows", result.codeFlows);
    pairsIfAny("partialFingerprints", result.partialFingerprints);
    listIfAny("taxa", result.taxa);
    listIfAny("fixes", result.fixes);
    if (result.suppressions)
      list("suppressions", *result.suppressions);
    properties(result.properties);
  });
}

void Writer::write(const ToolComponent &component) {
  json_.object([&] {
    text("name", component.name);
    textIfAny("fullName", component.fullName);
    textIfAny("organization", component.organization);
    textIfAny("version", component.version);
    textIfAny("semanticVersion", component.semanticVersion);
    textIfAny("releaseDateUtc", component.releaseDateUtc);
    textIfAny("informationUri", component.informationUri);
    messageIfAny("shortDescription", component.shortDescription);
    // A list of rules says what was looked for, be it nothing; a taxonomy has none.
    if (component.taxa.empty())
      list("rules", component.rules);
    listIfAny("notifications", component.notifications);
    listIfAny("taxa", component.taxa);
    listIfAny("supportedTaxonomies", component.supportedTaxonomies);
  });
}

void Writer::write(const ReportingDescriptor &descriptor) {
  json_.object([&] {
    text("id", descriptor.id);
    textIfAny("name", descriptor.name);
    messageIfAny("shortDescription", descriptor.shortDescription);
    messageIfAny("fullDescription", descriptor.fullDescription);
    messageIfAny("help", descriptor.help);
    textIfAny("helpUri", descriptor.helpUri);
    if (!descriptor.defaultLevel.empty())
      json_.attributeObject("defaultConfiguration", [&] { text("level", descriptor.defaultLevel); });
    properties(descriptor.properties);
  });
}

void Writer::write(const ToolComponentReference &reference) {
  json_.object([&] {
    textIfAny("name", reference.name);
    if (reference.index)
      json_.attribute("index", *reference.index);
  });
}

void Writer::write(const DescriptorReference &reference) {
  json_.object([&] {
    text("id", reference.id);
    if (reference.index)
      json_.attribute("index", *reference.index);
    if (reference.toolComponent)
      object("toolComponent", *reference.toolComponent);
  });
}

void Writer::write(const Invocation &invocation) {
  json_.object([&] {
    json_.attribute("executionSuccessful", invocation.executionSuccessful);
    if (invocation.exitCode)
      json_.attribute("exitCode", *invocation.exitCode);
    textIfAny("exitCodeDescription", invocation.exitCodeDescription);
    list("toolExecutionNotifications", invocation.executionNotifications);
    list("toolConfigurationNotifications", invocation.configurationNotifications);
  });
}

void Writer::write(const Notification &notification) {
  json_.object([&] {
    object("descriptor", notification.descriptor);
    textIfAny("level", notification.level);
    message("message", notification.message);
    listIfAny("locations", notification.locations);
  });
}

void Writer::write(const VersionControlDetails &details) {
  json_.object([&] {
    text("repositoryUri", details.repositoryUri);
    textIfAny("revisionId", details.revisionId);
    textIfAny("branch", details.branch);
    if (details.mappedTo)
      object("mappedTo", *details.mappedTo);
  });
}

void Writer::write(const Artifact &artifact) {
  json_.object([&] {
    object("location", artifact.location);
    if (artifact.length)
      json_.attribute("length", static_cast<std::int64_t>(*artifact.length));
    textIfAny("mimeType", artifact.mimeType);
    textIfAny("sourceLanguage", artifact.sourceLanguage);
    textsIfAny("roles", artifact.roles);
    pairsIfAny("hashes", artifact.hashes);
  });
}

void Writer::write(const ArtifactLocation &location) {
  json_.object([&] {
    textIfAny("uri", location.uri);
    textIfAny("uriBaseId", location.uriBaseId);
    if (location.index)
      json_.attribute("index", *location.index);
  });
}

void Writer::write(const Region &region) {
  json_.object([&] {
    json_.attribute("startLine", region.startLine);
    if (region.startColumn != 0)
      json_.attribute("startColumn", region.startColumn);
    json_.attribute("endLine", std::max(region.endLine, region.startLine));
    if (region.endColumn != 0)
      json_.attribute("endColumn", region.endColumn);
    if (!region.snippet.empty())
      json_.attributeObject("snippet", [&] { text("text", region.snippet); });
  });
}

void Writer::write(const LogicalLocation &logical) {
  json_.object([&] {
    textIfAny("name", logical.name);
    textIfAny("fullyQualifiedName", logical.fullyQualifiedName);
    textIfAny("decoratedName", logical.decoratedName);
    textIfAny("kind", logical.kind);
  });
}

void Writer::write(const Location &location) {
  json_.object([&] {
    if (location.id)
      json_.attribute("id", *location.id);
    if (!location.artifact.uri.empty())
      json_.attributeObject("physicalLocation", [&] {
        object("artifactLocation", location.artifact);
        if (location.region)
          object("region", *location.region);
        if (location.region && location.contextRegion)
          object("contextRegion", *location.contextRegion);
      });
    listIfAny("logicalLocations", location.logical);
    messageIfAny("message", location.message);
  });
}

void Writer::write(const CodeFlow &flow) {
  json_.object([&] {
    messageIfAny("message", flow.message);
    list("threadFlows", flow.threadFlows);
  });
}

void Writer::write(const ThreadFlow &flow) {
  json_.object([&] {
    messageIfAny("message", flow.message);
    list("locations", flow.locations);
  });
}

void Writer::write(const ThreadFlowLocation &step) {
  json_.object([&] {
    object("location", step.location);
    textsIfAny("kinds", step.kinds);
    if (step.nestingLevel != 0)
      json_.attribute("nestingLevel", step.nestingLevel);
    textIfAny("importance", step.importance);
  });
}

void Writer::write(const Fix &fix) {
  json_.object([&] {
    messageIfAny("description", fix.description);
    list("artifactChanges", fix.changes);
  });
}

void Writer::write(const ArtifactChange &change) {
  json_.object([&] {
    object("artifactLocation", change.artifact);
    list("replacements", change.replacements);
  });
}

void Writer::write(const Replacement &replacement) {
  json_.object([&] {
    object("deletedRegion", replacement.deletedRegion);
    if (!replacement.insertedContent.empty())
      json_.attributeObject("insertedContent", [&] { text("text", replacement.insertedContent); });
  });
}

void Writer::write(const Suppression &suppression) {
  json_.object([&] {
    text("kind", suppression.kind);
    textIfAny("status", suppression.status);
    textIfAny("justification", suppression.justification);
    if (suppression.location)
      object("location", *suppression.location);
  });
}

void Writer::write(const Properties &bag) {
  json_.object([&] {
    for (const Property &property : bag)
      std::visit(Overloaded{[&](const std::string &value) { text(property.name, value); },
                            [&](double value) { number(property.name, value); },
                            [&](bool value) { json_.attribute(property.name, value); },
                            [&](const std::vector<std::string> &values) {
                              json_.attributeArray(property.name, [&] {
                                for (const std::string &value : values)
                                  json_.value(validUtf8(value));
                              });
                            },
                            [&](const Properties &inner) { object(property.name, inner); }},
                 property.value);
  });
}

template <typename T> void Writer::object(std::string_view key, const T &value) {
  json_.attributeBegin(key);
  write(value);
  json_.attributeEnd();
}

template <typename T> void Writer::list(std::string_view key, const std::vector<T> &values) {
  json_.attributeArray(key, [&] {
    for (const T &value : values)
      write(value);
  });
}

template <typename T> void Writer::listIfAny(std::string_view key, const std::vector<T> &values) {
  if (!values.empty())
    list(key, values);
}

void Writer::uriBases(const std::vector<UriBase> &bases) {
  if (bases.empty())
    return;
  json_.attributeObject("originalUriBaseIds", [&] {
    for (const UriBase &base : bases)
      json_.attributeObject(base.id, [&] {
        textIfAny("uri", base.uri);
        textIfAny("uriBaseId", base.uriBaseId);
        messageIfAny("description", base.description);
      });
  });
}

void Writer::properties(const Properties &bag) {
  if (!bag.empty())
    object("properties", bag);
}

void Writer::message(std::string_view key, const Message &message) {
  json_.attributeObject(key, [&] {
    text("text", message.text);
    textIfAny("markdown", message.markdown);
  });
}

void Writer::messageIfAny(std::string_view key, const Message &message) {
  if (!message.text.empty())
    this->message(key, message);
}

void Writer::text(std::string_view key, std::string_view text) { json_.attribute(key, validUtf8(text)); }

void Writer::textIfAny(std::string_view key, std::string_view text) {
  if (!text.empty())
    this->text(key, text);
}

void Writer::textsIfAny(std::string_view key, const std::vector<std::string> &texts) {
  if (!texts.empty())
    json_.attributeArray(key, [&] {
      for (const std::string &text : texts)
        json_.value(validUtf8(text));
    });
}

void Writer::pairsIfAny(std::string_view key, const std::vector<std::pair<std::string, std::string>> &pairs) {
  if (!pairs.empty())
    json_.attributeObject(key, [&] {
      for (const auto &[name, value] : pairs)
        text(name, value);
    });
}

void Writer::number(std::string_view key, double number) {
  json_.attributeBegin(key);
  const double rounded = std::round(number * 1000) / 1000;
  // LLVM would print 17 digits. Adding zero turns -0 into 0. JSON has no word for infinity.
  json_.rawValue(std::isfinite(rounded) ? fmt::format("{}", rounded + 0.0) : "null");
  json_.attributeEnd();
}

std::string uriOf(std::string_view path) {
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if (letter || digit || std::string_view("-._~/").find(c) != std::string_view::npos) {
      uri += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    uri += '%';
    uri += "0123456789ABCDEF"[byte >> 4U];
    uri += "0123456789ABCDEF"[byte & 15U];
  }
  return uri;
}

std::string linkText(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == '\\')
      result += '\\';
    result += c;
  }
  return result;
}

std::string plainText(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '(' && result.ends_with(']'))
      result.insert(result.size() - 1, "\\");
    result += c;
  }
  return result;
}

} // namespace tell::sarif
