#pragma once

#include "pgx/gene_answer.hpp"

#include <strandline/base/context.hpp>
#include <strandline/formats/pgx_genotypes.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace strandline::clinic {

/// Told of a gene by its place among those asked for, and of its genotypes; none of a gene that outside calls
/// alone tell.
using GeneVisit = std::function<Result<void>(std::size_t gene, const formats::PgxGeneGenotypes* genotypes)>;

/// Genes made ready to be read and answered. The knowledge must outlive them.
struct ReadyGenes {
    std::vector<GeneAnswerer> answerers;              // of each gene
    std::vector<domain::GeneDefinition> definitions;  // of those that have one, as a reader takes them
    std::vector<std::size_t> gene_of_definition;

    /// Each gene once: as the reader hands it over, then those without a definition.
    Result<void> read(formats::PgxGenotypeReader& reader, const GeneVisit& visit, Context& context) const;
};

/// Errors as of GeneAnswerer::make.
Result<ReadyGenes> ready_genes(const domain::PgxKnowledge& knowledge, const std::vector<std::string>& genes,
                               const MatchOptions& options, bool explains, unsigned threads);

}  // namespace strandline::clinic
