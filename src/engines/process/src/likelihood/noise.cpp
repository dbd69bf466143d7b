#include "noise.hpp"

#include <cmath>
#include <numbers>

namespace strandline::process {
namespace {

using Noise = formats::PetabObservable::Noise;

/// The scale on which the noise is symmetric: its value, and its derivative.
struct Transformed {
    double value = 0, slope = 1;
};

Transformed transformed(Noise kind, double value) {
    switch (kind) {
    case Noise::normal:
    case Noise::laplace:
        return {value, 1};
    case Noise::log_normal:
    case Noise::log_laplace:
        return {std::log(value), 1 / value};
    case Noise::log10_normal:
    case Noise::log10_laplace:
        return {std::log10(value), 1 / (value * std::numbers::ln10)};
    }
    return {};
}

bool is_laplace(Noise kind) {
    return kind == Noise::laplace || kind == Noise::log_laplace || kind == Noise::log10_laplace;
}

}  // namespace

NoiseTerm noise_term(Noise kind, double measured, double simulated, double noise) {
    const bool logarithmic = kind != Noise::normal && kind != Noise::laplace;
    NoiseTerm made;
    made.defined =
        std::isfinite(simulated) && std::isfinite(noise) && noise > 0 && (!logarithmic || simulated > 0);
    const Transformed m = transformed(kind, measured), y = transformed(kind, simulated);
    const double difference = m.value - y.value;
    made.residual = difference / noise;
    made.residual_by_simulation = -y.slope / noise;
    made.residual_by_noise = -made.residual / noise;
    if (is_laplace(kind)) {
        made.llh = -std::log(2 * noise) - std::abs(made.residual) + std::log(m.slope);
        const double sign = difference > 0 ? 1 : difference < 0 ? -1 : 0;
        made.llh_by_simulation = sign * y.slope / noise;
        made.llh_by_noise = (std::abs(made.residual) - 1) / noise;
    } else {
        made.llh = -0.5 * (std::log(2 * std::numbers::pi * noise * noise) + made.residual * made.residual) +
                   std::log(m.slope);
        made.llh_by_simulation = made.residual * y.slope / noise;
        made.llh_by_noise = (made.residual * made.residual - 1) / noise;
    }
    return made;
}

}  // namespace strandline::process
