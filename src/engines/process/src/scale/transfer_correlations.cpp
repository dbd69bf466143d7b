#include "estimates.hpp"
#include "gas.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace strandline::process {
namespace {

constexpr double water = 0.005;  // Pa s; above it bubbles and films are others
constexpr double room = 293.15;
constexpr double any = std::numeric_limits<double>::infinity();

// name, constant, exponents of P/V and vs, coalescing, P/V, vs, volume, viscosity, temperature, error
constexpr std::array<TransferCorrelation, 9> correlations = {{
    {"van't riet, coalescing", 0.026, 0.4, 0.5, true, 500, 1e4, 0, any, 0, 2.6, water, room, 0.3,
     "Van't Riet 1979"},
    {"van't riet, non-coalescing", 0.002, 0.7, 0.2, false, 500, 1e4, 0, any, 0.002, 4.4, water, room, 0.3,
     "Van't Riet 1979"},
    {"smith, coalescing", 0.01, 0.475, 0.4, true, 20, 5000, 0.004, 0.046, 0.1, 5, water, room, 0.3,
     "Smith, Van't Riet and Middleton 1977"},
    {"smith, non-coalescing", 0.02, 0.475, 0.4, false, 20, 5000, 0.004, 0.046, 0.1, 5, water, room, 0.3,
     "Smith, Van't Riet and Middleton 1977"},
    {"linek, coalescing", 4.95e-3, 0.593, 0.4, true, 100, 3500, 0.002, 0.0045, 0.01, 0.03, water, room, 0.2,
     "Linek, Vacek and Benes 1987"},
    {"linek, non-coalescing", 1.35e-3, 0.946, 0.4, false, 100, 3500, 0.002, 0.0045, 0.01, 0.03, water, room,
     0.2, "Linek, Vacek and Benes 1987"},
    {"figueiredo, coalescing", 0.026, 0.6, 0.8, true, 200, 5000, 0.006, 0.013, 0.3, 1, water, room, 0.3,
     "Figueiredo and Calderbank 1979"},
    // coarse bubbles without a stirrer: of gas alone
    {"heijnen, bubble column", 0.32, 0, 0.7, true, 0, any, 0.01, 0.3, 0.1, any, 0.002, room, 0.3,
     "Heijnen and Van't Riet 1984"},
    // 0.0635 (hp/m3)^0.95 (m/h)^0.67 kmol/(m3 h atm), with 1.2 mol/(m3 atm) of oxygen in the solution
    {"cooper, sulphite", 6.62e-3, 0.95, 0.67, false, 100, 2000, 0, 0.025, 0.002, 0.2, water, 303.15, 0.5,
     "Cooper, Fernstrom and Miller 1944"},
}};

}  // namespace

std::span<const TransferCorrelation> transfer_correlations() { return correlations; }

const TransferCorrelation* transfer_correlation(std::string_view name) {
    const auto* found = std::ranges::find(correlations, name, &TransferCorrelation::name);
    return found == correlations.end() ? nullptr : found;
}

const TransferCorrelation& usual_transfer_correlation(const Broth& broth) {
    return correlations[broth.coalescing ? 0 : 1];
}

Estimate transfer_coefficient(const TransferCorrelation& c, const Broth& broth, double power_per_volume,
                              double velocity, double volume) {
    const double value = c.constant * std::pow(power_per_volume, c.power_exponent) *
                         std::pow(velocity, c.gas_exponent) *
                         std::pow(1.024, broth.temperature - c.temperature);
    Estimate made = estimated(value, c.error, c.source,
                              {{"P/V", "W/m3", power_per_volume, c.power_least, c.power_most},
                               {"superficial gas velocity", "m/s", velocity, c.gas_least, c.gas_most},
                               {"volume", "m3", volume, c.volume_least, c.volume_most},
                               {"viscosity", "Pa s", broth.viscosity, 0, c.viscosity_most}});
    if (c.coalescing != broth.coalescing)
        mark_outside(made,
                     c.coalescing ? "fitted to coalescing liquids" : "fitted to non-coalescing liquids");
    return made;
}

}  // namespace strandline::process
