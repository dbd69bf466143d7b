#include "flux/regulation_nearby.hpp"

#include <algorithm>
#include <numeric>

namespace strandline::strain {
namespace {

using numerics::LpSolver;
using numerics::LpStatus;

constexpr int rounds = 12;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

class NearbySearch {
public:
    NearbySearch(const SwitchProgram& program, std::span<const WindowSwitch> all)
        : program_(program), all_(all), solver_(program.program), is_open_(program.open.size(), true) {}

    NearbyState run(Context& context) {
        if (!by_weights() || !by_closing(context)) return {};
        NearbyState made;
        made.reactions = program_.always + count(best_);
        made.columns.assign(state_.begin(), state_.end() - static_cast<std::ptrdiff_t>(program_.open.size()));
        return made;
    }

private:
    double cost(std::size_t k) const { return all_[program_.open[k]].reactions; }

    double count(const std::vector<bool>& open) const {
        double sum = 0;
        for (std::size_t k = 0; k < open.size(); ++k)
            if (open[k]) sum += cost(k);
        return sum;
    }

    /// The switches that the present state needs.
    std::vector<bool> needed() const {
        std::vector<bool> open;
        for (const std::size_t s : program_.open) {
            const WindowSwitch& one = all_[s];
            const double flux = solver_.value(one.column);
            open.push_back(flux < one.window.low - margin_of(one.window.low) ||
                           flux > one.window.high + margin_of(one.window.high));
        }
        return open;
    }

    bool by_weights() {
        best_ = is_open_;
        for (int round = 0; round < rounds; ++round) {
            if (solver_.solve(numerics::LpMethod::primal) != LpStatus::optimal) return false;
            std::vector<bool> open = needed();
            if (round == 0 || count(open) < count(best_)) best_ = std::move(open);
            for (std::size_t k = 0; k < program_.whole.size(); ++k)
                solver_.set_objective(program_.whole[k], cost(k) / (solver_.value(program_.whole[k]) + 0.01));
        }
        return true;
    }

    void close(std::size_t k, bool closed) { solver_.set_bounds(program_.whole[k], 0, closed ? 0 : 1); }

    bool solve_and_keep() {
        if (solver_.solve() != LpStatus::optimal) return false;
        state_.assign(solver_.values().begin(), solver_.values().end());
        const std::vector<bool> open = needed();
        for (std::size_t k = 0; k < open.size(); ++k) {
            if (open[k] || !best_[k]) continue;
            best_[k] = false;
            close(k, true);
        }
        return true;
    }

    bool by_closing(Context& context) {
        for (std::size_t k = 0; k < best_.size(); ++k) close(k, !best_[k]);
        if (!solve_and_keep()) return false;
        std::vector<std::size_t> order(best_.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::vector<double> part(best_.size());
        for (std::size_t k = 0; k < part.size(); ++k) part[k] = state_[at(program_.whole[k])];
        std::ranges::stable_sort(order, {}, [&](std::size_t k) { return part[k]; });
        for (const std::size_t k : order) {
            if (!best_[k] || context.cancelled()) continue;
            close(k, true);
            best_[k] = false;
            if (solve_and_keep()) continue;
            close(k, false);
            best_[k] = true;
        }
        // Once more, from what is left: the state that is given out.
        return solver_.solve_from_scratch() == LpStatus::optimal && solve_and_keep();
    }

    const SwitchProgram& program_;
    std::span<const WindowSwitch> all_;
    LpSolver solver_;
    std::vector<bool> is_open_, best_;
    std::vector<double> state_;
};

}  // namespace

NearbyState nearby_state(const SwitchProgram& program, std::span<const WindowSwitch> all, Context& context) {
    return NearbySearch(program, all).run(context);
}

}  // namespace strandline::strain
