#pragma once

#include "vessel.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace strandline::process {

constexpr double gas_constant = 8.314462618;  // J/(mol K)
constexpr double standard_gravity = 9.80665;  // m/s2
constexpr double normal_pressure = 101325;    // Pa
constexpr double normal_temperature = 273.15;

/// Pa; Benson and Krause 1984, as in Standard Methods 4500-O.
double water_vapour_pressure(double temperature);

/// Pa in the liquid at a height above the bottom: head pressure and rho g (H - z).
double pressure_at(const Vessel& vessel, const Broth& broth, double height);
/// Half way between sparger and surface.
double middle_pressure(const Vessel& vessel, const Broth& broth);
/// m3/s at pressure and broth temperature, wet, of dry normal m3/s.
double actual_gas_flow(double normal_flow, double pressure, double temperature);
/// m/s over the whole cross-section, half way up.
double superficial_velocity(const Vessel& vessel, const Broth& broth, double normal_flow);
/// mol/s of dry gas.
double molar_gas_flow(double normal_flow);

/// mol/(m3 Pa) in pure water: Benson and Krause 1984 (0 to 40 °C), of which the pressure of water vapour
/// is taken away.
Estimate oxygen_solubility(double temperature);
/// mol/(m3 Pa) in pure water: Weiss 1974 (0 to 40 °C).
Estimate carbon_dioxide_solubility(double temperature);

/// An ion and its concentration, for the factor of the solubility in salts.
struct Ion {
    std::string_view name;  // "Na+", "SO4 2-": of salting_out_ions()
    double concentration;   // mol/L
};
std::span<const std::string_view> salting_out_ions();
/// Solubility of oxygen in a solution of ions over that in water: Schumpe 1993, 25 °C. Ions that are not
/// of salting_out_ions() mark it as outside.
Estimate salts_factor(std::span<const Ion> ions, double temperature);

/// A correlation kLa = constant (P/V)^power_exponent vs^gas_exponent in 1/s, W/m3, m/s at `temperature`, and
/// the ranges it was fitted over.
struct TransferCorrelation {
    std::string_view name;  // "van't riet, coalescing"
    double constant, power_exponent, gas_exponent;
    bool coalescing;
    double power_least, power_most;    // W/m3
    double gas_least, gas_most;        // m/s
    double volume_least, volume_most;  // m3
    double viscosity_most;             // Pa s
    double temperature;                // K, of the fit
    double error;
    std::string_view source;
};
std::span<const TransferCorrelation> transfer_correlations();
const TransferCorrelation* transfer_correlation(std::string_view name);
/// Van't Riet's, coalescing or not as the broth is.
const TransferCorrelation& usual_transfer_correlation(const Broth& broth);

/// kLa of oxygen in 1/s at the broth's temperature, by 1.024^(T - T of the fit).
Estimate transfer_coefficient(const TransferCorrelation& correlation, const Broth& broth,
                              double power_per_volume, double superficial_velocity, double volume);

/// Fraction of the gassed volume that is gas: Calderbank 1958 with the rise velocity of Miller 1974.
Estimate gas_holdup(const Broth& broth, double power_per_volume, double superficial_velocity);

/// What cells ask of a vessel at one time of a culture, per volume of liquid.
struct Demand {
    double oxygen_uptake = 0;  // mol/(m3 s)
    double respiratory_quotient = 1;
    double least_oxygen = 0.2;           // of saturation with air at 101325 Pa at the broth's temperature
    double biomass = 0;                  // kg/m3
    double substrate = 0;                // kg/m3: what a feed is to be blended into
    double substrate_uptake = 0;         // kg/(kg s) at most
    double most_carbon_dioxide = 15000;  // Pa in the liquid
};

/// Driving force with gas as a plug that rises (log mean of bottom and top) or mixed with one composition,
/// the one it leaves with.
enum class GasFlow : std::uint8_t { plug, mixed };

/// Oxygen from the gas at a steady state, with the mass balance of the gas.
struct OxygenTransfer {
    double rate = 0;                                   // mol/(m3 s)
    double dissolved = 0;                              // mol/m3 in the broth
    double driving_force = 0;                          // mol/m3
    double outlet_fraction = 0;                        // of O2 in the dry gas that leaves
    double bottom_saturation = 0, top_saturation = 0;  // mol/m3
};

/// The driving force at a transfer rate: what leaves the gas is missing at the top.
OxygenTransfer oxygen_transfer(const Vessel& vessel, const Broth& broth, double normal_flow, double rate,
                               double dissolved, double respiratory_quotient, GasFlow flow);
/// The most that is transferred while `dissolved` (mol/m3) is held: rate = kLa x driving force, solved.
/// Rate 0 where the gas does not reach `dissolved`.
OxygenTransfer most_oxygen_transfer(const Vessel& vessel, const Broth& broth, double normal_flow,
                                    double coefficient, double dissolved, double respiratory_quotient,
                                    GasFlow flow);
/// The steady state at an uptake: dissolved oxygen 0 and the rate that is possible where it cannot be met.
OxygenTransfer oxygen_at_uptake(const Vessel& vessel, const Broth& broth, double normal_flow,
                                double coefficient, const Demand& demand, GasFlow flow);

/// mol/m3 of water saturated with air at 101325 Pa at the broth's temperature, with its salts.
double air_saturation(const Broth& broth);

}  // namespace strandline::process
