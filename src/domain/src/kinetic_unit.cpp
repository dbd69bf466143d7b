#include <strandline/domain/kinetic_model.hpp>

namespace strandline::domain {
namespace {

/// Table 2 of the specification of Level 3 Version 2, section 4.4: exponents of metre, kilogram, second,
/// ampere, kelvin, mole, candela, item.
struct BaseUnit {
    std::string_view name;
    KineticUnit unit;
};
constexpr BaseUnit base_units[] = {
    {"ampere", {1, {0, 0, 0, 1, 0, 0, 0, 0}}},        {"avogadro", {6.02214179e23, {0, 0, 0, 0, 0, 0, 0, 0}}},
    {"becquerel", {1, {0, 0, -1, 0, 0, 0, 0, 0}}},    {"candela", {1, {0, 0, 0, 0, 0, 0, 1, 0}}},
    {"celsius", {1, {0, 0, 0, 0, 1, 0, 0, 0}}},       {"coulomb", {1, {0, 0, 1, 1, 0, 0, 0, 0}}},
    {"dimensionless", {1, {0, 0, 0, 0, 0, 0, 0, 0}}}, {"farad", {1, {-2, -1, 4, 2, 0, 0, 0, 0}}},
    {"gram", {1e-3, {0, 1, 0, 0, 0, 0, 0, 0}}},       {"gray", {1, {2, 0, -2, 0, 0, 0, 0, 0}}},
    {"henry", {1, {2, 1, -2, -2, 0, 0, 0, 0}}},       {"hertz", {1, {0, 0, -1, 0, 0, 0, 0, 0}}},
    {"item", {1, {0, 0, 0, 0, 0, 0, 0, 1}}},          {"joule", {1, {2, 1, -2, 0, 0, 0, 0, 0}}},
    {"katal", {1, {0, 0, -1, 0, 0, 1, 0, 0}}},        {"kelvin", {1, {0, 0, 0, 0, 1, 0, 0, 0}}},
    {"kilogram", {1, {0, 1, 0, 0, 0, 0, 0, 0}}},      {"liter", {1e-3, {3, 0, 0, 0, 0, 0, 0, 0}}},
    {"litre", {1e-3, {3, 0, 0, 0, 0, 0, 0, 0}}},      {"lumen", {1, {0, 0, 0, 0, 0, 0, 1, 0}}},
    {"lux", {1, {-2, 0, 0, 0, 0, 0, 1, 0}}},          {"meter", {1, {1, 0, 0, 0, 0, 0, 0, 0}}},
    {"metre", {1, {1, 0, 0, 0, 0, 0, 0, 0}}},         {"mole", {1, {0, 0, 0, 0, 0, 1, 0, 0}}},
    {"newton", {1, {1, 1, -2, 0, 0, 0, 0, 0}}},       {"ohm", {1, {2, 1, -3, -2, 0, 0, 0, 0}}},
    {"pascal", {1, {-1, 1, -2, 0, 0, 0, 0, 0}}},      {"radian", {1, {0, 0, 0, 0, 0, 0, 0, 0}}},
    {"second", {1, {0, 0, 1, 0, 0, 0, 0, 0}}},        {"siemens", {1, {-2, -1, 3, 2, 0, 0, 0, 0}}},
    {"sievert", {1, {2, 0, -2, 0, 0, 0, 0, 0}}},      {"steradian", {1, {0, 0, 0, 0, 0, 0, 0, 0}}},
    {"tesla", {1, {0, 1, -2, -1, 0, 0, 0, 0}}},       {"volt", {1, {2, 1, -3, -1, 0, 0, 0, 0}}},
    {"watt", {1, {2, 1, -3, 0, 0, 0, 0, 0}}},         {"weber", {1, {2, 1, -2, -1, 0, 0, 0, 0}}},
};

}  // namespace

std::optional<KineticUnit> base_unit(std::string_view name) {
    for (const BaseUnit& each : base_units)
        if (each.name == name) return each.unit;
    return std::nullopt;
}

std::optional<KineticUnit> find_unit(const KineticModel& model, std::string_view name) {
    if (const auto defined = model.units.find(std::string(name)); defined != model.units.end())
        return defined->second;
    return base_unit(name);
}

}  // namespace strandline::domain
