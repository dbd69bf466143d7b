#pragma once

#include <strandline/operation/operation.hpp>
#include <strandline/strain/flux_model.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace strandline::strain {

// The input and the parameters that every operation on a model has.

/// "model": SBML, COBRA JSON, YAML or MAT.
operation::Port model_port();
/// "medium": exchange reactions and their most uptake.
operation::Port medium_port();
/// "knockout": reactions and genes that are switched off.
operation::Port knockout_port();
/// The three.
std::vector<operation::Port> model_ports();
/// The three, followed by others.
std::vector<operation::Port> model_ports_and(std::vector<operation::Port> others);
/// objective, sense, set.
std::vector<operation::Param> condition_params();
/// The same, followed by others.
std::vector<operation::Param> condition_params_and(std::vector<operation::Param> others);

/// The model under the call's medium, objective, bounds and knock-outs, in this order.
Result<FluxModel> read_model(const operation::Call& call, Context& context);

/// A model and the same without the knock-outs of the call.
struct WildTypeAndMutant {
    FluxModel wild_type, mutant;
};
Result<WildTypeAndMutant> read_wild_type_and_mutant(const operation::Call& call, Context& context);

/// Switches off reactions, and what does not run without genes; rules keep the genes that are left.
void apply_knockouts(FluxModel& model, const std::vector<std::int32_t>& reactions,
                     const std::vector<std::int32_t>& genes);

/// A warning where nothing is asked to be optimal, so that the optimum is 0 whatever the fluxes.
void warn_without_objective(const FluxModel& model, Context& context);

/// Words of a list, separated by commas, semicolons or blanks.
std::vector<std::string> words_of(std::string_view list);

}  // namespace strandline::strain
