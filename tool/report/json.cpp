#include "report/format.hpp"
#include "report/json_text.hpp"
#include "report/unicode.hpp"

namespace tell {
namespace {

using llvm::json::OStream;

/// Raised when a reader of the form before would misunderstand; new keys don't raise it. docs/json-output.md describes
/// it.
constexpr int kVersion = 1;

void writePlace(OStream &json, std::string_view key, const Span &span) {
  json.attributeObject(key, [&] {
    writeText(json, "path", span.path);
    json.attribute("line", span.line);
    json.attribute("column", span.column);
    json.attribute("endLine", span.endLine);
    json.attribute("endColumn", span.endColumn);
  });
}

std::string_view word(SubjectKind kind) {
  switch (kind) {
  case SubjectKind::Class:
    return "class";
  case SubjectKind::Function:
    return "function";
  case SubjectKind::Field:
    return "field";
  }
  return "";
}

void writeSubject(OStream &json, const Subject &subject) {
  json.attributeObject("subject", [&] {
    writeText(json, "kind", word(subject.kind));
    writeText(json, "name", subject.name);
    writeText(json, "signature", subject.signature);
  });
}

void writeMetrics(OStream &json, const std::vector<Metric> &metrics) {
  json.attributeObject("metrics", [&] {
    for (const Metric &metric : metrics)
      writeNumber(json, metric.name, metric.value);
  });
}

void writeFinding(OStream &json, const TriagedFinding &triaged) {
  const Finding &finding = triaged.finding;
  json.object([&] {
    writeText(json, "check", finding.check);
    writeText(json, "level", name(finding.level));
    writeText(json, "message", finding.message);
    writePlace(json, "place", finding.place);
    writeSubject(json, finding.subject);
    writeText(json, "class", finding.className);
    writeText(json, "fingerprint", triaged.fingerprint);
    writeNumber(json, "score", finding.score);
    writeNumber(json, "confidence", finding.confidence);
    json.attributeArray("evidence", [&] {
      for (const Evidence &evidence : finding.evidence)
        json.object([&] {
          writePlace(json, "place", evidence.place);
          writeText(json, "message", evidence.message);
          writeSubject(json, evidence.subject);
        });
    });
    json.attributeObject("advice", [&] {
      writeText(json, "hint", finding.advice.hint);
      writeText(json, "refactoring", finding.advice.refactoring);
      writeText(json, "signature", finding.advice.signature);
      json.attributeArray("parameters", [&] {
        for (const std::string &parameter : finding.advice.parameters)
          json.value(validUtf8(parameter));
      });
      writeText(json, "obstacle", finding.advice.obstacle);
      json.attributeArray("replaces", [&] {
        for (const Span &span : finding.advice.replaces)
          json.object([&] { writePlace(json, "place", span); });
      });
    });
    writeMetrics(json, finding.metrics);
    if (triaged.suppression)
      json.attributeObject("suppression", [&] {
        writeText(json, "path", triaged.suppression->path);
        json.attribute("line", triaged.suppression->line);
        writeText(json, "reason", triaged.suppression->reason);
      });
  });
}

void writeStrategies(OStream &json, const std::vector<StrategyEntry> &strategies) {
  if (strategies.empty())
    return;
  json.attributeObject("strategies", [&] {
    for (const StrategyEntry &entry : strategies)
      json.attribute(entry.strategy, entry.holds);
  });
}

void writeTexts(OStream &json, std::string_view key, const std::vector<std::string> &texts) {
  json.attributeArray(key, [&] {
    for (const std::string &text : texts)
      json.value(validUtf8(text));
  });
}

void writeInvariant(OStream &json, const InvariantEntry &entry) {
  const auto places = [&](std::string_view key, const std::vector<InvariantEntry::Place> &list) {
    json.attributeArray(key, [&] {
      for (const InvariantEntry::Place &each : list)
        json.object([&] {
          writePlace(json, "place", each.place);
          writeSubject(json, each.subject);
          writeText(json, "text", each.text);
        });
    });
  };
  json.object([&] {
    writeText(json, "kind", entry.kind);
    writeTexts(json, "fields", entry.fields);
    if (entry.kind == "transition") {
      writeTexts(json, "from", entry.from);
      writeTexts(json, "to", entry.to);
    }
    places("inside", entry.inside);
    places("outside", entry.outside);
  });
}

void writeClass(OStream &json, const ClassEntry &entry) {
  json.object([&] {
    writeText(json, "name", entry.name);
    writePlace(json, "place", entry.place);
    writeText(json, "role", entry.role);
    writeText(json, "reason", entry.reason);
    writeNumber(json, "score", entry.score);
    json.attributeObject("questions", [&] {
      for (const ClassEntry::Answer &answer : entry.answers)
        json.attributeObject(answer.question, [&] {
          writeText(json, "answer", answer.text);
          writeNumber(json, "value", answer.value);
        });
    });
    writeMetrics(json, entry.metrics);
    json.attributeArray("invariants", [&] {
      for (const InvariantEntry &invariant : entry.invariants)
        writeInvariant(json, invariant);
    });
    writeStrategies(json, entry.strategies);
  });
}

void writeFunction(OStream &json, const FunctionEntry &entry) {
  json.object([&] {
    writePlace(json, "place", entry.place);
    writeSubject(json, entry.subject);
    writeMetrics(json, entry.metrics);
    json.attributeArray("providers", [&] {
      for (const FunctionEntry::Provider &provider : entry.providers)
        json.object([&] {
          writeText(json, "class", provider.className);
          json.attribute("attributes", provider.attributes);
        });
    });
    writeStrategies(json, entry.strategies);
  });
}

void writeExemption(OStream &json, const ExemptionEntry &entry) {
  json.object([&] {
    writePlace(json, "place", entry.place);
    writeSubject(json, entry.subject);
    writeText(json, "class", entry.className);
    writeText(json, "exemption", entry.exemption);
    writeText(json, "reason", entry.reason);
  });
}

} // namespace

void writeJson(const Report &report, const Presentation &, llvm::raw_ostream &out) {
  OStream json(out, 2);
  json.object([&] {
    json.attribute("version", kVersion);
    json.attributeObject("tool", [&] {
      json.attribute("name", "clang-tell");
      writeText(json, "version", report.toolVersion);
    });
    json.attribute("exitCode", report.exitCode);
    writeText(json, "coverage", report.coverage);
    if (!report.withheld.empty())
      json.attributeArray("withheld", [&] {
        for (const std::string_view check : report.withheld)
          json.value(validUtf8(check));
      });
    json.attributeObject("counts", [&] {
      json.attribute("units", report.counts.units);
      json.attribute("incompleteUnits", report.counts.incompleteUnits);
      json.attribute("classes", report.counts.classes);
      json.attribute("functions", report.counts.functions);
    });
    json.attributeArray("findings", [&] {
      for (const TriagedFinding &finding : report.findings)
        writeFinding(json, finding);
    });
    json.attributeArray("census", [&] {
      for (const ClassEntry &entry : report.census)
        writeClass(json, entry);
    });
    if (!report.functions.empty())
      json.attributeArray("functions", [&] {
        for (const FunctionEntry &entry : report.functions)
          writeFunction(json, entry);
      });
    if (!report.exemptions.empty())
      json.attributeArray("exemptions", [&] {
        for (const ExemptionEntry &entry : report.exemptions)
          writeExemption(json, entry);
      });
    json.attributeArray("notifications", [&] {
      for (const Notification &notification : report.notifications)
        json.object([&] {
          writeText(json, "id", notification.id);
          writeText(json, "level", name(notification.level));
          writeText(json, "message", notification.message);
          if (!notification.place.path.empty())
            writePlace(json, "place", notification.place);
        });
    });
  });
  out << '\n';
}

} // namespace tell
