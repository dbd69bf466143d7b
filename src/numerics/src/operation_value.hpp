#pragma once

#include <strandline/numerics/expression_graph.hpp>

#include <cmath>

namespace strandline::numerics {

/// d^order digamma(x) / dx^order for whole orders, by the recurrence and the asymptotic series: Abramowitz
/// and Stegun, Handbook of Mathematical Functions (1964), 6.4.6 and 6.4.11. NaN for other orders and where x
/// is below -10000.
double polygamma(double order, double x);
double digamma(double x);

/// These are what every way of executing computes.
inline double truth(bool value) { return value ? 1.0 : 0.0; }
inline double sign_of(double a) { return truth(a > 0) - truth(a < 0); }
inline double minimum_of(double a, double b) { return a < b || a != a ? a : b; }
inline double maximum_of(double a, double b) { return a > b || a != a ? a : b; }

/// The function behind a kind that is no arithmetic, relation or logic; null for those.
using UnaryFunction = double (*)(double);
using BinaryFunction = double (*)(double, double);
UnaryFunction unary_function(NodeKind kind);
BinaryFunction binary_function(NodeKind kind);

}  // namespace strandline::numerics
