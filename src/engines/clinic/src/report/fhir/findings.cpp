#include "report/fhir/codes.hpp"
#include "report/fhir/resources.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::clinic {
namespace {

using domain::PgxGenotype;

Json gene_component(const std::string& gene) {
    return fhir::loinc_component("48018-6", "Gene studied [ID]", "valueCodeableConcept",
                                 fhir::gene_concept(gene));
}

/// The variants of a sample that named alleles are made of.
std::vector<std::string> variants_of(const domain::GeneDefinition& definition, const HaplotypeCall& haplotype,
                                     const FhirVariants& variants) {
    std::vector<std::string> urns;
    const auto reference = std::ranges::find(definition.alleles, true, &domain::NamedAllele::reference);
    for (const auto& [site, urn] : variants) {
        const auto& [position, kind] = site;
        if (position >= definition.positions.size() || kind == PgxGenotype::other) continue;
        const bool named = std::ranges::any_of(haplotype.alleles, [&](std::uint32_t allele) {
            std::uint32_t cell = definition.alleles[allele].cells[position];
            if (cell == 0 && reference != definition.alleles.end()) cell = reference->cells[position];
            return (cell >> kind & 1U) && !(cell & 1U);
        });
        const bool alone = std::ranges::any_of(haplotype.parts, [&](const HaplotypePart& part) {
            return part.position == position && part.kind == kind;
        });
        if (named || alone) urns.push_back(urn);
    }
    return urns;
}

Json haplotype(const std::string& gene, Json allele, const std::vector<std::string>& variants,
               const FhirOrigin& origin, bool is_uncertain) {
    Json made = fhir_observation("haplotype", fhir::concept_of(fhir::loinc, "84414-2", "Haplotype name"),
                                 origin, is_uncertain);
    made.set("valueCodeableConcept", std::move(allele));
    add_references(made, "derivedFrom", variants);
    made.set("component", fhir::array(gene_component(gene)));
    return made;
}

Json genotype(const GeneOfSample& gene, const std::string& text, std::size_t alternatives,
              const std::vector<std::string>& from, const FhirOrigin& origin) {
    Json made =
        fhir_observation("genotype", fhir::concept_of(fhir::loinc, "84413-4", "Genotype display name"),
                         origin, is_uncertain(gene));
    made.set("valueCodeableConcept", fhir::concept_of_text(fhir::diplotype_text(gene.gene, text)));
    std::vector<std::string> notes;
    if (alternatives > 1)
        notes.push_back(format("One of {} genotypes that are possible for this gene: they are alternatives.",
                               alternatives));
    for (std::string& note : notes_of_gene(gene)) notes.push_back(std::move(note));
    add_notes(made, notes);
    add_references(made, "derivedFrom", from);
    made.set("component", fhir::array(gene_component(gene.gene)));
    return made;
}

/// The guide's genotype must have a value: what has none is an Observation of R4, with the reason.
Json no_genotype(const GeneOfSample& gene, const FhirOrigin& origin) {
    Json made = fhir_observation({}, fhir::concept_of(fhir::loinc, "84413-4", "Genotype display name"),
                                 origin, false);
    const bool tried = gene.answer.call && gene.answer.call->reason != NotCalled::not_asked;
    made.set("dataAbsentReason", fhir::concept_of(fhir::absent_reason, tried ? "unknown" : "not-performed"));
    add_notes(made, notes_of_gene(gene));
    made.set("component", fhir::array(gene_component(gene.gene)));
    return made;
}

struct FindingsOfGene {
    const GeneOfSample& gene;
    const FhirOrigin& origin;
    FhirResources& resources;
    FhirGene made;

    std::string add_haplotype(Json allele, const std::vector<std::string>& variants) {
        const std::string urn =
            resources.add(haplotype(gene.gene, std::move(allele), variants, origin, is_uncertain(gene)));
        if (std::ranges::find(made.others, urn) == made.others.end()) made.others.push_back(urn);
        return urn;
    }

    void add_genotype(const std::string& text, std::size_t alternatives,
                      const std::vector<std::string>& from) {
        made.diplotypes.push_back(text);
        made.genotypes.push_back(resources.add(genotype(gene, text, alternatives, from, origin)));
    }

    /// By its code where the definition is the field's own: alleles of a user's file may share names with it.
    Json allele_of(const HaplotypeCall& call) const {
        const bool one = call.alleles.size() == 1 && call.parts.empty();
        Json coded = fhir::allele_concept(gene.gene, call.name,
                                          one ? gene.definition->alleles[call.alleles[0]].id : "");
        return fhir::is_of_clinpgx(*gene.definition) ? coded
                                                     : fhir::concept_of_text(coded.at("text").string());
    }

    void of_matcher(const FhirVariants& variants) {
        const GeneCall& call = *gene.answer.call;
        const std::vector<std::string>& source = gene.answer.phenotype.source;
        std::vector<std::string> haplotypes;
        for (const HaplotypeCall& each : call.haplotypes) {
            haplotypes.push_back(
                add_haplotype(allele_of(each), variants_of(*gene.definition, each, variants)));
        }
        for (const DiplotypeCall& each : call.diplotypes) {
            std::vector<std::string> from = {haplotypes[each.first]};
            if (each.second != DiplotypeCall::none && each.second != each.first)
                from.push_back(haplotypes[each.second]);
            const std::size_t which = made.genotypes.size();
            add_genotype(source.size() == call.diplotypes.size() ? source[which] : each.name,
                         call.diplotypes.size(), from);
        }
        if (call.diplotypes.empty()) list_variants(variants);
    }

    /// Variants that could not be put on strands, homozygous ones twice.
    void list_variants(const FhirVariants& variants) {
        std::vector<std::string> names, from;
        for (const std::uint32_t allele : gene.answer.call->variants)
            names.push_back(gene.definition->alleles[allele].name);
        for (const auto& [site, urn] : variants) from.push_back(urn);
        add_genotype(join(names, " and "), 1, from);
    }

    void of_outside() {
        const auto& meanings = gene.answer.phenotype.recommended;
        const auto& source = gene.answer.phenotype.source;
        for (std::size_t i = 0; i < source.size(); ++i) {
            // A phenotype that is told without alleles is no genotype.
            const bool is_told = i >= meanings.size() || !meanings[i].diplotype.empty();
            if (source[i].empty() || !is_told) continue;
            std::vector<std::string> from;
            for (const std::string& allele :
                 i < meanings.size() ? meanings[i].alleles : std::vector<std::string>())
                if (const std::string urn = add_haplotype(fhir::allele_concept(gene.gene, allele, {}), {});
                    from.empty() || from[0] != urn)
                    from.push_back(urn);
            add_genotype(source[i], source.size(), from);
        }
    }
};

}  // namespace

FhirGene add_findings(const GeneOfSample& gene, const FhirOrigin& origin, FhirResources& resources) {
    FindingsOfGene findings{gene, origin, resources, {}};
    findings.made.gene = &gene;
    const FhirVariants variants = add_variants(gene, origin, resources);
    for (const auto& [site, urn] : variants) findings.made.others.push_back(urn);
    const GenePhenotype& phenotype = gene.answer.phenotype;
    if (phenotype.origin == CallOrigin::outside)
        findings.of_outside();
    else if (phenotype.origin == CallOrigin::matcher && gene.answer.call && gene.answer.call->called())
        findings.of_matcher(variants);
    if (findings.made.genotypes.empty())
        findings.made.genotypes.push_back(resources.add(no_genotype(gene, origin)));
    return std::move(findings.made);
}

}  // namespace strandline::clinic
