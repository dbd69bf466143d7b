#include <strandline/base/parallel.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <numeric>
#include <stdexcept>
#include <vector>

using namespace strandline;

TEST_CASE("every index is worked on once, for any number of threads") {
    for (const unsigned threads : {0U, 1U, 2U, 3U, 8U, 64U})
        for (const std::size_t count :
             {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{1000}}) {
            CAPTURE(threads);
            CAPTURE(count);
            std::vector<std::atomic<int>> times(count);
            parallel_for(count, threads, [&](std::size_t i) { ++times[i]; });
            bool once = true;
            for (const auto& time : times) once = once && time == 1;
            CHECK(once);
        }
}

TEST_CASE("results by index are the same for any number of threads") {
    const auto squares = [](unsigned threads) {
        std::vector<std::size_t> result(5000);
        parallel_for(result.size(), threads, [&](std::size_t i) { result[i] = i * i; });
        return result;
    };
    const std::vector<std::size_t> alone = squares(1);
    for (const unsigned threads : {2U, 4U, 7U}) CHECK(squares(threads) == alone);
}

TEST_CASE("an exception reaches the caller when all threads are done") {
    for (const unsigned threads : {1U, 4U}) {
        CAPTURE(threads);
        std::atomic<int> running = 0;
        CHECK_THROWS_AS(parallel_for(1000, threads,
                                     [&](std::size_t i) {
                                         ++running;
                                         if (i == 10) {
                                             --running;
                                             throw std::runtime_error("ten");
                                         }
                                         --running;
                                     }),
                        std::runtime_error);
        CHECK(running == 0);
    }
}

TEST_CASE("a loop may stand inside a loop") {
    std::atomic<int> sum = 0;
    parallel_for(8, 4, [&](std::size_t) { parallel_for(8, 4, [&](std::size_t) { ++sum; }); });
    CHECK(sum == 64);
}
