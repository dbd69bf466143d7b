#pragma once

#include <cstddef>
#include <functional>

namespace strandline {

/// Calls `work(i)` for each i below `count`, on up to `threads` threads, each index once, in no set order.
/// Results go by index, so that they are the same for any number of threads. The first exception is rethrown.
void parallel_for(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work);

}  // namespace strandline
