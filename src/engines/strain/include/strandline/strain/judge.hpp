#pragma once

#include <strandline/strain/balance.hpp>
#include <strandline/strain/compression.hpp>
#include <strandline/strain/expression.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <memory>
#include <span>

namespace strandline::strain {

/// Judges knock-outs on the model as it was given, uncompressed. Whatever a faster way claims is asked again
/// here. Not shared by threads.
class Judge {
public:
    /// Within a region, if one is given.
    explicit Judge(const FluxModel& model, const FluxRegion& region = {});
    /// Without a region, where the optimum of the compressed model is at hand.
    Judge(const FluxModel& model, const CompressedModel& small, const numerics::LpSolver& solved);
    ~Judge();
    Judge(Judge&&) noexcept;
    Judge& operator=(Judge&&) noexcept;

    struct Optimum {
        FluxStatus status = FluxStatus::solver_failure;
        double value = 0;
    };
    /// The most (or least) of a function of the fluxes without the `knocked` reactions.
    Optimum optimum(std::span<const domain::Term> function, bool maximise,
                    std::span<const std::int32_t> knocked);
    /// The model's own objective.
    Optimum growth(std::span<const std::int32_t> knocked);
    /// Whether there is any flux state.
    bool feasible(std::span<const std::int32_t> knocked);
    /// Fluxes of the last optimum.
    std::span<const double> fluxes() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace strandline::strain
