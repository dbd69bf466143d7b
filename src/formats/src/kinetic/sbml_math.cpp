#include "sbml_math.hpp"

#include "sbml_operations.hpp"

#include <algorithm>
#include <iterator>

namespace strandline::formats {
namespace {

using domain::Formula;
using Op = Formula::Op;

std::unique_ptr<ASTNode> node_of(int type) {
    return std::make_unique<ASTNode>(static_cast<ASTNodeType_t>(type));
}

std::unique_ptr<ASTNode> number_of(double value) {
    auto made = node_of(AST_REAL);
    made->setValue(value);
    return made;
}

std::unique_ptr<ASTNode> named(int type, const std::string& name) {
    auto made = node_of(type);
    made->setName(name.c_str());
    return made;
}

/// Without its arguments.
std::unique_ptr<ASTNode> head_of(const Formula& formula) {
    switch (formula.op) {
    case Op::number:
        return number_of(formula.value);
    case Op::name:
        return named(AST_NAME, formula.name);
    case Op::time:
        return named(AST_NAME_TIME, "time");
    case Op::avogadro:
        return named(AST_NAME_AVOGADRO, "avogadro");
    case Op::call:
        return named(AST_FUNCTION, formula.name);
    case Op::delay:
        return named(AST_FUNCTION_DELAY, "delay");
    case Op::rate_of:
        return named(AST_FUNCTION_RATE_OF, "rateOf");
    default:
        break;
    }
    const auto found = std::ranges::find(math_operations, formula.op, &MathOperation::op);
    return found == std::end(math_operations) ? nullptr : node_of(found->type);
}

}  // namespace

std::unique_ptr<ASTNode> math_of(const Formula& formula) {
    auto made = head_of(formula);
    for (const Formula& argument : formula.arguments) {
        if (!made) return nullptr;
        auto part = math_of(argument);
        if (!part) return nullptr;
        made->addChild(part.release());
    }
    return made;
}

}  // namespace strandline::formats
