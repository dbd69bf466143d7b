#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace strandline {

void parallel_for(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work) {
    const std::size_t workers = std::min<std::size_t>(std::max(threads, 1U), count);
    if (workers <= 1) {
        for (std::size_t i = 0; i < count; ++i) work(i);
        return;
    }
    std::atomic<std::size_t> next = 0;
    std::mutex guard;
    std::exception_ptr first;
    const auto loop = [&] {
        for (;;) {
            const std::size_t i = next.fetch_add(1, std::memory_order_relaxed);
            if (i >= count) return;
            try {
                work(i);
            } catch (...) {
                const std::scoped_lock lock(guard);
                if (!first) first = std::current_exception();
                next.store(count, std::memory_order_relaxed);
            }
        }
    };
    {
        std::vector<std::jthread> crew;
        for (std::size_t i = 1; i < workers; ++i) crew.emplace_back(loop);
        loop();
    }
    if (first) std::rethrow_exception(first);
}

}  // namespace strandline
