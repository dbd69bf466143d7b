#include "helpers.hpp"
#include "random_model.hpp"

#include <strandline/base/text.hpp>
#include <strandline/strain/variability.hpp>

#include <cmath>
#include <fstream>
#include <map>

using namespace strandline;
using namespace strandline::strain;
using numerics::LpSolver;
using numerics::LpStatus;

namespace {

Variability variability(const FluxModel& model, double fraction, unsigned threads = 1) {
    Context context({.threads = threads});
    const auto found = flux_variability(model, {.fraction = fraction, .reactions = {}}, context);
    REQUIRE_MESSAGE(found.has_value(), (found ? std::string() : render(found.error())));
    return *found;
}

/// Two linear programs a reaction on the model as given.
std::vector<FluxRange> plain_ranges(const FluxModel& model, double fraction) {
    LpSolver solver(linear_program(model));
    if (solver.solve() != LpStatus::optimal) return {};
    const double kept = kept_objective(solver.objective_value(), model.maximise, fraction);
    std::vector<std::int32_t> columns;
    std::vector<double> weights;
    for (const domain::Term& term : model.objective) {
        columns.push_back(term.index);
        weights.push_back(term.coefficient);
    }
    solver.add_row(columns, weights, model.maximise ? kept : -numerics::infinity,
                   model.maximise ? numerics::infinity : kept);
    std::vector<FluxRange> made;
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        double end[2];
        for (const bool most : {false, true}) {
            solver.clear_objective();
            solver.set_objective(j, 1);
            solver.set_maximise(most);
            const LpStatus status = solver.solve_from_scratch();
            REQUIRE((status == LpStatus::optimal || status == LpStatus::unbounded));
            end[most] = status == LpStatus::optimal ? solver.value(j)
                        : most                      ? numerics::infinity
                                                    : -numerics::infinity;
        }
        made.push_back({end[0], end[1]});
    }
    return made;
}

/// Two reactions between a and b without bounds, so that they can turn for ever.
FluxModel unbounded_loop() {
    FluxModel model = testing::own_model("loop.json");
    model.lower[1] = model.lower[2] = -numerics::infinity;
    model.upper[1] = model.upper[2] = numerics::infinity;
    return model;
}

bool close(double one, double other, double tolerance) {
    return one == other || std::abs(one - other) <= tolerance * std::max(1.0, std::abs(other));
}

void check_same_bits(const Variability& one, const Variability& other) {
    REQUIRE(one.ranges.size() == other.ranges.size());
    for (std::size_t j = 0; j < one.ranges.size(); ++j) {
        CHECK(one.ranges[j].minimum == other.ranges[j].minimum);
        CHECK(one.ranges[j].maximum == other.ranges[j].maximum);
    }
}

}  // namespace

TEST_CASE("flux ranges by hand") {
    const FluxModel model = unbounded_loop();
    const Variability found = variability(model, 0.5);
    CHECK(found.objective == doctest::Approx(5));
    const auto& ranges = found.ranges;
    REQUIRE(ranges.size() == 6);
    CHECK(ranges[0].minimum == doctest::Approx(-10));
    CHECK(ranges[0].maximum == doctest::Approx(-5));
    CHECK(ranges[1].minimum == -numerics::infinity);
    CHECK(ranges[1].maximum == numerics::infinity);
    CHECK(ranges[3].minimum == 0);
    CHECK(ranges[3].maximum == 2);
    CHECK(ranges[4].minimum == 0);
    CHECK(ranges[4].maximum == 0);
    CHECK(ranges[5].minimum == doctest::Approx(2.5));
    CHECK(ranges[5].maximum == doctest::Approx(5));
}

TEST_CASE("an objective that is made small, and one that is negative") {
    FluxModel model = unbounded_loop();
    model.objective = {{0, 1.0}};  // uptake is negative
    model.maximise = false;
    Variability found = variability(model, 0.9);
    CHECK(found.objective == doctest::Approx(-10));
    CHECK(found.ranges[0].minimum == doctest::Approx(-10));
    CHECK(found.ranges[0].maximum == doctest::Approx(-9));
    model.lower[5] = 1;  // growth of at least 1 takes 2 up
    model.maximise = true;
    found = variability(model, 0.5);
    CHECK(found.objective == doctest::Approx(-2));
    CHECK(found.ranges[0].minimum == doctest::Approx(-3));
}

TEST_CASE("no optimum, no ranges") {
    FluxModel model = unbounded_loop();
    model.lower[5] = 6;
    const Variability found = variability(model, 1);
    CHECK(found.status == FluxStatus::infeasible);
    CHECK(found.ranges.empty());
}

TEST_CASE("flux ranges as by two linear programs each") {
    int with_ranges = 0;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        FluxModel model = testing::random_model(seed, 10, 24);
        if (seed % 3 == 0) model.objective = {{0, 1.0}, {4, 2.0}, {9, -1.0}};
        if (seed % 5 == 0) model.maximise = false;
        for (const double fraction : {0.0, 0.9, 1.0}) {
            const auto plain = plain_ranges(model, fraction);
            const Variability found = variability(model, fraction);
            REQUIRE(found.ranges.size() == plain.size());
            for (std::size_t j = 0; j < plain.size(); ++j) {
                CHECK(close(found.ranges[j].minimum, plain[j].minimum, 1e-6));
                CHECK(close(found.ranges[j].maximum, plain[j].maximum, 1e-6));
            }
            check_same_bits(found, variability(model, fraction, 4));
            with_ranges += !plain.empty();
        }
    }
    CHECK(with_ranges > 90);
}

TEST_CASE("flux ranges do not depend on threads, reactions asked, or the unit of a metabolite") {
    const auto model = testing::shared_model("iML1515.json");
    if (!model) return;
    const Variability found = variability(*model, 0.9, 1);
    domain::Network scaled = *model->network;
    for (domain::Reaction& reaction : scaled.reactions)
        for (domain::Term& term : reaction.terms)
            if (term.index % 7 == 0) term.coefficient = std::stod(format("{}e3", term.coefficient));
    Context context({.threads = 2});
    const FluxModel other = flux_model(std::make_shared<const domain::Network>(scaled));
    check_same_bits(variability(other, 0.9, 4), found);
    const auto some = flux_variability(*model, {.fraction = 0.9, .reactions = {3, 700, 2000}}, context);
    REQUIRE(some.has_value());
    REQUIRE(some->ranges.size() == 3);
    for (std::size_t k = 0; k < 3; ++k) {
        const auto& whole = found.ranges[static_cast<std::size_t>(some->reactions[k])];
        CHECK(close(some->ranges[k].minimum, whole.minimum, 1e-7));
        CHECK(close(some->ranges[k].maximum, whole.maximum, 1e-7));
    }
}

TEST_CASE("flux ranges as COBRApy has them") {
    struct Case {
        const char *model, *table;
        double fraction, sum_tolerance;
    };
    const char* shared = std::getenv("STRANDLINE_SHARED");
    for (const Case& one : {Case{"textbook.xml.gz", "fva_textbook.xml.gz_0.9.csv", 0.9, 1e-4},
                            Case{"textbook.xml.gz", "fva_textbook.xml.gz_1.0.csv", 1.0, 1e-2},
                            Case{"e_coli_core.xml", "fva_e_coli_core.xml_0.9.csv", 0.9, 1e-4},
                            Case{"e_coli_core.xml", "fva_e_coli_core.xml_1.0.csv", 1.0, 1e-2},
                            Case{"iJO1366.xml.gz", "fva_iJO1366.xml.gz_0.9.csv", 0.9, 1e-4}}) {
        CAPTURE(one.table);
        const auto model = testing::shared_model(one.model);
        if (!model) continue;
        std::ifstream file(std::string(shared) + "/data/strain/reference/" + one.table);
        std::map<std::string, FluxRange> expected;
        std::string line;
        std::getline(file, line);
        while (std::getline(file, line)) {
            const auto cells = split(line, ',');
            expected[std::string(cells[0])] = {std::stod(std::string(cells[1])),
                                               std::stod(std::string(cells[2]))};
        }
        REQUIRE(expected.size() == static_cast<std::size_t>(model->reactions()));
        const Variability found = variability(*model, one.fraction, 2);
        double least = 0, most = 0, expected_least = 0, expected_most = 0;
        for (std::int32_t j = 0; j < model->reactions(); ++j) {
            const FluxRange& range = found.ranges[static_cast<std::size_t>(j)];
            const FluxRange& other = expected[model->reaction_id(j)];
            least += range.minimum;
            most += range.maximum;
            expected_least += other.minimum;
            expected_most += other.maximum;
            if (one.fraction == 1) continue;
            CHECK_MESSAGE(close(range.minimum, other.minimum, 1e-6), model->reaction_id(j));
            CHECK_MESSAGE(close(range.maximum, other.maximum, 1e-6), model->reaction_id(j));
        }
        CHECK(close(least, expected_least, one.sum_tolerance / 100));
        CHECK(close(most, expected_most, one.sum_tolerance / 100));
    }
}
