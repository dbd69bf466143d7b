#include <strandline/strain/insertion.hpp>

#include "insertion/cheapest_opening.hpp"
#include "insertion/offer.hpp"
#include "insertion/program_rows.hpp"
#include "model/exchanges.hpp"
#include "insertion/universe_check.hpp"

#include <strandline/strain/compression.hpp>
#include <strandline/strain/judge.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace strandline::strain {
namespace {

using domain::Term;
using numerics::infinity;

constexpr double kept = 1e-6;        // of what was asked, when it is asked of the whole model
constexpr double just_below = 1e-9;  // relative; an optimum that is asked for again must not be missed

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

Error gave_up() {
    return Error::fault("strain.solver", "the solver found no answer that could be verified")
        .mend("report this with the model and the command");
}

Result<std::int32_t> substrate_of(const FluxModel& host, const InsertionOptions& options) {
    if (options.substrate.empty()) {
        const std::int32_t found = main_substrate(host);
        if (found < 0 && options.min_yield > 0)
            return fail(
                Error::input("strain.substrate", "a yield without a substrate")
                    .expected("--substrate REACTION: the model takes up nothing that its objective needs"));
        return found;
    }
    STRANDLINE_TRY(const std::int32_t named, reaction_named(*host.network, options.substrate, "--substrate"));
    if (is_exchange(host.network->reactions[at(named)])) return named;
    return fail(Error::input("strain.substrate", "'{}' is no exchange reaction", options.substrate)
                    .expected("a reaction of one metabolite, such as EX_glc__D_e"));
}

class InsertionSearch {
public:
    InsertionSearch(const FluxModel& host, const InsertionOptions& options, Offer offered)
        : options_(options), cost_(std::move(offered.cost)) {
        found_.model = flux_model(std::make_shared<const domain::Network>(std::move(offered.network)));
        found_.model.lower = std::move(offered.lower);
        found_.model.upper = std::move(offered.upper);
        found_.model.objective = host.objective;
        found_.model.maximise = host.maximise;
        found_.model.objective_name = host.objective_name;
        found_.host_reactions = host.reactions();
        found_.host_metabolites = static_cast<std::int32_t>(host.network->metabolites.size());
        found_.host_genes = static_cast<std::int32_t>(host.network->genes.size());
        found_.offered = std::move(offered.reactions);
        found_.target = offered.target;
        found_.target_sign = offered.target_sign;
        found_.target_added = offered.target_added;
        found_.new_metabolites = offered.new_metabolites;
    }

    Result<Insertions> run(const FluxModel& host, Context& context) {
        STRANDLINE_TRY(found_.substrate, substrate_of(host, options_));
        const CompressedModel small = compress(found_.model);
        if (small.infeasible) return std::move(found_);
        const OpeningTask task = task_of(small);
        const OpeningSets chosen = cheapest_openings(task, context);
        if (context.cancelled()) return fail(Error::interrupted());
        if (chosen.end == OpeningEnd::failure) return fail(gave_up());
        found_.end = chosen.end == OpeningEnd::enough ? InsertionEnd::enough
                     : chosen.end == OpeningEnd::none ? InsertionEnd::none
                                                      : InsertionEnd::limit;
        found_.bound = chosen.bound;
        for (const OpeningSet& set : chosen.sets) {
            STRANDLINE_TRY(Insertion insertion, judged(set));
            found_.sets.push_back(std::move(insertion));
        }
        std::ranges::sort(found_.sets, [&](const Insertion& a, const Insertion& b) {
            if (a.cost != b.cost) return a.cost < b.cost;
            if (a.reactions.size() != b.reactions.size()) return a.reactions.size() < b.reactions.size();
            return ids(a) < ids(b);
        });
        return std::move(found_);
    }

private:
    std::vector<std::string> ids(const Insertion& set) const {
        std::vector<std::string> made;
        for (const std::int32_t reaction : set.reactions) made.push_back(found_.model.reaction_id(reaction));
        return made;
    }

    FluxExpression target() const { return {{found_.target, found_.target_sign}}; }

    FluxExpression target_beyond_yield() const {
        const Term uptake = uptake_of(found_.model, found_.substrate);
        FluxExpression terms{{found_.target, found_.target_sign},
                             {uptake.index, -options_.min_yield * uptake.coefficient}};
        if (terms[0].index == terms[1].index) {
            terms[0].coefficient += terms[1].coefficient;
            terms.pop_back();
        }
        std::ranges::sort(terms, {}, &Term::index);
        return terms;
    }

    /// What is asked of growth and of yield.
    FluxRegion growth_and_yield() const {
        FluxRegion region;
        if (options_.min_growth > 0)
            region.push_back({found_.model.objective, options_.min_growth, infinity, "growth"});
        if (options_.min_yield > 0) region.push_back({target_beyond_yield(), 0, infinity, "yield"});
        return region;
    }
    FluxRegion flux_and_yield() const {
        FluxRegion region;
        if (options_.min_yield > 0) region.push_back({target_beyond_yield(), 0, infinity, "yield"});
        region.push_back({target(), options_.min_flux, infinity, "flux"});
        return region;
    }

    /// Columns of the compressed model that hold offered reactions are what can be opened: all of such a
    /// column or none is of use.
    OpeningTask task_of(const CompressedModel& small) {
        OpeningTask task;
        task.program = linear_program(small);
        std::vector<ProgramRow> rows = rows_of(task.program);
        FluxRegion region = growth_and_yield();
        region.push_back({target(), options_.min_flux, infinity, "flux"});
        for (const FluxCondition& condition : region)
            rows.push_back({compressed_terms(small, condition.terms), condition.lower, condition.upper});
        set_rows(task.program, rows);
        std::map<std::int32_t, Opening> by_column;
        for (std::size_t k = 0; k < found_.offered.size(); ++k) {
            const std::int32_t column = small.share[at(found_.offered[k])].column;
            if (column < 0) continue;
            const auto [opening, is_new] = by_column.try_emplace(column, Opening{column, 0, 0, 0, 0});
            opening->second.cost += cost_[k];
            opening->second.size += 1;
            if (is_new) parts_of_.emplace(column, std::vector<std::int32_t>{});
            parts_of_[column].push_back(found_.offered[k]);
        }
        for (const auto& [column, opening] : by_column) {
            task.openings.push_back(opening);
            columns_.push_back(column);
        }
        task.most = options_.most;
        task.alternatives = options_.alternatives;
        return task;
    }

    /// The set on the whole model.
    Result<Insertion> judged(const OpeningSet& set) const {
        Insertion made;
        made.cost = set.cost;
        made.proved = set.proved;
        for (const std::int32_t opening : set.openings) {
            const auto& parts = parts_of_.at(columns_[at(opening)]);
            made.reactions.insert(made.reactions.end(), parts.begin(), parts.end());
        }
        std::ranges::sort(made.reactions);
        std::vector<std::int32_t> left_out;
        std::ranges::set_difference(found_.offered, made.reactions, std::back_inserter(left_out));

        const auto answer = [](const Judge::Optimum& found) {
            return found.status == FluxStatus::optimal || found.status == FluxStatus::zero_growth;
        };
        const Judge::Optimum flux = Judge(found_.model, growth_and_yield()).optimum(target(), true, left_out);
        if (flux.status == FluxStatus::unbounded)
            made.flux = infinity;
        else if (!answer(flux) || flux.value < options_.min_flux * (1 - kept))
            return fail(gave_up());
        else
            made.flux = flux.value;
        const Judge::Optimum growth = Judge(found_.model, flux_and_yield())
                                          .optimum(found_.model.objective, found_.model.maximise, left_out);
        if (!answer(growth) || growth.value < options_.min_growth * (1 - kept)) return fail(gave_up());
        made.growth = growth.value;
        if (found_.substrate >= 0 && std::isfinite(made.flux)) {
            STRANDLINE_TRY(const double uptake, least_uptake(made.flux, left_out));
            if (uptake > 0) made.yield = made.flux / uptake;
        }
        return made;
    }

    /// Of the substrate, at the target's most flux. Rounding may hide the very optimum.
    Result<double> least_uptake(double flux, const std::vector<std::int32_t>& left_out) const {
        const Term uptake[] = {uptake_of(found_.model, found_.substrate)};
        for (const double slack : {0.0, just_below}) {
            FluxRegion region = growth_and_yield();
            region.push_back({target(), flux * (1 - slack), infinity, "flux"});
            const Judge::Optimum least = Judge(found_.model, region).optimum(uptake, false, left_out);
            if (least.status == FluxStatus::optimal) return least.value;
            if (least.status == FluxStatus::zero_growth) return 0.0;
        }
        return fail(gave_up());
    }

    const InsertionOptions& options_;
    Insertions found_;
    std::vector<double> cost_;                                    // of what is offered
    std::vector<std::int32_t> columns_;                           // by opening
    std::map<std::int32_t, std::vector<std::int32_t>> parts_of_;  // column to offered reactions
};

}  // namespace

Result<Insertions> cheapest_insertions(const FluxModel& host, const Universe& universe,
                                       std::string_view target, const InsertionOptions& options,
                                       Context& context) {
    if (options.min_growth > 0 && host.objective.empty())
        return fail(Error::input("strain.objective", "growth is asked for, but the model has no objective")
                        .expected("a model with an objective, or --objective REACTION")
                        .mend("name the biomass reaction with --objective"));
    STRANDLINE_CHECK(check_universe(host, universe, context));
    STRANDLINE_TRY(Offer offered, offer(host, universe, target, options.exchanges));
    return InsertionSearch(host, options, std::move(offered)).run(host, context);
}

}  // namespace strandline::strain
