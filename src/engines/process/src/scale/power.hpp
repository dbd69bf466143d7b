#pragma once

#include "vessel.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace strandline::process {

/// What a kind of impeller does in a baffled tank: docs/process/scale-correlations.md has the sources.
struct ImpellerKind {
    std::string_view name;
    double power_number;      // turbulent, ungassed, one impeller
    double laminar_constant;  // Np Re of the laminar branch
    double flow_number;       // liquid pumped / (N D^3), turbulent
    double flooding;          // c in Fl = c Fr (D/T)^3.5; 0 where none is published
    double dispersion;        // c in Fl = c Fr^0.5 (D/T)^0.5; 0 where none is published
    /// Of the power of the gassed impeller: from Michel and Miller or Hughmark, which were fitted to flat
    /// blades; else the fraction that stays once it is loaded.
    std::optional<double> gassed_fraction;
    bool radial;  // throws liquid outwards, so that several make a compartment each
    std::string_view source;
};

std::span<const ImpellerKind> impeller_kinds();
/// nullptr where the name is not of impeller_kinds().
const ImpellerKind* impeller_kind(std::string_view name);

/// Pa s at the shear rate 11.5 N of Metzner and Otto (1957); the viscosity itself of a Newtonian broth.
double apparent_viscosity(const Broth& broth, double speed);
double reynolds_number(const Impeller& impeller, const Broth& broth, double speed);      // rho N D^2 / mu
double froude_number(const Impeller& impeller, double speed);                            // N^2 D / g
double gas_flow_number(const Impeller& impeller, double actual_gas_flow, double speed);  // Q / (N D^3)
double tip_speed(const Impeller& impeller, double speed);                                // m/s, pi N D
/// Its own, or that of its kind.
double flow_number(const Impeller& impeller);
/// Of all impellers the largest.
double highest_tip_speed(const Vessel& vessel, double speed);

/// Np at a Reynolds number: laminar (Np Re constant), turbulent, and between them a blend of fourth order.
Estimate power_number(const Impeller& impeller, double reynolds);

/// W of one impeller without gas, Np rho N^3 D^5.
Estimate ungassed_power(const Impeller& impeller, const Broth& broth, double speed);
/// W of all impellers without gas. Impellers too near to be independent are marked.
Estimate ungassed_power(const Vessel& vessel, const Broth& broth, double speed);

enum class GassedPower : std::uint8_t { michel_miller, hughmark, cui };

/// W of one Rushton turbine with `actual_gas_flow` (m3/s at its pressure) under it, from its power without.
/// Michel and Miller 1962, Pg = 0.706 (P0^2 N D^3 / Q^0.56)^0.45; at most P0.
Estimate michel_miller_power(double ungassed, const Impeller& impeller, double speed, double actual_gas_flow);
/// Pg / P0 by Hughmark 1980 for liquid volume V and blade height D / 5; at most 1.
Estimate hughmark_ratio(const Impeller& impeller, double speed, double actual_gas_flow, double volume);
/// Pg / P0 of the lowest Rushton turbine by Cui, van der Lans and Luyben 1996.
Estimate cui_ratio(const Impeller& impeller, double speed, double actual_gas_flow);

/// W of all impellers with gas: each by `correlation` where it has flat blades, else by the fraction of its
/// kind. Hughmark with the liquid shared out evenly among impellers, and for those above Cui's. Without gas,
/// ungassed_power().
Estimate gassed_power(const Vessel& vessel, const Broth& broth, double speed, double actual_gas_flow,
                      GassedPower correlation = GassedPower::hughmark);

enum class GasRegime : std::uint8_t { ungassed, flooded, loaded, dispersed };
std::string_view named(GasRegime regime);

/// What the lowest impeller makes of the gas: flow numbers Q / (N D^3) at which it floods and up to which gas
/// reaches the whole tank (Nienow, Warmoeskerken, Smith and Konno 1985; other kinds Bakker et al. 1994).
struct GasHandling {
    GasRegime regime = GasRegime::ungassed;
    double flow_number = 0;
    Estimate flooding;    // flow number above which it is flooded
    Estimate dispersion;  // flow number below which gas is dispersed in the whole tank
};
GasHandling gas_handling(const Vessel& vessel, double speed, double actual_gas_flow);

}  // namespace strandline::process
