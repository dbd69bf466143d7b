#include <strandline/formats/pharmacogenes.hpp>

#include "pharmacogenes/pgx_position.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>

#include <bit>

namespace strandline::formats {
namespace {

using domain::GeneDefinition;
using domain::NamedAllele;
using domain::PgxPosition;

/// One allele by its spelling, several by the IUPAC code of their bases.
Json cell_json(std::uint32_t cell, const PgxPosition& position,
               const std::string& (*spelling)(const PgxPosition&, std::size_t)) {
    if (cell == 0) return {};
    if (std::has_single_bit(cell))
        return spelling(position, static_cast<std::size_t>(std::countr_zero(cell)));
    std::uint8_t bases = 0;
    for (std::size_t k = 0; k <= position.alts.size(); ++k)
        if (cell >> k & 1) bases |= domain::base_set(vcf_spelling(position, k).front());
    for (const char code : std::string_view("RYSWKMBDHVN"))
        if (domain::base_set(code) == bases) return std::string(1, code);
    return {};
}

Json allele_json(const NamedAllele& allele, const std::vector<PgxPosition>& positions) {
    Json cells = Json::array(), words = Json::array(), core = Json::array();
    for (std::size_t i = 0; i < positions.size(); ++i) {
        cells.push_back(cell_json(allele.cells[i], positions[i], vcf_spelling));
        words.push_back(cell_json(allele.cells[i], positions[i], source_spelling));
        if (allele.cells[i] != 0 && !allele.reference) core.push_back(positions[i].position);
    }
    return Json::object({{"name", allele.name},
                         {"id", allele.id},
                         {"alleles", std::move(cells)},
                         {"cpicAlleles", std::move(words)},
                         {"reference", allele.reference},
                         {"structuralVariant", allele.structural},
                         {"corePositions", std::move(core)}});
}

Json alleles_json(const std::vector<NamedAllele>& alleles, const std::vector<PgxPosition>& positions) {
    Json made = Json::array();
    for (const NamedAllele& allele : alleles) made.push_back(allele_json(allele, positions));
    return made;
}

}  // namespace

Json gene_definition_json(const GeneDefinition& definition) {
    Json variants = Json::array(), suballeles = Json::object();
    for (const PgxPosition& position : definition.positions) variants.push_back(pgx_position_json(position));
    for (const auto& [name, core] : definition.suballeles) suballeles.set(name, core);
    return Json::object({{"source", definition.source},
                         {"version", definition.version},
                         {"modificationDate", definition.modified},
                         {"gene", definition.gene},
                         {"chromosome", definition.chromosome},
                         {"genomeBuild", definition.build},
                         {"refSeqChromosomeId", definition.refseq},
                         {"variants", std::move(variants)},
                         {"namedAlleles", alleles_json(definition.alleles, definition.positions)},
                         {"hiddenCoreAlleles", alleles_json(definition.hidden_alleles, definition.positions)},
                         {"suballelesMap", std::move(suballeles)}});
}

}  // namespace strandline::formats
