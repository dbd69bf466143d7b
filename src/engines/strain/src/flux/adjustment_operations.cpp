#include "flux/flux_operations.hpp"
#include "flux/reference_input.hpp"
#include "flux/solution_json.hpp"
#include "model/model_input.hpp"
#include "model/numbers.hpp"

#include <strandline/strain/adjustment.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

constexpr std::int64_t node_limit = 100000;

/// The value of the model's objective at the reference.
double objective_at(const FluxModel& model, std::span<const double> fluxes) {
    double sum = 0;
    for (const domain::Term& term : model.objective)
        sum += term.coefficient * fluxes[static_cast<std::size_t>(term.index)];
    return sum;
}

Result<Answer> write_adjustment(Call& call, const FluxModel& mutant, const Adjustment& found,
                                std::string_view measure, std::span<const double> reference,
                                Json::Members also = {}) {
    if (found.state.status == FluxStatus::solver_failure)
        return fail(Error::fault("strain.solver", "the solver reached no state that it could prove"));
    Json::Members further;
    if (found.state.has_fluxes()) further.emplace_back(std::string(measure), meant(found.distance));
    if (found.state.has_fluxes()) std::ranges::move(also, std::back_inserter(further));
    further.emplace_back("reference", call.has("reference") ? std::string("file") : call.text("from"));
    further.emplace_back("reference_objective", meant(objective_at(mutant, reference)));
    STRANDLINE_CHECK(write_solution(call.output("fluxes"), mutant, found.state, std::move(further)));
    return found.state.has_fluxes() ? Answer::yes : Answer::no;
}

Result<Answer> run_moma(Call& call, Context& context) {
    STRANDLINE_TRY(const WildTypeAndMutant models, read_wild_type_and_mutant(call, context));
    warn_without_objective(models.wild_type, context);
    STRANDLINE_TRY(const std::vector<double> reference, reference_fluxes(call, models.wild_type));
    if (call.flag("linear"))
        return write_adjustment(call, models.mutant, minimise_linear_adjustment(models.mutant, reference),
                                "sum_of_changes", reference);
    return write_adjustment(call, models.mutant, minimise_adjustment(models.mutant, reference),
                            "sum_of_squares", reference);
}

Result<Answer> run_room(Call& call, Context& context) {
    STRANDLINE_TRY(const WildTypeAndMutant models, read_wild_type_and_mutant(call, context));
    warn_without_objective(models.wild_type, context);
    STRANDLINE_TRY(const std::vector<double> reference, reference_fluxes(call, models.wild_type));
    if (call.flag("linear"))
        return write_adjustment(call, models.mutant, minimise_linear_regulation(models.mutant, reference),
                                "sum_of_parts", reference);
    const RegulatoryWindow window{call.number("delta"), call.number("epsilon")};
    STRANDLINE_TRY(const Adjustment found,
                   minimise_regulation(models.mutant, reference, window, call.integer("nodes"), context));
    if (found.state.has_fluxes() && !found.proved)
        context.log(LogLevel::warning,
                    format("the search did not end: {} reactions change, no fewer than {} can",
                           found.distance, found.bound));
    return write_adjustment(
        call, models.mutant, found, "changed_reactions", reference,
        {{"search", found.proved ? "optimal" : "best_found"}, {"bound", meant(found.bound)}});
}

}  // namespace

operation::Operation moma_operation() {
    using namespace operation;
    Operation made;
    made.name = "strain moma";
    made.summary = "Minimisation of metabolic adjustment: the state of a mutant nearest to the wild type's";
    made.description =
        "Finds the flux state of the model with --knockout that has the least sum of squared changes (with "
        "--linear: of absolute changes) against a reference state, as a rule the wild type's pFBA. "
        "'objective' is the model's objective at that state, not optimised. Segrè et al. 2002; Becker et al. "
        "2007. Exit status 1 when wild type or mutant have no steady state.";
    made.inputs = model_ports_and({reference_port()});
    made.params = condition_params_and(
        {flag("linear").help("sum of absolute changes in place of squares"), reference_param()});
    made.outputs = {fluxes_port()};
    made.example = "strandline strain moma e_coli_core.xml --knockout b1779 -o fluxes.json";
    made.run = run_moma;
    return made;
}

operation::Operation room_operation() {
    using namespace operation;
    Operation made;
    made.name = "strain room";
    made.summary = "Regulatory on/off minimisation: the state of a mutant with the fewest changed fluxes";
    made.description =
        "Finds a flux state of the model with --knockout in which the fewest reactions leave their window "
        "round a reference state (--delta of the flux, plus --epsilon), as a rule the wild type's pFBA. "
        "With --linear the relaxed form: no windows, each reaction counts the part of the way to its bound "
        "that it goes. The count is unique, which reactions change need not be. 'search' is 'optimal' where "
        "the count is "
        "proved, else 'best_found', as on most models of genome scale, and no state has fewer changes than "
        "'bound'. Shlomi et al. 2005. Exit status 1 when wild type or mutant have no steady state.";
    made.inputs = model_ports_and({reference_port()});
    made.params = condition_params_and(
        {flag("linear").help("the relaxed form, a linear program"),
         number("delta", 0.03).range(0, 1).help("of a reference flux that counts as no change"),
         number("epsilon", 0.001)
             .range(0, 1000)
             .help("change of any flux that counts as none, in mmol/gDW/h"),
         integer("nodes", node_limit).range(1, 100000000).help("most nodes of the search"),
         reference_param()});
    made.outputs = {fluxes_port()};
    made.example = "strandline strain room e_coli_core.xml --knockout PYK -o fluxes.json";
    made.run = run_room;
    return made;
}

}  // namespace strandline::strain
