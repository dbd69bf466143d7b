#include "feed/implicit_flow.hpp"

#include "feed/piece_walk.hpp"
#include "feed/radau.hpp"
#include "feed/stage_curvature.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

using Method = Radau;

constexpr std::size_t most_steps = 20'000, most_iterations = 8;
constexpr double shortest_step = 1e-10;

bool finite(std::span<const double> values) {
    return std::ranges::all_of(values, [](double one) { return std::isfinite(one); });
}

}  // namespace

struct ImplicitFlow::Work {
    std::vector<double> numbers, both;
    std::vector<double> stages;   // [stage][state]
    std::vector<double> rates;    // [stage][state]
    std::vector<double> entries;  // [stage][entry of the rates' derivatives]
    std::vector<double> begin;    // rates at the step's begin, then their derivatives
    DenseFactor factor;
};

ImplicitFlow::ImplicitFlow(const PieceEquations& equations, const SimulationOptions& options,
                           std::vector<double> sizes)
    : equations_(equations), options_(options), sizes_(std::move(sizes)) {}

double ImplicitFlow::allowed(double value, std::size_t state) const {
    return std::min(options_.absolute, options_.relative * sizes_[state]) +
           options_.relative * std::abs(value);
}

/// Rates and their derivatives at the stages.
void ImplicitFlow::evaluate(Work& work, double place, double length) const {
    const std::size_t n = equations_.layout.states, count = equations_.rates.entries().size();
    for (std::size_t s = 0; s < Method::stages; ++s) {
        work.numbers[PieceLayout::place] = place + Method::places[s] * length;
        std::copy_n(&work.stages[s * n], n, &work.numbers[PieceLayout::z]);
        equations_.rates.with_derivatives(work.numbers.data(), work.both.data());
        std::copy_n(work.both.data(), n, &work.rates[s * n]);
        std::copy_n(&work.both[n], count, &work.entries[s * count]);
    }
}

/// I - length * inner ⊗ derivatives by the states, of stages under each other.
bool ImplicitFlow::factor(DenseFactor& made, const double* stage_entries, double length) const {
    const std::size_t n = equations_.layout.states, size = Method::stages * n;
    const auto entries = equations_.rates.entries();
    std::vector<double> matrix(size * size, 0);
    for (std::size_t i = 0; i < size; ++i) matrix[i * size + i] = 1;
    for (std::size_t s = 0; s < Method::stages; ++s)
        for (std::size_t e = 0; e < entries.size(); ++e)
            if (entries[e].column < n)
                for (std::size_t i = 0; i < Method::stages; ++i)
                    matrix[(i * n + entries[e].row) * size + s * n + entries[e].column] -=
                        length * Method::inner[i][s] * stage_entries[s * entries.size() + e];
    return made.factor(std::move(matrix), size);
}

/// Newton's method; work.factor is left as that of the stages found.
bool ImplicitFlow::stages(Work& work, double place, double length, std::span<const double> from) const {
    const std::size_t n = equations_.layout.states;
    for (std::size_t s = 0; s < Method::stages; ++s) std::ranges::copy(from, &work.stages[s * n]);
    std::vector<double> change(Method::stages * n);
    for (std::size_t iteration = 0; iteration < most_iterations; ++iteration) {
        evaluate(work, place, length);
        if (!finite(work.rates) || !finite(work.entries)) return false;
        for (std::size_t s = 0; s < Method::stages; ++s)
            for (std::size_t i = 0; i < n; ++i) {
                double rest = from[i] - work.stages[s * n + i];
                for (std::size_t j = 0; j < Method::stages; ++j)
                    rest += length * Method::inner[s][j] * work.rates[j * n + i];
                change[s * n + i] = rest;
            }
        if (!factor(work.factor, work.entries.data(), length)) return false;
        work.factor.solve(change.data(), 1);
        double most = 0;
        for (std::size_t k = 0; k < change.size(); ++k) {
            work.stages[k] += change[k];
            most = std::max(most, std::abs(change[k]) / allowed(work.stages[k], k % n));
        }
        if (!std::isfinite(most)) return false;
        if (most < 1e-2) return true;  // quadratic: the next change would be far below rounding
    }
    return false;
}

double ImplicitFlow::error(Work& work, double length, std::span<const double> from) const {
    const std::size_t n = equations_.layout.states;
    const auto entries = equations_.rates.entries();
    std::vector<double> matrix(n * n, 0), wrong(n);
    for (std::size_t i = 0; i < n; ++i) {
        matrix[i * n + i] = 1;
        wrong[i] = Method::at_begin * work.begin[i];
        for (std::size_t s = 0; s < Method::stages; ++s) wrong[i] += Method::error[s] * work.rates[s * n + i];
        wrong[i] *= length;
    }
    // Without what stiff parts add: Hairer and Wanner, IV.8.
    for (std::size_t e = 0; e < entries.size(); ++e)
        if (entries[e].column < n)
            matrix[entries[e].row * n + entries[e].column] -= length * Method::at_begin * work.begin[n + e];
    DenseFactor damping;
    if (!damping.factor(std::move(matrix), n)) return 1e8;
    damping.solve(wrong.data(), 1);
    double sum = 0;
    const double* const end = &work.stages[(Method::stages - 1) * n];
    for (std::size_t i = 0; i < n; ++i) {
        const double share = wrong[i] / std::max(allowed(from[i], i), allowed(end[i], i));
        sum += share * share;
    }
    return std::sqrt(sum / static_cast<double>(n));
}

/// Slopes of the stages, of which the last is the step's end.
bool ImplicitFlow::add_slopes(Work& work, PieceCourse::Step& step, std::vector<double>& slopes) const {
    const std::size_t n = equations_.layout.states, m = equations_.layout.unknowns();
    const auto entries = equations_.rates.entries();
    evaluate(work, step.place, step.length);
    step.stage_entries = work.entries;
    if (!factor(work.factor, step.stage_entries.data(), step.length)) return false;
    step.stage_slopes.resize(Method::stages * n * m);
    for (std::size_t s = 0; s < Method::stages; ++s) std::ranges::copy(slopes, &step.stage_slopes[s * n * m]);
    for (std::size_t s = 0; s < Method::stages; ++s)
        for (std::size_t e = 0; e < entries.size(); ++e)
            if (entries[e].column >= n)
                for (std::size_t i = 0; i < Method::stages; ++i)
                    step.stage_slopes[(i * n + entries[e].row) * m + entries[e].column] +=
                        step.length * Method::inner[i][s] * step.stage_entries[s * entries.size() + e];
    work.factor.solve(step.stage_slopes.data(), m);
    std::copy_n(&step.stage_slopes[(Method::stages - 1) * n * m], n * m, slopes.data());
    return true;
}

bool ImplicitFlow::run(std::span<const double> numbers, std::span<const double> stops, bool with_slopes,
                       PieceCourse& course) const {
    const std::size_t n = equations_.layout.states;
    const std::size_t count = equations_.rates.entries().size();
    Work work{{numbers.begin(), numbers.end()},
              std::vector<double>(n + count),
              std::vector<double>(Method::stages * n),
              std::vector<double>(Method::stages * n),
              std::vector<double>(Method::stages * count),
              std::vector<double>(n + count),
              {}};
    struct Steps {
        const ImplicitFlow& flow;
        Work& work;
        double limited(double, double tried, const std::vector<double>&) const { return tried; }
        std::optional<double> attempt(double place, double length, const std::vector<double>& now) const {
            work.numbers[PieceLayout::place] = place;
            std::ranges::copy(now, work.numbers.begin() + PieceLayout::z);
            flow.equations_.rates.with_derivatives(work.numbers.data(), work.begin.data());
            if (!flow.stages(work, place, length, now)) return {};
            return flow.error(work, length, now);
        }
        bool keep(PieceCourse::Step& step, bool with_slopes, std::vector<double>& slopes,
                  std::vector<double>& now) const {
            step.stages = work.stages;
            if (with_slopes && !flow.add_slopes(work, step, slopes)) return false;
            std::copy_n(&work.stages[(Method::stages - 1) * now.size()], now.size(), now.data());
            return true;
        }
    } steps{*this, work};
    constexpr StepRule rule{6, 0.25, most_steps, shortest_step};
    return walk_piece(equations_.layout, numbers, stops, with_slopes, rule, steps, course);
}

void ImplicitFlow::curvature(std::span<const double> numbers, std::span<const double>,
                             const PieceCourse& course, std::span<const double> weights,
                             std::span<double> matrix) const {
    const std::size_t n = equations_.layout.states, m = equations_.layout.unknowns();
    StageCurvature curved(equations_, numbers);
    DenseFactor factors;
    std::vector<double> of_state(n, 0), of_equation(Method::stages * n), of_rate(n);
    std::size_t stop = course.states.size() / n;
    for (std::size_t k = course.used; k-- > 0;) {
        const PieceCourse::Step& step = course.steps[k];
        if (step.stop) {
            --stop;
            for (std::size_t i = 0; i < n; ++i) of_state[i] += weights[stop * n + i];
        }
        if (!factor(factors, step.stage_entries.data(), step.length)) return;
        std::ranges::fill(of_equation, 0);
        std::ranges::copy(of_state, &of_equation[(Method::stages - 1) * n]);
        factors.solve_transposed(of_equation.data());
        std::ranges::fill(of_state, 0);
        for (std::size_t s = 0; s < Method::stages; ++s) {
            for (std::size_t i = 0; i < n; ++i) {
                of_rate[i] = 0;
                for (std::size_t j = 0; j < Method::stages; ++j)
                    of_rate[i] += step.length * Method::inner[j][s] * of_equation[j * n + i];
                of_state[i] += of_equation[s * n + i];
            }
            curved.add(step.place + Method::places[s] * step.length, &step.stages[s * n], of_rate.data(),
                       &step.stage_slopes[s * n * m], matrix);
        }
    }
}

}  // namespace strandline::process
