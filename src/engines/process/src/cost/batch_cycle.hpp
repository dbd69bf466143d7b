#pragma once

#include "cost/plant.hpp"

#include <string_view>

namespace strandline::process {

/// A stage of the plant: seed vessels, production vessels, a downstream step.
struct StageUse {
    std::string_view name;
    double volume = 0;       // m3 of a seed stage's broth; 0 downstream
    double units = 1;        // side by side
    double occupancy = 0;    // h that one batch holds one unit
    double interval = 0;     // h between two batches at the least: occupancy / units
    double begin = 0;        // h from the beginning of the batch
    double utilisation = 0;  // share of its time in use when the plant runs
};

struct BatchCycle {
    std::vector<StageUse> stages;  // seed, production, downstream
    std::size_t production = 0;    // place of the production vessels among the stages
    std::size_t bottleneck = 0;    // the stage with the longest interval
    double interval = 0;           // h between the starts of two batches
    double length = 0;             // h from the first inoculum to the last step of one batch
    double fermentation = 0;       // h stirred and aerated
    double batches = 0;            // a year, all campaigns
    double good_batches = 0;       // those that are sold
};

/// The production vessels are filled one after another: the interval is that of the slowest stage. Heinzle,
/// Biwer and Cooney, Development of Sustainable Bioprocesses (2006), chapter 3.
BatchCycle batch_cycle(const Plant& plant, const Values& values);

}  // namespace strandline::process
