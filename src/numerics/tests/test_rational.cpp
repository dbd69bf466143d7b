#include <strandline/numerics/rational.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <string>

using strandline::numerics::Rational;

namespace {

/// Small and beyond 64 bits, so that both ways of holding a number meet.
Rational any_number(std::mt19937& random) {
    Rational made(static_cast<std::int64_t>(random() % 2000) - 1000);
    for (unsigned k = random() % 6; k > 0; --k)
        made *= Rational(static_cast<std::int64_t>(random())) /
                Rational(1 + static_cast<std::int64_t>(random() % 90000));
    return made;
}

}  // namespace

TEST_CASE("rational: decimals are what is written, not what is stored") {
    CHECK(Rational::decimal(0.1).text() == "1/10");
    CHECK(Rational::decimal(-8.39).text() == "-839/100");
    CHECK(Rational::decimal(1e-25).text() == "1/10000000000000000000000000");
    CHECK(Rational::decimal(1.5e300) == Rational(15) * Rational::decimal(1e299));
    CHECK(Rational::decimal(-0.0).text() == "0");
    CHECK(Rational::decimal(9007199254740991.0).text() == "9007199254740991");
    CHECK(Rational::binary(0.1).text() == "3602879701896397/36028797018963968");
    CHECK(Rational::decimal(59.81).as_double() == doctest::Approx(59.81).epsilon(1e-15));
}

TEST_CASE("rational: a fraction near to a double") {
    CHECK(Rational::near(1.0 / 3, 1e-12).text() == "1/3");
    CHECK(Rational::near(-26685.0 / 37606, 1e-12).text() == "-26685/37606");
    CHECK(Rational::near(0, 1e-12).text() == "0");
    CHECK(Rational::near(1e-7, 1e-12).text() == "1/10000000");
    for (const double value : {1e-300, 1e300, 3.1e17, 0.12345678901234567, -7e-11})
        CHECK(std::abs(Rational::near(value, 1e-12).as_double() / value - 1) <= 2e-12);
}

TEST_CASE("rational: text reads back, other text does not") {
    CHECK(Rational::parse("-6/4")->text() == "-3/2");
    CHECK(Rational::parse("123456789012345678901234567890/10")->text() == "12345678901234567890123456789");
    for (const char* wrong : {"", "-", "1/", "/2", "1/0", "1.5", "1/-2", " 1", "1e3", "--1", "0x10"})
        CHECK_FALSE(Rational::parse(wrong).has_value());
}

TEST_CASE("rational: the laws of a field, in small and in large numbers") {
    std::mt19937 random(4);
    for (int round = 0; round < 3000; ++round) {
        const Rational a = any_number(random), b = any_number(random), c = any_number(random);
        CHECK(a + b == b + a);
        CHECK((a + b) + c == a + (b + c));
        CHECK(a * (b + c) == a * b + a * c);
        CHECK(a - a == Rational());
        CHECK((a - b).sign() == -(b - a).sign());
        CHECK((a < b) == ((b - a).sign() > 0));
        if (!b.is_zero()) CHECK(a / b * b == a);
        CHECK(*Rational::parse(a.text()) == a);
        if (!a.is_zero())
            CHECK(std::abs((Rational::binary(a.as_double()) / a - Rational(1)).as_double()) < 5e-16);
    }
}
