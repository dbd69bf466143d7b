#include "estimate/soft_sensor.hpp"

#include <cmath>

namespace strandline::process {
namespace {

/// One step of dx/dt = (r - m x) / a with r linear in time: x1 = decay x0 + before r0 + after r1.
struct Step {
    double decay, before, after;
};

Step step_of(double a, double m, double duration) {
    const double z = m / a * duration;
    const double decay = std::exp(-z);
    // Integrals of exp(-z (1 - s)) and of s exp(-z (1 - s)) over [0, 1].
    const double all = z < 1e-6 ? 1 - z / 2 : -std::expm1(-z) / z;
    const double late = z < 1e-4 ? 0.5 - z / 6 : (1 - all) / z;
    return {decay, duration / a * (all - late), duration / a * late};
}

/// Biomass along the measurements, for these coefficients.
std::vector<double> course(double a, double m, double start, std::span<const MeasuredRate> measured) {
    std::vector<double> made{start};
    for (std::size_t k = 1; k < measured.size(); ++k) {
        const Step step = step_of(a, m, measured[k].time - measured[k - 1].time);
        made.push_back(step.decay * made.back() + step.before * measured[k - 1].value +
                       step.after * measured[k].value);
    }
    return made;
}

double growth(double a, double m, double biomass, double rate) { return (rate / biomass - m) / a; }

}  // namespace

std::vector<GrowthEstimate> growth_from_rate(const GrowthSignal& signal, const Uncertain& biomass_at_start,
                                             std::span<const MeasuredRate> measured) {
    if (measured.empty()) return {};
    const double a = signal.per_growth.value, m = signal.maintenance.value, x0 = biomass_at_start.value;
    const auto plain = course(a, m, x0, measured);
    // Differences of half a deviation to both sides for what is the same all along.
    const auto slope = [&](double da, double dm, double dx) {
        auto up = course(a + da / 2, m + dm / 2, x0 + dx / 2, measured);
        const auto down = course(a - da / 2, m - dm / 2, x0 - dx / 2, measured);
        for (std::size_t k = 0; k < up.size(); ++k) up[k] -= down[k];
        return up;
    };
    const double da = signal.per_growth.deviation, dm = signal.maintenance.deviation;
    const auto by_a = slope(da, 0, 0), by_m = slope(0, dm, 0),
               by_start = slope(0, 0, biomass_at_start.deviation);
    std::vector<GrowthEstimate> made;
    double noise = 0, of_last = 0;  // variance of the noise of all but the last rate; d x / d last rate
    for (std::size_t k = 0; k < measured.size(); ++k) {
        const double x = plain[k], r = measured[k].value, dr = measured[k].deviation;
        if (k > 0) {
            const Step step = step_of(a, m, measured[k].time - measured[k - 1].time);
            const double last = step.decay * of_last + step.before;
            noise = noise * step.decay * step.decay + std::pow(last * measured[k - 1].deviation, 2);
            of_last = step.after;
        }
        const double from_noise = noise + std::pow(of_last * dr, 2);
        GrowthEstimate one{measured[k].time, {x, 0}, {0, 0}};
        one.biomass.deviation =
            std::sqrt(by_a[k] * by_a[k] + by_m[k] * by_m[k] + by_start[k] * by_start[k] + from_noise);
        if (x > 0) {
            one.rate.value = growth(a, m, x, r);
            const double by_x = -r / (x * x * a);
            const double terms[] = {by_x * by_a[k] - one.rate.value / a * da, by_x * by_m[k] - dm / a,
                                    by_x * by_start[k], by_x * std::sqrt(noise),
                                    (1 / (x * a) + by_x * of_last) * dr};
            double sum = 0;
            for (const double term : terms) sum += term * term;
            one.rate.deviation = std::sqrt(sum);
        }
        made.push_back(one);
    }
    return made;
}

}  // namespace strandline::process
