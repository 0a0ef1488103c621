#include "report/format.hpp"
#include "report/json_shape.hpp"
#include "report/json_text.hpp"
#include "report/unicode.hpp"

#include <concepts>

namespace tell {
namespace {

/// Writes what `json::describe` tells of a value.
class Fields {
public:
  explicit Fields(llvm::json::OStream &json) : json_(json) {}

  void operator()(std::string_view key, std::string_view, const auto &value) { attribute(key, value); }

  void optional(std::string_view key, std::string_view, bool present, const auto &value) {
    if (present)
      attribute(key, value);
  }

private:
  void attribute(std::string_view key, const json::Word &word) { writeText(json_, key, word.value); }

  void attribute(std::string_view key, const json::Metrics &metrics) {
    json_.attributeObject(key, [&] {
      for (const Metric &metric : metrics.list)
        writeNumber(json_, validUtf8(metric.name), metric.value);
    });
  }

  void attribute(std::string_view key, const json::Strategies &strategies) {
    json_.attributeObject(key, [&] {
      for (const StrategyEntry &entry : strategies.list)
        json_.attribute(validUtf8(entry.strategy), entry.holds);
    });
  }

  void attribute(std::string_view key, const json::Answers &answers) {
    json_.attributeObject(key, [&] {
      for (const ClassEntry::Answer &answer : answers.list)
        attribute(validUtf8(answer.question), answer);
    });
  }

  void attribute(std::string_view key, const json::Places &places) {
    json_.attributeArray(key, [&] {
      for (const Span &place : places.list)
        json_.object([&] { attribute("place", place); });
    });
  }

  template <typename T> void attribute(std::string_view key, const std::vector<T> &list) {
    json_.attributeArray(key, [&] {
      for (const T &element : list)
        if constexpr (std::convertible_to<T, std::string_view>)
          writeText(json_, element);
        else
          json_.object([&] { json::describe(*this, element); });
    });
  }

  template <typename T> void attribute(std::string_view key, const T &value) {
    if constexpr (std::convertible_to<T, std::string_view>)
      writeText(json_, key, value);
    else if constexpr (std::floating_point<T>)
      writeNumber(json_, key, value);
    else if constexpr (std::integral<T>)
      json_.attribute(key, value);
    else
      json_.attributeObject(key, [&] { json::describe(*this, value); });
  }

  llvm::json::OStream &json_;
};

} // namespace

void writeJson(const Report &report, const Presentation &, llvm::raw_ostream &out) {
  llvm::json::OStream json(out, 2);
  json.object([&] {
    Fields fields(json);
    json::describe(fields, report);
  });
  out << '\n';
}

} // namespace tell
