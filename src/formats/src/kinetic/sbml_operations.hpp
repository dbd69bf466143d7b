#pragma once

#include <strandline/domain/formula.hpp>

#include <sbml/math/ASTNode.h>

#include <cstddef>

namespace strandline::formats {

/// An operation of MathML, and how many arguments it takes.
struct MathOperation {
    int type;
    domain::Formula::Op op;
    std::size_t least, most;
};

inline constexpr std::size_t any_number = static_cast<std::size_t>(-1);

inline constexpr MathOperation math_operations[] = {
    {AST_PLUS, domain::Formula::Op::plus, 0, any_number},
    {AST_TIMES, domain::Formula::Op::times, 0, any_number},
    {AST_MINUS, domain::Formula::Op::minus, 1, 2},
    {AST_DIVIDE, domain::Formula::Op::divide, 2, 2},
    {AST_POWER, domain::Formula::Op::power, 2, 2},
    {AST_FUNCTION_POWER, domain::Formula::Op::power, 2, 2},
    {AST_FUNCTION_ROOT, domain::Formula::Op::root, 2, 2},
    {AST_FUNCTION_EXP, domain::Formula::Op::exp, 1, 1},
    {AST_FUNCTION_LN, domain::Formula::Op::ln, 1, 1},
    {AST_FUNCTION_LOG, domain::Formula::Op::log, 2, 2},
    {AST_FUNCTION_ABS, domain::Formula::Op::abs, 1, 1},
    {AST_FUNCTION_FLOOR, domain::Formula::Op::floor, 1, 1},
    {AST_FUNCTION_CEILING, domain::Formula::Op::ceiling, 1, 1},
    {AST_FUNCTION_FACTORIAL, domain::Formula::Op::factorial, 1, 1},
    {AST_FUNCTION_QUOTIENT, domain::Formula::Op::quotient, 2, 2},
    {AST_FUNCTION_REM, domain::Formula::Op::remainder, 2, 2},
    {AST_FUNCTION_MIN, domain::Formula::Op::minimum, 1, any_number},
    {AST_FUNCTION_MAX, domain::Formula::Op::maximum, 1, any_number},
    {AST_FUNCTION_SIN, domain::Formula::Op::sin, 1, 1},
    {AST_FUNCTION_COS, domain::Formula::Op::cos, 1, 1},
    {AST_FUNCTION_TAN, domain::Formula::Op::tan, 1, 1},
    {AST_FUNCTION_SEC, domain::Formula::Op::sec, 1, 1},
    {AST_FUNCTION_CSC, domain::Formula::Op::csc, 1, 1},
    {AST_FUNCTION_COT, domain::Formula::Op::cot, 1, 1},
    {AST_FUNCTION_SINH, domain::Formula::Op::sinh, 1, 1},
    {AST_FUNCTION_COSH, domain::Formula::Op::cosh, 1, 1},
    {AST_FUNCTION_TANH, domain::Formula::Op::tanh, 1, 1},
    {AST_FUNCTION_SECH, domain::Formula::Op::sech, 1, 1},
    {AST_FUNCTION_CSCH, domain::Formula::Op::csch, 1, 1},
    {AST_FUNCTION_COTH, domain::Formula::Op::coth, 1, 1},
    {AST_FUNCTION_ARCSIN, domain::Formula::Op::arcsin, 1, 1},
    {AST_FUNCTION_ARCCOS, domain::Formula::Op::arccos, 1, 1},
    {AST_FUNCTION_ARCTAN, domain::Formula::Op::arctan, 1, 1},
    {AST_FUNCTION_ARCSEC, domain::Formula::Op::arcsec, 1, 1},
    {AST_FUNCTION_ARCCSC, domain::Formula::Op::arccsc, 1, 1},
    {AST_FUNCTION_ARCCOT, domain::Formula::Op::arccot, 1, 1},
    {AST_FUNCTION_ARCSINH, domain::Formula::Op::arcsinh, 1, 1},
    {AST_FUNCTION_ARCCOSH, domain::Formula::Op::arccosh, 1, 1},
    {AST_FUNCTION_ARCTANH, domain::Formula::Op::arctanh, 1, 1},
    {AST_FUNCTION_ARCSECH, domain::Formula::Op::arcsech, 1, 1},
    {AST_FUNCTION_ARCCSCH, domain::Formula::Op::arccsch, 1, 1},
    {AST_FUNCTION_ARCCOTH, domain::Formula::Op::arccoth, 1, 1},
    {AST_RELATIONAL_EQ, domain::Formula::Op::equal, 1, any_number},
    {AST_RELATIONAL_NEQ, domain::Formula::Op::not_equal, 2, 2},
    {AST_RELATIONAL_GT, domain::Formula::Op::greater, 1, any_number},
    {AST_RELATIONAL_LT, domain::Formula::Op::less, 1, any_number},
    {AST_RELATIONAL_GEQ, domain::Formula::Op::greater_equal, 1, any_number},
    {AST_RELATIONAL_LEQ, domain::Formula::Op::less_equal, 1, any_number},
    {AST_LOGICAL_AND, domain::Formula::Op::logical_and, 0, any_number},
    {AST_LOGICAL_OR, domain::Formula::Op::logical_or, 0, any_number},
    {AST_LOGICAL_XOR, domain::Formula::Op::exclusive_or, 0, any_number},
    {AST_LOGICAL_NOT, domain::Formula::Op::logical_not, 1, 1},
    {AST_LOGICAL_IMPLIES, domain::Formula::Op::implies, 2, 2},
    {AST_FUNCTION_PIECEWISE, domain::Formula::Op::piecewise, 0, any_number},
    {AST_FUNCTION_DELAY, domain::Formula::Op::delay, 2, 2},
    {AST_FUNCTION_RATE_OF, domain::Formula::Op::rate_of, 1, 1},
};

}  // namespace strandline::formats
