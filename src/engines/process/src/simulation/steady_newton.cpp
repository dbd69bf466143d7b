#include "simulation/steady_newton.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

bool finite(std::span<const double> values) {
    return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

}  // namespace

SteadyNewton::SteadyNewton(const CompiledSystem::Parts& parts, const SystemState& at)
    : parts_(parts), inputs_(parts, at), time_(at.time) {
    lay_out();
    solver_.emplace(pattern_);
}

bool SteadyNewton::step(const std::vector<double>& states, double over, std::vector<double>& change) {
    change.resize(states.size());
    const double* here = inputs_.at(time_, states.data());
    parts_.rates.evaluate(here, change.data());
    return finite(change) && factorise(states, over) && solve(change);
}

bool SteadyNewton::factorise(const std::vector<double>& states, double over) {
    std::vector<double> jacobian(parts_.pattern.entries());
    parts_.jacobian.evaluate(inputs_.at(time_, states.data()), jacobian.data());
    std::vector<double> matrix(pattern_.entries());
    for (const auto& [entry, value] : mass_) matrix[entry] += value / over;
    for (std::size_t k = 0; k < jacobian.size(); ++k) matrix[jacobian_entries_[k]] -= jacobian[k];
    return finite(matrix) && solver_->factorise(matrix);
}

bool SteadyNewton::solve(std::span<double> right_side) const {
    solver_->solve(right_side);
    return finite(right_side);
}

bool SteadyNewton::solve_transposed(std::span<double> right_side) const {
    solver_->solve_transposed(right_side);
    return finite(right_side);
}

std::vector<double> SteadyNewton::mass_times(std::span<const double> y) const {
    if (parts_.equations.mass.empty()) return {y.begin(), y.end()};
    std::vector<double> sums(y.size());
    for (const auto& entry : parts_.equations.mass) sums[entry.row] += entry.value * y[entry.column];
    return sums;
}

void SteadyNewton::lay_out() {
    const Equations& equations = parts_.equations;
    const auto size = static_cast<std::int32_t>(equations.state_ids.size());
    using Key = std::pair<std::int32_t, std::int32_t>;  // column, row
    std::vector<std::pair<Key, double>> mass;
    if (equations.mass.empty())
        for (std::int32_t i = 0; i < size; ++i) mass.push_back({{i, i}, 1});
    for (const auto& entry : equations.mass)
        mass.push_back(
            {{static_cast<std::int32_t>(entry.column), static_cast<std::int32_t>(entry.row)}, entry.value});
    std::vector<Key> keys, jacobian;
    for (std::int32_t column = 0; column < size; ++column)
        for (auto k = parts_.pattern.column_starts[column]; k < parts_.pattern.column_starts[column + 1]; ++k)
            jacobian.push_back({column, parts_.pattern.row_indices[k]});
    keys = jacobian;
    for (const auto& [key, value] : mass) keys.push_back(key);
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    const auto entry_of = [&](Key key) {
        return static_cast<std::size_t>(std::ranges::lower_bound(keys, key) - keys.begin());
    };
    for (const Key& key : jacobian) jacobian_entries_.push_back(entry_of(key));
    for (const auto& [key, value] : mass) mass_.emplace_back(entry_of(key), value);
    pattern_.rows = pattern_.columns = size;
    pattern_.column_starts.assign(static_cast<std::size_t>(size) + 1, 0);
    for (const auto& [column, row] : keys) {
        ++pattern_.column_starts[column + 1];
        pattern_.row_indices.push_back(row);
    }
    for (std::int32_t i = 0; i < size; ++i) pattern_.column_starts[i + 1] += pattern_.column_starts[i];
}

}  // namespace strandline::process
