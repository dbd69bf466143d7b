#include <strandline/formats/settings.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace strandline;
using namespace strandline::formats;

namespace {

SettingsDocument read(std::string text) {
    auto file = SettingsDocument::read(Source::memory("plant.toml", std::move(text)));
    REQUIRE(file);
    return std::move(*file);
}

/// Every slip as "line: what".
std::vector<std::string> slips(const SettingsDocument& file) {
    const auto end = file.finish();
    std::vector<std::string> all;
    if (end) return all;
    all.push_back(format("{}: {}", end.error().place().line, end.error().what()));
    for (const Error& error : end.error().more())
        all.push_back(format("{}: {}", error.place().line, error.what()));
    return all;
}

}  // namespace

TEST_CASE("settings: quantities are converted, tables keep their order") {
    const auto file = read(R"([vessel.small]
volume = "2 L"
[vessel.large]
volume = "20 m3"
cool = { value = "10 Cel", source = "assumed", low = "5 Cel", high = "15 Cel" }
speeds = ["60 /min", "2 Hz"]
ratio = 0.33
count = 2
)");
    const auto vessels = file.root().named_tables("vessel");
    REQUIRE(vessels.size() == 2);
    CHECK(vessels[0].first == "small");
    CHECK(vessels[0].second.quantity("volume", "m3") == doctest::Approx(0.002));
    const SettingsTable& large = vessels[1].second;
    CHECK(large.quantity("volume", "L", positive) == doctest::Approx(20000));
    const Figure cool = large.figure("cool", "K");
    CHECK(cool.value == doctest::Approx(283.15));
    CHECK(*cool.low == doctest::Approx(278.15));
    CHECK(*cool.high == doctest::Approx(288.15));
    CHECK(cool.distribution == "triangular");
    CHECK(cool.source == "assumed");
    CHECK(cool.path == "vessel.large.cool");
    const auto speeds = large.quantities("speeds", "/s");
    REQUIRE(speeds.size() == 2);
    CHECK(speeds[0] == doctest::Approx(1));
    CHECK(large.quantity("ratio", "1", fraction) == 0.33);
    CHECK(large.integer("count", 1, 5) == 2);
    CHECK(file.finish());
}

TEST_CASE("settings: money is in the currency of the file") {
    const auto file =
        read("a = \"0.45 USD/kg\"\nb = \"3 kUSD/a\"\nc = \"2 MUSD\"\nd = \"4 EUR/kg\"\ne = \"4 kg\"\n");
    const SettingsTable root = file.root();
    CHECK(root.quantity("a", "$/g") == doctest::Approx(0.00045));
    CHECK(root.quantity("b", "$/a") == doctest::Approx(3000));
    CHECK(root.quantity("c", "$") == doctest::Approx(2e6));
    CHECK(std::isnan(root.quantity("d", "$/kg")));
    CHECK(std::isnan(root.quantity("e", "$/kg")));
    CHECK(slips(file) == std::vector<std::string>{"4: d is in 'EUR/kg'", "5: e is in 'kg'"});
}

TEST_CASE("settings: figures come from results") {
    auto file = read(R"(titre = { from = "feed", at = "/final/succinate_g", unit = "g", spread = 0.1 }
second = { from = "feed", at = "/list/1", unit = "h" }
wrong = { from = "fed", at = "/final/succinate_g", unit = "g" }
gone = { from = "feed", at = "/final/sucinate_g", unit = "g" }
)");
    file.give("feed", *Json::parse(R"({"final":{"succinate_g":1500},"list":[1,2.5]})"));
    const SettingsTable root = file.root();
    const Figure titre = root.figure("titre", "kg");
    CHECK(titre.value == doctest::Approx(1.5));
    CHECK(*titre.low == doctest::Approx(1.35));
    CHECK(titre.source == "feed /final/succinate_g");
    CHECK(root.quantity("second", "min") == doctest::Approx(150));
    root.quantity("wrong", "kg");
    root.quantity("gone", "kg");
    const auto end = file.finish();
    REQUIRE_FALSE(end);
    CHECK(end.error().candidates() == std::vector<std::string>{"feed"});
    REQUIRE(end.error().more().size() == 1);
    CHECK(end.error().more()[0].candidates() == std::vector<std::string>{"/final/succinate_g"});
}

TEST_CASE("settings: every slip is told at its place") {
    const auto file = read(R"(volume = 2
speed = "2 kg"
fraction = 1.5
mode = "fast"
expression = "a +* b"
low = { value = "2 L", low = "3 L", high = "4 L" }
half = { value = "2 L", low = "1 L" }
infinite = inf
[other]
name = 3
nmae = "x"
[nobody]
x = 1
)");
    const SettingsTable root = file.root();
    CHECK(std::isnan(root.quantity("volume", "L")));
    root.quantity("speed", "/s");
    root.quantity("fraction", "1", fraction);
    CHECK(root.choice("mode", {"slow", "fest"}) == "slow");
    root.formula("expression");
    root.quantity("low", "L");
    root.quantity("half", "L");
    root.quantity("infinite", "1");
    root.table("other").text("name");
    const SettingsTable gone = root.table("gone");
    CHECK(std::isnan(gone.quantity("anything", "L")));  // told once, as the table
    const auto all = slips(file);
    REQUIRE(all.size() == 12);
    CHECK(all[0] == "0: gone is missing");
    CHECK(all[1] == "1: volume has no unit");
    CHECK(all[2] == "2: speed is in 'kg'");
    CHECK(all[3] == "3: fraction is 1.5");
    CHECK(all[4] == "4: mode is 'fast'");
    CHECK(all[5].starts_with("5: "));
    CHECK(all[6] == "6: low: 2 is not between 3 and 4");
    CHECK(all[7] == "7: half has only one of low and high");
    CHECK(all[8] == "8: infinite is not a finite number");
    CHECK(all[9] == "10: other.name is a whole number");
    CHECK(all[10] == "11: 'nmae' means nothing here");
    CHECK(all[11] == "12: 'nobody' means nothing here");
}

TEST_CASE("settings: TOML that is none says where") {
    const auto broken = SettingsDocument::read(Source::memory("plant.toml", "a = 1\nb = 2 L\n"));
    REQUIRE_FALSE(broken);
    CHECK(broken.error().code() == "settings.syntax");
    CHECK(broken.error().place().line == 2);
    const auto twice = SettingsDocument::read(Source::memory("plant.toml", "a = 1\na = 2\n"));
    REQUIRE_FALSE(twice);
    CHECK(twice.error().what() == "this name is given twice");
}

TEST_CASE("settings: names joined by thousands of dots are refused, not followed") {
    std::string deep = "a";
    for (int i = 0; i < 100000; ++i) deep += ".a";
    for (const std::string& text : {"x = 1\n" + deep + " = 1\n", "\n[" + deep + "]\nx = 1\n",
                                    "\nx = {y = \'\'\'z\'\'\'\', " + deep + " = 1}\n"}) {
        const auto file = SettingsDocument::read(Source::memory("plant.toml", text));
        REQUIRE_FALSE(file);
        CHECK(file.error().code() == "settings.depth");
        CHECK(file.error().place().line == 2);
    }
}

TEST_CASE("settings: dots in texts and comments join no names") {
    const std::string dots(100, '.');
    const auto file = read("# " + dots + "\na = \"\\\"" + dots + "\"\nb = '" + dots + "'\nc = \"\"\"\n" +
                           dots + "\"\"\"\"\n");
    CHECK(file.root().text("b") == dots);
}

TEST_CASE("settings: files too large are refused; a long line is not kept with each of its entries") {
    const auto large = SettingsDocument::read(Source::memory("plant.toml", std::string(5 << 20, '#')));
    REQUIRE_FALSE(large);
    CHECK(large.error().code() == "settings.large");

    std::string line = "a = [1";
    for (int i = 0; i < 1000; ++i) line += ", 1";
    const auto file = read(line + "]\n");
    CHECK(file.root().place("a").line == 1);
    CHECK(file.root().place("a").source_line.empty());
}
