#include "report/json_schema.hpp"

#include "report/json_shape.hpp"

#include <llvm/Support/JSON.h>

#include <concepts>
#include <type_traits>
#include <utility>

namespace tell {
namespace {

using llvm::json::Array;
using llvm::json::Object;

/// The names of the objects in the schema.
constexpr llvm::StringLiteral nameOf(const Span &) { return "place"; }
constexpr llvm::StringLiteral nameOf(const Subject &) { return "subject"; }
constexpr llvm::StringLiteral nameOf(const Evidence &) { return "evidence"; }
constexpr llvm::StringLiteral nameOf(const Advice &) { return "advice"; }
constexpr llvm::StringLiteral nameOf(const Suppression &) { return "suppression"; }
constexpr llvm::StringLiteral nameOf(const Edit &) { return "edit"; }
constexpr llvm::StringLiteral nameOf(const Fix &) { return "fix"; }
constexpr llvm::StringLiteral nameOf(const TriagedFinding &) { return "finding"; }
constexpr llvm::StringLiteral nameOf(const InvariantEntry::Place &) { return "invariantPlace"; }
constexpr llvm::StringLiteral nameOf(const InvariantEntry &) { return "invariant"; }
constexpr llvm::StringLiteral nameOf(const ClassEntry::Answer &) { return "answer"; }
constexpr llvm::StringLiteral nameOf(const ClassEntry &) { return "class"; }
constexpr llvm::StringLiteral nameOf(const FunctionEntry::Provider &) { return "provider"; }
constexpr llvm::StringLiteral nameOf(const FunctionEntry &) { return "function"; }
constexpr llvm::StringLiteral nameOf(const ExemptionEntry &) { return "exemption"; }
constexpr llvm::StringLiteral nameOf(const Notification &) { return "notification"; }
constexpr llvm::StringLiteral nameOf(const Counts &) { return "counts"; }
constexpr llvm::StringLiteral nameOf(const json::Tool &) { return "tool"; }

/// Turns what `json::describe` tells of a type into a schema; objects go to `definitions`, each once.
class Fields {
public:
  explicit Fields(Object &definitions) : definitions_(definitions) {}

  void operator()(llvm::StringRef key, llvm::StringRef meaning, const auto &part) {
    add(key, meaning, part);
    required_.push_back(key);
  }

  void optional(llvm::StringRef key, llvm::StringRef meaning, bool, const auto &part) { add(key, meaning, part); }

  [[nodiscard]] Object take() {
    return Object{{"type", "object"}, {"properties", std::move(properties_)}, {"required", std::move(required_)}};
  }

private:
  void add(llvm::StringRef key, llvm::StringRef meaning, const auto &part) {
    Object schema = of(part);
    schema["description"] = meaning;
    properties_[key] = std::move(schema);
  }

  template <typename T> static Object scalar(T) {
    if constexpr (std::same_as<T, bool>)
      return Object{{"type", "boolean"}};
    else if constexpr (std::floating_point<T>)
      return Object{{"type", Array{"number", "null"}}}; // null: JSON has no word for infinity
    else if constexpr (std::unsigned_integral<T>)
      return Object{{"type", "integer"}, {"minimum", 0}};
    else
      return Object{{"type", "integer"}};
  }

  Object of(const json::Word &word) {
    Array words;
    for (const std::string_view known : word.known)
      words.push_back(llvm::StringRef(known));
    return Object{{"enum", std::move(words)}};
  }

  Object of(const json::Metrics &) { return keyed(scalar(0.0)); }
  Object of(const json::Strategies &) { return keyed(scalar(false)); }
  Object of(const json::Answers &) { return keyed(of(ClassEntry::Answer())); }

  Object of(const json::Places &) {
    Object place =
        Object{{"type", "object"}, {"properties", Object{{"place", of(Span())}}}, {"required", Array{"place"}}};
    return listOf(std::move(place));
  }

  template <typename T> Object of(const std::vector<T> &) { return listOf(of(T())); }

  template <typename T> Object of(const T &part) {
    if constexpr (std::convertible_to<T, std::string_view>)
      return Object{{"type", "string"}};
    else if constexpr (std::is_arithmetic_v<T>)
      return scalar(part);
    else
      return reference(part);
  }

  template <typename T> Object reference(const T &part) {
    const llvm::StringRef name = nameOf(part);
    if (definitions_.find(name) == definitions_.end()) {
      definitions_[name] = nullptr; // so that it is described once
      Fields fields(definitions_);
      json::describe(fields, part);
      definitions_[name] = fields.take();
    }
    return Object{{"$ref", "#/$defs/" + name.str()}};
  }

  static Object keyed(Object values) { return Object{{"type", "object"}, {"additionalProperties", std::move(values)}}; }
  static Object listOf(Object items) { return Object{{"type", "array"}, {"items", std::move(items)}}; }

  Object &definitions_;
  Object properties_;
  Array required_;
};

} // namespace

std::string jsonSchema() {
  Object definitions;
  Fields fields(definitions);
  const Report report;
  json::describe(fields, report);
  Object schema = fields.take();
  if (Object *version = schema.getObject("properties")->getObject("version"))
    (*version)["const"] = json::kVersion;
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "clang-tell report, version " + std::to_string(json::kVersion);
  schema["$defs"] = std::move(definitions);
  std::string text;
  llvm::raw_string_ostream out(text);
  llvm::json::OStream json(out, 2);
  json.value(std::move(schema)); // keys sorted
  out << '\n';
  return text;
}

std::string jsonSchemaFile() { return "report-" + std::to_string(json::kVersion) + ".json"; }

} // namespace tell
