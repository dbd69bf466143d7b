#include "small_systems.hpp"

#include <strandline/process/lanes.hpp>

#include <algorithm>

using namespace strandline;
using namespace strandline::process;
using namespace strandline::process::testing;

namespace {

std::vector<double> span_of(double end, int steps) {
    std::vector<double> times;
    for (int i = 0; i <= steps; ++i) times.push_back(end * i / steps);
    return times;
}

/// Of a set alone, among all, with other neighbours, by several threads: the same bits. The lanes'
/// trajectories.
std::vector<Trajectory> bits_checked(const LaneSystem& lanes, const std::vector<SystemState>& starts,
                                     const std::vector<double>& times, const SimulationOptions& options) {
    const auto together = simulate_all(lanes, starts, times, options, Context({.threads = 1}));
    const auto threads = simulate_all(lanes, starts, times, options, Context({.threads = 3}));
    std::vector<SystemState> backwards(starts.rbegin(), starts.rend());
    auto turned = simulate_all(lanes, backwards, times, options, Context({.threads = 1}));
    std::ranges::reverse(turned);
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const auto alone = simulate_all(lanes, std::span(starts).subspan(i, 1), times, options, Context());
        REQUIRE(together[i].times == alone.front().times);
        REQUIRE(together[i].values == alone.front().values);
        REQUIRE(together[i].values == threads[i].values);
        REQUIRE(together[i].values == turned[i].values);
        REQUIRE(together[i].end.states == alone.front().end.states);
    }
    return together;
}

void check_near_scalar(const CompiledSystem& system, const std::vector<SystemState>& starts,
                       const std::vector<double>& times, const std::vector<Trajectory>& lanes,
                       double within) {
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const Trajectory scalar = simulate(system, starts[i], times, tight(), Context());
        REQUIRE(!scalar.failure);
        REQUIRE(!lanes[i].failure);
        REQUIRE(scalar.values.size() == lanes[i].values.size());
        for (std::size_t k = 0; k < scalar.values.size(); ++k)
            REQUIRE(lanes[i].values[k] == doctest::Approx(scalar.values[k]).epsilon(within));
    }
}

/// Robertson's reactions, over eleven powers of ten of time.
SmallSystem robertson() {
    SmallSystem s({"a", "b", "c"}, {"k1", "k2", "k3"});
    const Node one = s.product(s.h[0], s.x[0]), two = s.product(s.h[1], s.product(s.x[1], s.x[1])),
               three = s.product(s.h[2], s.product(s.x[1], s.x[2]));
    s.equations.rates = {s.difference(three, one), s.difference(s.difference(one, two), three), two};
    return s;
}

}  // namespace

TEST_CASE("lanes: stiff reactions, each set with its own steps, agree with one at a time") {
    SmallSystem s = robertson();
    const CompiledSystem system(s.equations, s.x, false);
    const LaneSystem lanes(system, s.x);
    REQUIRE(lanes.in_lanes());
    std::vector<SystemState> starts;
    for (int i = 0; i < 19; ++i) starts.push_back(at({1, 0, 0}, {0.04 * (1 + i), 3e7 / (1 + i), 1e4}));
    const std::vector<double> times{0, 1e-3, 1, 10, 1e3, 1e5, 1e8};
    SimulationOptions options;
    options.relative = 1e-9;
    options.absolute = 1e-16;
    check_near_scalar(system, starts, times, bits_checked(lanes, starts, times, options), 1e-6);
}

TEST_CASE("lanes: the error falls as the tolerance does") {
    SmallSystem s({"x", "y"}, {"w"});
    s.equations.rates = {s.x[1], s.graph().negate(s.product(s.product(s.h[0], s.h[0]), s.x[0]))};
    const CompiledSystem system(s.equations, s.x, false);
    const LaneSystem lanes(system, s.x);
    const std::vector<SystemState> starts{at({0, 2}, {2}), at({0, 3}, {3}), at({0, 5}, {5})};
    const auto times = span_of(10, 37);
    for (const double tolerance : {1e-4, 1e-6, 1e-8, 1e-10}) {
        SimulationOptions options;
        options.relative = options.absolute = tolerance;
        const auto made = simulate_all(lanes, starts, times, options, Context());
        for (std::size_t i = 0; i < starts.size(); ++i)
            for (std::size_t k = 0; k < times.size(); ++k)
                CHECK(std::abs(made[i].values[2 * k] - std::sin(starts[i].held[0] * times[k])) <
                      200 * tolerance);
    }
}

TEST_CASE(
    "lanes: rates that move with the time, and feeds that begin and end with every set at its own time") {
    SmallSystem s({"x"}, {"begin", "long"});
    const Node on =
        s.graph().binary(numerics::NodeKind::both, s.reached(s.h[0]),
                         s.graph().unary(numerics::NodeKind::opposite, s.reached(s.sum(s.h[0], s.h[1]))));
    const Node wave = s.graph().unary(numerics::NodeKind::cos, s.time);
    s.equations.rates = {s.sum(s.graph().select(on, s.number(1000), s.number(0)), wave)};
    const CompiledSystem system(s.equations, s.x, false);
    const LaneSystem lanes(system, s.x);
    std::vector<SystemState> starts;
    for (int i = 0; i < 11; ++i) starts.push_back(at({0}, {1 + 0.7 * i, 1e-3 * (1 + i)}));
    const auto times = span_of(20, 40);
    SimulationOptions options;
    options.relative = options.absolute = 1e-10;
    LaneCounts counts;
    simulate_all(lanes, starts, times, options, Context(), &counts);
    CHECK(counts.finished_alone == 0);
    const auto made = bits_checked(lanes, starts, times, options);
    for (std::size_t i = 0; i < starts.size(); ++i)
        for (std::size_t k = 0; k < times.size(); ++k) {
            const double fed = std::clamp(times[k] - starts[i].held[0], 0.0, starts[i].held[1]);
            CHECK(made[i].values[k] == doctest::Approx(1000 * fed + std::sin(times[k])).epsilon(1e-7));
        }
}

TEST_CASE("lanes: a set with an event goes a step alone, the others do not notice") {
    SmallSystem s({"x"}, {"k", "least"});
    s.equations.rates = {s.graph().negate(s.product(s.h[0], s.x[0]))};
    const Node low = s.less(s.x[0], s.h[1]);
    s.event(low).assignments = {s.to_state(0, s.sum(s.x[0], s.number(1)))};
    const CompiledSystem system(s.equations, s.x, false);
    const LaneSystem lanes(system, s.x);
    std::vector<SystemState> starts;
    for (int i = 0; i < 10; ++i) starts.push_back(at({2}, {0.5, i % 3 == 0 ? 0.25 : 1e-3}));
    const auto times = span_of(10, 25);
    SimulationOptions options;
    options.relative = options.absolute = 1e-10;
    LaneCounts counts;
    simulate_all(lanes, starts, times, options, Context(), &counts);
    CHECK(counts.finished_alone == 0);
    CHECK(counts.pieces_alone >= 4);
    s.equations.events[0].delay = s.number(0.5);
    const CompiledSystem delayed(s.equations, s.x, false);
    const LaneSystem delayed_lanes(delayed, s.x);
    counts = {};
    simulate_all(delayed_lanes, starts, times, options, Context(), &counts);
    CHECK(counts.finished_alone == 4);
    check_near_scalar(delayed, starts, times, bits_checked(delayed_lanes, starts, times, options), 1e-6);
    check_near_scalar(system, starts, times, bits_checked(lanes, starts, times, options), 1e-6);
}

TEST_CASE("lanes: a set that fails says why, as one at a time, and stops no other") {
    SmallSystem s({"x"}, {"k"});
    s.equations.rates = {s.product(s.h[0], s.product(s.x[0], s.x[0]))};
    const CompiledSystem system(s.equations, s.x, false);
    const LaneSystem lanes(system, s.x);
    const std::vector<SystemState> starts{at({1}, {0.1}), at({1}, {1}), at({1}, {0.2}),
                                          at({std::nan("")}, {1})};
    const auto made = simulate_all(lanes, starts, span_of(2, 4), SimulationOptions(), Context());
    CHECK(made[0].values.back() == doctest::Approx(1 / 0.8).epsilon(1e-5));
    CHECK(made[2].values.back() == doctest::Approx(1 / 0.6).epsilon(1e-5));
    REQUIRE(made[1].failure);
    CHECK(made[1].failure->time == doctest::Approx(1).epsilon(1e-3));
    REQUIRE(made[3].failure);
    CHECK(made[3].failure->time == 0);
}
