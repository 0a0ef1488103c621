// Extraction from contents that are not those on disk gives what it would give if they were.

#include "extract_support.hpp"
#include "facts/codec.hpp"

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

namespace tell::test {
namespace {

constexpr std::string_view kUnit = "#include \"order.h\"\n"
                                   "#include \"deep/more.h\"\n"
                                   "int due(const Order &o) { return o.open() ? o.total() : more(); }\n";
constexpr std::string_view kOrder = "#pragma once\n"
                                    "class Order {\n"
                                    "public:\n"
                                    "  int total() const { return total_; }\n"
                                    "  bool open() const { return total_ != 0; }\n"
                                    "private:\n"
                                    "  int total_ = 0;\n"
                                    "};\n";
constexpr std::string_view kMore = "#include \"order.h\"\ninline int more() { return 1; }\n";

std::string encodedFacts(const TemporaryFolder &folder, const FileOverlay *overlay) {
  const ProjectScope scope(folder.path());
  ExtractOptions options;
  options.scope = &scope;
  options.overlay = overlay;
  const auto facts = extractUnit(commandFor(folder.path(), {"-Ifirst", "-Iinclude"}), options);
  EXPECT_TRUE(facts.ok()) << facts.error().message();
  return facts ? facts::encode(*facts) : "";
}

class Overlay : public testing::Test {
protected:
  /// What the files give once they are on disk.
  std::string fromDisk() {
    folder_.write("unit.cpp", kUnit);
    folder_.write("include/order.h", kOrder);
    folder_.write("include/deep/more.h", kMore);
    std::filesystem::remove_all(folder_ / "first");
    return encodedFacts(folder_, nullptr);
  }

  TemporaryFolder folder_;
  FileOverlay overlay_;
};

TEST_F(Overlay, TakesThePlaceOfFiles) {
  folder_.write("unit.cpp", "int other();\n");
  folder_.write("include/order.h", "this is no C++");
  folder_.write("include/deep/more.h", kMore);
  overlay_[folder_ / "unit.cpp"] = kUnit;
  overlay_[folder_ / "include/order.h"] = kOrder;
  const std::string facts = encodedFacts(folder_, &overlay_);
  EXPECT_EQ(facts, fromDisk());
}

TEST_F(Overlay, HoldsFilesAndFoldersThatAreNotThere) {
  overlay_[folder_ / "unit.cpp"] = kUnit;
  overlay_[folder_ / "include/order.h"] = kOrder;
  overlay_[folder_ / "include/deep/more.h"] = kMore;
  const std::string facts = encodedFacts(folder_, &overlay_);
  EXPECT_EQ(facts, fromDisk());
}

TEST_F(Overlay, HidesFiles) {
  folder_.write("unit.cpp", kUnit);
  folder_.write("first/order.h", "this is no C++");
  folder_.write("include/order.h", kOrder);
  folder_.write("include/deep/more.h", kMore);
  overlay_[folder_ / "first/order.h"] = std::nullopt;
  const ProjectScope scope(folder_.path());
  ExtractOptions options;
  options.scope = &scope;
  options.overlay = &overlay_;
  const auto facts = extractUnit(commandFor(folder_.path(), {"-Ifirst", "-Iinclude"}), options);
  ASSERT_TRUE(facts.ok());
  EXPECT_EQ(facts->flags & facts::kUnitErrors, 0U);
  ASSERT_EQ(facts->files.size(), 3U);
  EXPECT_EQ(facts->string(facts->files[1].path), folder_ / "include/deep/more.h");
  const std::vector<std::string> missing = missingIncludesOf(*facts);
  EXPECT_NE(std::ranges::find(missing, folder_ / "first/order.h"), missing.end());
}

TEST_F(Overlay, HidesTheMainFile) {
  folder_.write("unit.cpp", kUnit);
  overlay_[folder_ / "unit.cpp"] = std::nullopt;
  const ProjectScope scope(folder_.path());
  ExtractOptions options;
  options.scope = &scope;
  options.overlay = &overlay_;
  EXPECT_FALSE(extractUnit(commandFor(folder_.path()), options).ok());
}

} // namespace
} // namespace tell::test
