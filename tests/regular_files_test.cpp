#include "extract/regular_files.hpp"

#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include <sys/stat.h>

namespace tell {
namespace {

llvm::IntrusiveRefCntPtr<RegularFileSystem> files() {
  return llvm::makeIntrusiveRefCnt<RegularFileSystem>(llvm::vfs::getRealFileSystem());
}

TEST(RegularFiles, KeepWhatWasReadWhateverBecomesOfTheFile) {
  const TemporaryFolder folder;
  constexpr std::size_t kSize = 1 << 18; // far more than is read without being mapped
  folder.write("a.h", std::string(kSize, 'a'));
  const auto buffer = files()->getBufferForFile(folder / "a.h");
  ASSERT_TRUE(buffer);
  folder.write("a.h", std::string(kSize, 'b'));
  std::filesystem::resize_file(folder / "a.h", 10);
  EXPECT_EQ((*buffer)->getBuffer().str(), std::string(kSize, 'a'));
}

TEST(RegularFiles, AreNoPipesAndNoDevices) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink("pipe", folder / "link");
  for (const std::string &path : {folder / "pipe", folder / "link", std::string("/dev/zero"), std::string("/dev/tty")})
    EXPECT_FALSE(files()->openFileForRead(path)) << path;
}

} // namespace
} // namespace tell
