#include "estimates.hpp"
#include "gas.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace strandline::process {
namespace {

constexpr double oxygen_molar_mass = 31.9988;  // g/mol
constexpr double oxygen_of_air = 0.20946;      // as in the tables of Benson and Krause

// L/mol, of log10(water / solution) = sum (h_ion + h_gas) c, where h is 0 for oxygen.
constexpr std::array<std::string_view, 18> ions = {
    "H+",  "Li+", "Na+",  "K+",    "NH4+",   "Mg2+",   "Ca2+",    "Mn2+",   "Fe2+",
    "Cl-", "OH-", "NO3-", "HCO3-", "SO4 2-", "H2PO4-", "HPO4 2-", "PO4 3-", "CO3 2-"};
constexpr std::array<double, 18> salting_out = {0,      0.0691, 0.1171, 0.0959, 0.0539, 0.1765,
                                                0.1771, 0.1620, 0.1712, 0.0334, 0.0756, 0.0050,
                                                0.1372, 0.1185, 0.1025, 0.1789, 0.2117, 0.1666};

}  // namespace

Estimate oxygen_solubility(double temperature) {
    const double t = temperature;
    const double mg_per_litre = std::exp(-139.34411 + 1.575701e5 / t - 6.642308e7 / (t * t) +
                                         1.243800e10 / (t * t * t) - 8.621949e11 / (t * t * t * t));
    const double partial = oxygen_of_air * (normal_pressure - water_vapour_pressure(t));
    return estimated(mg_per_litre / oxygen_molar_mass / partial, 0.01, "Benson and Krause 1984",
                     {{"temperature", "K", t, 273.15, 313.15}});
}

Estimate carbon_dioxide_solubility(double temperature) {
    const double hundreds = temperature / 100;
    const double molar_per_atmosphere =
        std::exp(-58.0931 + 90.5069 / hundreds + 22.2940 * std::log(hundreds));
    return estimated(molar_per_atmosphere * 1000 / normal_pressure, 0.01, "Weiss 1974",
                     {{"temperature", "K", temperature, 272.15, 313.15}});
}

std::span<const std::string_view> salting_out_ions() { return ions; }

// The parameters are of 25 °C; between 10 and 45 °C they change by less than the error.
Estimate salts_factor(std::span<const Ion> dissolved, double temperature) {
    double exponent = 0;
    double strongest = 0;
    Estimate made = estimated(1, 0.05, "Schumpe 1993", {{"temperature", "K", temperature, 283.15, 318.15}});
    for (const Ion& ion : dissolved) {
        const auto* found = std::ranges::find(ions, ion.name);
        if (found == ions.end()) {
            mark_outside(made, format("no parameter for {}", ion.name));
            continue;
        }
        exponent += salting_out[std::size_t(found - ions.begin())] * ion.concentration;
        strongest = std::max(strongest, ion.concentration);
    }
    made.value = std::pow(10.0, -exponent);
    if (strongest > 2) mark_outside(made, format("ion of {:.3g} mol/L above 2 mol/L", strongest));
    return made;
}

double air_saturation(const Broth& broth) {
    const double dry = normal_pressure - water_vapour_pressure(broth.temperature);
    return oxygen_solubility(broth.temperature).value * broth.salts_factor * oxygen_of_air * dry;
}

}  // namespace strandline::process
