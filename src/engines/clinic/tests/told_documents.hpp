#pragma once

#include "documents_truth.hpp"

/// Samples that differ from the reference in little, and all that is told of them.
namespace strandline::clinic::testing {

/// A sample that has the reference everywhere in these genes, but for the genotypes given by "chr:position";
/// "-" leaves a record out. Alternates are those of the definition and `extra_alt`.
inline std::string vcf_of(const domain::PgxKnowledge& knowledge, const std::vector<std::string>& genes,
                          const std::map<std::string, std::string>& genotypes,
                          const std::string& usual = "0/0", const std::string& extra_alt = "") {
    std::string text =
        "##fileformat=VCFv4.3\n##contig=<ID=chr1,length=248956422>\n"
        "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype\">\n"
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tpatient\n";
    for (const std::string& gene : genes) {
        const GeneDefinition& definition = *definition_of_gene(knowledge, gene);
        for (const domain::PgxPosition& position : definition.positions) {
            const auto told = genotypes.find(position.chromosome + ":" + std::to_string(position.position));
            const std::string genotype = told == genotypes.end() ? usual : told->second;
            if (genotype == "-") continue;
            std::string alts;
            for (const std::string& alt : position.alts) alts += (alts.empty() ? "" : ",") + alt;
            if (told != genotypes.end() && !extra_alt.empty()) alts += "," + extra_alt;
            text += position.chromosome + "\t" + std::to_string(position.position) + "\t.\t" + position.ref +
                    "\t" + alts + "\t.\tPASS\t.\tGT" +
                    (genotype.find(':') == std::string::npos ? "" : ":PS") + "\t" + genotype + "\n";
        }
    }
    return text;
}

struct Told {
    AnswerBasis basis;
    SampleAnswer answer;
    Json match, phenotype, report;

    const Json& result(const std::string& gene) const {
        for (const Json& one : match.at("results").items())
            if (word(one, "gene") == gene) return one;
        FAIL("no result of ", gene);
        return match;
    }
    const Json& gene(const std::string& name) const { return phenotype.at("geneReports").at(name); }
    const Json& variant(const std::string& name, const std::string& rsid) const {
        for (const Json& one : gene(name).at("variants").items())
            if (word(one, "dbSnpId") == rsid) return one;
        FAIL("no variant ", rsid);
        return phenotype;
    }
    std::set<std::string> rules(const std::string& name) const {
        std::set<std::string> rules;
        for (const Json& note : gene(name).at("messages").items()) rules.insert(word(note, "rule_name"));
        return rules;
    }
};

inline Told told_of(const domain::PgxKnowledge& knowledge, const std::string& vcf, CohortQuestion question) {
    Told told;
    told.basis = basis_of(knowledge, "patient.vcf", question);
    told.answer = answers_of(Source::memory("patient.vcf", vcf), knowledge, question).front();
    told.match = match_document(told.basis, told.answer);
    told.phenotype = phenotype_document(told.basis, told.answer);
    told.report = report_document(told.basis, told.answer);
    return told;
}

inline CohortQuestion genes_of(std::vector<std::string> genes) {
    CohortQuestion question;
    question.genes = std::move(genes);
    return question;
}

inline std::string labels(const Json& list) {
    std::string text;
    for (const Json& one : list.items()) text += (text.empty() ? "" : ", ") + word(one, "label");
    return text;
}

}  // namespace strandline::clinic::testing
