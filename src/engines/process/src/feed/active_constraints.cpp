#include "feed/feed_search.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace strandline::process {
namespace {

/// Both in scaled units: how near to its limit, and how much it is worth, to be called binding.
constexpr double near = 1e-5, worth = 1e-6;
/// … and how near, not to end a stretch that binds before and after.
constexpr double beside = 0.01;

/// Where something may bind, in order of time, and what that is worth; 0 where it does not.
struct Slot {
    double from = 0, to = 0, gain = 0;
    bool at_limit = false;  // all but there; does not end a stretch that binds
};

void join(const std::string& name, const std::vector<Slot>& slots, std::vector<ActiveConstraint>& made) {
    bool open = false;
    for (const Slot& slot : slots) {
        if (slot.gain > 0 && open) {
            made.back().to = slot.to;
            made.back().multiplier += slot.gain;
        } else if (slot.gain > 0) {
            made.push_back({name, slot.from, slot.to, slot.gain});
        }
        open = slot.gain > 0 || (open && slot.at_limit);
    }
}

/// Of a limit's two sides: the name of a constraint with one is enough.
std::string side(const std::string& name, double lower, double upper, bool at_upper, bool control) {
    if (!control && !(std::isfinite(lower) && std::isfinite(upper))) return name;
    return name + (at_upper ? " upper bound" : " lower bound");
}

struct Reader {
    const FeedProblem& problem;
    const Shooting& shooting;
    const numerics::NonlinearSolution& solution;
    double end_time;

    /// The gain for one unit more room; 0 where there is room.
    double of_row(std::size_t row, bool at_upper) const {
        const FeedConstraint& constraint = problem.constraints[shooting.rows()[row].constraint];
        const double size = shooting.row_size(row), multiplier = solution.multipliers[row];
        const double limit = at_upper ? constraint.upper : constraint.lower;
        const bool binds = std::abs(solution.constraint_values[row] - limit / size) <= near &&
                           (at_upper ? multiplier : -multiplier) > worth;
        return binds ? std::abs(multiplier) * shooting.objective_size() / size : 0;
    }

    double of_unknown(std::size_t unknown, double limit, bool at_upper) const {
        const double size = shooting.unknown_size(unknown), multiplier = solution.bound_multipliers[unknown];
        const bool binds = std::abs(solution.x[unknown] - limit / size) <= near &&
                           (at_upper ? multiplier : -multiplier) > worth;
        return binds ? std::abs(multiplier) * shooting.objective_size() / size : 0;
    }

    void constraint(std::size_t which, bool at_upper, std::vector<ActiveConstraint>& made) const {
        std::map<double, Slot> slots;  // by time; of all members
        for (std::size_t row = 0; row < shooting.rows().size(); ++row) {
            const FeedRow& one = shooting.rows()[row];
            if (one.kind != FeedRow::Kind::constraint || one.constraint != which) continue;
            const double time = shooting.time_of(one, end_time);
            Slot& slot = slots[time];
            slot.from = slot.to = time;
            slot.gain += of_row(row, at_upper);
            const FeedConstraint& limited = problem.constraints[which];
            const double limit = (at_upper ? limited.upper : limited.lower) / shooting.row_size(row);
            slot.at_limit = slot.at_limit ||
                            std::abs(solution.constraint_values[row] - limit) <= beside * std::abs(limit);
        }
        std::vector<Slot> in_order;
        for (const auto& [time, slot] : slots) in_order.push_back(slot);
        const FeedConstraint& named = problem.constraints[which];
        join(side(named.name, named.lower, named.upper, at_upper, false), in_order, made);
    }

    void control(std::size_t which, bool rate, bool at_upper, std::vector<ActiveConstraint>& made) const {
        const Control& named = problem.controls[which];
        const double limit =
            rate ? (at_upper ? named.rate_upper : named.rate_lower) : (at_upper ? named.upper : named.lower);
        const double length = end_time / problem.pieces;
        const double reach = named.profile == Profile::linear ? 0 : length;
        std::vector<Slot> slots;
        for (std::size_t u = 0; u < shooting.control_unknowns().size(); ++u) {
            const auto& one = shooting.control_unknowns()[u];
            if (one.end_time || one.control != which || one.rate != rate) continue;
            slots.push_back({one.piece * length, one.piece * length + reach, of_unknown(u, limit, at_upper)});
        }
        join(side(rate ? named.id + " growth rate" : named.id, 0, 0, at_upper, true), slots, made);
    }
};

}  // namespace

std::vector<ActiveConstraint> active_constraints(const FeedProblem& problem, const Shooting& shooting,
                                                 const numerics::NonlinearSolution& solution,
                                                 double end_time) {
    std::vector<ActiveConstraint> made;
    const Reader reader{problem, shooting, solution, end_time};
    for (std::size_t c = 0; c < problem.constraints.size(); ++c)
        for (const bool at_upper : {false, true}) reader.constraint(c, at_upper, made);
    for (std::size_t c = 0; c < problem.controls.size(); ++c)
        for (const bool rate : {false, true})
            for (const bool at_upper : {false, true}) reader.control(c, rate, at_upper, made);
    for (std::size_t u = 0; u < shooting.control_unknowns().size(); ++u)
        if (shooting.control_unknowns()[u].end_time)
            for (const bool at_upper : {false, true})
                if (const double gain =
                        reader.of_unknown(u, at_upper ? problem.end_upper : problem.end_lower, at_upper);
                    gain > 0)
                    made.push_back({at_upper ? "end time upper bound" : "end time lower bound", end_time,
                                    end_time, gain});
    return made;
}

}  // namespace strandline::process
