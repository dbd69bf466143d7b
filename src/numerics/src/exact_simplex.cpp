#include <strandline/numerics/exact_simplex.hpp>

#include "exact_factor.hpp"

#include <strandline/base/error.hpp>

#include <optional>
#include <utility>

namespace strandline::numerics {
namespace {

/// Steepest choices until here; then Bland's, which cannot go in circles.
constexpr std::int64_t bland_after = 40;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Variables are the columns x, then the row activities r = A x; as many are basic as there are rows.
class Walk {
public:
    Walk(const ExactProgram& program, std::vector<Rest> columns, std::vector<Rest> rows,
         std::int64_t most_pivots)
        : program_(program),
          columns_(program.columns()),
          rows_(program.rows()),
          rest_(std::move(columns)),
          most_pivots_(most_pivots),
          cost_(program.objective) {
        rest_.insert(rest_.end(), rows.begin(), rows.end());
        STRANDLINE_ASSERT(rest_.size() == at(variables()));
        cost_.resize(at(variables()));
        by_row_.resize(at(rows_));
        for (std::int32_t j = 0; j < columns_; ++j)
            for (const ExactProgram::Entry& entry : program.matrix[at(j)])
                by_row_[at(entry.row)].push_back({j, entry.value});
        for (std::int32_t q = 0; q < variables(); ++q) settle(q);
    }

    ExactSolution run() {
        factor();
        place();
        if (leaving() >= 0) {
            shift_costs();
            if (!dual_steps()) return std::move(made_);
            for (std::int32_t q = 0; q < variables(); ++q)
                cost_[at(q)] = q < columns_ ? program_.objective[at(q)] : Rational();
        }
        primal_steps();
        return std::move(made_);
    }

private:
    std::int32_t variables() const { return columns_ + rows_; }
    const ExactProgram::Bound& lower(std::int32_t q) const {
        return q < columns_ ? program_.lower[at(q)] : program_.row_lower[at(q - columns_)];
    }
    const ExactProgram::Bound& upper(std::int32_t q) const {
        return q < columns_ ? program_.upper[at(q)] : program_.row_upper[at(q - columns_)];
    }
    bool is_basic(std::int32_t q) const { return rest_[at(q)] == Rest::basic; }
    bool is_fixed(std::int32_t q) const { return lower(q) && upper(q) && *lower(q) == *upper(q); }
    bool can_rise(std::int32_t q) const { return rest_[at(q)] != Rest::upper && !is_fixed(q); }
    bool can_fall(std::int32_t q) const { return rest_[at(q)] != Rest::lower && !is_fixed(q); }

    /// No variable rests where it has no bound, or nowhere although it has one.
    void settle(std::int32_t q) {
        Rest& rest = rest_[at(q)];
        if (rest == Rest::basic || (rest == Rest::upper && upper(q))) return;
        rest = lower(q) ? Rest::lower : upper(q) ? Rest::upper : Rest::free;
    }

    /// The basic columns within the rows that are not basic are what has to be factored.
    void factor() {
        for (;;) {
            basic_columns_.clear();
            other_rows_.clear();
            place_of_.assign(at(variables()), -1);
            for (std::int32_t j = 0; j < columns_; ++j)
                if (is_basic(j)) {
                    place_of_[at(j)] = static_cast<std::int32_t>(basic_columns_.size());
                    basic_columns_.push_back(j);
                }
            for (std::int32_t i = 0; i < rows_; ++i)
                if (!is_basic(columns_ + i)) {
                    place_of_[at(columns_ + i)] = static_cast<std::int32_t>(other_rows_.size());
                    other_rows_.push_back(i);
                }
            STRANDLINE_ASSERT(basic_columns_.size() == other_rows_.size());
            std::vector<std::vector<ExactProgram::Entry>> square(basic_columns_.size());
            for (std::size_t k = 0; k < square.size(); ++k)
                for (const ExactProgram::Entry& entry : program_.matrix[at(basic_columns_[k])])
                    if (const std::int32_t place = place_of_[at(columns_ + entry.row)]; place >= 0)
                        square[k].push_back({place, entry.value});
            factor_.emplace(square);
            if (factor_->dependent_columns().empty()) return;
            // Independent in doubles, but not in fractions.
            for (const std::int32_t k : factor_->dependent_columns()) {
                rest_[at(basic_columns_[at(k)])] = Rest::lower;
                settle(basic_columns_[at(k)]);
            }
            for (const std::int32_t k : factor_->dependent_rows())
                rest_[at(columns_ + other_rows_[at(k)])] = Rest::basic;
        }
    }

    Rational resting_value(std::int32_t q) const {
        if (rest_[at(q)] == Rest::lower) return *lower(q);
        return rest_[at(q)] == Rest::upper ? *upper(q) : Rational();
    }

    /// Values of all variables.
    void place() {
        value_.assign(at(variables()), Rational());
        std::vector<Rational> right(other_rows_.size());
        for (std::int32_t q = 0; q < variables(); ++q)
            if (!is_basic(q)) value_[at(q)] = resting_value(q);
        for (std::size_t k = 0; k < other_rows_.size(); ++k) right[k] = value_[at(columns_ + other_rows_[k])];
        for (std::int32_t j = 0; j < columns_; ++j)
            if (!value_[at(j)].is_zero())
                for (const ExactProgram::Entry& entry : program_.matrix[at(j)])
                    if (const std::int32_t k = place_of_[at(columns_ + entry.row)]; k >= 0)
                        right[at(k)] -= entry.value * value_[at(j)];
        const std::vector<Rational> solved = factor_->solve(std::move(right));
        for (std::size_t k = 0; k < solved.size(); ++k) value_[at(basic_columns_[k])] = solved[k];
        for (std::int32_t i = 0; i < rows_; ++i)
            if (is_basic(columns_ + i)) value_[at(columns_ + i)] = activity(i, value_);
    }

    Rational activity(std::int32_t row, const std::vector<Rational>& values) const {
        Rational sum;
        for (const ExactProgram::Entry& entry : by_row_[at(row)])
            if (!values[at(entry.row)].is_zero()) sum += entry.value * values[at(entry.row)];
        return sum;
    }

    /// y by row with cost - y A zero for every basic variable.
    std::vector<Rational> multipliers() const {
        std::vector<Rational> y(at(rows_)), left(basic_columns_.size());
        for (std::int32_t i = 0; i < rows_; ++i)
            if (is_basic(columns_ + i)) y[at(i)] = -cost_[at(columns_ + i)];
        for (std::size_t k = 0; k < left.size(); ++k) {
            const std::int32_t j = basic_columns_[k];
            left[k] = cost_[at(j)] - combined(y, j);
        }
        const std::vector<Rational> solved = factor_->solve_transposed(std::move(left));
        for (std::size_t k = 0; k < solved.size(); ++k) y[at(other_rows_[k])] = solved[k];
        return y;
    }

    /// y A of one column.
    Rational combined(const std::vector<Rational>& y, std::int32_t column) const {
        Rational sum;
        for (const ExactProgram::Entry& entry : program_.matrix[at(column)])
            if (!y[at(entry.row)].is_zero()) sum += entry.value * y[at(entry.row)];
        return sum;
    }

    Rational reduced_cost(const std::vector<Rational>& y, std::int32_t q) const {
        if (q < columns_) return cost_[at(q)] - combined(y, q);
        return cost_[at(q)] + y[at(q - columns_)];
    }

    /// How far a variable is beyond its bounds: below 0 under the lower one, above 0 over the upper one.
    Rational violation(std::int32_t q) const {
        if (lower(q) && value_[at(q)] < *lower(q)) return value_[at(q)] - *lower(q);
        if (upper(q) && value_[at(q)] > *upper(q)) return value_[at(q)] - *upper(q);
        return {};
    }

    /// A basic variable beyond its bounds, or -1.
    std::int32_t leaving() const {
        std::int32_t found = -1;
        Rational most;
        for (std::int32_t q = 0; q < variables(); ++q) {
            if (!is_basic(q)) continue;
            Rational beyond = violation(q);
            if (beyond.is_zero()) continue;
            if (made_.pivots >= bland_after) return q;
            if (beyond.sign() < 0) beyond = -beyond;
            if (found >= 0 && beyond <= most) continue;
            most = std::move(beyond);
            found = q;
        }
        return found;
    }

    /// Every resting variable goes to the bound that its reduced cost likes; where it has none, the cost is
    /// taken away for the time being.
    void shift_costs() {
        const std::vector<Rational> y = multipliers();
        for (std::int32_t q = 0; q < variables(); ++q) {
            if (is_basic(q) || is_fixed(q)) continue;
            const Rational d = reduced_cost(y, q);
            if (d.sign() > 0 && upper(q))
                rest_[at(q)] = Rest::upper;
            else if (d.sign() < 0 && lower(q))
                rest_[at(q)] = Rest::lower;
            else if (!d.is_zero())
                cost_[at(q)] -= d;
        }
        place();
    }

    /// y by row so that the basic variable is the sum of the resting ones with weights y (rows) and -y A
    /// (columns).
    std::vector<Rational> tableau_row(std::int32_t basic) const {
        std::vector<Rational> y(at(rows_)), left(basic_columns_.size());
        if (basic < columns_) {
            left[at(place_of_[at(basic)])] = 1;
        } else {
            for (const ExactProgram::Entry& entry : by_row_[at(basic - columns_)])
                if (const std::int32_t k = place_of_[at(entry.row)]; k >= 0) left[at(k)] = entry.value;
            y[at(basic - columns_)] = -1;
        }
        const std::vector<Rational> solved = factor_->solve_transposed(std::move(left));
        for (std::size_t k = 0; k < solved.size(); ++k) y[at(other_rows_[k])] = solved[k];
        return y;
    }

    /// Until nothing is beyond its bounds: true. False with a verdict in `made_`.
    bool dual_steps() {
        for (std::int32_t out = leaving(); out >= 0; out = leaving()) {
            const bool rises = violation(out).sign() < 0;
            std::vector<Rational> row = tableau_row(out);
            const std::int32_t in = entering_of_dual(row, rises);
            if (in < 0) {
                if (!rises)
                    for (Rational& y : row) y = -y;
                made_.status = ExactStatus::infeasible;
                made_.multipliers = std::move(row);
                return false;
            }
            if (!exchange(out, rises ? Rest::lower : Rest::upper, in)) return false;
        }
        return true;
    }

    std::int32_t entering_of_dual(const std::vector<Rational>& row, bool rises) const {
        const std::vector<Rational> y = multipliers();
        std::int32_t found = -1;
        Rational least;
        for (std::int32_t q = 0; q < variables(); ++q) {
            if (is_basic(q) || is_fixed(q)) continue;
            const Rational weight = q < columns_ ? -combined(row, q) : row[at(q - columns_)];
            if (weight.is_zero()) continue;
            if ((weight.sign() > 0) == rises ? !can_rise(q) : !can_fall(q)) continue;
            Rational ratio = reduced_cost(y, q) / weight;
            if (ratio.sign() < 0) ratio = -ratio;
            if (found >= 0 && ratio >= least) continue;
            least = std::move(ratio);
            found = q;
        }
        return found;
    }

    bool exchange(std::int32_t out, Rest resting, std::int32_t in) {
        if (!count_pivot()) return false;
        rest_[at(out)] = resting;
        rest_[at(in)] = Rest::basic;
        factor();
        place();
        return true;
    }

    bool count_pivot() {
        if (made_.pivots == most_pivots_) return false;
        ++made_.pivots;
        return true;
    }

    void primal_steps() {
        for (;;) {
            const std::vector<Rational> y = multipliers();
            bool rises = false;
            const std::int32_t in = entering_of_primal(y, rises);
            if (in < 0) {
                made_.status = ExactStatus::optimal;
                keep_values();
                made_.multipliers = y;
                return;
            }
            const std::vector<Rational> change = direction(in, rises);
            const Step step = longest(change, in);
            if (step.out < 0) {
                made_.status = ExactStatus::unbounded;
                keep_values();
                made_.ray.assign(change.begin(), change.begin() + columns_);
                return;
            }
            keep_values();
            if (step.out == in) {
                if (!count_pivot()) return;
                rest_[at(in)] = step.resting;
                place();
            } else if (!exchange(step.out, step.resting, in)) {
                return;
            }
        }
    }

    void keep_values() { made_.values.assign(value_.begin(), value_.begin() + columns_); }

    std::int32_t entering_of_primal(const std::vector<Rational>& y, bool& rises) const {
        std::int32_t found = -1;
        Rational most;
        for (std::int32_t q = 0; q < variables(); ++q) {
            if (is_basic(q) || is_fixed(q)) continue;
            Rational d = reduced_cost(y, q);
            if (!(d.sign() > 0 && can_rise(q)) && !(d.sign() < 0 && can_fall(q))) continue;
            const bool up = d.sign() > 0;
            if (!up) d = -d;
            if (found >= 0 && d <= most) continue;
            most = std::move(d);
            found = q;
            rises = up;
            if (made_.pivots >= bland_after) break;
        }
        return found;
    }

    /// How all variables change while a resting one rises or falls by one.
    std::vector<Rational> direction(std::int32_t in, bool rises) const {
        const Rational unit(rises ? 1 : -1);
        std::vector<Rational> change(at(variables())), right(other_rows_.size());
        change[at(in)] = unit;
        if (in >= columns_) {
            right[at(place_of_[at(in)])] = unit;
        } else {
            for (const ExactProgram::Entry& entry : program_.matrix[at(in)])
                if (const std::int32_t k = place_of_[at(columns_ + entry.row)]; k >= 0)
                    right[at(k)] = -(entry.value * unit);
        }
        const std::vector<Rational> solved = factor_->solve(std::move(right));
        for (std::size_t k = 0; k < solved.size(); ++k) change[at(basic_columns_[k])] = solved[k];
        for (std::int32_t i = 0; i < rows_; ++i)
            if (is_basic(columns_ + i)) change[at(columns_ + i)] = activity(i, change);
        return change;
    }

    struct Step {
        std::int32_t out = -1;
        Rest resting = Rest::lower;
    };
    /// The first variable to reach a bound.
    Step longest(const std::vector<Rational>& change, std::int32_t in) const {
        Step step;
        Rational least;
        for (std::int32_t q = 0; q < variables(); ++q) {
            const Rational& rate = change[at(q)];
            if (rate.is_zero() || (!is_basic(q) && q != in)) continue;
            const ExactProgram::Bound& bound = rate.sign() > 0 ? upper(q) : lower(q);
            if (!bound) continue;
            Rational length = (*bound - value_[at(q)]) / rate;
            if (step.out >= 0 && length >= least) continue;
            least = std::move(length);
            step = {q, rate.sign() > 0 ? Rest::upper : Rest::lower};
        }
        return step;
    }

    const ExactProgram& program_;
    std::int32_t columns_, rows_;
    std::vector<Rest> rest_;
    std::int64_t most_pivots_;
    std::vector<Rational> cost_, value_;
    std::vector<std::vector<ExactProgram::Entry>> by_row_;  // `row` is the column
    std::vector<std::int32_t> basic_columns_, other_rows_, place_of_;
    std::optional<ExactFactor> factor_;
    ExactSolution made_;
};

}  // namespace

ExactSolution exact_optimum(const ExactProgram& program, std::vector<Rest> columns, std::vector<Rest> rows,
                            std::int64_t most_pivots) {
    return Walk(program, std::move(columns), std::move(rows), most_pivots).run();
}

}  // namespace strandline::numerics
