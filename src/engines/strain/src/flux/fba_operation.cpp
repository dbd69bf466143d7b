#include "flux/flux_operations.hpp"
#include "flux/solution_json.hpp"
#include "model/model_input.hpp"

#include <strandline/strain/balance.hpp>
#include <strandline/strain/certificate.hpp>

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

Result<Answer> run_fba(Call& call, Context& context) {
    STRANDLINE_TRY(const FluxModel model, read_model(call, context));
    const FluxSolution solution = flux_balance(model);
    STRANDLINE_CHECK(write_solution(call.output("fluxes"), model, solution,
                                    call.flag("certify") ? certified(model, solution) : Json::Members()));
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
    made.inputs = model_ports();
    made.params = condition_params_and({operation::flag("certify").help(
        "prove the optimum in exact arithmetic, from above and below, within 1e-9 of it")});
    made.outputs = {fluxes_port()};
    made.example = "strandline strain fba e_coli_core.xml --set EX_o2_e=0: -o fluxes.json";
    made.run = run_fba;
    return made;
}

}  // namespace strandline::strain
