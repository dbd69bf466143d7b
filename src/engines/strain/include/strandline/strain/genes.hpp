#pragma once

#include <strandline/domain/network.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// What the loss of genes does to reactions, asked a million times.
class GeneEffects {
public:
    explicit GeneEffects(const domain::Network& network);

    /// Reactions that cannot run without `genes` (each once), ascending.
    std::vector<std::int32_t> dead_reactions(std::span<const std::int32_t> genes) const;
    /// Reactions whose rule mentions the gene, ascending.
    std::span<const std::int32_t> reactions_of(std::int32_t gene) const {
        return reactions_of_[static_cast<std::size_t>(gene)];
    }

private:
    const domain::Network& network_;  // must outlive this
    std::vector<std::vector<std::int32_t>> reactions_of_;
};

}  // namespace strandline::strain
