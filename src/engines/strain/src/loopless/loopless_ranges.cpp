#include <strandline/strain/loopless.hpp>

#include "insertion/program_rows.hpp"
#include "loopless/loop_law.hpp"
#include "loopless/loops.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/strain/compression.hpp>
#include <strandline/strain/variability.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::infinity;
using numerics::LpSolver;
using numerics::LpStatus;
using numerics::MixedStatus;

constexpr std::size_t together = 64;  // limits that one thread takes at a time
constexpr double nothing = 1e-9;
constexpr std::int64_t most_nodes = 20000;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// One end of a reaction's range.
struct Limit {
    std::int32_t reaction = 0;
    bool most = true;
    double value = 0;
    enum class State { open, settled, bound, failed } state = State::open;
};

class RangeSearch {
public:
    RangeSearch(const FluxModel& model, LoopSpace space)
        : model_(model),
          space_(std::move(space)),
          small_(compress(model)),
          program_(linear_program(small_)) {}

    Result<LooplessRanges> run(double fraction, std::span<const std::int32_t> reactions, Context& context) {
        LooplessRanges made;
        made.loop_reactions = static_cast<std::int64_t>(space_.reactions.size());
        made.status = optimum(made.optimum);
        if (made.status != FluxStatus::optimal && made.status != FluxStatus::zero_growth) return made;
        hold_objective(fraction, made.optimum);
        std::vector<Limit> limits;
        for (const std::int32_t reaction : reactions)
            for (const bool most : {false, true}) limits.push_back({reaction, most});
        by_linear_programs(limits, context);
        std::uint64_t done = 0;
        for (Limit& limit : limits) {
            if (context.cancelled()) return fail(Error::interrupted());
            if (limit.state == Limit::State::open) {
                by_loop_law(limit, context);
                ++made.mixed_programs;
            }
            context.progress("loops", ++done, limits.size());
            if (limit.state == Limit::State::failed)
                return fail(Error::fault("strain.solver", "the solver found no answer for '{}'",
                                         model_.reaction_id(limit.reaction))
                                .mend("report this with the model and the command"));
        }
        for (std::size_t k = 0; k < limits.size(); k += 2)
            made.ranges.push_back({limits[k].reaction, limits[k].value, limits[k + 1].value,
                                   limits[k].state == Limit::State::settled,
                                   limits[k + 1].state == Limit::State::settled});
        return made;
    }

private:
    FluxStatus optimum(double& value) {
        if (small_.infeasible) return FluxStatus::infeasible;
        LpSolver solver(program_);
        switch (solver.solve()) {
        case LpStatus::infeasible:
            return FluxStatus::infeasible;
        case LpStatus::unbounded:
            return FluxStatus::unbounded;
        case LpStatus::failure:
            return FluxStatus::solver_failure;
        case LpStatus::optimal:
            break;
        }
        value = solver.objective_value();
        return std::abs(value) <= nothing ? FluxStatus::zero_growth : FluxStatus::optimal;
    }

    void hold_objective(double fraction, double best) {
        std::vector<ProgramRow> rows = rows_of(program_);
        const std::vector<domain::Term> terms = compressed_terms(small_, model_.objective);
        const double kept = kept_objective(best, model_.maximise, fraction);
        if (!terms.empty())
            rows.push_back({terms, model_.maximise ? kept : -infinity, model_.maximise ? infinity : kept});
        program_.objective.assign(program_.lower.size(), 0);
        set_rows(program_, rows);
    }

    /// Columns and sign of a reaction; false where it never runs.
    bool aim(const Limit& limit, LpSolver& solver) const {
        const CompressedModel::Share& share = small_.share[at(limit.reaction)];
        if (share.column < 0) return false;
        solver.clear_objective();
        solver.set_objective(share.column, share.ratio);
        solver.set_maximise(limit.most);
        return true;
    }

    void by_linear_programs(std::vector<Limit>& limits, Context& context) const {
        LpSolver base(program_);
        if (base.solve() != LpStatus::optimal) return;
        const numerics::Basis basis = base.basis();
        const std::size_t parts = (limits.size() + together - 1) / together;
        parallel_for(parts, context.threads(), [&](std::size_t part) {
            LpSolver solver(base);
            LoopRemover remover(model_, space_);
            for (std::size_t k = part * together; k < std::min(limits.size(), (part + 1) * together); ++k) {
                if (context.cancelled()) return;
                solver.set_basis(basis);
                by_linear_program(limits[k], solver, remover);
            }
        });
    }

    void by_linear_program(Limit& limit, LpSolver& solver, LoopRemover& remover) const {
        if (!aim(limit, solver)) {
            limit.state = Limit::State::settled;
            return;
        }
        const LpStatus found = solver.solve(numerics::LpMethod::primal);
        if (found == LpStatus::unbounded) {
            limit.value = limit.most ? infinity : -infinity;
            limit.state = space_.holds(limit.reaction) ? Limit::State::open : Limit::State::settled;
            return;
        }
        if (found != LpStatus::optimal) {
            limit.state = Limit::State::failed;
            return;
        }
        limit.value = solver.objective_value();
        if (space_.removable && !space_.holds(limit.reaction)) {
            limit.state = Limit::State::settled;
            return;
        }
        std::vector<double> fluxes = expand(small_, solver.values());
        if (!remover.remove(fluxes, limit.reaction)) {
            limit.state = Limit::State::failed;
            return;
        }
        const std::optional<bool> loop = remover.has_loop(fluxes);
        if (!loop)
            limit.state = Limit::State::failed;
        else if (!*loop)
            limit.state = Limit::State::settled;
    }

    /// The loop law on the cycles of the reaction; on all of them where loops cannot simply be taken away.
    void by_loop_law(Limit& limit, Context& context) const {
        LoopSpace space = space_;
        if (!space.removable) std::ranges::fill(space.block, 0);
        const std::int32_t position = space.position[at(limit.reaction)];
        const std::int32_t block = position >= 0 ? space.block[at(position)] : 0;
        LoopLaw law = loop_law(model_, small_, program_, space, block);
        const CompressedModel::Share& share = small_.share[at(limit.reaction)];
        law.program.objective[at(share.column)] = share.ratio;
        law.program.maximise = limit.most;
        const numerics::MixedSolution found =
            numerics::solve_mixed(law.program, law.whole, {.nodes = most_nodes}, context);
        limit.state = Limit::State::failed;
        if (found.status == MixedStatus::limit) {
            limit.value =
                limit.most ? std::min(limit.value, found.bound) : std::max(limit.value, found.bound);
            limit.state = Limit::State::bound;
        }
        if (found.status != MixedStatus::optimal) return;
        std::vector<double> fluxes = expand(small_, std::span(found.values).first(at(small_.columns())));
        LoopRemover remover(model_, space_);
        if (!remover.remove(fluxes, limit.reaction)) return;
        if (remover.has_loop(fluxes).value_or(true)) return;
        limit.value = found.objective;
        limit.state = Limit::State::settled;
    }

    const FluxModel& model_;
    LoopSpace space_;
    CompressedModel small_;
    numerics::LinearProgram program_;
};

}  // namespace

Result<LooplessRanges> loopless_ranges(const FluxModel& model, double fraction,
                                       std::span<const std::int32_t> reactions, Context& context) {
    std::optional<LoopSpace> space = loop_space(model);
    if (!space)
        return fail(Error::fault("strain.solver", "the solver did not find the loops of the model")
                        .mend("report this with the model and the command"));
    return RangeSearch(model, std::move(*space)).run(fraction, reactions, context);
}

}  // namespace strandline::strain
