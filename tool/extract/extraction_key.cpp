#include "extract/extraction_key.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include <clang/Basic/Version.h>
#include <clang/Frontend/CompilerInvocation.h>
#include <fmt/format.h>
#include <llvm/Support/VirtualFileSystem.h>

#include "extract/extractor_digest.hpp"
#include "extract/invocation.hpp"
#include "extract/worker.hpp"
#include "extract/worker_process.hpp"
#include "facts/cache.hpp"
#include "facts/tu_facts.hpp"

namespace tell {
namespace {

/// Parts are told apart by their lengths.
void append(std::string &text, std::string_view part) { text += fmt::format("{}:{}", part.size(), part); }

/// The arguments without those by which units differ most and which no driver looks at when it chooses a toolchain.
std::vector<std::string> withoutOwn(const std::vector<std::string> &arguments) {
  constexpr std::array<std::string_view, 6> kOwn = {"-I", "-D", "-U", "-iquote", "-isystem", "-idirafter"};
  std::vector<std::string> rest;
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    const auto own = std::ranges::find_if(kOwn, [&](std::string_view flag) { return arguments[i].starts_with(flag); });
    if (own == kOwn.end())
      rest.push_back(arguments[i]);
    else if (arguments[i] == *own)
      ++i; // its value
  }
  return rest;
}

class ExtractionKeys {
public:
  explicit ExtractionKeys(const ExtractOptions &options);

  [[nodiscard]] std::string of(const CompileCommand &command);

private:
  const std::string &toolchain(const std::vector<std::string> &arguments, const std::string &directory);

  const ExtractOptions &options_;
  std::string common_;
  std::map<std::vector<std::string>, std::string> toolchains_; ///< by what is left of the arguments
};

ExtractionKeys::ExtractionKeys(const ExtractOptions &options) : options_(options) {
  append(common_, kExtractorDigest);
  append(common_, std::to_string(facts::kFormatVersion));
  append(common_, clang::getClangFullVersion());
  append(common_, options.scope->root());
}

std::string ExtractionKeys::of(const CompileCommand &command) {
  const std::vector<std::string> arguments = driverArguments(command, options_);
  if (arguments.empty())
    return {};
  std::string key = common_;
  append(key, command.directory);
  append(key, command.file);
  for (const std::string &argument : arguments)
    append(key, argument);
  append(key, toolchain(withoutOwn(arguments), command.directory));
  return key;
}

/// What Clang's driver makes of a unit: the search path of system headers stands in it.
const std::string &ExtractionKeys::toolchain(const std::vector<std::string> &arguments, const std::string &directory) {
  std::vector<std::string> asked = arguments;
  asked.push_back(directory);
  const auto [known, isNew] = toolchains_.try_emplace(std::move(asked));
  if (!isNew)
    return known->second;
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> disk = llvm::vfs::createPhysicalFileSystem().release();
  disk->setCurrentWorkingDirectory(directory);
  std::vector<std::string> all = arguments;
  all.insert(all.end(), {"-x", "c++", "unit.cpp"});
  clang::IgnoringDiagConsumer silence;
  if (const auto invocation = makeInvocation(all, disk, silence))
    for (const std::string &argument : invocation->getCC1CommandLine())
      append(known->second, argument);
  return known->second;
}

/// One line for each command, in a process that must not be this one.
std::string keyLines(std::span<const CompileCommand> commands, const ExtractOptions &options) {
  ExtractionKeys keys(options);
  std::string lines(1, kTextTag);
  for (const CompileCommand &command : commands) {
    const std::string inputs = keys.of(command);
    lines += (inputs.empty() ? inputs : facts::Cache::keyOf(inputs)) + '\n';
  }
  return lines;
}

/// Fills `keys`, one for each command. Where one ends the process, the halves are tried on their own.
void findKeys(std::span<const CompileCommand> commands, const ExtractOptions &options, const PoolOptions &pool,
              std::span<std::string> keys) {
  if (commands.empty() || (pool.cancelled && pool.cancelled()))
    return;
  if (const auto answer = answerOf([&] { return keyLines(commands, options); }, pool)) {
    llvm::StringRef lines(*answer);
    for (std::string &key : keys) {
      const auto [line, rest] = lines.split('\n');
      key = line.str();
      lines = rest;
    }
    return;
  }
  if (commands.size() == 1)
    return;
  const std::size_t half = commands.size() / 2;
  findKeys(commands.first(half), options, pool, keys.first(half));
  findKeys(commands.subspan(half), options, pool, keys.subspan(half));
}

} // namespace

std::vector<std::string> extractionKeys(std::span<const CompileCommand> commands, const ExtractOptions &options,
                                        const PoolOptions &pool) {
  std::vector<std::string> keys(commands.size());
  findKeys(commands, options, pool, keys);
  return keys;
}

} // namespace tell
