#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::domain {

/// A mathematical expression over named quantities, as SBML and PEtab write them. Truth is a number: 0 is
/// false, all else is true; relations and logic give 1 or 0. Angles in radians.
struct Formula {
    enum class Op : std::uint8_t {
        number,    // value
        name,      // a quantity: name
        time,      // the model's time
        avogadro,  // as the SBML version in use defines it: value
        call,      // a function of the user's own: name, arguments

        plus,
        times,  // of any number of arguments, none included (0 and 1)
        minus,  // of one or two
        divide,
        power,
        root,  // (degree, radicand)
        exp,
        ln,
        log,  // (base, x)
        abs,
        floor,
        ceiling,
        factorial,
        quotient,
        remainder,  // truncated towards zero, SBML Level 3 Version 2
        minimum,
        maximum,

        sin,
        cos,
        tan,
        sec,
        csc,
        cot,
        sinh,
        cosh,
        tanh,
        sech,
        csch,
        coth,
        arcsin,
        arccos,
        arctan,
        arcsec,
        arccsc,
        arccot,
        arcsinh,
        arccosh,
        arctanh,
        arcsech,
        arccsch,
        arccoth,

        equal,
        not_equal,
        greater,
        less,
        greater_equal,
        less_equal,  // chained where there are more than two
        logical_and,
        logical_or,
        exclusive_or,  // of any number
        logical_not,
        implies,

        piecewise,  // (value, condition)…, then one value for all else, or none: not a number
        delay,      // (x, by how much)
        rate_of,    // (name): the time derivative of a quantity
        draw,       // from the distribution `name` with its arguments as the SBML package distrib orders them
    };
    Op op = Op::number;
    double value = 0;
    std::string name;
    std::vector<Formula> arguments;

    bool operator==(const Formula&) const = default;

    static Formula of(double value) { return {Op::number, value, {}, {}}; }
    static Formula of(std::string_view name) { return {Op::name, 0, std::string(name), {}}; }
    static Formula of(Op op, std::vector<Formula> arguments) { return {op, 0, {}, std::move(arguments)}; }
};

/// Calls `visit(formula)` for the formula and each part of it, outer before inner, from left to right.
template <class Visit>
void each_part(const Formula& formula, Visit&& visit) {
    visit(formula);
    for (const Formula& part : formula.arguments) each_part(part, visit);
}

}  // namespace strandline::domain
