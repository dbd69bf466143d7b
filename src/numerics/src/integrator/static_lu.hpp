#pragma once

#include <strandline/numerics/sparse_matrix.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace strandline::numerics {

/// Sparse LU with pivots on the diagonal in an order found once (least fill by Markowitz' count, Management
/// Science 3:255, 1957): each factorisation runs down the same list of products. Quicker than a general
/// method for the matrices I - g J of kinetics; refuses where a column grows, which asks for other pivots.
class StaticLu {
public:
    /// Nothing when a diagonal entry is missing or the list would be too long.
    static std::optional<StaticLu> analyse(const SparsePattern& pattern);

    /// Where entry e of the pattern is in `values`.
    const std::vector<std::int32_t>& places() const { return places_; }
    std::vector<double> values;

    /// False when a pivot vanishes or the elimination grows.
    bool factorise();
    /// Rows of `count` numbers: x[i * count + k] is component i of right side k.
    void solve(double* x, std::size_t count) const;

private:
    struct Pivot {
        std::int32_t row = 0, place = 0;
        std::int32_t lower_begin = 0, upper_begin = 0, target_begin = 0;
    };
    void solve_one(double* x) const;

    std::vector<Pivot> pivots_;  // in their order, and one past the last
    std::vector<std::int32_t> lower_places_, lower_rows_, upper_places_, upper_columns_, targets_;
    std::vector<std::int32_t> places_;
    std::vector<std::int32_t> columns_;  // of each value
    std::vector<double> reciprocals_, largest_;
};

}  // namespace strandline::numerics
