// A step of the estimator: a prediction over one minute and an update with four signals, ten states.
//
//     estimate_speed FOLDER
//
// FOLDER holds the model: examples/estimate-fedbatch. stdout: JSON: processor seconds a step, and mean and
// deviation of every state after 240 steps with fixed readings.

#include "fed_batch_truth.hpp"

#include <cstdio>
#include <ctime>

namespace {

using namespace strandline::process;

double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

constexpr int steps = 240;

/// The readings that both programs take: smooth, and plausible for the model.
double reading(std::uint32_t signal, int step) {
    const double hour = step / 60.0;
    switch (signal) {
    case testing::FedBatch::oxygen_out:
        return 20.65 - 0.05 * hour * hour;
    case testing::FedBatch::carbon_dioxide_out:
        return 0.34 + 0.045 * hour * hour;
    case testing::FedBatch::dissolved_oxygen:
        return 90 - 2 * hour * hour;
    default:
        return 0.5 + 0.2 * hour;
    }
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) return 2;
    const EstimationProblem problem = testing::fed_batch_problem(words[1]);
    const std::vector<std::uint32_t> signals{0, 1, 2, 3};
    Belief belief;
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
        belief = problem.start;
        const double began = processor_seconds();
        FilterModel model = problem.filter;
        model.propagate = [&](double from, double to, std::span<double> points) {
            return problem.system.propagate(from, to, problem.held, points);
        };
        for (int k = 1; k <= steps; ++k) {
            if (!predict(model, {.kappa = -6}, k / 60.0, belief)) return 1;
            Readout readout{signals, {}, {0.02, 0.01, 1, 0.05}};
            for (const std::uint32_t signal : signals) readout.values.push_back(reading(signal, k));
            const auto measure = [&](std::span<const double> points, std::span<double> expected) {
                return problem.system.signals(k / 60.0, problem.held, points, signals, expected);
            };
            Innovation innovation;
            if (!update(model, {.kappa = -6}, readout, measure, belief, innovation)) return 1;
        }
        best = std::min(best, (processor_seconds() - began) / steps);
    }
    std::printf("{\"seconds\": %.9f, \"mean\": [", best);
    const std::size_t n = belief.mean.size();
    for (std::size_t i = 0; i < n; ++i) std::printf("%s%.10g", i ? ", " : "", belief.mean[i]);
    std::printf("], \"sd\": [");
    for (std::size_t i = 0; i < n; ++i) {
        double square = 0;
        for (std::size_t j = 0; j <= i; ++j) square += belief.root[i * n + j] * belief.root[i * n + j];
        std::printf("%s%.10g", i ? ", " : "", std::sqrt(square));
    }
    std::printf("]}\n");
}
