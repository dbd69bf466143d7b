#pragma once

#include <strandline/operation/operation.hpp>
#include <strandline/strain/dynamic.hpp>

namespace strandline::strain {

/// "culture", the time course as a table, and "summary", events, titres and yields as JSON.
std::vector<operation::Port> culture_outputs();

/// One row a point: time, volume, biomass, growth, starvation, then the concentration of each tracked
/// metabolite, its exchange, and the further fluxes.
Result<void> write_culture(Sink& sink, const FluxModel& model, const CulturePlan& plan,
                           const Culture& culture);
Result<void> write_culture_summary(Sink& sink, const FluxModel& model, const CulturePlan& plan,
                                   const Culture& culture);

}  // namespace strandline::strain
