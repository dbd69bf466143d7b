// CPU seconds of the gradient of a PEtab problem, forward and adjoint, at its nominal parameters or with each
// moved by up to MOVE on its scale.
//
//     adjoint_speed PROBLEM.yaml [RELATIVE ABSOLUTE [RUNS [MOVE]]]
//
// stdout: {"parameters":…, "likelihood":…, "forward":…, "adjoint":…, "automatic":…, "difference":…}; the best
// of RUNS on one core; "difference" is the largest of any slope, by the larger of itself and a thousandth of
// the largest one.

#include "measured.hpp"

#include <strandline/process/likelihood.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace strandline;
using namespace strandline::process;

struct Timed {
    Evaluation evaluation;
    double seconds = 1e300;
};

Timed timed(const std::filesystem::path& yaml, ObjectiveOptions options, Sensitivities how, Wanted wanted,
            int runs, double move) {
    Context context;
    options.sensitivities = how;
    const Source source = need(Source::open(yaml));
    const Objective objective = need(Objective::build(
        need(formats::read_petab(
            source, [&](std::string_view name) { return Source::open(yaml.parent_path() / name); }, context)),
        options));
    std::vector<double> at = objective.nominal();
    for (std::size_t k = 0; k < at.size(); ++k) at[k] += move * std::sin(1.0 + 7.0 * double(k));
    Timed made;
    for (int i = 0; i < runs; ++i) {
        const std::clock_t begin = std::clock();
        made.evaluation = objective.evaluate(at, wanted, context);
        made.seconds = std::min(made.seconds, double(std::clock() - begin) / CLOCKS_PER_SEC);
        if (made.evaluation.failure) {
            std::fprintf(stderr, "at %g: %s (%s)\n", made.evaluation.failure->why.time,
                         made.evaluation.failure->why.what.c_str(),
                         made.evaluation.failure->why.equation.c_str());
            std::exit(1);
        }
    }
    return made;
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) return 2;
    ObjectiveOptions options;
    if (count > 3) options.simulation = {.relative = std::atof(words[2]), .absolute = std::atof(words[3])};
    const int runs = count > 4 ? std::atoi(words[4]) : 3;
    const double move = count > 5 ? std::atof(words[5]) : 0;
    const Timed value = timed(words[1], options, Sensitivities::forward, Wanted::value, runs, move);
    const Timed adjoint = timed(words[1], options, Sensitivities::adjoint, Wanted::gradient, runs, move);
    const Timed forward = timed(words[1], options, Sensitivities::forward, Wanted::gradient, runs, move);
    const Timed automatic = timed(words[1], options, Sensitivities::automatic, Wanted::gradient, runs, move);
    const auto& a = forward.evaluation.gradient;
    const auto& b = adjoint.evaluation.gradient;
    double largest = 0, difference = 0;
    for (const double slope : a) largest = std::max(largest, std::abs(slope));
    for (std::size_t k = 0; k < a.size(); ++k) {
        const double by = std::abs(a[k] - b[k]) / std::max(std::abs(a[k]), 1e-3 * largest);
        difference = std::max(difference, by);
    }
    std::printf(
        "{\"parameters\": %zu, \"likelihood\": %.3g, \"forward\": %.3g, \"adjoint\": %.3g, "
        "\"automatic\": %.3g, \"difference\": %.2g}\n",
        a.size(), value.seconds, forward.seconds, adjoint.seconds, automatic.seconds, difference);
    return 0;
}
