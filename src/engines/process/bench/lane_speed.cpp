// Eight parameter sets at once beside one at a time.
//
//     lane_speed MODEL END STEPS [SETS]
//
// Sets differ by factors between 0.9 and 1.1 on every parameter. stdout: JSON, processor seconds a set: one
// at a time by simulate(), the lanes with one set, and the lanes with all of them; largest difference of the
// results.

#include "lanes/lane_system.hpp"
#include "measured.hpp"
#include "simulate/columns.hpp"
#include "simulate/start_state.hpp"
#include "stochastic/random_stream.hpp"

#include <strandline/formats/kinetic_model.hpp>
#include <strandline/process/lanes.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>

namespace {

using namespace strandline;
using namespace strandline::process;

double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double best_of(int repeats, const std::function<void()>& work) {
    double best = 1e9;
    for (int i = 0; i < repeats; ++i) {
        const double began = processor_seconds();
        work();
        best = std::min(best, processor_seconds() - began);
    }
    return best;
}

double difference(const std::vector<Trajectory>& one, const std::vector<Trajectory>& other) {
    double largest = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
        if (one[i].values.size() != other[i].values.size()) return INFINITY;
        for (std::size_t k = 0; k < one[i].values.size(); ++k) {
            const double a = one[i].values[k], b = other[i].values[k];
            largest = std::max(largest, std::abs(a - b) / (1e-6 + std::max(std::abs(a), std::abs(b))));
        }
    }
    return largest;
}

bool same_bits(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

}  // namespace

int main(int count, char** words) {
    if (count < 4) return 2;
    const double end = std::atof(words[2]);
    const int steps = std::atoi(words[3]), sets = count > 4 ? std::atoi(words[4]) : 64;
    Context context;
    const domain::KineticModel model =
        need(formats::read_kinetic_model(need(Source::open(words[1])), context));
    Equations made = need(equations(model));
    std::vector<Node> observed;
    for (const domain::KineticSpecies& species : model.species)
        observed.push_back(made.quantities.find(species.id)->second.value);
    std::vector<std::string> ids;
    for (const domain::KineticParameter& parameter : model.parameters)
        if (made.quantities.find(parameter.id)->second.setting >= 0) ids.push_back(parameter.id);
    const StartValues start = need(StartValues::make(model, made, ids));
    std::vector<SystemState> starts;
    RandomStream random(1, 1);
    for (int i = 0; i < sets; ++i) {
        std::vector<double> settings = start.stated();
        for (std::size_t k = 0; k < ids.size(); ++k)
            settings[start.position(k)] *= 0.9 + 0.2 * random.uniform();
        starts.push_back(start.at(0, settings, 0));
    }
    const CompiledSystem system(std::move(made), observed, false, numerics::Execution::native);
    const double before = processor_seconds();
    const LaneSystem lanes(system, observed, numerics::Execution::native);
    const double compile = processor_seconds() - before;
    std::vector<double> times;
    for (int i = 0; i <= steps; ++i) times.push_back(end * i / steps);
    std::vector<Trajectory> one_by_one(starts.size()), together, alone(starts.size());
    const SimulationOptions options;
    const double scalar = best_of(3, [&] {
        for (std::size_t i = 0; i < starts.size(); ++i)
            one_by_one[i] = simulate(system, starts[i], times, options, context);
    });
    LaneCounts counts;
    const double eight = best_of(3, [&] {
        counts = {};
        together = simulate_all(lanes, starts, times, options, context, &counts);
    });
    const double single = best_of(1, [&] {
        for (std::size_t i = 0; i < starts.size(); ++i)
            alone[i] = simulate_all(lanes, std::span(starts).subspan(i, 1), times, options, context).front();
    });
    bool same = true;
    for (std::size_t i = 0; i < starts.size(); ++i)
        same &= std::ranges::equal(alone[i].values, together[i].values, same_bits);
    std::printf(
        "{\"compile\": %.4f, \"scalar_us\": %.2f, \"one_lane_us\": %.2f, \"eight_lanes_us\": %.2f, "
        "\"against_scalar\": %.2f, \"against_one_lane\": %.2f, \"taken\": %.1f, \"refused\": %.1f, "
        "\"unsound\": %.1f, \"pieces_alone\": %.1f, \"alone\": "
        "%lld, "
        "\"difference\": %.2g, \"bits_equal\": %s}\n",
        compile, 1e6 * scalar / sets, 1e6 * single / sets, 1e6 * eight / sets, scalar / eight, single / eight,
        static_cast<double>(counts.taken) / sets, static_cast<double>(counts.refused) / sets,
        static_cast<double>(counts.unsound) / sets, static_cast<double>(counts.pieces_alone) / sets,
        static_cast<long long>(counts.finished_alone), difference(one_by_one, together),
        same ? "true" : "false");
}
