#include "fed_batch_truth.hpp"

#include "estimate/square_root.hpp"

#include <strandline/numerics/chi_squared.hpp>

#include <doctest/doctest.h>

#include <cstdio>

using namespace strandline::process;
using namespace strandline::process::testing;
using strandline::numerics::chi_squared_quantile;

namespace {

const std::string folder = STRANDLINE_TEST_FILES "/../../../../examples/estimate-fedbatch";

/// Normalised squared error of an estimate, chi-squared with n degrees when the filter is consistent.
double normalised_error(const Belief& belief, const std::vector<double>& truth) {
    std::vector<double> error(truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) error[i] = truth[i] - belief.mean[i];
    if (!solve_lower(belief.root, truth.size(), error)) return NAN;
    double sum = 0;
    for (const double each : error) sum += each * each;
    return sum;
}

}  // namespace

TEST_CASE("200 runs: errors and innovations are as large as the filter says") {
    constexpr std::size_t runs = 200;
    const EstimationProblem problem = fed_batch_problem(folder);
    const std::size_t n = problem.system.size();
    double nees = 0, nis = 0, degrees = 0, biomass = 0;
    std::size_t times = 0, inside_nees = 0;
    std::vector<double> by_time(96, 0.0);
    std::vector<double> by_state(10, 0.0);
    for (std::size_t first = 0; first < runs; first += 8)
        for (const TruthRun& run : true_runs(problem, first)) {
            Estimator estimator(problem);
            take_feed(estimator);
            for (const Reading& reading : run.readings) estimator.take(reading);
            for (std::size_t k = 0; k < run.times.size(); ++k) {
                const Belief belief = estimator.at(run.times[k]);
                const double error = normalised_error(belief, run.states[k]);
                by_time[k] += error / runs;
                nees += error;
                biomass += std::pow(belief.mean[0] / run.states[k][0] - 1, 2);
                for (std::size_t i = 0; i < n; ++i) {
                    double square = 0;
                    for (std::size_t j = 0; j <= i; ++j) square += std::pow(belief.root[i * n + j], 2);
                    by_state[i] += std::pow(belief.mean[i] - run.states[k][i], 2) / square;
                }
                ++times;
            }
            for (const MomentReport& report : estimator.reports(FedBatch::end)) {
                nis += report.normalised;
                degrees += static_cast<double>(report.signals.size());
                CHECK(report.predicted);
                CHECK(report.used);
            }
        }
    for (const double each : by_time)
        inside_nees += each > chi_squared_quantile(0.025, runs * n) / runs &&
                       each < chi_squared_quantile(0.975, runs * n) / runs;
    std::printf("NEES %.3f of %zu, inside at %zu of 96 times; NIS/degrees %.4f; biomass RMS %.2f %%\n",
                nees / times, n, inside_nees, nis / degrees, 100 * std::sqrt(biomass / times));
    for (std::size_t i = 0; i < n; ++i)
        std::printf(" %s %.3f", problem.system.ids()[i].c_str(), by_state[i] / times);
    std::printf("\n");
    for (std::size_t i = 0; i < 96; i += 4) std::printf(" %.2f", by_time[i]);
    std::printf("\n");
}
