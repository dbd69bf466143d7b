#pragma once

#include "estimate/estimator.hpp"
#include "stochastic/distributions.hpp"

#include <strandline/base/file.hpp>
#include <strandline/formats/kinetic_model.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace strandline::process::testing {

/// The fed-batch of examples/estimate-fedbatch with all that is unknown of it: eight states, two parameters.
struct FedBatch {
    static constexpr double end = 16, step = 1.0 / 6, assay_every = 2, feed_begin = 6;
    enum Signal : std::uint32_t {
        oxygen_out,
        carbon_dioxide_out,
        dissolved_oxygen,
        biomass,
        glucose,
        acetate,
        product
    };
    static constexpr std::size_t online = 3, signals = 7, outputs = 3;

    static double feed(double hour) {
        return hour < feed_begin ? 0 : 0.005 * std::exp(0.12 * (hour - feed_begin));
    }
};

inline EstimationProblem fed_batch_problem(const std::string& folder) {
    Context context;
    const Source file = *Source::open(folder + "/model.xml");
    const domain::KineticModel model = *formats::read_kinetic_model(file, context);
    Equations made = *equations(model);
    const auto value = [&](const char* id) { return made.quantities.find(id)->second.value; };
    auto& graph = made.graph;
    EstimatedSystem::Wanted wanted{.parameters = {"q_S_max", "kLa"}, .inputs = {"F"}};
    wanted.signals = {graph.multiply(value("y_O"), graph.constant(100)),
                      graph.multiply(value("y_C"), graph.constant(100)),
                      graph.multiply(value("O"), graph.constant(100 / (1.05 * 0.2095))),
                      value("X"),
                      value("S"),
                      value("A"),
                      value("P")};
    const Node biomass = graph.multiply(value("X"), value("V"));
    const auto rate = [&](const char* id, double per_mole) {
        return graph.multiply(graph.multiply(value(id), biomass), graph.constant(1 / per_mole));
    };
    wanted.outputs = {value("mu"), graph.multiply(value("Y_PS"), rate("q_P", 118.088)),
                      rate("mu", 24.6263 / 0.2)};
    const SystemState from =
        StartValues::make(model, made, {})->at(0, StartValues::make(model, made, {})->stated(), 0);
    EstimationProblem problem{.system = *EstimatedSystem::make(std::move(made), std::move(wanted)),
                              .filter = {},
                              .options = {.longest_step = FedBatch::step},
                              .noise = {},
                              .start = {},
                              .held = from.held};
    struct Known {
        double mean, deviation, noise, relative;
    };
    const std::map<std::string, Known> known{
        {"X", {0.5, 0.05, 0, 0.01}},      {"S", {10, 0.5, 0.002, 0.01}},  {"A", {0.1, 0.02, 0.002, 0.02}},
        {"P", {0.05, 0.01, 0.002, 0.01}}, {"V", {2, 0.02, 0, 0}},         {"O", {0.21, 0.005, 0.001, 0}},
        {"y_O", {0.2095, 2e-4, 5e-5, 0}}, {"y_C", {6e-4, 1e-4, 2e-5, 0}}, {"q_S_max", {1.2, 0.1, 0.01, 0}},
        {"kLa", {600, 40, 5, 0}}};
    problem.start.mean = problem.system.start(from);
    const std::size_t n = problem.system.size();
    problem.filter = {.states = n,
                      .lower = std::vector<double>(n, 0.0),
                      .upper = std::vector<double>(n, 1e6),
                      .propagate = {},
                      .process_noise = std::vector<double>(n),
                      .relative_noise = std::vector<double>(n)};
    problem.start.root.assign(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        const Known& one = known.at(problem.system.ids()[i]);
        problem.start.mean[i] = one.mean;
        problem.start.root[i * n + i] = one.deviation;
        problem.filter.process_noise[i] = one.noise;
        problem.filter.relative_noise[i] = one.relative;
    }
    problem.noise = {{0.02, 0}, {0.01, 0}, {1, 0}, {0.05, 0.05}, {0.05, 0.03}, {0.02, 0.03}, {0.02, 0.03}};
    return problem;
}

struct TruthRun {
    std::vector<double> times;
    std::vector<std::vector<double>> states, outputs;  // by time; outputs: mu, product and ammonia in mol/h
    std::vector<Reading> readings;                     // in the order of sample times
};

inline double normal(RandomStream& random) {
    const std::array<double, 2> arguments{0, 1};
    return sample("normal", arguments, random);
}

/// Eight runs at a time, with numbers first, first + 1, …: start, noise of states and of readings are drawn
/// from what the problem says of them.
inline std::vector<TruthRun> true_runs(const EstimationProblem& problem, std::uint64_t first) {
    constexpr std::size_t runs = 8;
    const std::size_t n = problem.system.size();
    std::vector<RandomStream> random;
    std::vector<TruthRun> made(runs);
    std::vector<double> points(runs * n), held = problem.held;
    for (std::size_t r = 0; r < runs; ++r) {
        random.emplace_back(20'260, first + r);
        for (std::size_t i = 0; i < n; ++i)
            points[r * n + i] =
                std::max(0.0, problem.start.mean[i] + problem.start.root[i * n + i] * normal(random[r]));
    }
    const auto record = [&](double hour, bool assays) {
        std::vector<std::uint32_t> chosen;
        for (std::uint32_t s = 0; s < (assays ? FedBatch::signals : FedBatch::online); ++s)
            chosen.push_back(s);
        std::vector<double> expected(runs * chosen.size()), others(runs * FedBatch::outputs);
        problem.system.signals(hour, held, points, chosen, expected);
        problem.system.outputs(hour, held, points, others);
        for (std::size_t r = 0; r < runs; ++r) {
            made[r].times.push_back(hour);
            made[r].states.emplace_back(points.begin() + static_cast<std::ptrdiff_t>(r * n),
                                        points.begin() + static_cast<std::ptrdiff_t>((r + 1) * n));
            made[r].outputs.emplace_back(
                others.begin() + static_cast<std::ptrdiff_t>(r * FedBatch::outputs),
                others.begin() + static_cast<std::ptrdiff_t>((r + 1) * FedBatch::outputs));
            for (std::size_t k = 0; k < chosen.size(); ++k) {
                const double value = expected[r * chosen.size() + k];
                const SignalNoise& noise = problem.noise[chosen[k]];
                const double measured =
                    value + std::hypot(noise.absolute, noise.relative * value) * normal(random[r]);
                made[r].readings.push_back(
                    {hour, k < FedBatch::online ? hour : hour + 1.5, chosen[k], measured});
            }
        }
    };
    const auto steps = static_cast<int>(std::lround(FedBatch::end / FedBatch::step));
    for (int k = 1; k <= steps; ++k) {
        const double from = (k - 1) * FedBatch::step, to = k * FedBatch::step;
        problem.system.put_inputs(std::array{FedBatch::feed(from)}, held);
        problem.system.propagate(from, to, held, points);
        for (std::size_t r = 0; r < runs; ++r)
            for (std::size_t i = 0; i < n; ++i) {
                double& value = points[r * n + i];
                const double deviation =
                    std::hypot(problem.filter.process_noise[i], problem.filter.relative_noise[i] * value);
                value = std::max(0.0, value + std::sqrt(to - from) * deviation * normal(random[r]));
            }
        record(to, k % static_cast<int>(std::lround(FedBatch::assay_every / FedBatch::step)) == 0);
    }
    return made;
}

inline void take_feed(Estimator& estimator) {
    const auto steps = static_cast<int>(std::lround(FedBatch::end / FedBatch::step));
    for (int k = 0; k < steps; ++k)
        estimator.take(InputChange{k * FedBatch::step, 0, FedBatch::feed(k * FedBatch::step)});
}

}  // namespace strandline::process::testing
