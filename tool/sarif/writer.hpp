#pragma once

#include "sarif/log.hpp"

#include <llvm/Support/JSON.h>
#include <llvm/Support/raw_ostream.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tell::sarif {

/// Writes one log with one run: construct, `add` each result, `finish` once. Nothing of a result is kept, so a log of
/// any length takes no more memory than its longest result; and what is written depends on the arguments alone.
class Writer {
public:
  Writer(llvm::raw_ostream &out, const Run &run);

  void add(const Result &result);

  /// The artifacts come last: which files results speak of is known by then.
  void finish(std::span<const Artifact> artifacts = {});

private:
  void write(const ToolComponent &component);
  void write(const ReportingDescriptor &descriptor);
  void write(const ToolComponentReference &reference);
  void write(const DescriptorReference &reference);
  void write(const Invocation &invocation);
  void write(const Notification &notification);
  void write(const VersionControlDetails &details);
  void write(const Artifact &artifact);
  void write(const ArtifactLocation &location);
  void write(const Region &region);
  void write(const LogicalLocation &logical);
  void write(const Location &location);
  void write(const CodeFlow &flow);
  void write(const ThreadFlow &flow);
  void write(const ThreadFlowLocation &step);
  void write(const Fix &fix);
  void write(const ArtifactChange &change);
  void write(const Replacement &replacement);
  void write(const Suppression &suppression);
  void write(const Properties &properties);

  template <typename T> void object(std::string_view key, const T &value);
  template <typename T> void list(std::string_view key, const std::vector<T> &values);
  template <typename T> void listIfAny(std::string_view key, const std::vector<T> &values);
  void uriBases(const std::vector<UriBase> &bases);
  void properties(const Properties &bag);
  void message(std::string_view key, const Message &message);
  void messageIfAny(std::string_view key, const Message &message);
  void text(std::string_view key, std::string_view text);
  void textIfAny(std::string_view key, std::string_view text);
  void textsIfAny(std::string_view key, const std::vector<std::string> &texts);
  void pairsIfAny(std::string_view key, const std::vector<std::pair<std::string, std::string>> &pairs);
  void number(std::string_view key, double number);

  llvm::json::OStream json_;
};

/// A path as a URI reference: every byte but unreserved ones and `/` is percent-encoded (RFC 3986); an absolute path
/// becomes a file URI.
[[nodiscard]] std::string uriOf(std::string_view path);

/// Text to stand between the brackets of a link (3.11.6): brackets and backslashes are escaped.
[[nodiscard]] std::string linkText(std::string_view text);

/// Text to stand outside links: only what would read as a link is escaped ("operator[](int)"), for the sake of viewers
/// that know no escapes.
[[nodiscard]] std::string plainText(std::string_view text);

} // namespace tell::sarif
