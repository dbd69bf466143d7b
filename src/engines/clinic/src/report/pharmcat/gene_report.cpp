#include "report/pharmcat/gene_report.hpp"

#include "report/pharmcat/gene_notes.hpp"
#include "report/pharmcat/run_document.hpp"
#include "report/pharmcat/variant_document.hpp"

#include <algorithm>

namespace strandline::clinic {
namespace {

/// Positions stand behind the answer: a call by others, or none asked for, has none.
bool rests_on_positions(const GeneOfSample& gene) {
    return gene.definition && gene.answer.call && gene.answer.phenotype.origin != CallOrigin::outside &&
           gene.answer.call->reason != NotCalled::not_asked;
}

std::string_view source_of_call(const GenePhenotype& phenotype) {
    switch (phenotype.origin) {
    case CallOrigin::matcher:
        return "MATCHER";
    case CallOrigin::outside:
        return "OUTSIDE";
    case CallOrigin::none:
        break;
    }
    return "NONE";
}

Json drug_list(const RelatedDrugs& drugs) {
    Json::Array made;
    for (const auto& [name, id] : drugs) {
        Json::Members one;
        one.emplace_back("name", name);
        one.emplace_back("id", id);
        made.push_back(Json::object(std::move(one)));
    }
    return Json::array(std::move(made));
}

Json uncalled(const GeneOfSample& gene) {
    Json::Array made;
    for (const std::uint32_t allele : gene.answer.call->uncallable)
        made.emplace_back(gene.definition->alleles[allele].name);
    return Json::array(std::move(made));
}

}  // namespace

Json gene_report(const AnswerBasis& basis, const GeneOfSample& gene, const GeneDiplotypes& diplotypes,
                 const RelatedDrugs& drugs) {
    const bool rests = rests_on_positions(gene);
    const GeneCall none, &call = rests ? *gene.answer.call : none;
    const bool as_reference =
        std::ranges::find(call.warnings, MatchWarning::undocumented_as_reference) != call.warnings.end();
    Json::Members made;
    made.reserve(22);
    made.emplace_back("alleleDefinitionVersion", rests ? text_or_null(gene.definition->version) : Json());
    made.emplace_back("alleleDefinitionSource", rests ? gene.definition->source : std::string("UNKNOWN"));
    made.emplace_back("phenotypeVersion", gene.phenotypes ? text_or_null(gene.phenotypes->version) : Json());
    made.emplace_back("geneSymbol", gene.gene);
    made.emplace_back("chr", rests ? Json(gene.definition->chromosome) : Json());
    made.emplace_back("phased", call.phased);
    made.emplace_back("effectivelyPhased", call.effectively_phased);
    made.emplace_back("callSource", source_of_call(gene.answer.phenotype));
    made.emplace_back("uncalledHaplotypes", rests ? uncalled(gene) : Json::array());
    made.emplace_back("messages", messages(gene_notes(gene)));
    made.emplace_back("relatedDrugs", drug_list(drugs));
    made.emplace_back("sourceDiplotypes", diplotypes.documents(diplotypes.source()));
    made.emplace_back("matcherComponentHaplotypes", diplotypes.documents(diplotypes.components()));
    made.emplace_back("matcherHomozygousComponentHaplotypes",
                      diplotypes.documents(diplotypes.homozygous_components()));
    made.emplace_back("recommendationDiplotypes", diplotypes.documents(diplotypes.recommended()));
    made.emplace_back("variants", rests ? variant_documents(basis, gene) : Json::array());
    made.emplace_back("variantsOfInterest", rests ? extra_variant_documents(basis, gene) : Json::array());
    made.emplace_back("hasUndocumentedVariations", !call.undocumented.empty());
    made.emplace_back("treatUndocumentedVariationsAsReference", as_reference);
    return Json::object(std::move(made));
}

std::vector<GeneOfSample> genes_not_answered(const domain::PgxKnowledge& knowledge,
                                             const SampleAnswer& answer) {
    std::set<std::string> names;
    for (const domain::PgxGuideline& guideline : knowledge.guidelines)
        names.insert(guideline.genes.begin(), guideline.genes.end());
    for (const GeneOfSample& gene : answer.genes) names.erase(gene.gene);
    std::vector<GeneOfSample> made;
    for (const std::string& name : names) {
        GeneOfSample& gene = made.emplace_back();
        gene.gene = name;
        const auto table = std::ranges::find(knowledge.phenotypes, name, &domain::PhenotypeTable::gene);
        if (table != knowledge.phenotypes.end()) gene.phenotypes = &*table;
        gene.answer.phenotype.gene = name;
    }
    return made;
}

}  // namespace strandline::clinic
