#include "whole_chain.hpp"

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

void compare_file(const std::filesystem::path& clinic, const domain::PgxKnowledge& knowledge,
                  const std::string& name, bool combinations, Tally& tally) {
    std::map<std::string, GeneMatcher> matchers;
    std::map<std::string, GenePhenotyper> phenotypers;
    for (const GeneDefinition& definition : knowledge.definitions) {
        matchers.emplace(definition.gene,
                         GeneMatcher::compile(definition, {.combinations = combinations}).value());
        phenotypers.emplace(definition.gene, GenePhenotyper(knowledge, definition.gene));
    }
    const PlainVcf vcf = plain_vcf(bytes_of(clinic / "random" / (name + ".vcf.gz")));
    for (const std::string& line : lines_of(bytes_of(clinic / "random" / (name + ".expected.tsv.gz")))) {
        std::vector<std::string> row = split(line, "\t");
        if (row.size() < 7 || row[0] == "sample") continue;
        row.resize(8);
        const auto sample = std::ranges::find(vcf.samples, row[0]) - vcf.samples.begin();
        const auto genotypes =
            genotypes_of(vcf, static_cast<std::size_t>(sample), *definition_of_gene(knowledge, row[1]));
        const GenePhenotype found =
            phenotypers.at(row[1]).of_call(matchers.at(row[1]).match(genotypes), genotypes);
        const std::string what = name + " " + row[0] + " " + row[1];
        tally.check("source diplotypes", what + " source", row[6], joined(found.source));
        if (row[7].empty())
            tally.skip("no phenotype is given (G6PD, RYR1)");
        else
            tally.check("recommendation diplotype, phenotype, activity score, lookup key",
                        what + " phenotype", row[7], told_all(found));
    }
}

}  // namespace

TEST_CASE("phenotypes of 6,039 calls of random samples are PharmCAT's") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const std::string reason = "PharmCAT's report orders these by name, its matcher by score, as we do";
    Tally tally({{"combo60 S00024 CYP2B6 source", reason}, {"combo60 S00024 CYP2B6 phenotype", reason}});
    for (const char* name : {"phased150", "mixed200", "missing100"})
        compare_file(*clinic, knowledge, name, false, tally);
    compare_file(*clinic, knowledge, "combo60", true, tally);
    tally.finish();
}
