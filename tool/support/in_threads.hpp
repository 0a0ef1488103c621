#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace tell {

/// Calls `work` with each number below `count`, in so many threads at most, which are gone when it returns. `work` may
/// change nothing that two numbers share.
template <typename Work> void inThreads(std::size_t count, unsigned jobs, Work work) {
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++)
      work(i);
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min<std::size_t>(jobs, count); ++i)
    others.emplace_back(run);
  run();
}

} // namespace tell
