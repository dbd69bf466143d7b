#include "whole_chain.hpp"

#include <strandline/formats/outside_calls.hpp>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

// Guidelines that are newer than those given, or hold no table of recommendations.
const std::vector<KnownDeviation> known_deviations = {
    {"CPIC hydralazine PA166416341", "the guideline is newer than the knowledge"},
    {"CPIC metoprolol PA166341321", "the guideline is newer than the knowledge"},
    {"CPIC warfarin PA166104949", "a flow chart without recommendations by lookup key"},
    {"DPWG atazanavir PA166411701", "the guideline is newer than the knowledge"},
    {"DPWG mavacamten PA166418081", "the guideline is newer than the knowledge"},
    {"DPWG rosuvastatin PA166363221", "the guideline is newer than the knowledge"}};

std::vector<GenePhenotype> genes_of_example(const std::filesystem::path& folder,
                                            const domain::PgxKnowledge& knowledge) {
    const PlainVcf vcf = plain_vcf(bytes_of(folder / "pharmcat.example.vcf"));
    std::vector<GenePhenotype> genes;
    for (const GeneDefinition& definition : knowledge.definitions) {
        const auto genotypes = genotypes_of(vcf, 0, definition);
        const auto matcher = GeneMatcher::compile(definition);
        genes.push_back(
            GenePhenotyper(knowledge, definition.gene).of_call(matcher->match(genotypes), genotypes));
    }
    auto source = Source::open(folder / "pharmcat.example.outsideCall.tsv");
    const auto calls = formats::read_outside_calls(*source);
    REQUIRE(calls.has_value());
    for (const domain::PgxOutsideCall& call : *calls) {
        std::erase_if(genes, [&](const GenePhenotype& gene) { return gene.gene == call.gene; });
        genes.push_back(GenePhenotyper(knowledge, call.gene).of_outside({&call, 1}));
    }
    return genes;
}

using Rows = std::map<std::string, std::vector<std::string>>;  // "CPIC codeine PA…": "general|Strong"

Rows expected_rows(const std::filesystem::path& folder) {
    Rows rows;
    for (const std::string& line : lines_of(bytes_of(folder / "pharmcat.example.recommendations.tsv"))) {
        const auto cells = split(line, "\t");
        if (cells.size() < 5 || !cells[0].ends_with("Guideline Annotation")) continue;
        rows[cells[0].substr(0, 4) + " " + cells[1] + " " + cells[2]].push_back(cells[3] + "|" + cells[4]);
    }
    return rows;
}

/// The example prints a population that is not given as "None", and "N/A" of DPWG as "Unspecified".
Rows found_rows(const std::vector<DrugGuidance>& guidance) {
    Rows rows;
    for (const DrugGuidance& each : guidance) {
        // The example writes 1555A>G without its m., which PharmCAT does not know and we do.
        if (each.guideline->genes == std::vector<std::string>{"MT-RNR1"}) continue;
        for (const MatchedRecommendation& one : each.matched) {
            const std::string& population = one.recommendation->population;
            const std::string& classification = one.recommendation->classification;
            rows[each.guideline->source + " " + each.drug + " " + each.guideline->id].push_back(
                (population.empty() ? "None" : population) + "|" +
                (classification == "N/A" ? "Unspecified" : classification));
        }
    }
    return rows;
}

}  // namespace

TEST_CASE("recommendations of PharmCAT's published example: guideline, population, classification") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const auto folder = *clinic / "report_example";
    const Rows expected = expected_rows(folder);
    Rows found = found_rows(Guidance(knowledge).of(genes_of_example(folder, knowledge)));
    Tally tally(known_deviations);
    std::map<std::string, std::size_t> equal;
    for (const auto& [pair, rows] : expected) {
        std::vector<std::string> ours = found[pair], theirs = rows;
        std::ranges::sort(ours);
        std::ranges::sort(theirs);
        if (ours == theirs) equal[pair.substr(0, 4)] += rows.size();
        tally.check(pair.substr(0, 4) + " pairs of drug and guideline", pair, joined(theirs), joined(ours));
        found.erase(pair);
    }
    for (const auto& [pair, rows] : found) CHECK_MESSAGE(rows.empty(), "not in the example: ", pair);
    tally.finish();
    for (const auto& [source, rows] : equal) MESSAGE(source, " rows: ", rows);
    CHECK(equal["CPIC"] == 80);
    CHECK(equal["DPWG"] == 60);
}
