#pragma once

#include <strandline/domain/kinetic_model.hpp>

#include <optional>
#include <string>
#include <vector>

namespace strandline::process {

/// What a gram of cells does in an hour in one steady state of its metabolism, as flux balance gives it.
struct CultureState {
    double growth = 0;              // 1/h
    double uptake = 0;              // substrate, mmol/g/h
    double oxygen = 0;              // taken up, mmol/g/h
    double carbon_dioxide = 0;      // given off, mmol/g/h; below 0 where it is bound
    double protons = 0;             // given off, mmol/g/h: base that keeps the pH
    std::vector<double> products;   // given off, mmol/g/h, in the order of CulturePlan::products
    std::vector<double> exchanged;  // taken up, mmol/g/h, in the order of CulturePlan::supplied
};

/// One way of living, with oxygen or without: what the cells do when they grow as fast as they can, and
/// another state on the same line (at rest, or at a lower uptake). All between is mixed from the two.
struct CulturePhase {
    std::string name;
    CultureState growing, resting;
    std::string growing_from, resting_from;  // where the figures come from, in words
};

/// What is dissolved in the culture and followed.
struct CultureCompound {
    std::string id, exchange, formula;
    double molar_mass = 0;                  // g/mol
    double combustion = 0;                  // heat, kJ/mol
    double start = 0;                       // g/L
    std::optional<double> half_inhibition;  // g/L, of products: uptake is halved by this one alone
};

/// What cells take up that is never short and not followed: ammonia. It has a part in the heat.
struct CultureSupply {
    std::string id, exchange;
    double combustion = 0;  // kJ/mol
};

struct CulturePlan {
    std::string title;
    double volume = 0, biomass = 0;  // L, g/L at the start
    std::string biomass_reaction;
    double biomass_combustion = 0;  // kJ/g
    CultureCompound substrate;
    double feed = 0;             // g/L of substrate in the feed
    double half_saturation = 0;  // g/L
    std::vector<CultureCompound> products;
    std::vector<CultureSupply> supplied;
    double inhibition_exponent = 0;
    std::string oxygen, carbon_dioxide, protons;  // exchange reactions; protons may be empty
    double transfer_most = 0;                     // oxygen, mmol/L/h
    double base = 0;                              // mol/L; 0: no base is fed
    double neutralisation = 0;                    // heat, kJ/mol
    std::vector<CulturePhase> phases;             // aerobic, then perhaps anaerobic
};

/// A rate of a phase as a combination of uptake and growth: rate = by_uptake * uptake + by_growth * growth.
/// Two steady states determine it; both balance every element, and so does each of their combinations.
struct RateLine {
    double by_uptake = 0, by_growth = 0;
};

/// What two states of a phase tell: growth = yield * (uptake - maintenance), in mmol of substrate.
struct PhaseLines {
    double most_uptake = 0, growth_yield = 0, maintenance = 0;  // mmol/g/h, g/mmol, mmol/g/h
    RateLine oxygen, carbon_dioxide, protons, heat;             // heat in J/g/h
    std::vector<RateLine> products;
};

/// The states must differ in growth and uptake: else nothing.
std::optional<PhaseLines> phase_lines(const CulturePlan& plan, const CulturePhase& phase);

/// Heat given off, J/g/h: what combusts less when it is taken up than when it is given off, and what
/// neutralisation gives.
double heat_of(const CulturePlan& plan, const CultureState& state);

/// The fed-batch model: docs/process/culture.md has its equations.
domain::KineticModel culture_model(const CulturePlan& plan, const std::vector<PhaseLines>& phases);

}  // namespace strandline::process
