// Any two texts, the configuration of a folder and of one inside it, are read or are an Error; what `clang-tell config`
// shows of both together reads as the same.
#include "fuzz/fuzz.hpp"
#include "workspace/configuration.hpp"

namespace {

const tell::ConfigurationVocabulary kVocabulary = {{"tell-anemic-class", "tell-message-chain"},
                                                   {"tell-anemic-class.MaxEvidence", "tell-message-chain.MinClasses"}};

/// The settings without the places they come from.
tell::Configuration bare(tell::Configuration settings) {
  const auto forget = [](auto &list) {
    for (auto &setting : list)
      setting.origin = {};
  };
  settings.files.clear();
  forget(settings.checks);
  forget(settings.exclude);
  forget(settings.records);
  forget(settings.dataOriented);
  for (auto &[name, setting] : settings.checkLevels)
    setting.origin = {};
  for (auto &[name, setting] : settings.checkOptions)
    setting.origin = {};
  // Shown as the defaults where they are open, so they are no difference.
  settings.failOn = {settings.failOn ? settings.failOn->value : "warning", {}};
  settings.maxFindings = {settings.maxFindings ? settings.maxFindings->value : 0, {}};
  return settings;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace tell;
  std::string_view input = fuzz::textOf(data, size);
  Configuration settings;
  for (const std::string path : {"outer/.clang-tell", "outer/inner/.clang-tell"}) {
    auto file = parseConfiguration(std::string(fuzz::takePart(input)), path, kVocabulary);
    if (!file) {
      fuzz::requireGoodMessage(file.error().message());
      fuzz::require(file.error().message().starts_with(path + ':'), "an error names the file");
      return 0;
    }
    settings =
        file->inherits ? mergeConfiguration(std::move(settings), std::move(file->settings)) : std::move(file->settings);
  }
  const auto again = parseConfiguration(describeConfiguration(settings), "described", kVocabulary);
  fuzz::require(again && bare(again->settings) == bare(settings), "what is shown of a configuration reads as the same");
  return 0;
}
