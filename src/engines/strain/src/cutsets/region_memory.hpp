#pragma once

#include "cutsets/loss_rules.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// A flux state of a region, as far as losses can hit it.
struct LivingState {
    std::vector<std::int32_t> columns;  // that carry flux and can be closed, ascending
    Bits column_bits;
    Bits killers;           // elements of which each alone ends it, when nothing is lost yet
    std::int32_t size = 0;  // elements that a cut set may choose from
    bool checked = false;   // holds on the model as given
};

/// What is known of a region: states that live in it, and sets of columns without which it is empty.
class RegionMemory {
public:
    explicit RegionMemory(std::int32_t columns)
        : hits_(static_cast<std::size_t>(columns)), cuts_(static_cast<std::size_t>(columns)) {}

    void add(LivingState state);
    void add_cut(std::vector<std::int32_t> columns);  // ascending
    std::span<const LivingState> states() const { return states_; }

    /// Calls `visit(index)` for each state that lives without the closed columns, until it says false.
    template <class Visit>
    void each_living(std::span<const std::int32_t> closed, Visit&& visit) const {
        for (std::size_t k = 0; k < (states_.size() + 63) / 64; ++k) {
            std::uint64_t hit = 0;
            for (const std::int32_t column : closed) {
                const Bits& bits = hits_[static_cast<std::size_t>(column)];
                if (k < bits.words()) hit |= bits.word(k);
            }
            std::uint64_t rest = ~hit;
            if (const std::size_t left = states_.size() - k * 64; left < 64)
                rest &= (std::uint64_t{1} << left) - 1;
            for (; rest != 0; rest &= rest - 1)
                if (!visit(k * 64 + static_cast<std::size_t>(std::countr_zero(rest)))) return;
        }
    }
    bool lives(std::span<const std::int32_t> closed) const;
    /// The first known cut within the closed columns, or nullptr.
    const std::vector<std::int32_t>* cut_within(std::span<const std::int32_t> closed) const;

private:
    std::vector<LivingState> states_;
    std::vector<Bits> hits_;                                    // by column: states that it ends
    std::vector<std::vector<std::vector<std::int32_t>>> cuts_;  // by first column
    std::vector<std::int32_t> empty_cut_;
    bool is_empty_ = false;  // the region has no state at all
};

/// A state from the columns that carry flux. `absent` are columns that a set may close without a loss.
LivingState living_state(const LossRules& rules, std::span<const std::int32_t> carrying, const Bits& absent,
                         bool checked);

}  // namespace strandline::strain
