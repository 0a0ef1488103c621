// generate ROOT [--check]: writes the pages that follow from the code into a checkout, or says which of them are stale.

#include "checks/check.hpp"
#include "cli/manual.hpp"
#include "report/json_schema.hpp"
#include "report/sarif_rules.hpp"
#include "support/file.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestPage = 16U << 20U;

constexpr std::string_view kBegin = "<!-- from the code: begin -->\n";
constexpr std::string_view kEnd = "<!-- from the code: end -->\n";

/// The page about SARIF as it is, with the tables in it made anew; nothing where it does not say where they stand.
std::string sarifPage(const fs::path &root) {
  const auto present = tell::readFile((root / "docs/sarif.md").string(), kLargestPage);
  if (!present)
    return {};
  const std::size_t begin = present->find(kBegin);
  const std::size_t end = present->find(kEnd);
  if (begin == std::string::npos || end == std::string::npos || end < begin)
    return {};
  std::vector<tell::CheckInfo> checks;
  for (const tell::Check *check : tell::allChecks())
    checks.push_back(check->info);
  return present->substr(0, begin + kBegin.size()) + "\n" + tell::sarifTables(checks) + "\n" + present->substr(end);
}

/// The pages by their paths below the root.
std::map<std::string, std::string> pages(const fs::path &root) {
  std::map<std::string, std::string> result;
  result["docs/sarif.md"] = sarifPage(root);
  result["docs/cli.md"] = tell::commandLinePage();
  result["docs/man/clang-tell.1"] = tell::manualPage();
  result["docs/schema/" + tell::jsonSchemaFile()] = tell::jsonSchema();
  result["docs/checks/README.md"] = tell::checkIndex();
  for (const tell::Check *check : tell::allChecks())
    result[fmt::format("docs/checks/{}.md", check->info.id)] = tell::checkPage(check->info);
  return result;
}

/// Pages of checks that are no more.
std::set<std::string> leftovers(const fs::path &root, const std::map<std::string, std::string> &wanted) {
  std::set<std::string> result;
  std::error_code none;
  for (const fs::directory_entry &entry : fs::directory_iterator(root / "docs/checks", none))
    if (const std::string path = "docs/checks/" + entry.path().filename().string(); !wanted.contains(path))
      result.insert(path);
  return result;
}

int check(const fs::path &root) {
  const auto wanted = pages(root);
  std::set<std::string> stale = leftovers(root, wanted);
  for (const auto &[path, text] : wanted)
    if (const auto present = tell::readFile((root / path).string(), kLargestPage); !present || *present != text)
      stale.insert(path);
  for (const std::string &path : stale)
    fmt::print(stderr, "{}: does not say what the code says\n", path);
  if (!stale.empty())
    fmt::print(stderr, "build the target 'docs' to write {} anew\n", stale.size() == 1 ? "it" : "them");
  return stale.empty() ? 0 : 1;
}

int write(const fs::path &root) {
  const auto wanted = pages(root);
  for (const std::string &path : leftovers(root, wanted))
    fs::remove(root / path);
  for (const auto &[path, text] : wanted) {
    const fs::path target = root / path;
    if (text.empty()) {
      fmt::print(stderr, "{}: it doesn't say where its tables stand\n", target.string());
      return 2;
    }
    fs::create_directories(target.parent_path());
    // What is right already keeps its time, so that nothing is built anew for it.
    if (const auto present = tell::readFile(target.string(), kLargestPage); present && *present == text)
      continue;
    if (const tell::Status status = tell::writeFileAtomically(target.string(), text); !status) {
      fmt::print(stderr, "{}\n", status.error().message());
      return 2;
    }
  }
  return 0;
}

} // namespace

int main(int argc, char **argv) {
  const bool checks = argc == 3 && std::string_view(argv[2]) == "--check";
  if (argc != 2 && !checks) {
    fmt::print(stderr, "usage: generate ROOT [--check]\n");
    return 2;
  }
  try {
    return checks ? check(argv[1]) : write(argv[1]);
  } catch (const fs::filesystem_error &error) {
    fmt::print(stderr, "{}\n", error.what());
    return 2;
  }
}
