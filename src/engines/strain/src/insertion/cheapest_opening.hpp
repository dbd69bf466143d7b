#pragma once

#include <strandline/base/context.hpp>
#include <strandline/numerics/linear_program.hpp>

#include <cstdint>
#include <limits>
#include <vector>

namespace strandline::strain {

/// A part of a linear program that is closed until it is paid for: while it is, its column keeps within the
/// closed bounds, which hold 0 and lie within those of the program. Several may share a column.
struct Opening {
    std::int32_t column = 0;
    double closed_lower = 0, closed_upper = 0;
    double cost = 1;        // 0 or more
    std::int32_t size = 1;  // what it counts towards OpeningTask::most
};

/// Which openings, at the least cost, give the program a solution?
struct OpeningTask {
    numerics::LinearProgram program;  // with everything open; its objective plays no part
    std::vector<Opening> openings;
    std::int64_t most = std::numeric_limits<std::int64_t>::max();  // of the sum of sizes
    std::int32_t alternatives = 1;
};

/// none: proved that there is no further set. limit: the search for the last set ran out of nodes. failure: a
/// solver gave up.
enum class OpeningEnd { enough, none, limit, failure };

struct OpeningSet {
    std::vector<std::int32_t> openings;  // ascending
    double cost = 0;
    bool proved = true;  // that none is cheaper; false only for one that a search without end left behind
};

struct OpeningSets {
    OpeningEnd end = OpeningEnd::failure;
    double bound = 0;  // no further set costs less; proved
    std::vector<OpeningSet>
        sets;  // each minimal, cheapest first; each is the cheapest that holds none before
};

/// By implicit hitting sets (Moreno-Centeno & Karp, Operations Research 61:453, 2013): a closed program that
/// has no solution names, by its duals, openings one of which is needed; sets that have one of each such are
/// the only candidates, and the cheapest of them that works is the answer. No big-M, and every step is a
/// linear program with fixed bounds or a covering of whole numbers.
OpeningSets cheapest_openings(const OpeningTask& task, Context& context);

}  // namespace strandline::strain
