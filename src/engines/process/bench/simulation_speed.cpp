// Times the parts of a simulation: reading, equations, compiling, the run itself.
//
//     simulation_speed MODEL END STEPS [interpreted|native|automatic|first]
//
// stdout: {"read":…, "equations":…, "compile":…, "simulate":…, "values":{id: amount or value at END}},
// seconds; "simulate" is the best of several runs. With `first`, no simulation: "compile" includes what
// sensitivities need and "first" is one evaluation of rates, Jacobian and derivatives by all held values;
// "derivatives" counts those that are finite.

#include "measured.hpp"
#include "simulate/columns.hpp"
#include "simulate/start_state.hpp"
#include "simulation/inputs.hpp"

#include <strandline/formats/kinetic_model.hpp>
#include <strandline/process/simulation.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace strandline;
using namespace strandline::process;

/// "name": {id: value in the last row, …}
void print_last(const char* name, const Trajectory& course, const std::vector<std::string>& ids) {
    std::printf("\"%s\": {", name);
    for (std::size_t i = 0; i < ids.size() && !course.failure; ++i)
        std::printf("%s\"%s\": %.17g", i ? ", " : "", ids[i].c_str(),
                    course.values[course.values.size() - ids.size() + i]);
    std::printf("}");
}

/// Rates, Jacobian and derivatives by the held values at the start. How many values: none is zero by
/// structure.
std::size_t evaluate_once(const CompiledSystem::Parts& parts, const SystemState& at) {
    Inputs inputs(parts, at);
    const double* here = inputs.at(at.time, at.states.data());
    std::size_t count = 0;
    for (const Expressions* each : {&parts.rates, &parts.jacobian, &parts.rates_by_held.values}) {
        std::vector<double> values(each->size());
        each->evaluate(here, values.data());
        for (const double value : values) count += std::isfinite(value) ? 1 : 0;
    }
    return count;
}

}  // namespace

int main(int count, char** words) {
    if (count < 4) return 2;
    const std::string how = count > 4 ? words[4] : "automatic";
    const auto execution = how == "native"        ? numerics::Execution::native
                           : how == "interpreted" ? numerics::Execution::interpreted
                                                  : numerics::Execution::automatic;
    const double end = std::atof(words[2]);
    const int steps = std::atoi(words[3]);
    Context context;
    const double t0 = now();
    const domain::KineticModel model =
        need(formats::read_kinetic_model(need(Source::open(words[1])), context));
    const double t1 = now();
    Equations made = need(equations(model));
    const SystemState from = need(start_state(model, made, {}, 0));
    std::vector<Node> observed;
    std::vector<std::string> ids;
    for (const domain::KineticSpecies& species : model.species) {
        ids.push_back(species.id);
        observed.push_back(made.quantities.find(species.id)->second.concentration);
    }
    const double t2 = now();
    const CompiledSystem system(std::move(made), observed, how == "first", execution);
    const double t3 = now();
    if (how == "first") {
        const std::size_t derivatives = evaluate_once(system.parts(), from);
        std::printf(
            "{\"read\": %.6f, \"equations\": %.6f, \"compile\": %.6f, \"first\": %.6f, \"derivatives\": "
            "%zu}\n",
            t1 - t0, t2 - t1, t3 - t2, now() - t3, derivatives);
        return 0;
    }
    std::vector<double> times;
    for (int i = 0; i <= steps; ++i) times.push_back(end * i / steps);
    double best = 1e9;
    Trajectory found;
    for (int run = 0; run < 7; ++run) {
        const double began = now();
        found = simulate(system, from, times, {}, context);
        best = std::min(best, now() - began);
    }
    const Trajectory rough = std::move(found);
    // What is compared with others: the same run with tolerances that leave no doubt about the model's
    // meaning.
    found = simulate(system, from, times, {.relative = 1e-10, .absolute = 1e-14}, context);
    std::printf(
        "{\"read\": %.6f, \"equations\": %.6f, \"compile\": %.6f, \"simulate\": %.9f, \"failed\": %s, ",
        t1 - t0, t2 - t1, t3 - t2, best, rough.failure || found.failure ? "true" : "false");
    print_last("values", found, ids);
    std::printf(", ");
    print_last("rough", rough, ids);
    std::printf("}\n");
}
