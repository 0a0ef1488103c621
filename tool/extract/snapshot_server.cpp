#include "extract/snapshot_server.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "extract/worker_process.hpp"

namespace tell {
namespace {

constexpr char kReady = 'R';
constexpr char kUnusable = 'X';

/// From the main process to a server: fork a process that goes on with this. Two descriptors come with it: a unit's
/// answer and standard error, or a node's channel (twice).
struct Order {
  bool withUnit = false;
  std::size_t index = 0;
};

bool sendOrder(int channel, Order order, int first, int second) {
  const std::array<int, 2> descriptors{first, second};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(descriptors))> control{};
  iovec data{.iov_base = &order, .iov_len = sizeof(order)};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(descriptors));
  std::memcpy(CMSG_DATA(header), descriptors.data(), sizeof(descriptors));
  ssize_t sent = -1;
  do
    sent = ::sendmsg(channel, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(sizeof(order));
}

/// False once no more orders can come.
bool receiveOrder(int channel, Order &order, std::array<int, 2> &descriptors) {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(descriptors))> control{};
  iovec data{.iov_base = &order, .iov_len = sizeof(order)};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t received = -1;
  do
    received = ::recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
  while (received < 0 && errno == EINTR);
  const cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (received != static_cast<ssize_t>(sizeof(order)) || !header || header->cmsg_type != SCM_RIGHTS)
    return false;
  std::memcpy(descriptors.data(), CMSG_DATA(header), sizeof(descriptors));
  return true;
}

/// What a server and the processes forked from it know of the world around them.
class Server {
public:
  Server(pid_t mainProcess, int channel) : mainProcess_(mainProcess), channel_(channel) {}

  GoOn serve(bool usable) {
    writeOrExit(channel_, std::string_view(usable ? &kReady : &kUnusable, 1));
    Order order;
    std::array<int, 2> descriptors{};
    while (usable && receiveOrder(channel_, order, descriptors)) {
      // A sibling instead of a child: the main process waits for it and hears how it ended.
      const auto process = static_cast<pid_t>(::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0));
      if (process == 0)
        return goOn(order, descriptors);
      for (const int descriptor : descriptors)
        ::close(descriptor);
      writeOrExit(channel_, std::string_view(reinterpret_cast<const char *>(&process), sizeof(process)));
    }
    ::_exit(0);
  }

  [[nodiscard]] int answerPipe() const { return answerPipe_; }

private:
  GoOn goOn(const Order &order, const std::array<int, 2> &descriptors) {
    ::close(channel_);
    channel_ = -1;
    if (order.withUnit) {
      answerPipe_ = descriptors[0];
      continueFor(mainProcess_, descriptors[1]);
      ::close(descriptors[1]);
    } else {
      channel_ = descriptors[0];
      ::close(descriptors[1]);
      continueFor(mainProcess_, STDERR_FILENO);
    }
    return {.withUnit = order.withUnit, .index = order.index};
  }

  pid_t mainProcess_;
  int channel_;
  int answerPipe_ = -1;
};

/// The life of a root's process, and of all that are forked from it. noexcept: an exception must not unwind into a
/// second copy of the main process.
[[noreturn]] void runServer(pid_t mainProcess, int channel, std::size_t root, const SnapshotFunction &run) noexcept {
  Server server(mainProcess, channel);
  const Result<SharedExtraction> result =
      run(root, [&server](std::size_t, bool usable) { return server.serve(usable); });
  if (server.answerPipe() < 0)
    ::_exit(kExitCalledCode); // the headers could not be read
  if (result && !result->objection.empty())
    writeOrExit(server.answerPipe(), kObjectionTag + result->objection);
  else
    writeOrExit(server.answerPipe(), answerWith(result ? Result<facts::TuFacts>(result->facts) : result.error()));
  ::_exit(0);
}

Error systemError(std::string_view what) { return Error(fmt::format("{}: {}", what, std::strerror(errno))); }

/// The main process's end and the server's.
std::optional<std::pair<Descriptor, Descriptor>> makeChannel() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return std::nullopt;
  return std::pair(Descriptor(ends[0]), Descriptor(ends[1]));
}

} // namespace

SnapshotServer::SnapshotServer(pid_t process, Descriptor channel, const PoolOptions &pool)
    : process_(process), channel_(std::move(channel)) {
  if (pool.unitTimeoutSeconds != 0)
    deadline_ = Worker::Clock::now() + std::chrono::seconds(pool.unitTimeoutSeconds);
}

SnapshotServer::~SnapshotServer() {
  ::kill(process_, SIGKILL);
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<std::unique_ptr<SnapshotServer>> SnapshotServer::start(std::size_t root, const SnapshotFunction &run,
                                                              const PoolOptions &pool) {
  auto channel = makeChannel();
  if (!channel)
    return systemError("no channel for a worker process");
  const pid_t mainProcess = ::getpid();
  const pid_t process = ::fork();
  if (process < 0)
    return systemError("no worker process");
  if (process == 0) {
    const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    isolate(mainProcess, null, pool.unitMemoryMiB);
    runServer(mainProcess, channel->second.number(), root, run);
  }
  return std::unique_ptr<SnapshotServer>(new SnapshotServer(process, std::move(channel->first), pool));
}

pid_t SnapshotServer::fork(bool withUnit, std::size_t index, int first, int second) {
  pid_t process = -1;
  if (!sendOrder(channel_.number(), {.withUnit = withUnit, .index = index}, first, second))
    return -1;
  ssize_t received = -1;
  do
    received = ::recv(channel_.number(), &process, sizeof(process), 0);
  while (received < 0 && errno == EINTR);
  if (received != static_cast<ssize_t>(sizeof(process))) {
    state_ = State::Unusable;
    return -1;
  }
  return process;
}

Result<std::unique_ptr<SnapshotServer>> SnapshotServer::startNode(std::size_t node, const PoolOptions &pool) {
  auto channel = makeChannel();
  const pid_t process = channel ? fork(false, node, channel->second.number(), channel->second.number()) : -1;
  if (process < 0)
    return systemError("no worker process");
  return std::unique_ptr<SnapshotServer>(new SnapshotServer(process, std::move(channel->first), pool));
}

Result<std::unique_ptr<Worker>> SnapshotServer::startUnit(std::size_t unit, const PoolOptions &pool) {
  return Worker::startBy([&](int answerPipe, int printedPipe) { return fork(true, unit, answerPipe, printedPipe); },
                         pool);
}

SnapshotServer::State SnapshotServer::state() {
  if (state_ != State::Building)
    return state_;
  char said = kUnusable;
  const ssize_t received = ::recv(channel_.number(), &said, 1, MSG_DONTWAIT);
  if (received < 0 && (errno == EAGAIN || errno == EINTR))
    return state_;
  state_ = received == 1 && said == kReady ? State::Ready : State::Unusable;
  deadline_.reset();
  return state_;
}

} // namespace tell
