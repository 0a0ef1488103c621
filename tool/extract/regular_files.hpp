#pragma once

#include <memory>
#include <system_error>

#include <llvm/Support/VirtualFileSystem.h>

namespace tell {

/// A file system that opens files only: opening a FIFO would wait for a writer that never comes, a device may have no
/// end.
class RegularFileSystem : public llvm::vfs::ProxyFileSystem {
public:
  using ProxyFileSystem::ProxyFileSystem;

  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &path) override {
    if (const auto found = ProxyFileSystem::status(path);
        found && !found->isRegularFile() && found->getType() != llvm::sys::fs::file_type::directory_file)
      return std::make_error_code(std::errc::operation_not_supported);
    return ProxyFileSystem::openFileForRead(path);
  }
};

} // namespace tell
