#include "cost/spread.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace strandline::process {
namespace {

using Ratio = std::array<std::array<double, 8>, 2>;  // numerator, denominator; lowest power first

constexpr Ratio middle{
    {{3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
      4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3},
     {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
      3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3}}};
constexpr Ratio flank{{{1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
                        3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
                        2.27238449892691845833e-2, 7.74545014278341407640e-4},
                       {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
                        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
                        1.05075007164441684324e-9}}};
constexpr Ratio tail{{{6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
                       2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                       2.71155556874348757815e-5, 2.01033439929228813265e-7},
                      {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                       7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
                       2.04426310338993978564e-15}}};

double ratio_at(const Ratio& ratio, double x) {
    double above = 0, below = 0;
    for (std::size_t i = 8; i-- > 0;) {
        above = above * x + ratio[0][i];
        below = below * x + ratio[1][i];
    }
    return above / below;
}

constexpr double percentile_95 = 1.6448536269514722;  // of the standard normal distribution

double triangular_at(const UncertainFigure& figure, double probability) {
    const double width = figure.high - figure.low, rising = figure.value - figure.low;
    if (width <= 0) return figure.low;
    if (probability * width < rising) return figure.low + std::sqrt(probability * width * rising);
    return figure.high - std::sqrt((1 - probability) * width * (width - rising));
}

double normal_at(double low, double high, double probability) {
    return 0.5 * (low + high) + 0.5 * (high - low) / percentile_95 * standard_normal_at(probability);
}

}  // namespace

double standard_normal_at(double probability) {
    const double off = probability - 0.5;
    if (std::abs(off) <= 0.425) return off * ratio_at(middle, 0.180625 - off * off);
    const double r = std::sqrt(-std::log(std::min(probability, 1 - probability)));
    const double size = r <= 5 ? ratio_at(flank, r - 1.6) : ratio_at(tail, r - 5);
    return off < 0 ? -size : size;
}

Result<void> check_figure(const UncertainFigure& figure) {
    const bool numbers =
        std::isfinite(figure.value) && std::isfinite(figure.low) && std::isfinite(figure.high);
    if (!numbers || figure.low > figure.value || figure.value > figure.high)
        return fail(Error::input("process.cost", "the range of {} does not hold its value", figure.name)
                        .expected("low <= value <= high")
                        .found("{} <= {} <= {}", figure.low, figure.value, figure.high));
    if (figure.spread == Spread::lognormal && figure.low <= 0)
        return fail(Error::input("process.cost", "{} cannot be lognormal", figure.name)
                        .expected("a range above 0")
                        .found("low = {}", figure.low)
                        .mend("take another distribution, or a low above 0"));
    return {};
}

double figure_at(const UncertainFigure& figure, double probability) {
    switch (figure.spread) {
    case Spread::triangular:
        return triangular_at(figure, probability);
    case Spread::uniform:
        return figure.low + probability * (figure.high - figure.low);
    case Spread::normal:
        return normal_at(figure.low, figure.high, probability);
    case Spread::lognormal:
        return std::exp(normal_at(std::log(figure.low), std::log(figure.high), probability));
    }
    return figure.value;
}

}  // namespace strandline::process
