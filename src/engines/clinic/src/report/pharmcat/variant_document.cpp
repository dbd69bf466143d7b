#include "report/pharmcat/variant_document.hpp"

#include "report/pharmcat/run_document.hpp"
#include "report/pharmcat/sequence_words.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <utility>

namespace strandline::clinic {
namespace {

using domain::GeneDefinition;
using domain::NamedAllele;
using domain::PgxGenotype;
using domain::PgxPosition;

constexpr std::string_view deciding_rsid = "rs4149056";

/// Those that say something of the position, as they are told.
std::vector<std::string> alleles_at(const GeneDefinition& definition, std::size_t position) {
    std::vector<std::string> names;
    for (const NamedAllele& allele : definition.alleles) {
        if (allele.reference || !allele.cells[position]) continue;
        const auto told = definition.suballeles.find(allele.name);
        const std::string& name = told == definition.suballeles.end() ? allele.name : told->second;
        if (names.empty() || std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    return names;
}

Json remarks_on(const AnswerBasis& basis, const PgxPosition& position) {
    Json list = Json::array();
    if (basis.remarks.empty()) return list;
    const std::string place = format("{}:{}:", position.chromosome, position.position);
    for (const std::string& remark : basis.remarks)
        if (remark.starts_with(place)) list.push_back(valid_text(remark));
    return list;
}

struct SeenPosition {
    const PgxPosition& position;
    PgxGenotype genotype;
    std::string undocumented;
    formats::PgxEvidence evidence;

    SeenPosition(const GeneOfSample& gene, const PgxPosition& at, std::size_t p) : position(at) {
        if (p < gene.genotypes.size()) genotype = gene.genotypes[p];
        if (p < gene.undocumented.size()) undocumented = gene.undocumented[p];
        if (p < gene.evidence.size()) evidence = gene.evidence[p];
    }
    bool is_told() const {
        return genotype.first != PgxGenotype::missing ||
               (!genotype.is_haploid() && genotype.second != PgxGenotype::missing);
    }
};

Json document(const GeneOfSample& gene, const SeenPosition& seen, std::vector<std::string> alleles,
              Json reference, Json warnings) {
    const PgxGenotype& genotype = seen.genotype;
    const bool undocumented = genotype.first == PgxGenotype::other || genotype.second == PgxGenotype::other;
    Json::Members made;
    made.reserve(14);
    made.emplace_back("gene", gene.gene);
    made.emplace_back("chromosome", seen.position.chromosome);
    made.emplace_back("position", seen.position.position);
    made.emplace_back("dbSnpId", text_or_null(seen.position.rsid));
    made.emplace_back(
        "call", seen.is_told() ? Json(valid_text(told_genotype(seen.position, genotype, seen.undocumented)))
                               : Json());
    made.emplace_back("alleles", texts(alleles));
    made.emplace_back("phased", genotype.phased);
    made.emplace_back("phaseSet", genotype.phase_set < 0 ? Json() : Json(genotype.phase_set));
    made.emplace_back("referenceAllele", std::move(reference));
    made.emplace_back("hasUndocumentedVariations", undocumented);
    made.emplace_back("warnings", std::move(warnings));
    if (genotype.assumed) made.emplace_back("assumed", true);
    if (seen.evidence.depth >= 0) made.emplace_back("depth", seen.evidence.depth);
    if (seen.evidence.quality >= 0) made.emplace_back("quality", seen.evidence.quality);
    return Json::object(std::move(made));
}

const NamedAllele* reference_allele(const GeneDefinition& definition) {
    const auto found = std::ranges::find_if(definition.alleles, &NamedAllele::reference);
    return found == definition.alleles.end() ? nullptr : &*found;
}

}  // namespace

Json variant_documents(const AnswerBasis& basis, const GeneOfSample& gene) {
    const GeneDefinition& definition = *gene.definition;
    const NamedAllele* reference = reference_allele(definition);
    Json::Array made;
    made.reserve(definition.positions.size());
    for (std::size_t p = 0; p < definition.positions.size(); ++p) {
        const PgxPosition& position = definition.positions[p];
        const std::uint32_t usual = reference ? reference->cells[p] : 1;
        made.push_back(document(gene, {gene, position, p}, alleles_at(definition, p),
                                told_cell(position, usual ? usual : 1, false), remarks_on(basis, position)));
    }
    return Json::array(std::move(made));
}

Json extra_variant_documents(const AnswerBasis& basis, const GeneOfSample& gene) {
    const GeneDefinition& definition = *gene.definition;
    Json::Array made;
    for (std::size_t p = 0; p < definition.extra.size(); ++p)
        made.push_back(document(gene, {gene, definition.extra[p], definition.positions.size() + p}, {},
                                nullptr, remarks_on(basis, definition.extra[p])));
    return Json::array(std::move(made));
}

Json deciding_variant(const GeneOfSample& gene) {
    if (!gene.definition) return {};
    const auto& positions = gene.definition->positions;
    const auto found = std::ranges::find(positions, deciding_rsid, &PgxPosition::rsid);
    if (found == positions.end()) return {};
    const auto p = static_cast<std::size_t>(found - positions.begin());
    return document(gene, {gene, *found, p}, alleles_at(*gene.definition, p), found->ref, Json::array());
}

}  // namespace strandline::clinic
