#pragma once

#include <memory>
#include <system_error>
#include <utility>

#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/VirtualFileSystem.h>

namespace tell {

/// A file whose contents are read, never mapped: somebody may save or cut it off meanwhile. What was parsed would then
/// not be what was hashed, and what is no longer there would end the process.
class ReadFile : public llvm::vfs::File {
public:
  explicit ReadFile(std::unique_ptr<llvm::vfs::File> file) : file_(std::move(file)) {}

  llvm::ErrorOr<llvm::vfs::Status> status() override { return file_->status(); }
  llvm::ErrorOr<std::string> getName() override { return file_->getName(); }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> getBuffer(const llvm::Twine &name, std::int64_t size,
                                                               bool requiresNullTerminator, bool) override {
    return file_->getBuffer(name, size, requiresNullTerminator, /*IsVolatile=*/true);
  }
  std::error_code close() override { return file_->close(); }

private:
  std::unique_ptr<llvm::vfs::File> file_;
};

/// A file system that opens files only: opening a FIFO would wait for a writer that never comes, a device may have no
/// end.
class RegularFileSystem : public llvm::vfs::ProxyFileSystem {
public:
  using ProxyFileSystem::ProxyFileSystem;

  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &path) override {
    if (const auto found = ProxyFileSystem::status(path);
        found && !found->isRegularFile() && found->getType() != llvm::sys::fs::file_type::directory_file)
      return std::make_error_code(std::errc::operation_not_supported);
    auto file = ProxyFileSystem::openFileForRead(path);
    if (!file)
      return file.getError();
    return std::make_unique<ReadFile>(std::move(*file));
  }
};

} // namespace tell
