#include "helpers.hpp"

#include <strandline/numerics/linear_program.hpp>
#include <strandline/strain/dynamic.hpp>

#include <algorithm>
#include <cmath>

using namespace strandline;
using namespace strandline::strain;
using domain::find_reaction;
using numerics::LpSolver;
using numerics::LpStatus;

namespace {

TrackedExchange taken_up(const FluxModel& model, const char* id, double vmax, double km, double initial,
                         double feed = 0) {
    return {find_reaction(*model.network, id), initial, feed, UptakeKinetics{vmax, km, {}}};
}

TrackedExchange secreted(const FluxModel& model, const char* id) {
    return {find_reaction(*model.network, id), 0, 0, std::nullopt};
}

Culture simulate(const FluxModel& model, const CulturePlan& plan) {
    Context context;
    Culture made = simulate_culture(model, plan, context);
    REQUIRE(made.status == CultureStatus::complete);
    return made;
}

double time_of(const Culture& culture, CultureEventKind kind) {
    const auto found = std::ranges::find(culture.events, kind, &CultureEvent::kind);
    REQUIRE(found != culture.events.end());
    return found->time;
}

bool has(const Culture& culture, CultureEventKind kind) {
    return std::ranges::find(culture.events, kind, &CultureEvent::kind) != culture.events.end();
}

}  // namespace

TEST_CASE("batch with one substrate follows the integrated Monod equation") {
    const FluxModel model = testing::own_model("culture_monod.json");
    constexpr double vmax = 10, km = 0.5, s0 = 40, x0 = 0.1, yield = 0.1;
    CulturePlan plan;
    plan.hours = 6;
    plan.tracked = {taken_up(model, "EX_s", vmax, km, s0)};
    const Culture culture = simulate(model, plan);
    REQUIRE(culture.points.size() == 61);
    const double a = x0 + yield * s0;
    for (const CulturePoint& point : culture.points) {
        const double s = point.concentration[0];
        CHECK(point.biomass == doctest::Approx(x0 + yield * (s0 - s)).epsilon(1e-8));
        CHECK(point.growth == doctest::Approx(yield * vmax * s / (km + s)).epsilon(1e-9).scale(1e-6));
        if (s < 1e-3 * km) continue;
        const double t = (km / a * std::log(s0 / s) +
                          (1 / yield + km / a) * std::log((a - yield * s) / (a - yield * s0))) /
                         vmax;
        CHECK(std::abs(t - point.time) <= 1e-6);
    }
    CHECK(culture.basis_changes.empty());
    CHECK(has(culture, CultureEventKind::exhausted));
    CHECK(culture.points.back().concentration[0] >= 0);
    CHECK(culture.points.back().concentration[0] < 1e-6);
}

TEST_CASE("two substrates: the changes of the basis are where the equations say") {
    // Growth is at most 0.4, which asks for 8 mmol/gDW/h of the precursor: from glucose alone while it is
    // plentiful, then with lactate beside it.
    const FluxModel model = testing::own_model("culture_diauxie.json");
    constexpr double vmax = 6, km = 2, s0 = 30, x0 = 0.1, mu = 0.4;
    CulturePlan plan;
    plan.hours = 12;
    plan.step = 0.05;
    plan.tracked = {taken_up(model, "EX_glc", vmax, km, s0), taken_up(model, "EX_lac", 9, 0.1, 50)};
    const Culture culture = simulate(model, plan);
    const double s1 = 4 * km / (vmax - 4);  // where vmax s / (km + s) is 4
    const double x1 = x0 + (s0 - s1) * mu / 4;
    const double t1 = std::log(x1 / x0) / mu;
    REQUIRE(culture.basis_changes.size() >= 2);
    const double t2 = culture.basis_changes[1];
    CHECK(std::abs(culture.basis_changes[0] - t1) <= 1e-6);
    CHECK(time_of(culture, CultureEventKind::uptake) == 0);
    for (const CulturePoint& point : culture.points) {
        const double s = point.concentration[0], grown = point.biomass - x0;
        // What the cells are made of came from the medium: closed to rounding.
        CHECK(20 * grown == doctest::Approx(2 * (s0 - s) + 50 - point.concentration[1]).epsilon(1e-8));
        if (point.time > t2) continue;
        CHECK(point.biomass == doctest::Approx(x0 * std::exp(mu * point.time)).epsilon(1e-7));
        if (point.time <= t1) {
            CHECK(s == doctest::Approx(s0 - 4 / mu * grown).epsilon(1e-7));
            CHECK(point.concentration[1] == doctest::Approx(50).epsilon(1e-9));
            continue;
        }
        const double left = km * std::log(s / s1) + s - s1;
        CHECK(left == doctest::Approx(-vmax / mu * (point.biomass - x1)).epsilon(1e-6));
    }
    CHECK(t2 > t1);
}

TEST_CASE("the order of fluxes decides between substrates that do as well") {
    const FluxModel model = testing::own_model("culture_diauxie.json");
    CulturePlan plan;
    plan.hours = 1;
    plan.tracked = {taken_up(model, "EX_glc", 6, 2, 30), taken_up(model, "EX_lac", 9, 0.1, 50)};
    CHECK(simulate(model, plan).points.front().exchange == std::vector<double>{-4, 0});
    plan.lexicographic = {{{find_reaction(*model.network, "EX_glc"), 1.0}}};
    CHECK(simulate(model, plan).points.front().exchange == std::vector<double>{0, -8});
    std::swap(plan.tracked[0], plan.tracked[1]);
    plan.lexicographic.clear();
    CHECK(simulate(model, plan).points.front().exchange == std::vector<double>{-8, 0});
}

TEST_CASE("a feed that grows with the cells keeps the substrate where it is") {
    const FluxModel model = testing::own_model("culture_monod.json");
    constexpr double vmax = 10, km = 0.015, x0 = 2, yield = 0.1, mu = 0.2, feed = 2000;
    const double s = km * mu / (yield * vmax - mu);
    CulturePlan plan;
    plan.hours = 10;
    plan.biomass = x0;
    plan.tracked = {taken_up(model, "EX_s", vmax, km, s, feed)};
    const double rate = mu / yield * x0 / (feed - s);
    plan.feed = {{0, rate, mu}};
    const Culture culture = simulate(model, plan);
    for (const CulturePoint& point : culture.points) {
        CHECK(point.concentration[0] == doctest::Approx(s).epsilon(1e-6));
        CHECK(point.biomass * point.volume == doctest::Approx(x0 * std::exp(mu * point.time)).epsilon(1e-6));
        CHECK(point.volume == doctest::Approx(1 + rate * std::expm1(mu * point.time) / mu).epsilon(1e-12));
    }
    // The same in steps, up to a full vessel.
    plan.feed = {{0, 0.001, 0}, {2, 0.003, 0}, {4, 0, 0}, {6, 0.01, 0.1}};
    plan.max_volume = 1.02;
    const Culture stepped = simulate(model, plan);
    CHECK(stepped.points[20].volume == doctest::Approx(1.002));
    CHECK(stepped.points[40].volume == doctest::Approx(1.008));
    CHECK(stepped.points[60].volume == doctest::Approx(1.008));
    CHECK(time_of(stepped, CultureEventKind::full) == doctest::Approx(6 + std::log(1 + 0.12) / 0.1));
    CHECK(stepped.points.back().volume == doctest::Approx(1.02).epsilon(1e-12));
    const CultureTotals& total = stepped.totals[0];
    CHECK(total.fed == doctest::Approx(0.02 * feed));
    const double grown = stepped.points.back().biomass * 1.02 - x0;
    CHECK(grown == doctest::Approx(-yield * total.made()).epsilon(1e-8));
}

TEST_CASE("of an exhausted substrate what comes in is taken up at once, however many the cells") {
    const FluxModel model = testing::own_model("culture_monod.json");
    constexpr double rate = 0.01, in_feed = 500;
    for (const double biomass : {1e4, 1e8, 1e12}) {
        CulturePlan plan;
        plan.hours = 10;
        plan.biomass = biomass;
        plan.tracked = {taken_up(model, "EX_s", 10, 0.001, 1, in_feed)};
        plan.feed = {{2, rate, 0}};
        const Culture culture = simulate(model, plan);
        const CulturePoint& end = culture.points.back();
        CHECK(end.exchange[0] * end.biomass * end.volume == doctest::Approx(-rate * in_feed).epsilon(1e-6));
        CHECK(culture.totals[0].made() == doctest::Approx(-1 - 8 * rate * in_feed).epsilon(1e-6));
    }
}

TEST_CASE("maintenance that cannot be met is starvation, not an end") {
    const FluxModel model = testing::own_model("culture_overflow.json");
    CulturePlan plan;
    plan.hours = 30;
    plan.biomass = 0.2;
    plan.decay = 0.05;
    plan.tracked = {taken_up(model, "EX_glc", 10, 0.05, 10), secreted(model, "EX_ac")};
    const Culture culture = simulate(model, plan);
    REQUIRE(culture.points.size() == 301);
    const double begins = time_of(culture, CultureEventKind::starvation);
    CHECK(begins > 1);
    for (const CulturePoint& point : culture.points) {
        CHECK(point.concentration[0] >= 0);
        CHECK(point.growth >= -1e-9);
        if (point.time < begins - 1e-6) CHECK(point.shortfall == doctest::Approx(0));
    }
    const CulturePoint& late = culture.points[250];
    const CulturePoint& last = culture.points.back();
    CHECK(last.growth == doctest::Approx(0));
    CHECK(last.shortfall == doctest::Approx(1).epsilon(1e-6));
    CHECK(last.biomass / late.biomass ==
          doctest::Approx(std::exp(-0.05 * (last.time - late.time))).epsilon(1e-6));
}

TEST_CASE("no oxygen from some hour on: fermentation, or starvation") {
    const FluxModel model = testing::own_model("culture_overflow.json");
    CulturePlan plan;
    plan.hours = 4;
    plan.tracked = {taken_up(model, "EX_glc", 10, 0.05, 100), secreted(model, "EX_ac")};
    plan.aeration.oxygen = find_reaction(*model.network, "EX_o2");
    plan.fluxes = {plan.aeration.oxygen};
    plan.aeration.anaerobic_from = 2;
    const Culture culture = simulate(model, plan);
    CHECK(culture.points[19].flux[0] < -1);
    CHECK(culture.points[21].flux[0] == doctest::Approx(0));
    CHECK(time_of(culture, CultureEventKind::anaerobic) == 2);
}

TEST_CASE("without air dissolved oxygen is stripped at kLa") {
    const FluxModel model = testing::own_model("culture_overflow.json");
    CulturePlan plan;
    plan.hours = 2.1;
    plan.step = 0.01;
    plan.tracked = {taken_up(model, "EX_glc", 10, 0.05, 100), taken_up(model, "EX_o2", 20, 0.005, 0.2),
                    secreted(model, "EX_ac")};
    plan.aeration = {find_reaction(*model.network, "EX_o2"), 100, 0.2, 2};
    const Culture culture = simulate(model, plan);
    const double before = culture.points[200].concentration[1];
    CHECK(before > 0.001);
    CHECK(culture.points[203].concentration[1] == doctest::Approx(before * std::exp(-3)).epsilon(1e-6));
    CHECK(culture.totals[1].made() < 0);
    CHECK(culture.totals[1].final == doctest::Approx(before * std::exp(-10)).epsilon(1e-4));
}

TEST_CASE("oxygen that dissolves is used no faster than it comes") {
    const FluxModel model = testing::own_model("culture_overflow.json");
    CulturePlan plan;
    plan.hours = 6;
    plan.tracked = {taken_up(model, "EX_glc", 10, 0.05, 100), taken_up(model, "EX_o2", 20, 0.005, 0.2),
                    secreted(model, "EX_ac"), secreted(model, "EX_co2")};
    plan.aeration = {find_reaction(*model.network, "EX_o2"), 100, 0.2, numerics::infinity};
    const Culture culture = simulate(model, plan);
    for (const CulturePoint& point : culture.points) {
        CHECK(point.concentration[1] <= 0.2 + 1e-9);
        CHECK(-point.exchange[1] * point.biomass <= 100 * 0.2 + 10);
    }
    const auto& totals = culture.totals;
    CHECK(totals[1].transferred > 1);
    // Carbon: glucose 6, acetate 2, carbon dioxide 1, biomass 10 pyruvate a gram.
    const double grown = culture.points.back().biomass - plan.biomass;
    CHECK(-6 * totals[0].made() ==
          doctest::Approx(2 * totals[2].made() + totals[3].made() + 30 * grown).epsilon(1e-7));
}

namespace {

/// The plain way: classical Runge-Kutta, at each stage every objective solved in order on the model as given.
class PlainCulture {
public:
    PlainCulture(const FluxModel& model, const CulturePlan& plan) : model_(model), plan_(plan) {}

    std::vector<double> run(double step) {
        std::vector<double> y{plan_.biomass};
        for (const TrackedExchange& tracked : plan_.tracked) y.push_back(tracked.initial);
        const int steps = static_cast<int>(std::lround(plan_.hours / step));
        for (int n = 0; n < steps; ++n) {
            const auto k1 = rates(y), k2 = rates(moved(y, k1, step / 2)), k3 = rates(moved(y, k2, step / 2)),
                       k4 = rates(moved(y, k3, step));
            for (std::size_t i = 0; i < y.size(); ++i)
                y[i] = std::max(0.0, y[i] + step / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]));
        }
        return y;
    }

private:
    static std::vector<double> moved(std::vector<double> y, const std::vector<double>& k, double step) {
        for (std::size_t i = 0; i < y.size(); ++i) y[i] = std::max(0.0, y[i] + step * k[i]);
        return y;
    }

    std::vector<double> rates(const std::vector<double>& y) const {
        numerics::LinearProgram program = linear_program(model_);
        for (std::size_t i = 0; i < plan_.tracked.size(); ++i) {
            double capacity = 0;
            if (const auto& uptake = plan_.tracked[i].uptake) {
                capacity = uptake->vmax * y[i + 1] / (uptake->km + y[i + 1]);
                for (const UptakeInhibition& by : uptake->inhibitions)
                    capacity *= by.ki / (by.ki + y[by.by + 1]);
            }
            program.lower[static_cast<std::size_t>(plan_.tracked[i].reaction)] = -capacity;
        }
        LpSolver solver(program);
        REQUIRE(solver.solve() == LpStatus::optimal);
        std::vector<double> made{solver.objective_value() * y[0]};
        const std::int32_t growth = model_.objective.front().index;
        hold(solver, growth, solver.value(growth));
        made.resize(y.size());
        for (std::size_t i = plan_.tracked.size(); i > 0; --i) {
            const std::int32_t reaction = plan_.tracked[i - 1].reaction;
            const double flux = least(solver, reaction);
            hold(solver, reaction, flux);
            made[i] = flux * y[0];
        }
        return made;
    }

    static void hold(LpSolver& solver, std::int32_t reaction, double flux) {
        solver.set_bounds(reaction, std::max(solver.lower(reaction), flux - 1e-7),
                          std::min(solver.upper(reaction), flux + 1e-7));
    }

    /// The flux nearest to zero.
    static double least(LpSolver& solver, std::int32_t reaction) {
        solver.clear_objective();
        solver.set_objective(reaction, 1);
        solver.set_maximise(true);
        REQUIRE(solver.solve() == LpStatus::optimal);
        const double most = solver.value(reaction);
        if (most <= 0) return most;
        solver.set_maximise(false);
        REQUIRE(solver.solve() == LpStatus::optimal);
        return std::max(0.0, solver.value(reaction));
    }

    const FluxModel& model_;
    const CulturePlan& plan_;
};

}  // namespace

TEST_CASE("the events of the basis give what small steps with a linear program each give") {
    const FluxModel model = testing::own_model("culture_overflow.json");
    CulturePlan plan;
    plan.hours = 4.5;
    plan.biomass = 0.2;
    plan.tracked = {taken_up(model, "EX_glc", 8, 0.5, 25), taken_up(model, "EX_ac", 4, 1, 1),
                    secreted(model, "EX_co2")};
    plan.tracked[1].uptake->inhibitions = {{0, 2.0}};
    const Culture culture = simulate(model, plan);
    const std::vector<double> plain = PlainCulture(model, plan).run(0.002);
    const CulturePoint& end = culture.points.back();
    CHECK(end.biomass == doctest::Approx(plain[0]).epsilon(2e-5));
    for (std::size_t i = 0; i < plan.tracked.size(); ++i)
        CHECK(end.concentration[i] == doctest::Approx(plain[i + 1]).epsilon(2e-5));
    CHECK(culture.basis_changes.size() >= 2);
    MESSAGE(culture.basis_changes.size(), " basis changes, ", culture.steps, " steps, ", culture.pivots,
            " pivots, ", culture.cold_starts, " cold starts");
}

TEST_CASE("other units of the volume, and a second run, change nothing") {
    const FluxModel model = testing::own_model("culture_overflow.json");
    CulturePlan plan;
    plan.hours = 8;
    plan.tracked = {taken_up(model, "EX_glc", 10, 0.05, 20), secreted(model, "EX_ac")};
    const Culture one = simulate(model, plan), again = simulate(model, plan);
    plan.volume = 1000;
    const Culture large = simulate(model, plan);
    REQUIRE(one.points.size() == large.points.size());
    for (std::size_t k = 0; k < one.points.size(); ++k) {
        CHECK(one.points[k].biomass == again.points[k].biomass);
        CHECK(one.points[k].concentration == again.points[k].concentration);
        CHECK(one.points[k].biomass == doctest::Approx(large.points[k].biomass).epsilon(1e-6));
    }
}

TEST_CASE("no steady state, and growth without limit, are told") {
    FluxModel model = testing::own_model("culture_monod.json");
    Context context;
    CulturePlan plan;
    plan.tracked = {secreted(model, "EX_s")};
    model.lower[2] = 0.5;  // GROWTH, which nothing feeds: a need that is not met
    CHECK(simulate_culture(model, plan, context).status == CultureStatus::infeasible);
    FluxModel open = testing::own_model("culture_monod.json");
    open.lower[0] = -numerics::infinity;
    open.upper.assign(3, numerics::infinity);
    plan.tracked.clear();
    CHECK(simulate_culture(open, plan, context).status == CultureStatus::unbounded);
}

TEST_CASE("core model, 20 h batch") {
    const auto model = testing::shared_model("e_coli_core.xml");
    if (!model) return;
    CulturePlan plan;
    plan.tracked = {taken_up(*model, "EX_glc__D_e", 10, 0.015, 20), taken_up(*model, "EX_ac_e", 5, 0.1, 0)};
    FluxModel limited = *model;
    limited.lower[static_cast<std::size_t>(find_reaction(*model->network, "EX_o2_e"))] = -15;
    const Culture culture = simulate(limited, plan);
    CHECK(culture.points.front().growth == doctest::Approx(0.7174931534).epsilon(1e-6));
    CHECK(culture.points.back().biomass == doctest::Approx(1.709453689).epsilon(1e-6));
    CHECK(time_of(culture, CultureEventKind::starvation) == doctest::Approx(5.527431237).epsilon(1e-5));
}
