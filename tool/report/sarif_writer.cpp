#include "report/sarif_writer.hpp"

#include "report/json_text.hpp"
#include "report/unicode.hpp"

#include <algorithm>

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

} // namespace

Writer::Writer(llvm::raw_ostream &out, const Run &run) : json_(out, 2) {
  json_.objectBegin();
  writeText(json_, "$schema", kSchema);
  writeText(json_, "version", kVersion);
  json_.attributeBegin("runs");
  json_.arrayBegin();
  json_.objectBegin();
  json_.attributeObject("tool", [&] {
    json_.attributeObject("driver", [&] {
      writeText(json_, "name", run.toolName);
      writeIfAny("semanticVersion", run.semanticVersion);
      json_.attributeArray("rules", [&] {
        for (const Rule &rule : run.rules)
          write(rule);
      });
    });
  });
  json_.attributeArray("invocations", [&] {
    json_.object([&] {
      json_.attribute("executionSuccessful", run.executionSuccessful);
      json_.attribute("exitCode", run.exitCode);
      json_.attributeArray("toolExecutionNotifications", [&] {
        for (const Notification &notification : run.notifications)
          write(notification);
      });
    });
  });
  if (!run.uriBase.first.empty())
    json_.attributeObject("originalUriBaseIds", [&] {
      json_.attributeObject(run.uriBase.first, [&] { writeMessage("description", run.uriBase.second); });
    });
  if (!run.automationId.empty())
    json_.attributeObject("automationDetails", [&] { writeText(json_, "id", run.automationId); });
  writeIfAny("columnKind", run.columnKind);
  json_.attributeBegin("results");
  json_.arrayBegin();
}

void Writer::finish() {
  json_.arrayEnd();
  json_.attributeEnd();
  json_.objectEnd();
  json_.arrayEnd();
  json_.attributeEnd();
  json_.objectEnd();
  json_.flush();
}

void Writer::add(const Result &result) {
  json_.object([&] {
    writeText(json_, "ruleId", result.ruleId);
    json_.attribute("ruleIndex", result.ruleIndex);
    writeText(json_, "level", result.level);
    writeNumber(json_, "rank", std::clamp(result.rank, 0.0, 100.0));
    writeMessage("message", result.message);
    writeLocations("locations", result.locations);
    writeLocations("relatedLocations", result.relatedLocations);
    if (!result.partialFingerprints.empty())
      json_.attributeObject("partialFingerprints", [&] {
        for (const auto &[key, value] : result.partialFingerprints)
          writeText(json_, key, value);
      });
    // An empty list would say that suppressions were looked for and that there are none (§3.27.23): results without one
    // have to say so as soon as any result of the run has some.
    json_.attributeArray("suppressions", [&] {
      for (const Suppression &suppression : result.suppressions)
        write(suppression);
    });
    writeProperties(result.properties);
  });
}

void Writer::write(const Rule &rule) {
  json_.object([&] {
    writeText(json_, "id", rule.id);
    writeIfAny("name", rule.name);
    writeMessage("shortDescription", rule.shortDescription);
    writeMessage("fullDescription", rule.fullDescription);
    json_.attributeObject("help", [&] {
      writeText(json_, "text", rule.helpText);
      writeIfAny("markdown", rule.helpMarkdown);
    });
    json_.attributeObject("defaultConfiguration", [&] { writeText(json_, "level", rule.level); });
    writeProperties(rule.properties);
  });
}

void Writer::write(const Notification &notification) {
  json_.object([&] {
    json_.attributeObject("descriptor", [&] { writeText(json_, "id", notification.id); });
    writeText(json_, "level", notification.level);
    writeMessage("message", notification.message);
    if (notification.location)
      writeLocations("locations", {*notification.location});
  });
}

void Writer::write(const Suppression &suppression) {
  json_.object([&] {
    writeText(json_, "kind", suppression.kind);
    writeIfAny("justification", suppression.justification);
    if (suppression.location) {
      json_.attributeBegin("location");
      write(*suppression.location);
      json_.attributeEnd();
    }
  });
}

void Writer::write(const Location &location) {
  json_.object([&] {
    if (location.id)
      json_.attribute("id", *location.id);
    json_.attributeObject("physicalLocation", [&] {
      json_.attributeObject("artifactLocation", [&] {
        writeText(json_, "uri", location.artifact.uri);
        writeIfAny("uriBaseId", location.artifact.uriBaseId);
      });
      if (location.region)
        json_.attributeObject("region", [&] {
          json_.attribute("startLine", location.region->startLine);
          json_.attribute("startColumn", location.region->startColumn);
          json_.attribute("endLine", location.region->endLine);
          json_.attribute("endColumn", location.region->endColumn);
        });
    });
    if (!location.logical.empty())
      json_.attributeArray("logicalLocations", [&] {
        for (const LogicalLocation &logical : location.logical)
          json_.object([&] {
            writeIfAny("name", logical.name);
            writeIfAny("fullyQualifiedName", logical.fullyQualifiedName);
            writeIfAny("kind", logical.kind);
          });
      });
    if (!location.message.empty())
      writeMessage("message", location.message);
  });
}

void Writer::writeLocations(std::string_view key, const std::vector<Location> &locations) {
  if (locations.empty())
    return;
  json_.attributeArray(key, [&] {
    for (const Location &location : locations)
      write(location);
  });
}

void Writer::writeProperties(const Properties &properties) {
  if (properties.empty())
    return;
  json_.attributeBegin("properties");
  writeBag(properties);
  json_.attributeEnd();
}

void Writer::writeBag(const Properties &properties) {
  json_.object([&] {
    for (const Property &property : properties)
      std::visit(Overloaded{[&](const std::string &text) { writeText(json_, property.name, text); },
                            [&](double number) { writeNumber(json_, property.name, number); },
                            [&](const std::vector<std::string> &texts) {
                              json_.attributeArray(property.name, [&] {
                                for (const std::string &text : texts)
                                  json_.value(validUtf8(text));
                              });
                            },
                            [&](const Properties &bag) {
                              json_.attributeBegin(property.name);
                              writeBag(bag);
                              json_.attributeEnd();
                            }},
                 property.value);
  });
}

void Writer::writeMessage(std::string_view key, std::string_view text) {
  json_.attributeObject(key, [&] { writeText(json_, "text", text); });
}

void Writer::writeIfAny(std::string_view key, std::string_view text) {
  if (!text.empty())
    writeText(json_, key, text);
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

} // namespace tell::sarif
