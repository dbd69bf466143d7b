#include "any_model.hpp"
#include "helpers.hpp"

#include <strandline/strain/certificate.hpp>
#include <strandline/strain/check.hpp>

#include <algorithm>
#include <random>

using namespace strandline;
using namespace strandline::strain;

namespace {

using Indices = std::vector<std::int32_t>;

std::vector<std::string> ids(const FluxModel& model, const Indices& reactions) {
    std::vector<std::string> made;
    for (const std::int32_t j : reactions) made.push_back(model.reaction_id(j));
    return made;
}

/// Which reactions fractions prove to be blocked.
std::optional<Indices> blocked_by_proof(const FluxModel& model) {
    Certifier certifier(model);
    if (certifier.infeasible({}).certified) return std::nullopt;
    Indices made;
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const std::vector<domain::Term> up{{j, 1.0}}, down{{j, -1.0}};
        if (certifier.at_most({}, up, 0).certified && certifier.at_most({}, down, 0).certified)
            made.push_back(j);
    }
    return made;
}

FluxModel in_other_units(const FluxModel& model, double factor) {
    domain::Network network = *model.network;
    for (domain::Reaction& reaction : network.reactions)
        for (domain::Term& term : reaction.terms)
            if (term.index % 2 == 0) term.coefficient *= factor;
    return flux_model(std::make_shared<const domain::Network>(std::move(network)));
}

}  // namespace

TEST_CASE("check: formulas") {
    using Atoms = std::map<std::string, double>;
    CHECK(read_formula("C6H12O6") == Atoms{{"C", 6}, {"H", 12}, {"O", 6}});
    CHECK(read_formula("C10H12N5O13P3R2") ==
          Atoms{{"C", 10}, {"H", 12}, {"N", 5}, {"O", 13}, {"P", 3}, {"R", 2}});
    CHECK(read_formula("Fe(CN)6") == Atoms{{"Fe", 1}, {"C", 6}, {"N", 6}});
    CHECK(read_formula("(C6H10O5)2(H2O)1.5") == Atoms{{"C", 12}, {"H", 23}, {"O", 11.5}});
    CHECK(read_formula("C0.5NaX") == Atoms{{"C", 0.5}, {"Na", 1}, {"X", 1}});
    CHECK(read_formula("H0") == Atoms{});
    CHECK(read_formula("((CH2)2O)3") == Atoms{{"C", 6}, {"H", 12}, {"O", 3}});
    for (const char* wrong : {"(C6H10O5)n", "C6H12O6*", "c6", "(C", "C)", "2H", "C1.", "C1.2.3", "C-1"})
        CHECK_MESSAGE(!read_formula(wrong), wrong);
}

TEST_CASE("check: a toy with one of each fault") {
    const FluxModel model = testing::own_model("check_toy.json");
    Context context;
    const ModelCheck check = check_model(model, context);
    REQUIRE(check.mass.unbalanced.size() == 1);
    CHECK(model.reaction_id(check.mass.unbalanced.front().reaction) == "LOSS");
    CHECK(check.mass.unbalanced.front().elements == std::map<std::string, double>{{"H", -1}});
    CHECK(check.mass.unbalanced.front().charge == 0);
    CHECK(check.mass.balanced.size() + check.mass.unbalanced.size() + check.mass.without_formulas.size() +
              check.mass.left_out.size() ==
          model.network->reactions.size());
    REQUIRE(check.energy.cycles.size() == 1);
    CHECK(check.energy.cycles.front().carrier == "ATP");
    CHECK(ids(model, check.energy.cycles.front().reactions) == std::vector<std::string>{"PUMP", "BACK"});
    CHECK(check.unconserved == Indices{10, 11});
    CHECK(check.unused_genes == Indices{3});
    CHECK(check.faults.size() == 1);
    REQUIRE(check.biomass.size() == 1);
    // 0.1 lactate; what ATP brings is given back.
    CHECK(check.biomass.front().gram_per_mmol == doctest::Approx(0.0089070).epsilon(1e-4));
}

TEST_CASE("check: blocked reactions are those that fractions prove to be, in any units") {
    std::mt19937 random(7);
    Context context;
    int blocked = 0, free = 0, none = 0;
    for (int round = 0; round < 400; ++round) {
        const FluxModel model = testing::any_model(random);
        const auto proved = blocked_by_proof(model);
        CHECK(blocked_reactions(model, context) == proved);
        CHECK(blocked_reactions(in_other_units(model, 1000), context) == proved);
        if (!proved) {
            ++none;
            continue;
        }
        blocked += static_cast<int>(proved->size());
        free += model.reactions() - static_cast<int>(proved->size());
    }
    CHECK(blocked > 300);
    CHECK(free > 300);
    CHECK(none > 20);
}

TEST_CASE("check: masses that every reaction conserves leave no metabolite out") {
    // Whole masses are drawn first, reactions are made to fit them; then one is added that does not.
    std::mt19937 random(11);
    for (int round = 0; round < 100; ++round) {
        domain::Network network;
        std::vector<int> mass;
        for (int i = 0; i < 8; ++i) {
            network.metabolites.push_back({.id = "m" + std::to_string(i)});
            mass.push_back(testing::draw(random, 1, 50));
        }
        for (int j = 0; j < 5; ++j) {
            const int a = testing::draw(random, 0, 3), b = testing::draw(random, 4, 7);
            network.reactions.push_back({.id = "r" + std::to_string(j),
                                         .terms = {{a, -1.0 * mass[static_cast<std::size_t>(b)]},
                                                   {b, 1.0 * mass[static_cast<std::size_t>(a)]}},
                                         .lower = 0,
                                         .upper = 1000});
        }
        const auto model_of = [&] { return flux_model(std::make_shared<const domain::Network>(network)); };
        CHECK(unconserved_metabolites(model_of()) == Indices{});
        network.reactions.push_back({.id = "more", .terms = {{0, -1.0}, {5, 0.5}, {6, 1.0}}, .upper = 1000});
        network.reactions.push_back({.id = "less", .terms = {{0, -1.0}, {5, 0.5}, {6, 2.0}}, .upper = 1000});
        const auto lost = unconserved_metabolites(model_of());
        REQUIRE(lost.has_value());
        CHECK(std::ranges::find(*lost, 6) != lost->end());
    }
}

TEST_CASE("check: the core model, against COBRApy") {
    const auto model = testing::core_model();
    if (!model) return;
    Context context;
    const ModelCheck check = check_model(*model, context);
    CHECK(check.faults.empty());
    CHECK(check.mass.unbalanced.empty());
    std::vector<std::string> blocked = ids(*model, *check.blocked);
    std::ranges::sort(blocked);
    CHECK(blocked == std::vector<std::string>{"EX_fru_e", "EX_fum_e", "EX_gln__L_e", "EX_mal__L_e", "FRUpts2",
                                              "FUMt2_2", "GLNabc", "MALt2_2"});
    CHECK(check.blocked_when_open->empty());
    CHECK(check.duplicates.size() == 1);  // FRD7 and SUCDi
    CHECK(check.in_loops->size() == 2);
    CHECK(check.unconserved->empty());
    CHECK(check.medium.size() == 7);
}

TEST_CASE("check: iML1515, against COBRApy") {
    const auto model = testing::shared_model("iML1515.json");
    if (!model) return;
    Context context;
    const ModelCheck check = check_model(*model, context);
    CHECK(check.faults.empty());
    CHECK(ids(*model, {check.mass.unbalanced.front().reaction}) == std::vector<std::string>{"PUACGAMS"});
    CHECK(check.mass.unbalanced.size() == 1);
    CHECK(check.blocked->size() == 968);
    // COBRApy: 261, with AMAOTr, whose flux can be 1.75e-6 on the default medium.
    CHECK(check.blocked_when_open->size() == 260);
    CHECK(check.energy.tested.size() == 15);
    CHECK(check.energy.cycles.empty());
    CHECK(check.unconserved->empty());
    REQUIRE(check.biomass.size() == 1);
    CHECK(check.biomass.front().not_producible == Indices{});
    CHECK(*check.biomass.front().gram_per_mmol == doctest::Approx(1).epsilon(1e-3));
}
