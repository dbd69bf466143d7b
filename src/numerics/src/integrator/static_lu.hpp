#pragma once

#include "vector_loops.hpp"

#include <strandline/numerics/sparse_matrix.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace strandline::numerics {

/// Sparse LU with pivots on the diagonal in an order found once (least fill by Markowitz' count, Management
/// Science 3:255, 1957): each factorisation runs down the same list of products. Quicker than a general
/// method for the matrices I - g J of kinetics; refuses where a column grows, which asks for other pivots.
class StaticLu {
public:
    struct Pivot {
        std::int32_t row = 0, place = 0;
        std::int32_t lower_begin = 0, upper_begin = 0, target_begin = 0;
    };
    /// What the pattern alone decides.
    struct Plan {
        std::vector<Pivot> pivots;  // in their order, and one past the last
        std::vector<std::int32_t> lower_places, lower_rows, upper_places, upper_columns, targets;
        std::vector<std::int32_t> places;         // of each entry of the pattern, in the values
        std::vector<std::int32_t> column_begins;  // of the values, which stand by columns
        /// Rows of L or U with entries beside the diagonal, in the order in which solving needs them, and one
        /// past the last; entries stand one after another in that order.
        std::vector<TriangularRow> lower, upper;
        std::vector<std::int32_t> lower_from, lower_entries, upper_from, upper_entries;  // column, place
    };
    /// Null when a diagonal entry is missing or the list would be too long.
    static std::shared_ptr<const Plan> analyse(const SparsePattern& pattern);

    explicit StaticLu(std::shared_ptr<const Plan> plan);
    std::vector<double> values;

    /// False when a pivot vanishes or the elimination grows.
    bool factorise();
    /// Rows of `count` numbers: x[i * count + k] is component i of right side k.
    void solve(double* x, std::size_t count) const;

private:
    void gather();
    void solve_one(double* x) const;

    std::shared_ptr<const Plan> plan_;
    std::vector<double> reciprocals_, largest_;
    std::vector<double> lower_, upper_;  // for solving; rows of U divided by their pivots
    std::vector<double> diagonal_;       // 1 / pivot, by row
};

}  // namespace strandline::numerics
