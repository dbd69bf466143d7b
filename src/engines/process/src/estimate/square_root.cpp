#include "estimate/square_root.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

/// Reflects the row's end onto its first place and the same ends of the rows below with it.
void reflect(double* matrix, std::size_t pivot, std::size_t rows, std::size_t columns) {
    double* const row = matrix + pivot * columns;
    double largest = 0;
    for (std::size_t k = pivot; k < columns; ++k) largest = std::max(largest, std::abs(row[k]));
    if (!(largest > 0)) return;
    double squares = 0;
    for (std::size_t k = pivot; k < columns; ++k) squares += (row[k] / largest) * (row[k] / largest);
    const double length = largest * std::sqrt(squares);
    const double sign = row[pivot] < 0 ? -1 : 1;
    row[pivot] += sign * length;
    const double scale = 1 / (length * std::abs(row[pivot]));
    for (std::size_t j = pivot + 1; j < rows; ++j) {
        double* const other = matrix + j * columns;
        double product = 0;
        for (std::size_t k = pivot; k < columns; ++k) product += row[k] * other[k];
        product *= scale;
        for (std::size_t k = pivot; k < columns; ++k) other[k] -= product * row[k];
        other[pivot] *= -sign;  // so that the pivot below becomes positive
    }
    row[pivot] = length;
    std::fill(row + pivot + 1, row + columns, 0.0);
}

}  // namespace

void triangularise(std::span<double> matrix, std::size_t rows, std::size_t columns) {
    for (std::size_t pivot = 0; pivot < rows; ++pivot) reflect(matrix.data(), pivot, rows, columns);
}

bool solve_lower(std::span<const double> lower, std::size_t n, std::span<double> right) {
    for (std::size_t i = 0; i < n; ++i) {
        double rest = right[i];
        for (std::size_t j = 0; j < i; ++j) rest -= lower[i * n + j] * right[j];
        if (!(lower[i * n + i] > 0)) return false;
        right[i] = rest / lower[i * n + i];
    }
    return true;
}

bool solve_lower_transposed(std::span<const double> lower, std::size_t n, std::span<double> right) {
    for (std::size_t i = n; i-- > 0;) {
        double rest = right[i];
        for (std::size_t j = i + 1; j < n; ++j) rest -= lower[j * n + i] * right[j];
        if (!(lower[i * n + i] > 0)) return false;
        right[i] = rest / lower[i * n + i];
    }
    return true;
}

}  // namespace strandline::process
