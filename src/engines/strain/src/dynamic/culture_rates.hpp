#pragma once

#include "dynamic/culture_program.hpp"
#include "dynamic/feed_schedule.hpp"

#include <span>
#include <vector>

namespace strandline::strain {

/// How the amounts in the vessel change while one basis, one feed phase and one kind of aeration hold.
/// State: biomass in g, then each tracked metabolite in mmol, then the oxygen transferred in mmol.
class CultureRates {
public:
    CultureRates(const FluxModel& model, const CulturePlan& plan, const FeedSchedule& feed);

    std::size_t size() const { return plan_.tracked.size() + 2; }
    std::vector<double> initial_state() const;
    /// Absolute errors of a step that do not matter, by component of the state.
    std::vector<double> negligible() const;

    void set_phase(std::size_t phase) { phase_ = phase; }
    void set_anaerobic(bool anaerobic) { anaerobic_ = anaerobic; }
    void set_map(FluxMap map) { map_ = std::move(map); }
    const FluxMap& map() const { return map_; }

    /// mmol/L, never negative.
    double concentration(std::size_t tracked, double time, std::span<const double> state) const;
    /// The moving bounds of a program at a state, never negative.
    const std::vector<double>& bounds(const CultureProgram& program, double time,
                                      std::span<const double> state);
    void operator()(const CultureProgram& program, double time, std::span<const double> state,
                    std::span<double> rates);
    /// How far the basis is outside of its bounds, mmol/gDW/h; 0 when it holds.
    double violation(const CultureProgram& program, double time, std::span<const double> state);
    CulturePoint point(const CultureProgram& program, double time, std::span<const double> state);

private:
    /// Below zero, where rounding may put what is exhausted, uptake goes on as a straight line: cut off
    /// there, it would leave the integrator no derivative on one side of a steady state of inflow and uptake,
    /// whose time scale km / (vmax X) may be far below any step.
    enum class BelowZero { none, straight };
    double amount(std::size_t tracked, double volume, std::span<const double> state, BelowZero below) const;
    double capacity(std::size_t tracked, double volume, std::span<const double> state, BelowZero below) const;
    const std::vector<double>& bounds(const CultureProgram& program, double time,
                                      std::span<const double> state, BelowZero below);
    /// The part of them that the map is by.
    const std::vector<double>& standing_bounds(const CultureProgram& program, double time,
                                               std::span<const double> state, BelowZero below);

    const CulturePlan& plan_;
    const FeedSchedule& feed_;
    std::vector<double> release_;     // by tracked exchange: mmol of the metabolite that come by flux
    double oxygen_bound_ = 0;         // mmol/gDW/h, of oxygen that is not tracked
    std::size_t oxygen_tracked_ = 0;  // index, or the number of tracked exchanges
    std::size_t phase_ = 0;
    bool anaerobic_ = false;
    FluxMap map_;
    std::vector<double> capacity_, bounds_, standing_;
};

}  // namespace strandline::strain
