#include <strandline/base/chart.hpp>
#include <strandline/base/web_page.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace strandline;

TEST_CASE("readable numbers") {
    CHECK(readable(0) == "0");
    CHECK(readable(1234567) == "1,235,000");
    CHECK(readable(9.9996) == "10");
    CHECK(readable(0.012345, 3) == "0.0123");
    CHECK(readable(-3.5) == "\u22123.5");
    CHECK(readable(1.5e12) == "1.5e12");
    CHECK(readable(2.5e-7, 2) == "2.5e-7");
    CHECK(readable(12345, 6) == "12,345");
    CHECK(readable(1234) == "1234");
    CHECK(readable(std::numeric_limits<double>::quiet_NaN()) == "–");
}

TEST_CASE("a chart has no number that is none, whatever the data") {
    const double nan = std::numeric_limits<double>::quiet_NaN(),
                 inf = std::numeric_limits<double>::infinity();
    using Kind = ChartSeries::Kind;
    for (const Kind kind :
         {Kind::line, Kind::steps, Kind::points, Kind::band, Kind::bars, Kind::polygon, Kind::spans})
        for (const bool logarithmic : {false, true})
            for (const auto& values : {std::vector<double>{},
                                       {nan},
                                       {1},
                                       {0, 0},
                                       {-1, 2, inf},
                                       {1e-300, 1e300},
                                       {1e-200, 1e200},
                                       {5, nan, 7}}) {
                Chart chart{
                    .title = "a < b", .x_label = "time, h", .log_x = logarithmic, .log_y = logarithmic};
                chart.categories.assign(values.size(), "x");
                chart.series.push_back(
                    {.kind = kind, .name = "c & d", .x = values, .y = values, .low = values, .high = values});
                chart.marks.push_back({.at = values.empty() ? nan : values[0], .text = "limit"});
                const std::string drawn = svg(chart);
                CAPTURE(drawn);
                CHECK(drawn.find("nan") == std::string::npos);
                CHECK(drawn.find("inf") == std::string::npos);
                CHECK(drawn.find("a < b") == std::string::npos);
                CHECK(drawn.starts_with("<svg"));
                CHECK(drawn.ends_with("</svg>\n"));
            }
}

TEST_CASE("a line goes through its points, steps hold their value, gaps stay open") {
    Chart chart{.x_range = std::pair(0.0, 10.0), .y_range = std::pair(0.0, 10.0)};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    chart.series.push_back({.x = {0, 5, 6, 10}, .y = {0, 10, nan, 5}});
    // The frame goes from 70 to 782 across and from 12 to 314 down.
    CHECK(svg(chart).find("M70.0 314.0L426.0 12.0M782.0 163.0") != std::string::npos);
    chart.series[0] = {.kind = ChartSeries::Kind::steps, .x = {0, 5, 10}, .y = {0, 10, 10}};
    CHECK(svg(chart).find("M70.0 314.0L426.0 314.0L426.0 12.0L782.0 12.0L782.0 12.0") != std::string::npos);
}

TEST_CASE("values that differ by rounding alone are drawn as one") {
    Chart chart;
    chart.series.push_back({.x = {0, 1}, .y = {205.2115527, 205.2115527 * (1 + 1e-15)}});
    CHECK(svg(chart).size() < 20000);
    chart.y_range = std::pair(1e17, 1e17 + 16);  // the next numbers but one
    CHECK(svg(chart).size() < 20000);
}

TEST_CASE("a page makes texts safe and sets numbers flush right") {
    WebPage page("A <plant>", "for & by");
    page.section("One");
    page.table({"name", "kg", "what"}, {{"a", "1.5", "x"}, {"b", "\u22122", "3 L"}});
    const std::string html = page.html();
    CHECK(html.find("A &lt;plant&gt;") != std::string::npos);
    CHECK(html.find("for &amp; by") != std::string::npos);
    CHECK(html.find("<td class=\"n\">1.5</td>") != std::string::npos);
    CHECK(html.find("<td>3 L</td>") != std::string::npos);
    CHECK(html.find("<script") == std::string::npos);
}
