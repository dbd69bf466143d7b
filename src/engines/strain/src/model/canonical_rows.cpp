#include "model/canonical_rows.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::strain {
namespace {

constexpr std::int64_t most_whole = std::int64_t{1} << 53;

/// sign * digits * 10^exponent, digits without a zero at the end.
struct Decimal {
    bool negative = false;
    std::int64_t digits = 0;
    int exponent = 0;
};

Decimal decimal_of(double value) {
    char text[32];
    const auto [end, slip] = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific);
    std::string_view rest(text, static_cast<std::size_t>(end - text));
    Decimal made;
    made.negative = rest.starts_with('-');
    if (made.negative) rest.remove_prefix(1);
    const std::size_t e = rest.find('e');
    std::string_view power = rest.substr(e + 1);
    if (power.starts_with('+')) power.remove_prefix(1);
    std::from_chars(power.data(), power.data() + power.size(), made.exponent);
    for (const char c : rest.substr(0, e))
        if (c != '.') made.digits = made.digits * 10 + (c - '0');
    if (const std::size_t point = rest.substr(0, e).find('.'); point != std::string_view::npos)
        made.exponent -= static_cast<int>(e - point) - 1;
    while (made.digits != 0 && made.digits % 10 == 0) {
        made.digits /= 10;
        ++made.exponent;
    }
    return made;
}

/// digits * 10^shift, or 0 where it is beyond 2^53.
std::int64_t whole(std::int64_t digits, int shift) {
    for (; shift > 0; --shift) {
        if (digits > most_whole / 10) return 0;
        digits *= 10;
    }
    return digits <= most_whole ? digits : 0;
}

double shifted(const Decimal& from, int shift) {
    const std::string text = std::to_string(from.digits) + "e" + std::to_string(shift);
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

void make_canonical(std::span<double> coefficients) {
    std::vector<Decimal> decimals;
    for (const double value : coefficients) decimals.push_back(decimal_of(value));
    if (decimals.empty()) return;
    const int least = std::ranges::min_element(decimals, {}, &Decimal::exponent)->exponent;
    std::int64_t divisor = 0;
    bool all_whole = true;
    std::vector<std::int64_t> numbers;
    for (const Decimal& one : decimals) {
        numbers.push_back(whole(one.digits, one.exponent - least));
        all_whole = all_whole && numbers.back() != 0;
        divisor = std::gcd(divisor, numbers.back());
    }
    for (std::size_t i = 0; i < decimals.size(); ++i) {
        const double size = all_whole ? static_cast<double>(numbers[i] / divisor)
                                      : shifted(decimals[i], decimals[i].exponent - least);
        coefficients[i] = decimals[i].negative ? -size : size;
    }
}

}  // namespace strandline::strain
