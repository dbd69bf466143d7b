#include "helpers.hpp"

#include <strandline/strain/cutsets.hpp>
#include <strandline/strain/genes.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <numeric>
#include <set>
#include <sstream>

using namespace strandline;
using namespace strandline::strain;

namespace {

using Names = std::set<std::string>;

std::set<Names> names_of(const CutSets& found, const FluxModel& model, CutElement element) {
    std::set<Names> made;
    for (const CutSet& set : found.sets) {
        Names names;
        for (const std::int32_t one : set.knock_outs)
            names.insert(element == CutElement::gene ? model.network->genes[static_cast<std::size_t>(one)].id
                                                     : model.reaction_id(one));
        for (const std::int32_t one : set.knock_ins) names.insert("+" + model.reaction_id(one));
        made.insert(names);
    }
    return made;
}

FluxRegion region(const std::string& text, const FluxModel& model) {
    auto made = parse_region(text, model, "test");
    REQUIRE(made.has_value());
    return *made;
}

CutSetProblem all_genes(const FluxModel& model, const std::string& suppress, int max_size) {
    CutSetProblem made;
    made.suppress.push_back(region(suppress, model));
    made.knock_outs.resize(model.network->genes.size());
    std::iota(made.knock_outs.begin(), made.knock_outs.end(), 0);
    made.max_size = max_size;
    return made;
}

CutSetProblem all_reactions(const FluxModel& model, int max_size, const std::vector<std::string>& knock_ins) {
    CutSetProblem made;
    made.element = CutElement::reaction;
    for (const std::string& id : knock_ins)
        made.knock_ins.push_back(domain::find_reaction(*model.network, id));
    std::ranges::sort(made.knock_ins);
    for (std::int32_t j = 0; j < model.reactions(); ++j)
        if (!std::ranges::binary_search(made.knock_ins, j) && model.lower[static_cast<std::size_t>(j)] <= 0 &&
            model.upper[static_cast<std::size_t>(j)] >= 0)
            made.knock_outs.push_back(j);
    made.max_size = max_size;
    return made;
}

CutSets cut_sets(const FluxModel& model, const CutSetProblem& problem, unsigned threads = 1) {
    Context context({.threads = threads});
    auto found = minimal_cut_sets(model, problem, context);
    REQUIRE_MESSAGE(found.has_value(), (found ? std::string() : render(found.error())));
    return std::move(*found);
}

std::map<std::size_t, int> by_size(const CutSets& found) {
    std::map<std::size_t, int> made;
    for (const CutSet& set : found.sets) ++made[set.size()];
    return made;
}

}  // namespace

TEST_CASE("all gene cut sets of the core model up to 3 are the known 455") {
    const auto model = testing::shared_model("e_coli_core.xml");
    if (!model) return;
    const CutSets found = cut_sets(*model, all_genes(*model, "growth >= 0.001", 3));
    CHECK(by_size(found) == std::map<std::size_t, int>{{1, 7}, {2, 53}, {3, 395}});
    std::ifstream file(std::string(std::getenv("STRANDLINE_SHARED")) +
                       "/data/strain/reference/mcs455_e_coli_core_genes.txt");
    std::set<Names> known;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        Names names;
        for (std::string word; words >> word;) names.insert(word);
        if (!names.empty()) known.insert(names);
    }
    REQUIRE(known.size() == 455);
    CHECK(names_of(found, *model, CutElement::gene) == known);
    CHECK(cut_sets(*model, all_genes(*model, "growth >= 0.001", 3), 4).sets == found.sets);
}

TEST_CASE("essential genes of iML1515 are its cut sets of one") {
    const auto model = testing::shared_model("iML1515.json");
    if (!model) return;
    CHECK(cut_sets(*model, all_genes(*model, "growth >= 0.001", 1)).sets.size() == 196);
}

// Answers of StrainDesign (Schneider et al., Bioinformatics 38:4981 (2022)), of its tests or of a run of
// version 1.19.1.
TEST_CASE("cut sets with knock-ins and protected states of small models") {
    if (const auto model = testing::shared_model("sd_model_small_example.xml")) {
        CutSetProblem problem = all_reactions(*model, 6, {"R2"});
        problem.suppress = {region("R3 - 0.5 R1 <= 0, R2 <= 0, R1 >= 0.1", *model),
                            region("R3 - 0.5 R1 - 0.5 R2 <= 0, R2 >= 0, R1 >= 0.1", *model)};
        problem.protect = {region("R3 >= 1", *model)};
        CHECK(names_of(cut_sets(*model, problem), *model, CutElement::reaction) ==
              std::set<Names>{{"R1", "+R2"}, {"R6", "R8"}, {"R4"}, {"R7"}, {"R10"}});
    }
    if (const auto model = testing::shared_model("sd_model_gpr.xml")) {
        CutSetProblem problem = all_genes(*model, "rd_ex >= 1", 4);
        problem.protect = {region("r_bm >= 1", *model)};
        CHECK(cut_sets(*model, problem).sets.size() == 4);
        CHECK(cut_sets(*model, all_genes(*model, "r_bm >= 1", 3)).sets.size() == 5);
    }
    if (const auto model = testing::shared_model("sd_model_weak_coupling.xml")) {
        CutSetProblem problem = all_reactions(*model, 6, {"r3", "r6"});
        problem.suppress = {region("r_P - 0.4 r_S <= 0, r_S >= 0.1", *model)};
        problem.protect = {region("r_BM >= 0.2", *model)};
        CHECK(cut_sets(*model, problem).sets.size() == 4);
    }
}

TEST_CASE("what must carry flux is no element") {
    const FluxModel model = testing::own_model("branched.json");
    CutSetProblem problem = all_reactions(model, 2, {});
    problem.suppress = {region("growth >= 0.1", model)};
    const std::int32_t demand = domain::find_reaction(*model.network, "DEMAND");
    REQUIRE(demand >= 0);
    CHECK_FALSE(std::ranges::binary_search(problem.knock_outs, demand));
    problem.knock_outs.push_back(demand);
    std::ranges::sort(problem.knock_outs);
    Context context;
    const auto found = minimal_cut_sets(model, problem, context);
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().code() == "strain.forced_flux");
}

TEST_CASE("costs choose, and sets beyond a limit are refused") {
    const FluxModel model = testing::own_model("branched.json");
    CutSetProblem problem = all_reactions(model, 3, {});
    problem.suppress = {region("growth >= 0.1", model)};
    const CutSets all = cut_sets(model, problem);
    for (std::size_t i = 0; i < problem.knock_outs.size(); ++i)
        problem.knock_out_cost[problem.knock_outs[i]] = 0.5 * static_cast<double>(1 + i % 3);
    problem.max_cost = 1.5;
    std::vector<std::vector<std::int32_t>> cheap;
    for (const CutSet& set : all.sets) {
        double cost = 0;
        for (const std::int32_t one : set.knock_outs) cost += problem.knock_out_cost.at(one);
        if (cost <= 1.5) cheap.push_back(set.knock_outs);
    }
    const CutSets found = cut_sets(model, problem);
    REQUIRE(found.sets.size() == cheap.size());
    REQUIRE(cheap.size() < all.sets.size());
    for (std::size_t i = 0; i < cheap.size(); ++i) CHECK(found.sets[i].knock_outs == cheap[i]);
    problem.max_sets = 1;
    Context context;
    const auto refused = minimal_cut_sets(model, problem, context);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == "strain.too_many_sets");
}
