#include "report/documents.hpp"

#include "report/pharmcat/drug_document.hpp"
#include "report/pharmcat/gene_report.hpp"
#include "report/pharmcat/run_document.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <map>
#include <span>

namespace strandline::clinic {
namespace {

std::map<std::string, RelatedDrugs> drugs_of_genes(const domain::PgxKnowledge& knowledge) {
    std::map<std::string, RelatedDrugs> made;
    for (const domain::PgxGuideline& guideline : knowledge.guidelines)
        for (const std::string& gene : guideline.genes)
            made[gene].insert(guideline.drugs.begin(), guideline.drugs.end());
    return made;
}

/// Source by source, drug by drug; guidance comes by drug, then source.
Json drugs_document(const domain::PgxKnowledge& knowledge, std::span<const DrugGuidance> guidance,
                    const DiplotypesOfGenes& genes) {
    std::map<std::string, Json> by_source;
    while (!guidance.empty()) {
        const auto& [drug, guideline] = std::pair(guidance.front().drug, guidance.front().guideline);
        std::size_t count = 1;
        while (count < guidance.size() && guidance[count].drug == drug &&
               guidance[count].guideline->source == guideline->source)
            ++count;
        by_source.try_emplace(guideline->source + " Guideline Annotation", Json::object())
            .first->second.set(drug, drug_document(knowledge, guidance.first(count), genes));
        guidance = guidance.subspan(count);
    }
    Json made = Json::object();
    for (auto& [source, drugs] : by_source) made.set(source, std::move(drugs));
    return made;
}

}  // namespace

Json report_document(const AnswerBasis& basis, const SampleAnswer& answer) {
    const domain::PgxKnowledge& knowledge = *basis.knowledge;
    const std::vector<GeneOfSample> not_answered = genes_not_answered(knowledge, answer);
    const std::map<std::string, RelatedDrugs> drugs = drugs_of_genes(knowledge);
    DiplotypesOfGenes diplotypes;
    std::map<std::string, Json> by_name;
    const auto take = [&](const GeneOfSample& gene) {
        const GeneDiplotypes& told = diplotypes.try_emplace(gene.gene, knowledge, gene).first->second;
        const auto related = drugs.find(gene.gene);
        by_name.emplace(gene.gene, gene_report(basis, gene, told,
                                               related == drugs.end() ? RelatedDrugs{} : related->second));
    };
    for (const GeneOfSample& gene : answer.genes) take(gene);
    for (const GeneOfSample& gene : not_answered) take(gene);
    Json genes = Json::object();
    for (auto& [name, report] : by_name) genes.set(name, std::move(report));
    Json made;
    made.set("title", basis.input_name().empty() ? valid_text(answer.sample) : base_name(basis));
    made.set("timestamp", text_or_null(basis.date));
    made.set("pharmcatVersion", nullptr);
    made.set("dataVersion", text_or_null(knowledge.version));
    made.set("genes", std::move(genes));
    made.set("drugs", drugs_document(knowledge, answer.guidance, diplotypes));
    made.set("messages", Json::array());
    made.set("matcherMetadata", matcher_metadata(basis, answer));
    made.set("unannotatedGeneCalls", Json::array());
    made.set("provenance", provenance(basis));
    return made;
}

}  // namespace strandline::clinic
