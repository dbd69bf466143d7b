#pragma once

#include <strandline/base/context.hpp>
#include <strandline/numerics/mixed_program.hpp>

#include <cstdint>
#include <limits>
#include <vector>

namespace strandline::strain {

/// Choose elements so that each of `to_hit` has at least one of them and none of `forbidden` is chosen whole.
struct HittingTask {
    std::vector<double> cost;                                      // by element, 0 or more
    std::vector<std::int32_t> size;                                // by element, 1 or more
    std::int64_t most = std::numeric_limits<std::int64_t>::max();  // of the sum of sizes
    std::vector<std::vector<std::int32_t>> to_hit, forbidden;      // elements ascending
    std::int64_t nodes = 5000;                                     // of branch and bound
};

struct HittingSet {
    numerics::MixedStatus status = numerics::MixedStatus::failure;
    std::vector<std::int32_t> elements;  // ascending; after optimal
    double cost = 0;
};

/// A choice of least cost, proved: by branch and bound over the elements that `to_hit` names. Status limit
/// after `nodes`.
HittingSet cheapest_hitting_set(const HittingTask& task, Context& context);

}  // namespace strandline::strain
