#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/strain/expression.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace strandline::strain {

/// Uptake slows by ki / (ki + c) with the concentration c of another tracked metabolite.
struct UptakeInhibition {
    std::size_t by = 0;  // in CulturePlan::tracked
    double ki = 0;       // mmol/L, above 0
};

/// At most vmax * S / (km + S), times its inhibitions.
struct UptakeKinetics {
    double vmax = 0;  // mmol/gDW/h
    double km = 0;    // mmol/L, above 0
    std::vector<UptakeInhibition> inhibitions;
};

/// An exchange reaction whose metabolite has a concentration in the culture. Without kinetics it is only
/// secreted.
struct TrackedExchange {
    std::int32_t reaction = -1;
    double initial = 0;  // mmol/L
    double feed = 0;     // mmol/L, in the feed
    std::optional<UptakeKinetics> uptake;
};

/// From `time` (h) on, until the next phase, the feed is rate * exp(growth * (t - time)) in L/h.
struct FeedPhase {
    double time = 0;
    double rate = 0;    // L/h
    double growth = 0;  // 1/h
};

/// Oxygen that is dissolved at kla * (saturation - c), or without kla taken up within the model's bound.
struct Aeration {
    std::int32_t oxygen = -1;                    // its exchange; -1: the model has none
    double kla = 0;                              // 1/h
    double saturation = 0;                       // mmol/L
    double anaerobic_from = numerics::infinity;  // h; no uptake from then on, saturation is 0
};

struct CulturePlan {
    double hours = 20;
    double step = 0.1;                       // h, between points of the result
    double volume = 1;                       // L
    double biomass = 0.1;                    // g/L
    double max_volume = numerics::infinity;  // L; the feed stops there
    double decay = 0;  // 1/h, of biomass while starving, times the share of the need that is not met
    std::vector<TrackedExchange> tracked;  // each reaction once
    std::vector<FeedPhase> feed;           // by time; none before the first
    Aeration aeration;
    std::vector<FluxExpression> lexicographic;  // each maximised in order, after growth
    std::vector<std::int32_t> fluxes;           // further reactions to report
    double tolerance = 1e-11;                   // relative, of a step
};

struct CulturePoint {
    double time = 0;                    // h
    double volume = 0;                  // L
    double biomass = 0;                 // g/L
    double growth = 0;                  // 1/h
    double shortfall = 0;               // share of the maintenance that is not met, 0 to 1
    std::vector<double> concentration;  // mmol/L, by tracked exchange
    std::vector<double> exchange;       // mmol/gDW/h, by tracked exchange
    std::vector<double> flux;           // mmol/gDW/h, by CulturePlan::fluxes
};

enum class CultureEventKind {
    secretion,   // of a tracked metabolite begins
    uptake,      // begins
    exhausted,   // a substrate is below a hundredth of its km
    starvation,  // maintenance cannot be met
    recovery,    // it can again
    feed,        // a feed phase begins
    full,        // the volume has come to its limit
    anaerobic
};
std::string_view word(CultureEventKind kind);

struct CultureEvent {
    double time = 0;  // h
    CultureEventKind kind = CultureEventKind::secretion;
    std::int32_t reaction = -1;
};

/// infeasible: there is no steady state, even with all maintenance left out. unbounded: an objective is.
enum class CultureStatus { complete, infeasible, unbounded, solver_failure };
std::string_view word(CultureStatus status);

/// Amounts of a tracked metabolite over the whole run, mmol.
struct CultureTotals {
    double initial = 0, fed = 0, transferred = 0, final = 0;
    double made() const { return final - initial - fed - transferred; }  // by the cells; negative: consumed
};

struct Culture {
    CultureStatus status = CultureStatus::solver_failure;
    std::vector<CulturePoint> points;  // every `step`, and at the end of the run
    std::vector<CultureEvent> events;
    std::vector<double> basis_changes;  // h
    std::vector<CultureTotals> totals;  // by tracked exchange
    std::uint64_t pivots = 0, cold_starts = 0, steps = 0;
};

/// Dynamic flux balance analysis of a batch or fed-batch culture: at every moment the cells are at the best
/// steady state that the kinetics of uptake allow. Mahadevan, Edwards & Doyle, Biophysical Journal 83:1331
/// (2002); fluxes are linear in the bounds between changes of the optimal basis, which are events of the
/// integration: Hoeffner, Harwood & Barton, Biotechnology and Bioengineering 110:792 (2013).
///
/// Objectives in order: least unmet maintenance (forced fluxes), the model's objective, growth (the
/// objective of the file, where another was chosen), `lexicographic`, then the least exchange of each tracked
/// metabolite, from the last to the first (of substrates that would do as well the first is taken up), then
/// the most of each of `fluxes`. So growth and all tracked exchanges are unique.
Culture simulate_culture(const FluxModel& model, const CulturePlan& plan, Context& context);

}  // namespace strandline::strain
