#include "simulation/algebraic.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

double norm(std::span<const double> values) {
    double sum = 0;
    for (const double value : values) sum += value * value;
    return std::sqrt(sum);
}

bool finite(std::span<const double> values) {
    return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

/// Whether a change of the states is within rounding.
bool settled(std::span<const double> states, std::span<const double> change) {
    for (std::size_t i = 0; i < states.size(); ++i)
        if (std::abs(change[i]) > 1e-13 * std::abs(states[i]) + 1e-300) return false;
    return true;
}

constexpr int newton_steps = 200, halvings = 40;

}  // namespace

AlgebraicRows::AlgebraicRows(const CompiledSystem::Parts& parts) : parts_(parts) {
    if (parts.equations.algebraic_rows.empty()) return;
    solver_.emplace(parts.consistent_pattern);
    jacobian_.resize(parts.pattern.entries());
    matrix_.resize(parts.consistent_pattern.entries());
}

std::vector<double> AlgebraicRows::mass_times(std::span<const double> y) const {
    std::vector<double> sums(y.size());
    for (const auto& entry : parts_.equations.mass) sums[entry.row] += entry.value * y[entry.column];
    return sums;
}

bool AlgebraicRows::factorise(Inputs& inputs, double time, const double* states) {
    parts_.jacobian.evaluate(inputs.at(time, states), jacobian_.data());
    std::ranges::copy(parts_.mass_values, matrix_.begin());
    for (const auto& taken : parts_.taken) matrix_[taken.to] += jacobian_[taken.from];
    return finite(matrix_) && solver_->factorise(matrix_);
}

bool AlgebraicRows::solve(Inputs& inputs, double time, const double* states, std::span<double> right_side) {
    if (!factorise(inputs, time, states)) return false;
    solver_->solve(right_side);
    return finite(right_side);
}

std::vector<double> AlgebraicRows::residual(Inputs& inputs, double time, std::span<const double> states,
                                            std::span<const double> mass_sums) const {
    std::vector<double> rates(states.size());
    parts_.rates.evaluate(inputs.at(time, states.data()), rates.data());
    std::vector<double> sums = mass_times(states);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] -= mass_sums[i];
    for (const std::uint32_t row : parts_.equations.algebraic_rows) sums[row] = rates[row];
    return sums;
}

std::string AlgebraicRows::undetermined() const {
    std::vector<bool> moved(parts_.equations.state_ids.size());
    for (const auto& entry : parts_.equations.mass) moved[entry.column] = true;
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < moved.size() && ids.size() < 5; ++i)
        if (!moved[i]) ids.push_back(parts_.equations.state_ids[i]);
    if (ids.empty()) return "the fast reactions have no equilibrium near the values here";
    return format("the algebraic equations have no solution for {} near the values here", join(ids, ", "));
}

/// An algebraic variable that the model gives no value is looked for from 1 on.
void AlgebraicRows::begin_somewhere(std::vector<double>& states) const {
    std::vector<bool> moved(states.size());
    for (const auto& entry : parts_.equations.mass) moved[entry.column] = true;
    for (std::size_t i = 0; i < states.size(); ++i)
        if (!moved[i] && !std::isfinite(states[i])) states[i] = 1;
}

std::string AlgebraicRows::settle(Inputs& inputs, double time, std::vector<double>& states) {
    if (!any()) return {};
    begin_somewhere(states);
    const std::vector<double> sums = mass_times(states);
    std::vector<double> rest = residual(inputs, time, states, sums);
    for (int step = 0; step < newton_steps; ++step) {
        if (!finite(rest)) return "an algebraic equation has no finite value";
        if (norm(rest) == 0) return {};
        std::vector<double> change = rest;
        if (!solve(inputs, time, states.data(), change)) return undetermined();
        double share = 1;
        std::vector<double> moved(states.size()), left;
        for (int halved = 0;; ++halved, share /= 2) {
            for (std::size_t i = 0; i < states.size(); ++i) moved[i] = states[i] - share * change[i];
            left = residual(inputs, time, moved, sums);
            if (finite(left) && norm(left) < norm(rest)) break;
            // No better value within rounding: this is the solution, where the step is small.
            if (halved == halvings) {
                for (double& part : change) part *= 1e-3;
                return settled(states, change) || norm(rest) < 1e-10 * (1 + norm(sums)) ? "" : undetermined();
            }
        }
        const bool done = share == 1 && settled(states, change);
        states = moved;
        rest = left;
        if (done) return {};
    }
    return norm(rest) < 1e-9 * (1 + norm(sums)) ? "" : undetermined();
}

}  // namespace strandline::process
