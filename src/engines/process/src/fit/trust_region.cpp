#include "fit/bounded.hpp"
#include "fit/missing_curvature.hpp"
#include "fit/quadratic_model.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace strandline::process {
namespace {

using Vector = std::vector<double>;

/// A step in both variables: `scaled` are those of Coleman & Li, x = distance^½ scaled.
struct Step {
    Vector plain, scaled;
    double change = 0;  // that the model foresees
};

class TrustRegion {
public:
    TrustRegion(const Cost& cost, Vector start, const Bounds& bounds, const OptimiserOptions& options,
                const Context& context)
        : cost_(cost), bounds_(bounds), options_(options), context_(context), missing_(start.size()) {
        found_.at = std::move(start);
        move_inside(found_.at, bounds_, 1e-10);
    }

    Minimum run() {
        here_ = evaluate(found_.at, Order::curvature);
        if (!std::isfinite(here_.cost)) return ended(FitStatus::failed_at_start);
        for (bool moved = true; found_.iterations < options_.max_iterations; ++found_.iterations) {
            if (context_.cancelled()) return ended(FitStatus::interrupted);
            if (moved && optimality(found_.at, here_.gradient, bounds_) < options_.gradient_tolerance)
                return ended(FitStatus::converged);
            if (moved) set_model();
            const Step step = choose();
            if (!std::isfinite(step.change)) return ended(FitStatus::stalled);  // derivatives overflow
            if (!(-step.change > options_.cost_tolerance * 1e-6 * (1 + std::abs(here_.cost))))
                return ended(FitStatus::converged);
            moved = attempt(step);
            if (small_gain_) return ended(FitStatus::converged);
            if (!moved &&
                norm(step.plain) < options_.step_tolerance * (options_.step_tolerance + norm(found_.at)))
                return ended(little_to_gain() ? FitStatus::converged : FitStatus::stalled);
        }
        return ended(FitStatus::max_iterations);
    }

private:
    /// Steps may be refused because what is left to gain is below the errors of the simulations.
    bool little_to_gain() const {
        constexpr double errors = 1e-5;
        const double gain = -model_->change(model_->least_within(options_.first_radius));
        return gain < errors * (1 + std::abs(here_.cost));
    }

    CostPoint evaluate(const Vector& at, Order order) {
        ++found_.evaluations;
        return cost_(at, order);
    }

    Minimum ended(FitStatus status) {
        found_.cost = here_.cost;
        found_.status = status;
        found_.gradient = here_.gradient;
        if (status != FitStatus::failed_at_start && !here_.gradient.empty())
            found_.optimality = optimality(found_.at, here_.gradient, bounds_);
        return std::move(found_);
    }

    /// Curvature and gradient in the scaled variables; the second derivative of the scaling adds |gradient|
    /// where a bound is near (Coleman & Li 1996, equation 2.5).
    void set_model() {
        const std::size_t n = found_.at.size();
        const BoundDistances to = bound_distances(found_.at, here_.gradient, bounds_);
        root_.resize(n);
        for (std::size_t i = 0; i < n; ++i) root_[i] = std::sqrt(to.distance[i]);
        Vector gradient(n), curvature(n * n);
        for (std::size_t i = 0; i < n; ++i) {
            gradient[i] = root_[i] * here_.gradient[i];
            for (std::size_t j = 0; j < n; ++j)
                curvature[i * n + j] = root_[i] * plain_curvature(i * n + j) * root_[j];
            curvature[i * n + i] += here_.gradient[i] * to.slope[i];
        }
        if (radius_ <= 0) radius_ = options_.first_radius;
        model_.emplace(std::move(gradient), std::move(curvature));
    }

    double plain_curvature(std::size_t entry) const {
        return here_.curvature[entry] + (corrected_ ? missing_.entries()[entry] : 0);
    }

    Step of_scaled(Vector scaled) const {
        Step made;
        made.plain.resize(scaled.size());
        for (std::size_t i = 0; i < scaled.size(); ++i) made.plain[i] = root_[i] * scaled[i];
        made.change = model_->change(scaled);
        made.scaled = std::move(scaled);
        return made;
    }

    static Vector times(const Vector& vector, double factor) {
        Vector made = vector;
        for (double& each : made) each *= factor;
        return made;
    }

    /// The step of the model if the bounds allow it, or the best of: that step cut, reflected at the first
    /// bounds it meets, and the way of the steepest descent.
    Step choose() const {
        const Step whole = of_scaled(model_->least_within(radius_));
        Vector end = found_.at;
        for (std::size_t i = 0; i < end.size(); ++i) end[i] += whole.plain[i];
        if (within(end, bounds_)) return whole;
        const double inside =
            std::max(0.995, 1 - optimality(found_.at, here_.gradient, bounds_));  // share of the way
        const Reach to = reach(found_.at, whole.plain, bounds_);
        Step best = of_scaled(times(whole.scaled, std::min(1.0, inside * to.fraction)));
        const Step down = steepest(inside);
        if (down.change < best.change) best = down;
        if (to.fraction < 1) {
            const Step mirrored = reflected(whole, to, inside);
            if (!mirrored.scaled.empty() && mirrored.change < best.change) best = mirrored;
        }
        return best;
    }

    Step steepest(double inside) const {
        const Vector direction = times(model_->gradient(), -1);
        const double length = norm(direction);
        if (!(length > 0)) return of_scaled(direction);
        Step along = of_scaled(direction);
        const double most =
            std::min(radius_ / length, inside * reach(found_.at, along.plain, bounds_).fraction);
        const Vector none(direction.size(), 0);
        return of_scaled(times(direction, model_->best_fraction(none, direction, 0, most)));
    }

    Step reflected(const Step& whole, const Reach& to, double inside) const {
        const Vector first = times(whole.scaled, to.fraction);
        Vector direction = whole.scaled;
        for (std::size_t i = 0; i < direction.size(); ++i)
            if (to.hit[i]) direction[i] = -direction[i];
        // As far as the trust region goes: |first + t direction| = radius.
        const double a = dot(direction, direction), b = dot(first, direction);
        const double c = dot(first, first) - radius_ * radius_;
        const double in_region = c < 0 ? (-b + std::sqrt(b * b - a * c)) / a : 0;
        Vector bound = found_.at, plain = direction;
        for (std::size_t i = 0; i < bound.size(); ++i) {
            bound[i] += root_[i] * first[i];
            plain[i] *= root_[i];
            if (to.hit[i]) bound[i] = whole.plain[i] > 0 ? bounds_.upper[i] : bounds_.lower[i];
        }
        const double in_bounds = reach(bound, plain, bounds_).fraction;
        const double most = std::min(in_region, inside * in_bounds);
        const double least = (1 - inside) * to.fraction;  // off the bound that was met
        if (!(most > least)) return {};
        const double fraction = model_->best_fraction(first, direction, least, most);
        Vector scaled = first;
        for (std::size_t i = 0; i < scaled.size(); ++i) scaled[i] += fraction * direction[i];
        return of_scaled(std::move(scaled));
    }

    /// With or without what the curvature misses: whichever would have foreseen the gain better (as Dennis,
    /// Gay & Welsch do). True where that changes.
    bool choose_model(const Step& step, double gain) {
        if (!std::isfinite(gain)) return false;
        const double share = 0.5 * missing_.along(step.plain) * (corrected_ ? -1 : 1);
        const double now = std::abs(gain + step.change), other = std::abs(gain + step.change + share);
        if (!(other < now / 1.5)) return false;
        corrected_ = !corrected_;
        return true;
    }

    /// True where the step was taken.
    bool attempt(const Step& step) {
        Vector next = found_.at;
        for (std::size_t i = 0; i < next.size(); ++i) next[i] += step.plain[i];
        move_inside(next, bounds_, 1e-15);
        const double length = norm(step.scaled);
        CostPoint there = evaluate(next, Order::value);
        const double gain = here_.cost - there.cost;
        const double ratio = std::isfinite(there.cost) ? gain / -step.change : -1;
        const bool switched = choose_model(step, gain);
        if (ratio < 0.25)
            radius_ = 0.25 * length;
        else if (ratio > 0.75 && length > 0.95 * radius_)
            radius_ *= 2;
        if (!(ratio > 1e-4) || !(gain > 0)) {
            if (switched) {
                radius_ = std::max(radius_, 0.5 * length);
                set_model();
            }
            return false;
        }
        there = evaluate(next, Order::curvature);
        if (!std::isfinite(there.cost)) {
            radius_ = 0.25 * length;
            return false;
        }
        missing_.learn(found_.at, here_.gradient, next, there);
        small_gain_ = ratio > 0.25 && -step.change < options_.cost_tolerance * (1 + std::abs(here_.cost));
        found_.at = std::move(next);
        here_ = std::move(there);
        return true;
    }

    const Cost& cost_;
    const Bounds& bounds_;
    const OptimiserOptions& options_;
    const Context& context_;
    Minimum found_;
    CostPoint here_;
    Vector root_;  // of the distances to the bounds
    std::optional<QuadraticModel> model_;
    MissingCurvature missing_;
    bool corrected_ = false;
    double radius_ = 0;
    bool small_gain_ = false;
};

}  // namespace

Minimum minimise_trust_region(const Cost& cost, std::vector<double> start, const Bounds& bounds,
                              const OptimiserOptions& options, const Context& context) {
    return TrustRegion(cost, std::move(start), bounds, options, context).run();
}

std::string_view name(FitStatus status) {
    switch (status) {
    case FitStatus::converged:
        return "converged";
    case FitStatus::stalled:
        return "stalled";
    case FitStatus::max_iterations:
        return "max iterations";
    case FitStatus::failed_at_start:
        return "failed at start";
    case FitStatus::interrupted:
        return "interrupted";
    }
    return "";
}

}  // namespace strandline::process
