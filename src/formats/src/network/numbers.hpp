#pragma once

#include <optional>
#include <string_view>

namespace strandline::formats {

/// A number as models write it: decimals with an exponent of any length, "inf", "+INF", "-Infinity", "NaN";
/// blanks round it are skipped. Nothing when it is none; beyond the range of doubles it is infinite or zero.
std::optional<double> model_number(std::string_view text);

}  // namespace strandline::formats
