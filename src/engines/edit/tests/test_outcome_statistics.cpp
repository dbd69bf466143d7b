#include "outcome/statistics.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace strandline::edit;

namespace {

/// Fisher's test by its definition, over all tables, for small counts.
double fisher_plain(Share first, Share second) {
    const auto choose = [](std::int64_t n, std::int64_t k) {
        long double value = 1;
        for (std::int64_t i = 1; i <= k; ++i)
            value = value * static_cast<long double>(n - k + i) / static_cast<long double>(i);
        return value;
    };
    const std::int64_t drawn = first.count + second.count;
    const auto p = [&](std::int64_t cell) {
        if (cell > first.total || drawn - cell < 0 || drawn - cell > second.total) return 0.0L;
        return choose(first.total, cell) * choose(second.total, drawn - cell) /
               choose(first.total + second.total, drawn);
    };
    long double sum = 0;
    for (std::int64_t cell = 0; cell <= drawn; ++cell)
        if (p(cell) <= p(first.count) * (1 + 1e-7L)) sum += p(cell);
    return static_cast<double>(sum);
}

}  // namespace

TEST_CASE("statistics: score intervals as in Newcombe 1998, Stat Med 17:857, table I, method 3") {
    const auto expect = [](Share share, double low, double high) {
        const Bounds bounds = wilson(share);
        CHECK(bounds.low == doctest::Approx(low).scale(1).epsilon(0.00005));
        CHECK(bounds.high == doctest::Approx(high).scale(1).epsilon(0.00005));
    };
    expect({81, 263}, 0.2553, 0.3662);
    expect({15, 148}, 0.0624, 0.1605);
    expect({0, 20}, 0.0000, 0.1611);
    expect({1, 29}, 0.0061, 0.1718);
    CHECK(wilson({0, 0}).low == 0);
    CHECK(wilson({0, 0}).high == 1);
    CHECK(wilson({20, 20}).high == 1);
}

TEST_CASE("statistics: differences as in Newcombe 1998, Stat Med 17:873, table II, method 10") {
    const auto expect = [](Share a, Share b, double low, double high) {
        const RateDifference difference = newcombe(a, b);
        CHECK(std::abs(difference.bounds.low - low) < 0.00006);
        CHECK(std::abs(difference.bounds.high - high) < 0.00006);
    };
    expect({56, 70}, {48, 80}, 0.0524, 0.3339);
    expect({9, 10}, {3, 10}, 0.1705, 0.8090);
    expect({6, 7}, {2, 7}, 0.0582, 0.8062);
    expect({5, 56}, {0, 29}, -0.0381, 0.1926);
    expect({0, 10}, {0, 20}, -0.1611, 0.2775);
    expect({0, 10}, {0, 10}, -0.2775, 0.2775);
    expect({10, 10}, {0, 20}, 0.6791, 1.0000);
    expect({10, 10}, {0, 10}, 0.6075, 1.0000);
}

TEST_CASE("statistics: Fisher's tea (1935) and twins (Fisher 1970, p. 96; two-sided as R gives it)") {
    CHECK(fisher_exact({3, 4}, {1, 4}) == doctest::Approx(0.4857142857));
    CHECK(fisher_exact({2, 17}, {10, 13}) == doctest::Approx(0.0005367241));
    CHECK(fisher_exact({0, 0}, {3, 9}) == 1);
    CHECK(fisher_exact({0, 5}, {0, 9}) == 1);
    CHECK(fisher_exact({5, 5}, {9, 9}) == 1);
}

TEST_CASE("statistics: Fisher's test of a million reads, near the normal approximation") {
    const double p = fisher_exact({301000, 1000000}, {300000, 1000000});
    const double z = 0.001 / std::sqrt(2 * 0.3005 * 0.6995 / 1e6);
    CHECK(p == doctest::Approx(std::erfc(z / std::sqrt(2.0))).epsilon(0.01));
    CHECK(fisher_exact({300000, 1000000}, {1000, 1000000}) < 1e-300);
    CHECK(fisher_exact({300000, 1000000}, {300000, 1000000}) == 1);
}

TEST_CASE("statistics: Fisher's test equals its definition, whichever sample comes first") {
    rc::check([] {
        const auto n = *rc::gen::inRange<std::int64_t>(0, 40), m = *rc::gen::inRange<std::int64_t>(0, 40);
        const Share a{*rc::gen::inRange<std::int64_t>(0, n + 1), n},
            b{*rc::gen::inRange<std::int64_t>(0, m + 1), m};
        RC_ASSERT(std::abs(fisher_exact(a, b) - fisher_plain(a, b)) < 1e-9);
        RC_ASSERT(std::abs(fisher_exact(a, b) - fisher_exact(b, a)) < 1e-9);
        const Share c{a.total - a.count, a.total}, d{b.total - b.count, b.total};
        RC_ASSERT(std::abs(fisher_exact(a, b) - fisher_exact(c, d)) < 1e-9);
    });
}

TEST_CASE("statistics: the 15 p values of Benjamini & Hochberg 1995, section 3.2: 4 stay at 0.05") {
    const std::vector<double> p = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                   0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000};
    const std::vector<double> q = benjamini_hochberg(p);
    CHECK(std::ranges::count_if(q, [](double one) { return one <= 0.05; }) == 4);
    CHECK(q[0] == doctest::Approx(0.0015));
    CHECK(q[3] == doctest::Approx(0.035625));
    CHECK(q[4] == doctest::Approx(0.0603));
    CHECK(q[14] == 1);
    CHECK(benjamini_hochberg({}).empty());
}

TEST_CASE("statistics: adjusted p values keep their order and are never less") {
    rc::check([](const std::vector<std::uint16_t>& drawn) {
        std::vector<double> p;
        for (const auto one : drawn) p.push_back(one / 65535.0);
        const auto q = benjamini_hochberg(p);
        for (std::size_t i = 0; i < p.size(); ++i) {
            RC_ASSERT(q[i] >= p[i]);
            RC_ASSERT(q[i] <= 1.0);
            for (std::size_t j = 0; j < p.size(); ++j) RC_ASSERT(!(p[i] < p[j]) || q[i] <= q[j]);
        }
    });
}

TEST_CASE("statistics: score intervals hold the share, mirror, and narrow with reads") {
    rc::check([] {
        const auto n = *rc::gen::inRange<std::int64_t>(1, 100000);
        const Share share{*rc::gen::inRange<std::int64_t>(0, n + 1), n};
        const Bounds bounds = wilson(share), mirror = wilson({n - share.count, n});
        RC_ASSERT(bounds.low <= share.value() && share.value() <= bounds.high);
        RC_ASSERT(std::abs(bounds.low - (1 - mirror.high)) < 1e-12);
        const Bounds more = wilson({share.count * 4, n * 4});
        RC_ASSERT(more.high - more.low < bounds.high - bounds.low);
    });
}

TEST_CASE("statistics: background is taken off and never leaves less than nothing") {
    CHECK(less_background({30, 100}, {10, 100}).value == doctest::Approx(0.2));
    const RateDifference none = less_background({1, 100}, {50, 100});
    CHECK(none.value == 0);
    CHECK(none.bounds.low == 0);
    CHECK(none.bounds.high == 0);
}
