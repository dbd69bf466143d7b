#pragma once

#include <strandline/numerics/sparse_matrix.hpp>

#include <cstdint>
#include <vector>

namespace strandline::process {

/// LU of a matrix d I - J with pivots on the diagonal, in an order found once by least fill (Markowitz,
/// Management Science 3:255, 1957), as lists of products that are the same for every lane.
struct EliminationPlan {
    struct Pivot {
        std::int32_t row = 0, place = 0;
        std::int32_t lower_begin = 0, upper_begin = 0, target_begin = 0;
    };
    std::vector<Pivot> pivots;  // in their order, and one past the last
    std::vector<std::int32_t> lower_places, lower_rows, upper_places, upper_columns, targets;
    std::int32_t places = 0;                 // entries of L and U
    std::vector<std::int32_t> entry_places;  // of each entry of J
    std::vector<std::int32_t> diagonal_places;
    std::vector<std::int32_t> columns;  // of each place
};

EliminationPlan plan_elimination(const numerics::SparsePattern& jacobian);

}  // namespace strandline::process
