#pragma once

#include "cutsets/cut_search.hpp"

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace strandline::strain {

/// One choice of knock-ins and what is known of it.
struct Branch {
    std::vector<std::int32_t> bought;
    std::vector<std::int32_t> absent;         // columns of what was not bought, ascending
    Elements missing;                         // elements of what was not bought, ascending
    double cost = 0;                          // of what was bought
    int budget = 0;                           // losses that may be added
    Bits usable;                              // elements that may still be part of a set
    ElementsSet closed;                       // cut sets found, and sets without a protected state
    std::vector<const ElementsSet*> cheaper;  // cut sets of choices within this one
};

/// What came of one set of losses.
struct NodeOutcome {
    std::vector<Elements> cuts;       // the set with one more loss: a cut set
    std::vector<Elements> dead_ends;  // the set with one more loss, or the set: no protected state
    std::vector<Elements> children;   // to be looked at next
    std::vector<std::pair<std::size_t, LivingState>> suppress_states, protect_states;  // by region
    std::vector<std::pair<std::size_t, std::vector<std::int32_t>>> suppress_cuts, protect_cuts;
    std::uint64_t candidates = 0;
    bool failed = false;  // the solver gave up
};

/// Looks at the set `lost`, which lives in some suppressed region: which one further loss makes it a cut set,
/// and which further losses may do so later. `memory` stays as it is. Cancelled, it ends with part of that.
NodeOutcome explore(const Elements& lost, const Branch& branch, const CutQuestion& question,
                    const CutMemory& memory, Oracles& oracles, const Context& context);

/// Whether a smaller set within `set` (of losses and knock-ins) is closed.
bool is_above_closed(const Elements& set, const Branch& branch);

/// Whether some suppressed region has a state without these columns, and all protected ones have.
struct RootVerdict {
    bool suppressed_lives = false, protected_lives = false;
};
RootVerdict judge_root(const Branch& branch, const CutQuestion& question, const CutMemory& memory,
                       Oracles& oracles, NodeOutcome& learnt);

}  // namespace strandline::strain
