#include "feed/model_units.hpp"

#include <strandline/base/text.hpp>
#include <strandline/base/units.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

namespace strandline::process {
namespace {

using domain::KineticUnit;

struct NamedFactor {
    std::string_view name;
    double factor;
};

constexpr std::array litres{NamedFactor{"L", 1e-3}, NamedFactor{"mL", 1e-6}, NamedFactor{"m3", 1},
                            NamedFactor{"uL", 1e-9}, NamedFactor{"fL", 1e-18}};
constexpr std::array metres{NamedFactor{"m", 1}, NamedFactor{"cm", 1e-2}, NamedFactor{"dm", 1e-1},
                            NamedFactor{"mm", 1e-3}, NamedFactor{"um", 1e-6}};
constexpr std::array grams{NamedFactor{"g", 1e-3}, NamedFactor{"kg", 1}, NamedFactor{"mg", 1e-6},
                           NamedFactor{"ug", 1e-9}, NamedFactor{"ng", 1e-12}};
constexpr std::array moles{NamedFactor{"mol", 1}, NamedFactor{"mmol", 1e-3}, NamedFactor{"umol", 1e-6},
                           NamedFactor{"nmol", 1e-9}, NamedFactor{"kmol", 1e3}};
constexpr std::array times{NamedFactor{"h", 3600}, NamedFactor{"min", 60}, NamedFactor{"s", 1},
                           NamedFactor{"d", 86400}};
constexpr std::array kelvins{NamedFactor{"K", 1}};

/// What one name is chosen for, and its power; `rank` orders the names as they are written.
struct Base {
    std::span<const NamedFactor> names;
    int power = 0, rank = 0;
};

struct Part {
    std::string_view name;
    int power = 0, rank = 0;
};

bool whole(double exponent) { return std::fabs(exponent - std::round(exponent)) < 1e-9; }

std::string written(std::vector<Part> parts) {
    std::ranges::sort(parts, {}, &Part::rank);
    const auto raised = [](std::string_view name, int power) {
        return power == 1 ? std::string(name) : format("{}{}", name, power);
    };
    std::string above, below;
    for (const auto& [name, power, rank] : parts) {
        if (power > 0) above += (above.empty() ? "" : ".") + raised(name, power);
        if (power < 0) below += "/" + raised(name, -power);
    }
    return (above.empty() ? "1" : above) + below;
}

/// The first choice of names whose factors make the unit's.
bool choose(std::span<const Base> bases, double factor, std::vector<Part>& parts) {
    if (bases.empty()) return std::fabs(factor - 1) < 1e-9;
    for (const NamedFactor& each : bases.front().names) {
        parts.push_back({each.name, bases.front().power, bases.front().rank});
        if (choose(bases.subspan(1), factor / std::pow(each.factor, bases.front().power), parts)) return true;
        parts.pop_back();
    }
    return false;
}

/// Pressure, energy and power have names of their own.
std::optional<std::string> derived(const KineticUnit& unit) {
    struct Named {
        std::string_view name;
        KineticUnit unit;
    };
    static const std::vector<Named> known{
        {"W", {1, {2, 1, -3, 0, 0, 0, 0, 0}}},         {"kW", {1e3, {2, 1, -3, 0, 0, 0, 0, 0}}},
        {"W/L", {1e3, {-1, 1, -3, 0, 0, 0, 0, 0}}},    {"kW/L", {1e6, {-1, 1, -3, 0, 0, 0, 0, 0}}},
        {"J", {1, {2, 1, -2, 0, 0, 0, 0, 0}}},         {"kJ", {1e3, {2, 1, -2, 0, 0, 0, 0, 0}}},
        {"kJ/mol", {1e3, {2, 1, -2, 0, 0, -1, 0, 0}}}, {"Pa", {1, {-1, 1, -2, 0, 0, 0, 0, 0}}},
        {"kPa", {1e3, {-1, 1, -2, 0, 0, 0, 0, 0}}},    {"bar", {1e5, {-1, 1, -2, 0, 0, 0, 0, 0}}}};
    for (const Named& each : known) {
        bool same = std::fabs(unit.factor / each.unit.factor - 1) < 1e-9;
        for (int k = 0; k < 8; ++k) same &= std::fabs(unit.exponents[k] - each.unit.exponents[k]) < 1e-9;
        if (same) return std::string(each.name);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> ucum_text(const KineticUnit& unit) {
    for (const double exponent : unit.exponents)
        if (!whole(exponent)) return std::nullopt;
    if (unit.exponents[3] != 0 || unit.exponents[6] != 0) return std::nullopt;
    if (auto name = derived(unit)) return name;
    std::vector<Base> bases;
    const auto add = [&](std::span<const NamedFactor> names, double power, int rank) {
        if (const int n = static_cast<int>(std::round(power)); n != 0) bases.push_back({names, n, rank});
    };
    // Litres are chosen first: mmol/L rather than mol/m3.
    if (std::fmod(unit.exponents[0], 3) == 0)
        add(litres, unit.exponents[0] / 3, 2);
    else
        add(metres, unit.exponents[0], 2);
    add(grams, unit.exponents[1], 0);
    add(moles, unit.exponents[5], 1);
    add(times, unit.exponents[2], 3);
    add(kelvins, unit.exponents[4], 4);
    if (bases.empty() && std::fabs(unit.factor - 0.01) < 1e-12) return "%";
    std::vector<Part> parts;
    if (!choose(bases, unit.factor, parts)) return std::nullopt;
    return written(parts);
}

std::optional<std::string> stated_time_unit(const domain::KineticModel& model) {
    const auto unit = domain::find_unit(model, model.time_units);
    if (!unit) return std::nullopt;
    const bool second_by_default = model.level < 3 && *unit == *domain::base_unit("second");
    return second_by_default ? std::nullopt : ucum_text(*unit);
}

void set_time_unit(domain::KineticModel& model, const std::string& unit) {
    for (const NamedFactor& each : times)
        if (each.name == unit) {
            // No id of SBML has a blank: it can be no unit of the model's own.
            model.time_units = "time unit";
            model.units[model.time_units] = {each.factor, {0, 0, 1, 0, 0, 0, 0, 0}};
        }
}

std::optional<double> unit_factor(const std::string& from, const std::string& to) {
    const auto a = Unit::parse(from), b = Unit::parse(to);
    if (!a || !b || !a->commensurable(*b)) return std::nullopt;
    const auto zero = convert(0, *a, *b), one = convert(1, *a, *b);
    if (!zero || !one || *zero != 0) return std::nullopt;
    return *one;
}

std::string unit_suffix(const std::string& unit) {
    if (unit.empty() || unit == "1") return {};
    std::string made;
    for (std::size_t i = 0; i < unit.size(); ++i) {
        if (unit[i] == '/')
            made += made.empty() ? "per_" : "_per_";
        else if (unit[i] == '.')
            made += '_';
        else if (unit[i] == '%')
            made += "percent";
        else if (std::isalnum(static_cast<unsigned char>(unit[i])))
            made += unit[i];
    }
    if (made.starts_with("1_per_")) made.erase(0, 2);
    return made;
}

std::string model_unit(const char* code, const formats::SettingsTable& table,
                       const std::optional<domain::KineticUnit>& of_model) {
    const auto known = of_model ? ucum_text(*of_model) : std::nullopt;
    const std::string written = table.text_or("unit", "");
    if (written.empty()) return known.value_or("1");
    const auto unit = Unit::parse(written);
    if (!unit) {
        Error error = unit.error();
        table.refuse(std::move(error.at(table.place("unit"))));
        return known.value_or("1");
    }
    const auto factor = known ? unit_factor(*known, written) : 1;
    if (factor && std::abs(*factor - 1) < 1e-9) return written;
    table.refuse(Error::input(code, "the model states another unit")
                     .at(table.place("unit"))
                     .expected("{}, as the SBML file says", *known)
                     .found("{}", written)
                     .mend("leave `unit` out: quantities are converted to the model's unit"));
    return *known;
}

}  // namespace strandline::process
