#include "feed/ensemble_objective.hpp"
#include "feed/shooting.hpp"

#include <algorithm>

namespace strandline::process {

/// Minimised: the objective in units of its size, its sign turned where it is to be maximised.
bool Shooting::objective(std::span<const double> unknowns, double& value) {
    const double sign = problem_.maximise ? -1 : 1;
    if (problem_.members.size() > 1) {
        value = sign * ensemble_value(unknowns.subspan(objectives_begin_), -sign * problem_.caution);
        return true;
    }
    if (!update(unknowns, false)) return false;
    const auto last = std::ranges::find_if(
        edges_, [](const Edge& edge) { return !edge.rows.empty() && edge.rows.back() == objective_row; });
    value = sign * last->both[problem_.objective] / objective_size();
    return true;
}

bool Shooting::gradient(std::span<const double> unknowns, std::span<double> made) {
    const double sign = problem_.maximise ? -1 : 1;
    std::ranges::fill(made, 0);
    if (problem_.members.size() > 1) {
        const auto slopes = ensemble_slopes(unknowns.subspan(objectives_begin_), -sign * problem_.caution);
        for (std::size_t m = 0; m < slopes.size(); ++m) made[objectives_begin_ + m] = sign * slopes[m];
        return true;
    }
    if (!update(unknowns, false)) return false;
    const auto entries = equations_.observed.entries();
    for (const Edge& edge : edges_) {
        if (edge.rows.back() != objective_row) continue;
        for (std::size_t e = 0; e < entries.size(); ++e)
            if (const std::int32_t u = edge.z[entries[e].column];
                entries[e].row == problem_.objective && u >= 0)
                made[static_cast<std::size_t>(u)] += sign * edge.both[equations_.observed.size() + e] *
                                                     unknown_sizes_[static_cast<std::size_t>(u)] /
                                                     objective_size();
    }
    return true;
}

}  // namespace strandline::process
