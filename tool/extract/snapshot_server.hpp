#pragma once

#include <memory>
#include <optional>

#include "extract/snapshot.hpp"
#include "extract/worker.hpp"

namespace tell {

/// What a snapshot's process does: `extractFromSnapshot` for one root, with everything else bound.
using SnapshotFunction = std::function<Result<SharedExtraction>(std::size_t root, const ServeSnapshot &serve)>;

/// A process that holds the parsed headers of one node and forks what goes on from there, seen from the main process.
/// All such processes, and those that they fork, are children of the main process. It is killed with the object.
class SnapshotServer {
public:
  enum class State {
    Building, ///< reads its headers
    Ready,    ///< forks on demand
    Unusable, ///< its headers have errors, or the process has ended
  };

  /// Forks the process of a root.
  static Result<std::unique_ptr<SnapshotServer>> start(std::size_t root, const SnapshotFunction &run,
                                                       const PoolOptions &pool);

  SnapshotServer(const SnapshotServer &) = delete;
  SnapshotServer &operator=(const SnapshotServer &) = delete;
  ~SnapshotServer();

  /// The process of a further node. This one is Ready.
  [[nodiscard]] Result<std::unique_ptr<SnapshotServer>> startNode(std::size_t node, const PoolOptions &pool);

  /// The process of a unit. This one is Ready.
  [[nodiscard]] Result<std::unique_ptr<Worker>> startUnit(std::size_t unit, const PoolOptions &pool);

  /// What to poll for reading while Building.
  [[nodiscard]] int descriptor() const { return channel_.number(); }

  /// Takes what there is to read, without waiting.
  State state();

  /// When the process is to be given up while Building; nothing where there is no limit.
  [[nodiscard]] std::optional<Worker::Clock::time_point> deadline() const { return deadline_; }

private:
  SnapshotServer(pid_t process, Descriptor channel, const PoolOptions &pool);
  [[nodiscard]] pid_t fork(bool withUnit, std::size_t index, int first, int second);

  pid_t process_;
  Descriptor channel_;
  State state_ = State::Building;
  std::optional<Worker::Clock::time_point> deadline_;
};

} // namespace tell
