#pragma once

#include "design/design_marks.hpp"
#include "design/kill_sets.hpp"

#include <strandline/strain/compression.hpp>
#include <strandline/strain/design.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// What a search for designs moves in: the compressed model, and what may be taken from it. An element is
/// what counts as one knock-out: all reactions of one column, or all genes that do the same wherever they
/// are; one of its members stands for any.
struct DesignSpace {
    CompressedModel small;
    std::vector<domain::Term> growth, product;        // of columns
    std::vector<std::vector<std::int32_t>> elements;  // members: reactions or genes, ascending
    std::vector<double> cost;                         // by element, of each of its members
    std::vector<KillSets> kill_sets;                  // by column: elements that stop it
    std::vector<std::vector<std::int32_t>> touched;   // by element: columns in whose kill sets it is
    DesignMarks killable;                             // columns that have kill sets

    double cost_of(std::span<const std::int32_t> knocked) const;
    /// Columns that stand still without `elements` (ascending), ascending.
    std::vector<std::int32_t> dead_columns(std::span<const std::int32_t> knocked) const;
    /// A column that has to carry flux: the model has no flux state without it.
    bool is_forced(std::int32_t column) const {
        const auto j = static_cast<std::size_t>(column);
        return small.lower[j] > 0 || small.upper[j] < 0;
    }
};

DesignSpace design_space(const FluxModel& model, const DesignTask& task);

/// Takes these elements out: they are never knocked out.
void keep_elements(DesignSpace& space, const std::vector<bool>& kept);

}  // namespace strandline::strain
