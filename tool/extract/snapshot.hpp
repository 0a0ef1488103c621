#pragma once

#include <functional>
#include <span>
#include <string>

#include "extract/extract.hpp"
#include "extract/snapshot_plan.hpp"

namespace tell {

/// What a forked process is to go on with.
struct GoOn {
  bool withUnit = false; ///< else with a further node
  std::size_t index = 0; ///< of the command or of the node
};

/// Called when a node's headers are read; `usable`: without an error. It returns in forked processes only, and ends the
/// process that called it when nothing more goes on from there.
using ServeSnapshot = std::function<GoOn(std::size_t node, bool usable)>;

/// A unit that was read behind headers that others share.
struct SharedExtraction {
  facts::TuFacts facts;
  std::string objection; ///< why these facts might not be those of the unit read alone; empty: they are
};

/// Reads the headers of a root node, and serves from there. What it returns, it returns in a process that went on with
/// a unit. An Error means that not even the headers could be read.
[[nodiscard]] Result<SharedExtraction> extractFromSnapshot(const SnapshotPlan &plan, std::size_t root,
                                                           std::span<const CompileCommand> commands,
                                                           const ExtractOptions &options, const ServeSnapshot &serve);

/// Reads which standard headers the project's text includes in each unit, without parsing anything, nor reading what
/// other people's headers include. A unit without a usable command has no headers.
[[nodiscard]] std::vector<ScannedUnit> scanUnits(std::span<const CompileCommand> commands,
                                                 const ExtractOptions &options);

} // namespace tell
