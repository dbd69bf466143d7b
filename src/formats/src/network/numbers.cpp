#include "numbers.hpp"

#include <strandline/base/text.hpp>

#include <charconv>
#include <limits>
#include <string>

namespace strandline::formats {

std::optional<double> model_number(std::string_view text) {
    text = trim(text);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty() || text.front() == '-' || text.front() == '+') return std::nullopt;
    double value = 0;
    const auto [end, slip] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || slip == std::errc::invalid_argument) {
        const std::string word = lower(text);
        if (word == "inf" || word == "infinity" || word == "nan")
            value = word == "nan" ? std::numeric_limits<double>::quiet_NaN()
                                  : std::numeric_limits<double>::infinity();
        else
            return std::nullopt;
    } else if (slip == std::errc::result_out_of_range) {
        const std::size_t e = text.find_first_of("eE");
        const bool tiny = e != std::string_view::npos && text.substr(e + 1).starts_with('-');
        value = tiny ? 0 : std::numeric_limits<double>::infinity();
    }
    return negative ? -value : value;
}

}  // namespace strandline::formats
