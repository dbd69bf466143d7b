#include <strandline/strain/genes.hpp>

#include <algorithm>
#include <utility>

namespace strandline::strain {

GeneEffects::GeneEffects(const domain::Network& network, std::vector<std::int32_t> gone)
    : network_(network), gone_(std::move(gone)), reactions_of_(network.genes.size()) {
    for (std::size_t j = 0; j < network.reactions.size(); ++j)
        domain::each_gene(network.reactions[j].rule, [&](std::int32_t gene) {
            auto& list = reactions_of_[static_cast<std::size_t>(gene)];
            const auto reaction = static_cast<std::int32_t>(j);
            if (list.empty() || list.back() != reaction) list.push_back(reaction);
        });
}

bool GeneEffects::is_gone(std::int32_t gene) const { return std::ranges::binary_search(gone_, gene); }

std::vector<std::int32_t> GeneEffects::dead_reactions(std::span<const std::int32_t> genes) const {
    std::vector<std::int32_t> touched;
    for (const std::int32_t gene : genes) {
        const auto list = reactions_of(gene);
        touched.insert(touched.end(), list.begin(), list.end());
    }
    std::ranges::sort(touched);
    touched.erase(std::ranges::unique(touched).begin(), touched.end());
    std::erase_if(touched, [&](std::int32_t reaction) {
        return domain::holds(network_.reactions[static_cast<std::size_t>(reaction)].rule,
                             [&](std::int32_t gene) {
                                 return std::ranges::find(genes, gene) != genes.end() || is_gone(gene);
                             });
    });
    return touched;
}

}  // namespace strandline::strain
