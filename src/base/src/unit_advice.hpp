#pragma once

#include <strandline/base/error.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace strandline {

/// Symbols of UCUM that differ from `symbol` only in capital and small letters, the usual ones first.
std::vector<std::string> unit_case_variants(std::string_view symbol);

/// How an expression that is not UCUM was meant: "mmol/L" for "mM", "h" for "hr", "/min" for "rpm", "uL" for
/// "µL", "m2" for "m^2". Empty when it cannot be guessed.
std::string respelled_unit(std::string_view text);

/// The error of `parse_unit(text)` with candidates and the way to mend it.
Error with_unit_advice(Error error, std::string_view text);

}  // namespace strandline
