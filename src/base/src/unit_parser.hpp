#pragma once

#include <strandline/base/result.hpp>

#include <array>
#include <map>
#include <string>
#include <string_view>

namespace strandline {

/// What a unit expression means: `up / down` of the base units, to their powers.
struct UnitMeaning {
    std::array<int, 7> dimension{};
    long double up = 1, down = 1;  // apart, so that exact integers meet in one division
    bool has_offset = false;       // (value - ice_point) * factor + 273.15 K
    long double ice_point = 0;
    bool stands_alone = false;             // on an offset or logarithmic scale: not in products
    std::map<std::string, int> arbitrary;  // units that convert only to themselves, with their exponents

    void multiply(const UnitMeaning& other, int exponent);
};

/// Parses by the grammar of UCUM, section 2. Errors place the slip by its column; they carry neither
/// candidates nor advice on whole expressions (see unit_advice.hpp).
Result<UnitMeaning> parse_unit(std::string_view text);

/// A symbol in an expression, or a character between symbols.
std::size_t unit_symbol_length(std::string_view text);

}  // namespace strandline
