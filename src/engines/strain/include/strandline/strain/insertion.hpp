#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/network.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::strain {

/// Reactions that may be brought into a host. Metabolites are the host's where their ids are equal.
struct Universe {
    domain::Network network;
    std::vector<double> cost;  // by reaction, 0 or more
    std::vector<Place> place;  // of rows of a table, by reaction; else empty
    bool is_model = false;     // its exchanges and its biomass are not meant to be brought in
};

struct InsertionOptions {
    double min_flux = 0;    // of the target, mmol/gDW/h, above 0
    double min_growth = 0;  // of the host's objective
    double min_yield = 0;   // target per substrate, mol/mol
    std::string substrate;  // exchange reaction; empty: the carbon source of most uptake
    std::int64_t most = std::numeric_limits<std::int64_t>::max();  // reactions in a set
    std::int32_t alternatives = 1;
    bool exchanges = false;  // also offer exchanges of a universe that is a model, for secretion
};

/// What a set of reactions makes of the host, asked of the whole model.
struct Insertion {
    std::vector<std::int32_t> reactions;  // of Insertions::model, ascending
    double cost = 0;
    double flux = 0;              // the most of the target at min_growth and min_yield
    std::optional<double> yield;  // at that flux, per least uptake of the substrate
    bool proved = true;           // that no set is cheaper but those before
    double growth = 0;            // the most at min_flux and min_yield
};

enum class InsertionEnd { enough, none, limit };

struct Insertions {
    FluxModel model;  // the host with all that is offered, which comes last
    std::int32_t host_reactions = 0, host_metabolites = 0, host_genes = 0;
    std::vector<std::int32_t> offered;  // reactions of the model, ascending
    std::int32_t target = -1;           // reaction of the model
    double target_sign = 1;             // the target's flux is this times that of the reaction
    bool target_added = false;          // neither the host nor the universe had the reaction
    std::int32_t substrate = -1;        // -1: no carbon source told
    std::int64_t new_metabolites = 0;
    std::vector<Insertion> sets;            // cheapest first
    double bound = 0;                       // no further set costs less
    InsertionEnd end = InsertionEnd::none;  // none: proved that there is no further set
};

/// The cheapest sets of reactions that let the host make the target: each is minimal, and the cheapest one
/// that holds none of the sets before it. `target`: a reaction of the host or the universe, or a metabolite,
/// which then gets an exchange where it has none.
Result<Insertions> cheapest_insertions(const FluxModel& host, const Universe& universe,
                                       std::string_view target, const InsertionOptions& options,
                                       Context& context);

/// The host as a network, bounds as in the model, with one set and the target's exchange.
domain::Network with_insertion(const Insertions& found, const Insertion& set);

}  // namespace strandline::strain
