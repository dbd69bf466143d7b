#pragma once

#include <strandline/domain/formula.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::domain {

/// A product of powers of SI base units, times a factor: what SBML calls a unit definition, resolved.
struct KineticUnit {
    double factor = 1;  // of the base units: 1e-3 for mmol
    // metre, kilogram, second, ampere, kelvin, mole, candela, item, dimensionless (always 0)
    double exponents[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    bool operator==(const KineticUnit&) const = default;
};

struct KineticCompartment {
    std::string id, name;
    double dimensions = 3;
    std::optional<double> size;
    bool constant = true;
    std::string units;  // id of a unit definition, name of a base unit, or empty
    bool operator==(const KineticCompartment&) const = default;
};

struct KineticSpecies {
    std::string id, name, compartment;
    std::optional<double> amount, concentration;  // at the start; at most one of them
    bool amount_only = false;  // hasOnlySubstanceUnits: its id means its amount, else its concentration
    bool boundary = false;     // reactions do not change it
    bool constant = false;
    std::string conversion_factor;  // id of a parameter, or empty
    std::string substance_units;
    std::string formula;           // chemical formula where an annotation or the package fbc gives one
    std::optional<double> charge;  // elementary charges
    bool operator==(const KineticSpecies&) const = default;
};

struct KineticParameter {
    std::string id, name;
    std::optional<double> value;
    bool constant = true;
    std::string units;
    bool operator==(const KineticParameter&) const = default;
};

/// How much of a species one unit of a reaction's extent takes or makes. An id makes it a quantity of the
/// model, that rules, initial assignments and events may change.
struct SpeciesReference {
    std::string id;  // may be empty
    std::string species;
    std::optional<double> stoichiometry;  // without a value only where something else sets it
    std::optional<Formula> formula;       // stoichiometryMath of Level 2
    bool constant = true;
    bool operator==(const SpeciesReference&) const = default;
};

/// The law is in units of extent per time.
struct KineticReaction {
    std::string id, name, compartment;
    std::vector<SpeciesReference> reactants, products;
    std::vector<std::string> modifiers;    // ids of species
    std::optional<Formula> law;            // names of local parameters are those of `locals`
    std::vector<KineticParameter> locals;  // seen by `law` alone, before quantities of the model
    bool reversible = true, fast = false;
    bool operator==(const KineticReaction&) const = default;
};

struct KineticRule {
    enum class Kind : std::uint8_t { assignment, rate, algebraic };
    Kind kind = Kind::assignment;
    std::string variable;  // empty for algebraic
    std::optional<Formula> formula;
    bool operator==(const KineticRule&) const = default;
};

/// Of an initial assignment and of an event's. Without a formula (Level 3 Version 2) nothing happens.
struct KineticAssignment {
    std::string variable;
    std::optional<Formula> formula;
    bool operator==(const KineticAssignment&) const = default;
};

struct KineticEvent {
    std::string id, name;
    std::optional<Formula> trigger, delay, priority;
    bool initially_true = true;     // what the trigger is taken to have been before the start
    bool persistent = true;         // once triggered, executed though the trigger turns false before
    bool values_at_trigger = true;  // assigned values are those of the time of triggering
    std::vector<KineticAssignment> assignments;
    bool operator==(const KineticEvent&) const = default;
};

struct KineticFunction {
    std::string id, name;
    std::vector<std::string> arguments;
    std::optional<Formula> body;
    bool operator==(const KineticFunction&) const = default;
};

/// A statement about amounts that must hold all the time.
struct KineticConstraint {
    std::string id, message;
    std::optional<Formula> formula;
    bool operator==(const KineticConstraint&) const = default;
};

/// A kinetic model: what SBML describes, of any level and version, packages resolved. All ids of
/// compartments, species, parameters, reactions and species references are one name space; every reference is
/// to something that exists.
struct KineticModel {
    std::string id, name;
    int level = 3, version = 2;  // of the file: some rules of meaning differ
    std::vector<KineticCompartment> compartments;
    std::vector<KineticSpecies> species;
    std::vector<KineticParameter> parameters;
    std::vector<KineticReaction> reactions;
    std::vector<KineticRule> rules;
    std::vector<KineticAssignment> initial_assignments;
    std::vector<KineticEvent> events;
    std::vector<KineticFunction> functions;
    std::vector<KineticConstraint> constraints;
    std::string conversion_factor;  // id of a parameter, or empty
    std::string time_units, substance_units, volume_units, area_units, length_units, extent_units;
    std::map<std::string, KineticUnit> units;  // by id of the definition, base units not among them
    bool operator==(const KineticModel&) const = default;
};

/// A unit that SBML has a name for: "mole", "litre"; nothing for any other name.
std::optional<KineticUnit> base_unit(std::string_view name);
/// What the model means by the name of a unit: a definition of its own, else the base unit.
std::optional<KineticUnit> find_unit(const KineticModel& model, std::string_view name);

}  // namespace strandline::domain
