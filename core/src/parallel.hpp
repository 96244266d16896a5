#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace tranche {

/// Does work(begin, end) for fixed blocks of [0, items) on up to `threads` threads. Which thread takes which block is
/// chance, the blocks themselves are not: work writes only what belongs to its block (or merges private results by
/// begin / block afterwards), and the result is the same for every number of threads.
/// An exception of the first block that threw is rethrown when all threads have ended.
template <class Work> void in_blocks(std::size_t items, std::size_t block, int threads, Work&& work) {
  const std::size_t blocks = (items + block - 1) / block;
  std::vector<std::exception_ptr> faults(blocks);
  std::atomic<std::size_t> next{0};
  const auto worker = [&] {
    for (std::size_t b = next++; b < blocks; b = next++) try {
        work(b * block, std::min(items, (b + 1) * block));
      } catch (...) {
        faults[b] = std::current_exception();
      }
  };
  const std::size_t helpers = std::min(blocks, static_cast<std::size_t>(std::max(threads, 1)));
  {
    std::vector<std::jthread> running;
    for (std::size_t t = 1; t < helpers; ++t) running.emplace_back(worker);
    worker();
  }
  for (const std::exception_ptr& fault : faults)
    if (fault) std::rethrow_exception(fault);
}

} // namespace tranche
