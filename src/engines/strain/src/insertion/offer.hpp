#pragma once

#include <strandline/strain/insertion.hpp>

namespace strandline::strain {

/// The host and what is offered to it, in one model.
struct Offer {
    domain::Network network;              // the host's, then what is offered
    std::vector<double> lower, upper;     // by reaction of the network
    std::vector<std::int32_t> reactions;  // offered, ascending
    std::vector<double> cost;             // of those
    std::int32_t target = -1;
    double target_sign = 1;
    bool target_added = false;
    std::int64_t new_metabolites = 0;
};

/// Not offered are reactions that the host has under the same id or with the same stoichiometry and at least
/// the same directions, unless they are switched off there (both bounds 0). What must run in the universe may
/// also rest here.
Result<Offer> offer(const FluxModel& host, const Universe& universe, std::string_view target, bool exchanges);

}  // namespace strandline::strain
