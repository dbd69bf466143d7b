#include "sampling/sample_operation.hpp"

#include "model/model_input.hpp"
#include "model/numbers.hpp"

#include <strandline/formats/table.hpp>
#include <strandline/strain/sampling.hpp>

#include <string>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

Result<void> write_samples(Sink& sink, const FluxModel& model, const FluxSamples& found) {
    std::vector<std::string> names;
    for (const domain::Reaction& reaction : model.network->reactions) names.push_back(reaction.id);
    formats::TableWriter table(sink, names);
    for (const std::vector<double>& sample : found.samples) {
        for (const double flux : sample) table.text(shown(flux));
        table.end_row();
    }
    return table.finish();
}

Result<Answer> run_sample(Call& call, Context& context) {
    STRANDLINE_TRY(const FluxModel model, read_model(call, context));
    const SamplingRequest request{.samples = static_cast<std::int32_t>(call.integer("samples")),
                                  .chains = static_cast<std::int32_t>(call.integer("chains")),
                                  .thinning = call.integer("thinning"),
                                  .fraction = call.number("fraction")};
    STRANDLINE_TRY(const FluxSamples found, sample_fluxes(model, request, context));
    if (context.cancelled()) return fail(Error::interrupted());
    if (found.status == FluxStatus::infeasible)
        return fail(Error::no("strain.infeasible", "the model has no steady state under these conditions"));
    if (found.status == FluxStatus::unbounded)
        return fail(Error::no("strain.unbounded", "a flux has no end: there is no uniform draw")
                        .mend("give bounds with --set"));
    if (found.status != FluxStatus::optimal)
        return fail(Error::fault("strain.solver", "the solver gave up on the range of a flux"));
    context.log(LogLevel::notice,
                format("{} dimensions, {} steps between samples", found.dimension, found.thinning));
    if (!found.rounded && found.dimension > 0)
        context.log(LogLevel::warning, "the polytope is not fully rounded: the walk mixes more slowly");
    STRANDLINE_CHECK(write_samples(call.output("states"), model, found));
    return Answer::yes;
}

}  // namespace

operation::Operation sample_operation() {
    using namespace operation;
    Operation made;
    made.name = "strain sample";
    made.summary = "Flux states drawn uniformly from all steady states";
    made.description =
        "Coordinate hit-and-run with rounding (Haraldsdóttir et al. 2017). One sample a row, one reaction a "
        "column, mmol/gDW/h; every sample is checked against the model. --seed chooses the random numbers; "
        "the samples are the same for any number of threads. Exit status 1 when there is no steady state or "
        "a flux has no end.";
    made.inputs = model_ports();
    made.params = condition_params_and(
        {integer("samples", 1000).range(1, 10000000).help("how many"),
         integer("chains", 2).range(1, 1024).help("independent walks that share the samples"),
         integer("thinning", 0)
             .range(0, 1000000000)
             .help("steps between samples of a walk; 0: the square of the dimension"),
         number("fraction", 0).range(0, 1).help("of the optimum that every sample reaches")});
    made.outputs = {port("states")
                        .format("strain.samples/1")
                        .described("TSV: one sample a row, one reaction a column")
                        .file("samples.tsv")};
    made.example = "strandline strain sample e_coli_core.xml --samples 5000 --seed 1 -o samples.tsv";
    made.run = run_sample;
    return made;
}

}  // namespace strandline::strain
