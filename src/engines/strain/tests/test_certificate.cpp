#include "any_model.hpp"
#include "helpers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/numerics/rational.hpp>
#include <strandline/strain/balance.hpp>
#include <strandline/strain/certificate.hpp>
#include <strandline/strain/genes.hpp>
#include <strandline/strain/judge.hpp>

#include <cmath>
#include <fstream>
#include <random>

using namespace strandline;
using namespace strandline::strain;
using testing::any_model;
using testing::core_model;
using testing::draw;

namespace {

constexpr double margin = 1e-6;

/// Certified, by a proof that holds when it is read again.
bool proved(const FluxModel& model, const FluxRegion& region, const Certificate& certificate) {
    if (!certificate.certified || certificate.refuted || !certificate.reason.empty()) return false;
    const std::string fault = fault_of_proof(model, region, certificate.proof);
    CHECK_MESSAGE(fault.empty(), fault);
    return fault.empty();
}
bool disproved(const FluxModel& model, const FluxRegion& region, const Certificate& certificate) {
    if (certificate.certified || !certificate.refuted || certificate.reason.empty()) return false;
    const std::string fault = fault_of_proof(model, region, certificate.counter_proof);
    CHECK_MESSAGE(fault.empty(), fault);
    return fault.empty() && certificate.proof.is_null();
}

/// The proof with one fraction of one part made larger by `change`.
Json with_change(const Json& proof, std::string_view part, std::string_view group, std::size_t which,
                 const numerics::Rational& change) {
    Json made = proof;
    Json values = group.empty() ? proof.at(part) : proof.at(part).at(group);
    const auto& [id, value] = values.members().at(which);
    values.set(id, (*numerics::Rational::parse(value.string()) + change).text());
    if (group.empty()) return made.set(std::string(part), values);
    Json groups = proof.at(part);
    groups.set(std::string(group), values);
    return made.set(std::string(part), groups);
}

}  // namespace

TEST_CASE("certificates: what is true is proved, what is wrong never") {
    std::mt19937 random(3);
    int optimal = 0, infeasible = 0, unbounded = 0;
    for (int round = 0; round < 600; ++round) {
        const FluxModel model = any_model(random);
        if (model.objective.empty()) continue;
        FluxRegion region;
        if (draw(random, 0, 2) == 0)
            region.push_back({{{0, 1.0}, {2, 0.3}}, draw(random, -5, 5) / 10.0, numerics::infinity, ""});
        std::vector<std::int32_t> knocked;
        if (draw(random, 0, 1) == 0) knocked.push_back(draw(random, 0, model.reactions() - 1));
        FluxModel conditioned = model;
        numerics::LinearProgram program = linear_program(model);
        for (const std::int32_t j : knocked)
            program.lower[static_cast<std::size_t>(j)] = program.upper[static_cast<std::size_t>(j)] = 0;
        numerics::LpSolver solver(program);
        for (const FluxCondition& condition : region)
            solver.add_row(std::vector<std::int32_t>{0, 2}, std::vector<double>{1, 0.3}, condition.lower,
                           condition.upper);
        Certifier certifier(model, region);
        switch (solver.solve()) {
        case numerics::LpStatus::optimal: {
            ++optimal;
            const double best = solver.objective_value();
            CHECK(proved(model, region, certifier.at_most(knocked, model.objective, best + margin)));
            CHECK(disproved(model, region, certifier.at_most(knocked, model.objective, best - margin)));
            CHECK(proved(model, region, certifier.reaches(knocked, model.objective, best - margin)));
            CHECK(disproved(model, region, certifier.reaches(knocked, model.objective, best + margin)));
            CHECK(proved(model, region, certifier.feasible(knocked)));
            CHECK(disproved(model, region, certifier.infeasible(knocked)));
            // A bound that the proof does not reach is refused, whatever the multipliers.
            Json claim = certifier.at_most(knocked, model.objective, best + margin).proof;
            claim.set("bound", numerics::Rational::decimal(best - margin).text());
            CHECK_FALSE(fault_of_proof(model, region, claim).empty());
            break;
        }
        case numerics::LpStatus::infeasible:
            ++infeasible;
            CHECK(proved(model, region, certifier.infeasible(knocked)));
            CHECK(disproved(model, region, certifier.feasible(knocked)));
            CHECK(proved(model, region, certifier.at_most(knocked, model.objective, -1000)));
            CHECK(disproved(model, region, certifier.reaches(knocked, model.objective, -1000)));
            break;
        case numerics::LpStatus::unbounded:
            ++unbounded;
            CHECK(disproved(model, region, certifier.at_most(knocked, model.objective, 1e6)));
            CHECK(proved(model, region, certifier.reaches(knocked, model.objective, 1e6)));
            break;
        case numerics::LpStatus::failure:
            FAIL("solver");
        }
    }
    CHECK(optimal > 200);
    CHECK(infeasible > 20);
    CHECK(unbounded > 10);
}

TEST_CASE("certificates: decimals are fractions, so that a tie is decided") {
    // 0.1 + 0.2 is 0.3 here, though not in doubles.
    domain::Network network;
    network.metabolites.push_back({.id = "a"});
    network.reactions.push_back({.id = "IN1", .terms = {{0, 1.0}}, .lower = 0, .upper = 0.1});
    network.reactions.push_back({.id = "IN2", .terms = {{0, 1.0}}, .lower = 0, .upper = 0.2});
    network.reactions.push_back({.id = "OUT", .terms = {{0, -1.0}}, .lower = 0, .upper = 1000});
    const FluxModel model = flux_model(std::make_shared<const domain::Network>(std::move(network)));
    const std::vector<domain::Term> out{{2, 1.0}};
    const Certificate most = certify_at_most(model, {}, {}, out, 0.3);
    CHECK(proved(model, {}, most));
    CHECK(most.proof.at("proved").string() == "3/10");
    CHECK(proved(model, {}, certify_reaches(model, {}, {}, out, 0.3)));
    CHECK(disproved(model, {}, certify_at_most(model, {}, {}, out, 0.29999999999999)));
    CHECK(disproved(model, {}, certify_reaches(model, {}, {}, out, 0.30000000000001)));
}

TEST_CASE("certificates: a proof that was changed is refused") {
    const auto model = core_model();
    if (!model) return;
    const double best = flux_balance(*model).objective;
    const Json most = certify_at_most(*model, {}, {}, model->objective, best + 1e-9).proof;
    const Json state = certify_reaches(*model, {}, {}, model->objective, best - 1e-9).proof;
    CHECK(fault_of_proof(*model, {}, most).empty());
    CHECK(fault_of_proof(*model, {}, state).empty());
    const numerics::Rational change = numerics::Rational(1) / numerics::Rational(1000);
    const std::size_t multipliers = most.at("multipliers").at("metabolites").members().size();
    CHECK(multipliers > 30);
    for (std::size_t k = 0; k < multipliers; ++k)
        CHECK_FALSE(
            fault_of_proof(*model, {}, with_change(most, "multipliers", "metabolites", k, change)).empty());
    for (std::size_t k = 0; k < state.at("fluxes").members().size(); ++k)
        CHECK_FALSE(fault_of_proof(*model, {}, with_change(state, "fluxes", "", k, change)).empty());
    for (const char* part : {"claim", "knocked", "function", "bound", "multipliers"}) {
        Json changed = most;
        changed.set(part, "something else");
        CHECK_FALSE(fault_of_proof(*model, {}, changed).empty());
    }
}

TEST_CASE("certificates: every cut set of the core model is lethal, and none of its parts") {
    const auto model = core_model();
    if (!model) return;
    std::ifstream list(std::filesystem::path(std::getenv("STRANDLINE_SHARED")) /
                       "data/strain/reference/mcs455_e_coli_core_genes.txt");
    const auto region = parse_region("growth >= 0.001", *model, "--suppress");
    REQUIRE(region.has_value());
    Certifier suppressed(*model, *region), free(*model);
    const GeneEffects effects(*model->network);
    int sets = 0, parts = 0;
    for (std::string line; std::getline(list, line); ++sets) {
        std::vector<std::int32_t> genes;
        for (const std::string_view id : split(trim(line), ' '))
            genes.push_back(gene_named(*model->network, id, "--genes").value());
        const std::vector<std::int32_t> dead = effects.dead_reactions(genes);
        CHECK(proved(*model, *region, suppressed.infeasible(dead)));
        CHECK(proved(*model, {}, free.at_most(dead, model->objective, 0.001)));
        for (std::size_t k = 0; k < genes.size(); ++k) {
            std::vector<std::int32_t> fewer = genes;
            fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(k));
            CHECK(proved(*model, *region, suppressed.feasible(effects.dead_reactions(fewer))));
            ++parts;
        }
    }
    CHECK(sets == 455);
    CHECK(parts == 7 + 2 * 53 + 3 * 395);
}

TEST_CASE("certificates: growth of iML1515, both ways, and some lethal genes") {
    const auto model = testing::shared_model("iML1515.json");
    if (!model) return;
    Certifier certifier(*model);
    const double best = flux_balance(*model).objective;
    CHECK(proved(*model, {}, certifier.at_most({}, model->objective, best * (1 + 1e-9))));
    CHECK(proved(*model, {}, certifier.reaches({}, model->objective, best * (1 - 1e-9))));
    const GeneEffects effects(*model->network);
    Judge judge(*model);
    int lethal = 0;
    for (std::int32_t gene = 0; gene < static_cast<std::int32_t>(model->network->genes.size()); gene += 24) {
        const std::vector<std::int32_t> dead = effects.dead_reactions(std::span(&gene, 1));
        const Certificate claim = certifier.at_most(dead, model->objective, 1e-6);
        CHECK(claim.certified != claim.refuted);
        CHECK(claim.certified == (judge.growth(dead).value < 1e-6));
        lethal += claim.certified ? 1 : 0;
    }
    CHECK(lethal == 7);
}

TEST_CASE("certificates: bounds that are infinite need exact zeros, and get them") {
    auto model = testing::shared_model("iML1515.json");
    if (!model) return;
    for (auto* bounds : {&model->lower, &model->upper})
        for (double& bound : *bounds)
            if (std::abs(bound) == 1000) bound = bound < 0 ? -numerics::infinity : numerics::infinity;
    Certifier certifier(*model);
    // The solver's optimum is off by a little more than 1e-9 here, which certificates would not pass.
    const double best = flux_balance(*model).objective;
    CHECK(best == doctest::Approx(0.876997214427).epsilon(1e-9));
    CHECK(proved(*model, {}, certifier.at_most({}, model->objective, best * (1 + 1e-7))));
    CHECK(proved(*model, {}, certifier.reaches({}, model->objective, best * (1 - 1e-7))));
    CHECK(disproved(*model, {}, certifier.at_most({}, model->objective, best * (1 - 1e-7))));
    const GeneEffects effects(*model->network);
    const std::vector<std::int32_t> lethal{*gene_named(*model->network, "b0720", "")};
    CHECK(proved(*model, {}, certifier.at_most(effects.dead_reactions(lethal), model->objective, 0)));
    const auto growing = parse_region("growth >= 0.001", *model, "");
    CHECK(proved(*model, *growing, certify_infeasible(*model, *growing, effects.dead_reactions(lethal))));
}
