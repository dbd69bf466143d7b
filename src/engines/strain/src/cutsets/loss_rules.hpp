#pragma once

#include "cutsets/bits.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// What a column of the compressed model needs to run: an AND/OR tree over elements (groups of genes or
/// reactions that do the same).
struct LossRule {
    enum class Kind { always, element, all_of, any_of };
    Kind kind = Kind::always;
    std::int32_t element = -1;
    std::vector<LossRule> parts;
    bool operator==(const LossRule&) const = default;
};

/// A set of elements, ascending.
using Elements = std::vector<std::int32_t>;

/// The rules of all columns, asked what the loss of elements does.
class LossRules {
public:
    LossRules() = default;
    /// By column; elements below `elements`.
    LossRules(std::vector<LossRule> rules, std::int32_t elements);

    std::int32_t elements() const { return static_cast<std::int32_t>(touched_.size()); }
    std::int32_t columns() const { return static_cast<std::int32_t>(rules_.size()); }
    /// Columns whose rule mentions the element, ascending.
    std::span<const std::int32_t> touched_by(std::int32_t element) const {
        return touched_[static_cast<std::size_t>(element)];
    }
    /// Columns that stop without `lost`, ascending.
    std::vector<std::int32_t> stopped(std::span<const std::int32_t> lost) const;
    /// Elements of which each alone stops a column that still runs without `lost`, ascending.
    Elements killers(std::int32_t column, std::span<const std::int32_t> lost) const;
    /// The same without losses.
    std::span<const std::int32_t> killers(std::int32_t column) const {
        return killers_[static_cast<std::size_t>(column)];
    }
    /// The fewest losses that stop the column at least; large where nothing does.
    int least_losses(std::int32_t column) const { return least_[static_cast<std::size_t>(column)]; }
    /// Whether nothing but its killers stops the column.
    bool is_plain(std::int32_t column) const { return plain_[static_cast<std::size_t>(column)] != 0; }
    /// Puts into `chosen` elements that keep the column running without `lost`, few that are not yet there
    /// nor in `free`.
    void choose(std::int32_t column, std::span<const std::int32_t> lost, const Bits& free,
                Bits& chosen) const;

private:
    std::vector<LossRule> rules_;
    std::vector<std::vector<std::int32_t>> touched_;  // by element
    std::vector<Elements> killers_;                   // by column
    std::vector<int> least_;                          // by column
    std::vector<char> plain_;                         // by column
};

}  // namespace strandline::strain
