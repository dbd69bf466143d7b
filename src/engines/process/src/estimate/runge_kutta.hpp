#pragma once

#include <strandline/numerics/program.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::process {

/// Points of one system that go through time side by side, eight in a block: input i of point p stands at
/// [(p / 8 * inputs + i) * 8 + p % 8]. The inputs are the time, then the states, then whatever is held.
struct PointBlocks {
    std::size_t inputs = 0, states = 0, blocks = 0;
    std::vector<double> values;  // [blocks][inputs][8]; places beyond the last point hold copies of a point

    double& at(std::size_t point, std::size_t input) {
        return values[(point / 8 * inputs + input) * 8 + point % 8];
    }
};

struct ExplicitTolerances {
    double relative = 1e-6, absolute = 1e-9;
    std::int64_t most_steps = 2000;  // beyond them the system counts as stiff
};

/// All points from `from` to `to` in the same steps, as short as the point with the largest error asks for.
/// The explicit Runge-Kutta pair of order 5(4) of Dormand and Prince, J. Comput. Appl. Math. 6:19 (1980);
/// first step and step control of Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, 2nd
/// ed. 1993, II.4. False where it would take too many steps, or a rate is not finite; the points are then of
/// no use. `rates` gives the states' derivatives. Returns nothing that depends on earlier calls.
bool integrate_points(const numerics::Program& rates, double from, double to,
                      const ExplicitTolerances& tolerances, PointBlocks& points);

}  // namespace strandline::process
