#include "check/model_check.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace strandline;
using namespace strandline::process;
using domain::Formula;
using domain::KineticModel;
using Op = Formula::Op;

namespace {

KineticModel with_species(const std::vector<std::string>& ids) {
    KineticModel model;
    model.id = "m";
    model.compartments.push_back({.id = "c", .name = {}, .size = 1, .units = {}});
    for (const std::string& id : ids) {
        domain::KineticSpecies one;
        one.id = id;
        one.compartment = "c";
        one.amount = 1;
        model.species.push_back(one);
    }
    return model;
}

using Side = std::vector<std::pair<std::string, double>>;

void react(KineticModel& model, const Side& reactants, const Side& products) {
    domain::KineticReaction made;
    made.id = "R" + std::to_string(model.reactions.size() + 1);
    for (const auto& [species, count] : reactants) made.reactants.push_back({{}, species, count, {}, true});
    for (const auto& [species, count] : products) made.products.push_back({{}, species, count, {}, true});
    model.reactions.push_back(std::move(made));
}

Side terms(const ConservedSum& sum) { return sum.terms; }

}  // namespace

TEST_CASE("sums that no reaction changes") {
    KineticModel model = with_species({"S", "E", "ES", "P"});
    react(model, {{"S", 1}, {"E", 1}}, {{"ES", 1}});
    react(model, {{"ES", 1}}, {{"E", 1}, {"P", 1}});
    const auto sums = conserved_sums(model);
    REQUIRE(sums.size() == 2);
    const Side enzyme{{"E", 1}, {"ES", 1}}, substrate{{"S", 1}, {"ES", 1}, {"P", 1}};
    CHECK((terms(sums[0]) == enzyme || terms(sums[1]) == enzyme));
    CHECK((terms(sums[0]) == substrate || terms(sums[1]) == substrate));
}

TEST_CASE("coefficients of sums are whole, of halves and of dimers") {
    KineticModel model = with_species({"A", "D", "W"});
    react(model, {{"A", 2}}, {{"D", 1}});
    react(model, {{"D", 0.5}}, {{"W", 1.5}});
    const auto sums = conserved_sums(model);
    REQUIRE(sums.size() == 1);
    CHECK(terms(sums[0]) == Side{{"A", 3}, {"D", 6}, {"W", 2}});
}

TEST_CASE("what flows in, rules and boundaries leave no sum") {
    KineticModel model = with_species({"A", "B"});
    react(model, {{"A", 1}}, {{"B", 1}});
    CHECK(conserved_sums(model).size() == 1);
    model.species[1].boundary = true;
    CHECK(conserved_sums(model).empty());
    model.species[1].boundary = false;
    react(model, {}, {{"A", 1}});
    CHECK(conserved_sums(model).empty());
}

TEST_CASE("a stoichiometry that may change leaves no sum, an event is said") {
    KineticModel model = with_species({"A", "B"});
    react(model, {{"A", 1}}, {{"B", 1}});
    domain::KineticEvent event;
    event.assignments.push_back({"A", Formula::of(2.0)});
    model.events.push_back(event);
    REQUIRE(conserved_sums(model).size() == 1);
    CHECK(conserved_sums(model)[0].changed_by_events);
    model.reactions[0].products[0].formula = Formula::of("A");
    CHECK(conserved_sums(model).empty());
}

TEST_CASE(
    "random networks with a hidden sum: each sum that is found holds, and the hidden one is among them") {
    std::mt19937_64 random(7);
    for (int trial = 0; trial < 30; ++trial) {
        const std::size_t count = 4 + random() % 10;
        std::vector<std::string> ids;
        std::vector<double> weight;
        for (std::size_t i = 0; i < count; ++i) {
            ids.push_back("S" + std::to_string(i));
            weight.push_back(static_cast<double>(1 + random() % 4));
        }
        KineticModel model = with_species(ids);
        for (std::size_t k = 0; k < 3 * count; ++k) {
            const std::size_t a = random() % count, b = random() % count;
            if (a != b) react(model, {{ids[a], weight[b]}}, {{ids[b], weight[a]}});
        }
        const auto sums = conserved_sums(model);
        REQUIRE(!sums.empty());
        for (const ConservedSum& sum : sums)
            for (const auto& reaction : model.reactions) {
                double total = 0;
                for (const auto& [species, coefficient] : sum.terms) {
                    if (reaction.reactants[0].species == species)
                        total -= coefficient * *reaction.reactants[0].stoichiometry;
                    if (reaction.products[0].species == species)
                        total += coefficient * *reaction.products[0].stoichiometry;
                }
                CHECK(total == 0);
            }
    }
}

TEST_CASE("elements and charge of reactions") {
    KineticModel model = with_species({"A", "B", "H"});
    model.species[0].formula = "C6H12O6";
    model.species[1].formula = "C3H6O3";
    model.species[2].formula = "H";
    model.species[0].charge = model.species[1].charge = 0;
    model.species[2].charge = 1;
    react(model, {{"A", 1}}, {{"B", 2}});
    react(model, {{"A", 1}}, {{"B", 2}, {"H", 1}});
    react(model, {}, {{"A", 1}});
    const ElementBalance balance = element_balance(model);
    CHECK(balance.balanced == 1);
    CHECK(balance.without_formulas == 1);
    REQUIRE(balance.not_balanced.size() == 1);
    CHECK(balance.not_balanced[0].reaction == "R2");
    CHECK(balance.not_balanced[0].made == std::map<std::string, double>{{"H", 1}, {"charge", 1}});
}

TEST_CASE("units of a law that lacks the volume") {
    KineticModel model = with_species({"A"});
    model.substance_units = model.extent_units = "mole";
    model.time_units = "second";
    model.volume_units = "litre";
    model.units["per_second"] = {1, {0, 0, -1, 0, 0, 0, 0, 0}};
    model.parameters.push_back({"k", {}, 1, true, "per_second"});
    react(model, {{"A", 1}}, {});
    model.reactions[0].law = Formula::of(Op::times, {Formula::of("k"), Formula::of("A")});
    auto remarks = unit_remarks(model);
    REQUIRE(remarks.size() == 1);
    CHECK(remarks[0].where == "law of R1");
    CHECK(remarks[0].what == "in 1000 metre^-3 second^-1 mole where second^-1 mole is needed");
    model.reactions[0].law = Formula::of(Op::times, {Formula::of("c"), *model.reactions[0].law});
    CHECK(unit_remarks(model).empty());
    model.reactions[0].law = Formula::of(Op::plus, {Formula::of("k"), Formula::of("c")});
    remarks = unit_remarks(model);
    REQUIRE(remarks.size() == 2);
    CHECK(remarks[0].what == "adds k in second^-1 and c in 0.001 metre^3");
    model.reactions[0].law = Formula::of(Op::exp, {Formula::of("k")});
    CHECK(unit_remarks(model)[0].what == "k should be a number without unit, and is in second^-1");
}

TEST_CASE("what has no value, and what is determined twice") {
    KineticModel model = with_species({"A"});
    model.parameters.push_back({"p", {}, {}, false, {}});
    CHECK(check_model(model).without_value == std::vector<std::string>{"p"});
    CHECK(!check_model(model).fault);
    model.rules.push_back({domain::KineticRule::Kind::assignment, "p", Formula::of("q")});
    model.parameters.push_back({"q", {}, {}, false, {}});
    model.rules.push_back({domain::KineticRule::Kind::assignment, "q", Formula::of("p")});
    const ModelCheck check = check_model(model);
    CHECK(check.without_value.empty());
    REQUIRE(check.fault.has_value());
    CHECK(check.fault->code() == "process.circular");
    CHECK(check_text(model, check).find("no equations") != std::string::npos);
    CHECK(check_json(model, check).pretty().find("\"usable\": false") != std::string::npos);
}
