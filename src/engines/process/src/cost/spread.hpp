#pragma once

#include <strandline/base/result.hpp>

#include <cstdint>
#include <string>

namespace strandline::process {

enum class Spread : std::uint8_t {
    triangular,  // most likely `value`, never outside low and high
    uniform,     // between low and high
    normal,      // low and high are the 5th and 95th percentiles
    lognormal    // likewise; above zero
};

/// A figure that is not known well. Normal and lognormal ones are drawn about the middle of low and high
/// (of their logarithms), wherever `value` lies between them.
struct UncertainFigure {
    std::string name;
    double value = 0, low = 0, high = 0;
    Spread spread = Spread::triangular;
};

/// "process.cost" where low, value and high do not rise, or a lognormal figure is not above zero.
Result<void> check_figure(const UncertainFigure& figure);

/// The value below which the figure lies with a probability within (0, 1).
double figure_at(const UncertainFigure& figure, double probability);

/// Inverse of the standard normal distribution, to about 1e-15. Wichura, Algorithm AS 241, Applied
/// Statistics 37:477 (1988). `probability` within (0, 1).
double standard_normal_at(double probability);

}  // namespace strandline::process
