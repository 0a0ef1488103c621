#pragma once

#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <llvm/Support/VirtualFileSystem.h>

namespace tell {

/// A file system that remembers the paths that were looked for and do not exist: once they do, a unit that probed them
/// may read other files than before.
class ProbedFileSystem : public llvm::vfs::ProxyFileSystem {
public:
  using ProxyFileSystem::ProxyFileSystem;

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine &path) override {
    auto found = ProxyFileSystem::status(path);
    if (!found)
      missing_.push_back(path.str());
    return found;
  }

  /// Opens files only: opening a FIFO would wait for a writer that never comes, a device may have no end.
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine &path) override {
    if (const auto found = ProxyFileSystem::status(path);
        found && !found->isRegularFile() && found->getType() != llvm::sys::fs::file_type::directory_file)
      return std::make_error_code(std::errc::operation_not_supported);
    auto opened = ProxyFileSystem::openFileForRead(path);
    if (!opened)
      missing_.push_back(path.str());
    return opened;
  }

  /// The missing paths probed since the last call, as they were asked for.
  [[nodiscard]] std::vector<std::string> takeMissing() { return std::exchange(missing_, {}); }

private:
  std::vector<std::string> missing_;
};

} // namespace tell
