#include "estimates.hpp"
#include "gas.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace strandline::process {
namespace {

constexpr double oxygen_molar_mass = 31.9988;  // g/mol
constexpr double oxygen_of_air = 0.20946;      // as in the tables of Benson and Krause

// L/mol, of log10(water / solution) = sum (h_ion + h_gas) c.
constexpr std::array<std::string_view, 14> ions = {"H+",     "Na+",    "K+",      "NH4+",  "Mg2+",
                                                   "Ca2+",   "Cl-",    "OH-",     "NO3-",  "HCO3-",
                                                   "SO4 2-", "H2PO4-", "HPO4 2-", "CO3 2-"};
constexpr std::array<double, 14> salting_out = {0,      0.1143, 0.0922, 0.0556, 0.1694, 0.1762, 0.0318,
                                                0.0839, 0.0128, 0.0967, 0.1117, 0.0906, 0.1499, 0.1423};

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

Estimate salts_factor(std::span<const Ion> dissolved, double temperature) {
    const double of_oxygen = -0.334e-3 * (temperature - 298.15);
    double exponent = 0;
    double strongest = 0;
    Estimate made = estimated(1, 0.05, "Weisenberger and Schumpe 1996",
                              {{"temperature", "K", temperature, 273.15, 353.15}});
    for (const Ion& ion : dissolved) {
        const auto* found = std::ranges::find(ions, ion.name);
        if (found == ions.end()) {
            mark_outside(made, "no parameter for " + std::string(ion.name));
            continue;
        }
        exponent += (salting_out[std::size_t(found - ions.begin())] + of_oxygen) * ion.concentration;
        strongest = std::max(strongest, ion.concentration);
    }
    made.value = std::pow(10.0, -exponent);
    if (strongest > 2) mark_outside(made, "ion of " + three_digits(strongest) + " mol/L above 2 mol/L");
    return made;
}

double air_saturation(const Broth& broth) {
    const double dry = normal_pressure - water_vapour_pressure(broth.temperature);
    return oxygen_solubility(broth.temperature).value * broth.salts_factor * oxygen_of_air * dry;
}

}  // namespace strandline::process
