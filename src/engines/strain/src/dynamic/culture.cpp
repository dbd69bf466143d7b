#include "dynamic/culture_program.hpp"
#include "dynamic/culture_rates.hpp"
#include "dynamic/feed_schedule.hpp"

#include <strandline/numerics/ode.hpp>
#include <strandline/strain/dynamic.hpp>

#include <algorithm>
#include <cmath>
#include <set>

namespace strandline::strain {
namespace {

using numerics::LpStatus;

constexpr double event_violation = 1e-8;                       // mmol/gDW/h: the basis does not hold any more
constexpr double no_flux = 1e-6;                               // mmol/gDW/h, and share of a shortfall
constexpr double exhausted_share = 0.01, present_share = 0.1;  // of km
constexpr double most_basis_changes = 100000;

CultureStatus status_of(LpStatus status) {
    switch (status) {
    case LpStatus::optimal:
        return CultureStatus::complete;
    case LpStatus::infeasible:
        return CultureStatus::infeasible;
    case LpStatus::unbounded:
        return CultureStatus::unbounded;
    case LpStatus::failure:
        break;
    }
    return CultureStatus::solver_failure;
}

class CultureRun {
public:
    CultureRun(const FluxModel& model, const CulturePlan& plan, Context& context)
        : plan_(plan),
          context_(context),
          feed_(plan),
          program_(model, plan),
          rates_(model, plan, feed_),
          state_(rates_.initial_state()),
          signs_(plan.tracked.size(), 0),
          present_(plan.tracked.size(), false) {}

    Culture run() {
        if (program_.infeasible()) {
            made_.status = CultureStatus::infeasible;
            return std::move(made_);
        }
        for (const double end : ends_of_segments()) {
            begin_segment();
            if (!choose_basis() || !advance(end)) break;
        }
        finish();
        return std::move(made_);
    }

private:
    /// Times at which rates jump, and the end; ascending.
    std::set<double> ends_of_segments() const {
        std::set<double> ends{plan_.hours};
        for (const FeedPhase& phase : feed_.phases()) ends.insert(phase.time);
        ends.insert(plan_.aeration.anaerobic_from);
        ends.erase(ends.begin(), ends.upper_bound(0));
        ends.erase(ends.upper_bound(plan_.hours), ends.end());
        return ends;
    }

    void note(double time, CultureEventKind kind, std::int32_t reaction = -1) {
        made_.events.push_back({time, kind, reaction});
    }

    void begin_segment() {
        const std::size_t phase = feed_.phase_from(time_);
        if (feed_.phases()[phase].time == time_) {
            if (time_ == feed_.full_at())
                note(time_, CultureEventKind::full);
            else if (feed_.phases()[phase].rate > 0)
                note(time_, CultureEventKind::feed);
        }
        const bool anaerobic = time_ >= plan_.aeration.anaerobic_from;
        if (anaerobic && !anaerobic_) note(time_, CultureEventKind::anaerobic, plan_.aeration.oxygen);
        anaerobic_ = anaerobic;
        rates_.set_phase(phase);
        rates_.set_anaerobic(anaerobic);
    }

    /// The optimal basis at the present state, from the one before.
    bool choose_basis() {
        const std::vector<double> bounds = rates_.bounds(program_, time_, state_);
        made_.status = status_of(program_.solve(bounds));
        if (made_.status != CultureStatus::complete) return false;
        rates_.set_map(program_.map(bounds));
        basis_since_ = time_;
        if (solver_)
            solver_->restart(time_, state_);
        else
            solver_.emplace([this](double time, std::span<const double> state,
                                   std::span<double> rates) { rates_(program_, time, state, rates); },
                            time_, state_, numerics::OdeTolerance{plan_.tolerance, rates_.negligible()});
        return true;
    }

    bool advance(double end) {
        while (time_ < end) {
            if (context_.cancelled()) return false;
            if (!solver_->step(end)) {
                made_.status = CultureStatus::solver_failure;
                return false;
            }
            ++made_.steps;
            const bool leaves =
                rates_.violation(program_, solver_->time(), solver_->state()) > allowed_violation_;
            const double until = leaves ? first_time([&](double time, std::span<const double> state) {
                return rates_.violation(program_, time, state) > allowed_violation_;
            })
                                        : solver_->time();
            record(until);
            time_ = until;
            state_ = solver_->state_at(until);
            watch();
            if (leaves && !change_basis()) return false;
            context_.progress("simulating", static_cast<std::uint64_t>(100 * time_ / plan_.hours), 100);
        }
        return true;
    }

    /// When a condition that holds at the end of the last step, and not at its begin, comes true.
    template <class Condition>
    double first_time(Condition&& holds) const {
        double before = solver_->previous_time(), after = solver_->time();
        while (after - before > 1e-13 * plan_.hours) {
            const double middle = 0.5 * (before + after);
            if (middle <= before || middle >= after) break;
            (holds(middle, solver_->state_at(middle)) ? after : before) = middle;
        }
        return after;
    }

    bool change_basis() {
        const std::uint64_t pivots = program_.pivots() + program_.cold_starts();
        if (!choose_basis()) return false;
        if (program_.pivots() + program_.cold_starts() == pivots) {
            // The program still takes the basis for feasible, within its own tolerance.
            allowed_violation_ *= 4;
            return true;
        }
        allowed_violation_ = event_violation;
        if (made_.basis_changes.empty() || made_.basis_changes.back() != time_)
            made_.basis_changes.push_back(time_);
        if (static_cast<double>(made_.basis_changes.size()) > most_basis_changes)
            made_.status = CultureStatus::solver_failure;
        return made_.status == CultureStatus::complete;
    }

    /// Points of the result up to a time within the last step.
    void record(double until) {
        for (;;) {
            const double time = static_cast<double>(made_.points.size()) * plan_.step;
            if (time > until || time > plan_.hours) return;
            made_.points.push_back(rates_.point(program_, time, solver_->state_at(time)));
        }
    }

    /// What begins or ends at the present time.
    void watch() {
        const CulturePoint now = rates_.point(program_, time_, state_);
        const double since = watched_before_basis() ? basis_since_ : time_;
        for (std::size_t i = 0; i < plan_.tracked.size(); ++i) {
            const double flux = now.exchange[i];
            const int sign = flux > no_flux ? 1 : flux < -no_flux ? -1 : 0;
            if (sign != signs_[i] && sign != 0)
                note(since, sign > 0 ? CultureEventKind::secretion : CultureEventKind::uptake,
                     plan_.tracked[i].reaction);
            signs_[i] = sign;
            watch_exhaustion(i, now.concentration[i]);
        }
        const bool starving = now.shortfall > no_flux;
        if (starving != starving_)
            note(since, starving ? CultureEventKind::starvation : CultureEventKind::recovery);
        starving_ = starving;
        watched_ = time_;
    }

    bool watched_before_basis() const { return watched_ <= basis_since_; }

    void watch_exhaustion(std::size_t i, double concentration) {
        const TrackedExchange& tracked = plan_.tracked[i];
        if (!tracked.uptake) return;
        const double limit = exhausted_share * tracked.uptake->km;
        if (concentration > present_share * tracked.uptake->km) present_[i] = true;
        if (!present_[i] || concentration > limit) return;
        present_[i] = false;
        const double time = first_time([&](double t, std::span<const double> state) {
            return rates_.concentration(i, t, state) <= limit;
        });
        note(std::min(time, time_), CultureEventKind::exhausted, tracked.reaction);
    }

    void finish() {
        if (solver_ && (made_.points.empty() || made_.points.back().time < time_))
            made_.points.push_back(rates_.point(program_, time_, state_));
        std::ranges::stable_sort(made_.events, {}, &CultureEvent::time);
        const double fed = feed_.volume(time_) - plan_.volume;
        for (std::size_t i = 0; i < plan_.tracked.size(); ++i) {
            const TrackedExchange& tracked = plan_.tracked[i];
            made_.totals.push_back({tracked.initial * plan_.volume, fed * tracked.feed,
                                    tracked.reaction == plan_.aeration.oxygen ? state_.back() : 0,
                                    state_[i + 1]});
        }
        made_.pivots = program_.pivots();
        made_.cold_starts = program_.cold_starts();
    }

    const CulturePlan& plan_;
    Context& context_;
    FeedSchedule feed_;
    CultureProgram program_;
    CultureRates rates_;
    std::optional<numerics::OdeSolver> solver_;
    Culture made_;
    double time_ = 0, basis_since_ = 0, watched_ = 0;
    double allowed_violation_ = event_violation;
    std::vector<double> state_;
    std::vector<int> signs_;
    std::vector<bool> present_;
    bool starving_ = false, anaerobic_ = false;
};

}  // namespace

std::string_view word(CultureEventKind kind) {
    switch (kind) {
    case CultureEventKind::secretion:
        return "secretion";
    case CultureEventKind::uptake:
        return "uptake";
    case CultureEventKind::exhausted:
        return "exhausted";
    case CultureEventKind::starvation:
        return "starvation";
    case CultureEventKind::recovery:
        return "recovery";
    case CultureEventKind::feed:
        return "feed";
    case CultureEventKind::full:
        return "full";
    case CultureEventKind::anaerobic:
        return "anaerobic";
    }
    return "";
}

std::string_view word(CultureStatus status) {
    switch (status) {
    case CultureStatus::complete:
        return "complete";
    case CultureStatus::infeasible:
        return "infeasible";
    case CultureStatus::unbounded:
        return "unbounded";
    case CultureStatus::solver_failure:
        return "solver_failure";
    }
    return "";
}

Culture simulate_culture(const FluxModel& model, const CulturePlan& plan, Context& context) {
    return CultureRun(model, plan, context).run();
}

}  // namespace strandline::strain
