#include "helpers.hpp"

#include "model/regulation.hpp"

#include <strandline/strain/cutsets.hpp>
#include <strandline/strain/design.hpp>
#include <strandline/strain/genes.hpp>
#include <strandline/strain/judge.hpp>

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>
#include <set>

// The networks and the questions of the tests of StrainDesign (Schneider et al., Bioinformatics 38:4981,
// 2022) on its models of weak coupling and of gene rules, with the answers that those tests ask for.

using namespace strandline;
using namespace strandline::strain;

namespace {

using Names = std::set<std::string>;
using Costs = std::map<std::string, double>;

std::int32_t reaction(const FluxModel& model, const std::string& id) {
    const std::int32_t found = domain::find_reaction(*model.network, id);
    REQUIRE(found >= 0);
    return found;
}

std::int32_t gene(const FluxModel& model, const std::string& id) {
    const std::int32_t found = domain::find_gene(*model.network, id);
    REQUIRE(found >= 0);
    return found;
}

FluxRegion region(const std::string& text, const FluxModel& model) {
    auto made = parse_region(text, model, "test");
    REQUIRE(made.has_value());
    return *made;
}

FluxModel weak_coupling() { return testing::own_model("two_ways_of_coupling.json"); }
FluxModel gene_rules() { return testing::own_model("shared_genes.json"); }

const Costs cost_of_losses = {{"r1", 1}, {"r4", 1.1}, {"r5", 0.75}, {"r7", 0.8}, {"r8", 1},
                              {"r9", 1}, {"r_S", 1},  {"r_P", 1},   {"r_BM", 1}, {"r_Q", 1.5}};

RegulatedModel regulated(const FluxModel& model, const std::string& condition, bool genes,
                         std::vector<std::int32_t> besides = {}) {
    const std::vector<Regulation> one = {{condition, 1.2, {}}};
    auto made = with_regulations(model, one, genes, besides);
    REQUIRE(made.has_value());
    return std::move(*made);
}

/// What may be lost of the model of weak coupling, with r3 and r6 to bring in and r6 >= 4.5 to impose.
CutSetProblem losses(const RegulatedModel& model) {
    CutSetProblem made;
    made.element = CutElement::reaction;
    for (const auto& [id, cost] : cost_of_losses) {
        made.knock_outs.push_back(reaction(model.model, id));
        made.knock_out_cost[made.knock_outs.back()] = cost;
    }
    made.knock_outs.push_back(model.levers.front());
    std::ranges::sort(made.knock_outs);
    made.knock_out_cost[model.levers.front()] = 1.2;
    made.knock_ins = {reaction(model.model, "r3"), reaction(model.model, "r6")};
    made.knock_in_cost[made.knock_ins.front()] = 0.6;
    made.max_size = 8;
    made.max_cost = 4 + 1e-9;
    return made;
}

std::set<Names> names_of(const CutSets& found, const CutSetProblem& problem, const FluxModel& model) {
    std::set<Names> made;
    for (const CutSet& set : found.sets) {
        Names names;
        for (const std::int32_t one : set.knock_outs)
            names.insert(problem.element == CutElement::gene
                             ? model.network->genes[static_cast<std::size_t>(one)].id
                             : model.reaction_id(one));
        for (const std::int32_t one : set.knock_ins) names.insert("+" + model.reaction_id(one));
        for (const std::int32_t one : set.knock_in_genes)
            names.insert("+" + model.network->genes[static_cast<std::size_t>(one)].id);
        made.insert(names);
    }
    return made;
}

CutSets cut_sets(const FluxModel& model, const CutSetProblem& problem, unsigned threads = 1) {
    Context context({.threads = threads});
    auto found = minimal_cut_sets(model, problem, context);
    REQUIRE_MESSAGE(found.has_value(), (found ? std::string() : render(found.error())));
    return std::move(*found);
}

DesignTask design_task(const RegulatedModel& model, DesignMethod method, double max_cost) {
    const CutSetProblem same = losses(model);
    DesignTask task;
    task.method = method;
    task.product = {{reaction(model.model, "r_P"), 1.0}};
    task.candidates = same.knock_outs;
    for (const char* kept : {"r_BM", "r_P"}) std::erase(task.candidates, reaction(model.model, kept));
    task.cost = same.knock_out_cost;
    task.knock_ins = same.knock_ins;
    task.knock_in_cost = same.knock_in_cost;
    task.max_knockouts = 8;
    task.max_cost = max_cost;
    task.designs = 20;
    return task;
}

DesignSearchResult designs(const FluxModel& model, const DesignTask& task, unsigned threads = 1) {
    Context context({.threads = threads});
    auto found = search_designs(model, task, context);
    REQUIRE_MESSAGE(found.has_value(), (found ? std::string() : render(found.error())));
    CHECK(found->proved);
    return std::move(*found);
}

/// Each choice of one member a knock-out.
std::set<Names> names_of(const DesignSearchResult& found, const FluxModel& model) {
    std::set<Names> made;
    for (const KnockoutDesign& design : found.designs) {
        std::vector<Names> sets = {{}};
        for (const std::int32_t one : design.knock_ins) sets.front().insert("+" + model.reaction_id(one));
        for (const auto& members : design.knockouts) {
            std::vector<Names> longer;
            for (const Names& before : sets)
                for (const std::int32_t one : members) {
                    longer.push_back(before);
                    longer.back().insert(model.reaction_id(one));
                }
            sets = std::move(longer);
        }
        made.insert(sets.begin(), sets.end());
    }
    return made;
}

double most(const FluxModel& model, const std::string& function, bool maximise, const std::string& within) {
    auto terms = parse_expression(function, model, "test");
    REQUIRE(terms.has_value());
    return Judge(model, region(within, model)).optimum(*terms, maximise, {}).value;
}

}  // namespace

TEST_CASE("StrainDesign test_fba: 4.5") {
    const FluxModel model = gene_rules();
    CHECK(most(model, "growth", true, "r3 <= 3, r5 = 1.5") == doctest::Approx(4.5));
    CHECK_FALSE(Judge(model, region("r3 <= -2", model)).feasible({}));
}

TEST_CASE("StrainDesign test_yield_opt: 0.6 and 0.2") {
    // Uptake is above 0, so that a yield is at most y when product less y times uptake is at most 0.
    const FluxModel model = weak_coupling();
    const std::string within = "r4 = 0, r7 = 0, r9 = 0, r_BM >= 4";
    CHECK(most(model, "r_S", false, within) > 1);
    CHECK(most(model, "r_P - 0.6 r_S", true, within) == doctest::Approx(0).epsilon(1e-9));
    CHECK(most(model, "r_P - 0.2 r_S", false, within) == doctest::Approx(0).epsilon(1e-9));
}

TEST_CASE("StrainDesign test_mcs_opt: 3 cut sets of the states of largest growth") {
    const RegulatedModel model = regulated(weak_coupling(), "r6 >= 4.5", false);
    CutSetProblem problem = losses(model);
    problem.suppress_best = {region("r_P - 0.4 r_S <= 0, r_S >= 0.1", model.model)};
    problem.protect = {region("r_BM >= 0.2", model.model)};
    const std::set<Names> known = {
        {"r7", "r6 >= 4.5", "+r6"}, {"r4", "r7", "r9", "+r6"}, {"r5", "r7", "r9", "+r6"}};
    const CutSets found = cut_sets(model.model, problem);
    CHECK(names_of(found, problem, model.model) == known);
    CHECK(cut_sets(model.model, problem, 4).sets == found.sets);
    // Here what is so at the largest growth is so in all states.
    std::swap(problem.suppress, problem.suppress_best);
    CHECK(names_of(cut_sets(model.model, problem), problem, model.model) == known);
}

TEST_CASE("StrainDesign test_mcs_gpr: 4 cut sets of genes, reactions and a regulated gene") {
    const FluxModel plain = gene_rules();
    std::vector<std::int32_t> besides;
    for (const char* id : {"rs_up", "rd_ex", "rp_ex", "r_bm"}) besides.push_back(reaction(plain, id));
    const RegulatedModel model = regulated(plain, "g4 <= 0.4", true, besides);
    CutSetProblem problem;
    problem.suppress = {region("rd_ex >= 1", model.model)};
    problem.protect = {region("r_bm >= 1", model.model)};
    problem.knock_outs.resize(plain.network->genes.size());
    std::iota(problem.knock_outs.begin(), problem.knock_outs.end(), 0);
    problem.knock_in_genes = {gene(plain, "g3")};
    std::erase(problem.knock_outs, problem.knock_in_genes.front());
    for (const auto* more : {&model.stand_ins, &model.levers})
        problem.knock_outs.insert(problem.knock_outs.end(), more->begin(), more->end());
    problem.knock_out_cost = {{gene(plain, "g4"), 3},
                              {gene(plain, "g5"), 2},
                              {model.stand_ins[2], 1.1},
                              {model.stand_ins[3], 0.75},
                              {model.levers.front(), 1.2}};
    problem.max_size = 6;
    problem.max_cost = 2 + 1e-9;
    const CutSets found = cut_sets(model.model, problem);
    CHECK(names_of(found, problem, model.model) ==
          std::set<Names>{{"g4 <= 0.4"}, {"rd_ex"}, {"g7", "g9"}, {"g8", "+g3"}});
    CHECK(cut_sets(model.model, problem, 4).sets == found.sets);
}

TEST_CASE("StrainDesign test_optknock: 3 designs") {
    const RegulatedModel model = regulated(weak_coupling(), "r6 >= 4.5", false);
    DesignTask task = design_task(model, DesignMethod::optknock, 4);
    task.min_growth = 1;
    const DesignSearchResult found = designs(model.model, task);
    CHECK(names_of(found, model.model) ==
          std::set<Names>{{"r5", "r7", "+r6"}, {"r4", "r7", "+r6"}, {"r7", "r6 >= 4.5", "+r6"}});
    REQUIRE(found.designs.size() == 2);
    CHECK(found.designs[0].value == doctest::Approx(5));
    CHECK(found.designs[0].cost == doctest::Approx(2.55));
    CHECK(found.designs[1].value == doctest::Approx(4.5));
    CHECK(found.designs[1].cost == doctest::Approx(3));
    CHECK(names_of(designs(model.model, task, 4), model.model) == names_of(found, model.model));
}

TEST_CASE("StrainDesign test_robustknock: at least 2 designs, each of which must produce") {
    const RegulatedModel model = regulated(weak_coupling(), "r6 >= 4.5", false);
    DesignTask task = design_task(model, DesignMethod::robustknock, 4);
    task.min_growth = 1;
    const DesignSearchResult found = designs(model.model, task);
    const std::set<Names> names = names_of(found, model.model);
    CHECK(names.contains({"r5", "r7", "r9", "+r6"}));
    CHECK(names.contains({"r4", "r7", "r9", "+r6"}));
    for (const KnockoutDesign& design : found.designs) CHECK(design.value > 1);
}

TEST_CASE("StrainDesign test_optcouple: 2 designs of which states without product remain") {
    const RegulatedModel model = regulated(weak_coupling(), "r6 >= 4.5", false);
    DesignTask task = design_task(model, DesignMethod::growth_coupled, 6);
    task.min_value = 1;
    task.protect = {region("r_P <= 0", model.model)};
    CHECK(names_of(designs(model.model, task), model.model) ==
          std::set<Names>{{"r4", "r7", "r9", "+r3", "+r6"}, {"r5", "r7", "r9", "+r3", "+r6"}});
    // Where none has to remain, less is enough.
    task.protect.clear();
    CHECK(names_of(designs(model.model, task), model.model) == std::set<Names>{{"r7", "r6 >= 4.5", "+r6"},
                                                                               {"r5", "r7", "r9", "+r6"},
                                                                               {"r4", "r7", "r9", "+r6"},
                                                                               {"r5", "r7", "r_Q", "+r6"},
                                                                               {"r4", "r7", "r_Q", "+r6"}});
}

TEST_CASE("gene knock-ins: cut sets are those of trying every subset") {
    const FluxModel model = gene_rules();
    const GeneEffects effects(*model.network);
    const auto count = static_cast<std::int32_t>(model.network->genes.size());
    for (const std::vector<std::int32_t>& bought :
         {std::vector<std::int32_t>{2}, std::vector<std::int32_t>{2, 7},
          std::vector<std::int32_t>{0, 5, 6}}) {
        CutSetProblem problem;
        problem.suppress = {region("rd_ex >= 0.13", model)};
        problem.protect = {region("r_bm >= 0.27", model)};
        problem.knock_in_genes = bought;
        for (std::int32_t g = 0; g < count; ++g)
            if (!std::ranges::binary_search(bought, g)) problem.knock_outs.push_back(g);
        problem.max_size = count;
        std::vector<std::uint32_t> sets;  // a bit for each gene lost or bought
        for (int size = 0; size <= count; ++size)
            for (std::uint32_t mask = 0; mask < (1U << count); ++mask) {
                if (std::popcount(mask) != size) continue;
                if (std::ranges::any_of(sets, [&](std::uint32_t less) { return (less & mask) == less; }))
                    continue;
                std::vector<std::int32_t> gone;
                for (std::int32_t g = 0; g < count; ++g)
                    if ((mask >> g & 1U) != (std::ranges::binary_search(bought, g) ? 1U : 0U))
                        gone.push_back(g);
                const auto dead = effects.dead_reactions(gone);
                if (!Judge(model, problem.suppress.front()).feasible(dead) &&
                    Judge(model, problem.protect.front()).feasible(dead))
                    sets.push_back(mask);
            }
        if (!sets.empty() && sets.front() == 0) continue;
        std::vector<std::uint32_t> found;
        for (const CutSet& set : cut_sets(model, problem).sets) {
            found.push_back(0);
            for (const auto* list : {&set.knock_outs, &set.knock_in_genes})
                for (const std::int32_t g : *list) found.back() |= 1U << g;
        }
        std::ranges::sort(sets);
        std::ranges::sort(found);
        CHECK(found == sets);
        CHECK(!sets.empty());
    }
}
