#include "deletions/screening.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <numeric>
#include <utility>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Every reaction a column of its own: for models whose bounds contradict each other, which compression
/// gives up and a deletion may mend.
CompressedModel as_it_is(const FluxModel& model) {
    CompressedModel made;
    made.full_row.resize(at(model.rows()));
    std::iota(made.full_row.begin(), made.full_row.end(), 0);
    made.matrix = model.stoichiometry;
    made.row_lower = model.row_lower;
    made.row_upper = model.row_upper;
    made.lower = model.lower;
    made.upper = model.upper;
    made.objective.assign(model.lower.size(), 0);
    for (const domain::Term& term : model.objective) made.objective[at(term.index)] = term.coefficient;
    made.maximise = model.maximise;
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        made.share.push_back({j, 1.0});
        made.members.push_back({j});
        made.first_reaction.push_back(j);
    }
    return made;
}

constexpr double rounding = 1e-7;  // growth that is as large as the limit is not below it

/// Which deletions are handed on.
struct Selection {
    double below = numerics::infinity;
    bool synthetic = false;

    Selection(const DeletionOptions& options, double unchanged) : synthetic(options.synthetic) {
        if (options.below)
            below = *options.below * unchanged;
        else if (options.synthetic)
            below = lethal_growth;
    }
    bool is_below(const DeletionOutcome& outcome) const {
        return outcome.status == FluxStatus::infeasible || outcome.growth < below * (1 - rounding);
    }
};

double choose(double n, int k) {
    double ways = 1;
    for (int i = 0; i < k; ++i) ways *= (n - i) / (i + 1);
    return std::max(0.0, ways);
}

Result<void> check_rows(const DeletionOptions& options, double elements) {
    double rows = 0;
    for (int k = 1; k <= options.order; ++k) rows += choose(elements, k);
    if (options.synthetic || rows <= static_cast<double>(options.most_rows)) return {};
    return fail(
        Error::input("strain.deletions", "order {} of {} makes {:.3g} deletions", options.order,
                     counted(static_cast<std::uint64_t>(elements),
                             options.kind == DeletionKind::genes ? "gene" : "reaction"),
                     rows)
            .expected("at most {} rows", options.most_rows)
            .mend("ask for --synthetic, which lists what kills only together, or name some with --only"));
}

class Walk {
public:
    Walk(const DeletionOptions& options, const DeletedElements& elements, Screening& screening,
         const DeletionVisit& visit)
        : options_(options),
          elements_(elements),
          screening_(screening),
          visit_(visit),
          selection_(options, screening.outcome(0).growth) {}

    Result<void> run(Context& context) {
        STRANDLINE_CHECK(screening_.screen_singles(context));
        if (options_.order >= 2) STRANDLINE_CHECK(screening_.screen_pairs(context));
        const std::int32_t n = elements_.size();
        for (std::int32_t i = 0; i < n; ++i) {
            if (context.cancelled()) return fail(Error::interrupted());
            context.progress("deletions", static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(n));
            hand_on({&i, 1}, screening_.state(i));
            if (options_.order >= 2) STRANDLINE_CHECK(pairs_of(i, context));
        }
        return {};
    }

private:
    bool is_below(std::int32_t state) const { return selection_.is_below(screening_.outcome(state)); }
    /// A pair of which neither alone is below.
    bool is_sound(std::int32_t i, std::int32_t j) const {
        return !is_below(screening_.state(i)) && !is_below(screening_.state(j));
    }

    void hand_on(std::span<const std::int32_t> members, std::int32_t state) {
        if (!is_below(state) && (options_.below || options_.synthetic)) return;
        std::int32_t named[3];
        for (std::size_t m = 0; m < members.size(); ++m) named[m] = elements_.element(members[m]);
        visit_({named, members.size()}, screening_.outcome(state));
    }

    Result<void> pairs_of(std::int32_t i, Context& context) {
        std::vector<Screening::Triple> triples;
        if (options_.order >= 3 && !(selection_.synthetic && is_below(screening_.state(i)))) {
            const auto wanted = [&](std::int32_t a, std::int32_t b) {
                return !selection_.synthetic || (is_sound(a, b) && !is_below(screening_.state(a, b)));
            };
            STRANDLINE_TRY(triples, screening_.screen_triples(i, wanted, context));
        }
        auto next = triples.cbegin();
        for (std::int32_t j = i + 1; j < elements_.size(); ++j) {
            const std::int32_t pair[] = {i, j};
            if (!selection_.synthetic || is_sound(i, j)) hand_on(pair, screening_.state(i, j));
            if (options_.order < 3) continue;
            if (selection_.synthetic) {
                for (; next != triples.cend() && next->j == j; ++next) synthetic_triple(i, *next);
                continue;
            }
            for (std::int32_t k = j + 1; k < elements_.size(); ++k) {
                const std::int32_t triple[] = {i, j, k};
                const bool screened = next != triples.cend() && next->j == j && next->k == k;
                hand_on(triple, screened ? (next++)->state : screening_.known_state(i, j, k));
            }
        }
        return {};
    }

    void synthetic_triple(std::int32_t i, const Screening::Triple& found) {
        const auto [j, k, state] = found;
        if (is_below(screening_.state(k)) || is_below(screening_.state(i, k)) ||
            is_below(screening_.state(j, k)))
            return;
        const std::int32_t triple[] = {i, j, k};
        hand_on(triple, state);
    }

    const DeletionOptions& options_;
    const DeletedElements& elements_;
    Screening& screening_;
    const DeletionVisit& visit_;
    Selection selection_;
};

}  // namespace

Result<DeletionSummary> delete_each(const FluxModel& model, const DeletionOptions& options,
                                    const DeletionVisit& visit, Context& context) {
    const DeletedElements elements(model, options);
    STRANDLINE_CHECK(check_rows(options, elements.size()));
    CompressedModel small = compress(model);
    if (small.infeasible) small = as_it_is(model);
    Screening screening(model, small, elements);
    if (screening.outcome(0).status == FluxStatus::solver_failure)
        return fail(Error::fault("strain.solver", "the solver found no answer for the model as given"));
    STRANDLINE_CHECK(Walk(options, elements, screening, visit).run(context));
    return DeletionSummary{screening.outcome(0), screening.linear_programs(), screening.verified(),
                           screening.judged()};
}

Result<DeletionSummary> delete_each_plainly(const FluxModel& model, const DeletionOptions& options,
                                            const DeletionVisit& visit, Context& context) {
    const DeletedElements elements(model, options);
    STRANDLINE_CHECK(check_rows(options, elements.size()));
    Judge judge(model);
    DeletionSummary summary;
    const auto outcome_of = [&](std::span<const std::int32_t> members) {
        const Judge::Optimum found = judge.growth(elements.dead_reactions(members));
        ++summary.linear_programs;
        return DeletionOutcome{found.status == FluxStatus::optimal ? found.value : 0, found.status};
    };
    summary.unchanged = outcome_of({});
    const Selection selection(options, summary.unchanged.growth);
    std::vector<std::int32_t> members;
    const auto has_part_below = [&] {
        for (unsigned part = 1; part + 1 < 1U << members.size(); ++part) {
            std::vector<std::int32_t> chosen;
            for (std::size_t m = 0; m < members.size(); ++m)
                if (part >> m & 1U) chosen.push_back(members[m]);
            if (selection.is_below(outcome_of(chosen))) return true;
        }
        return false;
    };
    const std::function<void(std::int32_t)> extend = [&](std::int32_t first) {
        for (std::int32_t i = first; i < elements.size() && !context.cancelled(); ++i) {
            members.push_back(i);
            const DeletionOutcome outcome = outcome_of(members);
            const bool selects = options.below || options.synthetic;
            if (!selects || (selection.is_below(outcome) && !(options.synthetic && has_part_below()))) {
                std::vector<std::int32_t> named;
                for (const std::int32_t member : members) named.push_back(elements.element(member));
                visit(named, outcome);
            }
            if (static_cast<int>(members.size()) < options.order) extend(i + 1);
            members.pop_back();
        }
    };
    extend(0);
    return summary;
}

}  // namespace strandline::strain
