#include <strandline/numerics/relative_interior.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::numerics {
namespace {

constexpr double moved = 1e-8;  // of the bound, at least of 1
constexpr double push = 1;      // how far a column is rewarded for leaving its bound

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

double least_move(double bound) { return moved * std::max(1.0, std::abs(bound)); }

class Interior {
public:
    explicit Interior(const LinearProgram& program) : program_(program), solver_(program) {}

    RelativeInterior find() {
        RelativeInterior made;
        solver_.clear_objective();
        made.status = solver_.solve();
        if (made.status != LpStatus::optimal) return made;
        sum_.assign(solver_.values().begin(), solver_.values().end());
        for (;;) {
            gather();
            if (stuck_.empty()) break;
            set_push(true);
            const LpStatus found = solver_.solve(LpMethod::primal);
            const bool gained = found == LpStatus::optimal && any_moved();
            if (found == LpStatus::optimal) {
                for (std::size_t j = 0; j < sum_.size(); ++j) sum_[j] += solver_.values()[j];
                states_ += 1;
            }
            set_push(false);
            if (found != LpStatus::optimal) {
                made.status = LpStatus::failure;  // the state before is one of these
                return made;
            }
            if (!gained) break;
        }
        made.is_fixed.assign(sum_.size(), false);
        for (const double total : sum_) made.point.push_back(total / states_);
        for (const Stuck& one : stuck_) {
            made.is_fixed[at(one.column)] = true;
            made.point[at(one.column)] =
                one.at_lower ? program_.lower[at(one.column)] : program_.upper[at(one.column)];
        }
        for (std::size_t j = 0; j < sum_.size(); ++j) {
            if (program_.lower[j] == program_.upper[j]) made.is_fixed[j] = true;
            made.point[j] = std::clamp(made.point[j], program_.lower[j], program_.upper[j]);
        }
        return made;
    }

private:
    struct Stuck {
        std::int32_t column = 0;
        bool at_lower = true;
    };

    /// Columns that the mean of the states so far has at a bound.
    void gather() {
        stuck_.clear();
        for (std::int32_t j = 0; j < solver_.columns(); ++j) {
            const double low = program_.lower[at(j)], high = program_.upper[at(j)];
            if (low == high) continue;
            const double mean = sum_[at(j)] / states_;
            if (std::isfinite(low) && mean - low <= least_move(low) / states_)
                stuck_.push_back({j, true});
            else if (std::isfinite(high) && high - mean <= least_move(high) / states_)
                stuck_.push_back({j, false});
        }
    }

    void set_push(bool on) {
        for (const Stuck& one : stuck_) {
            const double low = program_.lower[at(one.column)], high = program_.upper[at(one.column)];
            const double reach = std::min(push, high - low);
            solver_.set_objective(one.column, !on ? 0 : one.at_lower ? 1 : -1);
            if (!on)
                solver_.set_bounds(one.column, low, high);
            else if (one.at_lower)
                solver_.set_bounds(one.column, low, low + reach);
            else
                solver_.set_bounds(one.column, high - reach, high);
        }
        solver_.set_maximise(true);
    }

    bool any_moved() const {
        return std::ranges::any_of(stuck_, [&](const Stuck& one) {
            const double value = solver_.value(one.column);
            const double bound =
                one.at_lower ? program_.lower[at(one.column)] : program_.upper[at(one.column)];
            return std::abs(value - bound) > least_move(bound);
        });
    }

    const LinearProgram& program_;
    LpSolver solver_;
    std::vector<double> sum_;  // of all states so far
    double states_ = 1;
    std::vector<Stuck> stuck_;
};

}  // namespace

RelativeInterior relative_interior(const LinearProgram& program) { return Interior(program).find(); }

}  // namespace strandline::numerics
