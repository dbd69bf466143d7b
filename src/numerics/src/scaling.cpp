#include "scaling.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::numerics {
namespace {

constexpr int passes = 6;

struct Extent {
    double least = infinity, most = 0;
    void take(double size) {
        least = std::min(least, size);
        most = std::max(most, size);
    }
    double factor() const { return most > 0 ? 1 / std::sqrt(least * most) : 1; }
};

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

double nearest_power_of_two(double positive) { return std::exp2(std::round(std::log2(positive))); }

Scaling geometric_scaling(const SparseColumns& matrix) {
    Scaling made{std::vector<double>(at(matrix.rows), 1.0), std::vector<double>(at(matrix.columns()), 1.0)};
    for (int pass = 0; pass < passes; ++pass) {
        std::vector<Extent> rows(made.row.size());
        for (std::int32_t j = 0; j < matrix.columns(); ++j) {
            const auto row = matrix.rows_of(j);
            const auto value = matrix.values_of(j);
            for (std::size_t k = 0; k < row.size(); ++k)
                rows[at(row[k])].take(std::abs(value[k]) * made.column[at(j)]);
        }
        for (std::size_t i = 0; i < rows.size(); ++i) made.row[i] = rows[i].factor();
        for (std::int32_t j = 0; j < matrix.columns(); ++j) {
            Extent column;
            const auto row = matrix.rows_of(j);
            const auto value = matrix.values_of(j);
            for (std::size_t k = 0; k < row.size(); ++k)
                column.take(std::abs(value[k]) * made.row[at(row[k])]);
            made.column[at(j)] = column.factor();
        }
    }
    for (double& factor : made.row) factor = nearest_power_of_two(factor);
    for (double& factor : made.column) factor = nearest_power_of_two(factor);
    return made;
}

}  // namespace strandline::numerics
