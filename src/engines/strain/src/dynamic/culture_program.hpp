#pragma once

#include <strandline/numerics/lexicographic.hpp>
#include <strandline/strain/compression.hpp>
#include <strandline/strain/dynamic.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace strandline::strain {

/// A linear function of the bounds that move: base + slope . bounds.
struct BoundMap {
    double base = 0;
    std::vector<double> slope;  // by moving bound at which the basis stands

    double at(std::span<const double> bounds) const {
        double sum = base;
        for (std::size_t k = 0; k < slope.size(); ++k) sum += slope[k] * bounds[k];
        return sum;
    }
};

/// What the cells do, as long as the present basis holds.
struct FluxMap {
    BoundMap growth, shortfall;
    std::vector<BoundMap> exchange;  // by tracked exchange
    std::vector<BoundMap> flux;      // by CulturePlan::fluxes
    /// Values that have to stay within bounds: those of the basic columns.
    struct Basic {
        BoundMap value;
        double lower = 0, upper = 0;
        std::int32_t moving = -1;  // the upper bound moves, too
    };
    std::vector<Basic> basics;
    std::vector<std::int32_t> standing;  // moving bounds that `slope` is by
};

/// The linear program of a culture, compressed. Tracked exchanges are the difference of two columns, so that
/// uptake has an upper bound that moves; each forced flux has a column that stands for what is not met.
class CultureProgram {
public:
    CultureProgram(const FluxModel& model, const CulturePlan& plan);

    /// No steady state whatever the bounds that move.
    bool infeasible() const { return infeasible_; }
    /// The most uptake of each tracked exchange, then that of oxygen where it is not tracked; mmol/gDW/h.
    std::size_t capacities() const { return limited_.size(); }
    /// The upper bounds that move, from capacities.
    void bounds_of(std::span<const double> capacity, std::vector<double>& bounds) const;
    numerics::LpStatus solve(std::span<const double> bounds);
    /// After optimal.
    FluxMap map(std::span<const double> bounds) const;

    std::uint64_t pivots() const { return program_->pivots(); }
    std::uint64_t cold_starts() const { return program_->cold_starts(); }

private:
    struct Limited {
        std::int32_t reaction = -1;
        double uptake_sign = 1;  // uptake is -sign * flux
        double per_flux = 1;     // mmol of the metabolite by flux
    };
    struct Piece {  // of a compressed column
        std::int32_t column = 0;
        double sign = 1;
    };
    struct Moving {
        std::int32_t column = 0;
        double most = 0;                                         // whatever the capacities
        std::vector<std::pair<std::size_t, double>> capacities;  // index, factor
    };
    using Terms = numerics::LexicographicProgram::Objective;

    FluxModel opened(const FluxModel& model, const CulturePlan& plan);
    void add_rows(numerics::LinearProgram& program) const;
    void add_column(numerics::LinearProgram& program, std::int32_t compressed, double sign, double lower,
                    double upper);
    void add_columns(numerics::LinearProgram& program);
    void find_moving(const numerics::LinearProgram& program);
    Terms terms_of(std::span<const domain::Term> reactions) const;
    std::vector<Terms> objectives(const FluxModel& model, const CulturePlan& plan) const;
    BoundMap map_of(const Terms& terms, std::span<const std::vector<double>> responses,
                    std::span<const double> bounds, std::span<const std::int32_t> standing) const;

    bool infeasible_ = false;
    std::vector<Limited> limited_;
    CompressedModel small_;
    std::vector<std::vector<Piece>> pieces_;  // by compressed column
    Terms shortfall_;                         // columns with the share that one unit of them is
    std::vector<Moving> moving_;
    std::vector<std::int32_t> moving_of_column_;  // -1: none
    Terms growth_;
    std::vector<Terms> exchange_, flux_;
    std::optional<numerics::LexicographicProgram> program_;  // none when infeasible
};

}  // namespace strandline::strain
