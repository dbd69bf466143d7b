#include "flux/yields.hpp"

#include "model/exchanges.hpp"

#include <algorithm>

namespace strandline::strain {
namespace {

constexpr double nothing = 1e-9;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

/// By unit of flux, negative where a positive flux takes out of the cell; nothing for a reaction that is no
/// exchange or whose metabolite has no formula.
std::optional<Yields::Intake> Yields::intake_of(const FluxModel& model, std::int32_t reaction) {
    const auto content = exchanged_content(model, reaction);
    if (!content) return std::nullopt;
    const double intake = model.network->reactions[at(reaction)].terms.front().coefficient;
    return Intake{reaction, intake * content->carbon_atoms, intake * content->molar_mass};
}

Yields::Yields(const FluxModel& model, const FluxExpression& product, std::span<const std::int32_t> sources) {
    if (product.size() == 1) {
        product_ = intake_of(model, product.front().index);
        // The product's value is coefficient * flux.
        if (product_) {
            product_->carbon_atoms /= product.front().coefficient;
            product_->mass /= product.front().coefficient;
        }
    }
    for (const std::int32_t source : sources)
        if (const auto intake = intake_of(model, source)) sources_.push_back(*intake);
}

void Yields::of_state(std::span<const double> fluxes, EnvelopeEnd& end) const {
    if (!product_) return;
    double carbon = 0, mass = 0;
    for (const Intake& source : sources_) {
        carbon += std::max(0.0, source.carbon_atoms * fluxes[at(source.reaction)]);
        mass += std::max(0.0, source.mass * fluxes[at(source.reaction)]);
    }
    if (carbon > nothing) end.carbon_yield = std::max(0.0, -product_->carbon_atoms * end.product) / carbon;
    if (mass > nothing) end.mass_yield = std::max(0.0, -product_->mass * end.product) / mass;
}

}  // namespace strandline::strain
