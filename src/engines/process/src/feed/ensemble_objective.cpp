#include "feed/ensemble_objective.hpp"

#include <cmath>
#include <numeric>

namespace strandline::process {
namespace {

/// Members are of size one; below this a spread is none.
constexpr double no_spread = 1e-6;

struct Spread {
    double mean = 0, deviation = 0;
};

Spread spread(std::span<const double> members) {
    const auto count = static_cast<double>(members.size());
    Spread made{std::accumulate(members.begin(), members.end(), 0.0) / count, 0};
    double squares = 0;
    for (const double one : members) squares += (one - made.mean) * (one - made.mean);
    made.deviation = std::sqrt(squares / (count - 1) + no_spread * no_spread);
    return made;
}

}  // namespace

double ensemble_value(std::span<const double> members, double caution) {
    const Spread of = spread(members);
    return of.mean - caution * (of.deviation - no_spread);
}

std::vector<double> ensemble_slopes(std::span<const double> members, double caution) {
    const Spread of = spread(members);
    const auto count = static_cast<double>(members.size());
    std::vector<double> made;
    for (const double one : members)
        made.push_back(1 / count - caution * (one - of.mean) / ((count - 1) * of.deviation));
    return made;
}

std::vector<double> ensemble_curvature(std::span<const double> members, double caution) {
    const Spread of = spread(members);
    const auto count = static_cast<double>(members.size());
    std::vector<double> made;
    for (std::size_t i = 0; i < members.size(); ++i)
        for (std::size_t j = 0; j < members.size(); ++j) {
            const double direct = ((i == j) - 1 / count) / ((count - 1) * of.deviation);
            const double through = (members[i] - of.mean) * (members[j] - of.mean) /
                                   ((count - 1) * (count - 1) * of.deviation * of.deviation * of.deviation);
            made.push_back(-caution * (direct - through));
        }
    return made;
}

}  // namespace strandline::process
