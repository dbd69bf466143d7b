#include "simulation/delay_history.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace strandline::process {

double DelayHistory::point(double begin, double end, std::size_t i) {
    if (i == 0) return begin;
    if (i + 1 == points) return end;
    const double share = (1 - std::cos(std::numbers::pi * static_cast<double>(i) / (points - 1))) / 2;
    return begin + share * (end - begin);
}

void DelayHistory::append(double begin, double end, std::span<const double> samples) {
    begins_.push_back(begin);
    ends_.push_back(end);
    samples_.insert(samples_.end(), samples.begin(), samples.end());
}

double DelayHistory::value(std::size_t i, double time, bool after) const {
    // A time within rounding of where two steps meet is there: sums of times and lags are not exact.
    const double near = 1e-12 * std::max({std::abs(begin()), std::abs(end()), end() - begin()});
    const double sought = after ? time + near : time - near;
    const auto found = std::upper_bound(begins_.begin(), begins_.end(), sought);
    const std::size_t step =
        found == begins_.begin() ? 0 : static_cast<std::size_t>(found - begins_.begin()) - 1;
    const double begin = begins_[step], end = ends_[step];
    const double* samples = samples_.data() + step * points * values_;
    const double at = std::max(time, begin);
    double above = 0, below = 0;
    for (std::size_t k = 0; k < points; ++k) {
        const double apart = at - point(begin, end, k);
        const double sample = samples[k * values_ + i];
        if (apart == 0) return sample;
        const double weight = (k % 2 ? -1.0 : 1.0) * (k == 0 || k + 1 == points ? 0.5 : 1.0) / apart;
        above += weight * sample;
        below += weight;
    }
    return above / below;
}

}  // namespace strandline::process
