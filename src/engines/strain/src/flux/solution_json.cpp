#include "flux/solution_json.hpp"

#include "model/numbers.hpp"

#include <utility>

namespace strandline::strain {

operation::Port fluxes_port() {
    return operation::port("fluxes")
        .format("strain.fluxes/1")
        .described("JSON: status, objective, and the flux of each reaction in mmol/gDW/h")
        .file("fluxes.json");
}

Result<void> write_solution(Sink& sink, const FluxModel& model, const FluxSolution& solution,
                            Json::Members further) {
    Json made = Json::object();
    made.set("status", word(solution.status));
    if (solution.has_fluxes()) made.set("objective", meant(solution.objective));
    made.set("objective_name", model.objective_name);
    made.set("sense", model.maximise ? "max" : "min");
    for (auto& [name, value] : further) made.set(name, std::move(value));
    Json::Members fluxes;
    for (std::size_t j = 0; j < solution.fluxes.size(); ++j)
        fluxes.emplace_back(model.network->reactions[j].id, meant(solution.fluxes[j]));
    if (solution.has_fluxes()) made.set("fluxes", Json::object(std::move(fluxes)));
    sink.write(made.pretty());
    return sink.status();
}

}  // namespace strandline::strain
