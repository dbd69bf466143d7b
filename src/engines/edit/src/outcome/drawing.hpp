#pragma once

#include <strandline/base/html.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

// Pictures as SVG, and text as HTML, with nothing in them that could be run: every name goes through
// `escaped`.

/// "12", "12.3": a coordinate, to a tenth of a pixel.
std::string px(double value);

/// "43.2 %"; small shares with as many digits as they need: "0.043 %"; "NA" of nothing.
std::string percent_text(std::int64_t part, std::int64_t whole);

enum class Anchor { start, middle, end };

/// One SVG picture. Looks come from classes of the page's style sheet. `alt` says in words what it shows.
class Drawing {
public:
    Drawing(double width, double height, std::string_view alt);

    /// `tip` is shown over the shape; "" for none.
    void rect(std::string_view look, double x, double y, double width, double height,
              std::string_view tip = {});
    void line(std::string_view look, double x1, double y1, double x2, double y2);
    void path(std::string_view look, std::string_view d, std::string_view tip = {});
    void circle(std::string_view look, double x, double y, double radius, std::string_view tip = {});
    void text(std::string_view look, double x, double y, std::string_view words,
              Anchor anchor = Anchor::start);
    /// Letters, each in the middle of its own x.
    void letters(std::string_view look, std::span<const double> x, double y, std::string_view letters);

    std::string svg() const { return body_ + "</svg>"; }

private:
    void close(std::string_view element, std::string_view tip);
    std::string body_;
};

/// A scale of round numbers from 0 that holds `most`: its end and the distance of its marks.
struct Axis {
    double end = 1, step = 1;
};
Axis axis_to(double most, int marks = 5);

/// Rectangles as one path: far smaller than an element for each.
class Boxes {
public:
    void add(double x, double y, double width, double height);
    bool empty() const { return d_.empty(); }
    const std::string& d() const { return d_; }

private:
    std::string d_;
};

}  // namespace strandline::edit
