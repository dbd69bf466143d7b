#pragma once

#include <strandline/strain/compression.hpp>
#include <strandline/strain/deletions.hpp>
#include <strandline/strain/genes.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace strandline::strain {

/// Columns of the small model that a deletion closes. `contradicts`: a reaction of such a column must run all
/// the same, so that there is no steady state.
struct DeadSet {
    std::vector<std::int32_t> columns;  // ascending
    bool contradicts = false;
    auto operator<=>(const DeadSet&) const = default;
};

/// What dead reactions close in the small model.
class DeadColumns {
public:
    DeadColumns(const FluxModel& model, const CompressedModel& small);
    DeadSet of(std::span<const std::int32_t> reactions) const;
    /// Whether closing these columns only takes states away: their bounds hold 0. A flux that must run (a
    /// maintenance demand) is another matter, growth may rise without it.
    bool only_restricts(const DeadSet& set) const;

private:
    const CompressedModel& small_;
    std::vector<std::vector<std::int32_t>> forced_;  // by column: members whose bounds leave 0 out
    std::vector<bool> may_rest_;
};

/// The genes or reactions that are deleted, and what that does to reactions.
class DeletedElements {
public:
    DeletedElements(const FluxModel& model, const DeletionOptions& options);

    std::int32_t size() const { return static_cast<std::int32_t>(elements_.size()); }
    /// In the network.
    std::int32_t element(std::int32_t index) const { return elements_[static_cast<std::size_t>(index)]; }
    std::string_view id(std::int32_t element) const;
    /// Dead reactions when these (by index) are gone, ascending.
    std::vector<std::int32_t> dead_reactions(std::span<const std::int32_t> indices) const;
    /// By index the others, ascending, that kill with it (and perhaps a third) what neither kills alone:
    /// isozymes.
    std::vector<std::vector<std::int32_t>> partners() const;

private:
    const FluxModel& model_;
    DeletionKind kind_;
    GeneEffects effects_;
    std::vector<std::int32_t> elements_;
};

}  // namespace strandline::strain
