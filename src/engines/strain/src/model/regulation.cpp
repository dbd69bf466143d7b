#include "model/regulation.hpp"

#include "model/gene_use.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/reaction_table.hpp>
#include <strandline/formats/table.hpp>
#include <strandline/strain/expression.hpp>
#include <strandline/strain/judge.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace strandline::strain {
namespace {

using domain::GeneRule;
using numerics::infinity;

constexpr double room = 1e-3;     // by which a relaxing flux is wider than it has to be
constexpr double nothing = 1e-9;  // a condition missed by less is met

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

GeneRule gene_rule(std::size_t gene) { return {GeneRule::Kind::gene, static_cast<std::int32_t>(gene), {}}; }

std::size_t add_gene(domain::Network& network, const std::string& id) {
    network.genes.push_back({.id = id, .name = id, .annotation = {}, .notes = {}});
    return network.genes.size() - 1;
}

/// Reactions that may be lost beside genes need one gene more.
std::vector<std::int32_t> add_stand_ins(domain::Network& network, std::span<const std::int32_t> reactions) {
    std::vector<std::int32_t> made;
    for (const std::int32_t index : reactions) {
        domain::Reaction& reaction = network.reactions[at(index)];
        const GeneRule own = gene_rule(add_gene(network, reaction.id));
        made.push_back(own.gene);
        if (reaction.rule.kind == GeneRule::Kind::none)
            reaction.rule = own;
        else
            reaction.rule = {GeneRule::Kind::all_of, -1, {reaction.rule, own}};
    }
    return made;
}

/// As `model`, with what was added to its network behind it.
FluxModel extended(const FluxModel& model, domain::Network network) {
    FluxModel made = flux_model(std::make_shared<const domain::Network>(std::move(network)));
    std::ranges::copy(model.lower, made.lower.begin());
    std::ranges::copy(model.upper, made.upper.begin());
    made.objective = model.objective;
    made.maximise = model.maximise;
    made.objective_name = model.objective_name;
    return made;
}

Error wrong(const Regulation& regulation, std::string_view what) {
    return Error::input("strain.regulation", "{}: '{}'", what, regulation.condition).at(regulation.place);
}

/// How far the model is from what the condition asks, at most; infinite without limit.
Result<double> most_missed(const FluxModel& model, const Regulation& regulation,
                           const FluxCondition& condition) {
    double most = 0;
    Judge judge(model);
    for (const bool above : {true, false}) {
        const double bound = above ? condition.upper : condition.lower;
        if (std::abs(bound) == infinity) continue;
        const Judge::Optimum found = judge.optimum(condition.terms, above, {});
        if (found.status == FluxStatus::solver_failure)
            return fail(wrong(regulation, "no answer of the solver for a regulation"));
        if (found.status == FluxStatus::unbounded) return infinity;
        if (found.status != FluxStatus::infeasible)
            most = std::max(most, above ? found.value - bound : bound - found.value);
    }
    return most > nothing ? most * (1 + room) + room : 0;
}

/// The flux that makes up for what the condition misses: without it, the condition holds.
void add_relaxation(domain::Network& network, const FluxCondition& condition, const std::string& id,
                    double most) {
    const auto index = static_cast<std::int32_t>(network.reactions.size());
    domain::Reaction relaxation;
    relaxation.id = relaxation.name = id;
    relaxation.upper = most;
    network.reactions.push_back(std::move(relaxation));
    for (const bool above : {true, false}) {
        const double bound = above ? condition.upper : condition.lower;
        if (std::abs(bound) == infinity) continue;
        domain::FluxConstraint row{.id = id, .name = id, .terms = condition.terms};
        row.terms.push_back({index, above ? -1.0 : 1.0});
        row.lower = above ? -infinity : bound;
        row.upper = above ? bound : infinity;
        network.constraints.push_back(std::move(row));
    }
}

}  // namespace

Result<std::vector<Regulation>> read_regulations(const Source& source) {
    STRANDLINE_TRY(auto table, formats::TableReader::open(source));
    STRANDLINE_TRY(const std::size_t condition, table.column("constraint"));
    const auto cost = table.find_column("cost");
    std::vector<Regulation> made;
    std::map<std::string, Place, std::less<>> first;
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) return made;
        Regulation one{std::string(trim(table.text(condition))), 1, table.place(condition)};
        if (cost && !table.text(*cost).empty()) {
            STRANDLINE_TRY(one.cost, table.number(*cost));
            if (!formats::is_cost(one.cost))
                return fail(Error::input("strain.cost", "{} cost of '{}'",
                                         one.cost < 0 ? "a negative" : "an extreme", one.condition)
                                .at(table.place(*cost))
                                .expected("{}", formats::costs_are)
                                .found("{}", table.text(*cost)));
        }
        const auto [known, is_new] = first.emplace(one.condition, one.place);
        if (!is_new)
            return fail(wrong(one, "a regulation twice")
                            .also_at(known->second)
                            .expected("each once")
                            .mend("remove one of the two rows"));
        made.push_back(std::move(one));
    }
}

Result<RegulatedModel> with_regulations(const FluxModel& model, std::span<const Regulation> regulations,
                                        bool by_genes, std::span<const std::int32_t> reactions) {
    domain::Network network = *model.network;
    std::vector<std::int32_t> genes;
    for (const Regulation& one : regulations) {
        const auto more = genes_in(one.condition, network);
        genes.insert(genes.end(), more.begin(), more.end());
    }
    std::ranges::sort(genes);
    genes.erase(std::ranges::unique(genes).begin(), genes.end());
    if (!genes.empty()) STRANDLINE_CHECK(add_gene_use(network, model, genes));
    RegulatedModel made;
    made.stand_ins = add_stand_ins(network, reactions);
    made.model = extended(model, network);
    for (const Regulation& one : regulations) {
        auto region = parse_region(one.condition, made.model, "--regulation");
        if (!region) return fail(std::move(region).error().at(one.place));
        if (region->size() != 1)
            return fail(wrong(one, "a regulation is one condition")
                            .expected("one relation, such as 'PGI <= 0.5'")
                            .found("{}", region->size())
                            .mend("give each condition a row of its own"));
        STRANDLINE_TRY(const double most, most_missed(made.model, one, region->front()));
        const auto relaxation = static_cast<std::int32_t>(network.reactions.size());
        add_relaxation(network, region->front(), one.condition, most);
        if (by_genes) {
            const std::size_t gene = add_gene(network, one.condition);
            network.reactions.back().rule = gene_rule(gene);
        }
        made.levers.push_back(by_genes ? static_cast<std::int32_t>(network.genes.size()) - 1 : relaxation);
    }
    made.model = extended(model, std::move(network));
    return made;
}

}  // namespace strandline::strain
