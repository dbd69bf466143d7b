#pragma once

#include "cutsets/region_oracle.hpp"
#include "design/design_space.hpp"

#include <strandline/numerics/linear_program.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// A flux state that has to be stopped, or that was found best: `support` are the columns in use that
/// knock-outs can stop.
struct DesignState {
    double growth = 0, product = 0;
    DesignMarks support;
};

enum class DesignVerdict { reached, impossible, unbounded, failure };

/// The linear programs of a search, on the compressed model with one row for growth and one for the product.
/// Not shared by threads; copies do not remember what was solved before.
class DesignProgram {
public:
    /// `space` must outlive this.
    explicit DesignProgram(const DesignSpace& space);

    /// Shuts these columns, and opens what was shut before.
    void shut(std::span<const std::int32_t> columns);

    /// A region that has to keep a state; `model` must outlive this.
    void protect(const FluxModel& model, const FluxRegion& region) {
        protected_.emplace_back(model, space_->small, region);
    }
    /// Whether all of them do, with the columns that are shut.
    DesignVerdict protected_live();

    /// Most growth with a product from `product_low` to `product_high`.
    DesignVerdict most_growth(double product_low, double product_high);
    /// Most (or least) product with at least this growth; from the basis of `most_growth`.
    DesignVerdict extreme_product(double growth_low, bool most);

    /// Of the last state: the sums of the rows, recomputed.
    double growth() const;
    double product() const;
    DesignState state() const;
    /// A state that makes use of fewer columns, all of them columns in use in the last state, with at least
    /// this growth and at most this product (which the last state keeps): the least sum of fluxes, each
    /// relative to what it was.
    DesignState sparse_state(double growth_low, double product_high);

    /// A state with at least this growth in which columns carry flux that are not yet in `used`, if there are
    /// such; adds those of `columns` that do.
    DesignVerdict use_more(double growth_low, const std::vector<std::int32_t>& columns, DesignMarks& used);

    /// Later solves begin from the basis of the last one.
    void keep_basis() { start_ = solver_.basis(); }
    std::int64_t solved() const { return solved_; }

private:
    DesignVerdict solve(numerics::LpMethod method);
    void aim_at(std::span<const domain::Term> terms, bool maximise);

    const DesignSpace* space_;
    numerics::LpSolver solver_;
    std::int32_t growth_row_ = 0, product_row_ = 0;
    numerics::Basis start_;
    std::vector<std::int32_t> shut_;
    std::vector<RegionOracle> protected_;
    std::vector<domain::Term> aim_;
    bool impossible_ = false;  // a column that has to carry flux is shut
    std::int64_t solved_ = 0;
};

}  // namespace strandline::strain
