#include "report/documents.hpp"
#include "report/fhir/codes.hpp"
#include "report/fhir/resources.hpp"

#include <strandline/base/html.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::clinic {
namespace {

/// References of a report, in its order.
struct ReportParts {
    std::vector<std::string> results, actions;
    FhirGround ground;
};

Json extension_of(std::string_view url, std::string_view value_name, Json value) {
    return fhir::object({"url", url}, {std::string(value_name), std::move(value)});
}

/// A note whose kind is coded (CodedAnnotation).
Json coded_note(std::string_view type, std::string_view display, const std::string& text) {
    const std::string code_url = std::string(fhir::guide) + "annotation-code";
    Json annotation = Json::object(
        {{"extension", Json::array({extension_of(code_url, "valueCodeableConcept",
                                                 fhir::concept_of(fhir::annotation_types, type, display))})},
         {"text", fhir::shown(text)}});
    return extension_of(std::string(fhir::guide) + "genomic-report-note", "valueAnnotation",
                        std::move(annotation));
}

std::vector<std::string> methods(const AnswerBasis& basis) {
    std::vector<std::string> words = {
        "Named alleles are matched to the genotypes at the positions that define them; phenotypes and "
        "recommendations are looked up in the knowledge named in this bundle."};
    if (basis.absent_to_ref)
        words.emplace_back("Positions without a record were assumed to be reference, as a setting said.");
    if (basis.unspecified_to_ref)
        words.emplace_back("Missing genotypes (./.) were assumed to be reference, as a setting said.");
    if (basis.match.all) words.emplace_back("All diplotypes that explain the genotypes are told.");
    if (basis.match.combinations)
        words.emplace_back("Research: combinations and parts of alleles are told where nothing else fits.");
    if (basis.match.cyp2d6)
        words.emplace_back("Research: CYP2D6 was called without its structural variants.");
    if (basis.match.partly_phased) words.emplace_back("Partly phased genes keep the strands that are known.");
    for (const std::string& remark : basis.remarks) words.push_back("Reading: " + remark);
    return words;
}

Json extensions(const AnswerBasis& basis, const ReportParts& parts) {
    Json::Array made;
    made.push_back(coded_note("test-disclaimer", "Test Disclaimer", std::string(research_notice)));
    for (const std::string& words : methods(basis))
        made.push_back(coded_note("test-methodology", "Test Methodology", words));
    for (const std::string& urn : {parts.ground.input, parts.ground.knowledge})
        made.push_back(extension_of(fhir::supporting_info, "valueReference", fhir::reference(urn)));
    for (const std::string& urn : parts.actions)
        made.push_back(extension_of(std::string(fhir::guide) + "recommended-action", "valueReference",
                                    fhir::reference(urn)));
    return Json::array(std::move(made));
}

/// What a result must not be read without; the notes of its genotypes have the details.
std::string reservations(const GeneOfSample& gene) {
    std::vector<std::string> parts;
    const auto& remarks = gene.answer.phenotype.remarks;
    if (std::ranges::find(remarks, PhenotypeRemark::structural_variants_unknown) != remarks.end())
        parts.emplace_back("provisional: structural variants were not looked for");
    if (gene.answer.phenotype.origin == CallOrigin::matcher && gene.answer.call && gene.definition) {
        const std::size_t all = gene.definition->positions.size();
        if (const std::size_t assumed = gene.answer.call->assumed.size())
            parts.push_back(format("{} of {} positions assumed to be reference", assumed, all));
        if (const std::size_t missing = gene.answer.call->missing.size())
            parts.push_back(format("{} of {} positions not seen", missing, all));
    }
    return parts.empty() ? "" : format(" ({})", join(parts, "; "));
}

/// "CYP2C19 *1/*2: Intermediate Metabolizer", gene by gene.
std::vector<std::string> summary(const std::vector<FhirGene>& genes) {
    std::vector<std::string> lines;
    for (const FhirGene& gene : genes) {
        std::vector<std::string> genotypes, phenotypes;
        for (const std::string& diplotype : gene.diplotypes)
            genotypes.push_back(fhir::diplotype_text(gene.gene->gene, diplotype));
        for (const DiplotypeMeaning& meaning : gene.gene->answer.phenotype.recommended)
            if (has_phenotype(meaning) &&
                std::find(phenotypes.begin(), phenotypes.end(), meaning.phenotype) == phenotypes.end())
                phenotypes.push_back(meaning.phenotype);
        std::string line = genotypes.empty() ? gene.gene->gene + " not called" : join(genotypes, " or ");
        if (!phenotypes.empty()) line += ": " + join(phenotypes, " or ");
        lines.push_back(fhir::shown(line + reservations(*gene.gene)));
    }
    return lines;
}

Json narrative(const std::vector<std::string>& lines) {
    std::string items;
    for (const std::string& line : lines) items += "<li>" + escaped(line) + "</li>";
    return Json::object(
        {{"status", "generated"},
         {"div", format("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{}</p><ul>{}</ul></div>",
                        escaped(research_notice), items)}});
}

Json diagnostic_report(const AnswerBasis& basis, const std::vector<FhirGene>& genes, const ReportParts& parts,
                       const FhirOrigin& origin) {
    const std::vector<std::string> lines = summary(genes);
    Json made = fhir_resource("DiagnosticReport", "genomic-report");
    if (!lines.empty()) made.set("text", narrative(lines));
    made.set("extension", extensions(basis, parts));
    made.set("status", "partial");  // R4: "may be incomplete or unverified". No person has verified it.
    made.set("category", Json::array({fhir::concept_of(fhir::diagnostic_service, "GE", "Genetics")}));
    made.set("code", fhir::concept_of(fhir::loinc, "51969-4", "Genetic analysis report"));
    made.set("subject", fhir::reference(origin.patient));
    if (!basis.date.empty()) made.set("issued", basis.date + "T00:00:00Z");
    add_references(made, "result", parts.results);
    if (!lines.empty()) made.set("conclusion", std::string(research_notice) + "\n" + join(lines, "\n"));
    return made;
}

void append(std::vector<std::string>& into, const std::vector<std::string>& urns) {
    into.insert(into.end(), urns.begin(), urns.end());
}

}  // namespace

Json fhir_bundle(const AnswerBasis& basis, const SampleAnswer& answer) {
    FhirResources resources;
    FhirOrigin origin;
    origin.patient = add_patient(basis, answer, resources);
    origin.device = add_software(resources);
    ReportParts parts;
    parts.ground = add_ground(basis, origin, resources);
    std::vector<FhirGene> genes;
    for (const GeneOfSample& gene : answer.genes) {
        genes.push_back(add_findings(gene, origin, resources));
        append(parts.results, genes.back().genotypes);
        append(parts.results, genes.back().others);
        append(parts.results, add_phenotypes(genes.back(), origin, resources));
    }
    for (const DrugGuidance& guidance : answer.guidance) {
        const FhirGuidance urns = add_guidance(guidance, genes, basis.date, origin, resources);
        append(parts.results, urns.implications);
        append(parts.actions, urns.tasks);
    }
    const std::string report = resources.add(diagnostic_report(basis, genes, parts, origin));
    add_provenance(report, parts.ground, basis.date, origin, resources);
    Json bundle =
        fhir::object({"resourceType", "Bundle"}, {"id", content_uuid(report)}, {"type", "collection"});
    bundle.set("entry", std::move(resources).entries());
    return bundle;
}

}  // namespace strandline::clinic
