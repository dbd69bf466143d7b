#include "cost/batch_cycle.hpp"
#include "plant_files.hpp"
#include "stochastic/random_stream.hpp"

#include <cmath>

using namespace strandline;
using namespace strandline::process;
using namespace strandline::process::testing;

namespace {

BatchCycle cycle_of(const Plant& plant) {
    const std::vector<double> values = plant.values();
    return batch_cycle(plant, Values(values));
}

/// Puts batches into the units one after another, as they come, and tells whether two ever meet in one.
bool collides(const BatchCycle& cycle, double interval, int batches) {
    for (const StageUse& stage : cycle.stages) {
        std::vector<double> free(static_cast<std::size_t>(stage.units), -1e9);
        for (int batch = 0; batch < batches; ++batch) {
            const double begin = stage.begin + batch * interval;
            double& unit = free[static_cast<std::size_t>(batch) % free.size()];
            if (begin < unit - 1e-9) return true;
            unit = begin + stage.occupancy;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("the cycle of a small plant, by hand") {
    const Plant plant = good_plant(small_plant());
    const BatchCycle cycle = cycle_of(plant);
    REQUIRE(cycle.stages.size() == 5);
    // flask 20 h; seed 4 h before, 1 h lag, ln(100 L / 1 L) / 0.5 of growth
    const double growth = 1 + std::log(100.0) / 0.5;
    CHECK(cycle.stages[0].occupancy == doctest::Approx(20));
    CHECK(cycle.stages[1].volume == doctest::Approx(0.1));
    CHECK(cycle.stages[1].occupancy == doctest::Approx(4 + growth));
    CHECK(cycle.stages[2].occupancy == doctest::Approx(50));
    CHECK(cycle.stages[2].begin == doctest::Approx(20 + growth - 6));
    CHECK(cycle.interval == doctest::Approx(25));
    CHECK(cycle.stages[cycle.bottleneck].name == "production");
    CHECK(cycle.length == doctest::Approx(20 + growth + 44 + 25));
    CHECK(cycle.stages[0].utilisation == doctest::Approx(0.8));
    // floor((1000 - 99.21) / 25) + 1
    CHECK(cycle.batches == 37);
    CHECK(cycle.good_batches == doctest::Approx(33.3));
    CHECK(cycle.fermentation == 40);
}

TEST_CASE("campaigns cut the year") {
    std::string text = small_plant();
    text.replace(text.find("operating_time = \"1000 h\""), 25,
                 "operating_time = \"1000 h\"\ncampaigns = 2\nchangeover = \"50 h\"");
    // 450 h each: floor((450 - 99.21) / 25) + 1 = 15
    CHECK(cycle_of(good_plant(text)).batches == 30);
}

TEST_CASE("the interval is the shortest at which no two batches meet") {
    for (std::uint64_t run = 0; run < 100; ++run) {
        RandomStream random(11, run);
        std::string text = small_plant();
        const auto set = [&](const std::string& from, const std::string& to) {
            text.replace(text.find(from), from.size(), to);
        };
        set("vessels = 2", format("vessels = {}", 1 + random.bits() % 4));
        set("duration = \"40 h\"", format("duration = \"{} h\"", 5 + 60 * random.uniform()));
        set("duration = \"15 h\"", format("duration = \"{} h\"", 1 + 60 * random.uniform()));
        set("duration = \"20 h\"", format("duration = \"{} h\"", 1 + 60 * random.uniform()));
        const BatchCycle cycle = cycle_of(good_plant(text));
        CHECK(!collides(cycle, cycle.interval, 20));
        CHECK(collides(cycle, cycle.interval * 0.999, 20));
        for (const StageUse& stage : cycle.stages) {
            CHECK(stage.begin >= 0);
            CHECK(stage.utilisation <= 1 + 1e-12);
        }
    }
}
