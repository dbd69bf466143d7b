#pragma once

#include "insertion/cheapest_opening.hpp"

#include <optional>
#include <vector>

namespace strandline::strain {

/// Answers whether a choice of openings is enough, and if not, what is missing.
///
/// All that keeps zero fluxes from being a solution (a flux that must run, a product that must flow) is
/// multiplied by a further variable t: the program with t = 0 always has a solution, and the task is solved
/// where t reaches 1.
class OpeningOracle {
public:
    explicit OpeningOracle(const OpeningTask& task);

    /// By opening: true where it is open.
    using Open = std::vector<bool>;
    /// Whether t reaches 1; nothing where the solver gave up.
    std::optional<bool> is_enough(const Open& open);
    /// A minimal set of closed openings of which any sufficient choice that holds `open` needs one. Asked
    /// only where `open` is not enough. Empty when nothing is enough.
    std::optional<std::vector<std::int32_t>> missing(const Open& open);

private:
    void set_bounds(const Open& open, double leak, double most_t);
    std::vector<std::int32_t> bottleneck(const Open& open) const;
    std::optional<bool> is_needed(const std::vector<std::int32_t>& part);
    std::optional<std::vector<std::int32_t>> minimal(std::vector<std::int32_t> part);

    const OpeningTask& task_;
    numerics::LpSolver solver_;
    std::int32_t t_ = 0;
    std::vector<double> lower_, upper_;  // of the columns that have openings, all open; by column
    std::vector<std::int32_t> columns_;  // that have openings, each once
    numerics::Basis base_;
};

}  // namespace strandline::strain
