#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::process {

// All in SI: m, m3, kg, s, W, Pa, K, mol. Dimensionless numbers as usual in stirred tanks: D impeller
// diameter, T tank diameter, N in 1/s.

struct Impeller {
    std::string kind;         // "rushton", …: docs/process/scale-correlations.md
    double diameter = 0;      // m
    double power_number = 0;  // turbulent, ungassed
    double flow_number = 0;
    /// m from the impeller below, of the lowest from the bottom; 0 where it is not known: D (lowest), T.
    double spacing = 0;
};

struct Vessel {
    std::string name;
    double volume = 0;         // of the liquid, m3
    double tank_diameter = 0;  // m
    double liquid_height = 0;  // m, from volume and diameter where not given
    std::vector<Impeller> impellers;
    double speed = 0, speed_most = 0;        // 1/s
    double motor_power = 0;                  // W on the shaft at most
    double gas_flow = 0, gas_flow_most = 0;  // m3/s at normal conditions (0 °C, 101325 Pa)
    double oxygen_fraction = 0.2095;         // of the inlet gas, dry
    double carbon_dioxide_fraction = 0.0004;
    double sparger_height = 0;       // m above the bottom, where gas comes in
    double head_pressure = 101325;   // Pa, absolute
    double cooling_area = 0;         // of the jacket, m2
    double cooling_coefficient = 0;  // W/(m2 K)
    double coil_area = 0, coil_coefficient = 0;
    double coolant_flow_most = 0;         // kg/s of water; 0: so much that it does not warm up
    double coolant_temperature = 283.15;  // K
};

/// m2; m, from volume and diameter where the vessel does not give it; m of the lowest impeller's middle.
double cross_section(const Vessel& vessel);
double liquid_height(const Vessel& vessel);
double lowest_impeller_height(const Vessel& vessel);

struct Broth {
    double temperature = 310.15;    // K
    double density = 1000;          // kg/m3
    double viscosity = 0.001;       // Pa s; with a flow index the consistency K, Pa s^n
    double flow_index = 1;          // of a power law: below 1 shear-thinning
    double surface_tension = 0.07;  // N/m
    bool coalescing = true;
    double salts_factor = 1;  // of the solubility of oxygen in pure water
};

/// A number from a published correlation, with what it is worth.
struct Estimate {
    double value = 0;
    double error = 0;         // relative, as its authors or the field give it: 0.3 is +-30 %
    bool in_range = true;     // of what it was fitted to
    std::string outside;      // "P/V 120 W/m3 below 500 W/m3"; empty within the range
    std::string_view source;  // "Van't Riet 1979"
};

}  // namespace strandline::process
