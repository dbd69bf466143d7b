#include "cost/batch_cycle.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

/// m3 of each seed stage and, last, of the production broth: a share is of the next stage's volume.
std::vector<double> volumes(const Plant& plant, const Values& values) {
    std::vector<double> made(plant.seed.size() + 1);
    made.back() = values(plant.fermentation.broth_volume, 0);
    for (std::size_t i = plant.seed.size(); i-- > 0;) {
        const SeedStage& stage = plant.seed[i];
        made[i] = stage.volume.stated() ? values(stage.volume) : values(stage.share_of_next) * made[i + 1];
    }
    return made;
}

/// Growth from the volume before to this one at equal cell density, h.
double growth_time(const SeedStage& stage, const Values& values, double ratio) {
    if (stage.duration.stated()) return values(stage.duration);
    return values(stage.lag, 0) + std::log(std::max(ratio, 1.0)) / values(stage.growth_rate);
}

}  // namespace

BatchCycle batch_cycle(const Plant& plant, const Values& values) {
    BatchCycle made;
    const std::vector<double> volume = volumes(plant, values);
    // Cells leave a stage when its growth ends; it is cleaned and prepared before the next inoculum.
    double clock = 0;
    for (std::size_t i = 0; i < plant.seed.size(); ++i) {
        const SeedStage& stage = plant.seed[i];
        const double turnaround = values(stage.turnaround, 0);
        const double growth = growth_time(stage, values, i > 0 ? volume[i] / volume[i - 1] : 1);
        made.stages.push_back(
            {stage.name, volume[i], values(stage.vessels, 1), turnaround + growth, 0, clock - turnaround, 0});
        clock += growth;
    }
    double occupancy = 0, before = 0;
    bool inoculated = false;
    for (const BatchStep& step : plant.fermentation.steps) {
        const double duration = values(step.duration);
        if (step.is_fermentation) {
            made.fermentation += duration;
            inoculated = true;
        }
        if (!inoculated) before += duration;
        occupancy += duration;
    }
    made.production = made.stages.size();
    made.stages.push_back({"production", volume.back(), values(plant.fermentation.vessels, 1), occupancy, 0,
                           clock - before, 0});
    clock += occupancy - before;
    for (const DownstreamStep& step : plant.downstream) {
        const double duration = values(step.duration, 0);
        made.stages.push_back({step.name, 0, values(step.units, 1), duration, 0, clock, 0});
        clock += duration;
    }
    double first = 0;
    for (const StageUse& stage : made.stages) first = std::min(first, stage.begin);
    for (StageUse& stage : made.stages) {
        stage.begin -= first;
        stage.interval = stage.occupancy / stage.units;
    }
    const auto slowest = std::ranges::max_element(made.stages, {}, &StageUse::interval);
    made.bottleneck = static_cast<std::size_t>(slowest - made.stages.begin());
    made.interval = slowest->interval;
    made.length = clock - first;
    for (StageUse& stage : made.stages) stage.utilisation = stage.interval / made.interval;

    const double campaigns = values(plant.campaigns, 1);
    const double time = values(plant.operating_time) / campaigns - values(plant.changeover, 0);
    // A hair of room, so that a batch that just fits is not lost to rounding.
    const double runs = time < made.length ? 0 : std::floor((time - made.length) / made.interval + 1e-9) + 1;
    made.batches = campaigns * runs;
    made.good_batches = made.batches * values(plant.fermentation.success, 1);
    return made;
}

}  // namespace strandline::process
