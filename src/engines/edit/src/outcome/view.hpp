#pragma once

#include "outcome/tally.hpp"

#include <strandline/edit/outcome.hpp>

#include <span>
#include <vector>

namespace strandline::edit {

/// One sample as tables and pages show it; with the alleles of untreated cells where they were given.
struct OutcomeView {
    std::span<const Amplicon> amplicons;
    const SampleOutcome* sample = nullptr;
    std::vector<Tally> tallies;
    const SampleOutcome* control = nullptr;  // nullptr: none
    std::vector<Tally> control_tallies;      // empty without
};

inline OutcomeView view(std::span<const Amplicon> amplicons, const SampleOutcome& sample,
                        const SampleOutcome* control = nullptr) {
    OutcomeView made{amplicons, &sample, tally(amplicons, sample), control, {}};
    if (control) made.control_tallies = tally(amplicons, *control);
    return made;
}

/// A conversion that a base editor makes, in the guide's orientation.
struct Conversion {
    char from = 'C', to = 'T';
};

}  // namespace strandline::edit
