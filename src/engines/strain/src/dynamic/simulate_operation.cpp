#include "dynamic/culture_outputs.hpp"
#include "dynamic/dynamic_operations.hpp"
#include "dynamic/plan_input.hpp"
#include "model/exchanges.hpp"
#include "model/model_input.hpp"

#include <algorithm>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

void warn_of_endless_carbon(const FluxModel& model, const CulturePlan& plan, Context& context) {
    for (const std::int32_t source : carbon_sources(model))
        if (std::ranges::find(plan.tracked, source, &TrackedExchange::reaction) == plan.tracked.end())
            context.log(
                LogLevel::warning,
                format("{} has no row in --kinetics: it is taken up at the model's bound and never ends",
                       model.reaction_id(source)));
}

Result<Answer> run_simulate(Call& call, Context& context) {
    STRANDLINE_TRY(const FluxModel model, read_model(call, context));
    warn_without_objective(model, context);
    STRANDLINE_TRY(const CulturePlan plan, read_culture_plan(call, model));
    warn_of_endless_carbon(model, plan, context);
    const Culture culture = simulate_culture(model, plan, context);
    if (context.cancelled()) return fail(Error::interrupted());
    STRANDLINE_CHECK(write_culture(call.output("culture"), model, plan, culture));
    STRANDLINE_CHECK(write_culture_summary(call.output("summary"), model, plan, culture));
    switch (culture.status) {
    case CultureStatus::complete:
        return Answer::yes;
    case CultureStatus::solver_failure:
        return fail(Error::fault("strain.simulate", "the solver gave up"));
    case CultureStatus::infeasible:
    case CultureStatus::unbounded:
        break;
    }
    context.log(LogLevel::warning, format("the culture ended early: {}", word(culture.status)));
    return Answer::no;
}

}  // namespace

operation::Operation simulate_operation() {
    operation::Operation made;
    made.name = "strain simulate";
    made.summary = "Dynamic flux balance analysis: a batch or fed-batch culture over time";
    made.description =
        "At every moment the cells are at the best steady state that uptake kinetics allow: an exchange of "
        "--kinetics takes up at most vmax S / (km + S), times ki / (ki + c) for what inhibits it. This "
        "replaces its bound in the model; all other bounds hold. Growth and all exchanges tracked are "
        "unique: after growth come the --lexicographic fluxes, then the least exchange of each tracked "
        "metabolite from the last of the table to the first.\n\n"
        "Maintenance that cannot be met is met as far as possible, and the column starvation says how much "
        "is lacking; the run goes on. The feed is constant, exponential (--feed-growth) or a table (--feed); "
        "its concentrations are the column feed_mmol_L of --kinetics. Oxygen is limited by the model's "
        "bound, or dissolves at --kla times the distance to saturation.\n\n"
        "Exit status 1 when there is no steady state, or growth has no limit.";
    made.inputs = model_ports();
    for (operation::Port& port : culture_ports()) made.inputs.push_back(std::move(port));
    made.params = condition_params_and(culture_params());
    made.outputs = culture_outputs();
    made.example =
        "strandline strain simulate e_coli_core.xml --kinetics kinetics.tsv --hours 20 -o culture.tsv";
    made.run = run_simulate;
    return made;
}

}  // namespace strandline::strain
