#pragma once

#include <string>
#include <vector>

namespace strandline {

/// Finite, of a size that axes can be made for, and above zero where logarithms are taken.
bool is_drawable(double value, bool logarithmic);

/// Maps values of an axis to places on the paper, linearly or by logarithms, and chooses round ticks.
class AxisScale {
public:
    /// low < high; both above zero on a logarithmic axis.
    AxisScale(double low, double high, bool logarithmic, double from, double to);

    bool holds(double value) const;
    double at(double value) const;
    const std::vector<double>& ticks() const { return ticks_; }
    std::string label(double tick) const;
    double low() const { return low_; }
    double high() const { return high_; }

private:
    double low_, high_;
    bool logarithmic_;
    double from_, to_;
    double step_ = 1;
    std::vector<double> ticks_;
};

}  // namespace strandline
