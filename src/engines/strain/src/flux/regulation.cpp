#include <strandline/strain/adjustment.hpp>

#include "flux/regulation_conflicts.hpp"
#include "flux/regulation_nearby.hpp"
#include "flux/regulation_program.hpp"
#include "flux/solved_state.hpp"
#include "insertion/hitting_set.hpp"
#include "insertion/program_rows.hpp"

#include <cmath>
#include <optional>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::MixedStatus;

constexpr int most_rounds = 5;  // of hitting sets; the mixed program ends sooner than many of them
constexpr std::size_t most_switches =
    400;  // of a mixed program; of 1100 its first node did not end in minutes

constexpr double whole_number = 1e-6;  // rounding of a bound

bool is_outside(double flux, const FluxWindow& w) {
    return flux < w.low - 10 * margin_of(w.low) || flux > w.high + 10 * margin_of(w.high);
}

double changed(const FluxSolution& state, std::span<const double> reference, const RegulatoryWindow& window) {
    double count = 0;
    for (std::size_t j = 0; j < state.fluxes.size(); ++j)
        if (is_outside(state.fluxes[j], window_of(reference[j], window))) count += 1;
    return count;
}

struct FewestChanges {
    NearbyState state;
    double bound = 0;  // no state has fewer
};

/// The cheapest choice of switches to open, by implicit hitting sets (Moreno-Centeno & Karp, Operations
/// Research 61:453, 2013): windows that contradict each other name switches one of which must open; the
/// cheapest choice that has one of each is a bound from below, and the answer once it has a state.
class RegulationSearch {
public:
    RegulationSearch(const CompressedModel& small, const ColumnRanges& ranges,
                     const std::vector<WindowSwitch>& all, const SwitchProgram& program)
        : all_(all), program_(program), conflicts_(small, ranges, program, all) {
        for (const std::size_t s : program.open) {
            hitting_.cost.push_back(all[s].reactions);
            hitting_.size.push_back(1);
        }
    }

    /// Nothing where a solver gave up or the user did.
    std::optional<FewestChanges> run(std::int64_t nodes, Context& context) {
        best_ = nearby_state(program_, all_, context);
        if (best_.columns.empty()) return std::nullopt;
        const bool branches = program_.open.size() <= most_switches;
        for (int round = 0; round < most_rounds && !context.cancelled(); ++round) {
            const HittingSet candidate = cheapest_hitting_set(hitting_, context);
            if (candidate.status == MixedStatus::limit) break;
            if (candidate.status != MixedStatus::optimal) return std::nullopt;
            context.progress("changes", static_cast<std::uint64_t>(program_.always + candidate.cost),
                             static_cast<std::uint64_t>(best_.reactions));
            bound_ = program_.always + candidate.cost;
            if (bound_ > best_.reactions - 0.5) return proved();
            const auto enough = learn(candidate);
            if (!enough) return std::nullopt;
            if (*enough) return proved();
        }
        if (context.cancelled()) return std::nullopt;
        if (!branches) return FewestChanges{best_, bound_};
        return by_mixed_program(nodes, context);
    }

private:
    FewestChanges proved() const { return {best_, best_.reactions}; }

    void keep(const WindowConflicts::Open& open) {
        double cost = program_.always;
        for (std::size_t k = 0; k < open.size(); ++k)
            if (open[k]) cost += hitting_.cost[k];
        if (cost >= best_.reactions) return;
        best_.reactions = cost;
        best_.columns.assign(conflicts_.state().begin(), conflicts_.state().end());
    }

    /// True where the candidate has a state. Else conflicts without a common switch, until what they hold and
    /// the candidate is enough.
    std::optional<bool> learn(const HittingSet& candidate) {
        WindowConflicts::Open open(program_.open.size(), false);
        for (const std::int32_t k : candidate.elements) open[static_cast<std::size_t>(k)] = true;
        for (bool first = true;; first = false) {
            const std::optional<bool> enough = conflicts_.has_state(open);
            if (!enough) return std::nullopt;
            if (*enough) {
                keep(open);
                return first;
            }
            const auto part = conflicts_.conflict(open);
            if (!part) return std::nullopt;
            for (const std::int32_t k : *part) open[static_cast<std::size_t>(k)] = true;
            hitting_.to_hit.push_back(*part);
        }
    }

    /// Fewer changes than the best state's: proved not to be, or found.
    std::optional<FewestChanges> by_mixed_program(std::int64_t nodes, Context& context) {
        numerics::LinearProgram fewer = program_.program;
        std::vector<ProgramRow> rows = rows_of(fewer);
        ProgramRow count{{}, bound_ - program_.always - 0.1, best_.reactions - program_.always - 0.9};
        for (std::size_t k = 0; k < program_.whole.size(); ++k)
            count.terms.push_back({program_.whole[k], hitting_.cost[k]});
        rows.push_back(std::move(count));
        for (const auto& conflict : hitting_.to_hit) {
            rows.push_back({{}, 1, numerics::infinity});
            for (const std::int32_t k : conflict)
                rows.back().terms.push_back({program_.whole[static_cast<std::size_t>(k)], 1});
        }
        set_rows(fewer, rows);
        const numerics::MixedSolution found =
            numerics::solve_mixed(fewer, program_.whole, {.nodes = nodes}, context);
        if (context.cancelled()) return std::nullopt;
        if (found.status == MixedStatus::infeasible) return proved();
        if (found.status != MixedStatus::optimal && found.status != MixedStatus::limit) return std::nullopt;
        if (!found.values.empty()) {
            const auto columns = found.values.size() - program_.whole.size();
            best_.reactions = program_.always + found.objective;
            best_.columns.assign(found.values.begin(),
                                 found.values.begin() + static_cast<std::ptrdiff_t>(columns));
        }
        if (found.status == MixedStatus::optimal) return proved();
        const double bound = program_.always + std::ceil(found.bound - whole_number);
        return FewestChanges{best_, std::clamp(bound, bound_, best_.reactions)};
    }

    const std::vector<WindowSwitch>& all_;
    const SwitchProgram& program_;
    WindowConflicts conflicts_;
    HittingTask hitting_;
    NearbyState best_;
    double bound_ = 0;  // no state has fewer changes
};

}  // namespace

Result<Adjustment> minimise_regulation(const FluxModel& mutant, std::span<const double> reference,
                                       const RegulatoryWindow& window, std::int64_t nodes, Context& context) {
    const CompressedModel small = compress(mutant);
    const ColumnRanges ranges = column_ranges(small, context);
    Adjustment made;
    made.state.status = ranges.status;
    if (ranges.status != FluxStatus::optimal || context.cancelled()) return made;
    double without_flux = 0;
    for (std::size_t j = 0; j < small.share.size(); ++j)
        if (small.share[j].column < 0 && is_outside(0, window_of(reference[j], window))) without_flux += 1;
    const std::vector<WindowSwitch> all = window_switches(small, reference, window);
    const SwitchProgram program = switch_program(small, ranges, all);
    if (program.endless)
        return fail(Error::no("strain.unbounded", "a flux that ROOM has to weigh has no end")
                        .mend("give bounds with --set, or use --linear"));
    RegulationSearch search(small, ranges, all, program);
    const std::optional<FewestChanges> found = search.run(nodes, context);
    if (context.cancelled()) return made;
    made.state = solved_state(mutant, small, found ? FluxStatus::optimal : FluxStatus::solver_failure,
                              found ? found->state.columns : std::vector<double>());
    made.distance = changed(made.state, reference, window);
    if (!found) return made;
    // What the search counted is a bound of what the fluxes show, and is what they show where it was proved.
    made.proved = found->bound > found->state.reactions - 0.5;
    made.bound = made.proved ? made.distance : std::min(made.distance, found->bound + without_flux);
    // A change that no switch paid for.
    if (made.distance > found->state.reactions + without_flux + 0.5) made.state = {};
    return made;
}

}  // namespace strandline::strain
