#include "sbml_formula.hpp"

#include "sbml_operations.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <numbers>
#include <utility>

namespace strandline::formats {
namespace {

using domain::Formula;
using Op = Formula::Op;

constexpr int most_nested = 1500;

/// Functions that Level 1 has by other names than MathML.
constexpr std::pair<std::string_view, Op> of_level_1[] = {
    {"acos", Op::arccos}, {"asin", Op::arcsin}, {"atan", Op::arctan}, {"ceil", Op::ceiling},
    {"pow", Op::power},   {"log", Op::ln},      {"abs", Op::abs},     {"exp", Op::exp},
    {"floor", Op::floor}, {"sin", Op::sin},     {"cos", Op::cos},     {"tan", Op::tan},
};

/// The package distrib, version 1, section 3.5: parameters of each.
struct Distribution {
    std::string_view name;
    std::size_t least, most;
    bool truncated;
};
constexpr Distribution distributions[] = {
    {"normal", 2, 2, true},  {"uniform", 2, 2, false},  {"bernoulli", 1, 1, false},  {"binomial", 2, 2, true},
    {"cauchy", 1, 2, true},  {"chisquare", 1, 1, true}, {"exponential", 1, 1, true}, {"gamma", 2, 2, true},
    {"laplace", 1, 2, true}, {"lognormal", 2, 2, true}, {"poisson", 1, 1, true},     {"rayleigh", 1, 1, true},
};

std::string name_of(const ASTNode& node) { return node.getName() ? node.getName() : std::string(); }

/// Rounded once, where mantissa * pow(10, exponent) rounds twice.
double scientific(const ASTNode& node) {
    const std::string text = format("{}e{}", node.getMantissa(), node.getExponent());
    double value = 0;
    const auto [end, slip] = std::from_chars(text.data(), text.data() + text.size(), value);
    return slip == std::errc() && end == text.data() + text.size() ? value : node.getValue();
}

class FormulaReader {
public:
    FormulaReader(const FormulaNames& names, const std::vector<std::string>& own, unsigned level,
                  std::vector<FormulaSlip>& slips)
        : names_(names), own_(own), level_(level), slips_(slips) {}

    Formula read(const ASTNode& node, int depth) {
        if (depth > most_nested) {
            slip({FormulaSlip::Kind::nested, {}, 0, 0});
            return {};
        }
        switch (node.getType()) {
        case AST_INTEGER:
        case AST_REAL:
        case AST_RATIONAL:
            return Formula::of(node.getValue());
        case AST_REAL_E:
            return Formula::of(scientific(node));
        case AST_CONSTANT_E:
            return Formula::of(std::numbers::e);
        case AST_CONSTANT_PI:
            return Formula::of(std::numbers::pi);  // the library's is 355/113
        case AST_CONSTANT_TRUE:
            return Formula::of(1.0);
        case AST_CONSTANT_FALSE:
            return Formula::of(0.0);
        case AST_NAME:
            return name(node);
        case AST_NAME_TIME:
            return {Op::time, 0, {}, {}};
        case AST_NAME_AVOGADRO:
            return {Op::avogadro, node.getValue(), {}, {}};
        case AST_FUNCTION:
            return call(node, depth);
        default:
            return operation(node, depth);
        }
    }

private:
    void slip(FormulaSlip made) {
        const auto same = [&](const FormulaSlip& other) {
            return other.kind == made.kind && other.name == made.name;
        };
        if (std::ranges::none_of(slips_, same)) slips_.push_back(std::move(made));
    }

    Formula name(const ASTNode& node) {
        std::string id = name_of(node);
        const bool is_known = std::ranges::find(own_, id) != own_.end() || names_.quantities.contains(id);
        if (!is_known) slip({FormulaSlip::Kind::name, id, 0, 0});
        return {Op::name, 0, std::move(id), {}};
    }

    std::vector<Formula> parts(const ASTNode& node, int depth) {
        std::vector<Formula> made;
        made.reserve(node.getNumChildren());
        for (unsigned i = 0; i < node.getNumChildren(); ++i)
            if (const ASTNode* child = node.getChild(i)) made.push_back(read(*child, depth + 1));
        return made;
    }

    Formula call(const ASTNode& node, int depth) {
        const std::string id = name_of(node);
        Formula made{Op::call, 0, id, parts(node, depth)};
        if (id.starts_with(draw_prefix)) {
            made.op = Op::draw;
            made.name = id.substr(draw_prefix.size());
            check_draw(made);
            return made;
        }
        const auto function = names_.functions.find(id);
        if (function != names_.functions.end()) {
            if (function->second.value_or(made.arguments.size()) != made.arguments.size())
                slip({FormulaSlip::Kind::argument_count, id, *function->second, made.arguments.size()});
            return made;
        }
        if (level_ == 1) return call_of_level_1(std::move(made));
        slip({FormulaSlip::Kind::function, id, 0, made.arguments.size()});
        return made;
    }

    /// Two more than the parameters, where there are, are the bounds of a truncated distribution.
    void check_draw(const Formula& made) {
        const auto found = std::ranges::find(distributions, made.name, &Distribution::name);
        if (found == std::end(distributions)) {
            slip({FormulaSlip::Kind::function, made.name, 0, made.arguments.size()});
            return;
        }
        const std::size_t count = made.arguments.size();
        const bool fits =
            (count >= found->least && count <= found->most) || (found->truncated && count == found->most + 2);
        if (!fits) slip({FormulaSlip::Kind::argument_count, made.name, found->most, count});
    }

    Formula call_of_level_1(Formula made) {
        const std::string id = std::exchange(made.name, {});
        const std::size_t count = made.arguments.size();
        if (id == "sqr" && count == 1) return of_two(Op::power, std::move(made.arguments[0]), 2.0);
        if (id == "sqrt" && count == 1) return of_two(Op::root, 2.0, std::move(made.arguments[0]));
        if (id == "log10" && count == 1) return of_two(Op::log, 10.0, std::move(made.arguments[0]));
        for (const auto& [name, op] : of_level_1) {
            const std::size_t expected = op == Op::power ? 2 : 1;
            if (name != id) continue;
            if (count != expected) slip({FormulaSlip::Kind::argument_count, id, expected, count});
            made.op = op;
            return made;
        }
        slip({FormulaSlip::Kind::function, id, 0, count});
        return made;
    }

    static Formula of_two(Op op, Formula a, double b) { return of_two(op, std::move(a), Formula::of(b)); }
    static Formula of_two(Op op, double a, Formula b) { return of_two(op, Formula::of(a), std::move(b)); }
    static Formula of_two(Op op, Formula a, Formula b) {
        Formula made{op, 0, {}, {}};
        made.arguments.push_back(std::move(a));
        made.arguments.push_back(std::move(b));
        return made;
    }

    Formula operation(const ASTNode& node, int depth) {
        const auto found =
            std::ranges::find(math_operations, static_cast<int>(node.getType()), &MathOperation::type);
        if (found == std::end(math_operations)) {
            const std::string id = name_of(node);
            slip({FormulaSlip::Kind::element, id.empty() ? "this element" : id, 0, 0});
            return {};
        }
        Formula made{found->op, 0, {}, parts(node, depth)};
        if (made.arguments.size() == 1 && made.op == Op::log) {
            if (level_ == 1) return {Op::ln, 0, {}, std::move(made.arguments)};
            return of_two(Op::log, 10.0, std::move(made.arguments[0]));
        }
        if (made.arguments.size() == 1 && made.op == Op::root)
            return of_two(Op::root, 2.0, std::move(made.arguments[0]));
        const std::size_t count = made.arguments.size();
        if (count < found->least || count > found->most)
            slip({FormulaSlip::Kind::argument_count, word(node),
                  count < found->least ? found->least : found->most, count});
        return made;
    }

    static std::string word(const ASTNode& node) {
        if (node.isOperator()) return {node.getCharacter()};
        const std::string id = name_of(node);
        return id.empty() ? "this element" : id;
    }

    const FormulaNames& names_;
    const std::vector<std::string>& own_;
    unsigned level_;
    std::vector<FormulaSlip>& slips_;
};

}  // namespace

std::vector<std::string> distribution_names() {
    std::vector<std::string> names;
    for (const Distribution& each : distributions) names.emplace_back(each.name);
    return names;
}

std::optional<Formula> read_formula(const ASTNode* math, const FormulaNames& names,
                                    const std::vector<std::string>& own, unsigned level,
                                    std::vector<FormulaSlip>& slips) {
    if (!math) return std::nullopt;
    return FormulaReader(names, own, level, slips).read(*math, 0);
}

}  // namespace strandline::formats
