#include <strandline/base/error.hpp>
#include <strandline/numerics/nonlinear.hpp>
#include <strandline/numerics/sparse_solver.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::numerics {
namespace {

constexpr double least_damping = 1e-10;

double tolerance_of(const std::vector<double>& tolerances, std::size_t i) {
    return tolerances[tolerances.size() == 1 ? 0 : i];
}

/// Pattern and values of the Jacobian with the linear rows in their places.
class JoinedJacobian {
public:
    explicit JoinedJacobian(const NonlinearSystem& system) : system_(system), raw_(system.pattern.entries()) {
        std::vector<std::vector<Entry>> columns(system.size);
        std::vector<bool> replaced(system.size, false);
        for (const auto& row : system.linear_rows) {
            replaced[static_cast<std::size_t>(row.row)] = true;
            for (const auto& [column, coefficient] : row.terms)
                columns[static_cast<std::size_t>(column)].push_back({row.row, -1, coefficient});
        }
        for (std::size_t j = 0; j < system.size; ++j)
            for (auto e = system.pattern.column_starts[j]; e < system.pattern.column_starts[j + 1]; ++e) {
                const auto row = system.pattern.row_indices[static_cast<std::size_t>(e)];
                if (!replaced[static_cast<std::size_t>(row)]) columns[j].push_back({row, e, 0});
            }
        pattern.rows = pattern.columns = static_cast<std::int32_t>(system.size);
        pattern.column_starts.assign(1, 0);
        for (auto& column : columns) {
            std::ranges::sort(column, {}, &Entry::row);
            for (const Entry& entry : column) {
                pattern.row_indices.push_back(entry.row);
                entries_.push_back(entry);
            }
            pattern.column_starts.push_back(static_cast<std::int32_t>(entries_.size()));
        }
        values.resize(entries_.size());
    }

    SparsePattern pattern;
    std::vector<double> values;

    bool evaluate(const double* x) {
        if (!system_.jacobian(x, raw_.data())) return false;
        for (std::size_t e = 0; e < entries_.size(); ++e)
            values[e] = entries_[e].from < 0 ? entries_[e].coefficient
                                             : raw_[static_cast<std::size_t>(entries_[e].from)];
        return true;
    }

private:
    struct Entry {
        std::int32_t row = 0, from = -1;  // the entry of the system's pattern, or -1
        double coefficient = 0;
    };
    const NonlinearSystem& system_;
    std::vector<double> raw_;
    std::vector<Entry> entries_;
};

class DampedNewton {
public:
    DampedNewton(const NonlinearSystem& system, std::span<const double> start, const NewtonOptions& options)
        : system_(system), options_(options), jacobian_(system), solver_(jacobian_.pattern) {
        made_.x.assign(start.begin(), start.end());
        for (auto* values : {&residuals_, &step_, &trial_, &trial_residuals_, &simplified_})
            values->resize(system.size);
    }

    NewtonSolution run() {
        if (!residuals(made_.x, residuals_)) return fail("the equations are not finite at the start");
        while (made_.iterations++ < options_.max_iterations) {
            if (!jacobian_.evaluate(made_.x.data())) return fail("the derivatives are not finite");
            if (!solver_.factorise(jacobian_.values))
                return fail("the equations do not determine a solution");
            step_ = residuals_;
            solver_.solve(step_);  // x - step is Newton's next
            const double size = norm(step_);
            if (!advance(size)) return fail("no step reduces what is left");
            if (size <= 1 && within_residuals()) {
                made_.converged = true;
                return made_;
            }
        }
        return fail("Newton's method did not converge");
    }

private:
    bool residuals(const std::vector<double>& x, std::vector<double>& made) const {
        if (!system_.residuals(x.data(), made.data())) return false;
        for (const auto& row : system_.linear_rows) {
            double sum = -row.value;
            for (const auto& [column, coefficient] : row.terms)
                sum += coefficient * x[static_cast<std::size_t>(column)];
            made[static_cast<std::size_t>(row.row)] = sum;
        }
        return true;
    }

    double norm(const std::vector<double>& step) const {
        double largest = 0;
        for (std::size_t i = 0; i < step.size(); ++i) {
            const double allowed =
                options_.relative * std::abs(made_.x[i]) + tolerance_of(options_.absolute, i);
            const double share = std::abs(step[i]) / allowed;
            if (!(share <= largest)) largest = share;
        }
        return largest;
    }

    bool within_residuals() {
        for (std::size_t i = 0; i < residuals_.size(); ++i)
            if (!(std::abs(residuals_[i]) <= tolerance_of(options_.residual, i))) return false;
        return true;
    }

    /// The longest step of 1, 1/2, 1/4, … after which the next one of the same Jacobian would be shorter.
    bool advance(double size) {
        for (double damping = 1; damping > least_damping; damping *= 0.5) {
            for (std::size_t i = 0; i < trial_.size(); ++i) trial_[i] = made_.x[i] - damping * step_[i];
            if (!residuals(trial_, trial_residuals_)) continue;
            simplified_ = trial_residuals_;
            solver_.solve(simplified_);
            if (size > 1 && !(norm(simplified_) <= (1 - damping / 4) * size)) continue;
            made_.x = trial_;
            residuals_ = trial_residuals_;
            return true;
        }
        return false;
    }

    NewtonSolution fail(std::string why) {
        made_.failure = std::move(why);
        double most = 1;
        for (std::size_t i = 0; i < residuals_.size(); ++i) {
            const double share = std::abs(residuals_[i]) / tolerance_of(options_.residual, i);
            if (std::isfinite(share) && share <= most) continue;
            made_.at_fault = static_cast<std::int32_t>(i);
            most = share;
            if (!std::isfinite(share)) break;
        }
        return made_;
    }

    const NonlinearSystem& system_;
    const NewtonOptions& options_;
    JoinedJacobian jacobian_;
    SparseSolver solver_;
    NewtonSolution made_;
    std::vector<double> residuals_, step_, trial_, trial_residuals_, simplified_;
};

}  // namespace

NewtonSolution solve_nonlinear(const NonlinearSystem& system, std::span<const double> start,
                               const NewtonOptions& options) {
    STRANDLINE_ASSERT(start.size() == system.size);
    return DampedNewton(system, start, options).run();
}

NewtonSolution consistent_state(const InitialValueProblem& problem, double time,
                                std::span<const double> state, const NewtonOptions& options) {
    NonlinearSystem system;
    system.size = problem.size;
    system.residuals = [&](const double* x, double* made) { return problem.rates(time, x, made); };
    system.pattern = problem.pattern;
    system.jacobian = [&](const double* x, double* made) { return problem.jacobian(time, x, made); };
    std::vector<NonlinearSystem::LinearRow> rows(problem.size);
    for (const auto& entry : problem.mass) {
        auto& row = rows[static_cast<std::size_t>(entry.row)];
        row.row = entry.row;
        row.terms.emplace_back(entry.column, entry.value);
        row.value += entry.value * state[static_cast<std::size_t>(entry.column)];
    }
    for (auto& row : rows)
        if (!row.terms.empty()) system.linear_rows.push_back(std::move(row));
    if (problem.mass.empty()) return {true, {state.begin(), state.end()}, 0, {}, -1};
    return solve_nonlinear(system, state, options);
}

}  // namespace strandline::numerics
