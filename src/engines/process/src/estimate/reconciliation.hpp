#pragma once

#include "estimate/off_gas.hpp"

#include <optional>
#include <string>
#include <vector>

namespace strandline::process {

/// A rate into a culture (positive) or out of it, in mol/h, and what a mole brings to each balance.
struct BalancedRate {
    std::string name;
    std::vector<double> content;        // one a balance
    std::optional<Uncertain> measured;  // nothing where it is not known
};

/// Rates that fulfil all balances and are as near to what was measured as its deviations ask for.
struct Reconciled {
    /// One a rate; nothing where the balances do not determine an unmeasured one.
    std::vector<std::optional<Uncertain>> rates;
    double statistic = 0;  // chi-squared with `degrees` degrees where nothing is wrong
    int degrees = 0;       // balances left when what is not measured is eliminated; 0: nothing to test
    double chance = 1;     // of a statistic as large, where nothing is wrong
    /// The measured rates, each with the chance that is left when it is taken for unknown, best first; empty
    /// where that leaves nothing to test.
    struct Suspect {
        std::size_t rate = 0;
        double chance = 0;
    };
    std::vector<Suspect> suspects;
};

/// Sum of content * rate = 0 for every balance: weighted least squares, the global test, and serial
/// elimination. Van der Heijden, Romein, Stouthamer, Heijnen and Luyben, Biotechnol. Bioeng. 43:3 and 43:11
/// (1994). Deviations are positive; a balance that follows from others is left out.
Reconciled reconcile(const std::vector<BalancedRate>& rates);

/// The largest chance of the suspects where it is at least `level` and `factor` times that of every other:
/// the rate that a gross error of one measurement must be in.
std::optional<std::size_t> guilty(const Reconciled& reconciled, double level, double factor = 10);

}  // namespace strandline::process
