#include "stochastic/runs_output.hpp"

#include <strandline/base/text.hpp>
#include <strandline/process/stochastic.hpp>

namespace strandline::process {
namespace {

using operation::Call;

Error failed(const RunFailure& failure, bool jumps) {
    const std::string of = failure.why.equation.empty() ? ""
                           : jumps                      ? format(" ({})", failure.why.equation)
                                   : format(", in the equation of {}", failure.why.equation);
    Error made = Error::no("process.run", "run {} ended at time {}{}: {}", failure.run + 1, failure.why.time,
                           of, failure.why.what);
    if (!jumps) return std::move(made).mend("look at that run, or try other tolerances");
    return std::move(made)
        .expected("whole numbers of molecules, and laws that are never negative")
        .mend(
            "write a reversible reaction as two; let a law vanish where it has too little to take from, as "
            "k*X*(X-1)/2 for 2 X; or use --method ode");
}

std::string header(std::span<const std::string> ids) {
    std::string line = "run,time";
    for (const std::string& id : ids) line += ',' + csv_text(id);
    return line + '\n';
}

class KeptRuns {
public:
    KeptRuns(Sink& sink, std::span<const double> times, std::size_t columns)
        : sink_(sink), times_(times), columns_(columns) {}
    void write(std::int64_t run, std::span<const double> values) {
        std::string lines;
        for (std::size_t row = 0; row < times_.size(); ++row) {
            lines += format("{},{}", run + 1, number_text(times_[row]));
            for (std::size_t i = 0; i < columns_; ++i) lines += ',' + number_text(values[row * columns_ + i]);
            lines += '\n';
        }
        sink_.write(lines);
    }

private:
    Sink& sink_;
    std::span<const double> times_;
    std::size_t columns_;
};

TimeCourse course_of(const SimulationRequest& request, Ensemble ensemble) {
    TimeCourse made;
    made.title = request.model.id;
    made.times = std::move(ensemble.times);
    for (const std::string& id : request.columns.ids) {
        made.columns.push_back(id + "-mean");
        made.columns.push_back(id + "-sd");
    }
    for (std::size_t i = 0; i < ensemble.means.size(); ++i) {
        made.values.push_back(ensemble.means[i]);
        made.values.push_back(ensemble.deviations[i]);
    }
    return made;
}

Error no_chance(const Call& call) {
    return Error::input("process.runs", "--runs {} of a model without random numbers", call.integer("runs"))
        .expected("--method ssa, or draws from distributions in the model")
        .found("--method {}: every run would be the same", call.text("method"));
}

}  // namespace

std::vector<operation::Param> runs_params() {
    using operation::integer;
    return {integer("runs", 0).range(0, 1e9).help(
                "runs whose mean and standard deviation are written: 1000 with --method ssa where none are "
                "asked for; with --method ode of models that draw from distributions"),
            integer("keep", 100).range(0, 1e9).help("how many of the runs go into --trajectories")};
}

operation::Port trajectories_port() {
    return operation::port("trajectories")
        .format("process.trajectories/1")
        .described("CSV of each of the first runs (--keep): run, time, then one column a variable")
        .file("trajectories.csv");
}

bool asks_for_runs(const Call& call) { return call.text("method") == "ssa" || call.integer("runs") > 0; }

Result<TimeCourse> over_runs(const Call& call, SimulationRequest request, Context& context) {
    const bool jumps = call.text("method") == "ssa";
    if (!jumps && (call.text("method") != "ode")) return fail(no_chance(call));
    std::vector<std::string> ids;
    for (const auto& [id, value] : request.given) ids.push_back(id);
    STRANDLINE_TRY(const StartValues start, StartValues::make(request.model, request.equations, ids));
    if (!jumps && !start.random() && request.equations.draws.empty()) return fail(no_chance(call));
    const std::vector<double> settings = settings_of(start, request.given);
    Sink& sink = call.output("trajectories");
    sink.write(header(request.columns.ids));
    KeptRuns kept(sink, request.times, request.columns.ids.size());
    EnsembleOptions options;
    options.runs = call.integer("runs") > 0 ? call.integer("runs") : 1000;
    options.simulation = request.options;
    options.kept = call.integer("keep");
    options.keep = [&](std::int64_t run, std::span<const double> values) { kept.write(run, values); };
    Ensemble ensemble;
    if (jumps) {
        STRANDLINE_TRY(const JumpSystemPointer system,
                       jump_system(request.model, std::move(request.equations), request.columns.nodes));
        ensemble = jump_ensemble(*system, start, settings, request.start, request.times, options, context);
    } else {
        const CompiledSystem system(std::move(request.equations), request.columns.nodes, false);
        ensemble = equation_ensemble(system, start, settings, request.start, request.times, options, context);
    }
    if (context.cancelled()) return fail(Error::interrupted());
    STRANDLINE_CHECK(sink.status());
    if (ensemble.failure) return fail(failed(*ensemble.failure, jumps));
    return course_of(request, std::move(ensemble));
}

Result<void> without_runs(const Call& call, const SimulationRequest& request) {
    Sink& sink = call.output("trajectories");
    sink.write(header(request.columns.ids));
    return sink.status();
}

}  // namespace strandline::process
