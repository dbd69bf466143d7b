#include "support.hpp"

#include <strandline/formats/petab.hpp>

#include <cmath>
#include <map>
#include <numeric>

namespace strandline::formats::testing {
namespace {

using domain::Formula;
using Op = Formula::Op;

/// Formulas worked out plainly: what a reader of PEtab's tables would do by hand.
double worked_out(const Formula& f, const std::map<std::string, double>& names = {}) {
    std::vector<double> x;
    for (const Formula& part : f.arguments) x.push_back(worked_out(part, names));
    switch (f.op) {
    case Op::number:
        return f.value;
    case Op::name:
        return names.at(f.name);
    case Op::time:
        return names.at("time");
    case Op::plus:
        return std::accumulate(x.begin(), x.end(), 0.0);
    case Op::times:
        return std::accumulate(x.begin(), x.end(), 1.0, std::multiplies<>());
    case Op::minus:
        return x.size() == 1 ? -x[0] : x[0] - x[1];
    case Op::divide:
        return x[0] / x[1];
    case Op::power:
        return std::pow(x[0], x[1]);
    case Op::root:
        return std::pow(x[1], 1 / x[0]);
    case Op::exp:
        return std::exp(x[0]);
    case Op::ln:
        return std::log(x[0]);
    case Op::log:
        return std::log(x[1]) / std::log(x[0]);
    case Op::abs:
        return std::abs(x[0]);
    case Op::minimum:
        return std::min(x[0], x[1]);
    case Op::maximum:
        return std::max(x[0], x[1]);
    case Op::sin:
        return std::sin(x[0]);
    case Op::arccot:
        return std::atan(1 / x[0]);
    case Op::equal:
        return x[0] == x[1];
    case Op::not_equal:
        return x[0] != x[1];
    case Op::less:
        return x[0] < x[1];
    case Op::greater:
        return x[0] > x[1];
    case Op::less_equal:
        return x[0] <= x[1];
    case Op::greater_equal:
        return x[0] >= x[1];
    case Op::logical_and:
        return x[0] != 0 && x[1] != 0;
    case Op::logical_or:
        return x[0] != 0 || x[1] != 0;
    case Op::logical_not:
        return x[0] == 0;
    case Op::piecewise:
        for (std::size_t i = 0; i + 1 < x.size(); i += 2)
            if (x[i + 1] != 0) return x[i];
        return x.back();
    default:
        FAIL("no such operation in these tests");
        return 0;
    }
}

double value(const std::string& text, const std::map<std::string, double>& names = {}) {
    const auto formula = parse_petab_formula(text, {.file = "table"});
    REQUIRE_MESSAGE(formula.has_value(), (formula ? std::string() : render(formula.error())));
    return worked_out(*formula, names);
}

Result<Formula> parsed(const std::string& text) {
    return parse_petab_formula(text, {.file = "table", .line = 3, .column = 10});
}

}  // namespace

TEST_CASE("what binds how tightly in PEtab's formulas") {
    CHECK(value("1 + 2 * 3") == 7);
    CHECK(value("8 - 3 - 2") == 3);
    CHECK(value("8 / 4 / 2") == 1);
    CHECK(value("2^2^3") == 256);
    CHECK(value("2**3") == 8);
    CHECK(value("-2^4") == -16);
    CHECK(value("9 * 3 ^ -2") == 1);
    CHECK(value("2^-1^2") == 0.5);
    CHECK(value("(1 + 2) * 3") == 9);
    CHECK(value("--1") == 1);
    CHECK(value("+-+1") == -1);
    CHECK(value("-!!2") == -1);
    CHECK(value("1 + 1 < 3") == 1);
    CHECK(value("1 < 2 == 1") == 1);
    CHECK(value("true || false && false") == 0);  // from the left: both bind alike
    CHECK(value("true || (false && false)") == 1);
    CHECK(value("!a != b", {{"a", 0}, {"b", 1}}) == 0);
}

TEST_CASE("numbers, functions and truth") {
    CHECK(value(" .5e1 ") == 5);
    CHECK(value("1.") == 1);
    CHECK(value("1e-400") == 0);
    CHECK(std::isinf(value("-inf")));
    CHECK(value("log(100, 10)") == doctest::Approx(2));
    CHECK(value("log10(1000)") == doctest::Approx(3));
    CHECK(value("log2(8)") == doctest::Approx(3));
    CHECK(value("ln(exp(2))") == doctest::Approx(2));
    CHECK(value("sqrt(16)") == 4);
    CHECK(value("sign(-3) + sign(0) + sign(true)") == 0);
    CHECK(value("min(1, 2) + max(1, 2)") == 3);
    CHECK(value("piecewise(1, x < 0, 2, x < 5, 3)", {{"x", 4}}) == 2);
    CHECK(value("piecewise(1, -0.1, 0)") == 1);
    CHECK(value("3 + true") == 4);
    CHECK(value("time + e + exp1", {{"time", 1}, {"e", 2}, {"exp1", 3}}) == 6);
}

TEST_CASE("formulas that cannot be read are placed") {
    const auto slip_of = [](const std::string& text) { return slip(parsed(text)); };
    CHECK(slip_of("1 +") == "petab.formula 3:13");
    CHECK(slip_of("a b") == "petab.formula 3:12");
    CHECK(slip_of("2a") == "petab.formula 3:10");
    CHECK(slip_of("(1 + 2") == "petab.formula 3:16");
    CHECK(slip_of("sin(1, 2)") == "petab.formula 3:10");
    CHECK(slip_of("piecewise(1, true)") == "petab.formula 3:10");
    CHECK(slip_of("nan + 1") == "petab.formula 3:10");
    CHECK(slip_of("") == "petab.formula 3:10");
    CHECK(slip_of("1 = 2") == "petab.formula 3:12");
    const auto unknown = parsed("2 * sqr(4)");
    CHECK(slip(unknown) == "petab.formula 3:14");
    CHECK(unknown.error().candidates().front() == "sqrt");
    CHECK(says_all(unknown));
    CHECK(slip_of(std::string(5000, '(')) != "");
    CHECK(slip_of(std::string(5000, '-') + "1") != "");
}

}  // namespace strandline::formats::testing
