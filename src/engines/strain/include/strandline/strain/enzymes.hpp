#pragma once

#include <strandline/domain/network.hpp>
#include <strandline/strain/balance.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace strandline::strain {

enum class FluxDirection { both, forward, reverse };

/// How fast an enzyme turns over and how heavy it is; of several for one reaction the cheapest works.
struct EnzymeTurnover {
    std::int32_t reaction = -1;
    FluxDirection direction = FluxDirection::both;
    double kcat = 0;             // 1/s, above 0
    std::optional<double> mass;  // kDa, of the whole enzyme; else by the gene rule
};

struct EnzymePool {
    double limit = 0.25;      // g enzyme / gDW
    double saturation = 0.5;  // mean share of kcat at which enzymes work, above 0, at most 1
};

/// Mass by gene, kDa; not known: none.
using ProteinMasses = std::vector<std::optional<double>>;

/// kDa of the lightest enzyme that a gene rule allows: subunits of a complex (one each) added up, the
/// lightest isozyme taken. None when a mass is missing that the rule cannot do without.
std::optional<double> enzyme_mass(const domain::GeneRule& rule, const ProteinMasses& masses);

/// What one direction of a reaction costs.
struct EnzymeCost {
    double kcat = 0;  // 1/s
    double mass = 0;  // kDa
    /// g/gDW for 1 mmol/gDW/h: kDa is g/mmol, and an hour has 3600 s.
    double cost(double saturation) const { return mass / (kcat * 3600 * saturation); }
};
struct EnzymeCosts {
    std::vector<std::optional<EnzymeCost>> forward, reverse;  // by reaction
};

/// The cheapest enzyme for each reaction and direction.
EnzymeCosts cheapest_enzymes(std::span<const EnzymeTurnover> turnovers, std::int32_t reactions);

inline constexpr std::string_view pool_metabolite = "prot_pool";
inline constexpr std::string_view pool_reaction = "prot_pool_exchange";
inline constexpr std::string_view reverse_suffix = "_reverse";

/// The network under the model's bounds and objective, with each enzyme's cost as a coefficient of the
/// metabolite prot_pool, of which prot_pool_exchange brings at most the limit (the light form of GECKO 3:
/// Chen et al., Nature Protocols 19:629 (2024); sMOMENT: Bekiaris & Klamt, BMC Bioinformatics 21:19 (2020)).
/// A reaction that costs and runs both ways is split into itself and ID_reverse, which stand last; all other
/// reactions keep their index.
domain::Network enzyme_constrained(const FluxModel& model, const EnzymeCosts& costs, const EnzymePool& pool);

struct EnzymeUse {
    std::int32_t reaction = -1;
    double flux = 0;  // mmol/gDW/h, of the direction; negative when it runs in reverse
    EnzymeCost enzyme;
    double use = 0;  // g/gDW
};

struct EnzymeSolution {
    FluxSolution balance;         // of the model's own reactions
    double pool_used = 0;         // g/gDW: the least with which the optimum can be reached
    std::vector<EnzymeUse> uses;  // of reactions that cost, most used first, then in the model's order
};

/// Flux balance analysis of a model whose enzymes share a pool; of all optima one with the least enzyme.
EnzymeSolution enzyme_balance(const FluxModel& model, const EnzymeCosts& costs, const EnzymePool& pool);

}  // namespace strandline::strain
