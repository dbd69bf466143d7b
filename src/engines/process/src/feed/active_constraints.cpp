#include "feed/feed_search.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace strandline::process {
namespace {

/// As a share of a limit's scale: how near to it something is to be told as held by it. An interior point
/// method stays off a limit that is worth little by as much.
constexpr double near = 1e-3;
/// … and how near, not to end a stretch that binds before and after.
constexpr double beside = 0.01;
/// In scaled units: multipliers below are those of no limit.
constexpr double worth = 1e-6;

/// What a distance to a limit is measured by: its range, but no more than the limit itself, where both are
/// given.
double scale_of(double limit, double lower, double upper, double size) {
    const double own = limit != 0 ? std::abs(limit) : size;
    return std::isfinite(lower) && std::isfinite(upper) ? std::min(own, upper - lower) : own;
}

/// Where something may bind, in order of time, and what that is worth.
struct Slot {
    double from = 0, to = 0, gain = 0;
    bool binds = false;
    bool at_limit = false;  // all but there; does not end a stretch that binds
};

void join(const std::string& name, const std::vector<Slot>& slots, std::vector<ActiveConstraint>& made) {
    bool open = false;
    for (const Slot& slot : slots) {
        if (slot.binds && open) {
            made.back().to = slot.to;
            made.back().multiplier += slot.gain;
        } else if (slot.binds) {
            made.push_back({name, slot.from, slot.to, slot.gain});
        }
        open = slot.binds || (open && slot.at_limit);
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

    /// Adds what one row or unknown, in scaled units, tells of its limit.
    void see(Slot& slot, double value, double limit, double scale, double size, double multiplier,
             bool at_upper) const {
        const double toward = at_upper ? multiplier : -multiplier, distance = std::abs(value * size - limit);
        // Of two limits in one place the multiplier tells which one holds.
        const bool here = distance <= near * scale;
        if (scale > 0 ? !here : toward <= worth) return;
        slot.binds = true;
        if (toward > worth) slot.gain += toward * shooting.objective_size() / size;
    }

    void see_unknown(Slot& slot, std::size_t unknown, double lower, double upper, bool at_upper) const {
        const double limit = at_upper ? upper : lower, size = shooting.unknown_size(unknown);
        const double scale =
            std::isfinite(upper - lower) ? upper - lower : scale_of(limit, lower, upper, size);
        see(slot, solution.x[unknown], limit, scale, size, solution.bound_multipliers[unknown], at_upper);
    }

    void constraint(std::size_t which, bool at_upper, std::vector<ActiveConstraint>& made) const {
        const FeedConstraint& named = problem.constraints[which];
        const double limit = at_upper ? named.upper : named.lower;
        if (!std::isfinite(limit)) return;
        std::map<double, Slot> slots;  // by time; of all members
        for (std::size_t row = 0; row < shooting.rows().size(); ++row) {
            const FeedRow& one = shooting.rows()[row];
            if (one.kind != FeedRow::Kind::constraint || one.constraint != which) continue;
            const double time = shooting.time_of(one, end_time);
            Slot& slot = slots[time];
            slot.from = slot.to = time;
            const double size = shooting.row_size(row), value = solution.constraint_values[row];
            see(slot, value, limit, scale_of(limit, named.lower, named.upper, size), size,
                solution.multipliers[row], at_upper);
            slot.at_limit = slot.at_limit || std::abs(value * size - limit) <= beside * std::abs(limit);
        }
        std::vector<Slot> in_order;
        for (const auto& [time, slot] : slots) in_order.push_back(slot);
        join(side(named.name, named.lower, named.upper, at_upper, false), in_order, made);
    }

    void control(std::size_t which, bool rate, bool at_upper, std::vector<ActiveConstraint>& made) const {
        const Control& named = problem.controls[which];
        const double lower = rate ? named.rate_lower : named.lower;
        const double upper = rate ? named.rate_upper : named.upper;
        const double length = end_time / problem.pieces;
        const double reach = named.profile == Profile::linear ? 0 : length;
        std::vector<Slot> slots;
        for (std::size_t u = 0; u < shooting.control_unknowns().size(); ++u) {
            const auto& one = shooting.control_unknowns()[u];
            if (one.end_time || one.control != which || one.rate != rate) continue;
            Slot& slot = slots.emplace_back(Slot{one.piece * length, one.piece * length + reach});
            see_unknown(slot, u, lower, upper, at_upper);
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
    for (std::size_t u = 0; u < shooting.control_unknowns().size(); ++u) {
        if (!shooting.control_unknowns()[u].end_time) continue;
        for (const bool at_upper : {false, true}) {
            Slot slot{end_time, end_time};
            reader.see_unknown(slot, u, problem.end_lower, problem.end_upper, at_upper);
            join(at_upper ? "end time upper bound" : "end time lower bound", {slot}, made);
        }
    }
    return made;
}

}  // namespace strandline::process
