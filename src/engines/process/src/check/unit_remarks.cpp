#include "check/model_check.hpp"
#include "check/unit_reader.hpp"

#include <strandline/base/text.hpp>

#include <cmath>
#include <string_view>

namespace strandline::process {
namespace {

using domain::Formula;

class UnitChecker {
public:
    explicit UnitChecker(const domain::KineticModel& model) : model_(model), units_(model) {}

    std::vector<UnitRemark> check() {
        names();
        for (const auto& reaction : model_.reactions) {
            if (!reaction.law) continue;
            UnitReader::Units own;
            for (const auto& local : reaction.locals) own[local.id] = units_.named(local.units);
            compare("law of " + reaction.id, *reaction.law,
                    units_.per_time(units_.named(model_.extent_units)), own);
        }
        for (const auto& rule : model_.rules) {
            if (!rule.formula) continue;
            const auto variable = units_.of_name(rule.variable);
            switch (rule.kind) {
            case domain::KineticRule::Kind::assignment:
                compare("rule of " + rule.variable, *rule.formula, variable);
                break;
            case domain::KineticRule::Kind::rate:
                compare("rate of " + rule.variable, *rule.formula, units_.per_time(variable));
                break;
            case domain::KineticRule::Kind::algebraic:
                compare("algebraic rule", *rule.formula, {});
                break;
            }
        }
        for (const auto& assignment : model_.initial_assignments)
            if (assignment.formula)
                compare("start of " + assignment.variable, *assignment.formula,
                        units_.of_name(assignment.variable));
        for (const auto& event : model_.events) event_units(event);
        return std::move(remarks_);
    }

private:
    /// Names of units that mean nothing.
    void names() {
        const auto look = [&](const std::string& where, const std::string& unit) {
            if (!unit.empty() && !units_.named(unit))
                remarks_.push_back({where, format("its unit '{}' is not defined", unit)});
        };
        for (const auto& one : model_.compartments) look(one.id, one.units);
        for (const auto& one : model_.species) look(one.id, one.substance_units);
        for (const auto& one : model_.parameters) look(one.id, one.units);
    }

    void event_units(const domain::KineticEvent& event) {
        const std::string name = event.id.empty() ? "an event" : "event " + event.id;
        if (event.trigger) compare("trigger of " + name, *event.trigger, {});
        if (event.delay) compare("delay of " + name, *event.delay, units_.named(model_.time_units));
        for (const auto& assignment : event.assignments)
            if (assignment.formula)
                compare(name + ", " + assignment.variable, *assignment.formula,
                        units_.of_name(assignment.variable));
    }

    void compare(const std::string& where, const Formula& formula, const std::optional<KineticUnit>& expected,
                 const UnitReader::Units& own = {}) {
        const auto unit = units_.of(formula, own);
        for (std::string& remark : units_.remarks()) remarks_.push_back({where, std::move(remark)});
        if (formula.op == Formula::Op::number || !unit || !expected || fits(*unit, *expected)) return;
        remarks_.push_back(
            {where, format("in {} where {} is needed", unit_text(*unit), unit_text(*expected))});
    }

    const domain::KineticModel& model_;
    UnitReader units_;
    std::vector<UnitRemark> remarks_;
};

}  // namespace

std::string unit_text(const domain::KineticUnit& unit) {
    static constexpr std::string_view names[] = {"metre",  "kilogram", "second",  "ampere",
                                                 "kelvin", "mole",     "candela", "item"};
    std::string text;
    if (std::fabs(unit.factor - 1) > 1e-12) text = format("{:.6g}", unit.factor);
    for (std::size_t k = 0; k < std::size(names); ++k) {
        if (std::fabs(unit.exponents[k]) <= 1e-9) continue;
        if (!text.empty()) text += ' ';
        text += names[k];
        if (std::fabs(unit.exponents[k] - 1) > 1e-9) text += format("^{:.6g}", unit.exponents[k]);
    }
    if (is_dimensionless(unit)) text = text.empty() ? "dimensionless" : text + " dimensionless";
    return text;
}

std::vector<UnitRemark> unit_remarks(const domain::KineticModel& model) { return UnitChecker(model).check(); }

}  // namespace strandline::process
