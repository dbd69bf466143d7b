#include "fit/hierarchical_cost.hpp"

#include "fit/inner_solution.hpp"
#include "fit/problem_cost.hpp"

#include <strandline/numerics/dense_matrix.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace strandline::process {
namespace {

using Noise = formats::PetabObservable::Noise;

/// On the scale of the noise.
double transformed(Noise noise, double value) {
    if (noise == Noise::log_normal) return std::log(value);
    if (noise == Noise::log10_normal) return std::log10(value);
    return value;
}

const formats::PetabParameter& parameter_of(const Objective& objective, std::size_t k) {
    return objective.problem().parameters[static_cast<std::size_t>(objective.free()[k])];
}

}  // namespace

HierarchicalCost::HierarchicalCost(const Objective& objective)
    : objective_(objective), parameters_(inner_parameters(objective)) {
    reference_ = objective.lower();
    const std::vector<double> upper = objective.upper();
    for (std::size_t k = 0; k < reference_.size(); ++k)
        reference_[k] = std::isfinite(reference_[k] + upper[k]) ? 0.5 * (reference_[k] + upper[k]) : 0;
    // f = (y - o) / s: a scaling of 1 and an offset of 0 lose no digits.
    for (const auto& own : parameters_.measurements) {
        if (own.scaling >= 0)
            reference_[static_cast<std::size_t>(own.scaling)] =
                to_scale(parameter_of(objective, static_cast<std::size_t>(own.scaling)).scale, 1);
        if (own.offset >= 0) {
            const auto k = static_cast<std::size_t>(own.offset);
            const formats::PetabParameter& offset = parameter_of(objective, k);
            reference_[k] =
                offset.scale == formats::PetabScale::linear ? 0 : to_scale(offset.scale, offset.lower);
        }
    }
}

std::optional<std::vector<double>> HierarchicalCost::complete(std::span<const double> outer,
                                                              const Context& context) const {
    std::vector<double> all = reference_;
    std::size_t next = 0;
    for (std::size_t k = 0; k < all.size(); ++k)
        if (!parameters_.inner[k]) all[k] = outer[next++];
    const Evaluation evaluation = objective_.evaluate(all, Wanted::value, context);
    if (evaluation.failure) return std::nullopt;
    const formats::PetabProblem& problem = objective_.problem();
    InnerProblem inner;
    std::vector<double> values;
    for (std::size_t k = 0; k < all.size(); ++k) {
        const formats::PetabParameter& parameter = parameter_of(objective_, k);
        inner.lower.push_back(parameter.lower);
        inner.upper.push_back(parameter.upper);
        values.push_back(from_scale(parameter.scale, all[k]));
    }
    for (std::size_t m = 0; m < problem.measurements.size(); ++m) {
        const auto& measurement = problem.measurements[m];
        const Noise noise = problem.observables[static_cast<std::size_t>(measurement.observable)].noise;
        const auto& own = parameters_.measurements[m];
        const double scaling = own.scaling < 0 ? 1 : values[static_cast<std::size_t>(own.scaling)];
        const double offset = own.offset < 0 ? 0 : values[static_cast<std::size_t>(own.offset)];
        inner.measured.push_back(transformed(noise, measurement.value));
        inner.plain.push_back((transformed(noise, evaluation.simulations[m]) - offset) / scaling);
        inner.noise.push_back(evaluation.noise[m]);
    }
    solve_inner(parameters_, inner, values);
    for (std::size_t k = 0; k < all.size(); ++k)
        if (parameters_.inner[k]) all[k] = to_scale(parameter_of(objective_, k).scale, values[k]);
    return all;
}

CostPoint HierarchicalCost::reduced(CostPoint point, std::span<const double> at) const {
    const std::size_t n = at.size();
    if (!point.curvature.empty()) {
        std::vector<std::size_t> outer, moving;
        for (std::size_t k = 0; k < n; ++k) {
            if (!parameters_.inner[k]) {
                outer.push_back(k);
                continue;
            }
            const formats::PetabParameter& parameter = parameter_of(objective_, k);
            const double value = from_scale(parameter.scale, at[k]);
            if (value > parameter.lower && value < parameter.upper) moving.push_back(k);
        }
        const auto entry = [&](std::size_t i, std::size_t j) { return point.curvature[i * n + j]; };
        std::vector<double> block;
        for (const std::size_t i : moving)
            for (const std::size_t j : moving) block.push_back(entry(i, j));
        std::vector<double> kept(outer.size() * outer.size());
        for (std::size_t j = 0; j < outer.size(); ++j) {
            std::vector<double> right;
            for (const std::size_t i : moving) right.push_back(entry(i, outer[j]));
            std::vector<double> taken = numerics::solve_dense(block, right);
            taken.resize(moving.size());  // a singular block takes nothing up
            for (std::size_t i = 0; i < outer.size(); ++i) {
                double sum = entry(outer[i], outer[j]);
                for (std::size_t k = 0; k < moving.size(); ++k) sum -= entry(outer[i], moving[k]) * taken[k];
                kept[i * outer.size() + j] = sum;
            }
        }
        point.curvature = std::move(kept);
    }
    if (!point.gradient.empty()) point.gradient = not_held(point.gradient, parameters_.inner);
    return point;
}

Cost HierarchicalCost::cost(const Context& context) const {
    return [this, context, whole = problem_cost(objective_, context)](std::span<const double> outer,
                                                                      Order order) {
        const auto all = complete(outer, context);
        if (!all)
            return CostPoint{
                .cost = std::numeric_limits<double>::infinity(), .gradient = {}, .curvature = {}};
        CostPoint made = whole(*all, order);
        return std::isfinite(made.cost) ? reduced(std::move(made), *all) : made;
    };
}

std::vector<double> HierarchicalCost::completed(std::span<const double> outer, const Context& context) const {
    if (auto all = complete(outer, context)) return std::move(*all);
    std::vector<double> all = reference_;
    std::size_t next = 0;
    for (std::size_t k = 0; k < all.size(); ++k)
        if (!parameters_.inner[k]) all[k] = outer[next++];
    return all;
}

}  // namespace strandline::process
