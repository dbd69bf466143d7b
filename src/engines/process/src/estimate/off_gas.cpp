#include "estimate/off_gas.hpp"

#include <array>
#include <cmath>

namespace strandline::process {
namespace {

/// flow, oxygen, carbon dioxide and water in, the same three out.
using Measured = std::array<double, 7>;

struct Plain {
    double oxygen, carbon_dioxide, flow_out;
};

Plain balance(const Measured& m) {
    const double flow_out = m[0] * (1 - m[1] - m[2] - m[3]) / (1 - m[4] - m[5] - m[6]);
    return {m[0] * m[1] - flow_out * m[4], flow_out * m[5] - m[0] * m[2], flow_out};
}

bool is_composition(double oxygen, double carbon_dioxide, double water) {
    return oxygen >= 0 && carbon_dioxide >= 0 && water >= 0 && oxygen + carbon_dioxide + water < 1;
}

}  // namespace

std::optional<OffGasRates> off_gas_rates(const Uncertain& flow_in, const GasComposition& in,
                                         const GasComposition& out) {
    const std::array<Uncertain, 7> all{flow_in,    in.oxygen,          in.carbon_dioxide, in.water,
                                       out.oxygen, out.carbon_dioxide, out.water};
    Measured at{};
    for (std::size_t i = 0; i < at.size(); ++i) at[i] = all[i].value;
    if (!(at[0] >= 0) || !is_composition(at[1], at[2], at[3]) || !is_composition(at[4], at[5], at[6]))
        return std::nullopt;
    const Plain plain = balance(at);
    double oxygen = 0, carbon_dioxide = 0, flow = 0, quotient = 0;
    const double ratio = plain.carbon_dioxide / plain.oxygen;
    for (std::size_t i = 0; i < at.size(); ++i) {
        // Each measurement enters the balance linearly or as 1 / (1 - x): a small step tells the slope.
        const double step = 1e-6 * (i == 0 ? std::max(at[0], 1.0) : 1.0);
        Measured above = at, below = at;
        above[i] += step;
        below[i] -= step;
        const Plain up = balance(above), down = balance(below);
        const double share = all[i].deviation / (2 * step);
        const double o = (up.oxygen - down.oxygen) * share;
        const double c = (up.carbon_dioxide - down.carbon_dioxide) * share;
        const double f = (up.flow_out - down.flow_out) * share;
        oxygen += o * o;
        carbon_dioxide += c * c;
        flow += f * f;
        const double q = (c - ratio * o) / plain.oxygen;
        quotient += q * q;
    }
    OffGasRates made{{plain.oxygen, std::sqrt(oxygen)},
                     {plain.carbon_dioxide, std::sqrt(carbon_dioxide)},
                     {plain.flow_out, std::sqrt(flow)},
                     std::nullopt};
    if (std::abs(plain.oxygen) > 2 * made.oxygen_uptake.deviation && plain.oxygen != 0)
        made.quotient = Uncertain{ratio, std::sqrt(quotient)};
    return made;
}

}  // namespace strandline::process
