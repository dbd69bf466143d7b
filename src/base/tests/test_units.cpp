#include <strandline/base/units.hpp>

#include "unit_atoms.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace strandline;

namespace {

Unit unit(std::string_view text) {
    const Result<Unit> parsed = Unit::parse(text);
    REQUIRE_MESSAGE(parsed.has_value(), render(parsed.error()));
    return *parsed;
}

double converted(double value, std::string_view from, std::string_view to) {
    const Result<double> result = convert(value, unit(from), unit(to));
    REQUIRE_MESSAGE(result.has_value(), render(result.error()));
    return *result;
}

Error refused(std::string_view text) {
    const Result<Unit> parsed = Unit::parse(text);
    REQUIRE_MESSAGE(!parsed.has_value(), "accepted: " << std::string(text));
    return parsed.error();
}

Error mismatch(std::string_view from, std::string_view to) {
    const Result<double> result = convert(1, unit(from), unit(to));
    REQUIRE_FALSE(result.has_value());
    return result.error();
}

bool near(double a, double b) { return std::abs(a - b) <= 1e-14 * std::max(std::abs(a), std::abs(b)); }

/// Every symbol that UCUM allows: the atoms, and the metric ones with each prefix.
std::vector<std::string> all_symbols() {
    std::vector<std::string> symbols;
    for (const UnitAtom& atom : unit_atoms()) {
        symbols.emplace_back(atom.code);
        if (atom.prefixes == Prefixes::none) continue;
        for (const UnitPrefix& prefix : unit_prefixes())
            symbols.push_back(std::string(prefix.code) + std::string(atom.code));
    }
    return symbols;
}

/// Those that may stand in products.
std::vector<std::string> symbols_for_products() {
    std::vector<std::string> symbols;
    for (const UnitAtom& atom : unit_atoms())
        if (atom.scale != UnitScale::own && atom.scale != UnitScale::offset) symbols.emplace_back(atom.code);
    return symbols;
}

}  // namespace

// Exact by definition of the units, so compared without tolerance.
TEST_CASE("units: exact conversions") {
    CHECK(converted(1, "g/L", "mg/mL") == 1);
    CHECK(converted(1, "mg/mL", "kg/m3") == 1);
    CHECK(converted(2.5, "h", "min") == 150);
    CHECK(converted(1, "wk", "h") == 168);
    CHECK(converted(1, "a", "d") == 365.25);
    CHECK(converted(1, "a_g", "d") == 365.2425);
    CHECK(converted(12, "mo", "a") == 1);
    CHECK(converted(1, "L", "dm3") == 1);
    CHECK(converted(1, "m3", "l") == 1000);
    CHECK(converted(1, "uL", "mm3") == 1);
    CHECK(converted(1, "mol", "1") == 6.02214076e23);
    CHECK(converted(1, "U", "umol/min") == 1);
    CHECK(converted(60, "U", "ukat") == 1);
    CHECK(converted(1, "M[c]", "m/s") == 299792458e6);
    CHECK(converted(1, "bar", "kPa") == 100);
    CHECK(converted(1, "atm", "Pa") == 101325);
    CHECK(converted(1, "[in_i]", "cm") == 2.54);
    CHECK(converted(1, "[ft_i]", "m") == 0.3048);
    CHECK(converted(1, "[mi_i]", "km") == 1.609344);
    CHECK(converted(1, "[lb_av]", "g") == 453.59237);
    CHECK(converted(1, "[oz_av]", "g") == 28.349523125);
    CHECK(converted(1, "[gal_us]", "L") == 3.785411784);
    CHECK(converted(1, "[gal_br]", "L") == 4.54609);
    CHECK(converted(1, "[foz_us]", "mL") == 29.5735295625);
    CHECK(converted(1, "[acr_us]", "[srd_us]") == 160);
    CHECK(converted(1, "cal", "J") == 4.184);
    CHECK(converted(1, "[Cal]", "kJ") == 4.184);
    CHECK(converted(1, "kW.h", "MJ") == 3.6);
    CHECK(converted(1, "eV", "J") == 1.602176634e-19);
    CHECK(converted(1, "cP", "mPa.s") == 1);
    CHECK(converted(1, "m[H2O]", "kPa") == 9.80665);
    CHECK(converted(50, "%", "1") == 0.5);
    CHECK(converted(1, "%", "[ppm]") == 10000);
    CHECK(converted(1, "KiBy", "bit") == 8192);
    CHECK(converted(1, "[S]", "s") == 1e-13);
    CHECK(converted(1, "[drp]", "mL") == 0.05);
    CHECK(converted(180, "deg", "[pi].rad") == 1);
    CHECK(converted(1, "10*6/mL", "10^9/L") == 1);
    CHECK(converted(1, "/min", "Hz") == 1.0 / 60);
}

TEST_CASE("units: conversions to the digits of the standard") {
    CHECK(near(converted(1, "[psi]", "Pa"), 6894.757293168361));
    CHECK(near(converted(1, "[HP]", "W"), 745.6998715822702));
    CHECK(near(converted(1, "u", "g"), 1.66053906660e-24));
    CHECK(near(converted(760, "mm[Hg]", "Pa"), 101324.72));  // 133.322 Pa by UCUM, not 133.322387415
    CHECK(near(converted(1, "gf", "N"), 0.00980665));
    CHECK(near(converted(1, "[ft_us]", "m"), 1200.0 / 3937.0));
    CHECK(near(converted(1, "Oe", "A/m"), 250 / 3.14159265358979323846));
    CHECK(near(converted(10, "mmol.g-1.h-1", "mol/(kg.h)"), 10));
}

TEST_CASE("units: temperatures have their own zero") {
    CHECK(converted(0, "Cel", "K") == 273.15);
    CHECK(converted(37, "Cel", "K") == 310.15);
    CHECK(converted(37, "Cel", "[degF]") == 98.6);
    CHECK(converted(98.6, "[degF]", "Cel") == 37);
    CHECK(converted(-40, "Cel", "[degF]") == -40);
    CHECK(converted(32, "[degF]", "Cel") == 0);
    CHECK(converted(100, "Cel", "[degRe]") == 80);
    CHECK(converted(0, "K", "Cel") == -273.15);
    CHECK(converted(9, "[degR]", "K") == 5);
    CHECK(converted(1500, "mCel", "Cel") == 1.5);
    CHECK(unit("Cel").to_base(25) == 298.15);
    CHECK(near(unit("Cel").from_base(298.15), 25));
    CHECK(refused("J/Cel").code() == "unit.special");
    CHECK(refused("Cel2").code() == "unit.special");
    CHECK(refused("m.Cel").code() == "unit.special");
    CHECK(refused("/Cel").code() == "unit.special");
    CHECK(refused("[degF]-1").code() == "unit.special");
}

TEST_CASE("units: scales of their own convert only to themselves") {
    CHECK(converted(5, "k[iU]/L", "[iU]/mL") == 5);
    CHECK(converted(5, "[IU]", "[iU]") == 5);
    CHECK(converted(1, "[iU].L/[iU]", "L") == 1);
    CHECK(converted(3, "dB", "B") == 0.3);
    CHECK(converted(7.4, "[pH]", "[pH]") == 7.4);
    CHECK(unit("[CFU]/mL").dimension() == "m-3.[CFU]");
    CHECK(mismatch("[iU]", "[arb'U]").code() == "unit.mismatch");
    CHECK(mismatch("[iU]", "mg").code() == "unit.mismatch");
    CHECK(mismatch("[iU]", "1").code() == "unit.mismatch");
    CHECK(mismatch("[iU]", "[iU]2").code() == "unit.mismatch");
    CHECK(mismatch("[pH]", "mol/L").code() == "unit.mismatch");
    CHECK(refused("[pH]/h").code() == "unit.special");
}

TEST_CASE("units: every symbol of the table is read and converts to itself") {
    std::size_t count = 0;
    for (const std::string& symbol : all_symbols()) {
        CAPTURE(symbol);
        const Unit one = unit(symbol);
        CHECK(one.text() == symbol);
        CHECK(std::isfinite(one.to_base(1)));
        CHECK(near(one.to_base(one.from_base(300)), 300));
        ++count;
    }
    CHECK(count == 2616);  // 319 atoms, and 24 prefixes before each metric one
}

TEST_CASE("units: no symbol can be read in two ways") {
    std::vector<std::string> symbols = all_symbols();
    std::ranges::sort(symbols);
    CHECK(std::ranges::adjacent_find(symbols) == symbols.end());
}

TEST_CASE("units: a prefix stands before metric atoms only") {
    for (const UnitAtom& atom : unit_atoms()) {
        if (atom.prefixes == Prefixes::metric) continue;
        const std::string symbol = "k" + std::string(atom.code);
        CAPTURE(symbol);
        if (atom.code.starts_with("10")) continue;  // k, then a number
        CHECK_FALSE(Unit::parse(symbol).has_value());
    }
    CHECK(refused("kh").code() == "unit.prefix");
    CHECK(refused("kh").mend().starts_with("write h"));
}

TEST_CASE("units: the grammar") {
    for (const char* text :
         {"1",          "m",      "/m",          "/m.s",           "m/s2",   "m.s-2",     "m.s+2",
          "kg.m/s2",    "(m)",    "m/(s.kg)",    "((m/s)/h)",      "4.m",    "1/4",       "10*",
          "10^",        "10*6",   "10*-3",       "10^+3.m",        "{cell}", "{cell}/mL", "m{dry}",
          "m2{a'b}",    "{}",     "/100{cells}", "g/(8.h){shift}", "mm[Hg]", "cal_[15]",  "B[10.nV]",
          "[in_i'H2O]", "%",      "g%",          "%[slope]",       "'",      "''",        "[m/s2/Hz^(1/2)]",
          "m0",         "mg/kg/d"}) {
        CAPTURE(text);
        CHECK(unit(text).text() == text);
    }
    // From left to right: (a/b).c.
    CHECK(unit("m/s.kg").dimension() == "m.s-1.g");
    CHECK(unit("m/s/kg").dimension() == "m.s-1.g-1");
    CHECK(unit("m/(s.kg)").dimension() == "m.s-1.g-1");
    CHECK(unit("/m.s").dimension() == "m-1.s");
    CHECK(unit("m0").dimension() == "1");
}

TEST_CASE("units: what is not in the grammar is refused with its column") {
    struct Case {
        std::string text;
        const char* code;
        std::int64_t column;
    };
    const Case cases[] = {
        {"m.", "unit.syntax", 3},     {"m/", "unit.syntax", 3},           {".m", "unit.syntax", 1},
        {"m..s", "unit.syntax", 3},   {"(m", "unit.syntax", 3},           {"m)", "unit.syntax", 2},
        {"()", "unit.syntax", 2},     {"(m/s)2", "unit.syntax", 6},       {"m2s", "unit.syntax", 3},
        {"s-", "unit.syntax", 3},     {"-1", "unit.syntax", 1},           {"0.m", "unit.syntax", 1},
        {"m{a", "unit.syntax", 2},    {"m}", "unit.syntax", 2},           {"{a{b}}", "unit.syntax", 3},
        {"{a b}", "unit.syntax", 3},  {"m s", "unit.syntax", 2},          {" m", "unit.syntax", 1},
        {"m{x}2", "unit.syntax", 5},  {"mol/zz", "unit.unknown", 5},      {"g/L.qq.s", "unit.unknown", 5},
        {"[in_i", "unit.unknown", 1}, {"m99999999999", "unit.syntax", 2}, {"kg/kh", "unit.prefix", 4}};
    for (const Case& one : cases) {
        CAPTURE(one.text);
        const Error error = refused(one.text);
        CHECK(error.code() == one.code);
        CHECK(error.place().column == one.column);
        CHECK_FALSE(error.mend().empty());
        CHECK(error.exit() == Exit::bad_input);
    }
    CHECK(refused("").code() == "unit.empty");
    CHECK(refused("Ym999").code() == "unit.range");
    CHECK(refused("m999.m").code() == "unit.range");
    CHECK(refused(std::string(100000, '(')).code() == "unit.range");
    CHECK(refused(std::string(900, '(')).code() == "unit.syntax");
}

TEST_CASE("units: slips are named") {
    const std::pair<std::string, std::string> slips[] = {{"hr", "h"},
                                                         {"mg/hr", "mg/h"},
                                                         {"mM", "mmol/L"},
                                                         {"M", "mol/L"},
                                                         {"nM/h", "nmol/L/h"},
                                                         {"ug/mM", "ug/(mmol/L)"},
                                                         {"rpm", "/min"},
                                                         {"1/rpm", "1/(1/min)"},
                                                         {"µL", "uL"},
                                                         {"\xCE\xBCg/mL", "ug/mL"},
                                                         {"°C", "Cel"},
                                                         {"degC", "Cel"},
                                                         {"°F", "[degF]"},
                                                         {"m²", "m2"},
                                                         {"h⁻¹", "h-1"},
                                                         {"mmol·g⁻¹", "mmol.g-1"},
                                                         {"m^2", "m2"},
                                                         {"kg*m", "kg.m"},
                                                         {"m**3", "m3"},
                                                         {"kg-m", "kg.m"},
                                                         {"g / L", "g/L"},
                                                         {"g per L", "g/L"},
                                                         {"kg m", "kg.m"},
                                                         {" g ", "g"},
                                                         {"KG", "kg"},
                                                         {"Kg", "kg"},
                                                         {"MMOL", "mmol"},
                                                         {"CEL", "Cel"},
                                                         {"mcg", "ug"},
                                                         {"cc", "cm3"},
                                                         {"cells/mL", "{cell}/mL"},
                                                         {"mmol/gDW/h", "mmol/g{DW}/h"},
                                                         {"vvm", "L/L/min"},
                                                         {"kDa", "ku"},
                                                         {"psi", "[psi]"},
                                                         {"ppm", "[ppm]"},
                                                         {"mmHg", "mm[Hg]"},
                                                         {"cmH2O", "cm[H2O]"},
                                                         {"CFU/mL", "[CFU]/mL"},
                                                         {"pfu/mL", "[PFU]/mL"},
                                                         {"IU/L", "[IU]/L"},
                                                         {"TCID50/mL", "[TCID_50]/mL"},
                                                         {"lb", "[lb_av]"},
                                                         {"inch", "[in_i]"},
                                                         {"kWh", "kW.h"},
                                                         {"LMH", "L/m2/h"},
                                                         {"{red cells}/uL", "{red_cells}/uL"},
                                                         {"Liters", "L"},
                                                         {"minutes", "min"},
                                                         {"percent", "%"}};
    for (const auto& [slip, meant] : slips) {
        CAPTURE(slip);
        const Error error = refused(slip);
        REQUIRE_FALSE(error.candidates().empty());
        CHECK(error.candidates().front() == meant);
        CHECK(error.mend().find(meant) != std::string::npos);
        CHECK(Unit::parse(meant).has_value());
    }
    CHECK(refused("KG").mend().starts_with("capital and small letters differ"));
    CHECK(refused("[TCID50]/mL").candidates().front() == "[TCID_50]");
    CHECK(refused("xyzzy").candidates().empty());
}

TEST_CASE("units: a mismatch tells both kinds and how to go on") {
    const Error capitals = mismatch("MG", "mg");  // a megagauss
    REQUIRE_FALSE(capitals.candidates().empty());
    CHECK(capitals.candidates().front() == "mg");
    CHECK(mismatch("mmol/L", "g/L").mend().find("molar mass") != std::string::npos);
    CHECK(mismatch("g/L", "h").found() == "g/L (m-3.g)");
    CHECK(mismatch("g/L", "h").expected().find("(s)") != std::string::npos);
    CHECK(convert(1e308, unit("Ym"), unit("ym")).error().code() == "unit.range");
}

TEST_CASE("quantities as they are written") {
    const auto parts = [](std::string_view text) {
        const Result<WrittenQuantity> quantity = parse_quantity(text);
        REQUIRE_MESSAGE(quantity.has_value(), render(quantity.error()));
        return std::pair(quantity->value, quantity->unit);
    };
    CHECK(parts("2.5 g/L") == std::pair(2.5, std::string("g/L")));
    CHECK(parts("2.5g/L") == std::pair(2.5, std::string("g/L")));
    CHECK(parts(" 2.5 ") == std::pair(2.5, std::string()));
    CHECK(parts("-1e-3mol") == std::pair(-0.001, std::string("mol")));
    CHECK(parts("+4E2 /min") == std::pair(400.0, std::string("/min")));
    CHECK(parts("5 eV") == std::pair(5.0, std::string("eV")));
    CHECK(parts("5eV") == std::pair(5.0, std::string("eV")));
    CHECK(parts(".5%") == std::pair(0.5, std::string("%")));
    CHECK(parts("3 10*6/mL") == std::pair(3.0, std::string("10*6/mL")));
    CHECK(parts("37 °C") == std::pair(37.0, std::string("°C")));  // left to Unit::parse
    for (const char* text : {"", " ", "g/L", "10*6/mL", "10^6/mL", "1,000 g", "1'000 g", "5. g", "5.",
                             "NaN g", "inf", "-", "e5", "1e999 g", "--1"}) {
        CAPTURE(text);
        const Result<WrittenQuantity> quantity = parse_quantity(text);
        REQUIRE_FALSE(quantity.has_value());
        CHECK_FALSE(quantity.error().mend().empty());
    }
}

TEST_CASE("units: there and back, and products") {
    const std::vector<std::string> symbols = symbols_for_products();
    const auto pick = [&](std::uint32_t index) { return symbols[index % symbols.size()]; };
    CHECK(rc::check("a value comes back", [&](std::uint32_t i, std::uint32_t j, std::int32_t number) {
        const Result<Unit> a = Unit::parse(pick(i) + "/" + pick(j));
        RC_ASSERT(a.has_value());
        const double value = number / 1000.0;
        RC_ASSERT(near(a->from_base(a->to_base(value)), value));
        const Result<Unit> base = Unit::parse(a->dimension());
        RC_ASSERT(base.has_value());
        RC_ASSERT(a->commensurable(*base));
        RC_ASSERT(near(*convert(*convert(value, *a, *base), *base, *a), value));
    }));
    CHECK(rc::check("a.b is b.a, a.b/b is a, exponents add up", [&](std::uint32_t i, std::uint32_t j) {
        const std::string a = pick(i);
        const std::string b = pick(j);
        const auto same = [](const std::string& x, const std::string& y) {
            const Result<Unit> left = Unit::parse(x);
            const Result<Unit> right = Unit::parse(y);
            RC_ASSERT(left.has_value());
            RC_ASSERT(right.has_value());
            RC_ASSERT(left->commensurable(*right));
            RC_ASSERT(near(*convert(1, *left, *right), 1));
        };
        same(a + "." + b, b + "." + a);
        same(a + "." + b + "/" + b, a);
        same(a + "/" + b, a + "." + b + "-1");
        same(a + "2." + a + "-3", "/" + a);
        same("(" + a + "." + b + ")/(" + b + ")", a + "{of}");
    }));
    CHECK(rc::check("any text is read or refused with a way to mend it",
                    [&](const std::string& text, std::uint32_t i) {
                        for (const std::string& tried : {text, pick(i) + text, text + pick(i)}) {
                            const Result<Unit> parsed = Unit::parse(tried);
                            if (parsed)
                                RC_ASSERT(Unit::parse(parsed->dimension()).has_value());
                            else
                                RC_ASSERT(!parsed.error().mend().empty());
                        }
                    }));
}
