#include "feed/simulated_flow.hpp"

#include "feed/dosed_system.hpp"
#include "simulation/compiled_system.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

/// Of a size: where sensitivities are exact to about 1e-8, best for differences of these.
constexpr double difference = 1e-4;

CompiledSystem compile_states(const FeedProblem& problem, std::span<const std::uint32_t> control_held) {
    std::vector<Node> none;
    Equations equations = dosed_equations(problem.system->equations(), problem.controls, control_held, none);
    std::vector<Node> states;
    for (std::size_t i = 0; i < equations.state_ids.size(); ++i)
        states.push_back(equations.graph.input(equations.state_input(i)));
    return CompiledSystem(std::move(equations), std::move(states), true);
}

}  // namespace

SimulatedFlow::SimulatedFlow(const FeedProblem& problem, const PieceEquations& equations,
                             std::span<const std::uint32_t> control_held, const SimulationOptions& options,
                             std::vector<double> sizes)
    : problem_(problem),
      equations_(equations),
      control_held_(control_held.begin(), control_held.end()),
      options_(options),
      sizes_(std::move(sizes)),
      system_(compile_states(problem, control_held)) {}

SystemState SimulatedFlow::state_of(std::span<const double> numbers, bool slopes) const {
    const PieceLayout& layout = equations_.layout;
    const Equations& equations = system_.equations();
    const std::size_t n = layout.states, held = equations.held_ids.size();
    const double length = numbers[layout.end_time()] / numbers[PieceLayout::pieces];
    SystemState made;
    made.time = numbers[PieceLayout::piece] * length;
    made.states.assign(numbers.begin() + PieceLayout::z,
                       numbers.begin() + static_cast<std::ptrdiff_t>(PieceLayout::z + n));
    made.held.assign(numbers.begin() + static_cast<std::ptrdiff_t>(layout.held_begin()), numbers.end());
    made.held.resize(held, 0);
    if (slopes) {
        made.directions = n + layout.profile;
        made.state_sensitivities.assign(made.directions * n, 0);
        made.held_sensitivities.assign(made.directions * held, 0);
        for (std::size_t i = 0; i < n; ++i) made.state_sensitivities[i * n + i] = 1;
    }
    for (std::size_t c = 0; c < problem_.controls.size(); ++c) {
        const Profile profile = problem_.controls[c].profile;
        const std::size_t first = layout.profile_begins[c], rise = layout.held + 2 * c;
        const double* const q = &numbers[PieceLayout::z + n + first];
        Dose dose{q[0], 0, made.time};
        if (profile == Profile::linear) dose.rise = (q[1] - q[0]) / length;
        if (profile == Profile::exponential) dose.rise = q[1];
        set_dose(made.held, layout.held, c, control_held_[c], profile, dose);
        if (!slopes) continue;
        const auto by = [&](std::size_t direction, std::size_t of) -> double& {
            return made.held_sensitivities[(n + direction) * held + of];
        };
        by(first, control_held_[c]) = 1;
        if (profile == Profile::constant) continue;
        by(first + 1, rise) = profile == Profile::linear ? 1 / length : 1;
        if (profile == Profile::linear) by(first, rise) = -1 / length;
    }
    if (numbers[PieceLayout::piece] > 0 && !equations.events.empty()) {
        // What holds at an edge has triggered before it.
        const CompiledSystem::Parts& parts = system_.parts();
        std::vector<double> inputs(parts.inputs, 0), watched(parts.watched.size());
        inputs[equations.time_input()] = made.time;
        std::ranges::copy(made.states, inputs.begin() + equations.state_input(0));
        std::ranges::copy(made.held, inputs.begin() + equations.held_input(0));
        parts.watched.evaluate(inputs.data(), watched.data());
        for (std::size_t e = 0; e < equations.events.size(); ++e)
            made.triggers.push_back(watched[parts.free_switches.size() + e] != 0);
    }
    return made;
}

bool SimulatedFlow::pass(std::span<const double> numbers, std::span<const double> stops, bool slopes,
                         PieceCourse& course) const {
    const PieceLayout& layout = equations_.layout;
    const std::size_t n = layout.states, m = layout.unknowns();
    const double length = numbers[layout.end_time()] / numbers[PieceLayout::pieces];
    std::vector<double> times;
    for (const double stop : stops) times.push_back((numbers[PieceLayout::piece] + stop) * length);
    const Trajectory run = simulate(system_, state_of(numbers, slopes), times, options_, Context{});
    if (run.failure || run.values.size() != stops.size() * n) return false;
    course.states = run.values;
    course.used = 0;
    course.sloped = slopes;
    course.slopes.clear();
    if (!slopes) return true;
    const std::size_t directions = n + layout.profile;
    course.slopes.assign(stops.size() * n * m, 0);
    for (std::size_t row = 0; row < stops.size() * n; ++row)
        std::copy_n(&run.sensitivities[row * directions], directions, &course.slopes[row * m]);
    return true;
}

bool SimulatedFlow::add_end_time(std::span<const double> numbers, std::span<const double> stops,
                                 PieceCourse& course) const {
    const PieceLayout& layout = equations_.layout;
    const std::size_t m = layout.unknowns();
    std::vector<double> moved(numbers.begin(), numbers.end());
    const double step = difference * sizes_.back();
    PieceCourse later, sooner;
    moved[layout.end_time()] = numbers[layout.end_time()] + step;
    if (!pass(moved, stops, false, later)) return false;
    moved[layout.end_time()] = numbers[layout.end_time()] - step;
    if (!pass(moved, stops, false, sooner)) return false;
    for (std::size_t i = 0; i < course.states.size(); ++i)
        course.slopes[i * m + m - 1] = (later.states[i] - sooner.states[i]) / (2 * step);
    return true;
}

bool SimulatedFlow::run(std::span<const double> numbers, std::span<const double> stops, bool slopes,
                        PieceCourse& course) const {
    if (!pass(numbers, stops, slopes, course)) return false;
    return !slopes || problem_.end_lower == problem_.end_upper || add_end_time(numbers, stops, course);
}

void SimulatedFlow::curvature(std::span<const double> numbers, std::span<const double> stops,
                              const PieceCourse& course, std::span<const double> weights,
                              std::span<double> matrix) const {
    const PieceLayout& layout = equations_.layout;
    const std::size_t m = layout.unknowns();
    const bool fixed_end = problem_.end_lower == problem_.end_upper;
    std::vector<double> moved(numbers.begin(), numbers.end());
    PieceCourse other;
    for (std::size_t j = 0; j + fixed_end < m; ++j) {
        const double step = difference * sizes_[j];
        moved[PieceLayout::z + j] = numbers[PieceLayout::z + j] + step;
        const bool there = run(moved, stops, true, other);
        moved[PieceLayout::z + j] = numbers[PieceLayout::z + j];
        if (!there) continue;  // a curvature left out makes slower steps, not wrong ones
        for (std::size_t i = 0; i < m; ++i) {
            double change = 0;
            for (std::size_t row = 0; row < weights.size(); ++row)
                change += weights[row] * (other.slopes[row * m + i] - course.slopes[row * m + i]);
            // Half of each of the two estimates; the diagonal has one.
            matrix[std::max(i, j) * m + std::min(i, j)] += (i == j ? 1 : 0.5) * change / step;
        }
    }
}

}  // namespace strandline::process
