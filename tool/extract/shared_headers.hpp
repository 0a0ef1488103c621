#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <poll.h>

#include "extract/snapshot_server.hpp"

namespace tell {

/// Which units share the reading of which headers, and the processes that hold those headers. Processes are started
/// when units need them and ended once nothing more goes on from them.
class SharedHeaders {
public:
  /// Shares nothing.
  SharedHeaders(const PoolOptions &pool, std::size_t units);
  SharedHeaders(const PoolOptions &pool, SnapshotPlan plan, SnapshotFunction run);

  enum class Place {
    Alone,   ///< the unit is read in a process that begins with nothing
    Waiting, ///< for its headers
    Ready,
  };
  [[nodiscard]] Place placeOf(std::size_t unit) const;

  /// How many headers the unit shares; 0: it is read alone.
  [[nodiscard]] std::size_t headersOf(std::size_t unit) const;

  /// Starts one more process that some unit waits for. False: there is none that could be started now.
  bool startServer();

  /// How many processes read headers at the moment.
  [[nodiscard]] std::size_t building() const;

  /// How many units could be started.
  [[nodiscard]] std::size_t readyUnits() const;

  /// Adds what to wait for.
  void addWaits(std::vector<pollfd> &descriptors, std::optional<Worker::Clock::time_point> &earliest) const;

  /// Looks which processes have read their headers.
  void collect();

  /// The unit is Ready. Where no process can be made of it, the unit is Alone from then on.
  [[nodiscard]] Result<std::unique_ptr<Worker>> startUnit(std::size_t unit);

  /// The unit is to be read alone.
  void readAlone(std::size_t unit);

private:
  struct Node {
    std::unique_ptr<SnapshotServer> server;
    bool started = false;
    std::size_t left = 0; ///< units and nodes that have not gone on from here yet
  };

  void giveUp(std::size_t node);
  void left(std::size_t node);

  const PoolOptions &pool_;
  SnapshotPlan plan_;
  SnapshotFunction run_;
  std::vector<Node> nodes_;
};

/// Scans all units in worker processes and plans what they share. What cannot be scanned shares nothing.
[[nodiscard]] SnapshotPlan planInWorkers(std::span<const CompileCommand> commands, const ExtractOptions &options,
                                         const PoolOptions &pool);

} // namespace tell
