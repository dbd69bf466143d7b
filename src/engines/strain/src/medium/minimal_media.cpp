#include <strandline/strain/medium.hpp>

#include "insertion/cheapest_opening.hpp"
#include "insertion/program_rows.hpp"

#include <strandline/strain/compression.hpp>

#include <algorithm>
#include <utility>

namespace strandline::strain {
namespace {

using numerics::infinity;
using numerics::LpStatus;

constexpr double nothing = 1e-9;
constexpr double kept = 1e-6;  // of the growth asked for

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

Error gave_up() {
    return Error::fault("strain.solver", "the solver found no answer that could be verified")
        .mend("report this with the model and the command");
}

/// A direction of an exchange in which it takes up.
struct Intake {
    std::int32_t exchange = 0;
    double sign = -1;  // the uptake is this times the flux
};

class MediumSearch {
public:
    MediumSearch(const FluxModel& model, const MediumOptions& options) : model_(model), options_(options) {
        for (std::int32_t j = 0; j < model_.reactions(); ++j) {
            const domain::Reaction& reaction = model_.network->reactions[at(j)];
            if (!is_exchange(reaction) || reaction.id.starts_with("DM_")) continue;
            const Intake intake{j, reaction.terms.front().coefficient < 0 ? -1.0 : 1.0};
            if (options_.open && !is_forced(intake)) set_most(intake, *options_.open);
            if (most(intake) > 0) intakes_.push_back(intake);
        }
    }

    Result<Media> run(Context& context) {
        Media made;
        if (options_.goal == MediumGoal::flux) {
            STRANDLINE_TRY(const std::optional<Medium> medium, least_uptake({}));
            if (medium) made.media.push_back(*medium);
            made.end = medium ? MediumEnd::enough : MediumEnd::none;
            return made;
        }
        const CompressedModel small = compress(model_);
        if (small.infeasible) return made;
        const OpeningTask task = task_of(small);
        const OpeningSets found = cheapest_openings(task, context);
        if (context.cancelled()) return fail(Error::interrupted());
        if (found.end == OpeningEnd::failure) return fail(gave_up());
        made.end = found.end == OpeningEnd::enough ? MediumEnd::enough
                   : found.end == OpeningEnd::none ? MediumEnd::none
                                                   : MediumEnd::limit;
        made.bound = found.bound;
        for (const OpeningSet& set : found.sets) {
            if (!set.proved) continue;
            STRANDLINE_TRY(Medium medium, judged(set));
            made.media.push_back(std::move(medium));
        }
        return made;
    }

private:
    double most(const Intake& intake) const {
        return intake.sign < 0 ? -model_.lower[at(intake.exchange)] : model_.upper[at(intake.exchange)];
    }
    bool is_forced(const Intake& intake) const {
        return intake.sign < 0 ? model_.upper[at(intake.exchange)] < 0
                               : model_.lower[at(intake.exchange)] > 0;
    }
    void set_most(const Intake& intake, double uptake) {
        if (intake.sign < 0)
            model_.lower[at(intake.exchange)] = -uptake + 0.0;
        else
            model_.upper[at(intake.exchange)] = uptake;
    }

    OpeningTask task_of(const CompressedModel& small) {
        OpeningTask task;
        task.program = linear_program(small);
        std::vector<ProgramRow> rows = rows_of(task.program);
        rows.push_back({compressed_terms(small, model_.objective), options_.min_growth, infinity});
        set_rows(task.program, rows);
        for (const Intake& intake : intakes_) {
            const CompressedModel::Share& share = small.share[at(intake.exchange)];
            if (share.column < 0 || is_forced(intake)) continue;
            // Closed, the exchange gives off only.
            Opening opening{share.column, -infinity, infinity, 1, 1};
            (intake.sign * share.ratio < 0 ? opening.closed_lower : opening.closed_upper) = 0;
            task.openings.push_back(opening);
            opened_.push_back(intake.exchange);
        }
        task.alternatives = options_.alternatives;
        return task;
    }

    Result<Medium> judged(const OpeningSet& set) const {
        std::vector<std::int32_t> closed = opened_;
        std::erase_if(closed, [&](std::int32_t exchange) {
            return std::ranges::any_of(set.openings,
                                       [&](std::int32_t k) { return opened_[at(k)] == exchange; });
        });
        STRANDLINE_TRY(const std::optional<Medium> medium, least_uptake(closed));
        if (!medium) return fail(gave_up());
        return *medium;
    }

    /// The least total uptake with these exchanges closed to it; nothing where there is no growth.
    Result<std::optional<Medium>> least_uptake(const std::vector<std::int32_t>& closed) const {
        numerics::LinearProgram program = linear_program(model_);
        std::vector<ProgramRow> rows = rows_of(program);
        rows.push_back({model_.objective, options_.min_growth, infinity});
        program.objective.assign(program.lower.size(), 0);
        program.maximise = false;
        for (const Intake& intake : intakes_) {
            if (std::ranges::binary_search(closed, intake.exchange)) {
                (intake.sign < 0 ? program.lower : program.upper)[at(intake.exchange)] = 0;
                continue;
            }
            // uptake >= sign * flux, uptake >= 0
            const auto uptake = static_cast<std::int32_t>(program.lower.size());
            rows.push_back({{{intake.exchange, -intake.sign}, {uptake, 1.0}}, 0, infinity});
            program.lower.push_back(0);
            program.upper.push_back(infinity);
            program.objective.push_back(1);
        }
        set_rows(program, rows);
        numerics::LpSolver solver(program);
        const LpStatus found = solver.solve();
        if (found == LpStatus::infeasible) return std::optional<Medium>();
        if (found != LpStatus::optimal) return fail(gave_up());
        double growth = 0;
        for (const domain::Term& term : model_.objective)
            growth += term.coefficient * solver.value(term.index);
        if (growth < options_.min_growth * (1 - kept)) return fail(gave_up());
        Medium medium;
        for (const Intake& intake : intakes_) {
            const double uptake = intake.sign * solver.value(intake.exchange);
            if (uptake > nothing) medium.push_back({intake.exchange, uptake});
        }
        return std::optional<Medium>(std::move(medium));
    }

    FluxModel model_;
    const MediumOptions& options_;
    std::vector<Intake> intakes_;       // in order of the model
    std::vector<std::int32_t> opened_;  // exchanges by opening, ascending
};

}  // namespace

Result<Media> minimal_media(const FluxModel& model, const MediumOptions& options, Context& context) {
    if (model.objective.empty())
        return fail(Error::input("strain.objective", "growth is asked for, but the model has no objective")
                        .expected("a model with an objective, or --objective REACTION")
                        .mend("name the biomass reaction with --objective"));
    return MediumSearch(model, options).run(context);
}

}  // namespace strandline::strain
