// Times a likelihood and its gradient by forward sensitivities.
//
//     gradient_speed PROBLEM.yaml [forward|adjoint]
//
// stdout: {"load":…, "value":…, "gradient":…, "values":{"llh":…, parameter: d llh / d parameter on its
// scale}}, seconds on one thread, the best of several evaluations at the nominal parameters; tolerances 1e-9
// and 1e-14, the default of `process likelihood`.

#include "measured.hpp"

#include <strandline/formats/petab.hpp>
#include <strandline/process/likelihood.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace {

using namespace strandline;
using namespace strandline::process;

}  // namespace

int main(int count, char** words) {
    if (count < 2) return 2;
    Context context;
    const std::filesystem::path path = words[1];
    const double t0 = now();
    auto problem = need(formats::read_petab(
        need(Source::open(path)),
        [&](std::string_view name) { return Source::open(path.parent_path() / name); }, context));
    ObjectiveOptions options{.simulation = {.relative = 1e-9, .absolute = 1e-14}};
    if (count > 2)
        options.sensitivities =
            std::string_view(words[2]) == "adjoint" ? Sensitivities::adjoint : Sensitivities::forward;
    const Objective objective = need(Objective::build(std::move(problem), options));
    const double load = now() - t0;
    const auto at = objective.nominal();
    double value = 1e9, gradient = 1e9;
    Evaluation found;
    for (int run = 0; run < 7; ++run) {
        double began = now();
        found = objective.evaluate(at, Wanted::value, context);
        value = std::min(value, now() - began);
        began = now();
        found = objective.evaluate(at, Wanted::gradient, context);
        gradient = std::min(gradient, now() - began);
    }
    std::printf("{\"load\": %.6f, \"value\": %.9f, \"gradient\": %.9f, \"values\": {\"llh\": %.17g", load,
                value, gradient, found.llh);
    for (std::size_t i = 0; i < objective.free().size(); ++i)
        std::printf(", \"%s\": %.17g", objective.problem().parameters[objective.free()[i]].id.c_str(),
                    found.gradient[i]);
    std::printf("}}\n");
}
