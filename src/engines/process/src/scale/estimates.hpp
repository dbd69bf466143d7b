#pragma once

#include "vessel.hpp"

#include <initializer_list>
#include <string_view>

namespace strandline::process {

/// A quantity that a correlation was fitted over: value outside [least, most] is outside its range.
struct Fitted {
    std::string_view name, unit;
    double value, least, most;
};

/// An Estimate that says which of `fitted` are outside their ranges.
Estimate estimated(double value, double error, std::string_view source,
                   std::initializer_list<Fitted> fitted = {});
void mark_outside(Estimate& estimate, std::string_view words);
/// In `product`, made of `from` among others: its relative error^2 times exponent^2 added, its words kept.
void carry(Estimate& product, const Estimate& from, double exponent = 1);

}  // namespace strandline::process
