#include "fit/profile_operation.hpp"

#include "fit/problem_cost.hpp"
#include "fit/search_scale.hpp"
#include "likelihood/problem_input.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/base/text.hpp>
#include <strandline/process/profile.hpp>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>

namespace strandline::process {
namespace {

using formats::PetabParameter;
using operation::Answer;
using operation::Call;

const PetabParameter& parameter_of(const Objective& objective, std::size_t k) {
    return objective.problem().parameters[static_cast<std::size_t>(objective.free()[k])];
}

Error not_estimated(const Objective& objective, const std::string& id) {
    std::vector<std::string> known;
    for (std::size_t k = 0; k < objective.free().size(); ++k) known.push_back(parameter_of(objective, k).id);
    return Error::input("process.profile", "'{}' is not an estimated parameter of the problem", printable(id))
        .expected("{}", known.empty() ? "a problem with estimated parameters" : join(known, ", "))
        .found("'{}'", printable(id))
        .candidates(nearest(id, known))
        .mend("correct the id in --parameter");
}

Result<std::vector<std::size_t>> chosen(const Call& call, const Objective& objective) {
    std::vector<std::size_t> made;
    if (!call.given("parameter")) {
        for (std::size_t k = 0; k < objective.free().size(); ++k) made.push_back(k);
        return made;
    }
    for (const std::string_view part : split(call.text("parameter"), ',')) {
        const std::string id(trim(part));
        std::size_t k = 0;
        while (k < objective.free().size() && parameter_of(objective, k).id != id) ++k;
        if (k == objective.free().size()) return fail(not_estimated(objective, id));
        if (std::ranges::find(made, k) == made.end()) made.push_back(k);
    }
    return made;
}

std::vector<Profile> profiles_of(const Objective& objective, const std::vector<std::size_t>& parameters,
                                 const std::vector<double>& minimum, const ProfileOptions& options,
                                 Context& context) {
    const auto workers =
        static_cast<unsigned>(std::clamp<std::size_t>(parameters.size(), 1, context.threads()));
    const Context own({.threads = std::max(1u, context.threads() / workers),
                       .seed = context.seed(),
                       .cancel = context.settings().cancel});
    const Cost cost = problem_cost(objective, own);
    const Bounds bounds = problem_bounds(objective);
    std::vector<Profile> made(parameters.size());
    std::mutex one_at_a_time;
    std::size_t done = 0;
    parallel_for(parameters.size(), workers, [&](std::size_t i) {
        if (context.cancelled()) return;
        made[i] = profile(cost, minimum, parameters[i], bounds, options, own);
        const std::lock_guard guard(one_at_a_time);
        context.progress("profiles", ++done, parameters.size());
    });
    return made;
}

std::string_view end_name(ProfileEnd end) {
    switch (end) {
    case ProfileEnd::threshold:
        return "closed";
    case ProfileEnd::bound:
        return "open to the bound";
    case ProfileEnd::steps:
        return "open after the most steps";
    case ProfileEnd::failed:
        return "no simulation further on";
    }
    return "";
}

Json limit_json(const PetabParameter& parameter, const std::optional<double>& scaled) {
    return scaled ? Json(from_scale(parameter.scale, *scaled)) : Json();
}

Json summary_json(const Objective& objective, const std::vector<Profile>& profiles, double confidence,
                  double llh) {
    Json list = Json::object(), made = Json::object();
    for (const Profile& each : profiles) {
        const PetabParameter& parameter = parameter_of(objective, each.parameter);
        Json one = Json::object();
        one.set("verdict", name(each.identifiability));
        one.set("lower", limit_json(parameter, each.lower)).set("upper", limit_json(parameter, each.upper));
        one.set("below", end_name(each.below)).set("above", end_name(each.above));
        list.set(parameter.id, std::move(one));
    }
    made.set("confidence", confidence).set("llh", llh).set("parameters", std::move(list));
    return made;
}

std::string in_words(const PetabParameter& parameter, const Profile& made) {
    const auto side = [&](const std::optional<double>& limit, std::string_view other) {
        return limit ? format("{:.4g}", from_scale(parameter.scale, *limit)) : std::string(other);
    };
    if (made.identifiability == Identifiability::structurally_not)
        return format("{}: structurally not identifiable; the likelihood does not change along it",
                      parameter.id);
    if (!made.lower && !made.upper)
        return format("{}: {}, open on both sides", parameter.id, name(made.identifiability));
    const std::string interval = format("{} to {}", side(made.lower, "open"), side(made.upper, "open"));
    return format("{}: {}, {}", parameter.id, name(made.identifiability), interval);
}

Result<void> write_profiles(const Objective& objective, const std::vector<Profile>& profiles, Sink& sink) {
    sink.write("parameter\tvalue\tllh\n");
    for (const Profile& each : profiles) {
        const PetabParameter& parameter = parameter_of(objective, each.parameter);
        for (const ProfilePoint& point : each.points)
            sink.write(format("{}\t{:.8g}\t{:.8g}\n", parameter.id, from_scale(parameter.scale, point.value),
                              -point.cost));
    }
    return sink.status();
}

Result<Minimum> minimum_near(const Call& call, const Objective& objective, const OptimiserOptions& options,
                             const Context& context) {
    Minimum found = minimise_trust_region(problem_cost(objective, context), objective.nominal(),
                                          problem_bounds(objective), options, context);
    if (context.cancelled()) return fail(Error::interrupted());
    if (found.status == FitStatus::failed_at_start)
        return fail(Error::no("process.profile", "the parameters given have no likelihood")
                        .at({.file = call.has("parameters") ? call.input("parameters").name()
                                                            : call.input("problem").name()})
                        .mend("give the result of 'process fit' with --parameters"));
    return found;
}

Result<Answer> run_profile(Call& call, Context& context) {
    STRANDLINE_TRY(formats::PetabProblem problem, read_problem(call, context));
    STRANDLINE_CHECK(take_parameters(call, problem));
    choose_search_scales(problem);
    STRANDLINE_TRY(const Objective objective, objective_of(call, std::move(problem), {}));
    STRANDLINE_TRY(const std::vector<std::size_t> parameters, chosen(call, objective));
    if (parameters.empty()) return fail(not_estimated(objective, "any"));
    ProfileOptions options;
    const double confidence = call.number("confidence");
    options.threshold = profile_threshold(confidence);
    STRANDLINE_TRY(const Minimum minimum, minimum_near(call, objective, options.optimiser, context));
    const std::vector<Profile> profiles = profiles_of(objective, parameters, minimum.at, options, context);
    if (context.cancelled()) return fail(Error::interrupted());
    for (const Profile& each : profiles) {
        const PetabParameter& parameter = parameter_of(objective, each.parameter);
        context.log(LogLevel::notice, in_words(parameter, each));
        if (each.least_cost < minimum.cost - 0.1 * options.threshold)
            context.log(LogLevel::warning,
                        format("the profile of {} found a higher likelihood ({:.6g}) than the fit has "
                               "({:.6g}): fit again with more starts",
                               parameter.id, -each.least_cost, -minimum.cost));
    }
    STRANDLINE_CHECK(write_profiles(objective, profiles, call.output("profiles")));
    call.output("summary").write(summary_json(objective, profiles, confidence, -minimum.cost).pretty());
    STRANDLINE_CHECK(call.output("summary").status());
    return Answer::yes;
}

}  // namespace

operation::Operation profile_operation() {
    operation::Operation made;
    made.name = "process profile";
    made.summary = "Which parameters of a PEtab problem its data determine, by profile likelihoods";
    made.description =
        "From the parameters given (those of 'process fit', else the nominal ones; improved to the nearest "
        "maximum first) each parameter is moved to both sides, and all others are optimised again at every "
        "step. Where the likelihood falls below that of the confidence level on both sides, the parameter is "
        "identifiable, and the interval is told. Where it reaches a bound before, it is practically not "
        "identifiable, structurally not where the likelihood does not change at all; then no number is told "
        "for the open side. Where priors are stated, llh includes them.";
    made.inputs = problem_ports();
    made.inputs.push_back(operation::port("parameters")
                              .one_of("process.fit/1", "petab.parameters", "text", "json")
                              .optional()
                              .described("values of parameters, not scaled: the JSON of 'process fit', or a "
                                         "table with parameterId and nominalValue"));
    made.params = {operation::text("parameter").value("LIST").help("only these, with commas between them"),
                   operation::number("confidence", 0.95).range(0.5, 0.9999).help("of the intervals")};
    made.outputs = {operation::table("profiles", "process.profiles/1",
                                     {operation::text_column("parameter", "the parameter that is moved"),
                                      operation::number_column("value", "its value, not scaled"),
                                      operation::number_column("llh", "the greatest over all others")})
                        .described("TSV: the profile of each parameter, along its values")
                        .file("profiles.tsv"),
                    operation::port("summary")
                        .format("process.profile-summary/1")
                        .described("JSON: verdict and interval by parameter; null where a side is open")
                        .file("profile.json")};
    made.example = "strandline process profile problem.yaml --parameters fit.json -o profiles.tsv";
    made.run = run_profile;
    made.find_inputs = find_problem_files;
    return made;
}

}  // namespace strandline::process
