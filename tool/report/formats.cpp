#include "report/format.hpp"
#include "support/path.hpp"

#include <algorithm>

namespace tell {

std::span<const Format> formats() {
  static const Format all[] = {
      {"agent", "", "one compact line a finding, for coding agents", writeAgent, nullptr},
      {"github", "", "annotations at the lines of a change, as GitHub Actions reads them", writeGithub, nullptr, true},
      {"gitlab", "", "a Code Quality report for GitLab", writeGitlab, nullptr, true},
      {"html", "html", "a page for people that works offline: overview, chart, table and source", writeHtml, writeHtml,
       false, htmlUnavailable()},
      {"json", "json", "everything: findings, census and notifications", writeJson, writeJson},
      {"markdown", "md", "a comment on a change, or a step's summary: the ten most telling findings", writeMarkdown,
       nullptr},
      {"sarif", "sarif", "SARIF 2.1.0, for IDEs and code scanning", writeSarif, nullptr, true},
      {"text", "txt", "for people and editors, in the shape of Clang's diagnostics", writeText, writeTextCensus},
  };
  return all;
}

const Format *formatNamed(std::string_view name) {
  const auto found = std::ranges::find(formats(), name, &Format::name);
  return found == formats().end() ? nullptr : &*found;
}

const Format *formatOfFile(std::string_view path) {
  const std::string_view extension = fileExtension(path);
  if (extension.empty())
    return nullptr;
  const auto found = std::ranges::find(formats(), extension, &Format::extension);
  return found == formats().end() ? nullptr : &*found;
}

} // namespace tell
