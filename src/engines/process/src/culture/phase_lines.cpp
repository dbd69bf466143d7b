#include "culture/culture.hpp"

#include <cmath>

namespace strandline::process {
namespace {

/// The line through both states; `determinant` is not 0.
RateLine line_of(const CultureState& growing, const CultureState& resting, double determinant,
                 double when_growing, double when_resting) {
    return {(when_growing * resting.growth - when_resting * growing.growth) / determinant,
            (growing.uptake * when_resting - resting.uptake * when_growing) / determinant};
}

}  // namespace

double heat_of(const CulturePlan& plan, const CultureState& state) {
    double made = state.uptake * plan.substrate.combustion - state.growth * plan.biomass_combustion * 1000 +
                  state.protons * plan.neutralisation;
    for (std::size_t i = 0; i < plan.products.size(); ++i)
        made -= state.products[i] * plan.products[i].combustion;
    for (std::size_t i = 0; i < plan.supplied.size(); ++i)
        made += state.exchanged[i] * plan.supplied[i].combustion;
    return made;
}

std::optional<PhaseLines> phase_lines(const CulturePlan& plan, const CulturePhase& phase) {
    const CultureState &high = phase.growing, &low = phase.resting;
    const double determinant = high.uptake * low.growth - low.uptake * high.growth;
    const bool apart = high.uptake > low.uptake && high.growth > low.growth &&
                       std::abs(determinant) > 1e-6 * high.uptake * high.growth;
    if (!apart) return std::nullopt;
    const auto line = [&](double when_growing, double when_resting) {
        return line_of(high, low, determinant, when_growing, when_resting);
    };
    PhaseLines made;
    made.most_uptake = high.uptake;
    made.growth_yield = (high.growth - low.growth) / (high.uptake - low.uptake);
    made.maintenance = high.uptake - high.growth / made.growth_yield;
    made.oxygen = line(high.oxygen, low.oxygen);
    made.carbon_dioxide = line(high.carbon_dioxide, low.carbon_dioxide);
    made.protons = line(high.protons, low.protons);
    made.heat = line(heat_of(plan, high), heat_of(plan, low));
    for (std::size_t i = 0; i < plan.products.size(); ++i)
        made.products.push_back(line(high.products[i], low.products[i]));
    return made;
}

}  // namespace strandline::process
