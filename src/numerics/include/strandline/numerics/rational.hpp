#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace strandline::numerics {

/// A fraction of whole numbers of any size, always in lowest terms. Small ones live in two words; the others
/// are GMP's.
class Rational {
public:
    Rational();
    Rational(std::int64_t whole);  // NOLINT: a whole number is a fraction
    Rational(const Rational& other);
    Rational(Rational&& other) noexcept;
    Rational& operator=(const Rational& other);
    Rational& operator=(Rational&& other) noexcept;
    ~Rational();

    /// The shortest decimal that reads back as the (finite) double: 0.1 is 1/10.
    static Rational decimal(double value);
    /// What the (finite) double is in binary: 0.1 is 3602879701896397/36028797018963968.
    static Rational binary(double value);
    /// The first convergent of the (finite) double's continued fraction within `relative` of it: what was
    /// 1/3 before it was rounded is so again.
    static Rational near(double value, double relative);
    /// "p/q" or "p", a minus in front; q above 0.
    static std::optional<Rational> parse(std::string_view text);

    /// "p/q", or "p" where q is 1.
    std::string text() const;
    double as_double() const;  // within two units in the last place
    int sign() const;          // -1, 0, 1
    bool is_zero() const { return !big_ && numerator_ == 0; }

    Rational operator-() const;
    Rational& operator+=(const Rational& other);
    Rational& operator-=(const Rational& other);
    Rational& operator*=(const Rational& other);
    Rational& operator/=(const Rational& other);  // other is not zero
    friend Rational operator+(Rational a, const Rational& b) { return a += b; }
    friend Rational operator-(Rational a, const Rational& b) { return a -= b; }
    friend Rational operator*(Rational a, const Rational& b) { return a *= b; }
    friend Rational operator/(Rational a, const Rational& b) { return a /= b; }
    friend bool operator==(const Rational& a, const Rational& b);
    friend std::strong_ordering operator<=>(const Rational& a, const Rational& b);

private:
    struct Big;
    struct BigArithmetic;
    std::int64_t numerator_ = 0, denominator_ = 1;  // where there is no big one; never the least int64
    std::unique_ptr<Big> big_;
};

}  // namespace strandline::numerics
