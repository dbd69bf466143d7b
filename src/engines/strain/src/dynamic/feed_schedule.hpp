#pragma once

#include <strandline/strain/dynamic.hpp>

#include <vector>

namespace strandline::strain {

/// The feed of a culture and its volume, which follows from the feed alone.
class FeedSchedule {
public:
    explicit FeedSchedule(const CulturePlan& plan);

    /// Phases that end where the vessel is full; the first begins at 0.
    const std::vector<FeedPhase>& phases() const { return phases_; }
    /// h; infinity when the vessel never is full.
    double full_at() const { return full_at_; }
    /// The phase that holds from `time` on.
    std::size_t phase_from(double time) const;
    /// L/h, within a phase.
    double rate(double time, std::size_t phase) const;
    double volume(double time) const;  // L

private:
    std::vector<FeedPhase> phases_;
    std::vector<double> volume_at_begin_;  // by phase
    double full_at_ = numerics::infinity;
};

}  // namespace strandline::strain
