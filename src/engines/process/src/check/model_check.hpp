#pragma once

#include <strandline/base/error.hpp>
#include <strandline/base/json.hpp>
#include <strandline/domain/kinetic_model.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace strandline::process {

/// A sum of amounts that no reaction changes: whole coefficients without common divisor.
struct ConservedSum {
    std::vector<std::pair<std::string, double>> terms;  // species and coefficient, in the model's order
    bool changed_by_events = false;                     // an event sets one of them
};

/// Conserved sums of at least two species, a basis of all of them, with as few negative coefficients as
/// adding others to one gives. From the null space of the stoichiometry's transpose modulo a prime, each sum
/// then checked with the stoichiometries themselves.
std::vector<ConservedSum> conserved_sums(const domain::KineticModel& model);

/// What a reaction makes beyond what it takes, where every species of it has a chemical formula.
struct ElementBalance {
    std::size_t balanced = 0, without_formulas = 0;
    struct Excess {
        std::string reaction;
        std::map<std::string, double> made;  // by element, "charge" too where all are known; lost is negative
    };
    std::vector<Excess> not_balanced;
};
ElementBalance element_balance(const domain::KineticModel& model);

/// Where units do not fit: "law of R1" and what is wrong there.
struct UnitRemark {
    std::string where, what;
};
/// Quantities without a unit fit everything; whole numbers in products count as dimensionless.
std::vector<UnitRemark> unit_remarks(const domain::KineticModel& model);
/// "0.001 metre^3 second^-1".
std::string unit_text(const domain::KineticUnit& unit);

/// Ids of what has neither a value nor a rule or initial assignment that gives it one.
std::vector<std::string> without_value(const domain::KineticModel& model);

struct ModelCheck {
    std::optional<Error> fault;  // why there are no equations
    std::size_t states = 0, algebraic = 0, delays = 0, switches = 0;
    std::vector<std::string> without_value;
    std::vector<ConservedSum> conserved;
    ElementBalance balance;
    std::vector<UnitRemark> units;
};

ModelCheck check_model(const domain::KineticModel& model);

std::string check_text(const domain::KineticModel& model, const ModelCheck& check);
Json check_json(const domain::KineticModel& model, const ModelCheck& check);

}  // namespace strandline::process
