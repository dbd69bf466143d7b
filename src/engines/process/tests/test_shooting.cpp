#include "feed/feed_search.hpp"
#include "feed/implicit_flow.hpp"
#include "feed/simulated_flow.hpp"
#include "feed_problems.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <random>

using namespace strandline;
using namespace strandline::process;
using namespace strandline::process::testing;

namespace {

using numerics::NonlinearProgram;

enum class How { explicit_steps, implicit_steps, simulated };

struct Held {
    explicit Held(FeedCase given, How how = How::explicit_steps) : made(std::move(given)) {
        const std::vector<std::uint32_t> held = {0};
        equations = std::make_unique<PieceEquations>(*made.system, made.problem.controls, held);
        const SimulationOptions options{.relative = 1e-10, .absolute = 1e-12};
        std::vector<double> sizes(equations->layout.states, 1);
        if (how == How::simulated) {
            sizes.resize(equations->layout.unknowns(), 1);
            flow = std::make_unique<SimulatedFlow>(made.problem, *equations, held, options, sizes);
        } else if (how == How::implicit_steps) {
            flow = std::make_unique<ImplicitFlow>(*equations, options, sizes);
        } else {
            flow = std::make_unique<ExplicitFlow>(*equations, options, sizes);
        }
        const FeedSizes typical = typical_sizes(made.problem, *equations, *flow);
        shooting = std::make_unique<Shooting>(made.problem, *equations, *flow, made.problem.pieces, typical);
        program = shooting->program(1);
        at = shooting->unknowns(first_plan(made.problem, made.problem.pieces));
        std::mt19937_64 random(7);
        for (double& one : at) one *= 1 + 0.05 * (static_cast<double>(random() >> 11) * 0x1p-53 - 0.5);
    }

    FeedCase made;
    std::unique_ptr<PieceEquations> equations;
    std::unique_ptr<PieceFlow> flow;
    std::unique_ptr<Shooting> shooting;
    NonlinearProgram program;
    std::vector<double> at;
};

/// Jacobian and gradient as one dense matrix, the gradient last.
std::vector<double> first_derivatives(const NonlinearProgram& program, std::span<const double> at) {
    const std::size_t n = at.size(), rows = program.constraint_lower.size();
    std::vector<double> entries(program.jacobian_rows.size()), dense((rows + 1) * n, 0), slopes(n);
    REQUIRE(program.jacobian(at, entries));
    REQUIRE(program.gradient(at, slopes));
    for (std::size_t e = 0; e < entries.size(); ++e)
        dense[program.jacobian_rows[e] * n + program.jacobian_columns[e]] += entries[e];
    std::ranges::copy(slopes, dense.begin() + static_cast<std::ptrdiff_t>(rows * n));
    return dense;
}

std::vector<double> all_values(const NonlinearProgram& program, std::span<const double> at) {
    std::vector<double> made(program.constraint_lower.size() + 1);
    REQUIRE(program.constraints(at, std::span(made).first(made.size() - 1)));
    REQUIRE(program.objective(at, made.back()));
    return made;
}

/// First derivatives against differences of values, second ones against differences of first ones.
void check_derivatives(const Held& held, double first, double second) {
    const NonlinearProgram& program = held.program;
    const std::size_t n = held.at.size(), rows = program.constraint_lower.size();
    const auto exact = first_derivatives(program, held.at);
    std::vector<double> multipliers(rows), entries(program.hessian_rows.size()), hessian(n * n, 0);
    for (std::size_t i = 0; i < rows; ++i) multipliers[i] = std::sin(1.0 + static_cast<double>(i));
    const double factor = 0.7;
    REQUIRE(program.hessian(held.at, factor, multipliers, entries));
    for (std::size_t e = 0; e < entries.size(); ++e) {
        CHECK(program.hessian_rows[e] >= program.hessian_columns[e]);
        hessian[program.hessian_rows[e] * n + program.hessian_columns[e]] += entries[e];
    }
    const auto lagrangian_slope = [&](const std::vector<double>& dense, std::size_t j) {
        double sum = factor * dense[rows * n + j];
        for (std::size_t i = 0; i < rows; ++i) sum += multipliers[i] * dense[i * n + j];
        return sum;
    };
    double worst_first = 0, worst_second = 0;
    for (std::size_t j = 0; j < n; ++j) {
        // Differences of order 4, of which 1 and 8 are the weights.
        const double step = 1e-4;
        std::vector<double> values(rows + 1, 0), slopes(n, 0);
        for (const auto& [weight, steps] : {std::pair{8.0, 1.0}, {-8.0, -1.0}, {-1.0, 2.0}, {1.0, -2.0}}) {
            auto moved = held.at;
            moved[j] += steps * step;
            const auto there = all_values(program, moved);
            const auto derivatives = first_derivatives(program, moved);
            for (std::size_t i = 0; i <= rows; ++i) values[i] += weight * there[i] / (12 * step);
            for (std::size_t i = j; i < n; ++i)
                slopes[i] += weight * lagrangian_slope(derivatives, i) / (12 * step);
        }
        for (std::size_t i = 0; i <= rows; ++i)
            worst_first = std::max(worst_first, std::abs(exact[i * n + j] - values[i]));
        for (std::size_t i = j; i < n; ++i)
            worst_second = std::max(
                worst_second, std::abs(hessian[i * n + j] - slopes[i]) / (1 + std::abs(hessian[i * n + j])));
    }
    CHECK(worst_first < first);
    CHECK(worst_second < second);
}

FeedCase constrained(FeedCase made) {
    made.problem.constraints = {{.name = "volume", .observed = 1, .upper = 8},
                                {.name = "glucose", .observed = 2, .upper = 6},
                                {.name = "feed", .observed = 3, .upper = 1.5},
                                {.name = "last glucose", .observed = 2, .lower = 0.1, .at_end_only = true}};
    made.problem.controls[0].start = 0.4;
    made.problem.controls[0].rate_lower = -1;
    made.problem.controls[0].rate_upper = 1;
    return made;
}

FeedCase constrained_free(Profile profile) {
    FeedCase made = constrained(park_ramirez(4, profile));
    made.problem.end_lower = 12;
    return made;
}

FeedCase ensemble(FeedCase made) {
    made.problem.members.push_back(made.problem.members[0]);
    made.problem.members[1].states[2] = 0.8;
    made.problem.members.push_back(made.problem.members[0]);
    made.problem.members[2].states[3] = 4;
    made.problem.caution = 1.5;
    return made;
}

}  // namespace

TEST_CASE("derivatives of every row and of the objective, by every profile, with a free end") {
    for (const Profile profile : {Profile::constant, Profile::linear, Profile::exponential}) {
        CAPTURE(static_cast<int>(profile));
        check_derivatives(Held(constrained_free(profile)), 1e-5, 1e-4);
        check_derivatives(Held(constrained_free(profile), How::implicit_steps), 1e-5, 1e-4);
    }
}

TEST_CASE("derivatives of an ensemble with caution, maximised and minimised") {
    for (const bool maximise : {true, false}) {
        FeedCase made = ensemble(constrained(park_ramirez(3)));
        made.problem.maximise = maximise;
        check_derivatives(Held(std::move(made)), 1e-5, 1e-4);
    }
}

TEST_CASE("derivatives by simulation, which systems with switches need") {
    for (const Profile profile : {Profile::constant, Profile::linear, Profile::exponential})
        for (const bool free_end : {false, true}) {
            CAPTURE(static_cast<int>(profile));
            CAPTURE(free_end);
            FeedCase made = constrained(park_ramirez(3, profile));
            if (free_end) made.problem.end_lower = 12;
            // By the end time both sides are differences of differences.
            check_derivatives(Held(std::move(made), How::simulated), 1e-4, free_end ? 2 : 2e-2);
        }
}

TEST_CASE("both ways to integrate a piece agree") {
    const Held one(constrained(park_ramirez(4, Profile::linear)));
    const Held other(constrained(park_ramirez(4, Profile::linear)), How::simulated);
    const auto a = all_values(one.program, one.at), b = all_values(other.program, one.at);
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == doctest::Approx(b[i]).epsilon(1e-6).scale(1));
}

TEST_CASE("any number of threads gives the same bits") {
    Held held(ensemble(constrained(park_ramirez(5))));
    const auto one = first_derivatives(held.shooting->program(1), held.at);
    auto moved = held.at;
    moved[0] += 0.1;
    first_derivatives(held.program, moved);  // forget
    CHECK(first_derivatives(held.shooting->program(3), held.at) == one);
}
