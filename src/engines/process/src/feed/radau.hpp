#pragma once

#include <array>
#include <cstddef>

namespace strandline::process {

/// Collocation at the five points of Radau, order 9, stable however stiff the equations are (Radau IIA):
/// Hairer and Wanner, Solving Ordinary Differential Equations II, 2nd ed., Springer 1996, IV.5 and IV.8.
/// Points are the roots of P5 - P4 on [0, 1], `inner` the integrals of the Lagrange polynomials up to them;
/// the estimated error is that of a formula of order 5 with the rate at the step's begin, of weight
/// `at_begin`.
struct Radau {
    static constexpr std::size_t stages = 5;
    static constexpr std::array<double, stages> places = {0.05710419611451769, 0.2768430136381238,
                                                          0.5835904323689168, 0.8602401356562195, 1.0};
    static constexpr std::array<std::array<double, stages>, stages> inner = {
        {{0.07299886431790334, -0.026735331107945577, 0.018676929763984346, -0.012879106093306442,
          0.005042839233882018},
         {0.15377523147918243, 0.1462148678474935, -0.0364445689051281, 0.0212330631193047,
          -0.007935579902728786},
         {0.14006304568480946, 0.29896712949128407, 0.16758507013524898, -0.033969101686617986,
          0.010944288744192156},
         {0.14489430810953408, 0.2765000687601595, 0.32579792291042053, 0.12875675325490807,
          -0.01570891737880555},
         {0.143713560791225, 0.28135601514946296, 0.31182652297574087, 0.22310390108356848,
          0.039999999999999925}}};
    static constexpr double at_begin = 0.1590658444274683;
    static constexpr std::array<double, stages> error = {-0.2523433122495452, 0.16035712210296918,
                                                         -0.11627313434096215, 0.0810066489455635,
                                                         -0.03181316888549362};
};

}  // namespace strandline::process
