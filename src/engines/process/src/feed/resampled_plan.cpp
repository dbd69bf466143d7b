#include "feed/feed_search.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

/// A control's course in a plan, as a function of the place 0 to 1 in the whole run.
class ControlCourse {
public:
    ControlCourse(const FeedProblem& problem, const FeedPlan& plan, std::size_t control)
        : control_(problem.controls[control]),
          values_(plan.values[control]),
          rates_(plan.rates[control]),
          pieces_(values_.size() - (control_.profile == Profile::linear)),
          end_time_(plan.end_time) {}

    double at(double place) const {
        const double of_piece = place * static_cast<double>(pieces_);
        const auto k = std::min(static_cast<std::size_t>(of_piece), pieces_ - 1);
        const double within = of_piece - static_cast<double>(k);
        if (control_.profile == Profile::linear) return values_[k] + (values_[k + 1] - values_[k]) * within;
        if (control_.profile == Profile::exponential)
            return values_[k] * std::exp(rates_[k] * within * end_time_ / static_cast<double>(pieces_));
        return values_[k];
    }

    double rate_at(double place) const {
        return rates_[std::min(static_cast<std::size_t>(place * static_cast<double>(pieces_)), pieces_ - 1)];
    }

    /// Mean between two places, by points within.
    double mean(double from, double to) const {
        constexpr int points = 24;
        double sum = 0;
        for (int i = 0; i < points; ++i) sum += at(from + (to - from) * (i + 0.5) / points);
        return sum / points;
    }

private:
    const Control& control_;
    const std::vector<double>& values_;
    const std::vector<double>& rates_;
    std::size_t pieces_;
    double end_time_;
};

}  // namespace

FeedPlan resampled(const FeedProblem& problem, const FeedPlan& plan, std::int32_t pieces) {
    FeedPlan made{plan.end_time, {}, {}};
    for (std::size_t c = 0; c < problem.controls.size(); ++c) {
        const ControlCourse course(problem, plan, c);
        std::vector<double> values, rates;
        for (std::int32_t k = 0; k < pieces; ++k) {
            const double from = static_cast<double>(k) / pieces, to = (k + 1.0) / pieces;
            const Profile profile = problem.controls[c].profile;
            values.push_back(profile == Profile::constant ? course.mean(from, to) : course.at(from));
            if (profile == Profile::exponential) rates.push_back(course.rate_at(from));
        }
        if (problem.controls[c].profile == Profile::linear) values.push_back(course.at(1));
        made.values.push_back(std::move(values));
        made.rates.push_back(std::move(rates));
    }
    return made;
}

}  // namespace strandline::process
