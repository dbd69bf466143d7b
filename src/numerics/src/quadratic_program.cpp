#include <strandline/numerics/quadratic_program.hpp>
#include <strandline/numerics/relative_interior.hpp>

#include "quadratic_certificate.hpp"
#include "quadratic_form.hpp"

#include <strandline/base/error.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace strandline::numerics {
namespace {

using Eigen::VectorXd;

constexpr int most_steps = 200;
constexpr double interior = 1e-16;  // of the objective's size: complementarity at which the guess is good
constexpr double rows_hold = 1e-9, columns_hold = 1e-5;
constexpr double nearness[] = {1e-5, 1e-6, 1e-7, 1e-8};  // of bounds on which columns are put
constexpr double proved = 1e-6;                          // of columns, at the point that is given out

std::size_t at(Eigen::Index index) { return static_cast<std::size_t>(index); }

/// x, the multipliers of the rows, and those of the lower and upper bounds.
struct Point {
    VectorXd x, y, below, above;
};

/// The largest step, at most 1, that keeps `value` positive.
double step_within(const VectorXd& value, const VectorXd& direction, const std::vector<bool>& counts) {
    double step = 1;
    for (Eigen::Index j = 0; j < value.size(); ++j)
        if (counts[at(j)] && direction[j] < 0) step = std::min(step, -value[j] / direction[j]);
    return step;
}

class InteriorPoint {
public:
    explicit InteriorPoint(const QuadraticForm& form) : f_(form), normal_(form.matrix) {
        const Eigen::Index n = f_.lower.size();
        has_lower_.resize(at(n));
        has_upper_.resize(at(n));
        for (Eigen::Index j = 0; j < n; ++j) {
            has_lower_[at(j)] = std::isfinite(f_.lower[j]);
            has_upper_[at(j)] = std::isfinite(f_.upper[j]);
            bounds_ += (has_lower_[at(j)] ? 1 : 0) + (has_upper_[at(j)] ? 1 : 0);
        }
    }

    Point run(std::int32_t& steps) {
        begin();
        for (steps = 0; steps < most_steps; ++steps) {
            const VectorXd dual = f_.curvature.cwiseProduct(p_.x) + f_.slope - f_.matrix.transpose() * p_.y -
                                  p_.below + p_.above;
            const VectorXd primal = f_.right - f_.matrix * p_.x;
            const double mu = complementarity(p_);
            const double size = 1 + std::abs(f_.slope.dot(p_.x));
            if (mu * std::max<double>(1, bounds_) <= interior * size &&
                primal.lpNorm<Eigen::Infinity>() <= 1e-9 * (1 + p_.x.lpNorm<Eigen::Infinity>()) &&
                dual.lpNorm<Eigen::Infinity>() <= 1e-9 * (1 + f_.slope.lpNorm<Eigen::Infinity>()))
                break;
            if (!advance(dual, primal, mu)) break;
        }
        return p_;
    }

private:
    void begin() {
        const Eigen::Index n = f_.lower.size();
        p_.x.resize(n);
        p_.y = VectorXd::Zero(f_.right.size());
        p_.below = p_.above = VectorXd::Zero(n);
        const double push = 1 + f_.slope.lpNorm<Eigen::Infinity>() / 10;
        for (Eigen::Index j = 0; j < n; ++j) {
            const bool low = has_lower_[at(j)], high = has_upper_[at(j)];
            const double wanted = f_.curvature[j] > 0 ? -f_.slope[j] / f_.curvature[j] : 0.0;
            double x = wanted;
            if (low && high) {
                const double margin = std::min(1.0, 0.1 * (f_.upper[j] - f_.lower[j]));
                x = std::clamp(wanted, f_.lower[j] + margin, f_.upper[j] - margin);
            } else if (low) {
                x = std::max(wanted, f_.lower[j] + 1);
            } else if (high) {
                x = std::min(wanted, f_.upper[j] - 1);
            }
            p_.x[j] = x;
            if (low) p_.below[j] = push;
            if (high) p_.above[j] = push;
        }
    }

    double complementarity(const Point& p) const {
        double sum = 0;
        for (Eigen::Index j = 0; j < p.x.size(); ++j) {
            if (has_lower_[at(j)]) sum += p.below[j] * (p.x[j] - f_.lower[j]);
            if (has_upper_[at(j)]) sum += p.above[j] * (f_.upper[j] - p.x[j]);
        }
        return bounds_ > 0 ? sum / bounds_ : 0.0;
    }

    /// Newton's direction towards complementarity products of `target` less `second` (by bound).
    Point direction(const VectorXd& dual, const VectorXd& primal, const VectorXd& low_target,
                    const VectorXd& high_target) const {
        const Eigen::Index n = p_.x.size();
        VectorXd right = -dual;
        for (Eigen::Index j = 0; j < n; ++j) {
            if (has_lower_[at(j)]) right[j] += low_target[j] / (p_.x[j] - f_.lower[j]);
            if (has_upper_[at(j)]) right[j] -= high_target[j] / (f_.upper[j] - p_.x[j]);
        }
        Point d;
        d.y = normal_.solve(primal - f_.matrix * weight_.cwiseProduct(right));
        d.x = weight_.cwiseProduct(right + f_.matrix.transpose() * d.y);
        d.below = d.above = VectorXd::Zero(n);
        for (Eigen::Index j = 0; j < n; ++j) {
            if (has_lower_[at(j)])
                d.below[j] = (low_target[j] - p_.below[j] * d.x[j]) / (p_.x[j] - f_.lower[j]);
            if (has_upper_[at(j)])
                d.above[j] = (high_target[j] + p_.above[j] * d.x[j]) / (f_.upper[j] - p_.x[j]);
        }
        return d;
    }

    double primal_step(const Point& d) const {
        return std::min(step_within(p_.x - f_.lower, d.x, has_lower_),
                        step_within(f_.upper - p_.x, -d.x, has_upper_));
    }
    double dual_step(const Point& d) const {
        return std::min(step_within(p_.below, d.below, has_lower_),
                        step_within(p_.above, d.above, has_upper_));
    }

    bool advance(const VectorXd& dual, const VectorXd& primal, double mu) {
        const Eigen::Index n = p_.x.size();
        weight_.resize(n);
        VectorXd low = VectorXd::Zero(n), high = VectorXd::Zero(n);
        for (Eigen::Index j = 0; j < n; ++j) {
            double h = f_.curvature[j];
            if (has_lower_[at(j)]) {
                h += p_.below[j] / (p_.x[j] - f_.lower[j]);
                low[j] = -p_.below[j] * (p_.x[j] - f_.lower[j]);
            }
            if (has_upper_[at(j)]) {
                h += p_.above[j] / (f_.upper[j] - p_.x[j]);
                high[j] = -p_.above[j] * (f_.upper[j] - p_.x[j]);
            }
            weight_[j] = 1 / h;
        }
        if (!weight_.allFinite() || !normal_.factor(weight_)) return false;
        const Point guess = direction(dual, primal, low, high);
        const double step = std::min(primal_step(guess), dual_step(guess));
        Point tried{p_.x + step * guess.x, p_.y, p_.below + step * guess.below,
                    p_.above + step * guess.above};
        const double centre = mu > 0 ? mu * std::pow(complementarity(tried) / mu, 3) : 0.0;
        for (Eigen::Index j = 0; j < n; ++j) {
            if (has_lower_[at(j)]) low[j] += centre - guess.x[j] * guess.below[j];
            if (has_upper_[at(j)]) high[j] += centre + guess.x[j] * guess.above[j];
        }
        const Point d = direction(dual, primal, low, high);
        // One length for both: the dual residual of a quadratic program holds x and its multipliers.
        const double length = std::min(1.0, 0.995 * std::min(primal_step(d), dual_step(d)));
        if (!d.x.allFinite() || !d.y.allFinite() || length < 1e-12) return false;
        p_.x += length * d.x;
        p_.y += length * d.y;
        p_.below += length * d.below;
        p_.above += length * d.above;
        return true;
    }

    const QuadraticForm& f_;
    NormalEquations normal_;
    std::vector<bool> has_lower_, has_upper_;
    double bounds_ = 0;
    Point p_;
    VectorXd weight_;
};

QuadraticSolution solution_of(const QuadraticProgram& program, const QuadraticForm& form, const Point& p) {
    QuadraticSolution made;
    made.values = program.lower;  // right for the fixed ones
    for (Eigen::Index j = 0; j < p.x.size(); ++j)
        if (const std::int32_t column = form.column[at(j)]; column >= 0)
            made.values[at(column)] = std::clamp(p.x[j], form.lower[j], form.upper[j]);
    made.multipliers.assign(program.row_lower.size(), 0);
    for (Eigen::Index i = 0; i < p.y.size(); ++i)
        made.multipliers[at(form.row[at(i)])] = p.y[i] * form.row_scale[at(i)];
    return made;
}

QuadraticSolution inner_solution(const QuadraticProgram& program) {
    const QuadraticForm form = quadratic_form(program);
    std::int32_t steps = 0;
    const Point p = InteriorPoint(form).run(steps);
    QuadraticSolution made = solution_of(program, form, p);
    made.iterations = steps;
    return made;
}

bool is_optimal(const QuadraticProgram& program, const std::vector<double>& values,
                const std::vector<double>& multipliers) {
    const QuadraticResidual residual = residual_of(program, values, multipliers);
    return residual.row <= rows_hold && residual.column <= proved;
}

/// Columns that an interior point left a little off their bound are put there, and the others moved to fit.
/// Nothing where a column would move further than the point's own error.
std::optional<QuadraticSolution> settled(const QuadraticProgram& program, const QuadraticSolution& found,
                                         double of_value) {
    QuadraticProgram held = program;
    for (std::size_t j = 0; j < found.values.size(); ++j) {
        const double near = of_value * std::max(1.0, std::abs(found.values[j]));
        if (found.values[j] - program.lower[j] <= near)
            held.upper[j] = program.lower[j];
        else if (program.upper[j] - found.values[j] <= near)
            held.lower[j] = program.upper[j];
    }
    QuadraticSolution made = inner_solution(held);
    for (std::size_t j = 0; j < found.values.size(); ++j)
        if (std::abs(made.values[j] - found.values[j]) >
            2 * columns_hold * std::max(1.0, std::abs(found.values[j])))
            return std::nullopt;
    return made;
}

/// Multipliers that prove the point: those it was found with, or the best that there are.
bool prove(const QuadraticProgram& program, QuadraticSolution& point) {
    if (is_optimal(program, point.values, point.multipliers)) return true;
    const std::vector<double> best = best_multipliers(program, point.values);
    if (best.empty() || !is_optimal(program, point.values, best)) return false;
    point.multipliers = best;
    return true;
}

/// The point with what is near a bound put on it, as far as that can be proved; else as it was found.
bool settle(const QuadraticProgram& program, QuadraticSolution& found) {
    for (const double near : nearness)
        if (std::optional<QuadraticSolution> made = settled(program, found, near);
            made && prove(program, *made)) {
            found.values = std::move(made->values);
            found.multipliers = std::move(made->multipliers);
            return true;
        }
    return prove(program, found);
}

}  // namespace

QuadraticResidual residual_of(const QuadraticProgram& program, const std::vector<double>& values,
                              const std::vector<double>& multipliers) {
    QuadraticResidual made;
    const SparseColumns& matrix = program.matrix;
    std::vector<double> activity(at(matrix.rows), 0), size(at(matrix.rows), 1);
    for (std::int32_t j = 0; j < matrix.columns(); ++j) {
        const auto rows = matrix.rows_of(j);
        const auto entries = matrix.values_of(j);
        double pull = -program.slope[at(j)];
        for (std::size_t k = 0; k < rows.size(); ++k) {
            activity[at(rows[k])] += entries[k] * values[at(j)];
            size[at(rows[k])] += std::abs(entries[k] * values[at(j)]);
            pull += entries[k] * multipliers[at(rows[k])];
        }
        const double least =
            std::clamp(pull / program.curvature[at(j)], program.lower[at(j)], program.upper[at(j)]);
        made.column =
            std::max(made.column, std::abs(values[at(j)] - least) / std::max(1.0, std::abs(values[at(j)])));
    }
    for (std::int32_t i = 0; i < matrix.rows; ++i) {
        // A row's value is where its multiplier pushes it, or anywhere in its range without one.
        const double y = multipliers[at(i)];
        double wanted = std::clamp(activity[at(i)], program.row_lower[at(i)], program.row_upper[at(i)]);
        if (program.row_lower[at(i)] != program.row_upper[at(i)]) {
            const double pushed = activity[at(i)] - y;
            wanted = std::clamp(pushed, program.row_lower[at(i)], program.row_upper[at(i)]);
        }
        made.row = std::max(made.row, std::abs(activity[at(i)] - wanted) / size[at(i)]);
    }
    return made;
}

/// Columns that have one value in all feasible points are held there: bounds that cannot be left would have
/// multipliers without an end.
QuadraticProgram held(const QuadraticProgram& program, const RelativeInterior& interior) {
    QuadraticProgram made = program;
    for (std::size_t j = 0; j < made.lower.size(); ++j)
        if (interior.is_fixed[j]) made.lower[j] = made.upper[j] = interior.point[j];
    return made;
}

QuadraticSolution solve_quadratic(const QuadraticProgram& program) {
    for (const double curvature : program.curvature) STRANDLINE_ASSERT(curvature > 0);
    QuadraticSolution made;
    const RelativeInterior interior = relative_interior(
        {program.matrix, program.lower, program.upper, program.row_lower, program.row_upper, program.slope});
    if (interior.status == LpStatus::infeasible) made.status = QuadraticStatus::infeasible;
    if (interior.status != LpStatus::optimal) return made;
    const QuadraticProgram open = held(program, interior);
    made = inner_solution(open);
    const QuadraticResidual residual = residual_of(open, made.values, made.multipliers);
    if (residual.row <= rows_hold && residual.column <= columns_hold && settle(open, made))
        made.status = QuadraticStatus::optimal;
    for (std::size_t j = 0; j < made.values.size(); ++j)
        made.objective += (program.curvature[j] * made.values[j] / 2 + program.slope[j]) * made.values[j];
    return made;
}

}  // namespace strandline::numerics
