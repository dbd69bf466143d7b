#include "flux/flux_operations.hpp"
#include "flux/solution_json.hpp"
#include "model/model_input.hpp"

#include <strandline/strain/balance.hpp>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

Result<Answer> run_fba(Call& call, Context& context) {
    STRANDLINE_TRY(const FluxModel model, read_model(call, context));
    const FluxSolution solution = flux_balance(model);
    STRANDLINE_CHECK(write_solution(call.output("fluxes"), model, solution));
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
        "a solution. The objective is unique; fluxes as a rule are one choice of many.";
    made.inputs = {model_port(), medium_port()};
    made.params = condition_params();
    made.outputs = {fluxes_port()};
    made.example = "strandline strain fba e_coli_core.xml --set EX_o2_e=0: -o fluxes.json";
    made.run = run_fba;
    return made;
}

}  // namespace strandline::strain
