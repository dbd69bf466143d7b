#include "report/pharmcat/drug_document.hpp"

#include "report/pharmcat/gene_notes.hpp"
#include "report/pharmcat/run_document.hpp"
#include "report/pharmcat/sequence_words.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <utility>

namespace strandline::clinic {
namespace {

using domain::PgxGuideline;
using domain::PgxRecommendation;

Json genotypes(const DiplotypeChoices& chosen) {
    Json::Array made;
    for (const DiplotypeChoice& choice : chosen.choices) {
        Json::Array diplotypes;
        for (std::size_t g = 0; g < choice.size(); ++g)
            diplotypes.push_back(chosen.genes[g]->document(*choice[g]));
        Json::Members one;
        one.emplace_back("diplotypes", Json::array(std::move(diplotypes)));
        made.push_back(Json::object(std::move(one)));
    }
    return Json::array(std::move(made));
}

/// Of each gene, where one of them has a score; otherwise none.
Json scores(const DiplotypeChoices& chosen) {
    Json made = Json::object();
    if (chosen.choices.empty()) return made;
    const DiplotypeChoice& choice = chosen.choices.front();
    if (std::ranges::all_of(choice, [](const auto* each) { return each->meaning.activity_score.empty(); }))
        return made;
    for (std::size_t g = 0; g < choice.size(); ++g) {
        const std::string& score = choice[g]->meaning.activity_score;
        made.set(chosen.genes[g]->gene().gene, score.empty() ? std::string("n/a") : score);
    }
    return made;
}

/// Of each gene that the recommendation looks at; of a gene of present alleles, the key that fits.
Json phenotypes(const PgxRecommendation& recommendation, const DiplotypeChoices& chosen) {
    Json made = Json::object();
    if (chosen.choices.empty()) return made;
    for (std::size_t g = 0; g < chosen.genes.size(); ++g) {
        const DiplotypeMeaning& meaning = chosen.choices.front()[g]->meaning;
        const auto key = recommendation.lookup.find(chosen.genes[g]->gene().gene);
        if (key == recommendation.lookup.end() || meaning.phenotype == "No Result") continue;
        made.set(key->first, valid_text(meaning.lookup_keys.size() > 1 ? key->second : meaning.phenotype));
    }
    return made;
}

/// What a recommendation must not be read without, of all genes of its guideline.
Json provisos_of(const DiplotypeChoices& chosen) {
    std::vector<GeneNote> notes;
    for (const GeneDiplotypes* gene : chosen.genes)
        for (GeneNote& note : provisos(gene->gene())) notes.push_back(std::move(note));
    return messages(notes);
}

Json lookup(const PgxRecommendation& recommendation) {
    Json keys = Json::object();
    for (const auto& [gene, key] : recommendation.lookup) keys.set(gene, key);
    Json list = Json::array();
    list.push_back(std::move(keys));
    return list;
}

Json annotation(const PgxGuideline& guideline, const MatchedRecommendation& matched,
                const DiplotypesOfGenes& genes) {
    const PgxRecommendation& recommendation = *matched.recommendation;
    const DiplotypeChoices chosen = choices_because(guideline, matched.because, genes);
    Json::Members made;
    made.reserve(15);
    made.emplace_back("implications", texts(recommendation.implications));
    made.emplace_back("drugRecommendation", text_or_null(recommendation.text));
    made.emplace_back("classification", text_or_null(recommendation.classification));
    made.emplace_back("activityScore", scores(chosen));
    made.emplace_back("population", text_or_null(recommendation.population));
    made.emplace_back("genotypes", genotypes(chosen));
    made.emplace_back("messages", provisos_of(chosen));
    made.emplace_back("highlightedVariants", Json::array());
    made.emplace_back("dosingInformation", recommendation.dosing);
    made.emplace_back("alternateDrugAvailable", recommendation.alternate_drug);
    made.emplace_back("otherPrescribingGuidance", recommendation.other_guidance);
    made.emplace_back("phenotypes", phenotypes(recommendation, chosen));
    made.emplace_back("lookupKey", lookup(recommendation));
    made.emplace_back("id", recommendation.id);
    made.emplace_back("because", texts(matched.because));
    if (chosen.left_out) made.emplace_back("genotypesLeftOut", chosen.left_out);
    return Json::object(std::move(made));
}

/// "rs12777823:G/G": what the genes' extra positions have.
std::vector<std::string> extra_variants(const PgxGuideline& guideline, const DiplotypesOfGenes& genes) {
    std::vector<std::string> made;
    for (const std::string& name : guideline.genes) {
        const auto known = genes.find(name);
        if (known == genes.end() || !known->second.gene().definition) continue;
        const GeneOfSample& gene = known->second.gene();
        const std::size_t from = gene.definition->positions.size();
        for (std::size_t p = 0; p < gene.definition->extra.size() && from + p < gene.genotypes.size(); ++p)
            if (!gene.genotypes[from + p].is_missing())
                made.push_back(
                    valid_text(format("{}:{}", gene.definition->extra[p].rsid,
                                      told_genotype(gene.definition->extra[p], gene.genotypes[from + p],
                                                    gene.undocumented[from + p]))));
    }
    return made;
}

/// A flow chart that asks for a position of no named allele (CPIC on warfarin): what a reader of it needs.
Json flow_chart_annotation(const PgxGuideline& guideline, std::vector<std::string> variants,
                           const DiplotypesOfGenes& genes) {
    const DiplotypeChoices chosen = all_choices(guideline, genes);
    Json::Members made;
    made.emplace_back("implications", Json::array());
    made.emplace_back("drugRecommendation", nullptr);
    made.emplace_back("classification", nullptr);
    made.emplace_back("activityScore", Json::object());
    made.emplace_back("population", "n/a");
    made.emplace_back("genotypes", genotypes(chosen));
    made.emplace_back("messages", provisos_of(chosen));
    made.emplace_back("highlightedVariants", texts(variants));
    made.emplace_back("dosingInformation", false);
    made.emplace_back("alternateDrugAvailable", false);
    made.emplace_back("otherPrescribingGuidance", false);
    made.emplace_back("phenotypes", Json::object());
    made.emplace_back("lookupKey", Json::array());
    if (chosen.left_out) made.emplace_back("genotypesLeftOut", chosen.left_out);
    return Json::object(std::move(made));
}

std::string source_name(const PgxGuideline& guideline) { return guideline.source + "_GUIDELINE"; }

std::string_view words(GuidanceOutcome outcome) {
    switch (outcome) {
    case GuidanceOutcome::recommended:
        return "recommended";
    case GuidanceOutcome::no_match:
        return "no match";
    case GuidanceOutcome::no_result:
        return "no result";
    case GuidanceOutcome::no_recommendations:
        return "no recommendations";
    }
    return "";
}

Json guideline_document(const DrugGuidance& guidance, const DiplotypesOfGenes& genes) {
    const PgxGuideline& guideline = *guidance.guideline;
    std::vector<const MatchedRecommendation*> by_population;
    for (const MatchedRecommendation& matched : guidance.matched) by_population.push_back(&matched);
    std::ranges::stable_sort(by_population, {}, [](const MatchedRecommendation* matched) {
        return std::string_view(matched->recommendation->population);
    });
    Json::Array annotations;
    for (const MatchedRecommendation* matched : by_population)
        annotations.push_back(annotation(guideline, *matched, genes));
    if (guidance.outcome == GuidanceOutcome::no_recommendations)
        if (std::vector<std::string> variants = extra_variants(guideline, genes); !variants.empty())
            annotations.push_back(flow_chart_annotation(guideline, std::move(variants), genes));
    Json::Members made;
    made.emplace_back("id", guideline.id);
    made.emplace_back("name", guideline.name);
    made.emplace_back("source", source_name(guideline));
    made.emplace_back("version", text_or_null(guideline.version));
    made.emplace_back("url", text_or_null(guideline.url));
    made.emplace_back("annotations", Json::array(std::move(annotations)));
    made.emplace_back("outcome", words(guidance.outcome));
    made.emplace_back("genesWithoutResult", texts(guidance.without_result));
    return Json::object(std::move(made));
}

/// Each publication once.
Json citations(std::span<const DrugGuidance> guidance) {
    std::vector<const domain::PgxCitation*> all;
    for (const DrugGuidance& each : guidance)
        for (const domain::PgxCitation& citation : each.guideline->citations)
            if (std::ranges::none_of(all, [&](const auto* known) { return *known == citation; }))
                all.push_back(&citation);
    std::ranges::stable_sort(
        all, {}, [](const auto* citation) { return std::pair(citation->pmid.size(), citation->pmid); });
    Json::Array made;
    for (const domain::PgxCitation* citation : all) {
        Json::Members one;
        one.emplace_back("pmid", text_or_null(citation->pmid));
        one.emplace_back("title", citation->title);
        one.emplace_back("journal", text_or_null(citation->journal));
        one.emplace_back("year", citation->year);
        made.push_back(Json::object(std::move(one)));
    }
    return Json::array(std::move(made));
}

std::string id_of(const PgxGuideline& guideline, const std::string& drug) {
    const auto found = std::ranges::find(guideline.drugs, drug, &std::pair<std::string, std::string>::first);
    return found == guideline.drugs.end() ? std::string() : found->second;
}

}  // namespace

Json drug_document(const domain::PgxKnowledge& knowledge, std::span<const DrugGuidance> guidance,
                   const DiplotypesOfGenes& genes) {
    const DrugGuidance& first = guidance.front();
    std::vector<const DrugGuidance*> by_name;
    for (const DrugGuidance& each : guidance) by_name.push_back(&each);
    std::ranges::stable_sort(
        by_name, {}, [](const DrugGuidance* each) { return std::string_view(each->guideline->name); });
    Json::Array urls, guidelines;
    for (const DrugGuidance* each : by_name) {
        urls.emplace_back(each->guideline->url);
        guidelines.push_back(guideline_document(*each, genes));
    }
    Json::Members made;
    made.emplace_back("name", first.drug);
    made.emplace_back("id", text_or_null(id_of(*first.guideline, first.drug)));
    made.emplace_back("source", source_name(*first.guideline));
    made.emplace_back("version", text_or_null(knowledge.version));
    made.emplace_back("messages", Json::array());
    made.emplace_back("variants", Json::array());
    made.emplace_back("urls", Json::array(std::move(urls)));
    made.emplace_back("citations", citations(guidance));
    made.emplace_back("guidelines", Json::array(std::move(guidelines)));
    return Json::object(std::move(made));
}

}  // namespace strandline::clinic
