#include "flux/flux_operations.hpp"
#include "flux/solution_json.hpp"
#include "model/model_input.hpp"
#include "model/numbers.hpp"

#include <strandline/formats/table.hpp>
#include <strandline/strain/balance.hpp>
#include <strandline/strain/certificate.hpp>
#include <strandline/strain/loopless.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

/// How far beyond the optimum in doubles the exact one may be, of the optimum.
constexpr double slack = 1e-9;

/// Members for the solution: certified, and why not.
Json::Members certified(const FluxModel& model, const FluxSolution& solution) {
    std::string reason;
    Certifier certifier(model);
    if (solution.has_fluxes()) {
        FluxExpression function = model.objective;
        if (!model.maximise)
            for (domain::Term& term : function) term.coefficient = -term.coefficient;
        const double best = model.maximise ? solution.objective : -solution.objective;
        const double apart = slack * std::max(1.0, std::abs(best));
        reason = certifier.at_most({}, function, best + apart).reason;
        if (reason.empty()) reason = certifier.reaches({}, function, best - apart).reason;
    } else if (solution.status == FluxStatus::infeasible) {
        reason = certifier.infeasible({}).reason;
    } else {
        reason = "there is no optimum";
    }
    Json::Members members;
    members.emplace_back("certified", reason.empty());
    if (!reason.empty()) members.emplace_back("not_certified", reason);
    return members;
}

Result<void> write_reactions(Sink& sink, const FluxModel& model, const FluxSolution& solution,
                             const FluxPrices& prices) {
    const std::string columns[] = {"reaction", "flux", "reduced_cost"};
    formats::TableWriter table(sink, columns);
    for (std::size_t j = 0; j < solution.fluxes.size(); ++j) {
        table.text(model.network->reactions[j].id);
        table.text(shown(solution.fluxes[j])).text(shown(prices.reduced_costs[j]));
        table.end_row();
    }
    return table.finish();
}

Result<void> write_metabolites(Sink& sink, const FluxModel& model, const FluxPrices& prices) {
    const std::string columns[] = {"metabolite", "shadow_price"};
    formats::TableWriter table(sink, columns);
    for (std::size_t i = 0; i < prices.shadow_prices.size(); ++i) {
        if (model.network->metabolites[i].boundary) continue;
        table.text(model.network->metabolites[i].id).text(shown(prices.shadow_prices[i]));
        table.end_row();
    }
    return table.finish();
}

std::vector<operation::Port> fba_ports() {
    using operation::number_column;
    using operation::text_column;
    return {
        fluxes_port(),
        operation::table("table", "strain.reaction_fluxes/1",
                         {text_column("reaction", "id of the reaction"), number_column("flux", "mmol/gDW/h"),
                          number_column("reduced_cost",
                                        "change of the objective with one unit more of this flux than its "
                                        "bound allows; 0 where no bound holds it")})
            .described("TSV: the flux and the reduced cost of each reaction")
            .file("fluxes.tsv"),
        operation::table(
            "shadow-prices", "strain.shadow_prices/1",
            {text_column("metabolite", "id of the metabolite"),
             number_column("shadow_price",
                           "change of the objective with one unit of the metabolite made and left over")})
            .described("TSV: what a unit of each balanced metabolite is worth")
            .file("shadow_prices.tsv")};
}

Result<Answer> run_fba(Call& call, Context& context) {
    STRANDLINE_TRY(const FluxModel model, read_model(call, context));
    warn_without_objective(model, context);
    auto [solution, prices] = priced_flux_balance(model);
    if (call.flag("loopless") && solution.has_fluxes()) {
        solution = without_loops(model, solution);
        if (!solution.has_fluxes())
            return fail(Error::fault("strain.solver", "the solver found no answer without loops")
                            .mend("report this with the model and the command"));
    }
    STRANDLINE_CHECK(write_solution(call.output("fluxes"), model, solution,
                                    call.flag("certify") ? certified(model, solution) : Json::Members()));
    STRANDLINE_CHECK(write_reactions(call.output("table"), model, solution, prices));
    STRANDLINE_CHECK(write_metabolites(call.output("shadow-prices"), model, prices));
    return solution.has_fluxes() ? Answer::yes : Answer::no;
}

}  // namespace

operation::Operation fba_operation() {
    operation::Operation made;
    made.name = "strain fba";
    made.summary = "Flux balance analysis: the best steady state of a metabolic model";
    made.description =
        "Maximises the objective over all steady states within the bounds. Status is one of optimal, "
        "zero_growth (solved, the optimum is 0), infeasible, unbounded, solver_failure; exit status 1 "
        "without "
        "a solution. The objective is unique; fluxes as a rule are one choice of many. With --loopless, "
        "fluxes that run "
        "in circles are taken out of that choice. --table and --shadow-prices write the fluxes as a table "
        "and the dual solution, which need not be unique either.";
    made.inputs = model_ports();
    made.params = condition_params_and(
        {operation::flag("certify").help(
             "prove the optimum in exact arithmetic, from above and below, within 1e-9 of it"),
         operation::flag("loopless")
             .help("without cycles of internal reactions, as far as bounds let them go")});
    made.outputs = fba_ports();
    made.example = "strandline strain fba e_coli_core.xml --set EX_o2_e=0: -o fluxes.json";
    made.run = run_fba;
    return made;
}

}  // namespace strandline::strain
