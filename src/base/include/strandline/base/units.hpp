#pragma once

#include <strandline/base/result.hpp>

#include <array>
#include <string>
#include <string_view>

namespace strandline {

/// A unit of measure in the Unified Code for Units of Measure (UCUM 2.2, case-sensitive), such as
/// "g/L", "mmol.g-1.h-1", "m3", "Cel", "10*6/mL", "[psi]", "{cell}/mL".
/// The seven UCUM base units are m s g rad K C cd; a mole is a number, 6.02214076e23. Arbitrary units ([iU])
/// and logarithmic ones ([pH], B) convert only to themselves. Cel and [degF] name temperatures, not
/// differences of temperature, which are in K.
class Unit {
public:
    /// Errors name the column of the slip and how it may have been meant: "mmol/L" for "mM", "h" for "hr".
    static Result<Unit> parse(std::string_view text);

    const std::string& text() const { return text_; }
    /// True when values can be converted: equal dimension and equal arbitrary units.
    bool commensurable(const Unit& other) const;
    /// `value` in base units. Only Cel, [degF] and [degRe] have a zero of their own.
    double to_base(double value) const;
    double from_base(double value) const;

    /// "g.m-3": the base units and arbitrary units that it is made of; "1" for a number.
    std::string dimension() const;

private:
    friend Result<double> convert(double value, const Unit& from, const Unit& to);

    std::string text_;
    std::array<int, 7> dimension_{};
    long double factor_ = 1;  // wider than double, so that conversions round once
    long double zero_ = 0;    // of Cel, [degF], [degRe]: 273.15 K, which is ice_point_ on their scale
    long double ice_point_ = 0;
    std::string arbitrary_;
};

/// `value` of `from` in units of `to`; an error when they are not commensurable or the result is not finite.
Result<double> convert(double value, const Unit& from, const Unit& to);

/// "2.5 g/L" or "2.5g/L" or "2.5": a number and, if there, its unit (empty text when there is none), which is
/// not looked at: Unit::parse does. The decimal sign is a point, whatever the locale.
struct WrittenQuantity {
    double value;
    std::string unit;
};
Result<WrittenQuantity> parse_quantity(std::string_view text);

}  // namespace strandline
