#pragma once

#include <strandline/strain/envelope.hpp>

#include <optional>
#include <span>
#include <vector>

namespace strandline::strain {

/// Product by substrate, in carbon atoms and in grams.
class Yields {
public:
    Yields(const FluxModel& model, const FluxExpression& product, std::span<const std::int32_t> sources);

    /// Sets the yields of a state whose product is `end.product`.
    void of_state(std::span<const double> fluxes, EnvelopeEnd& end) const;

private:
    /// Of one mmol that the reaction brings into the cell.
    struct Intake {
        std::int32_t reaction = 0;
        double carbon_atoms = 0, mass = 0;
    };
    static std::optional<Intake> intake_of(const FluxModel& model, std::int32_t reaction);

    std::optional<Intake> product_;
    std::vector<Intake> sources_;
};

}  // namespace strandline::strain
