#include "equation_models.hpp"

#include <algorithm>
#include <random>

namespace strandline::process::testing {

using Kind = KineticRule::Kind;

namespace {

Formula delay(Formula what, Formula lag) { return Formula::of(Op::delay, {std::move(what), std::move(lag)}); }

/// a <-> b in compartment c, with an algebraic rule a + d = total.
KineticModel with_conserved_sum() {
    KineticModel model;
    add_compartment(model, "c", 2);
    add_species(model, "a", 4);
    add_species(model, "d", 0);
    add_parameter(model, "total", 5);
    add_reaction(model, "r", {"a"}, {}, name("a"));
    add_rule(model, Kind::algebraic, "",
             difference(sum({name("a"), product({number(2), name("d")})}), name("total")));
    return model;
}

}  // namespace

TEST_CASE("an algebraic rule that is linear is solved; it is the one that nothing else determines") {
    const Point point(with_conserved_sum());
    CHECK(point.equations.algebraic_rows.empty());
    CHECK(point.equations.state_ids == std::vector<std::string>{"a"});
    CHECK(point.value("d") == 1.5);
    CHECK(point.amount("d") == 3);
}

TEST_CASE("algebraic rules through functions and in Level 1") {
    KineticModel model;
    add_parameter(model, "k", std::nullopt, false);
    model.functions.push_back({"minus", "", {"x", "y"}, difference(name("x"), name("y"))});
    Formula call = Formula::of(Op::call, {name("k"), number(0.9)});
    call.name = "minus";
    add_rule(model, Kind::algebraic, "", call);
    CHECK(Point(model).value("k") == 0.9);
    CHECK(Point(model).equations.algebraic_rows.empty());

    model.rules[0].formula = sum({name("k"), name("m")});
    model.parameters[0].constant = true;
    add_parameter(model, "m", 3);
    CHECK(error_of(model) ==
          "process.overdetermined: algebraic rule 1, 0 = k + m, has nothing left to determine; k (constant), "
          "m (constant)");
    model.level = 1;
    CHECK(Point(model).value("k") == -3);
}

TEST_CASE("algebraic rules that need numbers become rows without a derivative") {
    KineticModel model = with_conserved_sum();
    model.rules[0].formula = difference(product({name("d"), name("d")}), name("a"));
    Point point(model);
    REQUIRE(point.equations.algebraic_rows.size() == 1);
    const std::uint32_t row = point.equations.algebraic_rows[0];
    CHECK(point.equations.state_ids[row] == "d");
    REQUIRE(point.equations.mass.size() == 1);
    CHECK(point.equations.mass[0].row == 1 - row);
    point.keep("d", 3);  // as its id means it: a concentration
    CHECK(point.at(point.equations.rates[row]) == 9 - 2);
    CHECK(point.amount("d") == 6);
}

TEST_CASE("two algebraic rules of two quantities: each its own; three are too many") {
    KineticModel model;
    for (const char* id : {"x", "y"}) add_parameter(model, id, 1, false);
    add_parameter(model, "k", 4);
    add_rule(model, Kind::algebraic, "", difference(sum({name("x"), name("y")}), name("k")));
    add_rule(model, Kind::algebraic, "", difference(name("x"), number(1)));
    const Point point(model);
    CHECK(point.value("x") == 1);
    CHECK(point.value("y") == 3);
    add_rule(model, Kind::algebraic, "", difference(name("y"), number(1)));
    CHECK(error_of(model) ==
          "process.overdetermined: algebraic rule 3, 0 = y - 1, has nothing left to determine; y (another "
          "algebraic rule's)");
}

TEST_CASE("rules and reactions that determine the same twice") {
    KineticModel model = with_conserved_sum();
    add_rule(model, Kind::rate, "a", number(1));
    CHECK(error_of(model).starts_with("process.overdetermined: a is determined by a rule and by reactions"));
    model.rules.back().variable = "d";
    add_rule(model, Kind::assignment, "d", number(1));
    CHECK(error_of(model).starts_with("process.overdetermined: d has two rules"));
}

TEST_CASE("fast reactions stay at their equilibrium") {
    KineticModel model;
    add_compartment(model, "c", 1);
    add_species(model, "a", 1);
    add_species(model, "b", 2);
    add_parameter(model, "k", 2);
    add_reaction(model, "fast", {"a"}, {"b"}, difference(product({name("k"), name("a")}), name("b"))).fast =
        true;
    add_reaction(model, "again", {"b"}, {"a"}, difference(name("b"), product({name("k"), name("a")}))).fast =
        true;
    add_reaction(model, "feed", {}, {"a"}, number(6));
    const Point point(model);
    // a + b grows by 6, b = 2 a.
    CHECK(point.rate("a") == doctest::Approx(2));
    CHECK(point.rate("b") == doctest::Approx(4));
    REQUIRE(point.equations.relaxation.size() == 2);
    CHECK(point.at(point.equations.relaxation[0]) == 0);
    const Point off(model, {"k", "b"}, {{"k", 5}, {"b", 1}});
    CHECK(off.at(off.equations.relaxation[0]) == -8);
    CHECK(off.at(off.equations.relaxation[1]) == 8);
}

TEST_CASE("delays: of constants and the time at once, nested ones as one, none into the future") {
    KineticModel model;
    add_parameter(model, "x", 3, false);
    add_parameter(model, "k", 2);
    add_rule(model, Kind::rate, "x", number(1));
    Point point(model);
    point.inputs[0] = 10;
    CHECK(point.formula(delay(name("k"), number(4))) == 2);
    CHECK(point.formula(delay(product({name("k"), now()}), number(4))) == 12);
    CHECK(point.formula(delay(name("x"), number(0))) == 3);
    CHECK(point.equations.delayed.empty());
    const auto nested = formula_node(point.equations, model, delay(delay(name("x"), number(1)), number(2)));
    REQUIRE(nested.has_value());
    const auto plain = formula_node(point.equations, model, delay(name("x"), number(3)));
    REQUIRE(plain.has_value());
    CHECK(*nested == *plain);
    CHECK(point.equations.graph.at(*plain).kind == numerics::NodeKind::input);
    const auto future = formula_node(point.equations, model, delay(name("x"), number(-1)));
    REQUIRE(!future.has_value());
    CHECK(future.error().code() == "process.negative_delay");
}

TEST_CASE("before the start, initial assignments hold as functions of the time, and rates are theirs") {
    KineticModel model;
    add_parameter(model, "x", 3, false);
    add_parameter(model, "y", 0, false);
    add_parameter(model, "v", 0, false);
    add_parameter(model, "s", 0);
    add_rule(model, Kind::rate, "x", number(1));
    add_rule(model, Kind::assignment, "y", delay(product({name("x"), number(2)}), number(5)));
    add_rule(model, Kind::assignment, "v", delay(Formula::of(Op::rate_of, {name("x")}), number(5)));
    model.initial_assignments.push_back({"x", product({number(3), sum({now(), number(1)})})});
    model.initial_assignments.push_back({"s", name("y")});
    Point point(model);
    REQUIRE(point.equations.delayed.size() == 2);
    CHECK(point.value("x") == 3);
    CHECK(point.value("s") == 2 * 3 * (-5 + 1));
    point.inputs[0] = -5;
    CHECK(point.at(point.equations.delayed[0].before) == -24);
    CHECK(point.at(point.equations.delayed[1].before) == 3);
    CHECK(point.at(point.equations.delayed[1].expression) == 1);
}

TEST_CASE("draws are inputs behind the delayed values") {
    KineticModel model;
    add_parameter(model, "x", 3, false);
    add_parameter(model, "y", 3, false);
    add_rule(model, Kind::rate, "x", delay(name("x"), number(1)));
    Formula normal = Formula::of(Op::draw, {name("x"), number(2)});
    normal.name = "normal";
    domain::KineticEvent event;
    event.trigger = Formula::of(Op::greater, {now(), number(1)});
    event.assignments.push_back({"y", sum({normal, delay(name("y"), number(1))})});
    model.events.push_back(event);
    model.initial_assignments.push_back({"y", normal});
    const Equations equations = built(model);
    REQUIRE(equations.delayed.size() == 2);
    REQUIRE(equations.draws.size() == 1);
    CHECK(equations.draws[0].distribution == "normal");
    const auto inputs = equations.graph.inputs_of(std::span(&equations.events[0].assignments[0].value, 1));
    CHECK(std::ranges::find(inputs, equations.draw_input(0)) != inputs.end());
    const auto begun = start(model, equations, {});
    REQUIRE(begun.has_value());
    REQUIRE(begun->draws.size() == 1);
    CHECK(begun->graph.inputs_of(std::span(&begun->held[0], 1)) == std::vector<std::uint32_t>{3});
}

TEST_CASE("the order in a file does not matter") {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> uniform(0.1, 2);
    for (int round = 0; round < 30; ++round) {
        KineticModel model;
        add_compartment(model, "c", uniform(random), false);
        add_compartment(model, "d", uniform(random));
        add_rule(model, Kind::rate, "c", number(uniform(random)));
        for (int i = 0; i < 6; ++i)
            add_species(model, "s" + std::to_string(i), uniform(random), i % 2 ? "c" : "d");
        for (int i = 0; i < 4; ++i) add_parameter(model, "k" + std::to_string(i), uniform(random), false);
        add_rule(model, Kind::assignment, "k0", sum({name("k1"), name("s0")}));
        add_rule(model, Kind::assignment, "k1", product({name("k2"), name("s1")}));
        add_rule(model, Kind::algebraic, "", difference(sum({name("k3"), name("s2")}), number(3)));
        model.initial_assignments.push_back({"s3", name("k0")});
        for (int i = 0; i < 8; ++i) {
            const std::string from = "s" + std::to_string(random() % 6),
                              to = "s" + std::to_string(random() % 6);
            add_reaction(model, "r" + std::to_string(i), {from}, {to},
                         product({name("k" + std::to_string(random() % 4)), name(from)}));
        }
        KineticModel other = model;
        std::ranges::shuffle(other.compartments, random);
        std::ranges::shuffle(other.species, random);
        std::ranges::shuffle(other.parameters, random);
        std::ranges::shuffle(other.reactions, random);
        std::ranges::shuffle(other.rules, random);
        const Point one(model), two(other);
        for (const auto& [id, quantity] : one.equations.quantities) {
            CHECK(one.value(id) == doctest::Approx(two.value(id)).epsilon(1e-12));
            if (quantity.place && quantity.place->kind == Place::Kind::state)
                CHECK(one.rate(id) == doctest::Approx(two.rate(id)).epsilon(1e-12));
        }
    }
}

TEST_CASE("derivatives of rates by held values and by settings through the start") {
    KineticModel model;
    add_compartment(model, "c", 2);
    add_species(model, "a", 6);
    add_parameter(model, "k", 3);
    add_reaction(model, "r", {"a"}, {}, product({name("k"), name("a"), name("a")}));
    model.initial_assignments.push_back({"a", product({name("k"), name("k")})});
    Equations equations = built(model);
    const auto begun = start(model, equations, {});
    REQUIRE(begun.has_value());
    auto graph = begun->graph;
    const std::uint32_t k = 1 + static_cast<std::uint32_t>(equations.quantities.at("k").setting);
    const auto slopes = sparse_jacobian(graph, begun->states, std::span(&k, 1));
    REQUIRE(slopes.size() == 1);
    std::vector<double> inputs = {0};
    for (const Setting& setting : settings(model)) inputs.push_back(setting.value);
    CHECK(evaluated(graph, slopes[0].node, inputs) == 2 * 3 * 2);  // of the amount k k c
    const std::uint32_t held = equations.held_input(equations.quantities.at("k").place->index);
    const auto by_k = sparse_jacobian(equations.graph, equations.rates, std::span(&held, 1));
    REQUIRE(by_k.size() == 1);
    CHECK(Point(model).inputs.size() == equations.input_count());
    CHECK(evaluated(equations.graph, by_k[0].node, Point(model).inputs) == doctest::Approx(-81));
}

}  // namespace strandline::process::testing
