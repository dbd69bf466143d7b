#include <strandline/process/profile.hpp>

#include "fit/problem_cost.hpp"
#include "fit/uncertainty.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace strandline::process {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

class ProfileWalk {
public:
    ProfileWalk(const Cost& cost, const std::vector<double>& minimum, std::size_t parameter,
                const Bounds& bounds, const ProfileOptions& options, const Context& context)
        : cost_(cost),
          minimum_(minimum),
          parameter_(parameter),
          bounds_(bounds),
          options_(options),
          context_(context),
          held_(minimum.size(), 0),
          least_(cost(minimum, Order::value).cost) {
        held_[parameter] = 1;
        others_ = {not_held(bounds.lower, held_), not_held(bounds.upper, held_)};
    }

    double least() const { return least_; }

    struct Side {
        std::vector<ProfilePoint> points;  // away from the minimum
        ProfileEnd end = ProfileEnd::steps;
        std::optional<double> crossing;
    };

    Side walk(int direction) const {
        Side side;
        const double bound = direction > 0 ? bounds_.upper[parameter_] : bounds_.lower[parameter_];
        const double room = std::abs(bound - minimum_[parameter_]);
        const double width = bounds_.upper[parameter_] - bounds_.lower[parameter_];
        const double longest =
            std::isfinite(width) ? width / 20 : std::max(1.0, std::abs(minimum_[parameter_]));
        const double shortest = longest * 1e-8;
        if (!(room > shortest)) {
            side.end = ProfileEnd::bound;
            return side;
        }
        double step = std::min(longest / 20, room);
        ProfilePoint before, last{minimum_[parameter_], least_, minimum_};
        for (std::int32_t i = 0; i < options_.max_steps && !context_.cancelled(); ++i) {
            const bool to_bound = step >= std::abs(bound - last.value);
            const double value = to_bound ? bound : last.value + direction * step;
            ProfilePoint point = optimised(value, guess(before, last, value));
            const double rise = point.cost - last.cost;
            const bool too_far = !(rise <= 0.4 * options_.threshold);
            if (too_far && step > shortest && !near_end(last, point)) {
                step *= 0.5;
                continue;
            }
            if (!std::isfinite(point.cost)) {
                side.end = ProfileEnd::failed;
                return side;
            }
            if (point.cost > least_ + options_.threshold) {
                side.crossing = crossing(last, point);
                side.end = ProfileEnd::threshold;
                side.points.push_back(std::move(point));
                return side;
            }
            side.points.push_back(point);
            if (to_bound) {
                side.end = ProfileEnd::bound;
                return side;
            }
            before = std::exchange(last, std::move(point));
            if (rise < 0.1 * options_.threshold) step = std::min(step * 2, longest);
        }
        return side;
    }

private:
    /// Both within a small step of the threshold: the crossing is resolved well enough.
    bool near_end(const ProfilePoint& last, const ProfilePoint& point) const {
        return std::isfinite(point.cost) && point.cost > least_ + options_.threshold &&
               point.cost - last.cost < 0.6 * options_.threshold;
    }

    /// The others where the line through the last two points has them.
    std::vector<double> guess(const ProfilePoint& before, const ProfilePoint& last, double value) const {
        std::vector<double> made = last.at;
        if (before.at.empty() || before.value == last.value) return made;
        const double share = (value - last.value) / (last.value - before.value);
        for (std::size_t i = 0; i < made.size(); ++i)
            made[i] =
                std::clamp(made[i] + share * (last.at[i] - before.at[i]), bounds_.lower[i], bounds_.upper[i]);
        return made;
    }

    ProfilePoint optimised(double value, std::vector<double> guessed) const {
        guessed[parameter_] = value;
        ProfilePoint made{value, infinity, guessed};
        const Cost rest = with_held(cost_, guessed, held_);
        const Minimum found = guessed.size() == 1
                                  ? Minimum{.at = {}, .cost = rest({}, Order::value).cost, .gradient = {}}
                                  : minimise_trust_region(rest, not_held(guessed, held_), others_,
                                                          options_.optimiser, context_);
        made.cost = found.cost;
        for (std::size_t i = 0, next = 0; i < made.at.size(); ++i)
            if (!held_[i]) made.at[i] = found.at[next++];
        return made;
    }

    double crossing(const ProfilePoint& inside, const ProfilePoint& outside) const {
        const double share = (least_ + options_.threshold - inside.cost) / (outside.cost - inside.cost);
        return inside.value + std::clamp(share, 0.0, 1.0) * (outside.value - inside.value);
    }

    const Cost& cost_;
    const std::vector<double>& minimum_;
    std::size_t parameter_;
    const Bounds& bounds_;
    const ProfileOptions& options_;
    const Context& context_;
    std::vector<std::uint8_t> held_;
    Bounds others_;
    double least_;
};

Identifiability judged(const Profile& made, double threshold) {
    if (made.below == ProfileEnd::threshold && made.above == ProfileEnd::threshold)
        return Identifiability::identifiable;
    double lowest = infinity, highest = -infinity;
    for (const ProfilePoint& point : made.points) {
        lowest = std::min(lowest, point.cost);
        highest = std::max(highest, point.cost);
    }
    const bool flat = highest - lowest < 1e-3 * threshold && made.points.size() > 1;
    return flat ? Identifiability::structurally_not : Identifiability::practically_not;
}

}  // namespace

std::string_view name(Identifiability identifiability) {
    switch (identifiability) {
    case Identifiability::identifiable:
        return "identifiable";
    case Identifiability::practically_not:
        return "practically not identifiable";
    case Identifiability::structurally_not:
        return "structurally not identifiable";
    }
    return "";
}

double profile_threshold(double confidence) {
    const double quantile = normal_quantile(0.5 + confidence / 2);
    return 0.5 * quantile * quantile;
}

Profile profile(const Cost& cost, const std::vector<double>& minimum, std::size_t parameter,
                const Bounds& bounds, const ProfileOptions& options, const Context& context) {
    const ProfileWalk walk(cost, minimum, parameter, bounds, options, context);
    Profile made{.parameter = parameter, .points = {}, .lower = {}, .upper = {}};
    made.least_cost = walk.least();
    if (!std::isfinite(made.least_cost)) {
        made.below = made.above = ProfileEnd::failed;
        made.identifiability = Identifiability::practically_not;
        return made;
    }
    ProfileWalk::Side below = walk.walk(-1), above = walk.walk(1);
    std::ranges::reverse(below.points);
    made.points = std::move(below.points);
    made.points.push_back({minimum[parameter], walk.least(), minimum});
    std::ranges::move(above.points, std::back_inserter(made.points));
    made.below = below.end;
    made.above = above.end;
    made.lower = below.crossing;
    made.upper = above.crossing;
    for (const ProfilePoint& point : made.points) made.least_cost = std::min(made.least_cost, point.cost);
    made.identifiability = judged(made, options.threshold);
    return made;
}

}  // namespace strandline::process
