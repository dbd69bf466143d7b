#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace strandline::strain {

enum class MediumGoal { components, flux };

struct MediumOptions {
    MediumGoal goal = MediumGoal::components;
    double min_growth = 0.1;        // of the model's objective, above 0
    std::int32_t alternatives = 1;  // media of fewest components
    std::optional<double> open;     // first allow every exchange this uptake, mmol/gDW/h
};

struct MediumComponent {
    std::int32_t exchange = 0;
    double uptake = 0;  // mmol/gDW/h
};

/// Exchanges that take something up, in order of the model.
using Medium = std::vector<MediumComponent>;

/// none: proved that there is no further medium.
enum class MediumEnd { enough, none, limit };

struct Media {
    std::vector<Medium> media;  // fewest components first
    MediumEnd end = MediumEnd::none;
    double bound = 0;  // a further medium has at least so many components
};

/// Media that let the model grow at min_growth. `components`: as few exchanges that take up as possible,
/// proved by implicit hitting sets, and of these the least total uptake. `flux`: the least total uptake,
/// mmol/gDW/h. Demand reactions (DM_) and exchanges that are forced to take up are left as they are.
Result<Media> minimal_media(const FluxModel& model, const MediumOptions& options, Context& context);

}  // namespace strandline::strain
