#include "support/file.hpp"

#include "support/path.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace tell {
namespace {

constexpr std::uint64_t kReadAtLeast = 4096;

/// What is wrong with a file that is no regular file.
std::string_view kindOf(const struct stat &status) {
  return S_ISDIR(status.st_mode) ? "it is a folder" : "it is not a regular file";
}

std::string systemMessage(int code) { return std::generic_category().message(code); }

class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  ~Descriptor() {
    if (number_ >= 0)
      ::close(number_);
  }

  [[nodiscard]] bool valid() const { return number_ >= 0; }
  [[nodiscard]] int number() const { return number_; }

  /// Closes now; 0, or the error that the last writes left behind.
  [[nodiscard]] int close() { return ::close(std::exchange(number_, -1)) == 0 ? 0 : errno; }

private:
  int number_;
};

/// Removes the file it was given unless told to keep it.
class TemporaryFile {
public:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile &) = delete;
  TemporaryFile &operator=(const TemporaryFile &) = delete;
  ~TemporaryFile() {
    if (!path_.empty())
      ::unlink(path_.c_str());
  }

  void keep() { path_.clear(); }

private:
  std::string path_;
};

/// A regular file's first `most` bytes.
Result<std::string> readUpTo(const std::string &path, std::uint64_t most) {
  // Opening a pipe for reading waits for a writer unless told not to.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status{};
  if (!file.valid() || ::fstat(file.number(), &status) != 0)
    return Error(fmt::format("cannot read '{}': {}", path, systemMessage(errno)));
  if (!S_ISREG(status.st_mode))
    return Error(fmt::format("cannot read '{}': {}", path, kindOf(status)));

  // The size that is stated is a hint only: the file may grow, and some file systems state none. One byte more than
  // stated tells the end apart without another round.
  std::string bytes;
  std::size_t size = 0;
  std::uint64_t room = static_cast<std::uint64_t>(status.st_size) + 1;
  while (size < most) {
    if (size == bytes.size()) {
      bytes.resize(std::min(room, most));
      room = std::uint64_t{bytes.size()} * 2 + kReadAtLeast;
    }
    const ssize_t got = ::read(file.number(), bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return Error(fmt::format("cannot read '{}': {}", path, systemMessage(errno)));
    if (got == 0)
      break;
    size += static_cast<std::size_t>(got);
  }
  bytes.resize(size);
  return bytes;
}

/// The path that symbolic links lead to; the path itself where nothing stands there.
std::string resolved(const std::string &path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  return real ? std::string(real.get()) : path;
}

} // namespace

Status checkLink(const std::string &path, const std::string &root) {
  struct stat status{};
  if (!isAtOrBelow(path, root) || ::lstat(path.c_str(), &status) != 0 || !S_ISLNK(status.st_mode))
    return {};
  if (const std::string target = resolved(path); target != path && isAtOrBelow(target, resolved(root)))
    return {};
  return Error(fmt::format("cannot write '{}': it is a link that leads out of '{}'", path, root));
}

int writeAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

Result<std::string> readFile(const std::string &path, std::uint64_t maxBytes) {
  Result<std::string> bytes = readUpTo(path, std::min(maxBytes, UINT64_MAX - 1) + 1);
  if (bytes.ok() && bytes->size() > maxBytes)
    return Error(fmt::format("cannot read '{}': it is larger than {} bytes", path, maxBytes));
  return bytes;
}

Result<std::string> readFileHead(const std::string &path, std::size_t bytes) { return readUpTo(path, bytes); }

Status writeFileAtomically(const std::string &path, std::string_view bytes) {
  return writeFileAtomically(path, [bytes](const WriteBytes &write) {
    write(bytes);
    return Status();
  });
}

Status writeFileAtomically(const std::string &path, const std::function<Status(const WriteBytes &)> &produce) {
  static std::atomic<unsigned> number = 0;
  const std::string target = resolved(path);

  struct stat before{};
  const bool exists = ::stat(target.c_str(), &before) == 0;
  if (exists && !S_ISREG(before.st_mode))
    return Error(fmt::format("cannot write '{}': {}", path, kindOf(before)));

  std::string temporary;
  int descriptor = -1;
  do // the name may be taken by what a process that was killed left behind
    descriptor = ::open((temporary = fmt::format("{}.{}-{}.tmp", target, ::getpid(), number++)).c_str(),
                        O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  while (descriptor < 0 && errno == EEXIST);
  Descriptor file(descriptor);
  if (!file.valid())
    return Error(fmt::format("cannot write '{}': {}", path, systemMessage(errno)));
  TemporaryFile removed(temporary);

  int failure = exists && ::fchmod(file.number(), before.st_mode & 07777) != 0 ? errno : 0;
  Status produced = produce([&](std::string_view bytes) {
    if (failure == 0)
      failure = writeAll(file.number(), bytes);
    return failure == 0;
  });
  if (!produced.ok())
    return produced;
  if (failure == 0)
    failure = file.close();
  if (failure == 0 && ::rename(temporary.c_str(), target.c_str()) != 0)
    failure = errno;
  if (failure != 0)
    return Error(fmt::format("cannot write '{}': {}", path, systemMessage(failure)));
  removed.keep();
  return {};
}

} // namespace tell
