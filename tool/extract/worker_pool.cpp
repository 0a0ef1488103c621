#include "extract/worker_pool.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <memory>
#include <numeric>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "extract/shared_headers.hpp"
#include "extract/worker.hpp"
#include "extract/worker_process.hpp"
#include "facts/codec.hpp"
#include "support/memory.hpp"

namespace tell {
namespace {

using State = UnitOutcome::State;

constexpr std::chrono::milliseconds kPatience{100}; // how long `cancelled` may go unasked

/// Big main files first, so last in the list: were they started last, one would run alone at the end.
std::vector<std::size_t> startOrder(std::span<const CompileCommand> commands) {
  std::vector<std::uintmax_t> sizes;
  for (const CompileCommand &command : commands) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(command.file, error);
    sizes.push_back(error ? 0 : size);
  }
  std::vector<std::size_t> order(commands.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order,
                    [&](std::size_t a, std::size_t b) { return sizes[a] != sizes[b] ? sizes[a] < sizes[b] : a > b; });
  return order;
}

/// While it lives, ended children can be waited for, whatever the process inherited.
class ChildrenAreWaitedFor {
public:
  ChildrenAreWaitedFor() : before_(std::signal(SIGCHLD, SIG_DFL)) {}
  ~ChildrenAreWaitedFor() {
    if (before_ != SIG_ERR)
      std::signal(SIGCHLD, before_);
  }
  ChildrenAreWaitedFor(const ChildrenAreWaitedFor &) = delete;
  ChildrenAreWaitedFor &operator=(const ChildrenAreWaitedFor &) = delete;

private:
  void (*before_)(int);
};

/// Encoded facts until the last process was forked. They are kept in a file in memory: a fork copies the page tables of
/// this process, so what is in its own memory would make each unit dearer than the one before.
class FactsStore {
public:
  FactsStore() : file_(::memfd_create("facts", MFD_CLOEXEC)) {}

  struct Slot {
    off_t offset = 0;
    std::size_t size = 0;
  };

  /// Nothing where there is no memory for them.
  [[nodiscard]] std::optional<Slot> keep(std::string_view bytes);

  /// The bytes, which are not kept any longer.
  [[nodiscard]] Result<std::string> take(Slot slot);

private:
  Descriptor file_;
  off_t end_ = 0;
};

std::optional<FactsStore::Slot> FactsStore::keep(std::string_view bytes) {
  const Slot slot{.offset = end_, .size = bytes.size()};
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file_.number(), bytes.data(), bytes.size(), end_);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return std::nullopt;
    bytes.remove_prefix(static_cast<std::size_t>(written));
    end_ += written;
  }
  return slot;
}

Result<std::string> FactsStore::take(Slot slot) {
  std::string bytes(slot.size, '\0');
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count =
        ::pread(file_.number(), bytes.data() + done, bytes.size() - done, slot.offset + static_cast<off_t>(done));
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return Error("cannot read them back");
    done += static_cast<std::size_t>(count);
  }
  ::fallocate(file_.number(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, slot.offset, static_cast<off_t>(slot.size));
  return bytes;
}

class Pool {
public:
  Pool(std::span<const CompileCommand> commands, const ExtractFunction &extract, SharedHeaders shared,
       const PoolOptions &options)
      : commands_(commands), extract_(extract), shared_(std::move(shared)), options_(options),
        toStart_(startOrder(commands)),
        jobs_(options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency())) {}

  std::vector<UnitOutcome> run();

private:
  struct Running {
    std::size_t unit = 0;
    std::unique_ptr<Worker> worker;
  };

  void startMore();
  [[nodiscard]] bool hasRoom() const;
  bool startUnit();
  void wait();
  void collect();
  bool readAgain(std::size_t unit, const UnitOutcome &outcome);
  void interrupt();
  void settle(std::size_t unit, UnitOutcome outcome);
  void keepFacts(std::size_t unit, std::string_view bytes, UnitOutcome &outcome);
  std::optional<facts::TuFacts> decoded(const Result<std::string_view> &bytes, UnitOutcome &outcome);
  void decodeAll();
  [[nodiscard]] bool cancelled() const { return options_.cancelled && options_.cancelled(); }

  std::span<const CompileCommand> commands_;
  const ExtractFunction &extract_;
  SharedHeaders shared_;
  const PoolOptions &options_;
  std::vector<std::size_t> toStart_; ///< units, the next one last
  std::size_t done_ = 0;
  std::uint64_t peakMiB_ = 0; ///< of the units that have ended
  std::size_t jobs_;
  std::vector<Running> running_;
  std::vector<UnitOutcome> outcomes_;
  FactsStore store_;
  std::vector<FactsStore::Slot> slots_; ///< by unit, where Extracted
};

std::vector<UnitOutcome> Pool::run() {
  outcomes_.resize(commands_.size());
  slots_.resize(commands_.size());
  while (!toStart_.empty() || !running_.empty()) {
    if (cancelled()) {
      interrupt();
      break;
    }
    startMore();
    wait();
    collect();
  }
  decodeAll();
  for (std::size_t unit = 0; unit < commands_.size(); ++unit)
    outcomes_[unit].file = commands_[unit].file;
  return std::move(outcomes_);
}

/// Whether one more process finds a core, and the memory that the biggest unit so far needed; of those that run, half
/// is taken to be still to come.
bool Pool::hasRoom() const {
  const std::size_t busy = running_.size() + shared_.building();
  if (busy == 0 || busy >= jobs_)
    return busy == 0;
  constexpr std::uint64_t kLeastMiB = 256;
  const std::optional<std::uint64_t> available = options_.availableMiB ? options_.availableMiB() : availableMemoryMiB();
  return !available || *available >= std::max(kLeastMiB, peakMiB_) * (2 + busy) / 2;
}

void Pool::startMore() {
  while (hasRoom()) {
    // Headers that units wait for come first, but not more of them than are soon needed.
    if (shared_.readyUnits() + running_.size() < 2 * jobs_ && shared_.startServer())
      continue;
    if (!startUnit())
      return;
  }
}

/// False where none can be started now.
bool Pool::startUnit() {
  const auto startable = std::find_if(toStart_.rbegin(), toStart_.rend(), [&](std::size_t unit) {
    return shared_.placeOf(unit) != SharedHeaders::Place::Waiting;
  });
  if (startable == toStart_.rend())
    return shared_.startServer();
  const std::size_t unit = *startable;
  if (shared_.placeOf(unit) == SharedHeaders::Place::Ready) {
    const std::size_t headers = shared_.headersOf(unit);
    if (auto worker = shared_.startUnit(unit)) {
      outcomes_[unit].sharedHeaders = headers;
      toStart_.erase(std::next(startable).base());
      running_.push_back({.unit = unit, .worker = std::move(*worker)});
    }
    return true; // else it is alone now, and looked at again
  }
  Result<std::unique_ptr<Worker>> worker =
      Worker::start([&] { return answerWith(extract_(commands_[unit])); }, options_);
  if (!worker && !running_.empty())
    return false; // too many processes or descriptors for now: again when one has ended
  toStart_.erase(std::next(startable).base());
  if (worker) {
    running_.push_back({.unit = unit, .worker = std::move(*worker)});
    return true;
  }
  UnitOutcome outcome;
  outcome.reason = worker.error().message();
  settle(unit, std::move(outcome));
  return true;
}

/// Until there is something to read, a deadline has come, or `cancelled` is to be asked again.
void Pool::wait() {
  std::vector<pollfd> descriptors;
  std::optional<Worker::Clock::time_point> earliest;
  for (const Running &running : running_) {
    descriptors.push_back({.fd = running.worker->answerDescriptor(), .events = POLLIN, .revents = 0});
    descriptors.push_back({.fd = running.worker->printedDescriptor(), .events = POLLIN, .revents = 0});
    if (const auto deadline = running.worker->deadline(); deadline && (!earliest || *deadline < *earliest))
      earliest = deadline;
  }
  shared_.addWaits(descriptors, earliest);
  if (descriptors.empty())
    return;
  std::chrono::milliseconds timeout{-1};
  if (earliest)
    timeout = std::max(std::chrono::milliseconds{0},
                       std::chrono::ceil<std::chrono::milliseconds>(*earliest - Worker::Clock::now()));
  if (options_.cancelled)
    timeout = earliest ? std::min(timeout, kPatience) : kPatience;
  ::poll(descriptors.data(), descriptors.size(),
         static_cast<int>(timeout.count())); // EINTR: looked at like any wake-up
}

void Pool::collect() {
  shared_.collect();
  for (std::size_t i = 0; i < running_.size();) {
    Worker &worker = *running_[i].worker;
    if (!worker.read()) {
      if (const auto deadline = worker.deadline(); deadline && Worker::Clock::now() >= *deadline)
        worker.kill(State::TimedOut, "took longer than " + std::to_string(options_.unitTimeoutSeconds) + " s");
      ++i;
      continue;
    }
    const Running ended = std::move(running_[i]);
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
    UnitOutcome outcome = ended.worker->finish();
    peakMiB_ = std::max(peakMiB_, ended.worker->peakMiB());
    if (readAgain(ended.unit, outcome))
      continue;
    if (outcome.state == State::Extracted)
      keepFacts(ended.unit, ended.worker->takeAnswer(), outcome);
    settle(ended.unit, std::move(outcome));
  }
}

/// Whatever goes wrong behind shared headers may be for them.
bool Pool::readAgain(std::size_t unit, const UnitOutcome &outcome) {
  UnitOutcome &known = outcomes_[unit];
  if (outcome.state == State::Extracted || outcome.state == State::TimedOut || known.sharedHeaders == 0)
    return false;
  known.sharedHeaders = 0;
  known.readAlone = outcome.reason;
  shared_.readAlone(unit);
  toStart_.push_back(unit);
  return true;
}

void Pool::interrupt() {
  for (const Running &running : running_) // all of them before the first is waited for
    running.worker->kill(State::Failed, "interrupted");
  for (const Running &running : running_)
    outcomes_[running.unit] = running.worker->finish();
  running_.clear();
  for (const std::size_t unit : toStart_)
    outcomes_[unit].reason = "interrupted";
  toStart_.clear();
}

void Pool::settle(std::size_t unit, UnitOutcome outcome) {
  outcome.sharedHeaders = outcomes_[unit].sharedHeaders;
  outcome.readAlone = std::move(outcomes_[unit].readAlone);
  outcomes_[unit] = std::move(outcome);
  ++done_;
  if (options_.progress)
    options_.progress(done_, commands_.size());
}

void Pool::keepFacts(std::size_t unit, std::string_view bytes, UnitOutcome &outcome) {
  if (options_.extracted)
    options_.extracted(unit, bytes);
  if (options_.take) {
    if (const auto facts = decoded(bytes, outcome))
      options_.take(unit, *facts, bytes);
    return;
  }
  if (const auto slot = store_.keep(bytes)) {
    slots_[unit] = *slot;
    return;
  }
  outcome.state = State::Failed;
  outcome.reason = "no memory to keep its facts";
}

/// The facts in `bytes`; nothing, and a failed outcome, where there are none.
std::optional<facts::TuFacts> Pool::decoded(const Result<std::string_view> &bytes, UnitOutcome &outcome) {
  Result<facts::TuFacts> facts = bytes ? facts::decode(*bytes) : Result<facts::TuFacts>(bytes.error());
  if (facts)
    return std::move(*facts);
  outcome.state = State::Failed;
  outcome.reason = facts.error().in("reading the worker's facts").message();
  return std::nullopt;
}

void Pool::decodeAll() {
  if (options_.take)
    return;
  for (std::size_t unit = 0; unit < outcomes_.size(); ++unit) {
    UnitOutcome &outcome = outcomes_[unit];
    if (outcome.state != State::Extracted)
      continue;
    const Result<std::string> bytes = store_.take(slots_[unit]);
    if (auto facts = decoded(bytes ? Result<std::string_view>(*bytes) : bytes.error(), outcome))
      outcome.facts = std::move(*facts);
  }
}

/// Linux counts threads as folders here; elsewhere it is taken on trust.
[[maybe_unused]] bool singleThreaded() {
  std::error_code error;
  const std::filesystem::directory_iterator tasks("/proc/self/task", error);
  return error || std::distance(begin(tasks), end(tasks)) <= 1;
}

std::vector<UnitOutcome> extractWith(std::span<const CompileCommand> commands, const ExtractFunction &extract,
                                     SharedHeaders shared, const PoolOptions &pool) {
  const ChildrenAreWaitedFor guard;
  return Pool(commands, extract, std::move(shared), pool).run();
}

} // namespace

std::vector<UnitOutcome> extractAll(std::span<const CompileCommand> commands, const ExtractFunction &extract,
                                    const PoolOptions &pool) {
  assert((kSanitized || singleThreaded()) && "a fork copies one thread only");
  return extractWith(commands, extract, SharedHeaders(pool, commands.size()), pool);
}

std::vector<UnitOutcome> extractAll(std::span<const CompileCommand> commands, const ExtractOptions &options,
                                    const PoolOptions &pool) {
  assert((kSanitized || singleThreaded()) && "a fork copies one thread only");
  const ExtractFunction extract = [&options](const CompileCommand &command) { return extractUnit(command, options); };
  const SnapshotPlan plan = pool.shareHeaders && commands.size() > 1
                                ? planInWorkers(commands, options, pool)
                                : planSnapshots(std::vector<ScannedUnit>(commands.size()));
  SharedHeaders shared(pool, plan, [&](std::size_t root, const ServeSnapshot &serve) {
    return extractFromSnapshot(plan, root, commands, options, serve);
  });
  return extractWith(commands, extract, std::move(shared), pool);
}

} // namespace tell
