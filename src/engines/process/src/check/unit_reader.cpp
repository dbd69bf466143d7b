#include "check/unit_reader.hpp"

#include "check/model_check.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::process {

using domain::Formula;
using Op = Formula::Op;

KineticUnit operator*(KineticUnit a, const KineticUnit& b) {
    a.factor *= b.factor;
    for (std::size_t k = 0; k < std::size(a.exponents); ++k) a.exponents[k] += b.exponents[k];
    return a;
}

KineticUnit power_of(const KineticUnit& unit, double exponent) {
    KineticUnit made{std::pow(unit.factor, exponent), {}};
    for (std::size_t k = 0; k < std::size(made.exponents); ++k)
        made.exponents[k] = unit.exponents[k] * exponent;
    return made;
}

bool fits(const KineticUnit& a, const KineticUnit& b) {
    for (std::size_t k = 0; k < std::size(a.exponents); ++k)
        if (std::fabs(a.exponents[k] - b.exponents[k]) > 1e-9) return false;
    return std::fabs(a.factor - b.factor) <= 1e-9 * std::max(std::fabs(a.factor), std::fabs(b.factor));
}

bool is_dimensionless(const KineticUnit& unit) {
    return std::ranges::all_of(unit.exponents, [](double each) { return std::fabs(each) <= 1e-9; });
}

UnitReader::UnitReader(const domain::KineticModel& model) : model_(model) { read_quantities(); }

std::optional<KineticUnit> UnitReader::named(std::string_view unit) const {
    return unit.empty() ? std::nullopt : domain::find_unit(model_, unit);
}

std::optional<KineticUnit> UnitReader::per_time(const std::optional<KineticUnit>& unit) const {
    const auto time = named(model_.time_units);
    if (!unit || !time) return std::nullopt;
    return *unit * power_of(*time, -1);
}

void UnitReader::read_quantities() {
    std::map<std::string, double, std::less<>> dimensions;
    for (const auto& one : model_.compartments) {
        const std::string& otherwise = one.dimensions == 3   ? model_.volume_units
                                       : one.dimensions == 2 ? model_.area_units
                                                             : model_.length_units;
        quantities_[one.id] = named(one.units.empty() ? otherwise : one.units);
        dimensions[one.id] = one.dimensions;
    }
    for (const auto& one : model_.species) {
        const auto amount = named(one.substance_units.empty() ? model_.substance_units : one.substance_units);
        const auto size = quantities_[one.compartment];
        if (one.amount_only || dimensions[one.compartment] == 0)
            quantities_[one.id] = amount;
        else if (amount && size)
            quantities_[one.id] = *amount * power_of(*size, -1);
        else
            quantities_[one.id] = std::nullopt;
    }
    for (const auto& one : model_.parameters) quantities_[one.id] = named(one.units);
    for (const auto& reaction : model_.reactions) {
        quantities_[reaction.id] = per_time(named(model_.extent_units));
        for (const auto* side : {&reaction.reactants, &reaction.products})
            for (const auto& one : *side)
                if (!one.id.empty()) quantities_[one.id] = KineticUnit{};
    }
}

std::optional<KineticUnit> UnitReader::of_name(std::string_view id) const {
    const auto found = quantities_.find(id);
    return found == quantities_.end() ? std::nullopt : found->second;
}

std::vector<std::string> UnitReader::remarks() { return std::exchange(remarks_, {}); }

void UnitReader::say(std::string text) {
    if (std::ranges::find(remarks_, text) == remarks_.end()) remarks_.push_back(std::move(text));
}

/// The unit of every step-th part, which must be one.
std::optional<KineticUnit> UnitReader::same(const std::vector<Formula>& parts, const Units& own,
                                            std::string_view doing, std::size_t step) {
    std::optional<KineticUnit> first;
    const Formula* of_first = nullptr;
    for (std::size_t i = 0; i < parts.size(); i += step) {
        const auto unit = of(parts[i], own);
        if (!unit || parts[i].op == Op::number) continue;
        if (first && !fits(*first, *unit))
            say(format("{} {} in {} and {} in {}", doing, formats::formula_text(*of_first), unit_text(*first),
                       formats::formula_text(parts[i]), unit_text(*unit)));
        if (!first) first = unit, of_first = &parts[i];
    }
    return first;
}

std::optional<KineticUnit> UnitReader::product(const Formula& formula, const Units& own) {
    KineticUnit made;
    bool known = true;
    for (std::size_t i = 0; i < formula.arguments.size(); ++i) {
        const auto unit = of(formula.arguments[i], own);
        known = known && unit;
        if (unit) made = made * power_of(*unit, formula.op == Op::divide && i > 0 ? -1 : 1);
    }
    return known ? std::optional(made) : std::nullopt;
}

std::optional<KineticUnit> UnitReader::raised(const Formula& base, const Formula& exponent, bool root,
                                              const Units& own) {
    const auto unit = of(base, own);
    static_cast<void>(of_number(exponent, own));
    if (!unit) return std::nullopt;
    if (exponent.op == Op::number) return power_of(*unit, root ? 1 / exponent.value : exponent.value);
    return is_dimensionless(*unit) && unit->factor == 1 ? unit : std::nullopt;
}

std::optional<KineticUnit> UnitReader::called(const Formula& formula, const Units& own) {
    const auto function = std::ranges::find(model_.functions, formula.name, &domain::KineticFunction::id);
    if (function == model_.functions.end() || !function->body || depth_ > 50) return std::nullopt;
    Units arguments;
    for (std::size_t i = 0; i < std::min(formula.arguments.size(), function->arguments.size()); ++i)
        arguments[function->arguments[i]] = of(formula.arguments[i], own);
    ++depth_;
    const auto made = of(*function->body, arguments);
    --depth_;
    return made;
}

/// Of what functions such as exp take: no unit at all.
std::optional<KineticUnit> UnitReader::of_number(const Formula& formula, const Units& own) {
    const auto unit = of(formula, own);
    if (unit && !is_dimensionless(*unit))
        say(format("{} should be a number without unit, and is in {}", formats::formula_text(formula),
                   unit_text(*unit)));
    return KineticUnit{};
}

std::optional<KineticUnit> UnitReader::of(const Formula& formula, const Units& own) {
    const auto& parts = formula.arguments;
    switch (formula.op) {
    case Op::number:
        return formula.value == std::floor(formula.value) ? std::optional(KineticUnit{}) : std::nullopt;
    case Op::name:
        if (const auto found = own.find(formula.name); found != own.end()) return found->second;
        return of_name(formula.name);
    case Op::time:
        return named(model_.time_units);
    case Op::call:
        return called(formula, own);
    case Op::plus:
    case Op::minus:
        return same(parts, own, "adds");
    case Op::minimum:
    case Op::maximum:
    case Op::remainder:
    case Op::equal:
    case Op::not_equal:
    case Op::greater:
    case Op::less:
    case Op::greater_equal:
    case Op::less_equal: {
        const auto unit = same(parts, own, "compares");
        return formula.op >= Op::equal && formula.op <= Op::less_equal ? std::optional(KineticUnit{}) : unit;
    }
    case Op::times:
    case Op::divide:
        return product(formula, own);
    case Op::power:
        return parts.size() == 2 ? raised(parts[0], parts[1], false, own) : std::nullopt;
    case Op::root:
        return parts.size() == 2 ? raised(parts[1], parts[0], true, own) : std::nullopt;
    case Op::abs:
    case Op::floor:
    case Op::ceiling:
    case Op::delay:
        return parts.empty() ? std::nullopt : of(parts[0], own);
    case Op::rate_of:
        return parts.empty() ? std::nullopt : per_time(of(parts[0], own));
    case Op::piecewise:
        for (std::size_t i = 1; i < parts.size(); i += 2) static_cast<void>(of(parts[i], own));
        return same(parts, own, "chooses between", 2);
    case Op::avogadro:
    case Op::quotient:
    case Op::draw:
        return std::nullopt;
    case Op::logical_and:
    case Op::logical_or:
    case Op::exclusive_or:
    case Op::logical_not:
    case Op::implies:
        for (const Formula& part : parts) static_cast<void>(of(part, own));
        return KineticUnit{};
    default:
        break;
    }
    for (const Formula& part : parts) static_cast<void>(of_number(part, own));
    return KineticUnit{};
}

}  // namespace strandline::process
