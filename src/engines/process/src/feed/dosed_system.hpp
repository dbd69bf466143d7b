#pragma once

#include "feed/optimal_control.hpp"

#include <cstdint>
#include <span>

namespace strandline::process {

/// The equations with every control that is not constant within its pieces written as a function of the
/// time. Two held values a control follow those of the system: what its profile rises by (linear: per time;
/// exponential: the rate), and when its piece begins.
Equations dosed_equations(const Equations& equations, std::span<const Control> controls,
                          std::span<const std::uint32_t> control_held, std::vector<Node>& observed);

/// Sets held values for a piece: `value`, then rise and begin where there are such.
struct Dose {
    double value = 0, rise = 0, begin = 0;
};
void set_dose(std::span<double> held, std::size_t own_held, std::size_t control, std::uint32_t control_held,
              Profile profile, const Dose& dose);

}  // namespace strandline::process
