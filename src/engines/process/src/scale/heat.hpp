#pragma once

#include "gas.hpp"
#include "vessel.hpp"

namespace strandline::process {

/// J per mol O2 taken up in aerobic growth: Roels 1983, Doran 2013. Cooney, Wang and Mateles 1969 measured
/// 0.124 kcal/mmol, 519 kJ/mol.
constexpr double oxycaloric_heat = 460e3;

/// W; what heats is positive.
struct HeatBalance {
    Estimate metabolic;         // oxycaloric
    double agitation = 0;       // the power of the impellers
    double evaporation = 0;     // of water into the dry gas, negative
    double to_remove = 0;       // the sum, at least 0
    double removable = 0;       // by jacket and coil with the coolant at most
    double coolant_flow = 0;    // kg/s needed; 0 where it is not limited or cannot do
    double coolant_outlet = 0;  // K, at that flow
    bool removed = true;        // to_remove <= removable
};

/// W through U A of jacket and coil with `coolant_flow` kg/s of water from its inlet temperature, the broth
/// being well mixed: m c (T - T_in) (1 - exp(-U A / (m c))), which is U A times the log mean; with flow 0
/// U A (T - T_in), a coolant that does not warm up.
double cooling(const Vessel& vessel, const Broth& broth, double coolant_flow);
/// W of evaporation into gas that comes dry and leaves saturated at broth temperature and head pressure.
double evaporation(const Vessel& vessel, const Broth& broth, double normal_flow);
HeatBalance heat_balance(const Vessel& vessel, const Broth& broth, double oxygen_uptake, double power,
                         double normal_flow);
/// mol/(m3 s) of oxygen uptake whose heat can just be removed, at least 0.
Estimate cooled_oxygen_uptake(const Vessel& vessel, const Broth& broth, double power, double normal_flow);

}  // namespace strandline::process
