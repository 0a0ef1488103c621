#include "extract/shared_headers.hpp"

#include <algorithm>
#include <charconv>
#include <thread>

#include "extract/worker_process.hpp"

namespace tell {

using State = SnapshotServer::State;

SharedHeaders::SharedHeaders(const PoolOptions &pool, std::size_t units) : pool_(pool) {
  plan_.nodeOf.assign(units, SnapshotPlan::kAlone);
}

SharedHeaders::SharedHeaders(const PoolOptions &pool, SnapshotPlan plan, SnapshotFunction run)
    : pool_(pool), plan_(std::move(plan)), run_(std::move(run)), nodes_(plan_.nodes.size()) {
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    nodes_[node].left += plan_.nodes[node].units.size();
    if (const std::size_t parent = plan_.nodes[node].parent; parent != node)
      ++nodes_[parent].left;
  }
}

SharedHeaders::Place SharedHeaders::placeOf(std::size_t unit) const {
  const std::size_t node = plan_.nodeOf[unit];
  if (node == SnapshotPlan::kAlone)
    return Place::Alone;
  return nodes_[node].server && nodes_[node].server->state() == State::Ready ? Place::Ready : Place::Waiting;
}

std::size_t SharedHeaders::headersOf(std::size_t unit) const {
  std::size_t count = 0;
  std::size_t node = plan_.nodeOf[unit];
  while (node != SnapshotPlan::kAlone) {
    count += plan_.nodes[node].headers.size();
    node = plan_.nodes[node].parent == node ? SnapshotPlan::kAlone : plan_.nodes[node].parent;
  }
  return count;
}

bool SharedHeaders::startServer() {
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    Node &next = nodes_[node];
    if (next.started || next.left == 0)
      continue;
    const std::size_t parent = plan_.nodes[node].parent;
    const bool isRoot = parent == node;
    if (!isRoot && (!nodes_[parent].server || nodes_[parent].server->state() != State::Ready))
      continue;
    next.started = true;
    auto server = isRoot ? SnapshotServer::start(node, run_, pool_) : nodes_[parent].server->startNode(node, pool_);
    if (!isRoot)
      left(parent);
    if (server)
      next.server = std::move(*server);
    else
      giveUp(node);
    return true;
  }
  return false;
}

std::size_t SharedHeaders::building() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      nodes_, [](const Node &node) { return node.server && node.server->state() == State::Building; }));
}

std::size_t SharedHeaders::readyUnits() const {
  std::size_t count = 0;
  for (std::size_t node = 0; node < nodes_.size(); ++node)
    if (nodes_[node].server && nodes_[node].server->state() == State::Ready)
      count += plan_.nodes[node].units.size();
  return count;
}

void SharedHeaders::addWaits(std::vector<pollfd> &descriptors,
                             std::optional<Worker::Clock::time_point> &earliest) const {
  for (const Node &node : nodes_) {
    if (!node.server || node.server->state() != State::Building)
      continue;
    descriptors.push_back({.fd = node.server->descriptor(), .events = POLLIN, .revents = 0});
    if (const auto deadline = node.server->deadline(); deadline && (!earliest || *deadline < *earliest))
      earliest = deadline;
  }
}

void SharedHeaders::collect() {
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    if (!nodes_[node].server)
      continue;
    const State state = nodes_[node].server->state();
    const auto deadline = nodes_[node].server->deadline();
    if (state == State::Unusable || (state == State::Building && deadline && Worker::Clock::now() >= *deadline))
      giveUp(node);
  }
}

/// All that would go on from here goes alone.
void SharedHeaders::giveUp(std::size_t node) {
  nodes_[node].server.reset();
  nodes_[node].started = true;
  nodes_[node].left = 0;
  for (const std::size_t unit : plan_.nodes[node].units)
    plan_.nodeOf[unit] = SnapshotPlan::kAlone;
  plan_.nodes[node].units.clear();
  for (std::size_t child = node + 1; child < nodes_.size(); ++child)
    if (plan_.nodes[child].parent == node && !nodes_[child].started)
      giveUp(child);
}

void SharedHeaders::left(std::size_t node) {
  if (--nodes_[node].left == 0)
    nodes_[node].server.reset();
}

Result<std::unique_ptr<Worker>> SharedHeaders::startUnit(std::size_t unit) {
  const std::size_t node = plan_.nodeOf[unit];
  auto worker = nodes_[node].server->startUnit(unit, pool_);
  if (!worker) {
    readAlone(unit);
    return worker;
  }
  std::erase(plan_.nodes[node].units, unit);
  left(node);
  return worker;
}

void SharedHeaders::readAlone(std::size_t unit) {
  const std::size_t node = std::exchange(plan_.nodeOf[unit], SnapshotPlan::kAlone);
  if (node != SnapshotPlan::kAlone && std::erase(plan_.nodes[node].units, unit) != 0)
    left(node);
}

// --- the scan

namespace {

void append(std::string &text, std::string_view part) {
  text += std::to_string(part.size());
  text += ':';
  text += part;
}

/// Takes one part off the front; nothing where the text is not made of parts.
std::optional<std::string> take(std::string_view &text) {
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  const auto digits = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || digits >= text.size() || *end != ':' || text.size() - digits - 1 < size)
    return std::nullopt;
  std::string part(text.substr(digits + 1, size));
  text.remove_prefix(digits + 1 + size);
  return part;
}

std::string encode(const std::vector<ScannedUnit> &units) {
  std::string text(1, kTextTag);
  for (const ScannedUnit &unit : units) {
    append(text, unit.group);
    for (const std::string &header : unit.headers)
      append(text, header);
    append(text, ""); // ends the headers: none is empty
  }
  return text;
}

/// Fills as many units as there are; the rest stays as it is.
void decode(std::string_view text, std::span<ScannedUnit> units) {
  for (ScannedUnit &unit : units) {
    ScannedUnit read;
    std::optional<std::string> part = take(text);
    if (!part)
      return;
    read.group = std::move(*part);
    while ((part = take(text)) && !part->empty())
      read.headers.push_back(std::move(*part));
    if (!part)
      return;
    unit = std::move(read);
  }
}

struct Scan {
  std::unique_ptr<Worker> worker;
  std::span<ScannedUnit> units;
};

void wait(const std::vector<Scan> &scans, const PoolOptions &pool) {
  std::vector<pollfd> descriptors;
  for (const Scan &scan : scans) {
    descriptors.push_back({.fd = scan.worker->answerDescriptor(), .events = POLLIN, .revents = 0});
    descriptors.push_back({.fd = scan.worker->printedDescriptor(), .events = POLLIN, .revents = 0});
  }
  constexpr int kPatience = 100;
  ::poll(descriptors.data(), descriptors.size(), pool.cancelled || pool.unitTimeoutSeconds != 0 ? kPatience : -1);
}

} // namespace

SnapshotPlan planInWorkers(std::span<const CompileCommand> commands, const ExtractOptions &options,
                           const PoolOptions &pool) {
  std::vector<ScannedUnit> units(commands.size());
  const std::size_t jobs = pool.jobs != 0 ? pool.jobs : std::max(1U, std::thread::hardware_concurrency());
  const std::size_t each = (commands.size() + jobs - 1) / jobs;
  std::vector<Scan> scans;
  for (std::size_t from = 0; from < commands.size(); from += each) {
    const std::size_t count = std::min(each, commands.size() - from);
    auto worker =
        Worker::start([&, from, count] { return encode(scanUnits(commands.subspan(from, count), options)); }, pool);
    if (worker)
      scans.push_back({.worker = std::move(*worker), .units = std::span(units).subspan(from, count)});
  }
  while (!scans.empty() && !(pool.cancelled && pool.cancelled())) {
    wait(scans, pool);
    std::erase_if(scans, [](Scan &scan) {
      const auto deadline = scan.worker->deadline();
      if (deadline && Worker::Clock::now() >= *deadline)
        scan.worker->kill(UnitOutcome::State::TimedOut, {});
      else if (!scan.worker->read())
        return false;
      if (scan.worker->finish().state == UnitOutcome::State::Extracted)
        decode(scan.worker->takeAnswer(), scan.units);
      return true;
    });
  }
  return planSnapshots(units);
}

} // namespace tell
