#pragma once

#include <strandline/base/context.hpp>
#include <strandline/strain/balance.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::strain {

/// Atoms by symbol, as decimals; "C6H12O6", "(C6H10O5)2", "C12.5H20R". Nothing where the formula cannot be
/// read or leaves a number open, as "(C6H10O5)n" does. An empty formula is no atoms.
std::optional<std::map<std::string, double>> read_formula(std::string_view formula);

/// A reaction that makes or loses something: products minus substrates, what is balanced left out. Summed in
/// fractions, so that decimals leave no dust.
struct Imbalance {
    std::int32_t reaction = 0;
    std::map<std::string, double> elements;
    double charge = 0;
};

struct MassBalance {
    std::vector<Imbalance> unbalanced;                      // in charge alone where formulas are missing
    std::vector<std::int32_t> balanced;                     // in mass, and in charge where it is known
    std::vector<std::int32_t> without_formulas;             // some metabolite's is missing or cannot be read
    std::vector<std::int32_t> without_charges;              // balanced in mass; some charge is missing
    std::vector<std::int32_t> left_out;                     // exchanges, demands, sinks, biomass
    std::vector<std::int32_t> metabolites_without_formula;  // missing or not readable
};
MassBalance mass_balance(const FluxModel& model);

/// Reactions that no balance applies to: one side is empty, part of the objective, "biomass" in the id or
/// name, or an SBO term of exchange, demand, sink, biomass or pseudoreaction.
bool is_pseudo(const FluxModel& model, std::int32_t reaction);

/// Reactions that carry no flux above 1e-9 in any flux state, ascending. Nothing when there is no state, or
/// the solver failed.
std::optional<std::vector<std::int32_t>> blocked_reactions(const FluxModel& model, Context& context);
/// The same with every exchange (demands and sinks excepted) open both ways.
FluxModel with_open_exchanges(FluxModel model);
/// The same with every exchange, demand and sink closed, and no flux forced: what can still flow goes in a
/// circle.
FluxModel without_exchanges(FluxModel model);

/// Metabolites that a steady state leaves no flux through, by what the reactions allow: bounds as they are,
/// exchanges open both ways.
struct DeadEnds {
    std::vector<std::int32_t> only_produced, only_consumed, in_one_reaction, in_none;
};
DeadEnds dead_ends(const FluxModel& model);

/// Reactions that convert the same in the same ratios, be it backwards; each group ascending.
std::vector<std::vector<std::int32_t>> duplicate_reactions(const FluxModel& model);
std::vector<std::int32_t> genes_without_reaction(const domain::Network& network);

/// A carrier that the model charges from nothing. Fritzemeier et al., PLoS Computational Biology 13:e1005494
/// (2017).
struct EnergyCycle {
    std::string carrier;                  // "ATP"
    std::vector<std::int32_t> reactions;  // that charge it, the least flux in sum; ascending
};
struct EnergyCheck {
    std::vector<std::string> tested, not_in_model;
    std::vector<EnergyCycle> cycles;
    bool failed = false;  // the solver
};
EnergyCheck energy_cycles(const FluxModel& model);

/// Metabolites that cannot have a mass above 0 if every reaction (pseudo-reactions excepted) is to conserve
/// mass, ascending. Gevorgyan, Poolman & Fell, Bioinformatics 24:2245 (2008); one linear program, as masses
/// may be multiplied. Nothing when the solver failed.
std::optional<std::vector<std::int32_t>> unconserved_metabolites(const FluxModel& model);

struct BiomassCheck {
    std::int32_t reaction = 0;
    /// Substrates, on the medium as it stands; absent where there is no flux state.
    std::optional<std::vector<std::int32_t>> not_producible;
    std::optional<double> gram_per_mmol;       // absent where a formula is missing or has no weight
    std::vector<std::int32_t> without_weight;  // those metabolites
};
/// Reactions of the objective with three substrates or more.
std::vector<BiomassCheck> check_biomass(const FluxModel& model);

struct BoundCounts {
    std::int64_t infinite = 0;  // either bound
    std::int64_t reversible = 0, forward = 0, backward = 0, closed = 0;
    std::int64_t forced = 0;      // zero is not allowed
    double largest = 0;           // of all finite bounds: what stands for "no limit"
    std::int64_t at_largest = 0;  // reactions with such a bound
};
BoundCounts count_bounds(const FluxModel& model);

struct OpenUptake {
    std::int32_t reaction = 0;
    double most = 0;  // mmol/gDW/h
};

struct ModelCheck {
    std::int64_t exchanges = 0, reactions_without_rule = 0;
    BoundCounts bounds;
    FluxSolution growth;
    std::vector<OpenUptake> medium;
    MassBalance mass;
    std::optional<std::vector<std::int32_t>> blocked, blocked_when_open, in_loops;
    DeadEnds dead_ends;
    std::vector<std::vector<std::int32_t>> duplicates;
    std::vector<std::int32_t> unused_genes;
    EnergyCheck energy;
    std::optional<std::vector<std::int32_t>> unconserved;
    std::vector<BiomassCheck> biomass;
    std::vector<std::string> faults;  // why the model cannot be used as it is; empty when it can
};
ModelCheck check_model(const FluxModel& model, Context& context);

}  // namespace strandline::strain
