#include "outcome/drawing.hpp"

#include <strandline/base/json.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::edit {
namespace {

std::string_view anchor_word(Anchor anchor) {
    switch (anchor) {
    case Anchor::start:
        return "";
    case Anchor::middle:
        return " text-anchor=\"middle\"";
    case Anchor::end:
        break;
    }
    return " text-anchor=\"end\"";
}

}  // namespace

std::string px(double value) {
    const double tenths = std::round(value * 10);
    const auto whole = static_cast<std::int64_t>(tenths);
    if (whole % 10 == 0) return format("{}", whole / 10);
    return format("{:.1f}", tenths / 10);
}

std::string percent_text(std::int64_t part, std::int64_t whole) {
    if (whole == 0) return "NA";
    const double percent = 100 * static_cast<double>(part) / static_cast<double>(whole);
    if (part == 0 || part == whole) return format("{:.0f} %", percent);
    if (percent >= 10) return format("{:.1f} %", percent);
    return percent >= 0.1 ? format("{:.2f} %", percent) : format("{:.2g} %", percent);
}

Drawing::Drawing(double width, double height, std::string_view alt) {
    body_ = format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {} {}\">",
        escaped(alt), px(width), px(height));
}

void Drawing::close(std::string_view element, std::string_view tip) {
    if (tip.empty())
        body_ += "/>";
    else
        body_ += format("><title>{}</title></{}>", escaped(tip), element);
}

void Drawing::rect(std::string_view look, double x, double y, double width, double height,
                   std::string_view tip) {
    body_ += format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", look, px(x), px(y),
                    px(std::max(0.0, width)), px(std::max(0.0, height)));
    close("rect", tip);
}

void Drawing::line(std::string_view look, double x1, double y1, double x2, double y2) {
    path(look, format("M{} {}L{} {}", px(x1), px(y1), px(x2), px(y2)));
}

void Drawing::path(std::string_view look, std::string_view d, std::string_view tip) {
    if (d.empty()) return;
    body_ += format("<path class=\"{}\" d=\"{}\"", look, d);
    close("path", tip);
}

void Drawing::circle(std::string_view look, double x, double y, double radius, std::string_view tip) {
    body_ += format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"", look, px(x), px(y), px(radius));
    close("circle", tip);
}

void Drawing::text(std::string_view look, double x, double y, std::string_view words, Anchor anchor) {
    body_ += format("<text class=\"{}\" x=\"{}\" y=\"{}\"{}>{}</text>", look, px(x), px(y),
                    anchor_word(anchor), escaped(words));
}

void Drawing::letters(std::string_view look, std::span<const double> x, double y, std::string_view letters) {
    if (x.empty()) return;
    std::string places;
    for (const double one : x) places += (places.empty() ? "" : " ") + px(one);
    body_ += format("<text class=\"{}\" text-anchor=\"middle\" x=\"{}\" y=\"{}\">{}</text>", look, places,
                    px(y), escaped(letters));
}

Axis axis_to(double most, int marks) {
    if (!(most > 0)) return {1, 0.5};
    const double raw = most / marks;
    const double power = std::pow(10, std::floor(std::log10(raw)));
    double step = 10 * power;
    for (const double round : {1.0, 2.0, 2.5, 5.0})
        if (round * power >= raw * 0.999) {
            step = round * power;
            break;
        }
    return {step * std::ceil(most / step - 1e-9), step};
}

void Boxes::add(double x, double y, double width, double height) {
    d_ += format("M{} {}h{}v{}h-{}z", px(x), px(y), px(width), px(height), px(width));
}

}  // namespace strandline::edit
