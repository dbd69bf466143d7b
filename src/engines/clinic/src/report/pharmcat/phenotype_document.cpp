#include "report/documents.hpp"

#include "report/pharmcat/gene_report.hpp"
#include "report/pharmcat/run_document.hpp"

#include <map>

namespace strandline::clinic {

Json phenotype_document(const AnswerBasis& basis, const SampleAnswer& answer) {
    std::map<std::string, Json> by_name;
    const auto take = [&](const GeneOfSample& gene) {
        by_name.emplace(gene.gene,
                        gene_report(basis, gene, GeneDiplotypes(*basis.knowledge, gene), RelatedDrugs{}));
    };
    for (const GeneOfSample& gene : answer.genes) take(gene);
    for (const GeneOfSample& gene : genes_not_answered(*basis.knowledge, answer)) take(gene);
    Json reports = Json::object();
    for (auto& [name, report] : by_name) reports.set(name, std::move(report));
    Json made;
    made.set("matcherMetadata", matcher_metadata(basis, answer));
    made.set("geneReports", std::move(reports));
    made.set("unannotatedGeneCalls", Json::array());
    made.set("provenance", provenance(basis));
    return made;
}

}  // namespace strandline::clinic
