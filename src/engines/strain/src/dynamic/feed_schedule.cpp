#include "dynamic/feed_schedule.hpp"

#include <cmath>

namespace strandline::strain {
namespace {

/// L that a phase brings within `hours`.
double brought(const FeedPhase& phase, double hours) {
    if (phase.growth == 0) return phase.rate * hours;
    return phase.rate * std::expm1(phase.growth * hours) / phase.growth;
}

/// Hours until a phase has brought `volume`; infinity when it never does.
double hours_for(const FeedPhase& phase, double volume) {
    if (phase.rate <= 0) return numerics::infinity;
    if (phase.growth == 0) return volume / phase.rate;
    const double grown = volume * phase.growth / phase.rate;
    return grown <= -1 ? numerics::infinity : std::log1p(grown) / phase.growth;
}

}  // namespace

FeedSchedule::FeedSchedule(const CulturePlan& plan) {
    if (plan.feed.empty() || plan.feed.front().time > 0) phases_.push_back({0, 0, 0});
    phases_.insert(phases_.end(), plan.feed.begin(), plan.feed.end());
    double volume = plan.volume;
    for (std::size_t k = 0; k < phases_.size(); ++k) {
        volume_at_begin_.push_back(volume);
        const double length =
            k + 1 < phases_.size() ? phases_[k + 1].time - phases_[k].time : numerics::infinity;
        const double until_full = hours_for(phases_[k], plan.max_volume - volume);
        if (until_full < length) {
            full_at_ = phases_[k].time + until_full;
            phases_.resize(k + 1);
            phases_.push_back({full_at_, 0, 0});
            volume_at_begin_.push_back(plan.max_volume);
            return;
        }
        if (std::isfinite(length)) volume += brought(phases_[k], length);
    }
}

std::size_t FeedSchedule::phase_from(double time) const {
    std::size_t phase = 0;
    while (phase + 1 < phases_.size() && phases_[phase + 1].time <= time) ++phase;
    return phase;
}

double FeedSchedule::rate(double time, std::size_t phase) const {
    const FeedPhase& now = phases_[phase];
    return now.growth == 0 ? now.rate : now.rate * std::exp(now.growth * (time - now.time));
}

double FeedSchedule::volume(double time) const {
    const std::size_t phase = phase_from(time);
    return volume_at_begin_[phase] + brought(phases_[phase], time - phases_[phase].time);
}

}  // namespace strandline::strain
