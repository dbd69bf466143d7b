#include "report/fhir_codes.hpp"
#include "report/fhir_resources.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <map>
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

using VariantUrns = std::map<std::pair<std::size_t, std::uint8_t>, std::string>;

Json gene_component(const std::string& gene) {
    return fhir::loinc_component("48018-6", "Gene studied [ID]", "valueCodeableConcept",
                                 fhir::gene_concept(gene));
}

/// The variants of a sample that named alleles are made of.
std::vector<std::string> variants_of(const domain::GeneDefinition& definition, const HaplotypeCall& haplotype,
                                     const VariantUrns& variants) {
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

    VariantUrns add_variants() {
        VariantUrns variants;
        for (const CarriedAllele& allele : carried_alleles(gene)) {
            const std::string urn = resources.add(variant(gene, allele, origin));
            variants[{allele.position, allele.kind}] = urn;
            made.others.push_back(urn);
        }
        return variants;
    }

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

    void of_matcher(const VariantUrns& variants) {
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
    void list_variants(const VariantUrns& variants) {
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
    const VariantUrns variants = findings.add_variants();
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
