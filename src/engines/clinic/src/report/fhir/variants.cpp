#include "report/fhir/codes.hpp"
#include "report/fhir/resources.hpp"

#include <strandline/base/text.hpp>

#include <set>

namespace strandline::clinic {
namespace {

using domain::PgxGenotype;
using domain::PgxPosition;

/// An allele that a position carries and the reference does not.
struct CarriedAllele {
    std::size_t position = 0;
    std::uint8_t kind = 0;  // of the position's alleles; PgxGenotype::other
    std::string ref, alt;
    enum class State { unknown, heterozygous, homozygous, hemizygous } state = State::unknown;
};

const PgxPosition& position_of(const domain::GeneDefinition& definition, std::size_t index) {
    const std::size_t defined = definition.positions.size();
    return index < defined ? definition.positions[index] : definition.extra[index - defined];
}

bool is_carried(std::uint8_t kind) {
    return kind != 0 && kind != PgxGenotype::missing && kind != PgxGenotype::none;
}

std::vector<CarriedAllele> carried_alleles(const GeneOfSample& gene) {
    std::vector<CarriedAllele> made;
    for (std::size_t p = 0; gene.definition && p < gene.genotypes.size(); ++p) {
        const PgxGenotype& genotype = gene.genotypes[p];
        const PgxPosition& position = position_of(*gene.definition, p);
        std::set<std::uint8_t> kinds;
        for (const std::uint8_t kind : {genotype.first, genotype.second})
            if (is_carried(kind)) kinds.insert(kind);
        for (const std::uint8_t kind : kinds) {
            CarriedAllele allele{.position = p, .kind = kind, .ref = position.ref, .alt = {}};
            if (kind != PgxGenotype::other) {
                allele.alt = position.alts[kind - 1U];
            } else {  // "C>G", or several "C>G,C>T": then which of them is not known
                const auto parts = split(gene.undocumented[p], '>');
                if (parts.size() == 2 && parts[1].find(',') == std::string_view::npos) {
                    allele.ref = parts[0];
                    allele.alt = parts[1];
                }
            }
            if (genotype.is_haploid())
                allele.state = CarriedAllele::State::hemizygous;
            else if (!genotype.is_missing())
                allele.state = genotype.first == genotype.second ? CarriedAllele::State::homozygous
                                                                 : CarriedAllele::State::heterozygous;
            made.push_back(std::move(allele));
        }
    }
    return made;
}

Json allelic_state(CarriedAllele::State state) {
    if (state == CarriedAllele::State::hemizygous)
        return fhir::concept_of(fhir::loinc, "LA6707-9", "Hemizygous");
    return state == CarriedAllele::State::homozygous
               ? fhir::concept_of(fhir::loinc, "LA6705-3", "Homozygous")
               : fhir::concept_of(fhir::loinc, "LA6706-1", "Heterozygous");
}

Json range(std::int64_t low, std::int64_t high) {
    return fhir::object({"low", fhir::object({"value", low})}, {"high", fhir::object({"value", high})});
}

bool is_substitution(const CarriedAllele& allele) {
    constexpr std::string_view bases = "ACGT";
    return allele.ref.size() == 1 && allele.alt.size() == 1 && bases.find(allele.ref) != bases.npos &&
           bases.find(allele.alt) != bases.npos;
}

Json::Array components_of_variant(const GeneOfSample& gene, const CarriedAllele& allele) {
    const domain::GeneDefinition& definition = *gene.definition;
    const PgxPosition& position = position_of(definition, allele.position);
    const std::string concept_value = "valueCodeableConcept";
    Json::Array made;
    const auto add = [&](const char* code, const char* display, Json value) {
        made.push_back(fhir::loinc_component(code, display, concept_value, std::move(value)));
    };
    add("48018-6", "Gene studied [ID]", fhir::gene_concept(gene.gene));
    if (Json chromosome = fhir::chromosome_concept(position.chromosome); !chromosome.is_null())
        add("48000-4", "Chromosome", std::move(chromosome));
    add("62374-4", "Human reference sequence assembly version",
        fhir::concept_of(fhir::loinc, "LA26806-2", "GRCh38"));
    if (!definition.refseq.empty())
        add("48013-7", "Genomic reference sequence [ID]", fhir::concept_of(fhir::refseq, definition.refseq));
    add("92822-6", "Genomic coord system",
        fhir::concept_of(fhir::loinc, "LA30102-0", "1-based character counting"));
    const std::int64_t last = position.position + static_cast<std::int64_t>(allele.ref.size()) - 1;
    made.push_back(fhir::loinc_component("81254-5", "Genomic allele start-end", "valueRange",
                                         range(position.position, last)));
    made.push_back(
        fhir::loinc_component("69547-8", "Genomic ref allele [ID]", "valueString", fhir::shown(allele.ref)));
    if (!allele.alt.empty())
        made.push_back(fhir::loinc_component("69551-0", "Genomic alt allele [ID]", "valueString",
                                             fhir::shown(allele.alt)));
    if (!definition.refseq.empty() && is_substitution(allele))
        add("81290-9", "Genomic DNA change (gHGVS)",
            fhir::concept_of(fhir::hgvs, format("{}:g.{}{}>{}", definition.refseq, position.position,
                                                allele.ref, allele.alt)));
    if (!position.rsid.empty() && allele.kind != PgxGenotype::other)
        add("81252-9", "Discrete genetic variant", fhir::concept_of(fhir::dbsnp, position.rsid));
    if (allele.state != CarriedAllele::State::unknown)
        add("53034-5", "Allelic state", allelic_state(allele.state));
    add("48002-0", "Genomic source class [Type]", fhir::concept_of(fhir::loinc, "LA6683-2", "Germline"));
    return made;
}

Json variant(const GeneOfSample& gene, const CarriedAllele& allele, const FhirOrigin& origin) {
    Json made = fhir_observation(
        "variant", fhir::concept_of(fhir::loinc, "69548-6", "Genetic variant assessment"), origin, false);
    made.set("valueCodeableConcept", fhir::concept_of(fhir::loinc, "LA9633-4", "Present"));
    std::vector<std::string> notes;
    if (allele.position < gene.evidence.size()) {
        const formats::PgxEvidence& evidence = gene.evidence[allele.position];
        if (evidence.depth >= 0) notes.push_back(format("Reads at the position: {}.", evidence.depth));
        if (evidence.quality >= 0) notes.push_back(format("Genotype quality: {}.", evidence.quality));
    }
    if (allele.state == CarriedAllele::State::unknown)
        notes.emplace_back("The other copy has no genotype here.");
    if (allele.kind == PgxGenotype::other)
        notes.emplace_back("The definition of the gene's alleles does not know this variant.");
    add_notes(made, notes);
    made.set("component", Json::array(components_of_variant(gene, allele)));
    return made;
}

}  // namespace

FhirVariants add_variants(const GeneOfSample& gene, const FhirOrigin& origin, FhirResources& resources) {
    FhirVariants urns;
    for (const CarriedAllele& allele : carried_alleles(gene))
        urns[{allele.position, allele.kind}] = resources.add(variant(gene, allele, origin));
    return urns;
}

}  // namespace strandline::clinic
