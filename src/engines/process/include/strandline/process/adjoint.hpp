#pragma once

#include <strandline/process/simulation.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace strandline::process {

/// What makes it impossible to go back through simulations of a system, in words ("it has algebraic rules"),
/// or empty.
std::string without_adjoint(const CompiledSystem& system);

/// Simulations one after the other, and what the caller did between them, as they are needed to go back. Of
/// one thread.
class RecordedPath {
public:
    explicit RecordedPath(const CompiledSystem& system);
    RecordedPath(RecordedPath&&) noexcept;
    RecordedPath& operator=(RecordedPath&&) noexcept;
    ~RecordedPath();

    /// Values are numbered: the states, then the held values.
    struct Derivative {
        std::uint32_t value = 0, by = 0;
        double factor = 0;
    };
    /// These values became functions of the caller's parameters; `by` is the number of a parameter.
    void start(std::vector<std::uint32_t> values, std::vector<Derivative> derivatives);
    /// These values became, all at once, functions of the values before; `by` is the number of a value.
    void assign(std::vector<std::uint32_t> values, std::vector<Derivative> derivatives);

    /// Moments that were recorded, over all simulations.
    std::size_t moments() const;
    /// The last one will have no weights.
    void forget_moment();

    struct Items;  // adjoint/path_items.hpp
    Items& items() { return *items_; }
    const Items& items() const { return *items_; }

private:
    std::unique_ptr<Items> items_;
};

/// As without a path, which goes on by this simulation. The system was compiled for sensitivities and has an
/// adjoint; `from` has no directions.
Trajectory simulate(const CompiledSystem& system, SystemState from, std::span<const double> times,
                    const SimulationOptions& options, const Context& context, RecordedPath& path);
SteadyState steady_state(const CompiledSystem& system, SystemState from, const SimulationOptions& options,
                         const Context& context, RecordedPath& path);

struct PathGradient {
    std::vector<double> by_parameter;
    std::optional<SimulationFailure> failure;
};

/// The gradient by `parameters` parameters of a sum over moments and observed expressions whose derivative by
/// each is in `weights` ([moment][observed]), by one integration backwards in time, whatever the number of
/// parameters: Cao, Li, Petzold and Serban, SIAM Journal on Scientific Computing 24:1076 (2003); Fröhlich et
/// al., PLoS Computational Biology 13:e1005331 (2017). docs/process/adjoint.md.
PathGradient path_gradient(const CompiledSystem& system, const RecordedPath& path,
                           std::span<const double> weights, std::size_t parameters,
                           const SimulationOptions& options, const Context& context);

}  // namespace strandline::process
