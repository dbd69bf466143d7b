#include <strandline/base/units.hpp>

#include "unit_advice.hpp"
#include "unit_parser.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>

namespace strandline {

namespace {

constexpr std::string_view base_units[] = {"m", "s", "g", "rad", "K", "C", "cd"};
constexpr std::size_t mass = 2;
constexpr std::size_t longest_text = 1000;

void append_power(std::string& text, std::string_view unit, int exponent) {
    if (exponent == 0) return;
    if (!text.empty()) text += '.';
    text += unit;
    if (exponent != 1) text += std::to_string(exponent);
}

std::string written(const std::map<std::string, int>& arbitrary) {
    std::string text;
    for (const auto& [code, exponent] : arbitrary) append_power(text, code, exponent);
    return text;
}

/// The same letters in other capitals, as far as they can be converted.
std::vector<std::string> commensurable_variants(const Unit& unit, const Unit& to) {
    std::vector<std::string> variants;
    for (std::string& variant : unit_case_variants(unit.text()))
        if (const auto other = Unit::parse(variant); other && other->commensurable(to))
            variants.push_back(std::move(variant));
    return variants;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Length of the decimal number that `text` begins with; 0 when there is none.
std::size_t number_length(std::string_view text) {
    std::size_t at = text.starts_with('-') || text.starts_with('+');
    std::size_t digits = 0;
    const auto skip_digits = [&] {
        for (; at < text.size() && is_digit(text[at]); ++at) ++digits;
    };
    skip_digits();
    const bool has_fraction = at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1]);
    if (has_fraction) {
        ++at;
        skip_digits();
    }
    if (digits == 0) return 0;
    // An e without digits after it begins a unit: 5 eV.
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        std::size_t exponent = at + 1;
        if (exponent < text.size() && (text[exponent] == '-' || text[exponent] == '+')) ++exponent;
        if (exponent < text.size() && is_digit(text[exponent])) {
            at = exponent;
            skip_digits();
        }
    }
    return at;
}

Error not_a_quantity(std::string_view text, std::size_t column, std::string_view mend) {
    Place place{.file = {}};
    place.column = static_cast<std::int64_t>(column) + 1;
    place.source_line = text;
    return Error::input("quantity.number", "\"{}\" does not begin with a number", printable(text))
        .at(std::move(place))
        .expected("a number and its unit, such as 2.5 g/L")
        .mend("{}", mend);
}

}  // namespace

Result<Unit> Unit::parse(std::string_view text) {
    if (text.size() > longest_text)
        return fail(Error::input("unit.range", "a unit of {} characters is too long", text.size())
                        .expected("at most {}", longest_text)
                        .mend("check that this is a unit"));
    Result<UnitMeaning> meaning = parse_unit(text);
    if (!meaning) return fail(with_unit_advice(std::move(meaning).error(), text));
    Unit unit;
    unit.text_ = text;
    unit.dimension_ = meaning->dimension;
    unit.factor_ = meaning->up / meaning->down;
    unit.zero_ = meaning->has_offset ? 273.15L : 0;
    unit.ice_point_ = meaning->ice_point;
    unit.arbitrary_ = written(meaning->arbitrary);
    return unit;
}

bool Unit::commensurable(const Unit& other) const {
    return dimension_ == other.dimension_ && arbitrary_ == other.arbitrary_;
}

double Unit::to_base(double value) const {
    return static_cast<double>((value - ice_point_) * factor_ + zero_);
}

double Unit::from_base(double value) const {
    return static_cast<double>((value - zero_) / factor_ + ice_point_);
}

std::string Unit::dimension() const {
    std::string text;
    for (std::size_t i = 0; i < dimension_.size(); ++i) append_power(text, base_units[i], dimension_[i]);
    if (!arbitrary_.empty()) text += (text.empty() ? "" : ".") + arbitrary_;
    return text.empty() ? "1" : text;
}

Result<double> convert(double value, const Unit& from, const Unit& to) {
    if (!from.commensurable(to)) {
        Error error = Error::input("unit.mismatch", "{} cannot be converted to {}", from.text(), to.text())
                          .expected("a unit of the kind of {} ({})", to.text(), to.dimension())
                          .found("{} ({})", from.text(), from.dimension());
        if (auto variants = commensurable_variants(from, to); !variants.empty()) {
            const std::string first = variants.front();
            return fail(
                std::move(error)
                    .candidates(std::move(variants))
                    .mend("capital and small letters differ in UCUM: write {} if that was meant", first));
        }
        if (from.arbitrary_ != to.arbitrary_)
            return fail(
                std::move(error).mend("{} has a scale of its own: give the value in {} as it was measured",
                                      from.arbitrary_.empty() ? to.text() : from.text(), to.text()));
        auto difference = from.dimension_;
        for (std::size_t i = 0; i < difference.size(); ++i) difference[i] -= to.dimension_[i];
        const bool differ_by_mass =
            std::abs(std::exchange(difference[mass], 0)) == 1 && difference == std::array<int, 7>{};
        const bool has_moles = (from.text() + " " + to.text()).find("mol") != std::string::npos;
        if (differ_by_mass && has_moles)
            return fail(std::move(error).mend(
                "multiply or divide by the molar mass, and give the value in {}", to.text()));
        return fail(std::move(error).mend("give the value in {} or a multiple of it", to.text()));
    }
    // Between two scales with an offset the 273.15 K cancel, so that 32 [degF] are 0 Cel and not nearly so.
    const long double shift = from.zero_ - to.zero_;
    const long double in_base = (value - from.ice_point_) * from.factor_ + shift;
    const auto converted = static_cast<double>(in_base / to.factor_ + to.ice_point_);
    if (std::isfinite(converted)) return converted;
    return fail(
        Error::input("unit.range", "{} {} is not a finite number of {}", value, from.text(), to.text())
            .expected("a finite number")
            .mend("check the value, or use another unit"));
}

Result<WrittenQuantity> parse_quantity(std::string_view text) {
    const std::string_view trimmed = trim(text);
    const auto column = [&](std::size_t offset) {
        return trimmed.empty() ? std::size_t{0}
                               : static_cast<std::size_t>(trimmed.data() - text.data()) + offset;
    };
    const std::size_t length = number_length(trimmed);
    if (length == 0) return fail(not_a_quantity(text, column(0), "write the number first: 2.5 g/L"));
    const std::string_view rest = trimmed.substr(length);
    if (rest.starts_with('*') || rest.starts_with('^'))
        return fail(not_a_quantity(text, column(0),
                                   format("put the number before the unit: 1 {}", printable(trimmed))));
    if (rest.size() > 1 && (rest[0] == ',' || rest[0] == '\'' || rest[0] == '_') && is_digit(rest[1]))
        return fail(not_a_quantity(text, column(length), "write digits and a decimal point only: 1234.5"));
    if (rest.starts_with('.'))
        return fail(
            not_a_quantity(text, column(length), "write a digit after the decimal point, or remove it"));
    WrittenQuantity quantity{0, std::string(trim(rest))};
    const std::string_view number =
        trimmed.substr(trimmed.starts_with('+') ? 1 : 0, length - trimmed.starts_with('+'));
    const auto status = std::from_chars(number.data(), number.data() + number.size(), quantity.value).ec;
    if (status != std::errc() || !std::isfinite(quantity.value))
        return fail(
            Error::input("quantity.range", "the number {} is too large or too small for a double", number)
                .at(not_a_quantity(text, column(0), "").place())
                .expected("a number between 1e-307 and 1e308")
                .mend("give it in another unit"));
    return quantity;
}

}  // namespace strandline
