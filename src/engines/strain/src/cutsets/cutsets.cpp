#include <strandline/strain/cutsets.hpp>

#include "cutsets/best_cuts.hpp"
#include "cutsets/cut_elements.hpp"
#include "cutsets/cut_search.hpp"
#include "cutsets/cut_verdicts.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

std::string text_of(const FluxRegion& region) {
    return region.empty() ? std::string("any flux state") : region.front().text;
}

Error too_many(const CutSetProblem& problem) {
    return Error::input("strain.too_many_sets", "more than {} cut sets", with_thousands(problem.max_sets))
        .mend(
            "ask for smaller sets with --max-size, for cheaper ones with --max-cost, or for fewer elements "
            "with --only");
}

CutQuestion question_for(const CutElements& elements, const CompressedModel& compressed,
                         const CutSetProblem& problem) {
    CutQuestion made{elements, {}, {}, problem.max_size, problem.max_cost, {}, problem.max_sets};
    for (const std::int32_t reaction : problem.knock_ins) {
        made.knock_in_columns.push_back(columns_of(compressed, std::span(&reaction, 1)));
        made.knock_in_elements.emplace_back();
        made.knock_in_cost.push_back(cost_of(problem.knock_in_cost, reaction));
    }
    for (std::size_t k = 0; k < problem.knock_in_genes.size(); ++k) {
        made.knock_in_columns.emplace_back();
        made.knock_in_elements.emplace_back();
        if (elements.of_knock_in[k] >= 0) made.knock_in_elements.back().push_back(elements.of_knock_in[k]);
        made.knock_in_cost.push_back(cost_of(problem.knock_in_gene_cost, problem.knock_in_genes[k]));
    }
    return made;
}

/// Oracles of all regions, with an error where a region makes the question pointless.
Result<Oracles> oracles_for(const FluxModel& model, const CompressedModel& compressed,
                            const CutSetProblem& problem, CutMemory& memory, Context& context) {
    Oracles made;
    for (const FluxRegion& region : problem.suppress) {
        made.suppress.emplace_back(model, compressed, region);
        memory.suppress.emplace_back(compressed.columns());
        if (!made.suppress.back().ask({}).lives)
            context.log(LogLevel::warning,
                        format("no flux state has '{}', even without a knock-out", text_of(region)));
    }
    for (const FluxRegion& region : problem.protect) {
        made.protect.emplace_back(model, compressed, region);
        memory.protect.emplace_back(compressed.columns());
        if (!made.protect.back().ask({}).lives)
            return fail(Error::input("strain.protect", "no flux state has '{}', even without a knock-out",
                                     text_of(region))
                            .expected("a region of fluxes that the model reaches")
                            .mend("see what it reaches with strain fba --objective"));
    }
    return made;
}

/// Every choice of one member an element, within the cost.
class Expansion {
public:
    Expansion(const CutElements& elements, const CutSetProblem& problem)
        : elements_(elements), problem_(problem) {}

    Result<std::vector<CutSet>> run(std::span<const FoundCut> cuts) {
        for (const FoundCut& cut : cuts) {
            CutSet set;
            for (const std::int32_t one : cut.bought) buy(at(one), set);
            expand(cut, 0, set);
            if (made_.size() > problem_.max_sets) return fail(too_many(problem_));
        }
        std::ranges::sort(made_, [](const CutSet& a, const CutSet& b) {
            return std::make_tuple(a.size(), std::cref(a.knock_outs), std::cref(a.knock_ins),
                                   std::cref(a.knock_in_genes)) <
                   std::make_tuple(b.size(), std::cref(b.knock_outs), std::cref(b.knock_ins),
                                   std::cref(b.knock_in_genes));
        });
        return std::move(made_);
    }

private:
    void buy(std::size_t one, CutSet& set) const {
        const std::size_t reactions = problem_.knock_ins.size();
        if (one < reactions) {
            set.knock_ins.push_back(problem_.knock_ins[one]);
            set.cost += cost_of(problem_.knock_in_cost, set.knock_ins.back());
        } else {
            set.knock_in_genes.push_back(problem_.knock_in_genes[one - reactions]);
            set.cost += cost_of(problem_.knock_in_gene_cost, set.knock_in_genes.back());
        }
    }

    void expand(const FoundCut& cut, std::size_t k, CutSet& set) {
        if (made_.size() > problem_.max_sets || set.cost > problem_.max_cost) return;
        if (k == cut.elements.size()) {
            made_.push_back(set);
            std::ranges::sort(made_.back().knock_outs);
            return;
        }
        const double before = set.cost;
        for (const std::int32_t member : elements_.members[at(cut.elements[k])]) {
            set.knock_outs.push_back(member);
            set.cost = before + cost_of(problem_.knock_out_cost, member);
            expand(cut, k + 1, set);
            set.knock_outs.pop_back();
        }
        set.cost = before;
    }

    const CutElements& elements_;
    const CutSetProblem& problem_;
    std::vector<CutSet> made_;
};

}  // namespace

Result<CutSets> minimal_cut_sets(const FluxModel& model, const CutSetProblem& problem, Context& context) {
    const CompressedModel compressed = compress(model);
    STRANDLINE_TRY(const CutElements elements, cut_elements(model, compressed, problem));
    const CutQuestion question = question_for(elements, compressed, problem);
    CutMemory memory;
    memory.absent = Bits(at(compressed.columns()));
    for (const auto& columns : question.knock_in_columns)
        for (const std::int32_t column : columns) memory.absent.set(at(column));
    STRANDLINE_TRY(const Oracles oracles, oracles_for(model, compressed, problem, memory, context));
    const bool best = !problem.suppress_best.empty();
    STRANDLINE_TRY(const CutSearch found,
                   best ? search_best_cuts(model, compressed, problem, question, oracles, context)
                        : search_cuts(question, oracles, memory, context));
    if (found.cuts.size() == 1 && found.cuts.front().elements.empty() && found.cuts.front().bought.empty())
        return fail(Error::input("strain.suppress", "no flux state is in a suppressed region as it is")
                        .found("{}", text_of((best ? problem.suppress_best : problem.suppress).front()))
                        .expected("a region that the model reaches, and that knock-outs could empty")
                        .mend("see what it reaches with strain fba --objective"));
    CutSets made;
    STRANDLINE_TRY(made.sets, Expansion(elements, problem).run(found.cuts));
    STRANDLINE_TRY(CutVerdicts judged,
                   best ? judge_best_cuts(model, problem, made.sets, context)
                        : judge_cut_sets(model, compressed, problem, memory, made.sets, context));
    made.sufficient = std::move(judged.sufficient);
    made.verdicts = judged.programs;
    made.programs = found.programs;
    made.candidates = found.candidates;
    for (const RegionMemory& region : memory.suppress) made.states += region.states().size();
    return made;
}

}  // namespace strandline::strain
