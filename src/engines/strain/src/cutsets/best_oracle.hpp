#pragma once

#include "cutsets/region_oracle.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// Growth that is smaller than the largest by this part still is the largest.
inline constexpr double best_growth_slack = 1e-9;

/// Answers whether a state of the largest growth is in a region, when columns are closed.
class BestOracle {
public:
    BestOracle(const FluxModel& model, const CompressedModel& compressed, const FluxRegion& region);

    struct Verdict {
        bool lives = false;
        bool failed = false;                // the solver gave up, or growth has no limit: no answer
        std::vector<std::int32_t> columns;  // lives: that carry flux
    };
    Verdict ask(std::span<const std::int32_t> closed);
    std::uint64_t programs() const { return programs_; }

private:
    numerics::LpStatus solve(std::span<const domain::Term> terms, bool within);

    const CompressedModel* compressed_;
    RegionQuestion question_;
    std::vector<domain::Term> growth_, function_;  // of columns
    double growth_sign_ = 1;
    numerics::LpSolver solver_;
    std::int32_t growth_row_ = 0, first_row_ = 0;  // then the other conditions of the region
    double least_growth_ = 0;
    std::uint64_t programs_ = 0;
};

}  // namespace strandline::strain
