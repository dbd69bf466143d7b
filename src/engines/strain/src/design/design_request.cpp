#include "design/design_request.hpp"

#include "model/cost_table.hpp"
#include "model/exchanges.hpp"
#include "model/joined_ids.hpp"
#include "model/model_input.hpp"
#include "model/regulation.hpp"

#include <strandline/base/error.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace strandline::strain {
namespace {

using operation::Call;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// A gene by which models mark reactions that need no enzyme.
bool is_no_gene(const domain::NetworkGene& gene) {
    return gene.id == "s0001" || lower(gene.id) == "spontaneous" || lower(gene.name) == "spontaneous";
}

/// Whether `id` is as `pattern` says, in which * stands for any letters.
bool fits(std::string_view id, std::string_view pattern) {
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) return id == pattern;
    if (!id.starts_with(pattern.substr(0, star))) return false;
    pattern.remove_prefix(star + 1);
    for (id.remove_prefix(star);; id.remove_prefix(1)) {
        if (fits(id, pattern)) return true;
        if (id.empty()) return false;
    }
}

template <class Items>
bool mark_fitting(const Items& items, std::string_view pattern, std::vector<bool>& made) {
    bool any = false;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (fits(items[i].id, pattern)) any = made[i] = true;
    return any;
}

Result<std::vector<bool>> marked(const Call& call, std::string_view param, const FluxModel& model,
                                 bool genes) {
    const domain::Network& network = *model.network;
    const std::string option = "--" + std::string(param);
    std::vector<bool> made(genes ? network.genes.size() : network.reactions.size(), false);
    for (const std::string& word : words_of(call.text(param))) {
        if (genes ? mark_fitting(network.genes, word, made) : mark_fitting(network.reactions, word, made))
            continue;
        STRANDLINE_TRY(const std::int32_t index,
                       genes ? gene_named(network, word, option) : reaction_named(network, word, option));
        made[at(index)] = true;
    }
    return made;
}

/// Reactions that genes can stop, but no exchanges and nothing of the objective; or all.
std::vector<bool> usual_reactions(const DesignRequest& request, bool all) {
    const FluxModel& model = request.model;
    std::vector<bool> made(at(model.reactions()), true);
    if (!all)
        for (std::size_t j = 0; j < made.size(); ++j) {
            const domain::Reaction& reaction = model.network->reactions[j];
            const bool stoppable = !domain::holds(
                reaction.rule, [&](std::int32_t gene) { return request.genes_that_may_go[at(gene)]; });
            made[j] = stoppable && !is_exchange(reaction);
        }
    for (const domain::Term& term : model.objective) made[at(term.index)] = false;
    made[at(request.target)] = false;
    return made;
}

/// A reaction whose bounds ask for a flux cannot be knocked out; who names it should know.
Result<void> check_not_forced(const FluxModel& model, const std::vector<bool>& only) {
    for (std::size_t j = 0; j < only.size(); ++j)
        if (only[j] && (model.lower[j] > 0 || model.upper[j] < 0))
            return fail(Error::input("strain.forced_flux",
                                     "'{}' must run by its bounds, and cannot be knocked out",
                                     model.network->reactions[j].id)
                            .expected("reactions whose bounds hold 0, in --only")
                            .found("{} to {}", model.lower[j], model.upper[j])
                            .mend("leave it out, or change its bounds by --set"));
    return {};
}

Result<std::vector<std::int32_t>> candidates(const Call& call, const DesignRequest& request) {
    const bool genes = request.task.by_genes;
    STRANDLINE_TRY(const std::vector<bool> only, marked(call, "only", request.model, genes));
    STRANDLINE_TRY(const std::vector<bool> except, marked(call, "except", request.model, genes));
    const std::vector<bool> usual =
        genes ? request.genes_that_may_go : usual_reactions(request, call.flag("all-reactions"));
    std::vector<std::int32_t> made;
    if (!genes && call.given("only")) STRANDLINE_CHECK(check_not_forced(request.model, only));
    for (std::size_t i = 0; i < usual.size(); ++i)
        if ((call.given("only") ? only[i] : usual[i]) && !except[i])
            made.push_back(static_cast<std::int32_t>(i));
    // What has to be brought in is not there to be lost.
    const auto& bought = genes ? request.task.knock_in_genes : request.task.knock_ins;
    std::erase_if(made, [&](std::int32_t one) { return std::ranges::binary_search(bought, one); });
    if (made.empty())
        return fail(Error::input("strain.candidates", "no {} may be knocked out", genes ? "gene" : "reaction")
                        .expected("candidates: {}",
                                  genes ? "genes of the model" : "reactions with genes, but no exchanges")
                        .mend("name them by --only{}", genes ? "" : ", or give --all-reactions"));
    return made;
}

/// Reactions by id; where genes are lost, genes too.
Result<void> read_knock_ins(const Call& call, DesignRequest& request) {
    const domain::Network& network = *request.model.network;
    DesignTask& task = request.task;
    for (const std::string& list : call.texts("knock-in"))
        for (const std::string& word : words_of(list)) {
            const auto reaction = reaction_named(network, word, "--knock-in");
            if (!reaction && !task.by_genes) return fail(reaction.error());
            if (!reaction) {
                STRANDLINE_TRY(const std::int32_t gene, gene_named(network, word, "--knock-in"));
                task.knock_in_genes.push_back(gene);
                continue;
            }
            if (request.model.lower[at(*reaction)] > 0 || request.model.upper[at(*reaction)] < 0)
                return fail(Error::input("strain.forced_flux", "a knock-in is '{}', which must carry flux",
                                         network.reactions[at(*reaction)].id)
                                .expected("bounds that include 0")
                                .mend("change its bounds by --set"));
            task.knock_ins.push_back(*reaction);
        }
    for (auto* list : {&task.knock_ins, &task.knock_in_genes}) {
        std::ranges::sort(*list);
        list->erase(std::ranges::unique(*list).begin(), list->end());
    }
    return {};
}

/// Regulations become candidates of the model.
Result<void> add_regulations(const Call& call, DesignRequest& request) {
    if (!call.has("regulation")) return {};
    STRANDLINE_TRY(const auto regulations, read_regulations(call.input("regulation")));
    DesignTask& task = request.task;
    STRANDLINE_TRY(RegulatedModel made, with_regulations(request.model, regulations, task.by_genes));
    if (!task.by_genes) task.first_lever = request.model.reactions();
    for (std::size_t i = 0; i < regulations.size(); ++i) {
        task.cost[made.levers[i]] = regulations[i].cost;
        task.candidates.push_back(made.levers[i]);
    }
    request.model = std::move(made.model);
    request.genes_that_may_go.resize(request.model.network->genes.size(), true);
    return {};
}

Result<void> apply_costs(const Source& source, DesignRequest& request) {
    STRANDLINE_TRY(const std::vector<CostRow> rows, read_costs(source));
    const domain::Network& network = *request.model.network;
    DesignTask& task = request.task;
    std::map<std::pair<const void*, std::int32_t>, Place> first;
    for (const CostRow& row : rows) {
        auto* costs = &task.knock_in_cost;
        std::int32_t index = domain::find_reaction(network, row.id);
        if (!std::ranges::binary_search(task.knock_ins, index)) {
            auto one = task.by_genes ? gene_named(network, row.id, "--cost")
                                     : reaction_named(network, row.id, "--cost");
            if (!one) return fail(std::move(one).error().at(row.place));
            index = *one;
            costs = task.by_genes && std::ranges::binary_search(task.knock_in_genes, index)
                        ? &task.knock_in_gene_cost
                        : &task.cost;
        }
        const auto [known, is_new] = first.emplace(std::make_pair(costs, index), row.place);
        if (!is_new) return fail(cost_twice(row, known->second));
        (*costs)[index] = row.cost;
    }
    return {};
}

Result<void> check_growth(const FluxModel& model) {
    if (!model.objective.empty() && model.maximise) return {};
    return fail(Error::input("strain.objective", "the model does not say what growth is")
                    .expected("an objective that is maximised")
                    .mend("name the biomass reaction by --objective"));
}

}  // namespace

std::vector<operation::Param> design_params() {
    using namespace operation;
    return condition_params_and(
        {text("target")
             .value("REACTION")
             .required()
             .help("what is to be made: an exchange such as EX_succ_e, or any reaction"),
         choice("method", "robustknock", {"optknock", "robustknock", "growth-coupled"})
             .help("what is made largest: the most product at the largest growth, the least, or the growth "
                   "that only producers reach"),
         flag("reactions").help("knock out reactions (the default)"),
         flag("genes").help("knock out genes, with all that they stop"),
         integer("max-knockouts", 3).range(1, 8).value("N").help("most knock-outs of a design"),
         number("min-growth", 0.05).range(1e-6, 1e6).unit("/h").help("least growth that a design may leave"),
         number("min-product", 0)
             .range(0, 1e6)
             .value("FLUX")
             .help("mmol/gDW/h that states without product may make: growth-coupled searches by it, and "
                   "the kind of coupling in the prediction counts by it with every method"),
         integer("designs", 1).range(1, 1000).value("K").help("how many of the best designs"),
         text("substrate")
             .value("REACTION")
             .help("exchange that yields are counted by; else the one that brings the most carbon"),
         text("knock-in")
             .repeated()
             .value("LIST")
             .help("reactions (with --genes, genes too) that are absent unless a design brings them in"),
         text("protect").repeated().value("REGION").help(
             "region of fluxes that must keep a state, such as 'EX_succ_e <= 0'"),
         number("max-cost", 0).range(0, 1e12).help("most cost of a design; 0: any"),
         number("min-value", 0)
             .range(0, 1e9)
             .help("least that a design must be worth: product, or growth-coupled 1/h"),
         text("only").value("LIST").help(
             "candidates: only these reactions (or genes); * stands for any letters"),
         text("except").value("LIST").help("candidates: not these reactions (or genes); '*tex': no porins"),
         flag("all-reactions").help("candidates: reactions without genes and exchanges too"),
         flag("certify").help("prove growth and product of each design in exact rational arithmetic"),
         integer("max-nodes", 10000000)
             .range(1, 1e12)
             .value("N")
             .help("stop after so many sets of knock-outs, with the best found and a proved bound")});
}

Result<DesignRequest> read_design_request(const Call& call, Context& context) {
    if (call.flag("genes") && call.flag("reactions"))
        return fail(Error::input("strain.design", "both --genes and --reactions")
                        .expected("one of them")
                        .mend("leave one out"));
    DesignRequest made;
    STRANDLINE_TRY(made.model, read_model(call, context));
    STRANDLINE_CHECK(check_growth(made.model));
    const domain::Network& network = *made.model.network;
    STRANDLINE_TRY(made.target, reaction_named(network, call.text("target"), "--target"));
    made.task.product = {secretion(made.model, made.target)};
    const std::string& method = call.text("method");
    made.task.method = method == "optknock"      ? DesignMethod::optknock
                       : method == "robustknock" ? DesignMethod::robustknock
                                                 : DesignMethod::growth_coupled;
    made.task.by_genes = call.flag("genes");
    made.task.max_knockouts = static_cast<int>(call.integer("max-knockouts"));
    made.task.min_growth = call.number("min-growth");
    made.task.min_product = call.number("min-product");
    made.task.designs = static_cast<int>(call.integer("designs"));
    made.task.max_nodes = call.integer("max-nodes");
    for (const domain::NetworkGene& gene : network.genes) made.genes_that_may_go.push_back(!is_no_gene(gene));
    made.genes = network.genes.size();
    made.task.min_value = call.number("min-value");
    if (call.number("max-cost") > 0) made.task.max_cost = call.number("max-cost");
    made.with_costs = call.has("cost") || call.number("max-cost") > 0 || !call.texts("knock-in").empty() ||
                      call.has("regulation");
    for (const std::string& text : call.texts("protect")) {
        STRANDLINE_TRY(FluxRegion region, parse_region(text, made.model, "--protect"));
        made.task.protect.push_back(std::move(region));
    }
    STRANDLINE_CHECK(read_knock_ins(call, made));
    STRANDLINE_TRY(made.task.candidates, candidates(call, made));
    STRANDLINE_CHECK(check_joined_genes(network));
    if (!made.task.by_genes) STRANDLINE_CHECK(check_joined_reactions(network, made.task.candidates));
    if (call.given("substrate")) {
        STRANDLINE_TRY(made.substrate, reaction_named(network, call.text("substrate"), "--substrate"));
    } else {
        made.substrate = main_substrate(made.model);
    }
    if (made.substrate >= 0) {
        made.uptake = {secretion(made.model, made.substrate)};
        made.uptake.front().coefficient *= -1;
    }
    STRANDLINE_CHECK(add_regulations(call, made));
    if (call.has("cost")) STRANDLINE_CHECK(apply_costs(call.input("cost"), made));
    return made;
}

}  // namespace strandline::strain
