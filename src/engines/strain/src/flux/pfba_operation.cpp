#include "flux/flux_operations.hpp"
#include "flux/solution_json.hpp"
#include "model/model_input.hpp"
#include "model/numbers.hpp"

#include <strandline/strain/parsimonious.hpp>

#include <utility>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

Result<Answer> run_pfba(Call& call, Context& context) {
    STRANDLINE_TRY(const FluxModel model, read_model(call, context));
    warn_without_objective(model, context);
    const ParsimoniousSolution found = parsimonious_balance(model, call.number("fraction"));
    Json::Members further;
    if (found.state.has_fluxes()) further.emplace_back("total_flux", meant(found.total_flux));
    STRANDLINE_CHECK(write_solution(call.output("fluxes"), model, found.state, std::move(further)));
    return found.state.has_fluxes() ? Answer::yes : Answer::no;
}

}  // namespace

operation::Operation pfba_operation() {
    operation::Operation made;
    made.name = "strain pfba";
    made.summary = "Parsimonious flux balance analysis: the optimum with the least total flux";
    made.description =
        "Maximises the objective, then minimises the sum of absolute fluxes over the states that reach "
        "--fraction of the optimum (Lewis et al. 2010). The total is unique, the fluxes need not be. Exit "
        "status 1 without a solution.";
    made.inputs = model_ports();
    made.params = condition_params_and(
        {operation::number("fraction", 1).range(0, 1).help("of the optimum that has to be reached")});
    made.outputs = {fluxes_port()};
    made.example = "strandline strain pfba e_coli_core.xml --fraction 0.95 -o fluxes.json";
    made.run = run_pfba;
    return made;
}

}  // namespace strandline::strain
