#include "fed_batch_truth.hpp"

#include "estimate/alarms.hpp"
#include "estimate/reconciliation.hpp"
#include "estimate/soft_sensor.hpp"
#include "simulate/start_state.hpp"

#include <strandline/numerics/dense_matrix.hpp>

#include <doctest/doctest.h>

#include <bit>

using namespace strandline::process;
using namespace strandline::process::testing;

namespace {

const std::string folder = STRANDLINE_TEST_FILES "/../../../../examples/estimate-fedbatch";

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
    return std::ranges::equal(a, b, [](double x, double y) {
        return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
    });
}

}  // namespace

TEST_CASE("the order in which readings arrive does not change the estimate, to the last bit") {
    const EstimationProblem problem = fed_batch_problem(folder);
    const TruthRun run = true_runs(problem, 400).front();
    Estimator in_time(problem), late(problem), shuffled(problem);
    for (Estimator* each : {&in_time, &late, &shuffled}) take_feed(*each);
    for (const Reading& reading : run.readings) in_time.take(reading);
    auto readings = run.readings;
    std::ranges::stable_sort(readings, {}, &Reading::arrival);
    for (std::size_t k = 0; k < readings.size(); ++k) {
        REQUIRE(late.take(readings[k]));
        if (k % 7 == 0) late.at(readings[k].arrival);
        late.forget_before(readings[k].arrival - 4);
    }
    RandomStream random(11, 0);
    for (std::size_t k = readings.size(); k > 1; --k) std::swap(readings[k - 1], readings[random.bits() % k]);
    for (const Reading& reading : readings) {
        shuffled.take(reading);
        if (random.uniform() < 0.02) shuffled.at(FedBatch::end * random.uniform());
    }
    const Belief expected = in_time.at(FedBatch::end);
    for (Estimator* each : {&late, &shuffled}) {
        const Belief found = each->at(FedBatch::end);
        CHECK(same_bits(found.mean, expected.mean));
        CHECK(same_bits(found.root, expected.root));
        CHECK(each->reports(FedBatch::end).size() == in_time.reports(FedBatch::end).size());
    }
    CHECK(late.computed() > in_time.computed());
    CHECK(!late.take(Reading{0.5, 20, 0, 20.9}));
}

TEST_CASE("missing readings count for nothing") {
    const EstimationProblem problem = fed_batch_problem(folder);
    Estimator with(problem), without(problem);
    with.take(Reading{0.5, 0.5, 0, 20.5});
    without.take(Reading{0.5, 0.5, 0, 20.5});
    with.take(Reading{0.5, 0.5, 1, 7, Missing::bad_quality});
    with.take(Reading{0.7, 0.7, 0, NAN, Missing::not_a_number});
    CHECK(same_bits(with.at(1).mean, without.at(1).mean));
}

TEST_CASE("sigma points side by side end where simulate() brings each of them") {
    const EstimationProblem problem = fed_batch_problem(folder);
    REQUIRE(problem.system.side_by_side());
    const std::size_t n = problem.system.size();
    std::vector<double> points;
    for (int p = 0; p < 11; ++p)
        for (std::size_t i = 0; i < n; ++i)
            points.push_back(problem.start.mean[i] * (1 + 0.01 * p * static_cast<double>(i % 3)));
    std::vector<double> held = problem.held, together = points;
    problem.system.put_inputs(std::array{0.01}, held);
    REQUIRE(problem.system.propagate(0, 0.5, held, together));
    const CompiledSystem system(problem.system.equations(), {}, false);
    const auto& equations = problem.system.equations();
    for (int p = 0; p < 11; ++p) {
        SystemState state;
        const auto at = points.begin() + p * static_cast<std::ptrdiff_t>(n);
        state.states.assign(at, at + 8);
        state.held = held;
        for (std::size_t i = 8; i < n; ++i)
            state.held[equations.quantities.find(problem.system.ids()[i])->second.place->index] =
                at[static_cast<std::ptrdiff_t>(i)];
        const std::vector<double> times{0.5};
        const Trajectory alone =
            simulate(system, state, times, {.relative = 1e-10, .absolute = 1e-12}, strandline::Context());
        REQUIRE(!alone.failure);
        for (std::size_t i = 0; i < 8; ++i)
            CHECK(together[static_cast<std::size_t>(p) * n + i] ==
                  doctest::Approx(alone.end.states[i]).epsilon(2e-5));
    }
}

TEST_CASE("off-gas: no change, no rate; nitrogen carries the flow") {
    const auto still =
        off_gas_rates({10, 0.1}, {{0.2095, 0}, {0.0004, 0}, {}}, {{0.2095, 0}, {0.0004, 0}, {}});
    REQUIRE(still);
    CHECK(still->oxygen_uptake.value == doctest::Approx(0).epsilon(1e-12));
    CHECK(still->carbon_dioxide_evolution.value == doctest::Approx(0).epsilon(1e-12));
    CHECK(!still->quotient);
    // 1 mol of 10 mol is breathed, 0.8 mol of CO2 comes: out 9.8 mol.
    const auto breathing =
        off_gas_rates({10, 0}, {{0.21, 0}, {0, 0}, {}}, {{1.1 / 9.8, 1e-3}, {0.8 / 9.8, 1e-3}, {}});
    REQUIRE(breathing);
    CHECK(breathing->oxygen_uptake.value == doctest::Approx(1));
    CHECK(breathing->carbon_dioxide_evolution.value == doctest::Approx(0.8));
    CHECK(breathing->flow_out.value == doctest::Approx(9.8));
    REQUIRE(breathing->quotient);
    CHECK(breathing->quotient->value == doctest::Approx(0.8));
    // Moist gas out: 0.2 mol of water more, all fractions by so much smaller, and the same answer.
    const auto moist = off_gas_rates({10, 0}, {{0.21, 0}, {0, 0}, {}}, {{0.11, 0}, {0.08, 0}, {0.02, 0}});
    REQUIRE(moist);
    CHECK(moist->oxygen_uptake.value == doctest::Approx(1));
    CHECK(!off_gas_rates({10, 0}, {{0.21, 0}, {0, 0}, {}}, {{1.1, 0}, {0, 0}, {}}));
}

namespace {

/// Glucose, oxygen, carbon dioxide, ammonia, biomass: carbon, electrons, nitrogen.
std::vector<BalancedRate> culture(double glucose, double oxygen, double carbon_dioxide, double ammonia) {
    return {{"glucose", {6, 24, 0}, Uncertain{glucose, 0.02}},
            {"oxygen", {0, -4, 0}, Uncertain{oxygen, 0.05}},
            {"carbon dioxide", {1, 0, 0}, Uncertain{carbon_dioxide, 0.05}},
            {"ammonia", {0, 0, 1}, Uncertain{ammonia, 0.02}},
            {"biomass", {1, 4.2, 0.2}, std::nullopt}};
}

}  // namespace

TEST_CASE("reconciled rates are those of least squares with the balances as constraints") {
    const auto rates = culture(1.02, 2.1, -2.2, 0.72);
    const Reconciled made = reconcile(rates);
    CHECK(made.degrees == 2);
    // Lagrange: [W A'; A 0] [x; l] = [W x_measured; 0], W = 0 for what is not measured.
    std::vector<double> matrix(64, 0.0), right(8, 0.0);
    for (std::size_t i = 0; i < 5; ++i) {
        if (rates[i].measured) {
            const double weight = 1 / (rates[i].measured->deviation * rates[i].measured->deviation);
            matrix[i * 8 + i] = weight;
            right[i] = weight * rates[i].measured->value;
        }
        for (std::size_t b = 0; b < 3; ++b)
            matrix[i * 8 + 5 + b] = matrix[(5 + b) * 8 + i] = rates[i].content[b];
    }
    const auto exact = strandline::numerics::solve_dense(matrix, right);
    REQUIRE(exact.size() == 8);
    double statistic = 0;
    for (std::size_t i = 0; i < 5; ++i) {
        REQUIRE(made.rates[i]);
        CHECK(made.rates[i]->value == doctest::Approx(exact[i]).epsilon(1e-9));
        if (rates[i].measured)
            statistic += std::pow((exact[i] - rates[i].measured->value) / rates[i].measured->deviation, 2);
    }
    CHECK(made.statistic == doctest::Approx(statistic).epsilon(1e-9));
    for (std::size_t b = 0; b < 3; ++b) {
        double sum = 0;
        for (std::size_t i = 0; i < 5; ++i) sum += rates[i].content[b] * made.rates[i]->value;
        CHECK(sum == doctest::Approx(0).epsilon(1e-9));
    }
}

TEST_CASE("serial elimination names the rate with a gross error") {
    // Exact: 1 glucose, 3.5 C-mol biomass, the rest carbon dioxide.
    const double biomass = 3.5, oxygen = (24 - 4.2 * biomass) / 4, carbon_dioxide = 6 - biomass;
    const auto clean = culture(1, oxygen, -carbon_dioxide, 0.2 * biomass);
    CHECK(reconcile(clean).statistic == doctest::Approx(0).epsilon(1e-9));
    for (const std::size_t wrong : {0U, 1U, 2U, 3U}) {
        auto rates = clean;
        rates[wrong].measured->value += 20 * rates[wrong].measured->deviation;
        const Reconciled made = reconcile(rates);
        CHECK(made.chance < 1e-6);
        REQUIRE(!made.suspects.empty());
        CHECK(made.suspects[0].rate == wrong);
        CHECK(made.suspects[0].chance > 0.9);
    }
}

TEST_CASE("a balance without redundancy is no test, and undetermined rates are not told") {
    std::vector<BalancedRate> rates{{"a", {1}, Uncertain{2, 0.1}}, {"b", {-1}, std::nullopt}};
    Reconciled made = reconcile(rates);
    CHECK(made.degrees == 0);
    REQUIRE(made.rates[1]);
    CHECK(made.rates[1]->value == doctest::Approx(2));
    CHECK(made.rates[1]->deviation == doctest::Approx(0.1));
    rates.push_back({"c", {1}, std::nullopt});
    made = reconcile(rates);
    CHECK(!made.rates[1]);
    CHECK(!made.rates[2]);
}

TEST_CASE("a soft sensor finds exponential growth again") {
    std::vector<MeasuredRate> rates;
    for (int k = 0; k <= 200; ++k) {
        const double t = 0.05 * k, x = 2 * std::exp(0.2 * t);
        rates.push_back({t, 30 * 0.2 * x + 1.5 * x, 0.5});
    }
    const auto made = growth_from_rate({{30, 1}, {1.5, 0.1}}, {2, 0.1}, rates);
    CHECK(made.back().biomass.value == doctest::Approx(2 * std::exp(2.0)).epsilon(1e-4));
    CHECK(made.back().rate.value == doctest::Approx(0.2).epsilon(1e-3));
    // Against many draws of all that is uncertain.
    RandomStream random(5, 0);
    double sum = 0, squares = 0, growth = 0, growth_squares = 0;
    constexpr int draws = 2000;
    for (int d = 0; d < draws; ++d) {
        auto noisy = rates;
        for (MeasuredRate& rate : noisy) rate.value += rate.deviation * normal(random);
        const GrowthSignal signal{{30 + normal(random), 0}, {1.5 + 0.1 * normal(random), 0}};
        const auto drawn = growth_from_rate(signal, {2 + 0.1 * normal(random), 0}, noisy);
        sum += drawn.back().biomass.value;
        squares += std::pow(drawn.back().biomass.value, 2);
        growth += drawn.back().rate.value;
        growth_squares += std::pow(drawn.back().rate.value, 2);
    }
    const double deviation = std::sqrt(squares / draws - std::pow(sum / draws, 2));
    CHECK(made.back().biomass.deviation == doctest::Approx(deviation).epsilon(0.06));
    const double of_growth = std::sqrt(growth_squares / draws - std::pow(growth / draws, 2));
    CHECK(made.back().rate.deviation == doctest::Approx(of_growth).epsilon(0.06));
}
