#include "feed/piece_flow.hpp"

#include "feed/dormand_prince.hpp"
#include "feed/piece_walk.hpp"
#include "feed/stage_curvature.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::process {
namespace {

using Method = DormandPrince;

constexpr std::size_t most_steps = 20'000;
constexpr double shortest_step = 1e-10;
/// Longest step, in time constants of what is fastest. At the edge of stability (about 6) errors of the steps
/// stay small only because the steps are chosen so: derivatives with the steps held grow without limit.
constexpr double most_constants = 3;

bool finite(std::span<const double> values) {
    return std::ranges::all_of(values, [](double one) { return std::isfinite(one); });
}

void add_scaled(double factor, const double* from, double* to, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) to[i] += factor * from[i];
}

}  // namespace

struct ExplicitFlow::Work {
    std::vector<double> numbers;      // of the piece, place and states overwritten
    std::vector<double> stages;       // [stage][state]
    std::vector<double> rates;        // [stage][state]
    std::vector<double> end;          // [state]
    std::vector<double> both;         // rates, then their derivatives
    std::vector<double> rate_slopes;  // [stage][state][position in z]
};

ExplicitFlow::ExplicitFlow(const PieceEquations& equations, const SimulationOptions& options,
                           std::vector<double> sizes)
    : equations_(equations), options_(options), sizes_(std::move(sizes)) {}

/// The stages and the end of one step.
bool ExplicitFlow::attempt(Work& work, double place, double length, const double* from) const {
    const std::size_t n = equations_.layout.states;
    for (std::size_t s = 0; s < Method::stages; ++s) {
        double* const at = &work.stages[s * n];
        std::copy_n(from, n, at);
        for (std::size_t j = 0; j < s; ++j)
            if (const double a = Method::inner[s][j]; a != 0)
                add_scaled(length * a, &work.rates[j * n], at, n);
        work.numbers[PieceLayout::place] = place + Method::places[s] * length;
        std::copy_n(at, n, &work.numbers[PieceLayout::z]);
        equations_.rates.values(work.numbers.data(), &work.rates[s * n]);
    }
    std::copy_n(from, n, work.end.data());
    for (std::size_t s = 0; s < Method::stages; ++s)
        if (const double b = Method::outer[s]; b != 0)
            add_scaled(length * b, &work.rates[s * n], work.end.data(), n);
    return finite(work.rates) && finite(work.end);
}

/// About the largest of the magnitudes of the Jacobian's eigenvalues, by von Mises' iteration.
double ExplicitFlow::fastest(Work& work, double place, const double* from) const {
    constexpr int rounds = 8;
    const std::size_t n = equations_.layout.states;
    work.numbers[PieceLayout::place] = place;
    std::copy_n(from, n, &work.numbers[PieceLayout::z]);
    equations_.rates.with_derivatives(work.numbers.data(), work.both.data());
    const auto entries = equations_.rates.entries();
    std::vector<double> now(sizes_), next(n);
    double grown = 0;
    for (int i = 0; i < rounds; ++i) {
        std::ranges::fill(next, 0);
        double before = 0, after = 0;
        for (std::size_t e = 0; e < entries.size(); ++e)
            if (entries[e].column < n) next[entries[e].row] += work.both[n + e] * now[entries[e].column];
        for (std::size_t k = 0; k < n; ++k) {
            before = std::max(before, std::abs(now[k]) / sizes_[k]);
            after = std::max(after, std::abs(next[k]) / sizes_[k]);
        }
        if (!(before > 0) || !(after > 0) || !std::isfinite(after)) return grown;
        grown = after / before;
        for (std::size_t k = 0; k < n; ++k) now[k] = next[k] / after;
    }
    return grown;
}

/// In units of what is allowed.
double ExplicitFlow::error(const Work& work, const double* from, double length) const {
    const std::size_t n = equations_.layout.states;
    double fifth = 0, third = 0;
    for (std::size_t i = 0; i < n; ++i) {
        double e5 = 0, e3 = 0;
        for (std::size_t s = 0; s < Method::stages; ++s) {
            e5 += Method::error_5[s] * work.rates[s * n + i];
            e3 += Method::error_3[s] * work.rates[s * n + i];
        }
        const double allowed = std::min(options_.absolute, options_.relative * sizes_[i]) +
                               options_.relative * std::max(std::abs(from[i]), std::abs(work.end[i]));
        fifth += (e5 / allowed) * (e5 / allowed);
        third += (e3 / allowed) * (e3 / allowed);
    }
    const double both = fifth + 0.01 * third;
    return both == 0 ? 0 : length * fifth / std::sqrt(both * static_cast<double>(n));
}

/// Stage slopes, and the slopes at the step's end.
void ExplicitFlow::add_slopes(Work& work, PieceCourse::Step& step, std::vector<double>& slopes) const {
    const PieceLayout& layout = equations_.layout;
    const std::size_t n = layout.states, m = layout.unknowns(), block = n * m;
    const auto entries = equations_.rates.entries();
    step.stage_slopes.resize(Method::stages * block);
    step.stage_entries.resize(Method::stages * entries.size());
    work.rate_slopes.assign(Method::stages * block, 0);
    for (std::size_t s = 0; s < Method::stages; ++s) {
        double* const at = &step.stage_slopes[s * block];
        std::copy(slopes.begin(), slopes.end(), at);
        for (std::size_t j = 0; j < s; ++j)
            if (const double a = Method::inner[s][j]; a != 0)
                add_scaled(step.length * a, &work.rate_slopes[j * block], at, block);
        work.numbers[PieceLayout::place] = step.place + Method::places[s] * step.length;
        std::copy_n(&step.stages[s * n], n, &work.numbers[PieceLayout::z]);
        equations_.rates.with_derivatives(work.numbers.data(), work.both.data());
        std::copy_n(&work.both[n], entries.size(), &step.stage_entries[s * entries.size()]);
        double* const made = &work.rate_slopes[s * block];
        for (std::size_t e = 0; e < entries.size(); ++e) {
            const double value = work.both[n + e];
            const auto [row, column] = entries[e];
            if (column < n)
                add_scaled(value, &at[column * m], &made[row * m], m);
            else
                made[row * m + column] += value;
        }
    }
    for (std::size_t s = 0; s < Method::stages; ++s)
        if (const double b = Method::outer[s]; b != 0)
            add_scaled(step.length * b, &work.rate_slopes[s * block], slopes.data(), block);
}

bool ExplicitFlow::run(std::span<const double> numbers, std::span<const double> stops, bool with_slopes,
                       PieceCourse& course) const {
    const PieceLayout& layout = equations_.layout;
    const std::size_t n = layout.states;
    Work work{{numbers.begin(), numbers.end()},
              std::vector<double>(Method::stages * n),
              std::vector<double>(Method::stages * n),
              std::vector<double>(n),
              std::vector<double>(n + equations_.rates.entries().size()),
              {}};
    struct Steps {
        const ExplicitFlow& flow;
        Work& work;
        bool fresh = true;
        double limited(double place, double tried, const std::vector<double>& now) {
            if (!std::exchange(fresh, false)) return tried;
            const double rate = flow.fastest(work, place, now.data());
            return rate * tried > most_constants ? most_constants / rate : tried;
        }
        std::optional<double> attempt(double place, double length, const std::vector<double>& now) const {
            if (!flow.attempt(work, place, length, now.data())) return {};
            return flow.error(work, now.data(), length);
        }
        bool keep(PieceCourse::Step& step, bool with_slopes, std::vector<double>& slopes,
                  std::vector<double>& now) {
            step.stages = work.stages;
            if (with_slopes) flow.add_slopes(work, step, slopes);
            now = work.end;
            fresh = true;
            return true;
        }
    } steps{*this, work};
    constexpr StepRule rule{8, 0.2, most_steps, shortest_step};
    return walk_piece(layout, numbers, stops, with_slopes, rule, steps, course);
}

void ExplicitFlow::curvature(std::span<const double> numbers, std::span<const double>,
                             const PieceCourse& course, std::span<const double> weights,
                             std::span<double> matrix) const {
    const PieceLayout& layout = equations_.layout;
    const std::size_t n = layout.states, m = layout.unknowns(), block = n * m;
    const auto entries = equations_.rates.entries();
    StageCurvature curved(equations_, numbers);
    std::vector<double> of_state(n, 0), of_rate(Method::stages * n), of_stage(Method::stages * n);
    std::size_t stop = course.states.size() / n;
    for (std::size_t k = course.used; k-- > 0;) {
        const PieceCourse::Step& step = course.steps[k];
        if (step.stop) {
            --stop;
            for (std::size_t i = 0; i < n; ++i) of_state[i] += weights[stop * n + i];
        }
        std::ranges::fill(of_stage, 0);
        for (std::size_t s = Method::stages; s-- > 0;) {
            double* const rate = &of_rate[s * n];
            for (std::size_t i = 0; i < n; ++i) rate[i] = step.length * Method::outer[s] * of_state[i];
            for (std::size_t j = s + 1; j < Method::stages; ++j)
                if (const double a = Method::inner[j][s]; a != 0)
                    add_scaled(step.length * a, &of_stage[j * n], rate, n);
            const double* const stage_entries = &step.stage_entries[s * entries.size()];
            for (std::size_t e = 0; e < entries.size(); ++e)
                if (entries[e].column < n)
                    of_stage[s * n + entries[e].column] += stage_entries[e] * rate[entries[e].row];
            curved.add(step.place + Method::places[s] * step.length, &step.stages[s * n], rate,
                       &step.stage_slopes[s * block], matrix);
        }
        for (std::size_t s = 0; s < Method::stages; ++s) add_scaled(1, &of_stage[s * n], of_state.data(), n);
    }
}

}  // namespace strandline::process
