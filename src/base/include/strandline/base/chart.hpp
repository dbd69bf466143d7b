#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace strandline {

/// What is drawn in one chart, in the units of its axes. Points that are not finite are gaps.
struct ChartSeries {
    enum class Kind {
        line,
        steps,    // y[i] holds from x[i] to x[i + 1]
        points,   // with whiskers from `low` to `high` where these are given
        band,     // the area from `low` to `high`
        bars,     // from 0 to y at each x
        polygon,  // the closed area through (x, y)
        spans     // horizontal bars, one a category: from `low` to `high`, a tick at x (a tornado)
    };
    Kind kind = Kind::line;
    std::string name;  // in the legend; none where empty
    std::vector<double> x, y, low, high;
    int colour = -1;  // number in the palette; -1: the next one that is free. A band and its line may share
    bool dashed = false;
    bool right_axis = false;  // measured on the second y axis
};

/// A line across the chart with a few words: a limit.
struct ChartMark {
    bool vertical = false;
    double at = 0;
    std::string text;
};

struct Chart {
    std::string title;
    std::string x_label, y_label, right_label;  // with units: "time, h"
    bool log_x = false, log_y = false;
    std::optional<std::pair<double, double>> x_range, y_range;  // else as the data ask for
    std::vector<std::string> categories;                        // of spans, from top to bottom
    std::vector<ChartSeries> series;
    std::vector<ChartMark> marks;
    double height = 360;  // of 800 wide
};

/// The chart as an SVG element whose colours are those of a WebPage's style. The same bytes for equal charts.
std::string svg(const Chart& chart);

}  // namespace strandline
