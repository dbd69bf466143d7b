#pragma once

#include "fit/inner_parameters.hpp"

#include <strandline/process/fit.hpp>

#include <optional>

namespace strandline::process {

/// The cost of the other parameters with scalings, offsets and noises at their best for these: Loos, Krause &
/// Hasenauer, Bioinformatics 34:4266 (2018); Schmiester et al., Bioinformatics 36:594 (2020). The gradient is
/// the partial one, for that of the inner parameters vanishes or is held by a bound; of the Fisher
/// information, the part that the inner parameters cannot take up (its Schur complement).
class HierarchicalCost {
public:
    explicit HierarchicalCost(const Objective& objective);

    const std::vector<std::uint8_t>& inner() const { return parameters_.inner; }
    Cost cost(const Context& context) const;
    /// All free parameters, the inner ones at their best.
    std::vector<double> completed(std::span<const double> outer, const Context& context) const;

private:
    std::optional<std::vector<double>> complete(std::span<const double> outer, const Context& context) const;
    CostPoint reduced(CostPoint point, std::span<const double> at) const;

    const Objective& objective_;
    InnerParameters parameters_;
    std::vector<double> reference_;  // on the scales: where f is read off
};

}  // namespace strandline::process
