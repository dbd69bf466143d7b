#include "scale/study/outputs.hpp"
#include "scale/study/study_reader.hpp"

#include <strandline/formats/petab.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace strandline;
using namespace strandline::process;

namespace {

constexpr std::string_view vessels = R"toml(
[broth]
temperature = "37 Cel"
viscosity = "1 mPa.s"
bubbles = "coalescing"
[culture]
oxygen_uptake = "40 mmol/(L.h)"
biomass = "10 g/L"
substrate = "0.1 g/L"
specific_substrate_uptake = "0.2 g/(g.h)"
cell_size = "15 um"
[limits]
tip_speed_most = "5 m/s"
eddy_to_cell_least = 0.5
[vessel.small]
volume = "10 L"
height_to_diameter = 1.5
speed = "500 /min"
motor_power = "0.2 kW"
vvm = 1.0
vvm_most = 2.0
impellers = [{ kind = "rushton", count = 2, diameter_to_tank = 0.4 }]
cooling = { area = "0.2 m2", coefficient = "400 W/(m2.K)", coolant = "10 Cel" }
[vessel.large]
volume = "1 m3"
height_to_diameter = 2.0
vvm = 0.8
vvm_most = 1.5
speed_most = "400 /min"
impellers = [{ kind = "rushton", count = 2, diameter_to_tank = 0.35 }]
)toml";

formats::SettingsDocument document(std::string text) {
    auto read = formats::SettingsDocument::read(Source::memory("vessels.toml", std::move(text)));
    REQUIRE(read);
    return std::move(*read);
}

ScaleStudy study_of(std::string text) {
    auto study = read_scale_study(document(std::move(text)));
    REQUIRE_MESSAGE(study, (study ? "" : study.error().what()));
    return std::move(*study);
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

double value(const OperatingPoint& point, std::string_view name) {
    const QuantityRow* row = find_row(point.rows, name);
    REQUIRE(row);
    return row->estimate.value;
}

bool all_held(const ScaleStudy& study, std::size_t vessel, double speed, double flow) {
    const Vessel& of = study.vessels[vessel].vessel;
    return std::ranges::all_of(study_limits(study, of, study_conditions(study, of, speed, flow)),
                               [](const VesselLimit& limit) { return limit.held; });
}

domain::Formula formula(std::string_view text) {
    auto parsed = formats::parse_petab_formula(std::string(text), {});
    REQUIRE(parsed);
    return std::move(*parsed);
}

/// V' = F, oxygen uptake 10 t up to OTR_most, in hours and litres.
domain::KineticModel ramp_model() {
    domain::KineticModel model;
    model.id = "ramp";
    const auto add = [&](std::string id, std::optional<double> number, bool constant) {
        model.parameters.push_back(
            {.id = std::move(id), .name = {}, .value = number, .constant = constant, .units = {}});
    };
    add("V", 8.0, false);
    add("F", 0.0, true);
    add("OTR_most", 1e3, true);
    add("air", 0.0, true);
    add("OUR", std::nullopt, false);
    using Kind = domain::KineticRule::Kind;
    model.rules.push_back({.kind = Kind::rate, .variable = "V", .formula = formula("F")});
    model.rules.push_back(
        {.kind = Kind::assignment, .variable = "OUR", .formula = formula("min(10 * time, OTR_most)")});
    return model;
}

constexpr std::string_view recipe = R"toml(
[simulation]
end = "6 h"
steps = 600
scaled = ["V"]
[simulation.set]
OTR_most = { vessel = "oxygen_transfer_most", unit = "mmol/(L.h)" }
[simulation.quantities]
volume = { formula = "V", unit = "L" }
oxygen_uptake = { formula = "OUR", unit = "mmol/(L.h)" }
aeration = { formula = "air / 2" }
)toml";

FeedTable feed_table(std::string text) {
    auto read = read_feed_table(Source::memory("feed.tsv", std::move(text)));
    REQUIRE(read);
    return std::move(*read);
}

}  // namespace

TEST_CASE("scale: vessels are completed and every default is told") {
    const ScaleStudy study = study_of(std::string(vessels));
    REQUIRE(study.vessels.size() == 2);
    const Vessel& small = study.vessels[0].vessel;
    CHECK(small.liquid_height / small.tank_diameter == doctest::Approx(1.5));
    CHECK(small.liquid_height * std::pow(small.tank_diameter, 2) * 0.785398163 == doctest::Approx(0.01));
    CHECK(small.impellers.size() == 2);
    CHECK(small.gas_flow == doctest::Approx(0.01 / 60));
    CHECK(study.vessels[1].own_speed == false);
    const auto find = [&](std::string_view path) {
        return std::ranges::find(study.figures, path, &StatedFigure::path);
    };
    CHECK(find("broth.density")->is_default);
    CHECK(find("vessel.small.motor_efficiency")->is_default);
    CHECK(find("limits.oxygen_least")->is_default);
    CHECK_FALSE(find("vessel.small.volume")->is_default);
    CHECK(find("vessel.small.volume")->value == 10);
}

TEST_CASE("scale: a speed may be told by what it gives") {
    for (const auto& [entry, name, wanted] :
         {std::tuple{"power_per_volume = \"2 kW/m3\"", "power_per_volume", 2000.0},
          {"kla = \"200 /h\"", "kla", 200.0},
          {"tip_speed = \"2.5 m/s\"", "tip_speed", 2.5},
          {"mixing_time = \"5 s\"", "mixing_time", 5.0}}) {
        const ScaleStudy study = study_of(replaced(std::string(vessels), "speed = \"500 /min\"", entry));
        const auto own = own_point(study, 0);
        REQUIRE(own);
        CHECK(value(*own, name) == doctest::Approx(wanted).epsilon(1e-6));
    }
}

TEST_CASE("scale: each rule keeps what it is called after") {
    const ScaleStudy study = study_of(std::string(vessels));
    const auto made = scale_vessels(study);
    REQUIRE(made);
    const OperatingPoint& reference = (*made)[0].points.front();
    const std::pair<ScaleRule, const char*> kept[] = {{ScaleRule::power_per_volume, "power_per_volume"},
                                                      {ScaleRule::oxygen_transfer, "kla"},
                                                      {ScaleRule::tip_speed, "tip_speed"},
                                                      {ScaleRule::mixing_time, "mixing_time"},
                                                      {ScaleRule::reynolds, "reynolds"},
                                                      {ScaleRule::vvm, "vvm"},
                                                      {ScaleRule::impeller_flow, "impeller_flow"},
                                                      {ScaleRule::superficial_velocity, "gas_velocity"}};
    CHECK((*made)[1].points.size() == std::size(kept));
    for (const OperatingPoint& point : (*made)[1].points) {
        REQUIRE(point.speed);
        for (const auto& [rule, name] : kept)
            if (point.rule == rule)
                CHECK(value(point, name) == doctest::Approx(value(reference, name)).epsilon(1e-6));
        const bool gas_rule = point.rule == ScaleRule::vvm || point.rule == ScaleRule::superficial_velocity;
        if (!gas_rule) CHECK(value(point, "vvm") == doctest::Approx(0.8));
    }
    CHECK((*made)[1].points[(*made)[1].chosen].rule == ScaleRule::oxygen_transfer);
}

TEST_CASE("scale: a flooded impeller marks what rests on it") {
    const ScaleStudy study = study_of(std::string(vessels));
    const OperatingPoint point = point_at(study, 1, ScaleRule::own, 0.2, 1.4 / 60);
    REQUIRE(point.conditions.gas.regime == GasRegime::flooded);
    for (const char* name : {"kla", "oxygen_transfer_most", "carbon_dioxide"}) {
        const QuantityRow* row = find_row(point.rows, name);
        CHECK_FALSE(row->estimate.in_range);
        CHECK(row->estimate.outside.find("flooded") != std::string::npos);
    }
    CHECK(std::ranges::any_of(point.limits,
                              [](const VesselLimit& one) { return one.name == "flooding" && !one.held; }));
}

TEST_CASE("scale: inside of the window every limit holds, outside one does not") {
    const ScaleStudy study = study_of(std::string(vessels));
    const auto made = scale_vessels(study);
    REQUIRE(made);
    for (std::size_t v = 0; v < 2; ++v) {
        const OperatingWindow window = operating_window(study, v, (*made)[v].points, Context());
        REQUIRE(window.feasible());
        CHECK(std::ranges::is_sorted(window.gas_flows));
        for (std::size_t i = 0; i < window.gas_flows.size(); ++i) {
            const double flow = window.gas_flows[i];
            if (std::isnan(window.lowest[i])) {
                for (double speed = window.speed_from; speed < window.speed_to; speed *= 1.1)
                    CHECK_FALSE(all_held(study, v, speed, flow));
                continue;
            }
            const double low = window.lowest[i], high = window.highest[i];
            for (const double share : {0.0, 0.3, 0.7, 1.0})
                CHECK(all_held(study, v, low + share * (high - low), flow));
            if (low > window.speed_from) CHECK_FALSE(all_held(study, v, low * 0.998, flow));
            if (high < window.speed_to) CHECK_FALSE(all_held(study, v, high * 1.002, flow));
        }
    }
}

TEST_CASE("scale: the window is the same for any number of threads") {
    const ScaleStudy study = study_of(std::string(vessels));
    const auto made = scale_vessels(study);
    const OperatingWindow one = operating_window(study, 1, (*made)[1].points, Context({.threads = 1}));
    const OperatingWindow four = operating_window(study, 1, (*made)[1].points, Context({.threads = 4}));
    CHECK(one.gas_flows == four.gas_flows);
    CHECK(std::ranges::equal(one.lowest, four.lowest,
                             [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }));
}

TEST_CASE("scale: isentropic compression of air") {
    // 1 mol/s from 101325 Pa to twice that at 293.15 K: 3.5 R T (2^(2/7) - 1) = 1868.2 W, over 0.7.
    StudyVessel vessel;
    vessel.compressor_efficiency = 0.7;
    const double normal = gas_constant * normal_temperature / normal_pressure;
    CHECK(compressor_power(vessel, normal, 2 * normal_pressure) ==
          doctest::Approx(3.5 * 8.314462618 * 293.15 * (std::pow(2, 2.0 / 7) - 1) / 0.7));
    CHECK(compressor_power(vessel, normal, normal_pressure) == 0);
}

TEST_CASE("scale: a recipe is enlarged, limited by its vessel, and summed up") {
    const ScaleStudy study = study_of(std::string(vessels) + std::string(recipe));
    const auto made = scale_vessels(study);
    REQUIRE(made);
    Context context;
    FeedTable feed = feed_table("time_h\tF_L_per_h\tair_1\n0\t0.5\t1\n2\t0.25\t2\n6\t0\t0\n");
    const auto ready = Recipe::make(study, ramp_model(), feed, (*made)[0].points.front(), context);
    REQUIRE_MESSAGE(ready, (ready ? "" : ready.error().what()));
    for (std::size_t v = 0; v < 2; ++v) {
        const OperatingPoint& point = (*made)[v].points[(*made)[v].chosen];
        const auto run = ready->run(study, point, context);
        REQUIRE(run);
        const double factor = v == 0 ? 1 : 100;
        const auto total = [&](std::string_view name) {
            for (const auto& [member, number] : run->totals)
                if (member == name) return number;
            return std::nan("");
        };
        CHECK(total("start_volume_L") == doctest::Approx(8 * factor));
        CHECK(total("volume_L") == doctest::Approx(10 * factor));
        CHECK(run->feed_volumes.size() == 1);
        CHECK(run->feed_volumes[0].second == doctest::Approx(2 * factor));
        // Oxygen: the integral of min(10 t, most) V(t), by small steps.
        const double most = value(point, "oxygen_transfer_most");
        double oxygen = 0;
        constexpr int steps = 60000;
        for (int i = 0; i < steps; ++i) {
            const double t = (i + 0.5) * 6 / steps;
            const double volume = 8 + (t < 2 ? 0.5 * t : 1 + 0.25 * (t - 2));
            oxygen += std::min(10 * t, most) * volume * 6 / steps;
        }
        CHECK(total("oxygen_consumed_mol") == doctest::Approx(oxygen * factor / 1e3).epsilon(1e-4));
        CHECK(total("agitation_kWh") == doctest::Approx(value(point, "power") / 0.9 * 6));
        // The table opens air half way for 2 h, and wholly for 4 h.
        CHECK(total("aeration_kWh") == doctest::Approx(value(point, "compressor_power") * 5).epsilon(1e-3));
        CHECK(total("cycle_time_h") == doctest::Approx(6));
    }
}

TEST_CASE("scale: a recipe that does not grow with its vessel is refused") {
    const ScaleStudy study =
        study_of(std::string(vessels) + replaced(std::string(recipe), "scaled = [\"V\"]", "scaled = []"));
    const auto made = scale_vessels(study);
    Context context;
    const auto ready = Recipe::make(study, ramp_model(), feed_table("time_h\tF_L_per_h\n0\t0.5\n6\t0\n"),
                                    (*made)[0].points.front(), context);
    REQUIRE_FALSE(ready);
    CHECK(ready.error().code() == "process.scale_recipe");
    CHECK(ready.error().what().find("volume") != std::string::npos);
}
