#pragma once

#include "scale/conditions.hpp"
#include "scale/scale_up.hpp"

#include <cmath>
#include <string>

namespace strandline::process::testing {

/// H = T, one impeller of diameter T / 3, `length` its tank's diameter.
inline Vessel standard_tank(double length, const std::string& kind = "rushton") {
    Vessel vessel;
    vessel.tank_diameter = length;
    vessel.liquid_height = length;
    vessel.volume = cross_section(vessel) * length;
    Impeller impeller;
    impeller.kind = kind;
    impeller.diameter = length / 3;
    vessel.impellers = {impeller};
    return vessel;
}

/// Water in which nothing is dissolved at 20 °C.
inline Broth water() {
    Broth broth;
    broth.temperature = 293.15;
    broth.viscosity = 0.001;
    return broth;
}

/// The factor of salts that makes air saturation `grams_per_m3` of oxygen.
inline double salts_for_saturation(Broth broth, double grams_per_m3) {
    broth.salts_factor = 1;
    return grams_per_m3 / 31.9988 / air_saturation(broth);
}

}  // namespace strandline::process::testing
