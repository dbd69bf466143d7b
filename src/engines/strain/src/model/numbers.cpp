#include "model/numbers.hpp"

#include <strandline/base/json.hpp>

#include <charconv>
#include <cmath>

namespace strandline::strain {
namespace {

constexpr double nothing = 1e-9;
constexpr int digits_after_the_first = 9;

}  // namespace

double meant(double value) {
    if (!std::isfinite(value)) return value;
    if (std::abs(value) < nothing) return 0;
    char text[32];
    const auto [end, slip] =
        std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, digits_after_the_first);
    std::from_chars(text, end, value);
    return value;
}

std::string shown(double value) {
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    return es6_number(meant(value));
}

}  // namespace strandline::strain
