#pragma once

#include "estimate/estimated_system.hpp"
#include "estimate/filter.hpp"
#include "estimate/run_data.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace strandline::process {

/// How far a measured value of a signal is from the model's expression: hypot(absolute, relative * expected).
struct SignalNoise {
    double absolute = 0, relative = 0;
};

/// All that an estimate starts from.
struct EstimationProblem {
    EstimatedSystem system;
    FilterModel filter;  // its propagate is not looked at: the system does it
    FilterOptions options;
    std::vector<SignalNoise> noise;  // one a signal of the system
    Belief start;
    std::vector<double> held;  // at the start
};

/// A measured feed rate or the like: from `time` on the input has this value.
struct InputChange {
    double time = 0;
    std::uint32_t input = 0;
    double value = 0;
    double arrival = time;  // when it became known
};

/// What the readings of one moment said.
struct MomentReport {
    double time = 0;
    std::vector<std::uint32_t> signals;
    std::vector<double> values, expected, deviation;  // deviation of the innovation, sqrt(S_ii)
    double normalised = 0;                            // NIS, chi-squared with as many degrees as signals
    bool predicted = true;  // false where the model had no value: the mean stood still
    bool used = true;       // false where the expressions had no value
};

/// Estimates that may be asked for at any time, from readings that come in any order: those that come late
/// are put to their sample time, and all after them is computed again. What is known of a set of readings
/// does not depend on the order in which they came, to the last bit, as long as none is older than what was
/// forgotten.
class Estimator {
public:
    /// The problem must outlive this.
    explicit Estimator(const EstimationProblem& problem);

    /// False for what is older than what was forgotten, which is not taken.
    bool take(const Reading& reading);
    bool take(const InputChange& change);
    /// Moments before this time are settled, but for the last one.
    void forget_before(double hour);

    /// From all readings whose sample time is not after this.
    Belief at(double hour);
    /// Held values with the inputs at this time.
    std::vector<double> held_at(double hour);
    /// Of moments with readings up to this time, those forgotten included, in the order of time.
    std::vector<MomentReport> reports(double hour);
    /// How many moments were computed, again or for the first time.
    std::int64_t computed() const { return computed_; }

private:
    struct Moment {
        std::vector<std::pair<std::uint32_t, double>> readings, inputs;  // sorted
        Belief belief;                                                   // after the readings
        std::vector<double> held;                                        // after the inputs
        MomentReport report;
    };
    Moment& moment_at(double hour);
    void compute_until(double hour);
    void compute(double hour, Moment& moment, const Belief& before, const std::vector<double>& held);
    bool predict_to(double hour, const std::vector<double>& held, Belief& belief) const;
    void use_readings(Moment& moment) const;

    /// A way into a stretch without readings that was walked already.
    struct Gap {
        double from = 0;
        std::int64_t passed = 0;  // strides
        Belief belief;
    };
    static constexpr double strides = 64;  // of the longest step

    const EstimationProblem& problem_;
    std::optional<Gap> gap_;
    std::map<double, Moment> moments_;
    double settled_;     // what is forgotten ends here
    double good_until_;  // moments up to here are computed with all that is known
    Belief first_;
    std::vector<double> first_held_;
    std::vector<MomentReport> settled_reports_;
    std::int64_t computed_ = 0;
};

}  // namespace strandline::process
