#pragma once

#include <strandline/numerics/linear_program.hpp>
#include <strandline/strain/compression.hpp>
#include <strandline/strain/expression.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace strandline::strain {

/// What of a region is asked as a linear program: the most of `function`, of which the region has what is at
/// least `bound`, where the other conditions hold. A condition that is asked for the most of, and not put as
/// a row, is not lost in the solver's tolerance: trace metabolites of a biomass at growth 0.001 are.
struct RegionQuestion {
    std::vector<domain::Term> function;  // of reactions; empty: is there a flux state?
    double bound = 0;
    FluxRegion others;

    /// Whether a most of `value` reaches the bound; equal within rounding is reached.
    bool reached_by(double value) const;
};

RegionQuestion question_of(const FluxRegion& region);

/// Answers whether a region has a flux state when columns are closed. Not shared by threads: copy it.
class RegionOracle {
public:
    RegionOracle(const FluxModel& model, const CompressedModel& compressed, const FluxRegion& region);

    struct Verdict {
        bool lives = false;
        bool failed = false;                // the solver gave up: no answer
        std::vector<std::int32_t> columns;  // lives: that carry flux; else: of the closed, those that suffice
        bool checked = false;               // lives: the state holds on the model as given
    };
    /// Closed columns ascending.
    Verdict ask(std::span<const std::int32_t> closed);
    /// The same for more and more closed columns, each time from where the last living state was found. Of
    /// an empty region the columns are a guess. `begin_chain` starts anew.
    Verdict ask_on(std::span<const std::int32_t> closed);
    void begin_chain() { chain_ = base_; }
    std::uint64_t programs() const { return programs_; }

private:
    struct Outcome {
        bool lives = false, failed = false;
    };
    Outcome solve(std::span<const std::int32_t> closed, const numerics::Basis& from);
    void open(std::span<const std::int32_t> closed);
    std::optional<std::int32_t> forced_among(std::span<const std::int32_t> closed) const;
    std::vector<std::int32_t> suspects(std::span<const std::int32_t> closed, bool infeasible) const;
    std::vector<std::int32_t> sufficient(std::span<const std::int32_t> closed);
    std::vector<std::int32_t> carrying() const;
    bool holds_on_the_model() const;
    void build(double cap);

    const FluxModel* model_;
    const CompressedModel* compressed_;
    RegionQuestion question_;
    numerics::LinearProgram program_;
    std::vector<numerics::LpSolver> solver_;  // one
    numerics::Basis base_, chain_;
    bool has_base_ = false;
    bool last_infeasible_ = false;
    std::uint64_t programs_ = 0;
};

}  // namespace strandline::strain
