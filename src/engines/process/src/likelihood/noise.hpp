#pragma once

#include <strandline/formats/petab.hpp>

namespace strandline::process {

/// One measurement's part of the likelihood and its derivatives.
struct NoiseTerm {
    double llh = 0;
    double residual = 0;                             // both on the scale of the noise
    double llh_by_simulation = 0, llh_by_noise = 0;  // d llh / d simulation, noise
    double residual_by_simulation = 0, residual_by_noise = 0;
    bool defined = true;  // whether the numbers have such a likelihood at all
};

/// ln of the density of `measured` around `simulated` with the scale `noise`. The densities are those of
/// PEtab: on a logarithmic scale they are of the measurement itself, so that its Jacobian belongs to them.
/// Schmiester et al., PLoS Computational Biology 17:e1008646 (2021).
NoiseTerm noise_term(formats::PetabObservable::Noise kind, double measured, double simulated, double noise);

}  // namespace strandline::process
