#pragma once

#include <strandline/domain/network.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// What the loss of genes does to reactions, asked a million times.
class GeneEffects {
public:
    /// `gone`: genes that are lost already, ascending.
    explicit GeneEffects(const domain::Network& network, std::vector<std::int32_t> gone = {});

    /// Reactions that mention one of `genes` (each once) and cannot run without them and those gone,
    /// ascending.
    std::vector<std::int32_t> dead_reactions(std::span<const std::int32_t> genes) const;
    /// Reactions whose rule mentions the gene, ascending.
    std::span<const std::int32_t> reactions_of(std::int32_t gene) const {
        return reactions_of_[static_cast<std::size_t>(gene)];
    }

    bool is_gone(std::int32_t gene) const;

private:
    const domain::Network& network_;  // must outlive this
    std::vector<std::int32_t> gone_;
    std::vector<std::vector<std::int32_t>> reactions_of_;
};

}  // namespace strandline::strain
