#include "simulation/run.hpp"
#include "stochastic/jump_run.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/process/stochastic.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

namespace strandline::process {
namespace {

/// Runs that are summed up one after another; fixed, and blocks are joined in order, so that sums do not
/// depend on threads.
constexpr std::int64_t block_runs = 32;

/// Blocks that are computed side by side, each of which holds so many numbers: few where these are many.
std::int64_t window_blocks(std::size_t numbers) {
    constexpr std::size_t most_numbers = 16'000'000;
    return static_cast<std::int64_t>(
        std::clamp<std::size_t>(most_numbers / std::max<std::size_t>(1, numbers), 1, 64));
}

/// Means and sums of squared differences: Welford, Technometrics 4:419 (1962); joined as Chan, Golub and
/// LeVeque, American Statistician 37:242 (1983).
struct Moments {
    double count = 0;
    std::vector<double> means, squares;

    void add(std::span<const double> values) {
        means.resize(values.size());
        squares.resize(values.size());
        const double share = 1 / ++count;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double off = values[i] - means[i];
            means[i] += off * share;
            squares[i] += off * (values[i] - means[i]);
        }
    }
    void join(const Moments& other) {
        if (other.count == 0) return;
        means.resize(other.means.size());
        squares.resize(other.means.size());
        const double sum = count + other.count;
        for (std::size_t i = 0; i < means.size(); ++i) {
            const double off = other.means[i] - means[i];
            means[i] += off * (other.count / sum);
            squares[i] += other.squares[i] + off * off * (count * other.count / sum);
        }
        count = sum;
    }
};

struct Block {
    Moments moments;
    std::vector<double> kept;
    std::optional<RunFailure> failure;
};

/// Computes one run into [time][observed].
using OneRun = std::function<std::optional<SimulationFailure>(std::int64_t run, std::span<double> values)>;

Block compute_block(std::int64_t first, std::int64_t last, std::size_t size, std::int64_t kept,
                    const OneRun& one_run, const Context& context) {
    Block made;
    std::vector<double> values(size);
    for (std::int64_t run = first; run < last && !context.cancelled(); ++run) {
        if (auto why = one_run(run, values)) {
            made.failure = RunFailure{run, std::move(*why)};
            return made;
        }
        made.moments.add(values);
        if (run < kept) made.kept.insert(made.kept.end(), values.begin(), values.end());
    }
    return made;
}

Ensemble ensemble(std::span<const double> times, std::size_t observed, const EnsembleOptions& options,
                  const std::function<OneRun()>& worker, Context& context) {
    Ensemble made;
    made.runs = options.runs;
    made.times.assign(times.begin(), times.end());
    const std::size_t size = times.size() * observed;
    Moments all;
    const std::int64_t blocks = (options.runs + block_runs - 1) / block_runs;
    std::mutex one_at_a_time;
    std::uint64_t done = 0;
    for (std::int64_t first = 0; first < blocks && !made.failure && !context.cancelled();) {
        const bool keeps = first * block_runs < options.kept;
        const std::size_t runs_held = 3 + (keeps ? static_cast<std::size_t>(block_runs) : 0);
        std::vector<Block> window(
            static_cast<std::size_t>(std::min(window_blocks(size * runs_held), blocks - first)));
        parallel_for(window.size(), context.threads(), [&](std::size_t i) {
            const std::int64_t begin = (first + static_cast<std::int64_t>(i)) * block_runs;
            window[i] = compute_block(begin, std::min(begin + block_runs, options.runs), size, options.kept,
                                      worker(), context);
            const std::lock_guard guard(one_at_a_time);
            done += static_cast<std::uint64_t>(window[i].moments.count);
            context.progress("runs", done, static_cast<std::uint64_t>(options.runs));
        });
        std::int64_t run = first * block_runs;
        for (const Block& block : window) {
            for (std::size_t at = 0; options.keep && at < block.kept.size(); at += size)
                options.keep(run++, std::span(block.kept).subspan(at, size));
            if (block.failure) {
                made.failure = block.failure;
                return made;
            }
            all.join(block.moments);
        }
        first += static_cast<std::int64_t>(window.size());
    }
    made.means = std::move(all.means);
    for (const double square : all.squares)
        made.deviations.push_back(all.count > 1 ? std::sqrt(square / (all.count - 1))
                                                : std::numeric_limits<double>::quiet_NaN());
    return made;
}

}  // namespace

Ensemble jump_ensemble(const JumpSystem& system, const StartValues& start, std::span<const double> settings,
                       double start_time, std::span<const double> times, const EnsembleOptions& options,
                       Context& context) {
    const std::uint64_t seed = options.simulation.seed;
    const SystemState fixed = start.at(start_time, settings, 0);
    const auto worker = [&]() -> OneRun {
        auto run = std::make_shared<JumpRun>(system, context);
        return [&, run](std::int64_t number, std::span<double> values) {
            RandomStream random(seed, static_cast<std::uint64_t>(number));
            if (!start.random()) return run->run(fixed, times, random, values);
            return run->run(start.at(start_time, settings, random.bits()), times, random, values);
        };
    };
    return ensemble(times, system.observed().size(), options, worker, context);
}

Ensemble equation_ensemble(const CompiledSystem& system, const StartValues& start,
                           std::span<const double> settings, double start_time, std::span<const double> times,
                           const EnsembleOptions& options, Context& context) {
    const auto worker = [&]() -> OneRun {
        return [&](std::int64_t number, std::span<double> values) -> std::optional<SimulationFailure> {
            RandomStream random(options.simulation.seed, static_cast<std::uint64_t>(number));
            SimulationOptions settled = options.simulation;
            SystemState from = start.at(start_time, settings, random.bits());
            settled.seed = random.bits();
            Trajectory found = simulate(system, std::move(from), times, settled, context);
            if (found.failure) return std::move(found.failure);
            std::ranges::copy(found.values, values.begin());
            return std::nullopt;
        };
    };
    return ensemble(times, system.observed(), options, worker, context);
}

Result<JumpSystemPointer> jump_system(const domain::KineticModel& model, Equations equations,
                                      std::vector<Node> observed) {
    STRANDLINE_TRY(JumpSystem made, JumpSystem::make(model, std::move(equations), std::move(observed)));
    return JumpSystemPointer(new JumpSystem(std::move(made)));
}

void JumpSystemDeleter::operator()(JumpSystem* system) const { delete system; }

}  // namespace strandline::process
