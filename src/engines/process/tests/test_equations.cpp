#include "equation_models.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace strandline::process::testing {

using Kind = KineticRule::Kind;

TEST_CASE("reactions move amounts, ids mean concentrations") {
    KineticModel model;
    add_compartment(model, "c", 2);
    add_species(model, "a", 6);
    add_species(model, "b", 1).amount_only = true;
    add_parameter(model, "k", 0.5);
    auto& reaction = add_reaction(model, "r", {"a", "a"}, {"b"}, product({name("k"), name("a"), name("b")}));
    reaction.products[0].stoichiometry = 3;
    const Point point(model);
    CHECK(point.value("a") == 3);
    CHECK(point.amount("a") == 6);
    CHECK(point.value("b") == 1);
    CHECK(point.value("r") == 1.5);
    CHECK(point.rate("a") == -3);
    CHECK(point.rate("b") == 4.5);
}

TEST_CASE("conversion factors: the species' own before the model's") {
    KineticModel model;
    add_compartment(model, "c", 1);
    add_species(model, "a", 1);
    add_species(model, "b", 1).conversion_factor = "own";
    add_parameter(model, "own", 5);
    add_parameter(model, "all", 3);
    model.conversion_factor = "all";
    add_reaction(model, "r", {"a"}, {"b"}, number(2));
    const Point point(model);
    CHECK(point.rate("a") == -6);
    CHECK(point.rate("b") == 10);
}

TEST_CASE("local parameters come before the model's, boundary species stay") {
    KineticModel model;
    add_compartment(model, "c", 1);
    add_species(model, "a", 1).boundary = true;
    add_species(model, "b", 0);
    add_parameter(model, "k", 100);
    auto& reaction = add_reaction(model, "r", {"a"}, {"b"}, name("k"));
    reaction.locals.push_back({.id = "k", .value = 7});
    const Point point(model);
    CHECK(point.rate("b") == 7);
    CHECK(point.equations.state_ids == std::vector<std::string>{"b"});
}

TEST_CASE("stoichiometries by id, by rule and by formula") {
    KineticModel model;
    add_compartment(model, "c", 1);
    add_species(model, "a", 1);
    add_species(model, "b", 1);
    add_species(model, "d", 1);
    auto& reaction = add_reaction(model, "r", {"a"}, {"b", "d"}, number(1));
    reaction.reactants[0].id = "n";
    reaction.products[0].id = "m";
    reaction.products[0].stoichiometry.reset();
    reaction.products[0].constant = false;
    reaction.products[1].formula = sum({name("n"), number(4)});
    add_rule(model, Kind::assignment, "m", product({number(2), name("n")}));
    Point point(model, {"n"}, {{"n", 3}});
    CHECK(point.rate("a") == -3);
    CHECK(point.rate("b") == 6);
    CHECK(point.rate("d") == 7);
}

TEST_CASE("assignments in whatever order, at the start too; loops are named") {
    KineticModel model;
    add_parameter(model, "x", 99, false);
    add_parameter(model, "y", std::nullopt, false);
    add_parameter(model, "k", 2);
    add_parameter(model, "z", 1, false);
    add_rule(model, Kind::assignment, "x", product({name("y"), name("y")}));
    add_rule(model, Kind::assignment, "y", sum({name("k"), number(1)}));
    model.initial_assignments.push_back({"z", sum({name("x"), number(1)})});
    const Point point(model);
    CHECK(point.value("x") == 9);
    CHECK(point.value("z") == 10);

    model.rules[1].formula = sum({name("x"), number(1)});
    CHECK(error_of(model) == "process.circular: x depends on itself; x = y * y, y = x + 1");
    model.rules[1].formula = sum({name("kk"), number(1)});
    CHECK(error_of(model) == "process.unknown_name: no quantity is named kk; \"kk\"");
}

TEST_CASE("initial assignments: of one another, of rates, overruled by what is given") {
    KineticModel model;
    add_compartment(model, "c", 1, false);
    add_species(model, "a", 6);
    add_species(model, "b", 0);
    add_parameter(model, "p", 1);
    add_reaction(model, "r", {"a"}, {"b"}, product({name("c"), name("a"), name("p")}));
    model.initial_assignments.push_back({"b", product({number(2), name("r")})});
    model.initial_assignments.push_back({"p", number(5)});
    model.initial_assignments.push_back({"c", number(3)});
    const Point point(model);
    CHECK(point.value("c") == 3);
    CHECK(point.amount("a") == 6);
    CHECK(point.value("a") == 2);
    CHECK(point.value("r") == 30);
    CHECK(point.value("b") == 60);
    CHECK(point.amount("b") == 180);
    const Point other(model, {"p", "a"}, {{"p", 2}, {"a", 4}});
    CHECK(other.amount("a") == 12);
    CHECK(other.value("b") == 48);
}

TEST_CASE("a size that the start of a concentration decides is no loop; a true loop is") {
    KineticModel model;
    add_compartment(model, "c", 1);
    auto& species = add_species(model, "a", 0);
    species.amount.reset();
    species.concentration = 4;
    model.initial_assignments.push_back({"c", product({number(2), name("a")})});
    const Point point(model);
    CHECK(point.value("c") == 8);
    CHECK(point.amount("a") == 32);

    model.initial_assignments.push_back({"a", name("c")});
    const auto loop = start(model, built(model), {});
    REQUIRE(!loop.has_value());
    CHECK(loop.error().code() == "process.circular");
}

TEST_CASE("varying compartments leave amounts; a rate rule is of the concentration") {
    KineticModel model;
    add_compartment(model, "c", 2, false);
    auto& ruled = add_species(model, "a", 6);
    ruled.boundary = true;
    add_species(model, "b", 4);
    add_rule(model, Kind::rate, "c", number(0.5));
    add_rule(model, Kind::rate, "a", number(7));
    Point point(model);
    CHECK(point.value("b") == 2);
    // d(a V)/dt = a' V + a V'
    CHECK(point.rate("a") == 7 * 2 + 3 * 0.5);
    CHECK(point.formula(Formula::of(Op::rate_of, {name("a")})) == doctest::Approx(7));
    CHECK(point.formula(Formula::of(Op::rate_of, {name("b")})) == doctest::Approx(-2 * 0.5 / 2));
    CHECK(point.formula(Formula::of(Op::rate_of, {name("c")})) == 0.5);
    point.keep("c", 8);
    CHECK(point.value("b") == 0.5);
    CHECK(point.value("a") == 0.75);
}

TEST_CASE("rateOf in equations") {
    KineticModel model;
    add_parameter(model, "x", 3, false);
    add_parameter(model, "y", 0, false);
    add_parameter(model, "z", 0, false);
    add_parameter(model, "w", 0, false);
    add_rule(model, Kind::rate, "y", Formula::of(Op::rate_of, {name("x")}));
    add_rule(model, Kind::rate, "x", product({number(2), name("x")}));
    add_rule(model, Kind::assignment, "z", product({name("x"), name("x"), now()}));
    add_rule(model, Kind::assignment, "w", Formula::of(Op::rate_of, {name("z")}));
    Point point(model);
    point.inputs[0] = 5;
    CHECK(point.rate("y") == 6);
    CHECK(point.value("w") == doctest::Approx(9 + 2 * 3 * 6 * 5));
    model.rules[1].formula = Formula::of(Op::rate_of, {name("y")});
    CHECK(error_of(model).starts_with("process.circular"));
}

TEST_CASE("functions: nested, and never of themselves") {
    KineticModel model;
    add_parameter(model, "x", 3, false);
    const auto call = [](const char* id, std::vector<Formula> arguments) {
        Formula made = Formula::of(Op::call, std::move(arguments));
        made.name = id;
        return made;
    };
    model.functions.push_back({"square", "", {"x"}, product({name("x"), name("x")})});
    model.functions.push_back({"f", "", {"y", "x"}, difference(call("square", {name("y")}), name("x"))});
    Point point(model);
    CHECK(point.formula(call("f", {number(5), name("x")})) == 22);
    const auto few = formula_node(point.equations, model, call("f", {number(5)}));
    REQUIRE(!few.has_value());
    CHECK(few.error().code() == "process.arguments");
    model.functions[0].body = call("f", {name("x"), name("x")});
    const auto loop = formula_node(point.equations, model, call("f", {number(5), name("x")}));
    REQUIRE(!loop.has_value());
    CHECK(loop.error().found() == "f needs square needs f");
}

TEST_CASE("operators as the field defines them") {
    KineticModel model;
    add_parameter(model, "x", 0.5);
    Point point(model);
    const auto of = [&](Op op, std::vector<double> arguments) {
        std::vector<Formula> parts;
        for (const double one : arguments) parts.push_back(number(one));
        return point.formula(Formula::of(op, std::move(parts)));
    };
    CHECK(of(Op::plus, {}) == 0);
    CHECK(of(Op::times, {}) == 1);
    CHECK(of(Op::logical_and, {}) == 1);
    CHECK(of(Op::logical_or, {}) == 0);
    CHECK(of(Op::exclusive_or, {1, 1, 3}) == 1);
    CHECK(of(Op::exclusive_or, {1, 2}) == 0);
    CHECK(of(Op::implies, {0, 0}) == 1);
    CHECK(of(Op::implies, {7, 0}) == 0);
    CHECK(of(Op::logical_not, {3}) == 0);
    CHECK(of(Op::less, {1, 2, 3}) == 1);
    CHECK(of(Op::less, {1, 3, 2}) == 0);
    CHECK(of(Op::greater_equal, {3, 3, 2}) == 1);
    CHECK(of(Op::quotient, {-7, 2}) == -3);
    CHECK(of(Op::remainder, {-7, 2}) == -1);
    CHECK(of(Op::minimum, {3, 1, 2}) == 1);
    CHECK(of(Op::maximum, {3, 1, 2}) == 3);
    CHECK(of(Op::factorial, {5}) == doctest::Approx(120));
    CHECK(of(Op::root, {3, -8}) == doctest::Approx(-2));
    CHECK(of(Op::root, {2, 9}) == 3);
    CHECK(of(Op::log, {2, 8}) == doctest::Approx(3));
    CHECK(of(Op::sec, {0.5}) == doctest::Approx(1 / std::cos(0.5)));
    CHECK(of(Op::arccot, {-2}) == doctest::Approx(std::atan(-0.5)));
    CHECK(of(Op::arccot, {0}) == doctest::Approx(std::numbers::pi / 2));
    CHECK(of(Op::arcsech, {0.5}) == doctest::Approx(std::acosh(2)));
    CHECK(of(Op::arccoth, {2}) == doctest::Approx(std::atanh(0.5)));
    CHECK(of(Op::piecewise, {1, 0, 2, 5, 3}) == 2);
    CHECK(of(Op::piecewise, {1, 0, 3}) == 3);
    CHECK(std::isnan(of(Op::piecewise, {1, 0})));
}

TEST_CASE("events: stored values, sizes at the execution, what is solved for stays") {
    KineticModel model;
    add_compartment(model, "c", 2, false);
    add_species(model, "a", 6);
    add_parameter(model, "total", 1, false);
    domain::KineticEvent event;
    event.id = "e";
    event.trigger = Formula::of(Op::greater, {now(), number(3)});
    event.assignments.push_back({"a", number(5)});
    event.assignments.push_back({"c", number(4)});
    event.assignments.push_back({"total", std::nullopt});
    model.events.push_back(event);
    const Point point(model);
    REQUIRE(point.equations.events.size() == 1);
    const auto& made = point.equations.events[0];
    REQUIRE(made.assignments.size() == 2);
    CHECK(point.at(made.assignments[0].value) == 10);
    CHECK(point.at(made.assignments[0].formula) == 5);
    CHECK(point.at(made.assignments[0].scale) == 2);
    CHECK(point.at(made.assignments[1].value) == 4);
    REQUIRE(point.equations.switches.size() == 1);
    CHECK(point.equations.switches[0].timed);
    CHECK(std::abs(point.at(point.equations.switches[0].slope)) == 1);

    add_rule(model, Kind::assignment, "total", number(1));
    model.events[0].assignments[2].formula = number(1);
    CHECK(error_of(model).starts_with("process.not_assignable"));
}

TEST_CASE("switches: in rates only where something moves, each once") {
    KineticModel model;
    add_parameter(model, "x", 1, false);
    add_parameter(model, "k", 2);
    const auto piece = [](Formula condition) {
        return Formula::of(Op::piecewise, {number(1), std::move(condition), number(0)});
    };
    add_rule(model, Kind::rate, "x",
             sum({piece(Formula::of(Op::less, {name("x"), name("k")})),
                  piece(Formula::of(Op::greater, {name("x"), name("k")})),
                  piece(Formula::of(Op::less, {product({name("k"), now()}), number(6)})),
                  piece(Formula::of(Op::less, {name("k"), number(3)})), Formula::of(Op::floor, {now()})}));
    const Point point(model);
    REQUIRE(point.equations.switches.size() == 3);
    CHECK(std::ranges::count(point.equations.switches, true, &Switch::timed) == 1);
    for (const Switch& one : point.equations.switches)
        if (one.timed) CHECK(std::abs(point.at(one.slope)) == 2);
}

}  // namespace strandline::process::testing
