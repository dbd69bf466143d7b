#include <strandline/numerics/rational.hpp>

#include <strandline/base/error.hpp>

#include <gmp.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace strandline::numerics {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

bool fits(Wide value) { return value <= most && value >= -most; }

std::int64_t gcd_of(std::int64_t a, std::int64_t b) { return std::gcd(a, b); }

/// gcd of a wide number and a small positive one.
std::int64_t gcd_of_wide(Wide a, std::int64_t b) {
    return std::gcd(static_cast<std::int64_t>((a < 0 ? -a : a) % b), b);
}

}  // namespace

struct Rational::Big {
    mpq_t value;
    Big() { mpq_init(value); }
    Big(const Big& other) {
        mpq_init(value);
        mpq_set(value, other.value);
    }
    Big& operator=(const Big&) = delete;
    ~Big() { mpq_clear(value); }
};

/// What does not fit into two words.
struct Rational::BigArithmetic {
    static void grow(Rational& r) {
        if (r.big_) return;
        r.big_ = std::make_unique<Big>();
        mpq_set_si(r.big_->value, r.numerator_, static_cast<unsigned long>(r.denominator_));
    }

    static void shrink(Rational& r) {
        mpz_srcptr p = mpq_numref(r.big_->value);
        mpz_srcptr q = mpq_denref(r.big_->value);
        if (!mpz_fits_slong_p(p) || !mpz_fits_slong_p(q)) return;
        const std::int64_t numerator = mpz_get_si(p);
        if (numerator < -most) return;
        r.numerator_ = numerator;
        r.denominator_ = mpz_get_si(q);
        r.big_.reset();
    }

    template <class Operation>
    static void apply(Rational& a, const Rational& b, Operation operation) {
        grow(a);
        if (b.big_) {
            operation(a.big_->value, a.big_->value, b.big_->value);
        } else {
            Big other;
            mpq_set_si(other.value, b.numerator_, static_cast<unsigned long>(b.denominator_));
            operation(a.big_->value, a.big_->value, other.value);
        }
        shrink(a);
    }

    static int compare(const Rational& a, const Rational& b) {
        if (b.big_ && a.big_) return mpq_cmp(a.big_->value, b.big_->value);
        if (a.big_)
            return mpq_cmp_si(a.big_->value, b.numerator_, static_cast<unsigned long>(b.denominator_));
        return -mpq_cmp_si(b.big_->value, a.numerator_, static_cast<unsigned long>(a.denominator_));
    }

    static Rational scaled_by_ten(std::int64_t digits, int exponent) {
        Rational made(digits);
        grow(made);
        mpz_t power;
        mpz_init(power);
        mpz_ui_pow_ui(power, 10, static_cast<unsigned long>(std::abs(exponent)));
        if (exponent >= 0)
            mpz_mul(mpq_numref(made.big_->value), mpq_numref(made.big_->value), power);
        else
            mpz_set(mpq_denref(made.big_->value), power);
        mpq_canonicalize(made.big_->value);
        mpz_clear(power);
        shrink(made);
        return made;
    }

    static Rational from_binary(double value) {
        Rational made;
        grow(made);
        mpq_set_d(made.big_->value, value);
        shrink(made);
        return made;
    }

    static std::optional<Rational> parse(const std::string& text) {
        Rational made;
        grow(made);
        if (mpq_set_str(made.big_->value, text.c_str(), 10) != 0) return std::nullopt;
        if (mpz_sgn(mpq_denref(made.big_->value)) <= 0) return std::nullopt;
        mpq_canonicalize(made.big_->value);
        shrink(made);
        return made;
    }

    static std::string text(const Rational& r) {
        std::string made(
            mpz_sizeinbase(mpq_numref(r.big_->value), 10) + mpz_sizeinbase(mpq_denref(r.big_->value), 10) + 3,
            '\0');
        mpq_get_str(made.data(), 10, r.big_->value);
        made.resize(made.find('\0'));
        return made;
    }
};

Rational::Rational() = default;
Rational::Rational(std::int64_t whole) : numerator_(whole) { STRANDLINE_ASSERT(whole >= -most); }
Rational::Rational(const Rational& other)
    : numerator_(other.numerator_),
      denominator_(other.denominator_),
      big_(other.big_ ? std::make_unique<Big>(*other.big_) : nullptr) {}
Rational::Rational(Rational&& other) noexcept = default;
Rational& Rational::operator=(const Rational& other) {
    if (this != &other) *this = Rational(other);
    return *this;
}
Rational& Rational::operator=(Rational&& other) noexcept = default;
Rational::~Rational() = default;

Rational Rational::decimal(double value) {
    STRANDLINE_ASSERT(std::isfinite(value));
    if (std::abs(value) < 9007199254740992.0 && value == std::trunc(value))
        return Rational(static_cast<std::int64_t>(value));
    char text[32];
    const auto end =
        std::to_chars(text, text + sizeof text, std::abs(value), std::chars_format::scientific).ptr;
    std::int64_t digits = 0;
    int exponent = 0, after_point = 0;
    bool point = false;
    for (const char* c = text; c != end; ++c) {
        if (*c == '.') {
            point = true;
        } else if (*c == 'e') {
            std::from_chars(c[1] == '+' ? c + 2 : c + 1, end, exponent);
            break;
        } else {
            digits = digits * 10 + (*c - '0');
            after_point += point ? 1 : 0;
        }
    }
    return BigArithmetic::scaled_by_ten(value < 0 ? -digits : digits, exponent - after_point);
}

Rational Rational::binary(double value) {
    STRANDLINE_ASSERT(std::isfinite(value));
    return BigArithmetic::from_binary(value);
}

Rational Rational::near(double value, double relative) {
    constexpr double largest = 1e9;  // of a quotient and of a denominator: beyond it nothing is gained
    double rest = std::abs(value);
    std::int64_t p = 1, q = 0, p_before = 0, q_before = 1;
    for (;;) {
        const double whole = std::floor(rest);
        if (whole > largest || whole * static_cast<double>(p) > largest * largest / 4) return binary(value);
        const auto quotient = static_cast<std::int64_t>(whole);
        p_before = std::exchange(p, quotient * p + p_before);
        q_before = std::exchange(q, quotient * q + q_before);
        if (q > static_cast<std::int64_t>(largest)) return binary(value);
        const double found = static_cast<double>(p) / static_cast<double>(q);
        if (std::abs(found - std::abs(value)) <= relative * std::abs(value))
            return Rational(value < 0 ? -p : p) / Rational(q);
        if (rest == whole) return binary(value);
        rest = 1 / (rest - whole);
    }
}

std::optional<Rational> Rational::parse(std::string_view text) {
    const std::string_view unsigned_text = text.starts_with('-') ? text.substr(1) : text;
    const std::size_t bar = unsigned_text.find('/');
    const auto all_digits = [](std::string_view part) {
        return !part.empty() && std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    };
    if (!all_digits(unsigned_text.substr(0, bar))) return std::nullopt;
    if (bar != std::string_view::npos && !all_digits(unsigned_text.substr(bar + 1))) return std::nullopt;
    return BigArithmetic::parse(std::string(text));
}

std::string Rational::text() const {
    if (big_) return BigArithmetic::text(*this);
    std::string made = std::to_string(numerator_);
    if (denominator_ != 1) made += "/" + std::to_string(denominator_);
    return made;
}

double Rational::as_double() const {
    if (!big_) return static_cast<double>(numerator_) / static_cast<double>(denominator_);
    return mpq_get_d(big_->value);
}

int Rational::sign() const {
    if (big_) return mpq_sgn(big_->value);
    return numerator_ > 0 ? 1 : numerator_ < 0 ? -1 : 0;
}

Rational Rational::operator-() const {
    Rational made(*this);
    if (made.big_)
        mpq_neg(made.big_->value, made.big_->value);
    else
        made.numerator_ = -made.numerator_;
    return made;
}

Rational& Rational::operator+=(const Rational& other) {
    if (!big_ && !other.big_) {
        const std::int64_t common = gcd_of(denominator_, other.denominator_);
        const Wide sum = Wide{numerator_} * (other.denominator_ / common) +
                         Wide{other.numerator_} * (denominator_ / common);
        const std::int64_t further = common == 1 ? 1 : gcd_of_wide(sum, common);
        const Wide denominator = Wide{denominator_ / common} * (other.denominator_ / further);
        if (fits(sum / further) && fits(denominator)) {
            numerator_ = static_cast<std::int64_t>(sum / further);
            denominator_ = static_cast<std::int64_t>(denominator);
            return *this;
        }
    }
    BigArithmetic::apply(*this, other, [](mpq_t r, const mpq_t a, const mpq_t b) { mpq_add(r, a, b); });
    return *this;
}

Rational& Rational::operator-=(const Rational& other) { return *this += -other; }

Rational& Rational::operator*=(const Rational& other) {
    if (!big_ && !other.big_) {
        const std::int64_t a = gcd_of(numerator_, other.denominator_);
        const std::int64_t b = gcd_of(other.numerator_, denominator_);
        const Wide numerator = Wide{numerator_ / a} * (other.numerator_ / b);
        const Wide denominator = Wide{denominator_ / b} * (other.denominator_ / a);
        if (fits(numerator) && fits(denominator)) {
            numerator_ = static_cast<std::int64_t>(numerator);
            denominator_ = static_cast<std::int64_t>(denominator);
            return *this;
        }
    }
    BigArithmetic::apply(*this, other, [](mpq_t r, const mpq_t a, const mpq_t b) { mpq_mul(r, a, b); });
    return *this;
}

Rational& Rational::operator/=(const Rational& other) {
    STRANDLINE_ASSERT(!other.is_zero());
    if (!other.big_) {
        Rational inverse;
        inverse.numerator_ = other.numerator_ < 0 ? -other.denominator_ : other.denominator_;
        inverse.denominator_ = std::abs(other.numerator_);
        return *this *= inverse;
    }
    BigArithmetic::apply(*this, other, [](mpq_t r, const mpq_t a, const mpq_t b) { mpq_div(r, a, b); });
    return *this;
}

bool operator==(const Rational& a, const Rational& b) { return (a <=> b) == 0; }

std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
    if (!a.big_ && !b.big_)
        return Wide{a.numerator_} * b.denominator_ <=> Wide{b.numerator_} * a.denominator_;
    return Rational::BigArithmetic::compare(a, b) <=> 0;
}

}  // namespace strandline::numerics
