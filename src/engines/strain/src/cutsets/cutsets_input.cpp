#include "cutsets/cutsets_input.hpp"

#include "cutsets/cut_elements.hpp"
#include "model/cost_table.hpp"
#include "model/model_input.hpp"
#include "model/regulation.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace strandline::strain {
namespace {

using operation::Call;

constexpr std::int64_t largest_size = 12;
constexpr double rounding = 1e-9;  // of sums of costs

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

Result<CutElement> element_of(const Call& call) {
    if (call.flag("genes") == call.flag("reactions"))
        return fail(Error::input("strain.cut_elements", "what shall be cut?")
                        .expected("either --genes or --reactions")
                        .found("{}", call.flag("genes") ? "both" : "neither"));
    return call.flag("genes") ? CutElement::gene : CutElement::reaction;
}

Result<std::int32_t> element_named(const domain::Network& network, CutElement kind, std::string_view id,
                                   std::string_view option) {
    return kind == CutElement::gene ? gene_named(network, id, option) : reaction_named(network, id, option);
}

Result<std::vector<std::int32_t>> elements_named(const domain::Network& network, CutElement kind,
                                                 std::string_view list, std::string_view option) {
    std::vector<std::int32_t> made;
    for (const std::string& word : words_of(list)) {
        STRANDLINE_TRY(const std::int32_t one, element_named(network, kind, word, option));
        made.push_back(one);
    }
    std::ranges::sort(made);
    made.erase(std::ranges::unique(made).begin(), made.end());
    return made;
}

/// Reactions that must carry flux are elements only when they are named, which is then an error.
std::vector<std::int32_t> all_elements(const FluxModel& model, CutElement kind) {
    std::vector<std::int32_t> made(kind == CutElement::gene ? model.network->genes.size()
                                                            : at(model.reactions()));
    std::iota(made.begin(), made.end(), 0);
    if (kind == CutElement::reaction)
        std::erase_if(made, [&](std::int32_t reaction) { return is_forced(model, reaction); });
    return made;
}

Result<std::vector<std::int32_t>> knock_outs_of(const Call& call, const FluxModel& model,
                                                const CutSetProblem& problem) {
    const domain::Network& network = *model.network;
    std::vector<std::int32_t> made = all_elements(model, problem.element);
    if (!call.text("only").empty()) {
        STRANDLINE_TRY(made, elements_named(network, problem.element, call.text("only"), "--only"));
    }
    STRANDLINE_TRY(const auto except,
                   elements_named(network, problem.element, call.text("except"), "--except"));
    std::erase_if(made, [&](std::int32_t one) { return std::ranges::binary_search(except, one); });
    // What has to be bought is not there to be lost.
    const auto& bought = problem.element == CutElement::reaction ? problem.knock_ins : problem.knock_in_genes;
    std::erase_if(made, [&](std::int32_t one) { return std::ranges::binary_search(bought, one); });
    return made;
}

/// Reactions by id; where genes are lost, genes too.
Result<void> read_knock_ins(const Call& call, const FluxModel& model, CutSetProblem& problem) {
    const domain::Network& network = *model.network;
    for (const std::string& list : call.texts("knock-in"))
        for (const std::string& word : words_of(list)) {
            const auto reaction = reaction_named(network, word, "--knock-in");
            if (!reaction && problem.element == CutElement::reaction) return fail(reaction.error());
            if (reaction) {
                problem.knock_ins.push_back(*reaction);
            } else {
                STRANDLINE_TRY(const std::int32_t gene, gene_named(network, word, "--knock-in"));
                problem.knock_in_genes.push_back(gene);
            }
        }
    for (auto* list : {&problem.knock_ins, &problem.knock_in_genes}) {
        std::ranges::sort(*list);
        list->erase(std::ranges::unique(*list).begin(), list->end());
    }
    return {};
}

/// Regulations, and reactions that may be lost beside genes, become elements of the model.
Result<void> add_levers(const Call& call, FluxModel& model, CutSetProblem& problem) {
    STRANDLINE_TRY(const auto besides, elements_named(*model.network, CutElement::reaction,
                                                      call.text("with-reactions"), "--with-reactions"));
    if (!besides.empty() && problem.element == CutElement::reaction)
        return fail(Error::input("strain.cut_elements", "--with-reactions without --genes")
                        .expected("reactions that may be lost beside genes")
                        .mend("leave it out: --reactions has them all"));
    std::vector<Regulation> regulations;
    if (call.has("regulation")) { STRANDLINE_TRY(regulations, read_regulations(call.input("regulation"))); }
    if (regulations.empty() && besides.empty()) return {};
    STRANDLINE_TRY(RegulatedModel made,
                   with_regulations(model, regulations, problem.element == CutElement::gene, besides));
    for (std::size_t i = 0; i < regulations.size(); ++i)
        problem.knock_out_cost[made.levers[i]] = regulations[i].cost;
    for (const auto* more : {&made.stand_ins, &made.levers})
        problem.knock_outs.insert(problem.knock_outs.end(), more->begin(), more->end());
    model = std::move(made.model);
    return {};
}

Result<std::vector<FluxRegion>> regions_of(const Call& call, const FluxModel& model, std::string_view name) {
    std::vector<FluxRegion> made;
    for (const std::string& text : call.texts(name)) {
        STRANDLINE_TRY(FluxRegion region, parse_region(text, model, std::string("--") + std::string(name)));
        made.push_back(std::move(region));
    }
    return made;
}

Result<void> check_regions(const Call& call, const FluxModel& model, const CutSetProblem& problem) {
    if (problem.suppress.empty() && problem.suppress_best.empty())
        return fail(Error::input("strain.suppress", "what shall be made impossible?")
                        .expected("--suppress or --suppress-best")
                        .found("neither"));
    if (problem.suppress_best.empty()) return {};
    if (model.objective.empty())
        return fail(Error::input("strain.objective", "the model does not say what growth is")
                        .expected("an objective, of which --suppress-best takes the largest")
                        .mend("name the biomass reaction by --objective"));
    if (call.flag("certify"))
        return fail(Error::input("strain.certify", "--certify with --suppress-best")
                        .expected("regions of --suppress, whose emptiness has a certificate")
                        .mend("leave one of them out"));
    return {};
}

/// Of an id in the table of costs: what is to be bought, or lost.
struct Costly {
    std::map<std::int32_t, double>* costs = nullptr;
    std::int32_t index = -1;
};

Result<Costly> costly_named(const FluxModel& model, CutSetProblem& problem, const std::string& id) {
    const std::int32_t reaction = domain::find_reaction(*model.network, id);
    if (std::ranges::binary_search(problem.knock_ins, reaction))
        return Costly{&problem.knock_in_cost, reaction};
    STRANDLINE_TRY(const std::int32_t one, element_named(*model.network, problem.element, id, "--cost"));
    if (problem.element == CutElement::gene && std::ranges::binary_search(problem.knock_in_genes, one))
        return Costly{&problem.knock_in_gene_cost, one};
    return Costly{&problem.knock_out_cost, one};
}

/// One name may stand for two things, and two for one: a reaction to bring in, a gene by id or by name.
Result<void> apply_costs(const Source& source, const FluxModel& model, CutSetProblem& problem) {
    STRANDLINE_TRY(const std::vector<CostRow> rows, read_costs(source));
    std::map<std::pair<const void*, std::int32_t>, Place> first;
    for (const CostRow& row : rows) {
        auto one = costly_named(model, problem, row.id);
        if (!one) return fail(std::move(one).error().at(row.place));
        const auto [known, is_new] = first.emplace(std::make_pair(one->costs, one->index), row.place);
        if (!is_new) return fail(cost_twice(row, known->second));
        (*one->costs)[one->index] = row.cost;
    }
    return {};
}

}  // namespace

operation::Port cost_port() {
    return operation::port("cost")
        .format("strain.costs/1")
        .optional()
        .described("costs of elements, 1 where none is given: TSV (id, cost)");
}

operation::Port regulation_port() {
    return operation::port("regulation")
        .format("strain.regulation/1")
        .optional()
        .described(
            "conditions that may be imposed: TSV (constraint, such as 'PGI <= 0.5'; cost, 1 where none is "
            "given)");
}

std::vector<operation::Param> cut_set_params() {
    using namespace operation;
    return {flag("genes").help("cut sets of genes"),
            flag("reactions").help("cut sets of reactions"),
            text("suppress")
                .repeated()
                .value("REGION")
                .help("region of fluxes that must be empty, such as 'growth >= 0.001'"),
            text("suppress-best")
                .repeated()
                .value("REGION")
                .help("region that no state of the largest growth may be in, such as 'EX_succ_e <= 1'"),
            text("protect").repeated().value("REGION").help(
                "region that must keep a flux state, such as 'growth >= 0.1, EX_succ_e >= 5'"),
            integer("max-size", 3).range(1, static_cast<double>(largest_size)).help("most elements of a set"),
            number("max-cost", 0).range(0, 1e12).help("most cost of a set; 0: any"),
            text("only").value("LIST").help("genes or reactions that may be lost, instead of all"),
            text("except").value("LIST").help("genes or reactions that stay"),
            text("knock-in")
                .repeated()
                .value("LIST")
                .help("reactions of the model (with --genes, genes too) that are absent unless a set brings "
                      "them in"),
            text("with-reactions").value("LIST").help("with --genes: reactions that may be lost too"),
            flag("certify").help("prove in exact arithmetic what each set claims of the regions")};
}

Result<CutSetProblem> cut_set_problem(const Call& call, FluxModel& model) {
    CutSetProblem made;
    STRANDLINE_TRY(made.element, element_of(call));
    STRANDLINE_TRY(made.suppress, regions_of(call, model, "suppress"));
    STRANDLINE_TRY(made.suppress_best, regions_of(call, model, "suppress-best"));
    STRANDLINE_TRY(made.protect, regions_of(call, model, "protect"));
    STRANDLINE_CHECK(check_regions(call, model, made));
    STRANDLINE_CHECK(read_knock_ins(call, model, made));
    STRANDLINE_TRY(made.knock_outs, knock_outs_of(call, model, made));
    STRANDLINE_CHECK(add_levers(call, model, made));
    if (call.has("cost")) STRANDLINE_CHECK(apply_costs(call.input("cost"), model, made));
    made.max_size = static_cast<int>(call.integer("max-size"));
    if (call.number("max-cost") > 0) made.max_cost = call.number("max-cost") + rounding;
    return made;
}

}  // namespace strandline::strain
