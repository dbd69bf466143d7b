#pragma once

#include <strandline/process/simulation.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace strandline::process::testing {

/// Equations by hand: names first, then expressions over them.
struct SmallSystem {
    SmallSystem(std::vector<std::string> states, std::vector<std::string> held) {
        equations.state_ids = std::move(states);
        equations.held_ids = std::move(held);
        for (std::size_t i = 0; i < equations.state_ids.size(); ++i)
            x.push_back(graph().input(equations.state_input(i)));
        for (std::size_t i = 0; i < equations.held_ids.size(); ++i)
            h.push_back(graph().input(equations.held_input(i)));
        time = graph().input(equations.time_input());
    }

    numerics::ExpressionGraph& graph() { return equations.graph; }
    Node number(double value) { return graph().constant(value); }
    Node sum(Node a, Node b) { return graph().add(a, b); }
    Node difference(Node a, Node b) { return graph().subtract(a, b); }
    Node product(Node a, Node b) { return graph().multiply(a, b); }
    /// a < b, with the switch that it needs.
    Node less(Node a, Node b) {
        equations.switches.push_back({difference(a, b), false, 0});
        return graph().binary(numerics::NodeKind::less, a, b);
    }
    /// time >= moment.
    Node reached(Node moment) {
        equations.switches.push_back({difference(time, moment), true, number(1)});
        return graph().binary(numerics::NodeKind::less_equal, moment, time);
    }
    EventEquations& event(Node trigger) {
        equations.events.push_back({});
        EventEquations& made = equations.events.back();
        made.id = "E" + std::to_string(equations.events.size());
        made.trigger = trigger;
        return made;
    }
    EventEquations::Assignment to_state(std::uint32_t i, Node value) {
        return {{Place::Kind::state, i}, value, value, number(1)};
    }
    EventEquations::Assignment to_held(std::uint32_t i, Node value) {
        return {{Place::Kind::held, i}, value, value, number(1)};
    }

    Equations equations;
    std::vector<Node> x, h;
    Node time = 0;
};

inline SimulationOptions tight() {
    SimulationOptions options;
    options.relative = 1e-10;
    options.absolute = 1e-13;
    return options;
}

inline SystemState at(std::vector<double> states, std::vector<double> held) {
    SystemState made;
    made.states = std::move(states);
    made.held = std::move(held);
    return made;
}

inline Trajectory run(const CompiledSystem& system, SystemState from, const std::vector<double>& times,
                      const SimulationOptions& options = tight()) {
    Context context;
    return simulate(system, std::move(from), times, options, context);
}

/// Compares sensitivities by the start of each state and by each held value with central differences.
inline void check_sensitivities(const Equations& equations, const std::vector<Node>& observed,
                                const SystemState& from, const std::vector<double>& times,
                                double tolerance = 1e-5) {
    const CompiledSystem plain(equations, observed, false), with(equations, observed, true);
    SystemState start = from;
    const std::size_t states = from.states.size(), held = from.held.size();
    const std::size_t directions = start.directions = states + held;
    start.state_sensitivities.assign(directions * states, 0);
    start.held_sensitivities.assign(directions * held, 0);
    for (std::size_t i = 0; i < states; ++i) start.state_sensitivities[i * states + i] = 1;
    for (std::size_t i = 0; i < held; ++i) start.held_sensitivities[(states + i) * held + i] = 1;
    const Trajectory found = run(with, start, times);
    REQUIRE_MESSAGE(!found.failure, (found.failure ? found.failure->what : ""));
    for (std::size_t k = 0; k < directions; ++k) {
        const double value = k < states ? from.states[k] : from.held[k - states];
        const double step = 2e-4 * std::max(1.0, std::abs(value));
        SystemState less = from, more = from;
        (k < states ? less.states[k] : less.held[k - states]) -= step;
        (k < states ? more.states[k] : more.held[k - states]) += step;
        const Trajectory below = run(plain, less, times), above = run(plain, more, times);
        REQUIRE(!below.failure);
        REQUIRE(!above.failure);
        for (std::size_t i = 0; i < found.values.size(); ++i) {
            const double difference = (above.values[i] - below.values[i]) / (2 * step);
            CAPTURE(k);
            CAPTURE(i);
            CHECK(found.sensitivities[i * directions + k] ==
                  doctest::Approx(difference).epsilon(tolerance).scale(1));
        }
    }
}

}  // namespace strandline::process::testing
