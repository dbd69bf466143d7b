#include "chart/scale.hpp"

#include <strandline/base/chart.hpp>
#include <strandline/base/error.hpp>
#include <strandline/base/html.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline {
namespace {

using Kind = ChartSeries::Kind;

constexpr double width = 800, margin_right = 18, margin_bottom = 46, letter = 6.4, palette = 8;

std::string place(double x) { return format("{:.1f}", x == 0 ? 0.0 : x); }

struct Extent {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    void take(double value, bool logarithmic) {
        if (!is_drawable(value, logarithmic)) return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    void take(const std::vector<double>& values, bool logarithmic) {
        for (const double value : values) take(value, logarithmic);
    }
    /// Never empty, with a little room.
    std::pair<double, double> with_room(bool logarithmic, bool from_zero, double room) const {
        if (!(low <= high)) return logarithmic ? std::pair(0.1, 10.0) : std::pair(0.0, 1.0);
        if (logarithmic) {
            const double more = high > low ? (std::log(high) - std::log(low)) * room : std::log(2.0);
            return {std::exp(std::log(low) - more), std::exp(std::log(high) + more)};
        }
        double a = low, b = high;
        if (from_zero) a = std::min(a, 0.0), b = std::max(b, 0.0);
        // Values that differ by no more than rounding are one value.
        if (!(b - a > 1e-9 * std::max(std::abs(a), std::abs(b)))) {
            const double half = a == 0 ? 1 : std::abs(a) / 2;
            return {a - half, b + half};
        }
        const double pad = (b - a) * room;
        // Data that are never negative keep zero as their floor.
        return {a >= 0 && a - pad < 0 ? 0 : (from_zero && a == 0 ? 0 : a - pad), b == 0 ? 0 : b + pad};
    }
};

class Drawing {
public:
    explicit Drawing(const Chart& chart) : chart_(chart) {
        for (const ChartSeries& one : chart.series) {
            right_ = right_ || one.right_axis;
            spans_ = spans_ || one.kind == Kind::spans;
        }
        top_ = legend_rows();
        left_ = spans_ ? std::min(320.0, 20 + letter * longest_category()) : 70;
        const double height = height_of_paper();
        bottom_ = height - margin_bottom;
        const double right_edge = width - (right_ ? 66 : margin_right);
        const auto [x0, x1] =
            chart.x_range.value_or(extent_x().with_room(chart.log_x, spans_or_bars(), bars_room()));
        const auto [y0, y1] =
            spans_ ? std::pair(0.0, static_cast<double>(chart.categories.size()))
                   : chart.y_range.value_or(extent_y(false).with_room(chart.log_y, has_bars(), .05));
        x_ = AxisScale(x0, x1, chart.log_x, left_, right_edge);
        y_ = spans_ ? AxisScale(y0, y1, false, top_, bottom_) : AxisScale(y0, y1, chart.log_y, bottom_, top_);
        const auto [r0, r1] = extent_y(true).with_room(false, false, .05);
        second_ = AxisScale(r0, r1, false, bottom_, top_);
        right_edge_ = right_edge;
    }

    std::string draw() {
        out_ = format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">", width,
                      height_of_paper(), escaped(chart_.title.empty() ? chart_.y_label : chart_.title));
        grid();
        out_ += format("<svg x=\"{0}\" y=\"{1}\" width=\"{2}\" height=\"{3}\" viewBox=\"{0} {1} {2} {3}\">",
                       place(left_), place(top_ - 1), place(right_edge_ - left_), place(bottom_ - top_ + 2));
        for (const Kind layer :
             {Kind::polygon, Kind::band, Kind::bars, Kind::spans, Kind::line, Kind::steps, Kind::points})
            for (std::size_t i = 0; i < chart_.series.size(); ++i)
                if (chart_.series[i].kind == layer) series(chart_.series[i], colour_of(i));
        out_ += "</svg>";
        for (const ChartMark& mark : chart_.marks) draw_mark(mark);
        legend();
        return out_ + "</svg>\n";
    }

private:
    double longest_category() const {
        std::size_t longest = 0;
        for (const std::string& name : chart_.categories) longest = std::max(longest, name.size());
        return static_cast<double>(longest);
    }
    double height_of_paper() const {
        return spans_ ? top_ + 26 * static_cast<double>(chart_.categories.size()) + margin_bottom
                      : chart_.height;
    }
    bool has_bars() const {
        return std::ranges::any_of(chart_.series, [](const ChartSeries& s) { return s.kind == Kind::bars; });
    }
    bool spans_or_bars() const { return false; }
    double bars_room() const { return has_bars() || spans_ ? .05 : 0; }

    Extent extent_x() const {
        Extent extent;
        for (const ChartSeries& one : chart_.series) {
            extent.take(one.x, chart_.log_x);
            if (one.kind == Kind::spans)
                extent.take(one.low, chart_.log_x), extent.take(one.high, chart_.log_x);
        }
        for (const ChartMark& mark : chart_.marks)
            if (mark.vertical) extent.take(mark.at, chart_.log_x);
        return extent;
    }
    Extent extent_y(bool right) const {
        Extent extent;
        for (const ChartSeries& one : chart_.series) {
            if (one.right_axis != right || one.kind == Kind::spans) continue;
            extent.take(one.y, chart_.log_y);
            extent.take(one.low, chart_.log_y);
            extent.take(one.high, chart_.log_y);
        }
        for (const ChartMark& mark : chart_.marks)
            if (!mark.vertical && !right) extent.take(mark.at, chart_.log_y);
        return extent;
    }

    int colour_of(std::size_t index) const {
        if (chart_.series[index].colour >= 0) return chart_.series[index].colour % static_cast<int>(palette);
        int next = 0;
        for (std::size_t i = 0; i < index; ++i) next += chart_.series[i].colour < 0;
        return next % static_cast<int>(palette);
    }

    void text(double x, double y, std::string_view anchor, std::string_view kind, const std::string& words) {
        out_ += format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\" class=\"{}\">{}</text>", place(x),
                       place(y), anchor, kind, escaped(words));
    }
    void rule(double x1, double y1, double x2, double y2, std::string_view kind) {
        out_ += format("<path d=\"M{} {}L{} {}\" class=\"{}\"/>", place(x1), place(y1), place(x2), place(y2),
                       kind);
    }

    void grid() {
        for (const double tick : x_.ticks()) {
            rule(x_.at(tick), top_, x_.at(tick), bottom_, "grid");
            text(x_.at(tick), bottom_ + 18, "middle", "tick", x_.label(tick));
        }
        if (spans_) {
            for (std::size_t i = 0; i < chart_.categories.size(); ++i)
                text(left_ - 10, y_.at(static_cast<double>(i) + .5) + 4, "end", "label",
                     chart_.categories[i]);
        } else {
            for (const double tick : y_.ticks()) {
                rule(left_, y_.at(tick), right_edge_, y_.at(tick), "grid");
                text(left_ - 8, y_.at(tick) + 4, "end", "tick", y_.label(tick));
            }
        }
        if (right_)
            for (const double tick : second_.ticks())
                text(right_edge_ + 8, second_.at(tick) + 4, "start", "tick", second_.label(tick));
        text((left_ + right_edge_) / 2, bottom_ + 38, "middle", "label", chart_.x_label);
        turned(14, chart_.y_label);
        if (right_) turned(width - 6, chart_.right_label);
    }
    void turned(double x, const std::string& words) {
        if (words.empty()) return;
        out_ += format(
            "<text transform=\"translate({} {})rotate(-90)\" text-anchor=\"middle\" "
            "class=\"label\">{}</text>",
            place(x), place((top_ + bottom_) / 2), escaped(words));
    }

    void path(const std::string& d, std::string_view kind, int colour, bool dashed = false) {
        if (!d.empty())
            out_ += format("<path d=\"{}\" class=\"{} c{}{}\"/>", d, kind, colour, dashed ? " dashed" : "");
    }

    void series(const ChartSeries& one, int colour) {
        const AxisScale& y = one.right_axis ? second_ : y_;
        switch (one.kind) {
        case Kind::line:
        case Kind::steps:
            path(line(one, y), "course", colour, one.dashed);
            break;
        case Kind::polygon:
            path(line(one, y) + "Z", "area", colour);
            break;
        case Kind::band:
            band(one, y, colour);
            break;
        case Kind::points:
            points(one, y, colour);
            break;
        case Kind::bars:
            bars(one, y, colour);
            break;
        case Kind::spans:
            spans(one, colour);
            break;
        }
    }

    /// Points that cannot be seen apart are left out: at most four to a column of the paper.
    std::string line(const ChartSeries& one, const AxisScale& y) const {
        std::string d;
        bool pen = false;
        double last = 0;
        const std::size_t count = std::min(one.x.size(), one.y.size());
        const std::size_t every = std::max<std::size_t>(1, count / 3200);
        for (std::size_t i = 0; i < count; ++i) {
            if (i % every != 0 && i + 1 != count) continue;
            if (!x_.holds(one.x[i]) || !y.holds(one.y[i])) {
                pen = false;
                continue;
            }
            const double at = y.at(one.y[i]);
            if (pen && one.kind == Kind::steps) d += format("L{} {}", place(x_.at(one.x[i])), place(last));
            d += format("{}{} {}", pen ? "L" : "M", place(x_.at(one.x[i])), place(at));
            last = at;
            pen = true;
        }
        return d;
    }

    void band(const ChartSeries& one, const AxisScale& y, int colour) {
        const std::size_t count = std::min({one.x.size(), one.low.size(), one.high.size()});
        std::string there, back;
        const auto close = [&] {
            if (!there.empty()) path("M" + there.substr(1) + back + "Z", "area", colour);
            there.clear();
            back.clear();
        };
        for (std::size_t i = 0; i < count; ++i) {
            if (!x_.holds(one.x[i]) || !y.holds(one.low[i]) || !y.holds(one.high[i])) {
                close();
                continue;
            }
            const std::string x = place(x_.at(one.x[i]));
            there += format("L{} {}", x, place(y.at(one.high[i])));
            back.insert(0, format("L{} {}", x, place(y.at(one.low[i]))));
        }
        close();
    }

    void points(const ChartSeries& one, const AxisScale& y, int colour) {
        const std::size_t count = std::min(one.x.size(), one.y.size());
        for (std::size_t i = 0; i < count; ++i) {
            if (!x_.holds(one.x[i]) || !y.holds(one.y[i])) continue;
            const double x = x_.at(one.x[i]);
            if (i < one.low.size() && i < one.high.size() && y.holds(one.low[i]) && y.holds(one.high[i]))
                path(format("M{0} {1}L{0} {2}", place(x), place(y.at(one.low[i])), place(y.at(one.high[i]))),
                     "whisker", colour);
            out_ += format("<circle cx=\"{}\" cy=\"{}\" r=\"3\" class=\"dot c{}\"/>", place(x),
                           place(y.at(one.y[i])), colour);
        }
    }

    void bars(const ChartSeries& one, const AxisScale& y, int colour) {
        const std::size_t count = std::min(one.x.size(), one.y.size());
        double gap = right_edge_ - left_;
        for (std::size_t i = 1; i < count; ++i)
            gap = std::min(gap, std::abs(x_.at(one.x[i]) - x_.at(one.x[i - 1])));
        const double half = std::max(0.5, std::min(gap * .46, 40.0)),
                     floor = y.at(chart_.log_y ? y.low() : 0);
        for (std::size_t i = 0; i < count; ++i) {
            if (!x_.holds(one.x[i]) || !y.holds(one.y[i])) continue;
            const double x = x_.at(one.x[i]), top = y.at(one.y[i]);
            out_ += format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"bar c{}\"/>",
                           place(x - half), place(std::min(top, floor)), place(2 * half),
                           place(std::abs(top - floor)), colour);
        }
    }

    void spans(const ChartSeries& one, int colour) {
        const std::size_t count = std::min({chart_.categories.size(), one.low.size(), one.high.size()});
        for (std::size_t i = 0; i < count; ++i) {
            if (!x_.holds(one.low[i]) || !x_.holds(one.high[i])) continue;
            const double a = x_.at(std::min(one.low[i], one.high[i])),
                         b = x_.at(std::max(one.low[i], one.high[i]));
            const double y = y_.at(static_cast<double>(i) + .5);
            out_ += format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"16\" class=\"bar c{}\"/>", place(a),
                           place(y - 8), place(std::max(b - a, .8)), colour);
            if (i < one.x.size() && x_.holds(one.x[i]))
                rule(x_.at(one.x[i]), y - 11, x_.at(one.x[i]), y + 11, "mark");
        }
    }

    void draw_mark(const ChartMark& mark) {
        const AxisScale& scale = mark.vertical ? x_ : y_;
        if (!scale.holds(mark.at) || mark.at < scale.low() || mark.at > scale.high()) return;
        const double at = scale.at(mark.at);
        if (mark.vertical) {
            rule(at, top_, at, bottom_, "limit");
            const bool late = at > (left_ + right_edge_) / 2;
            text(at + (late ? -5 : 5), top_ + 12, late ? "end" : "start", "tick", mark.text);
        } else {
            rule(left_, at, right_edge_, at, "limit");
            text(right_edge_ - 4, at < top_ + 16 ? at + 13 : at - 5, "end", "tick", mark.text);
        }
    }

    /// Names side by side over the chart, on as many rows as they need; gives the top of the frame.
    double legend_rows() const {
        double x = 0, rows = 0;
        for (const ChartSeries& one : chart_.series) {
            if (one.name.empty()) continue;
            const double need = 34 + letter * static_cast<double>(one.name.size());
            if (rows == 0 || x + need > width - 90) rows += 1, x = 0;
            x += need;
        }
        return 12 + 20 * rows;
    }
    void legend() {
        double x = 0, row = 0;
        for (std::size_t i = 0; i < chart_.series.size(); ++i) {
            const ChartSeries& one = chart_.series[i];
            if (one.name.empty()) continue;
            const double need = 34 + letter * static_cast<double>(one.name.size());
            if (x > 0 && x + need > width - 90) row += 1, x = 0;
            const double at = 70 + x, y = 14 + 20 * row;
            const bool stroke = one.kind == Kind::line || one.kind == Kind::steps;
            if (stroke)
                path(format("M{} {}L{} {}", place(at), place(y - 4), place(at + 16), place(y - 4)), "course",
                     colour_of(i), one.dashed);
            else if (one.kind == Kind::points)
                out_ += format("<circle cx=\"{}\" cy=\"{}\" r=\"3\" class=\"dot c{}\"/>", place(at + 8),
                               place(y - 4), colour_of(i));
            else
                out_ +=
                    format("<rect x=\"{}\" y=\"{}\" width=\"14\" height=\"10\" class=\"{} c{}\"/>", place(at),
                           place(y - 9), one.kind == Kind::bars || one.kind == Kind::spans ? "bar" : "area",
                           colour_of(i));
            text(at + 21, y, "start", "label", one.name);
            x += need;
        }
    }

    const Chart& chart_;
    bool right_ = false, spans_ = false;
    double left_ = 70, top_ = 12, bottom_ = 0, right_edge_ = 0;
    AxisScale x_{0, 1, false, 0, 1}, y_ = x_, second_ = x_;
    std::string out_;
};

}  // namespace

std::string svg(const Chart& chart) { return Drawing(chart).draw(); }

}  // namespace strandline
