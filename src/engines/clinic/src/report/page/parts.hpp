#pragma once

#include "report/page/drugs_told.hpp"
#include "report/page/genes_told.hpp"
#include "report/sample_answer.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace strandline::clinic {

/// What all parts of a page are made from.
struct PageFacts {
    const AnswerBasis& basis;
    const SampleAnswer& answer;
    std::vector<ToldDrug> drugs;
    ToldGenes genes;
};

// The parts, in the order of the page. Each is HTML in which every text of others is made safe.
std::string_view page_style();
std::string page_header(const PageFacts& facts);       // who, when, resting on what
std::string page_summary(const PageFacts& facts);      // what to act on
std::string page_other_drugs(const PageFacts& facts);  // no change asked for, no recommendation, no result
std::string page_drugs(const PageFacts& facts);        // drug by drug
std::string page_genes(const PageFacts& facts);        // results of genes
std::string page_positions(const PageFacts& facts);    // what was seen, position by position
std::string page_sources(const PageFacts& facts);      // knowledge, digests, settings

// Pieces that several parts have.
std::string badge(AskedChange change);
std::string gene_link(const PageFacts& facts, const std::string& gene);
std::string link(std::string_view address,
                 std::string_view words);  // words alone where it is no https address
/// Genotypes at positions that no named allele has and guidelines ask for: "rs12777823 G/G".
std::string extra_genotypes(const GeneOfSample& gene);
/// The genes of a guideline with their results, "no result" where there is none.
std::string results_of(const PageFacts& facts, const domain::PgxGuideline& guideline);
/// A drug with recommendations that are open to doubt.
bool is_provisional(const PageFacts& facts, const ToldDrug& drug);
/// Why what a guideline says is open to doubt, by gene: "CYP2D6 NO RESULT", "CYP2C19 ASSUMED: 3 of 35
/// positions".
std::vector<std::string> open_doubts(const PageFacts& facts, const domain::PgxGuideline& guideline);

}  // namespace strandline::clinic
