#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace strandline::formats {
namespace {

using domain::Formula;
using Op = Formula::Op;

/// What binds closer has the greater number.
enum Binding { any, disjunction, conjunction, relation, sum, product, negation, power, atom };

/// In the order of Formula::Op, from exp on: functions of the form word(arguments).
constexpr std::string_view word(Op op) {
    switch (op) {
    case Op::exp:
        return "exp";
    case Op::ln:
        return "ln";
    case Op::log:
        return "log";
    case Op::root:
        return "root";
    case Op::abs:
        return "abs";
    case Op::floor:
        return "floor";
    case Op::ceiling:
        return "ceil";
    case Op::factorial:
        return "factorial";
    case Op::quotient:
        return "quotient";
    case Op::remainder:
        return "rem";
    case Op::minimum:
        return "min";
    case Op::maximum:
        return "max";
    case Op::sin:
        return "sin";
    case Op::cos:
        return "cos";
    case Op::tan:
        return "tan";
    case Op::sec:
        return "sec";
    case Op::csc:
        return "csc";
    case Op::cot:
        return "cot";
    case Op::sinh:
        return "sinh";
    case Op::cosh:
        return "cosh";
    case Op::tanh:
        return "tanh";
    case Op::sech:
        return "sech";
    case Op::csch:
        return "csch";
    case Op::coth:
        return "coth";
    case Op::arcsin:
        return "arcsin";
    case Op::arccos:
        return "arccos";
    case Op::arctan:
        return "arctan";
    case Op::arcsec:
        return "arcsec";
    case Op::arccsc:
        return "arccsc";
    case Op::arccot:
        return "arccot";
    case Op::arcsinh:
        return "arcsinh";
    case Op::arccosh:
        return "arccosh";
    case Op::arctanh:
        return "arctanh";
    case Op::arcsech:
        return "arcsech";
    case Op::arccsch:
        return "arccsch";
    case Op::arccoth:
        return "arccoth";
    case Op::exclusive_or:
        return "xor";
    case Op::implies:
        return "implies";
    case Op::piecewise:
        return "piecewise";
    case Op::delay:
        return "delay";
    case Op::rate_of:
        return "rateOf";
    default:
        return "";
    }
}

constexpr std::string_view sign(Op op) {
    switch (op) {
    case Op::plus:
        return " + ";
    case Op::times:
        return " * ";
    case Op::minus:
        return " - ";
    case Op::divide:
        return " / ";
    case Op::power:
        return "^";
    case Op::equal:
        return " == ";
    case Op::not_equal:
        return " != ";
    case Op::greater:
        return " > ";
    case Op::less:
        return " < ";
    case Op::greater_equal:
        return " >= ";
    case Op::less_equal:
        return " <= ";
    case Op::logical_and:
        return " && ";
    case Op::logical_or:
        return " || ";
    default:
        return "";
    }
}

bool is_relation(Op op) { return op >= Op::equal && op <= Op::less_equal; }

std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "INF" : "-INF";
    return format("{}", value);
}

struct Written {
    std::string text;
    Binding binding;
};

Written written(const Formula& formula);

std::string within(const Formula& formula, Binding least) {
    Written made = written(formula);
    return made.binding >= least ? std::move(made.text) : "(" + made.text + ")";
}

std::string called(std::string_view name, const std::vector<Formula>& arguments) {
    std::string made = std::string(name) + "(";
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (i > 0) made += ", ";
        made += within(arguments[i], any);
    }
    return made + ")";
}

/// The first argument may bind as loose as the operation itself, the others as `others` says.
Written joined(const Formula& formula, Binding own, Binding others) {
    const std::vector<Formula>& arguments = formula.arguments;
    std::string made = within(arguments[0], own);
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        made += sign(formula.op);
        std::string next = within(arguments[i], others);
        made += next.starts_with('-') ? "(" + next + ")" : std::move(next);
    }
    return {std::move(made), own};
}

/// a < b < c as a < b && b < c.
Written chained(const Formula& formula) {
    const std::vector<Formula>& arguments = formula.arguments;
    if (arguments.size() < 2) return {"true", atom};
    std::string made;
    for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
        if (i > 0) made += " && ";
        made += within(arguments[i], sum) + std::string(sign(formula.op)) + within(arguments[i + 1], sum);
    }
    return {std::move(made), arguments.size() == 2 ? relation : conjunction};
}

Written sum_or_product(const Formula& formula, std::string_view of_none, Binding own) {
    if (formula.arguments.empty()) return {std::string(of_none), atom};
    if (formula.arguments.size() == 1) return written(formula.arguments[0]);
    return joined(formula, own, own);
}

Written negated(const Formula& formula) {
    std::string inside = within(formula.arguments[0], product);
    if (inside.starts_with('-')) inside = "(" + inside + ")";
    return {"-" + inside, negation};
}

Written written(const Formula& formula) {
    const std::vector<Formula>& arguments = formula.arguments;
    const std::size_t count = arguments.size();
    switch (formula.op) {
    case Op::number: {
        std::string text = number(formula.value);
        const Binding binding = text.starts_with('-') ? negation : atom;
        return {std::move(text), binding};
    }
    case Op::name:
        return {formula.name, atom};
    case Op::time:
        return {"time", atom};
    case Op::avogadro:
        return {"avogadro", atom};
    case Op::call:
    case Op::draw:
        return {called(formula.name, arguments), atom};
    case Op::plus:
        return sum_or_product(formula, "0", sum);
    case Op::times:
        return sum_or_product(formula, "1", product);
    case Op::logical_and:
        return sum_or_product(formula, "true", conjunction);
    case Op::logical_or:
        return sum_or_product(formula, "false", disjunction);
    case Op::minus:
        if (count == 1) return negated(formula);
        if (count == 2) return joined(formula, sum, product);
        break;
    case Op::divide:
        if (count == 2) return joined(formula, product, negation);
        break;
    case Op::power:
        if (count == 2) return {within(arguments[0], atom) + "^" + within(arguments[1], atom), power};
        break;
    case Op::logical_not:
        if (count == 1) return {"!" + within(arguments[0], atom), negation};
        break;
    case Op::root:
        if (count == 2 && arguments[0] == Formula::of(2.0)) return {called("sqrt", {arguments[1]}), atom};
        break;
    case Op::log:
        if (count == 2 && arguments[0] == Formula::of(10.0)) return {called("log10", {arguments[1]}), atom};
        break;
    default:
        break;
    }
    if (is_relation(formula.op)) return chained(formula);
    return {called(word(formula.op), arguments), atom};
}

}  // namespace

std::string formula_text(const Formula& formula) { return written(formula).text; }

}  // namespace strandline::formats
