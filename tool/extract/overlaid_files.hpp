#pragma once

#include <memory>
#include <string>
#include <system_error>

#include <llvm/ADT/SmallString.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/VirtualFileSystem.h>

#include "extract/extract.hpp"

namespace tell {

/// A file system in which some files hold other contents than below it, or are not there. Folders that only such files
/// stand in are there too.
class OverlaidFileSystem : public llvm::vfs::ProxyFileSystem {
public:
  /// `overlay` must outlive it.
  OverlaidFileSystem(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> below, const FileOverlay &overlay)
      : ProxyFileSystem(std::move(below)), overlay_(overlay) {
    for (const auto &[path, contents] : overlay)
      if (contents)
        contents_.addFile(path, 0, llvm::MemoryBuffer::getMemBuffer(*contents, path));
  }

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &path) override {
    const std::string asked = absolute(path);
    if (const auto file = overlay_.find(asked); file != overlay_.end())
      return file->second ? named(contents_.status(asked), path) : gone();
    if (auto below = ProxyFileSystem::status(path); below || !contents_.exists(asked))
      return below;
    return named(contents_.status(asked), path); // a folder
  }

  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &path) override {
    const std::string asked = absolute(path);
    const auto file = overlay_.find(asked);
    if (file == overlay_.end())
      return ProxyFileSystem::openFileForRead(path);
    if (!file->second)
      return gone();
    return llvm::vfs::File::getWithPath(contents_.openFileForRead(asked), path);
  }

  bool exists(const llvm::Twine &path) override { return static_cast<bool>(status(path)); }

private:
  static std::error_code gone() { return std::make_error_code(std::errc::no_such_file_or_directory); }

  /// Clang takes a name other than the one it asked for to be that of another file.
  static llvm::ErrorOr<llvm::vfs::Status> named(llvm::ErrorOr<llvm::vfs::Status> found, const llvm::Twine &path) {
    return found ? llvm::vfs::Status::copyWithNewName(*found, path) : found;
  }

  [[nodiscard]] std::string absolute(const llvm::Twine &path) const {
    llvm::SmallString<256> text;
    path.toVector(text);
    (void)makeAbsolute(text);
    llvm::sys::path::remove_dots(text, /*remove_dot_dot=*/true);
    return text.str().str();
  }

  const FileOverlay &overlay_;
  llvm::vfs::InMemoryFileSystem contents_;
};

} // namespace tell
