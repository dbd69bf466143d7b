#include "sbml_units.hpp"

#include <sbml/SBMLTypes.h>

#include <cmath>
#include <optional>
#include <string_view>

namespace strandline::formats {
namespace {

using domain::KineticUnit;

/// (multiplier * 10^scale * unit)^exponent for each part, multiplied.
std::optional<KineticUnit> resolved(const UnitDefinition& definition) {
    KineticUnit made;
    for (unsigned i = 0; i < definition.getNumUnits(); ++i) {
        const Unit& part = *definition.getUnit(i);
        const char* const name = UnitKind_toString(part.getKind());
        const auto base = domain::base_unit(name ? name : "");
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
        into.units.emplace("substance", *domain::base_unit("mole"));
        into.units.emplace("time", *domain::base_unit("second"));
        into.units.emplace("volume", *domain::base_unit("litre"));
        into.units.emplace("area", KineticUnit{1, {2, 0, 0, 0, 0, 0, 0, 0}});
        into.units.emplace("length", *domain::base_unit("metre"));
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
