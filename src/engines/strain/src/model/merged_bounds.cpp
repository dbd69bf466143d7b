#include "model/merged_bounds.hpp"

#include <algorithm>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

FluxBounds scaled(const FluxBounds& of_gone, double ratio) {
    FluxBounds made{of_gone.lower / ratio, of_gone.upper / ratio};
    if (ratio < 0) std::swap(made.lower, made.upper);
    return made;
}

std::vector<std::pair<FluxBounds, FluxBounds>> bounds_before(const FluxModel& model,
                                                             const CompressedModel& small,
                                                             std::span<const std::int32_t> dead) {
    std::vector<FluxBounds> bounds;
    for (std::int32_t j = 0; j < model.reactions(); ++j)
        bounds.push_back({model.lower[at(j)], model.upper[at(j)]});
    for (const std::int32_t j : dead) bounds[at(j)] = {};
    std::vector<std::pair<FluxBounds, FluxBounds>> made;
    for (const CompressedModel::Merge& step : small.merges) {
        if (step.kept < 0) {
            made.emplace_back();
            continue;
        }
        FluxBounds& kept = bounds[at(step.kept)];
        made.emplace_back(kept, bounds[at(step.gone)]);
        const FluxBounds other = scaled(bounds[at(step.gone)], step.ratio);
        kept = {std::max(kept.lower, other.lower), std::min(kept.upper, other.upper)};
    }
    return made;
}

}  // namespace strandline::strain
