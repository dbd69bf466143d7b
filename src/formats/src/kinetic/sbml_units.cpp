#include "sbml_units.hpp"

#include <sbml/SBMLTypes.h>

#include <cmath>
#include <optional>
#include <string_view>

namespace strandline::formats {
namespace {

using domain::KineticUnit;

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

std::optional<KineticUnit> base_unit(std::string_view name) {
    for (const BaseUnit& each : base_units)
        if (each.name == name) return each.unit;
    return std::nullopt;
}

/// (multiplier * 10^scale * unit)^exponent for each part, multiplied.
std::optional<KineticUnit> resolved(const UnitDefinition& definition) {
    KineticUnit made;
    for (unsigned i = 0; i < definition.getNumUnits(); ++i) {
        const Unit& part = *definition.getUnit(i);
        const char* const name = UnitKind_toString(part.getKind());
        const auto base = base_unit(name ? name : "");
        if (!base) return std::nullopt;
        const double exponent = part.getExponentAsDouble();
        const double factor = part.getMultiplier() * std::pow(10.0, part.getScale()) * base->factor;
        made.factor *= std::pow(factor, exponent);
        for (std::size_t k = 0; k < std::size(made.exponents); ++k)
            made.exponents[k] += exponent * base->exponents[k];
    }
    return made;
}

}  // namespace

void read_units(const Model& from, domain::KineticModel& into) {
    for (unsigned i = 0; i < from.getNumUnitDefinitions(); ++i) {
        const UnitDefinition& definition = *from.getUnitDefinition(i);
        if (auto unit = resolved(definition)) into.units.emplace(definition.getId(), *unit);
    }
    if (from.getLevel() < 3) {
        into.units.emplace("substance", *base_unit("mole"));
        into.units.emplace("time", *base_unit("second"));
        into.units.emplace("volume", *base_unit("litre"));
        into.units.emplace("area", KineticUnit{1, {2, 0, 0, 0, 0, 0, 0, 0}});
        into.units.emplace("length", *base_unit("metre"));
        into.time_units = "time";
        into.substance_units = into.extent_units = "substance";
        into.volume_units = "volume";
        into.area_units = "area";
        into.length_units = "length";
        return;
    }
    into.time_units = from.getTimeUnits();
    into.substance_units = from.getSubstanceUnits();
    into.volume_units = from.getVolumeUnits();
    into.area_units = from.getAreaUnits();
    into.length_units = from.getLengthUnits();
    into.extent_units = from.getExtentUnits();
}

}  // namespace strandline::formats
