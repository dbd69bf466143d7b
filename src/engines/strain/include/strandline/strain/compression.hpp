#pragma once

#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// A smaller model with the same steady states: every flux of the full model is a fixed multiple of one flux
/// of the small one, or always zero. Reactions that hang on each other through a metabolite of theirs alone
/// become one column, whose bounds are what the bounds of all of them leave.
struct CompressedModel {
    /// flux of a reaction = ratio * flux of its column.
    struct Share {
        std::int32_t column = -1;  // -1: the flux is always zero
        double ratio = 0;
    };
    /// One step of the merging, in terms of columns named by the first of their reactions: by balance row
    /// `row` alone, flux of `gone` = ratio * flux of `kept`; without `kept`, flux of `gone` = 0; without
    /// `row` too, because its bounds say so.
    struct Merge {
        std::int32_t row = 0, kept = -1, gone = 0;
        double ratio = 0;
        double kept_entry = 0, gone_entry = 0;  // in `row`
        double gone_objective = 0;
        std::vector<domain::Term> gone_entries;  // in other rows
    };
    std::vector<Merge> merges;                 // in order
    std::vector<std::int32_t> full_row;        // by row: that of the full model
    std::vector<std::int32_t> first_reaction;  // by column: as merges call it
    numerics::SparseColumns matrix;
    std::vector<double> row_lower, row_upper;
    std::vector<double> lower, upper;  // by column
    std::vector<double> objective;     // by column
    bool maximise = true;
    bool infeasible = false;   // the bounds contradict each other: there is no steady state
    std::vector<Share> share;  // by reaction of the full model
    std::vector<std::vector<std::int32_t>> members;  // by column: reactions of the full model, ascending

    std::int32_t columns() const { return static_cast<std::int32_t>(lower.size()); }
};

/// Merges through metabolites of one and two reactions, again and again. Reactions whose bounds are both zero
/// are dropped: open what shall be opened later before this.
CompressedModel compress(const FluxModel& model);

numerics::LinearProgram linear_program(const CompressedModel& model);

/// Fluxes of the full model from those of the small one.
std::vector<double> expand(const CompressedModel& model, std::span<const double> columns);

/// A function of the full model's fluxes as one of the small model's, columns ascending.
std::vector<domain::Term> compressed_terms(const CompressedModel& model, std::span<const domain::Term> terms);

/// The columns that `reactions` switch off, ascending, each once; reactions without flux have none.
std::vector<std::int32_t> columns_of(const CompressedModel& model, std::span<const std::int32_t> reactions);

}  // namespace strandline::strain
