#pragma once

#include "carbon_dioxide.hpp"
#include "gas.hpp"
#include "heat.hpp"
#include "mixing.hpp"
#include "power.hpp"
#include "vessel.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace strandline::process {

/// Which of the published correlations are used.
struct Correlations {
    GassedPower gassed_power = GassedPower::hughmark;
    const TransferCorrelation* transfer = nullptr;  // van't Riet's for the broth where nullptr
    GasFlow gas_flow = GasFlow::plug;
};

/// All of one vessel at one operating point. SI; numbers of impellers are those of the lowest one.
struct Conditions {
    double speed = 0;                 // 1/s
    double normal_gas_flow = 0;       // m3/s
    double gas_per_volume = 0;        // 1/s, normal (vvm / 60)
    double superficial_velocity = 0;  // m/s
    double tip_speed = 0;             // m/s, largest
    double reynolds_number = 0, froude_number = 0;
    Estimate ungassed_power, power;  // W; power: with gas
    Estimate power_per_volume;       // W/m3, with gas
    GasHandling gas;
    Estimate transfer_coefficient;  // kLa, 1/s
    Estimate gas_holdup;
    Estimate most_oxygen_transfer;                              // mol/(m3 s) with demand.least_oxygen kept
    OxygenTransfer oxygen;                                      // at the demand's uptake
    double oxygen_of_air = 0;                                   // dissolved, of air_saturation()
    Estimate mixing_time, circulation_time;                     // s
    double kolmogorov_length = 0, least_kolmogorov_length = 0;  // m, of the mean and the highest dissipation
    double uptake_time = 0;                                     // s, 0 where the demand says nothing of it
    double mixing_to_uptake = 0;                                // mixing time / uptake time, 0 likewise
    HeatBalance heat;
    Estimate cooled_oxygen_uptake;  // mol/(m3 s)
    Stripping carbon_dioxide;
    double bottom_pressure = 0;  // Pa
};

Conditions conditions(const Vessel& vessel, const Broth& broth, const Demand& demand, double speed,
                      double normal_gas_flow, const Correlations& correlations = {});

/// A quantity of Conditions as a row: "power_per_volume", "W/m3".
struct ConditionRow {
    std::string_view quantity, unit;
    Estimate estimate;
};
/// In the order of Conditions; what does not apply (no gas, no uptake) is left out.
std::vector<ConditionRow> condition_rows(const Conditions& conditions);

/// kLa by every correlation, for a comparison; those for the other kind of broth left out.
std::vector<ConditionRow> transfer_coefficients(const Vessel& vessel, const Broth& broth, double speed,
                                                double normal_gas_flow,
                                                GassedPower gassed = GassedPower::hughmark);

/// What a vessel allows or cells need, beside what is.
struct VesselLimit {
    std::string_view
        name;  // "motor", "speed", "gas flow", "flooding", "oxygen", "heat", "carbon dioxide", "mixing"
    std::string_view unit;
    double value = 0, allowed = 0;
    bool held = true;
    std::string words;  // "the motor gives 2 kW, 3.1 kW are drawn"
};
/// Those that apply: a motor power of 0 is no limit.
std::vector<VesselLimit> vessel_limits(const Vessel& vessel, const Demand& demand,
                                       const Conditions& conditions);

}  // namespace strandline::process
