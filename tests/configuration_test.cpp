#include "temporary_folder.hpp"
#include "workspace/configurations.hpp"

#include <llvm/Support/JSON.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace tell {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const ConfigurationVocabulary kVocabulary{{"tell-anemic-class", "tell-message-chain"},
                                          {"tell-anemic-class.MaxEvidence", "tell-message-chain.MinClasses"}};

ConfigurationFile parsed(const std::string &text) {
  const auto file = parseConfiguration(text, ".clang-tell", kVocabulary);
  EXPECT_TRUE(file.ok()) << file.error().message();
  return file.ok() ? *file : ConfigurationFile();
}

std::string rejected(const std::string &text) {
  const auto file = parseConfiguration(text, ".clang-tell", kVocabulary);
  return file.ok() ? "(accepted)" : file.error().message();
}

std::vector<std::string> valuesOf(const std::vector<Setting<std::string>> &settings) {
  std::vector<std::string> values;
  for (const auto &setting : settings)
    values.push_back(setting.value);
  return values;
}

TEST(Configuration, ReadsEveryKeyAndWhereItStood) {
  const ConfigurationFile file = parsed(R"(# what we judge
InheritParentConfig: true
Checks: '*,-tell-message-chain'
FailOn: error
MaxFindings: 3
Exclude: ['third_party/**', "**/*.pb.h"]
Records:
  - 'api::*Dto'
  - '*Config'
DataOriented: ecs::*
CheckOptions:
  tell-message-chain.MinClasses: 4
CheckLevels:
  tell-anemic-class: note
)");
  EXPECT_TRUE(file.inherits);
  const Configuration &settings = file.settings;
  EXPECT_THAT(valuesOf(settings.checks), ElementsAre("*,-tell-message-chain"));
  EXPECT_EQ(settings.failOn, (Setting<std::string>{"error", {".clang-tell", 4}}));
  EXPECT_EQ(settings.maxFindings, (Setting<unsigned>{3, {".clang-tell", 5}}));
  EXPECT_THAT(valuesOf(settings.exclude), ElementsAre("third_party/**", "**/*.pb.h"));
  EXPECT_THAT(valuesOf(settings.records), ElementsAre("api::*Dto", "*Config"));
  EXPECT_EQ(settings.records[1].origin.line, 9U);
  EXPECT_THAT(valuesOf(settings.dataOriented), ElementsAre("ecs::*"));
  EXPECT_EQ(settings.checkOptions.at("tell-message-chain.MinClasses"), (Setting<double>{4, {".clang-tell", 12}}));
  EXPECT_EQ(settings.checkLevels.at("tell-anemic-class").value, "note");
}

TEST(Configuration, AnEmptyFileLeavesEverythingToTheDefaults) {
  for (const char *text : {"", "\n", "# nothing\n", "---\n"})
    EXPECT_EQ(parsed(text).settings, Configuration()) << text;
}

TEST(Configuration, MistakesNameTheLineAndTheNearestName) {
  EXPECT_EQ(rejected("Checks: '*'\nExcludes: []\n"), ".clang-tell:2: unknown key 'Excludes'; did you mean 'Exclude'?");
  EXPECT_EQ(rejected("Checks: 'tell-anemic-clas'\n"),
            ".clang-tell:1: unknown check 'tell-anemic-clas'; did you mean 'tell-anemic-class'?");
  EXPECT_EQ(
      rejected("CheckOptions:\n  tell-message-chain.MinClass: 3\n"),
      ".clang-tell:2: unknown option 'tell-message-chain.MinClass'; did you mean 'tell-message-chain.MinClasses'?");
  EXPECT_EQ(rejected("CheckLevels:\n  tell-anemic-class: warn\n"),
            ".clang-tell:2: unknown level 'warn'; did you mean 'warning'?");
  EXPECT_EQ(rejected("FailOn: warnings\n"), ".clang-tell:1: unknown level 'warnings'; did you mean 'warning'?");
}

TEST(Configuration, WrongTypesAreErrors) {
  EXPECT_EQ(rejected("InheritParentConfig: yes\n"), ".clang-tell:1: 'InheritParentConfig' must be true or false");
  EXPECT_EQ(rejected("Exclude:\n  a: b\n"), ".clang-tell:2: 'Exclude' must be a list of texts");
  EXPECT_EQ(rejected("Exclude: [[a]]\n"), ".clang-tell:1: 'Exclude' must be a list of texts");
  EXPECT_EQ(rejected("FailOn: [note]\n"), ".clang-tell:1: 'FailOn' must be note, warning, error or never");
  for (const char *number : {"-1", "1.5", "many", "2000000", "[1]", "nan", "inf"})
    EXPECT_THAT(rejected(std::string("MaxFindings: ") + number + "\n"), HasSubstr("whole number from 0 to 1000000"));
  EXPECT_EQ(rejected("CheckOptions:\n  tell-message-chain.MinClasses: two\n"),
            ".clang-tell:2: 'tell-message-chain.MinClasses' must be a number");
  EXPECT_EQ(rejected("CheckOptions: [1]\n"), ".clang-tell:1: 'CheckOptions' must hold 'name: value' lines");
  EXPECT_EQ(rejected("- Checks\n"), ".clang-tell:1: expected 'Key: value' lines");
}

TEST(Configuration, DamagedYamlIsAnError) {
  EXPECT_EQ(rejected("FailOn: note\nFailOn: error\n"), ".clang-tell:2: 'FailOn' is given twice");
  EXPECT_THAT(rejected("Checks: 'open\n"), AllOf(HasSubstr(".clang-tell:"), Not(HasSubstr("accepted"))));
  EXPECT_THAT(rejected("Checks: [a, \n"), AllOf(HasSubstr(".clang-tell:"), Not(HasSubstr("accepted"))));
  EXPECT_THAT(rejected("a: &x b\nc: *x\n"), HasSubstr("unknown key 'a'"));
  EXPECT_THAT(rejected("Records: &x [a]\nExclude: *x\n"), HasSubstr("'Exclude' must be a list of texts"));
  EXPECT_THAT(rejected("Checks: '*'\n---\nChecks: '*'\n"), HasSubstr("more than one YAML document"));
  EXPECT_EQ(rejected("Exclude: " + std::string(100'000, '[')), ".clang-tell: nests too deeply");
  EXPECT_EQ(rejected("Records: ['\xFF']\n"), ".clang-tell: no valid UTF-8");
  EXPECT_EQ(rejected(std::string(1000, '-')), ".clang-tell: nests too deeply");
}

TEST(Configuration, AnInnerFileAddsToListsAndReplacesValues) {
  Configuration outer =
      parsed("Checks: '*'\nFailOn: error\nRecords: [A]\nCheckOptions: {tell-message-chain.MinClasses: 3}\n"
             "CheckLevels: {tell-anemic-class: error}\n")
          .settings;
  Configuration inner = parsed("Checks: '-tell-anemic-class'\nFailOn: note\nRecords: [B]\n"
                               "CheckOptions: {tell-message-chain.MinClasses: 5}\n")
                            .settings;
  const Configuration both = mergeConfiguration(std::move(outer), std::move(inner));
  EXPECT_THAT(valuesOf(both.checks), ElementsAre("*", "-tell-anemic-class"));
  EXPECT_EQ(both.failOn->value, "note");
  EXPECT_THAT(valuesOf(both.records), ElementsAre("A", "B"));
  EXPECT_EQ(both.checkOptions.at("tell-message-chain.MinClasses").value, 5);
  EXPECT_EQ(both.checkLevels.at("tell-anemic-class").value, "error");
}

TEST(Configuration, WhatIsPrintedReadsBackTheSame) {
  const Configuration settings =
      parsed("Checks: ['*', '-tell-message-chain']\nFailOn: never\nMaxFindings: 7\nExclude: ['it''s/**']\nRecords: "
             "['*Dto']\n"
             "CheckOptions: {tell-message-chain.MinClasses: 2.5}\nCheckLevels: {tell-anemic-class: none}\n")
          .settings;
  const std::string text = describeConfiguration(settings);
  EXPECT_THAT(text, HasSubstr("FailOn: never  # .clang-tell:2\n"));
  const Configuration again = parsed(text).settings;
  EXPECT_EQ(valuesOf(again.checks), valuesOf(settings.checks));
  EXPECT_EQ(valuesOf(again.exclude), valuesOf(settings.exclude));
  EXPECT_EQ(again.checkOptions.at("tell-message-chain.MinClasses").value, 2.5);
  EXPECT_EQ(again.checkLevels.at("tell-anemic-class").value, "none");
  EXPECT_EQ(again.maxFindings->value, 7U);
}

TEST(Configuration, WhatIsShownIsSafeToShowAndReadsAsTheSame) {
  const Configuration settings = parsed("Records: [\"a\\n\\e[31m\\0b'\", 'x # \"y\" \\z']\n").settings;
  EXPECT_EQ(valuesOf(settings.records),
            (std::vector<std::string>{std::string("a\n\x1b[31m\0b'", 10), "x # \"y\" \\z"}));
  const std::string text = describeConfiguration(settings);
  for (const char c : text)
    EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << text;
  EXPECT_EQ(valuesOf(parsed(text).settings.records), valuesOf(settings.records));
}

TEST(Configuration, TheSchemaKnowsEveryKeyCheckAndOption) {
  auto schema = llvm::json::parse(configurationSchema(kVocabulary));
  ASSERT_TRUE(static_cast<bool>(schema)) << llvm::toString(schema.takeError());
  const llvm::json::Object *keys = schema->getAsObject()->getObject("properties");
  ASSERT_NE(keys, nullptr);
  EXPECT_EQ(keys->size(), configurationKeys().size());
  for (const ConfigurationKey &key : configurationKeys())
    EXPECT_NE(keys->getObject(llvm::StringRef(key.name)), nullptr) << key.name;
  const auto *options = keys->getObject("CheckOptions")->getObject("properties");
  EXPECT_NE(options->getObject("tell-message-chain.MinClasses"), nullptr);
  EXPECT_EQ(keys->getObject("CheckOptions")->getBoolean("additionalProperties"), false);
}

/// The configuration of a folder in a project that has a repository around it.
class Discovery : public testing::Test {
protected:
  Discovery() {
    folder_.write("repository/.git/HEAD", "ref: refs/heads/main\n");
    folder_.write("repository/project/src/deep/a.cpp", "");
  }

  Configuration at(const std::string &below) {
    Configurations configurations(folder_ / "repository/project", kVocabulary);
    const auto found = configurations.of(folder_ / below);
    EXPECT_TRUE(found.ok()) << found.error().message();
    return found.ok() ? **found : Configuration();
  }

  TemporaryFolder folder_;
};

TEST_F(Discovery, TheNearestFileHoldsAndTheSearchEndsAtTheRepository) {
  folder_.write(".clang-tell", "FailOn: never\n");
  EXPECT_THAT(at("repository/project/src/deep").files, IsEmpty());
  folder_.write("repository/.clang-tell", "FailOn: error\nRecords: [Outer]\n");
  EXPECT_EQ(at("repository/project/src/deep").failOn->value, "error");
  folder_.write("repository/project/src/.clang-tell", "FailOn: note\n");
  const Configuration inner = at("repository/project/src/deep");
  EXPECT_EQ(inner.failOn->value, "note");
  EXPECT_THAT(inner.records, IsEmpty()) << "nothing says that it inherits";
  EXPECT_EQ(at("repository/project").failOn->value, "error");
}

TEST_F(Discovery, AFileMayInherit) {
  folder_.write("repository/.clang-tell", "FailOn: error\nRecords: [Outer]\n");
  folder_.write("repository/project/src/.clang-tell", "InheritParentConfig: true\nRecords: [Inner]\n");
  const Configuration inner = at("repository/project/src/deep");
  EXPECT_EQ(inner.failOn->value, "error");
  EXPECT_THAT(valuesOf(inner.records), ElementsAre("Outer", "Inner"));
  EXPECT_THAT(inner.files,
              ElementsAre(folder_ / "repository/.clang-tell", folder_ / "repository/project/src/.clang-tell"));
}

TEST_F(Discovery, ExcludedPathsStartAtTheFileThatStatesThem) {
  folder_.write("repository/project/.clang-tell", "Exclude: ['src/*.pb.h']\n");
  folder_.write("repository/project/src/.clang-tell", "InheritParentConfig: true\nExclude: ['deep/**']\n");
  const Configuration inner = at("repository/project/src/deep");
  const auto excluded = [&](const char *path) {
    return Configurations::excludedBy(inner, folder_ / "repository/project/" + path) != nullptr;
  };
  EXPECT_TRUE(excluded("src/x.pb.h"));
  EXPECT_TRUE(excluded("src/deep/a.cpp"));
  EXPECT_FALSE(excluded("src/a.cpp"));
  EXPECT_FALSE(excluded("deep/a.cpp"));
}

TEST_F(Discovery, AFileThatCantBeReadIsAnError) {
  std::filesystem::create_symlink(".clang-tell", folder_ / "repository/project/.clang-tell");
  Configurations circular(folder_ / "repository/project", kVocabulary);
  const auto found = circular.of(folder_ / "repository/project/src");
  ASSERT_FALSE(found.ok());
  EXPECT_THAT(found.error().message(), HasSubstr("/repository/project/.clang-tell"));
  std::filesystem::remove(folder_ / "repository/project/.clang-tell");
  std::filesystem::create_directory(folder_ / "repository/project/.clang-tell");
  Configurations directory(folder_ / "repository/project", kVocabulary);
  EXPECT_FALSE(directory.of(folder_ / "repository/project/src").ok());
}

TEST_F(Discovery, AFileThatInheritsFromItselfIsAnError) {
  folder_.write("repository/.clang-tell", "InheritParentConfig: true\nRecords: [Outer]\n");
  std::filesystem::create_symlink("../.clang-tell", folder_ / "repository/project/.clang-tell");
  Configurations circle(folder_ / "repository/project", kVocabulary);
  const auto found = circle.of(folder_ / "repository/project/src");
  ASSERT_FALSE(found.ok());
  EXPECT_THAT(found.error().message(), HasSubstr("repository/project/.clang-tell: inherits from itself"));
}

TEST_F(Discovery, OneFileMayTakeThePlaceOfAll) {
  folder_.write("repository/project/.clang-tell", "FailOn: note\n");
  folder_.write("mine.yaml", "FailOn: never\n");
  auto one = Configurations::fromFile(folder_ / "repository/project", folder_ / "mine.yaml", kVocabulary);
  ASSERT_TRUE(one.ok());
  EXPECT_EQ((**one->of(folder_ / "repository/project/src")).failOn->value, "never");
  auto none = Configurations::none(folder_ / "repository/project");
  EXPECT_EQ(**none.of(folder_ / "repository/project/src"), Configuration());
  const auto missing = Configurations::fromFile("/", folder_ / "missing.yaml", kVocabulary);
  ASSERT_FALSE(missing.ok());
  EXPECT_THAT(missing.error().message(), HasSubstr("missing.yaml"));
}

} // namespace
} // namespace tell
