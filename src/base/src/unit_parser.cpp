#include "unit_parser.hpp"

#include "unit_atoms.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace strandline {

namespace {

constexpr int deepest_parentheses = 32;
constexpr int largest_exponent = 999;
constexpr std::size_t longest_factor = 18;  // digits of a plain number

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Delimiters of the grammar, and characters that belong to no symbol and are told apart for that.
bool ends_symbol(char c) {
    return is_digit(c) || std::string_view("./(){}+-*^ \t\r\n").find(c) != std::string_view::npos;
}

long double power_of_ten(int exponent) {
    long double power = 1;
    for (int i = 0; i < exponent; ++i) power *= 10;
    return power;
}

/// Decimal text of the table ("980665e-5", "0.9") into integers above and below the line.
UnitMeaning number(std::string_view decimal) {
    UnitMeaning meaning;
    const std::size_t e = decimal.find('e');
    const std::string_view mantissa = decimal.substr(0, e);
    int exponent = e == std::string_view::npos ? 0 : std::stoi(std::string(decimal.substr(e + 1)));
    meaning.up = 0;
    bool after_point = false;
    for (const char c : mantissa) {
        if (c == '.') {
            after_point = true;
            continue;
        }
        meaning.up = meaning.up * 10 + (c - '0');
        exponent -= after_point;
    }
    (exponent < 0 ? meaning.down : meaning.up) *= power_of_ten(std::abs(exponent));
    return meaning;
}

long double to_power(long double value, int exponent) {
    long double power = 1;
    for (int i = 0; i < exponent; ++i) power *= value;
    return power;
}

UnitMeaning meaning_of(const UnitAtom& atom) {
    if (atom.scale == UnitScale::base) {
        UnitMeaning meaning;
        meaning.dimension[static_cast<std::size_t>(&atom - unit_atoms().data())] = 1;
        return meaning;
    }
    if (atom.scale == UnitScale::own || atom.scale == UnitScale::own_in_products) {
        UnitMeaning meaning;
        meaning.arbitrary[std::string(atom.code)] = 1;
        meaning.stands_alone = atom.scale == UnitScale::own;
        return meaning;
    }
    Result<UnitMeaning> definition = parse_unit(atom.unit);
    STRANDLINE_ASSERT(definition.has_value());
    UnitMeaning meaning = number(atom.value);
    meaning.multiply(*definition, 1);
    meaning.has_offset = meaning.stands_alone = atom.scale == UnitScale::offset;
    meaning.ice_point = atom.ice_point;
    return meaning;
}

/// Recursive descent over the grammar; a step returns false after it has put an error into `error_`.
class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<UnitMeaning> parse() {
        UnitMeaning meaning;
        if (!whole(meaning)) return fail(std::move(*error_));
        return meaning;
    }

private:
    Place place(std::size_t offset, std::size_t length) const {
        Place at{.file = {}};
        at.column = static_cast<std::int64_t>(std::min(offset, text_.size())) + 1;
        at.length = static_cast<std::int64_t>(std::max<std::size_t>(1, length));
        at.source_line = text_;
        return at;
    }

    bool refuse(Error error) {
        error_ = std::move(error);
        return false;
    }

    bool syntax(std::size_t offset, std::string_view expected, std::string_view mend) {
        const bool at_end = offset >= text_.size();
        const std::string_view rest = at_end ? std::string_view() : text_.substr(offset);
        std::size_t length = 1;
        while (length < rest.size() && (static_cast<unsigned char>(rest[length]) & 0xC0) == 0x80) ++length;
        return refuse(
            Error::input("unit.syntax", "the unit \"{}\" is not in the form of UCUM", printable(text_))
                .at(place(offset, length))
                .expected("{}", expected)
                .found("{}", at_end ? "its end" : format("'{}'", printable(rest.substr(0, length))))
                .mend("{}", mend));
    }

    bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }
    bool next_is_digit() const { return at_ < text_.size() && is_digit(text_[at_]); }

    bool whole(UnitMeaning& meaning) {
        if (text_.empty())
            return refuse(Error::input("unit.empty", "the unit is empty")
                              .expected("a unit of UCUM, such as g/L")
                              .mend("write 1 for a plain number"));
        const bool inverse = next_is('/');
        if (inverse) ++at_;
        if (!term(meaning, inverse ? -1 : 1)) return false;
        if (at_ < text_.size())
            return next_is(')')
                       ? syntax(at_, "no ')' without its '('", "remove it, or open it before")
                       : syntax(at_, "'.', '/' or the end", "join units with '.' or '/', without spaces");
        return in_range(meaning) || refuse(Error::input("unit.range",
                                                        "the unit \"{}\" is too large or too small to "
                                                        "count with",
                                                        printable(text_))
                                               .mend("use smaller exponents"));
    }

    static bool in_range(const UnitMeaning& meaning) {
        const auto fits = [](int exponent) { return std::abs(exponent) <= largest_exponent; };
        const auto power_fits = [&](const auto& power) { return fits(power.second); };
        const auto factor = static_cast<double>(meaning.up / meaning.down);
        return std::isnormal(factor) && std::isnormal(1 / factor) &&
               std::ranges::all_of(meaning.dimension, fits) &&
               std::ranges::all_of(meaning.arbitrary, power_fits);
    }

    /// Components from left to right: a/b.c is (a/b).c.
    bool term(UnitMeaning& product, int exponent) {
        for (bool first = true;; first = false) {
            const std::size_t begin = at_;
            UnitMeaning factor;
            if (!component(factor)) return false;
            const bool is_alone = first && exponent == 1 && !next_is('.') && !next_is('/');
            if (factor.stands_alone && !is_alone) return stands_alone(begin);
            product.multiply(factor, exponent);
            if (!next_is('.') && !next_is('/')) return true;
            exponent = text_[at_++] == '/' ? -1 : 1;
        }
    }

    bool stands_alone(std::size_t begin) {
        const std::string_view symbol =
            text_.substr(begin, std::max<std::size_t>(1, unit_symbol_length(text_.substr(begin))));
        const bool is_temperature = symbol == "Cel" || symbol.starts_with("[deg");
        return refuse(
            Error::input("unit.special", "'{}' stands alone, not in \"{}\"", symbol, printable(text_))
                .at(place(begin, symbol.size()))
                .expected("a unit on a ratio scale in a product or power")
                .mend("{}", is_temperature ? "use K (or [degR]) for differences of temperature"
                                           : "its scale is logarithmic: give the quantity on a ratio scale"));
    }

    /// A unit, number or parenthesis with an annotation behind it, or an annotation alone. The formal grammar
    /// knows annotations behind units only; UCUM's own examples have "/100{cells}" and "g/(8.h){shift}", too.
    bool component(UnitMeaning& meaning) {
        const bool is_ten = text_.substr(at_).starts_with("10*") || text_.substr(at_).starts_with("10^");
        if (next_is('(')) {
            if (!parentheses(meaning)) return false;
        } else if (!is_ten && next_is_digit()) {
            if (!plain_number(meaning)) return false;
        } else if (!next_is('{') && !simple_unit(meaning)) {
            return false;
        }
        return !next_is('{') || annotation();
    }

    bool parentheses(UnitMeaning& meaning) {
        const std::size_t opened = at_++;
        if (++depth_ > deepest_parentheses)
            return syntax(opened, "fewer parentheses in each other", "write it without so many parentheses");
        if (!term(meaning, 1)) return false;
        if (!next_is(')')) return syntax(at_, "')'", "close the parenthesis");
        ++at_;
        --depth_;
        if (next_is_digit() || next_is('-') || next_is('+'))
            return syntax(at_, "no exponent after ')'", "give each unit its own exponent: m2/s2 for (m/s)2");
        return true;
    }

    bool annotation() {
        const std::size_t opened = at_;
        for (++at_; at_ < text_.size() && text_[at_] != '}'; ++at_)
            if (text_[at_] < '!' || text_[at_] > '~' || text_[at_] == '{')
                return syntax(at_, "letters and signs of ASCII in {…}", "write '_' for a space");
        if (at_ == text_.size()) return syntax(opened, "'}' after it", "close the annotation with '}'");
        ++at_;
        return true;
    }

    bool plain_number(UnitMeaning& meaning) {
        const std::size_t begin = at_;
        meaning.up = 0;
        for (; next_is_digit(); ++at_) meaning.up = meaning.up * 10 + (text_[at_] - '0');
        if (at_ - begin > longest_factor || meaning.up == 0)
            return syntax(begin, format("a number of 1 to {} digits, not 0", longest_factor),
                          "write a power as 10*6");
        return true;
    }

    bool simple_unit(UnitMeaning& meaning) {
        const std::size_t begin = at_;
        const std::size_t length = unit_symbol_length(text_.substr(at_));
        if (length == 0)
            return syntax(at_, "a unit", "put a unit here; see unitsofmeasure.org for their codes");
        const std::string_view symbol = text_.substr(begin, length);
        const UnitSymbol found = find_unit_symbol(symbol);
        if (!found.atom)
            return refuse(
                Error::input("unit.unknown", "no unit '{}' in \"{}\"", printable(symbol), printable(text_))
                    .at(place(begin, length))
                    .expected("a unit of UCUM")
                    .found("{}", printable(symbol)));
        if (found.prefix && found.atom->prefixes == Prefixes::none)
            return refuse(Error::input("unit.prefix", "the unit '{}' takes no prefix", found.atom->code)
                              .at(place(begin, length))
                              .expected("{}", found.atom->code)
                              .found("{}", symbol)
                              .mend("write {}, and put the power of ten into the number", found.atom->code));
        at_ += length;
        meaning = meaning_of(*found.atom);
        if (found.prefix) {
            meaning.up *= found.prefix->up;
            meaning.down *= found.prefix->down;
        }
        return exponent(meaning, begin);
    }

    bool exponent(UnitMeaning& meaning, std::size_t symbol_begin) {
        if (!next_is_digit() && !next_is('+') && !next_is('-')) return true;
        const std::size_t begin = at_;
        const bool negative = next_is('-');
        if (negative || next_is('+')) ++at_;
        if (!next_is_digit()) return syntax(at_, "an exponent", "write the exponent after its sign: s-1");
        int value = 0;
        for (; next_is_digit(); ++at_)
            value = std::min(largest_exponent + 1, value * 10 + (text_[at_] - '0'));
        if (value > largest_exponent)
            return syntax(begin, format("an exponent within ±{}", largest_exponent),
                          "use a smaller exponent");
        if (meaning.stands_alone && (negative || value != 1)) return stands_alone(symbol_begin);
        const UnitMeaning one = std::exchange(meaning, UnitMeaning());
        meaning.stands_alone = one.stands_alone;
        meaning.multiply(one, negative ? -value : value);
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
    std::optional<Error> error_;
};

}  // namespace

void UnitMeaning::multiply(const UnitMeaning& other, int exponent) {
    for (std::size_t i = 0; i < dimension.size(); ++i) dimension[i] += exponent * other.dimension[i];
    const bool inverse = exponent < 0;
    up *= to_power(inverse ? other.down : other.up, std::abs(exponent));
    down *= to_power(inverse ? other.up : other.down, std::abs(exponent));
    for (const auto& [code, power] : other.arbitrary)
        if ((arbitrary[code] += exponent * power) == 0) arbitrary.erase(code);
    if (other.stands_alone) {
        stands_alone = true;
        has_offset = other.has_offset;
        ice_point = other.ice_point;
    }
}

std::size_t unit_symbol_length(std::string_view text) {
    if (text.starts_with("10*") || text.starts_with("10^")) return 3;
    std::size_t at = 0;
    while (at < text.size() && !ends_symbol(text[at])) {
        if (text[at] != '[') {
            ++at;
            continue;
        }
        const std::size_t close = text.find(']', at);
        at = close == std::string_view::npos ? text.size() : close + 1;
    }
    return at;
}

Result<UnitMeaning> parse_unit(std::string_view text) { return Parser(text).parse(); }

}  // namespace strandline
