// Times the optimal feeding of Park and Ramirez' fed-batch.
//
//     feed_speed PIECES START
//
// stdout: {"objective": …, "compile": s, "seconds": s (of processor time), "iterations": …, "simulations": …,
// "status": …}, from the same feed START in all pieces, on one thread.

#include "feed_problems.hpp"
#include "measured.hpp"

#include <cstdio>
#include <cstdlib>
#include <ctime>

int main(int count, char** words) {
    using namespace strandline;
    using namespace strandline::process;
    if (count < 3) return 2;
    Context context;
    testing::FeedCase made = testing::park_ramirez(std::atoi(words[1]));
    made.problem.controls[0].start = std::atof(words[2]);
    const std::clock_t began = std::clock();
    const FeedSolution found = need(optimise_feed(made.problem, {}, context));
    std::printf(
        "{\"objective\": %.8f, \"seconds\": %.6f, \"iterations\": %d, \"simulations\": %d, \"status\": "
        "\"%s\"}\n",
        found.objective, static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC, found.iterations,
        found.simulations, found.status.c_str());
}
