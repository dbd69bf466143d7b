#pragma once

#include <optional>

namespace strandline::process {

/// A value and its standard deviation.
struct Uncertain {
    double value = 0, deviation = 0;
};

/// Mole fractions as the analyser sees them: of dry gas where it dries (water 0), of moist gas else.
struct GasComposition {
    Uncertain oxygen, carbon_dioxide, water;
};

/// What a culture takes up and gives off, in mol/h, OUR and CER positive for a breathing one.
struct OffGasRates {
    Uncertain oxygen_uptake, carbon_dioxide_evolution;
    Uncertain flow_out;                 // mol/h, as its composition is told: dry or moist
    std::optional<Uncertain> quotient;  // CER / OUR, where OUR is more than two deviations from nothing
};

/// The balance over the gas: nitrogen and noble gases neither react nor dissolve, so that
/// flow_in (1 - o - c - w)_in = flow_out (1 - o - c - w)_out. Flow in mol/h, as the composition in is told.
/// Deviations by linear propagation of independent errors. Nothing where a fraction is outside of [0, 1) or
/// no inert gas is left. Stephanopoulos, Aristidou and Nielsen, Metabolic Engineering, 1998, chapter 3.
std::optional<OffGasRates> off_gas_rates(const Uncertain& flow_in, const GasComposition& in,
                                         const GasComposition& out);

}  // namespace strandline::process
