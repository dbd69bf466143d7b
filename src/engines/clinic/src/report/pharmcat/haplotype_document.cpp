#include "report/pharmcat/haplotype_document.hpp"

#include "report/pharmcat/run_document.hpp"
#include "report/pharmcat/sequence_words.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <utility>

namespace strandline::clinic {
namespace {

using domain::GeneDefinition;
using domain::NamedAllele;
using domain::PgxPosition;

/// Its cells at the positions seen, blank ones as the reference allele has them.
Json told_cells(const GeneOfSample& gene, const HaplotypeCall& haplotype, bool by_source) {
    Json::Array cells;
    const GeneDefinition& definition = *gene.definition;
    cells.reserve(definition.positions.size());
    for (std::uint32_t p = 0; p < definition.positions.size() && p < gene.genotypes.size(); ++p) {
        if (gene.genotypes[p].is_missing()) continue;
        const std::uint32_t cell = cell_of(definition, haplotype, p);
        cells.push_back(cell ? Json(told_cell(definition.positions[p], cell, by_source)) : Json());
    }
    return Json::array(std::move(cells));
}

/// Where its alleles and parts differ from what is not said.
Json core_positions(const GeneDefinition& definition, const HaplotypeCall& haplotype) {
    std::vector<std::int64_t> places;
    for (const std::uint32_t allele : haplotype.alleles) {
        const NamedAllele& named = definition.alleles[allele];
        for (std::size_t p = 0; !named.reference && p < named.cells.size(); ++p)
            if (named.cells[p]) places.push_back(definition.positions[p].position);
    }
    for (const HaplotypePart& part : haplotype.parts)
        places.push_back(definition.positions[part.position].position);
    std::ranges::sort(places);
    const auto twice = std::ranges::unique(places);
    places.erase(twice.begin(), twice.end());
    return Json::array({places.begin(), places.end()});
}

std::string id_of(const GeneDefinition& definition, const HaplotypeCall& haplotype) {
    std::vector<std::string> ids;
    for (const std::uint32_t allele : haplotype.alleles) ids.push_back(definition.alleles[allele].id);
    return join(ids, " + ");
}

Json named_allele(const GeneOfSample& gene, const HaplotypeCall& haplotype) {
    const GeneDefinition& definition = *gene.definition;
    const NamedAllele* alone = haplotype.alleles.size() == 1 && haplotype.parts.empty()
                                   ? &definition.alleles[haplotype.alleles.front()]
                                   : nullptr;
    Json::Members made;
    made.reserve(10);
    made.emplace_back("name", haplotype.name);
    made.emplace_back("id", text_or_null(id_of(definition, haplotype)));
    made.emplace_back("alleles", told_cells(gene, haplotype, false));
    made.emplace_back("cpicAlleles", told_cells(gene, haplotype, true));
    made.emplace_back("reference", alone && alone->reference);
    made.emplace_back("structuralVariant", alone && alone->structural);
    made.emplace_back("corePositions", core_positions(definition, haplotype));
    made.emplace_back("score", haplotype.score);
    made.emplace_back("numCombinations",
                      haplotype.alleles.size() > 1 ? haplotype.alleles.size() : std::size_t{0});
    made.emplace_back("numPartials", haplotype.parts.size());
    return Json::object(std::move(made));
}

}  // namespace

Json haplotype_document(const GeneOfSample& gene, const HaplotypeCall& haplotype,
                        std::vector<std::string> sequences) {
    Json::Members made;
    made.emplace_back("name", haplotype.name);
    made.emplace_back("haplotype", named_allele(gene, haplotype));
    made.emplace_back("sequences", texts(sequences));
    return Json::object(std::move(made));
}

Json variant_haplotype_document(const GeneOfSample& gene, std::uint32_t allele) {
    const NamedAllele& named = gene.definition->alleles[allele];
    HaplotypeCall alone{.name = named.name, .alleles = {allele}, .parts = {}};
    for (std::size_t p = 0; p < named.cells.size(); ++p)
        alone.score += named.cells[p] && p < gene.genotypes.size() && !gene.genotypes[p].is_missing();
    return haplotype_document(gene, alone, {told_strand(gene, allele)});
}

Json position_document(const PgxPosition& position) {
    const bool spelt = position.source_spelling.size() == position.alts.size() + 1;
    std::vector<std::pair<std::string, std::string>> spellings;
    for (std::size_t kind = 0; kind <= position.alts.size(); ++kind) {
        const std::string& bases = kind == 0 ? position.ref : position.alts[kind - 1];
        spellings.emplace_back(spelt ? position.source_spelling[kind] : bases, bases);
    }
    std::ranges::sort(spellings);
    Json source_alleles = Json::array(), map = Json::object();
    for (const auto& [by_source, by_vcf] : spellings) {
        source_alleles.push_back(by_source);
        map.set(by_source, by_vcf);
    }
    Json::Members made;
    made.emplace_back("chromosome", position.chromosome);
    made.emplace_back("position", position.position);
    made.emplace_back("cpicPosition",
                      position.source_position ? position.source_position : position.position);
    made.emplace_back("rsid", text_or_null(position.rsid));
    made.emplace_back("chromosomeHgvsName", position.name);
    made.emplace_back("cpicAlleles", std::move(source_alleles));
    made.emplace_back("cpicToVcfAlleleMap", std::move(map));
    made.emplace_back("ref", position.ref);
    made.emplace_back("alts", texts(position.alts));
    return Json::object(std::move(made));
}

}  // namespace strandline::clinic
