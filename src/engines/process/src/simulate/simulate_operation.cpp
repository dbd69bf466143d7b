#include "simulate/simulate_operation.hpp"
#include "lanes/scan_output.hpp"
#include "model_input.hpp"
#include "simulate/simulation_request.hpp"
#include "simulate/time_course.hpp"
#include "stochastic/runs_output.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>

namespace strandline::process {
namespace {

using operation::Answer;
using operation::Call;

/// Where a start that is no number comes from, as far as the model tells.
std::string assigned_at_start(const domain::KineticModel& model, const std::string& id) {
    for (const auto& initial : model.initial_assignments)
        if (initial.variable == id && initial.formula)
            return format(", by the initial assignment {} = {}", id, formats::formula_text(*initial.formula));
    return {};
}

Error failed(const SimulationFailure& failure, const SimulationRequest& request) {
    const bool at_start = failure.time == request.start;
    const std::string of =
        failure.equation.empty() ? "" : format(", in the equation of {}", failure.equation);
    const bool of_value = at_start && failure.what.starts_with("the value is");
    return Error::no("process.simulation", "the simulation ended at time {}{}: {}{}", failure.time, of,
                     failure.what, of_value ? assigned_at_start(request.model, failure.equation) : "")
        .mend("{}", at_start ? "correct the model, or give another start with --set"
                             : "look at the values there (--end before it), or try other tolerances");
}

/// By the differential equations.
Result<TimeCourse> by_equations(SimulationRequest request, Context& context) {
    STRANDLINE_TRY(SystemState from, start_state(request.model, request.equations, request.given,
                                                 request.start, request.options.seed));
    const CompiledSystem system(std::move(request.equations), request.columns.nodes, false);
    Trajectory trajectory = simulate(system, std::move(from), request.times, request.options, context);
    if (context.cancelled()) return fail(Error::interrupted());
    if (trajectory.failure) return fail(failed(*trajectory.failure, request));
    return TimeCourse{request.model.id, request.columns.ids, std::move(trajectory.times),
                      std::move(trajectory.values)};
}

/// The steady state that the initial state goes to: one row, at the time from which it holds.
Result<TimeCourse> at_steady_state(SimulationRequest request, Context& context) {
    STRANDLINE_TRY(SystemState from, start_state(request.model, request.equations, request.given,
                                                 request.start, request.options.seed));
    const CompiledSystem system(std::move(request.equations), request.columns.nodes, false);
    SteadyState found = steady_state(system, std::move(from), request.options, context);
    if (context.cancelled()) return fail(Error::interrupted());
    if (found.failure) return fail(failed(*found.failure, request));
    const double time = found.state.time;
    Trajectory trajectory =
        simulate(system, std::move(found.state), std::span(&time, 1), request.options, context);
    if (trajectory.failure) return fail(failed(*trajectory.failure, request));
    return TimeCourse{request.model.id, request.columns.ids, {time}, std::move(trajectory.values)};
}

Result<Answer> write(const TimeCourse& course, const Call& call) {
    STRANDLINE_CHECK(write_csv(course, call.output("table")));
    STRANDLINE_CHECK(write_json(course, call.output("json")));
    STRANDLINE_CHECK(write_page(course, call.output("plot")));
    return Answer::yes;
}

Result<Answer> simulate_to_outputs(Call& call, Context& context) {
    STRANDLINE_TRY(SimulationRequest request, read_simulation_request(call, context));
    if (call.has("scan")) {
        STRANDLINE_CHECK(without_runs(call, request));
        return scan_to_outputs(call, std::move(request), context);
    }
    STRANDLINE_CHECK(without_sets(call));
    if (asks_for_runs(call)) {
        STRANDLINE_TRY(const TimeCourse course, over_runs(call, std::move(request), context));
        return write(course, call);
    }
    STRANDLINE_CHECK(without_runs(call, request));
    const bool steady = call.text("method") == "steady-state";
    STRANDLINE_TRY(const TimeCourse course, steady ? at_steady_state(std::move(request), context)
                                                   : by_equations(std::move(request), context));
    return write(course, call);
}

/// What is wrong with the model, not with an option, is said of its file.
Result<Answer> run_simulate(Call& call, Context& context) {
    auto answer = simulate_to_outputs(call, context);
    if (answer) return answer;
    const std::string& code = answer.error().code();
    if (code != "process.circular" && code != "process.simulation") return answer;
    return fail(in_file(std::move(answer.error()), call.input("model")));
}

std::vector<operation::Port> simulate_outputs() {
    using operation::port;
    return {port("table")
                .format("process.time_course/1")
                .described("CSV: time (before it the set, with --scan), then one column a variable; NaN, INF "
                           "and -INF where there is no number")
                .file("time_course.csv"),
            port("json")
                .format("process.time_course-json/1")
                .described("JSON: the same by variable")
                .file("time_course.json"),
            port("plot")
                .format("html")
                .described("a page with the courses, complete in itself")
                .file("time_course.html"),
            trajectories_port(), sets_output()};
}

}  // namespace

operation::Operation simulate_operation() {
    operation::Operation made;
    made.name = "process simulate";
    made.summary = "The time course of a kinetic model, by equations or at random, or its steady state";
    made.description =
        "Integrates the differential, algebraic and delay equations of an SBML model with events, from its "
        "initial state at --start. Species are written in the unit that their id has in formulas "
        "(concentrations, or amounts where hasOnlySubstanceUnits), unless --amounts or --concentrations "
        "names them; at the time of an event the values after it are written.\n\n"
        "With --method steady-state one row is written: the state in which nothing changes any more, that "
        "the initial state goes to, by integration and Newton's method.\n\n"
        "With --method ssa reactions happen one by one at random (Gillespie's direct method, exact), amounts "
        "are numbers of molecules, and mean and standard deviation over --runs are written, columns X-mean "
        "and "
        "X-sd; the same with --method ode --runs for a model that draws from distributions. Runs depend on "
        "--seed alone.\n\n"
        "With --scan every set of a table is simulated, eight at a time in the processor's vectors where the "
        "model allows it; the table has a first column `set`, --sets tells what came of each, and a set that "
        "fails stops no other: exit status 1 then.\n\n"
        "A run that cannot be finished says at which time and in which equation; exit status 1.";
    made.inputs = simulation_inputs();
    made.inputs.push_back(scan_input());
    made.params = simulation_params();
    made.params.push_back(operation::choice("method", "ode", {"ode", "ssa", "steady-state"}).help("how"));
    for (operation::Param& param : runs_params()) made.params.push_back(std::move(param));
    made.outputs = simulate_outputs();
    made.example =
        "strandline process simulate model.xml --end 100 --steps 200 --variables S1,S2 -o course.csv";
    made.run = run_simulate;
    made.find_inputs = find_submodels;
    return made;
}

}  // namespace strandline::process
