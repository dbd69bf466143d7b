#include "report/fhir/codes.hpp"
#include "report/fhir/resources.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <set>

namespace strandline::clinic {
namespace {

using domain::PgxGuideline;
using domain::PgxRecommendation;

constexpr std::string_view concept_value = "valueCodeableConcept";

Json tbd_component(std::string_view code, std::string_view display, std::string_view value_name, Json value) {
    return fhir::component(fhir::concept_of(fhir::tbd, code, display), value_name, std::move(value));
}

Json implication_component(Json value) {
    return tbd_component("therapeutic-implication", "Therapeutic Implication", concept_value,
                         std::move(value));
}

Json begin_implication(const FhirOrigin& origin, bool is_uncertain) {
    return fhir_observation("therapeutic-implication",
                            fhir::concept_of(fhir::tbd, "therapeutic-implication", "Therapeutic Implication"),
                            origin, is_uncertain);
}

/// The genotypes that a meaning is of; all of the gene where names do not tell.
std::vector<std::string> genotypes_of(const FhirGene& gene, const DiplotypeMeaning& meaning) {
    std::vector<std::string> urns;
    for (std::size_t i = 0; i < gene.diplotypes.size(); ++i)
        if (gene.diplotypes[i] == meaning.diplotype) urns.push_back(gene.genotypes[i]);
    return urns.empty() ? gene.genotypes : urns;
}

void insert_once(std::vector<std::string>& into, const std::vector<std::string>& urns) {
    for (const std::string& urn : urns)
        if (std::ranges::find(into, urn) == into.end()) into.push_back(urn);
}

/// "CYP2C19 *1/*4" in "CYP2C19 *1/*4, CYP2D6 *1/*1".
bool names_diplotype(std::string_view because, const std::string& part) {
    for (std::size_t at = because.find(part); at != std::string_view::npos; at = because.find(part, at + 1)) {
        const std::string_view after = because.substr(at + part.size());
        const bool begins = at == 0 || because.substr(0, at).ends_with(", ");
        if (begins && (after.empty() || after.starts_with(", "))) return true;
    }
    return false;
}

/// What of a sample leads to a recommendation.
struct LeadingFindings {
    std::vector<std::pair<std::string, const DiplotypeMeaning*>> meanings;  // gene by gene
    std::vector<std::string> genotypes;                                     // urn
    std::vector<std::string> provisos;  // without which they must not be read
    bool uncertain = false;
};

/// Guidance names one diplotype for all of one meaning, unless the guideline asks for alleles.
bool is_told_by(const DiplotypeMeaning& one, const DiplotypeMeaning& named) {
    return one.phenotype == named.phenotype && one.lookup_keys == named.lookup_keys &&
           one.activity_score == named.activity_score;
}

void add_leading(const MatchedRecommendation& matched, const FhirGene& gene, LeadingFindings& into) {
    const auto& meanings = gene.gene->answer.phenotype.recommended;
    const auto key = matched.recommendation->lookup.find(gene.gene->gene);
    const bool by_alleles =
        key != matched.recommendation->lookup.end() && key->second.find('/') != std::string::npos;
    into.uncertain |= is_uncertain(*gene.gene);
    if (is_blind_to_structure(gene.gene->answer.phenotype))
        into.provisos.push_back(
            format("{}: {}.", gene.gene->gene, words(PhenotypeRemark::structural_variants_unknown)));
    bool any = false;
    for (const DiplotypeMeaning& named : meanings) {
        const std::string part = format("{} {}", gene.gene->gene, named.diplotype);
        if (!std::ranges::any_of(matched.because,
                                 [&](const std::string& each) { return names_diplotype(each, part); }))
            continue;
        for (const DiplotypeMeaning& meaning : meanings) {
            if (&meaning != &named && (by_alleles || !is_told_by(meaning, named))) continue;
            const std::pair<std::string, const DiplotypeMeaning*> found(gene.gene->gene, &meaning);
            if (std::ranges::find(into.meanings, found) != into.meanings.end()) continue;
            into.meanings.push_back(found);
            insert_once(into.genotypes, genotypes_of(gene, meaning));
            any = true;
        }
    }
    if (!any) insert_once(into.genotypes, gene.genotypes);  // nothing is known of it, and that leads here
}

LeadingFindings leading_findings(const DrugGuidance& guidance, const MatchedRecommendation& matched,
                                 const std::vector<FhirGene>& genes) {
    LeadingFindings made;
    for (const std::string& name : guidance.guideline->genes)
        for (const FhirGene& gene : genes)
            if (gene.gene->gene == name) add_leading(matched, gene, made);
    made.uncertain |= !guidance.without_result.empty();
    return made;
}

Json artifact(std::string_view url_of_extension, Json related) {
    return fhir::object({"url", url_of_extension}, {"valueRelatedArtifact", std::move(related)});
}

/// The guideline and the publications that it rests on.
Json artifacts(const PgxGuideline& guideline) {
    Json::Array made;
    Json related = Json::object({{"type", "citation"}, {"label", guideline.source}});
    if (!guideline.name.empty()) related.set("display", guideline.name);
    if (!guideline.url.empty()) related.set("url", guideline.url);
    made.push_back(artifact(fhir::related_artifact, std::move(related)));
    for (const domain::PgxCitation& citation : guideline.citations) {
        if (citation.pmid.empty()) continue;
        Json publication = Json::object({{"type", "citation"}});
        if (!citation.title.empty())
            publication.set("citation",
                            format("{} {}{}PMID {}", citation.title, citation.journal,
                                   citation.year ? format(" {}. ", citation.year) : ". ", citation.pmid));
        publication.set("url", "https://pubmed.ncbi.nlm.nih.gov/" + citation.pmid);
        made.push_back(artifact(fhir::related_artifact, std::move(publication)));
    }
    return Json::array(std::move(made));
}

Json drug_concept(const DrugGuidance& guidance) {
    Json made = Json::object();
    for (const auto& [name, id] : guidance.guideline->drugs)
        if (name == guidance.drug && !id.empty())
            made.set("coding", fhir::array(fhir::coding(fhir::clinpgx_chemical, id, name)));
    made.set("text", guidance.drug);
    return made;
}

Json::Array components_of(const DrugGuidance& guidance, const PgxRecommendation& recommendation,
                          const LeadingFindings& leading, const std::string& text) {
    Json::Array made;
    made.push_back(
        fhir::loinc_component("51963-7", "Medication assessed", concept_value, drug_concept(guidance)));
    std::set<std::pair<std::string, std::string>> told;
    for (const auto& [gene, meaning] : leading.meanings)
        if (fhir::has_phenotype_code(meaning->phenotype) && told.emplace(gene, meaning->phenotype).second)
            made.push_back(implication_component(fhir::phenotype_concept(gene, meaning->phenotype)));
    for (const std::string& implication : recommendation.implications)
        if (const std::string words = plain_words(implication); !words.empty())
            made.push_back(implication_component(fhir::concept_of_text(words)));
    if (!recommendation.classification.empty())
        made.push_back(fhir::loinc_component(
            "93044-6", "Level of evidence", concept_value,
            fhir::concept_of_text(guidance.guideline->source + ": " + recommendation.classification)));
    if (!text.empty())
        made.push_back(tbd_component("conclusion-string", "Conclusion Text", "valueString", text));
    return made;
}

/// Genes whose phenotype is told without alleles stand alone: "CYP2C19 *1/*2, CYP2D6".
std::string reason_of(const MatchedRecommendation& matched) {
    std::string words = join(matched.because, "; or ");
    for (std::size_t at; (at = words.find(" ,")) != std::string::npos;) words.erase(at, 1);
    for (std::size_t at; (at = words.find(" ;")) != std::string::npos;) words.erase(at, 1);
    return std::string(trim(words));
}

std::vector<std::string> notes_of(const DrugGuidance& guidance, const MatchedRecommendation& matched,
                                  const LeadingFindings& leading) {
    std::vector<std::string> notes = {format("Because of {}.", reason_of(matched))};
    if (matched.because.size() > 1 || guidance.matched.size() > 1)
        notes.push_back(
            format("One of {} recommendations of this guideline for this drug and sample: by "
                   "population, or by genotypes that are possible.",
                   guidance.matched.size()));
    if (!matched.recommendation->population.empty())
        notes.push_back(format("Population: {}.", matched.recommendation->population));
    if (!guidance.without_result.empty())
        notes.push_back(format("Without a result: {}.", join(guidance.without_result, ", ")));
    notes.insert(notes.end(), leading.provisos.begin(), leading.provisos.end());
    return notes;
}

/// A guideline's proposal. LL4049-4 binds: no code but where another drug is to be considered.
Json task(const PgxRecommendation& recommendation, const std::string& text, const std::string& drug,
          const std::string& implication, const std::string& date, const FhirOrigin& origin) {
    Json made = fhir_resource("Task", "medication-recommendation");
    made.set("status", "requested");
    made.set("intent", "proposal");
    if (recommendation.alternate_drug)
        made.set("code", fhir::concept_of(fhir::loinc, "LA26421-0", "Consider alternative medication"));
    made.set("description", drug + ": " + text);
    made.set("for", fhir::reference(origin.patient));
    if (!date.empty()) made.set("authoredOn", date);
    made.set("requester", fhir::reference(origin.device));
    made.set("reasonReference", fhir::reference(implication));
    return made;
}

}  // namespace

std::vector<std::string> add_phenotypes(const FhirGene& gene, const FhirOrigin& origin,
                                        FhirResources& resources) {
    std::vector<std::string> urns;
    for (const DiplotypeMeaning& meaning : gene.gene->answer.phenotype.recommended) {
        if (!has_phenotype(meaning)) continue;
        Json made = begin_implication(origin, is_uncertain(*gene.gene));
        std::vector<std::string> notes = {meaning.diplotype.empty()
                                              ? format("Of {}, told without alleles.", gene.gene->gene)
                                              : format("Of {} {}.", gene.gene->gene, meaning.diplotype)};
        for (const PhenotypeRemark remark : gene.gene->answer.phenotype.remarks)
            notes.push_back(format("Remark: {}.", words(remark)));
        add_notes(made, notes);
        std::vector<std::string> from = genotypes_of(gene, meaning);
        if (gene.diplotypes.empty()) insert_once(from, gene.others);
        add_references(made, "derivedFrom", from);
        Json::Array components;
        components.push_back(
            implication_component(fhir::phenotype_concept(gene.gene->gene, meaning.phenotype)));
        if (!meaning.activity_score.empty() && meaning.activity_score != "n/a" &&
            meaning.activity_score != "No Result")
            components.push_back(fhir::component(fhir::concept_of_text("Activity score"), "valueString",
                                                 fhir::shown(meaning.activity_score)));
        made.set("component", Json::array(std::move(components)));
        urns.push_back(resources.add(std::move(made)));
    }
    return urns;
}

FhirGuidance add_guidance(const DrugGuidance& guidance, const std::vector<FhirGene>& genes,
                          const std::string& date, const FhirOrigin& origin, FhirResources& resources) {
    FhirGuidance urns;
    for (const MatchedRecommendation& matched : guidance.matched) {
        const PgxRecommendation& recommendation = *matched.recommendation;
        const LeadingFindings leading = leading_findings(guidance, matched, genes);
        const std::string text = plain_words(recommendation.text);
        Json made = begin_implication(origin, leading.uncertain);
        made.set("extension", artifacts(*guidance.guideline));
        add_notes(made, notes_of(guidance, matched, leading));
        add_references(made, "derivedFrom", leading.genotypes);
        made.set("component", Json::array(components_of(guidance, recommendation, leading, text)));
        urns.implications.push_back(resources.add(std::move(made)));
        const bool is_action =
            recommendation.dosing || recommendation.alternate_drug || recommendation.other_guidance;
        if (is_action && !text.empty())
            urns.tasks.push_back(resources.add(
                task(recommendation, text, guidance.drug, urns.implications.back(), date, origin)));
    }
    return urns;
}

}  // namespace strandline::clinic
