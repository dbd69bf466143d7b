#include "feed/stage_curvature.hpp"

#include <algorithm>

namespace strandline::process {
namespace {

void add_scaled(double factor, const double* from, double* to, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) to[i] += factor * from[i];
}

}  // namespace

StageCurvature::StageCurvature(const PieceEquations& equations, std::span<const double> numbers)
    : equations_(equations),
      inputs_(numbers.begin(), numbers.end()),
      values_(equations.rates.second_entries().size()),
      product_(equations.layout.unknowns() * equations.layout.unknowns()) {
    inputs_.resize(equations.layout.count() + equations.layout.states);
}

void StageCurvature::add(double place, const double* states, const double* weights, const double* slopes,
                         std::span<double> matrix) {
    const PieceLayout& layout = equations_.layout;
    const std::size_t n = layout.states, m = layout.unknowns();
    const auto second = equations_.rates.second_entries();
    inputs_[PieceLayout::place] = place;
    std::copy_n(states, n, &inputs_[PieceLayout::z]);
    std::copy_n(weights, n, &inputs_[layout.count()]);
    equations_.rates.second(inputs_.data(), values_.data());
    std::ranges::fill(product_, 0);
    const auto add_row = [&](std::size_t to, std::size_t of, double value) {
        if (of < n)
            add_scaled(value, &slopes[of * m], &product_[to * m], m);
        else
            product_[to * m + of] += value;
    };
    for (std::size_t e = 0; e < second.size(); ++e) {
        add_row(second[e].row, second[e].column, values_[e]);
        if (second[e].row != second[e].column) add_row(second[e].column, second[e].row, values_[e]);
    }
    for (std::size_t a = 0; a < n; ++a)
        for (std::size_t i = 0; i < m; ++i)
            if (const double slope = slopes[a * m + i]; slope != 0)
                add_scaled(slope, &product_[a * m], &matrix[i * m], i + 1);
    for (std::size_t i = n; i < m; ++i) add_scaled(1, &product_[i * m], &matrix[i * m], i + 1);
}

}  // namespace strandline::process
