#include "pgx/ready_genes.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace strandline::clinic {

Result<ReadyGenes> ready_genes(const domain::PgxKnowledge& knowledge, const std::vector<std::string>& genes,
                               const MatchOptions& options, bool explains, unsigned threads) {
    std::vector<std::optional<Result<GeneAnswerer>>> made(genes.size());
    parallel_for(genes.size(), threads, [&](std::size_t i) {
        made[i].emplace(GeneAnswerer::make(knowledge, genes[i], options, explains));
    });
    ReadyGenes ready;
    for (std::size_t i = 0; i < genes.size(); ++i) {
        STRANDLINE_TRY(GeneAnswerer answerer, std::move(*made[i]));
        if (answerer.has_definition()) {
            ready.gene_of_definition.push_back(i);
            ready.definitions.push_back(
                *std::ranges::find(knowledge.definitions, genes[i], &domain::GeneDefinition::gene));
        }
        ready.answerers.push_back(std::move(answerer));
    }
    return ready;
}

Result<void> ReadyGenes::read(formats::PgxGenotypeReader& reader, const GeneVisit& visit,
                              Context& context) const {
    if (!definitions.empty())
        STRANDLINE_CHECK(reader.read(
            [&](const formats::PgxGeneGenotypes& genotypes) {
                return visit(gene_of_definition[genotypes.gene], &genotypes);
            },
            context));
    for (std::size_t gene = 0; gene < answerers.size(); ++gene)
        if (!answerers[gene].has_definition()) STRANDLINE_CHECK(visit(gene, nullptr));
    return {};
}

}  // namespace strandline::clinic
