#include "workspace/configuration.hpp"

#include "support/glob.hpp"
#include "support/nearest_name.hpp"

#include <fmt/format.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FormatVariadic.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/SourceMgr.h>
#include <llvm/Support/YAMLParser.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <utility>

namespace tell {
namespace {

namespace yaml = llvm::yaml;

constexpr unsigned kMostFindings = 1'000'000;
constexpr std::size_t kDeepest = 16; ///< the parser recurses for each level; nothing that we accept needs three

constexpr ConfigurationKey kKeys[] = {
    {"InheritParentConfig", "take what this file leaves open from the next .clang-tell above"},
    {"Checks", "globs of the checks that run, as in clang-tidy; the last that matches decides"},
    {"FailOn", "the level from which findings lead to exit code 1: note, warning, error or never"},
    {"MaxFindings", "how many findings at that level are let pass"},
    {"Exclude", "path globs, relative to this file, that are not reported; they are still known as callers"},
    {"Records", "globs over qualified class names: plain data by decision"},
    {"DataOriented", "globs over qualified class names: data-oriented by decision, as in an entity component system"},
    {"AiAuthors",
     "globs over 'Name <address>' of co-authors that are tools, for --authored-by ai, besides those known"},
    {"CheckOptions", "options of checks, by CHECK.OPTION"},
    {"CheckLevels", "what a check's findings count as: none, note, warning or error"},
};

std::string anyText(const std::string & /*text*/) { return {}; }

std::string meant(std::string_view what, std::string_view name, std::span<const std::string_view> known) {
  std::string message = fmt::format("unknown {} '{}'", what, name);
  if (const std::string_view nearest = nearestName(name, known); !nearest.empty())
    message += fmt::format("; did you mean '{}'?", nearest);
  return message;
}

/// Whether brackets or indentation nest so deeply that the recursive parser could run out of stack.
bool tooDeep(std::string_view text) {
  std::size_t brackets = 0;
  std::size_t dashes = 0; // "- - - -" opens a level each
  for (const char c : text) {
    if (c == '[' || c == '{')
      ++brackets;
    else if ((c == ']' || c == '}') && brackets != 0)
      --brackets;
    if (c == '\n')
      dashes = 0;
    else if (c == '-' || c == '?' || c == ':')
      ++dashes;
    if (brackets > kDeepest || dashes > 8 * kDeepest)
      return true;
  }
  return false;
}

class Reader {
public:
  Reader(const std::string &text, const std::string &path, const ConfigurationVocabulary &vocabulary)
      : path_(path), vocabulary_(vocabulary), stream_(text, manager_, /*ShowColors=*/false) {
    manager_.setDiagHandler(
        [](const llvm::SMDiagnostic &diagnostic, void *context) {
          auto &self = *static_cast<Reader *>(context);
          if (self.error_.empty())
            self.error_ = fmt::format("{}:{}: {}", self.path_, std::max(diagnostic.getLineNo(), 1),
                                      std::string_view(diagnostic.getMessage()));
        },
        this);
  }

  Result<ConfigurationFile> read() {
    auto document = stream_.begin();
    if (document == stream_.end())
      return finished();
    yaml::Node *root = document->getRoot();
    if (root == nullptr || stream_.failed())
      return finished();
    if (auto *mapping = llvm::dyn_cast<yaml::MappingNode>(root))
      readKeys(*mapping);
    else if (!llvm::isa<yaml::NullNode>(root))
      fail(root, "expected 'Key: value' lines");
    if (error_.empty() && ++document != stream_.end())
      error_ = fmt::format("{}: more than one YAML document", path_);
    return finished();
  }

private:
  Result<ConfigurationFile> finished() {
    if (error_.empty() && stream_.failed())
      error_ = fmt::format("{}: no valid YAML", path_);
    if (!error_.empty())
      return Error(error_);
    return std::move(file_);
  }

  std::uint32_t lineOf(const yaml::Node *node) { return manager_.getLineAndColumn(node->getSourceRange().Start).first; }

  ConfigOrigin originOf(const yaml::Node *node) { return {path_, lineOf(node)}; }

  void fail(const yaml::Node *node, const std::string &message) {
    if (error_.empty())
      error_ = fmt::format("{}:{}: {}", path_, node == nullptr ? 1 : lineOf(node), message);
  }

  std::optional<std::string> scalar(yaml::Node *node) {
    llvm::SmallString<64> storage;
    if (auto *text = llvm::dyn_cast_or_null<yaml::ScalarNode>(node))
      return text->getValue(storage).str();
    if (auto *text = llvm::dyn_cast_or_null<yaml::BlockScalarNode>(node))
      return text->getValue().str();
    return std::nullopt;
  }

  void readKeys(yaml::MappingNode &mapping) {
    std::set<std::string> seen;
    for (yaml::KeyValueNode &entry : mapping) {
      const auto key = scalar(entry.getKey());
      if (!key) {
        fail(entry.getKey() == nullptr ? &mapping : entry.getKey(), "a key must be a plain word");
        return;
      }
      if (!seen.insert(*key).second) {
        fail(entry.getKey(), fmt::format("'{}' is given twice", *key));
        return;
      }
      if (!readKey(*key, entry))
        return;
    }
  }

  /// False once something is wrong: what follows would only repeat it.
  bool readKey(const std::string &key, yaml::KeyValueNode &entry) {
    Configuration &settings = file_.settings;
    const auto known = std::ranges::find(kKeys, key, &ConfigurationKey::name);
    if (known == std::end(kKeys)) {
      std::vector<std::string_view> names;
      std::ranges::transform(kKeys, std::back_inserter(names), &ConfigurationKey::name);
      fail(entry.getKey(), meant("key", key, names));
      return false;
    }
    yaml::Node *value = entry.getValue();
    if (stream_.failed())
      return false;
    if (key == "InheritParentConfig")
      readBoolean(key, value, file_.inherits);
    else if (key == "Checks")
      readList(key, value, settings.checks, [&](const std::string &globs) { return checkGlobs(globs); });
    else if (key == "FailOn")
      readFailOn(value);
    else if (key == "MaxFindings")
      readMaxFindings(value);
    else if (key == "Exclude")
      readList(key, value, settings.exclude, anyText);
    else if (key == "Records")
      readList(key, value, settings.records, anyText);
    else if (key == "DataOriented")
      readList(key, value, settings.dataOriented, anyText);
    else if (key == "AiAuthors")
      readList(key, value, settings.aiAuthors, anyText);
    else if (key == "CheckOptions")
      readCheckOptions(value);
    else
      readCheckLevels(value);
    return error_.empty();
  }

  void readBoolean(const std::string &key, yaml::Node *node, bool &target) {
    const auto text = scalar(node);
    if (text == "true" || text == "false")
      target = text == "true";
    else
      fail(node, fmt::format("'{}' must be true or false", key));
  }

  /// A list of texts; a single text is a list of one. `problem` says what is wrong with a text, or nothing.
  void readList(const std::string &key, yaml::Node *node, std::vector<Setting<std::string>> &target, auto problem) {
    const auto add = [&](yaml::Node *item) {
      const auto text = scalar(item);
      if (!text || text->empty()) {
        fail(item, fmt::format("'{}' must be a list of texts", key));
        return;
      }
      if (const std::string wrong = problem(*text); !wrong.empty())
        fail(item, wrong);
      target.push_back({*text, originOf(item)});
    };
    if (auto *sequence = llvm::dyn_cast_or_null<yaml::SequenceNode>(node)) {
      for (yaml::Node &item : *sequence) {
        add(&item);
        if (!error_.empty() || stream_.failed())
          return;
      }
      return;
    }
    add(node);
  }

  /// What is wrong with a list of globs over checks: one that matches none.
  std::string checkGlobs(const std::string &globs) const {
    std::size_t begin = 0;
    while (begin <= globs.size()) {
      const std::size_t end = std::min(globs.find(',', begin), globs.size());
      std::string_view item(globs.data() + begin, end - begin);
      begin = end + 1;
      while (item.starts_with(' ') || item.starts_with('\n'))
        item.remove_prefix(1);
      while (item.ends_with(' ') || item.ends_with('\n'))
        item.remove_suffix(1);
      if (item.starts_with('-'))
        item.remove_prefix(1);
      if (item.empty())
        continue;
      const Glob glob{std::string(item)};
      if (std::ranges::none_of(vocabulary_.checks, [&](std::string_view check) { return glob.matches(check); }))
        return meant("check", item, vocabulary_.checks);
    }
    return {};
  }

  void readFailOn(yaml::Node *node) {
    const auto text = scalar(node);
    static constexpr std::string_view kWords[] = {"note", "warning", "error", "never"};
    if (!text || std::ranges::find(kWords, *text) == std::end(kWords))
      fail(node, text ? meant("level", *text, kWords) : "'FailOn' must be note, warning, error or never");
    else
      file_.settings.failOn = {*text, originOf(node)};
  }

  std::optional<double> number(yaml::Node *node) {
    const auto text = scalar(node);
    double value = 0;
    if (!text)
      return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size() || !std::isfinite(value))
      return std::nullopt;
    return value;
  }

  void readMaxFindings(yaml::Node *node) {
    const auto value = number(node);
    if (!value || *value < 0 || *value > kMostFindings || *value != std::floor(*value))
      fail(node, "'MaxFindings' must be a whole number from 0 to 1000000");
    else
      file_.settings.maxFindings = {static_cast<unsigned>(*value), originOf(node)};
  }

  /// The entries of a mapping by name; each name once.
  void readMapping(const std::string &key, yaml::Node *node, auto entry) {
    if (llvm::isa_and_nonnull<yaml::NullNode>(node))
      return;
    auto *mapping = llvm::dyn_cast_or_null<yaml::MappingNode>(node);
    if (mapping == nullptr) {
      fail(node, fmt::format("'{}' must hold 'name: value' lines", key));
      return;
    }
    std::set<std::string> seen;
    for (yaml::KeyValueNode &item : *mapping) {
      const auto name = scalar(item.getKey());
      if (!name)
        fail(item.getKey() == nullptr ? mapping : item.getKey(), "a name must be a plain word");
      else if (!seen.insert(*name).second)
        fail(item.getKey(), fmt::format("'{}' is given twice", *name));
      else
        entry(*name, item);
      if (!error_.empty() || stream_.failed())
        return;
    }
  }

  void readCheckOptions(yaml::Node *node) {
    readMapping("CheckOptions", node, [&](const std::string &name, yaml::KeyValueNode &item) {
      if (std::ranges::find(vocabulary_.options, name) == vocabulary_.options.end()) {
        fail(item.getKey(), meant("option", name, vocabulary_.options));
        return;
      }
      const ConfigOrigin origin = originOf(item.getKey());
      const auto value = number(item.getValue());
      if (!value)
        fail(item.getValue(), fmt::format("'{}' must be a number", name));
      else
        file_.settings.checkOptions[name] = {*value, origin};
    });
  }

  void readCheckLevels(yaml::Node *node) {
    static constexpr std::string_view kWords[] = {"none", "note", "warning", "error"};
    readMapping("CheckLevels", node, [&](const std::string &name, yaml::KeyValueNode &item) {
      if (std::ranges::find(vocabulary_.checks, name) == vocabulary_.checks.end()) {
        fail(item.getKey(), meant("check", name, vocabulary_.checks));
        return;
      }
      const ConfigOrigin origin = originOf(item.getKey());
      const auto value = scalar(item.getValue());
      if (!value || std::ranges::find(kWords, *value) == std::end(kWords))
        fail(item.getValue(),
             value ? meant("level", *value, kWords) : fmt::format("'{}' must be none, note, warning or error", name));
      else
        file_.settings.checkLevels[name] = {*value, origin};
    });
  }

  std::string path_;
  const ConfigurationVocabulary &vocabulary_;
  llvm::SourceMgr manager_;
  yaml::Stream stream_;
  std::string error_;
  ConfigurationFile file_;
};

template <typename T> void append(std::vector<T> &target, std::vector<T> more) {
  std::ranges::move(more, std::back_inserter(target));
}

/// A YAML text in single quotes; in double ones where it holds what neither a terminal nor a line should meet.
std::string quoted(std::string_view text) {
  std::string odd(text);
  std::erase_if(odd, [](char c) { return c == '"' || c == '\\'; });
  if (yaml::escape(odd, /*EscapePrintable=*/false) != odd)
    return '"' + yaml::escape(text, /*EscapePrintable=*/false) + '"';
  std::string result = "'";
  for (const char c : text)
    result += c == '\'' ? std::string("''") : std::string(1, c);
  return result + "'";
}

std::string comment(const ConfigOrigin &origin) {
  return origin.file.empty()
             ? ""
             : fmt::format("  # {}:{}", yaml::escape(origin.file, /*EscapePrintable=*/false), origin.line);
}

std::string describeList(std::string_view key, const std::vector<Setting<std::string>> &items) {
  if (items.empty())
    return fmt::format("{}: []\n", key);
  std::string text = fmt::format("{}:\n", key);
  for (const Setting<std::string> &item : items)
    text += fmt::format("  - {}{}\n", quoted(item.value), comment(item.origin));
  return text;
}

} // namespace

std::span<const ConfigurationKey> configurationKeys() { return kKeys; }

Result<ConfigurationFile> parseConfiguration(const std::string &text, const std::string &path,
                                             const ConfigurationVocabulary &vocabulary) {
  if (!llvm::json::isUTF8(text))
    return Error(fmt::format("{}: no valid UTF-8", path));
  if (tooDeep(text))
    return Error(fmt::format("{}: nests too deeply", path));
  return Reader(text, path, vocabulary).read();
}

Configuration mergeConfiguration(Configuration outer, Configuration inner) {
  append(outer.files, std::move(inner.files));
  append(outer.checks, std::move(inner.checks));
  append(outer.exclude, std::move(inner.exclude));
  append(outer.records, std::move(inner.records));
  append(outer.dataOriented, std::move(inner.dataOriented));
  append(outer.aiAuthors, std::move(inner.aiAuthors));
  if (inner.failOn)
    outer.failOn = std::move(inner.failOn);
  if (inner.maxFindings)
    outer.maxFindings = std::move(inner.maxFindings);
  for (auto &[name, value] : inner.checkOptions)
    outer.checkOptions.insert_or_assign(name, std::move(value));
  for (auto &[name, value] : inner.checkLevels)
    outer.checkLevels.insert_or_assign(name, std::move(value));
  return outer;
}

std::string describeConfiguration(const Configuration &configuration) {
  std::string text = describeList("Checks", configuration.checks);
  text += configuration.failOn
              ? fmt::format("FailOn: {}{}\n", configuration.failOn->value, comment(configuration.failOn->origin))
              : "FailOn: warning  # default\n";
  text += configuration.maxFindings ? fmt::format("MaxFindings: {}{}\n", configuration.maxFindings->value,
                                                  comment(configuration.maxFindings->origin))
                                    : "MaxFindings: 0  # default\n";
  text += describeList("Exclude", configuration.exclude);
  text += describeList("Records", configuration.records);
  text += describeList("DataOriented", configuration.dataOriented);
  text += describeList("AiAuthors", configuration.aiAuthors);
  text += configuration.checkOptions.empty() ? "CheckOptions: {}\n" : "CheckOptions:\n";
  for (const auto &[name, option] : configuration.checkOptions)
    text += fmt::format("  {}: {}{}\n", name, option.value, comment(option.origin));
  text += configuration.checkLevels.empty() ? "CheckLevels: {}\n" : "CheckLevels:\n";
  for (const auto &[name, level] : configuration.checkLevels)
    text += fmt::format("  {}: {}{}\n", name, level.value, comment(level.origin));
  return text;
}

std::string configurationSchema(const ConfigurationVocabulary &vocabulary) {
  using llvm::json::Array;
  using llvm::json::Object;
  const Object texts{
      {"oneOf", Array{Object{{"type", "string"}}, Object{{"type", "array"}, {"items", Object{{"type", "string"}}}}}}};
  const auto closed = [](Object properties) {
    return Object{{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
  };
  Object options;
  for (const std::string_view option : vocabulary.options)
    options[llvm::StringRef(option)] = Object{{"type", "number"}};
  Object levels;
  for (const std::string_view check : vocabulary.checks)
    levels[llvm::StringRef(check)] = Object{{"enum", Array{"none", "note", "warning", "error"}}};
  Object keys;
  for (const ConfigurationKey &key : kKeys) {
    Object schema = texts;
    if (key.name == "InheritParentConfig")
      schema = Object{{"type", "boolean"}};
    else if (key.name == "FailOn")
      schema = Object{{"enum", Array{"note", "warning", "error", "never"}}};
    else if (key.name == "MaxFindings")
      schema = Object{{"type", "integer"}, {"minimum", 0}, {"maximum", kMostFindings}};
    else if (key.name == "CheckOptions")
      schema = closed(std::move(options));
    else if (key.name == "CheckLevels")
      schema = closed(std::move(levels));
    schema["description"] = llvm::StringRef(key.summary);
    keys[llvm::StringRef(key.name)] = std::move(schema);
  }
  Object schema = closed(std::move(keys));
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "clang-tell configuration (.clang-tell)";
  std::string text;
  llvm::raw_string_ostream out(text);
  out << llvm::formatv("{0:2}", llvm::json::Value(std::move(schema))) << '\n';
  return text;
}

} // namespace tell
