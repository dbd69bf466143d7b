#include "whole_chain.hpp"

#include <strandline/formats/outside_calls.hpp>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

GenePhenotype outside(const domain::PgxKnowledge& knowledge, const std::string& gene,
                      const std::string& diplotype, const std::string& phenotype = {},
                      const std::string& score = {}) {
    const domain::PgxOutsideCall call{
        .gene = gene, .diplotype = diplotype, .phenotype = phenotype, .activity_score = score};
    return GenePhenotyper(knowledge, gene).of_outside({&call, 1});
}

std::string meaning(const domain::PgxKnowledge& knowledge, const std::string& diplotype) {
    return told_all(outside(knowledge, "CYP2D6", diplotype));
}

std::string reason(const domain::PgxKnowledge& knowledge, const std::string& diplotype) {
    const GenePhenotype found = outside(knowledge, "CYP2D6", diplotype);
    CHECK(found.recommended.size() == 1);
    CHECK(found.recommended.front().lookup_keys == std::vector<std::string>{"n/a"});
    return found.recommended.front().reason;
}

/// Each diplotype of a column has a phenotype or a reason; counts both.
void check_column(const domain::PgxKnowledge& knowledge, const std::string& text, std::size_t column,
                  const std::string& name) {
    std::map<std::string, int> reasons;
    int told = 0, with_phenotype = 0;
    for (const std::string& line : lines_of(text)) {
        const auto cells = split(line, "\t");
        if (cells.size() <= column) continue;
        std::string diplotype = cells[column];
        if (const auto colon = diplotype.find(':'); colon != std::string::npos) diplotype.erase(0, colon + 1);
        if (diplotype == "genotype" || diplotype == "consensus" || diplotype == "child" ||
            diplotype.starts_with("parent"))
            continue;
        ++told;
        const GenePhenotype found = outside(knowledge, "CYP2D6", diplotype);
        REQUIRE(!found.recommended.empty());
        for (const DiplotypeMeaning& one : found.recommended) {
            CHECK_MESSAGE((!one.reason.empty() || one.phenotype.ends_with("Metabolizer") ||
                           one.phenotype == "Indeterminate"),
                          name, " ", diplotype);
            if (!one.reason.empty()) ++reasons[one.reason];
        }
        with_phenotype += found.recommended.front().reason.empty();
    }
    MESSAGE(name, ": ", told, " diplotypes, ", with_phenotype, " with a phenotype");
    for (const auto& [why, count] : reasons) MESSAGE("  without: ", why, ": ", count);
}

}  // namespace

TEST_CASE("outside calls are read with and without a header") {
    const auto plain = formats::read_outside_calls(
        Source::memory("calls.tsv", "# ours\nCYP2D6\t*1/*4\nHLA-A\t\t*31:01 positive\nCYP2D6\t\t\t1.25\r\n"));
    REQUIRE(plain.has_value());
    REQUIRE(plain->size() == 3);
    CHECK(plain->at(0) == domain::PgxOutsideCall{.gene = "CYP2D6", .diplotype = "*1/*4", .line = 2});
    CHECK(plain->at(1).phenotype == "*31:01 positive");
    CHECK(plain->at(2).activity_score == "1.25");
    const auto headed =
        formats::read_outside_calls(Source::memory("calls.tsv", "sample\tgene\tphenotype\nP1\tCYP2D6\tPM\n"));
    REQUIRE(headed.has_value());
    CHECK(headed->at(0) ==
          domain::PgxOutsideCall{.sample = "P1", .gene = "CYP2D6", .phenotype = "PM", .line = 2});
    for (const auto& [text, code] : {std::pair{"CYP2D6\n", "outside.cells"},
                                     {"CYP2D6\t*1/*4\tPM\t0\tmore\n", "outside.cells"},
                                     {"\t*1/*4\n", "outside.gene"},
                                     {"CYP2D6\t\t\n", "outside.empty"},
                                     {"gene\tcolour\n", "outside.column"}}) {
        const auto wrong = formats::read_outside_calls(Source::memory("calls.tsv", text));
        REQUIRE(!wrong.has_value());
        CHECK(render(wrong.error()).find(code) != std::string::npos);
    }
}

TEST_CASE("CYP2D6 in the notations of laboratories") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    CHECK(meaning(knowledge, "*4/*1") == "*1/*4 => Intermediate Metabolizer => 1.0 => 1.0");
    CHECK(meaning(knowledge, "*1x3/*1") == "*1/*1x≥3 => Ultrarapid Metabolizer => ≥4.0 => ≥4.0");
    CHECK(meaning(knowledge, "*1/*36+*10") == "*1/*36+*10 => Normal Metabolizer => 1.25 => 1.25");
    CHECK(meaning(knowledge, "*1/(*36+)10") == "*1/*36+*10 => Normal Metabolizer => 1.25 => 1.25");
    CHECK(meaning(knowledge, "(*68)+*4/*41") == "*41/*68+*4 => Intermediate Metabolizer => 0.25 => 0.25");
    CHECK(meaning(knowledge, "*4.024/*4.024") == "*4/*4 => Poor Metabolizer => 0.0 => 0.0");
    CHECK(meaning(knowledge, "*2A/*41x3") == "*2/*41x3 => Normal Metabolizer => 1.75 => 1.75");
    CHECK(meaning(knowledge, "*9/*2 (*35)") ==
          "*2/*9 => Normal Metabolizer => 1.25 => 1.25;;*9/*35 => Normal Metabolizer => 1.25 => 1.25");
    CHECK(reason(knowledge, "*2/*4 xN") == "the copies of *4 are not counted");
    CHECK(reason(knowledge, "?/*4") == "'?' leaves the allele open");
    CHECK(reason(knowledge, "no consensus") == "no diplotype was called");
    CHECK(reason(knowledge, "*1_*2_*68") == "the alleles are not shared out between two strands");
    CHECK(reason(knowledge, "*2x2/*4x2 (+hybrid)") == "'hybrid' is no star allele");
    CHECK(reason(knowledge, "*1") == "one of two strands is not told");
    CHECK(reason(knowledge, "*1/*999") == "CYP2D6 has no allele *999");
}

TEST_CASE("every CYP2D6 diplotype of GeT-RM and Cyrius has a phenotype or a reason") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const auto truth = *clinic / "truth";
    check_column(knowledge, bytes_of(truth / "getrm_CYP2D6.tsv"), 2, "GeT-RM");
    check_column(knowledge, bytes_of(truth / "cyp2d6_cyrius_1kgp.tsv"), 1, "Cyrius 1000 Genomes");
    for (std::size_t column = 0; column < 3; ++column)
        check_column(knowledge, bytes_of(truth / "cyp2d6_cyrius_trios.tsv"), column, "Cyrius trios");
}

TEST_CASE("alleles present of HLA, single alleles of mitochondria, phenotypes told") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const auto keys = [&](const std::string& gene, const std::string& diplotype) {
        return joined(outside(knowledge, gene, diplotype).recommended.front().lookup_keys);
    };
    CHECK(keys("HLA-B", "*15:02/*57:01:01") ==
          "*15:02 positive;;*15:11 negative;;*57:01 positive;;*58:01 negative");
    CHECK(keys("HLA-B", "HLA-B*57:01:01N/*08:01") ==
          "*15:02 negative;;*15:11 negative;;*57:01 negative;;*58:01 negative");
    CHECK(keys("HLA-B", "*57/*08:01") == "*15:02 negative;;*15:11 negative;;*58:01 negative");
    CHECK(keys("HLA-B", "57:01/58:01") ==
          "*15:02 negative;;*15:11 negative;;*57:01 positive;;*58:01 positive");
    CHECK(keys("HLA-B", "B*57:01+HLA-B*58:01") ==
          "*15:02 negative;;*15:11 negative;;*57:01 positive;;*58:01 positive");
    CHECK(keys("HLA-B", "*57:01 positive, *58:01 negative") == "*57:01 positive;;*58:01 negative");
    // What is not read is not negative.
    for (const char* told : {"?", "unknown", "negative", "*5701/*1502", "B5701", "A*57:01/A*15:02", "x/y"})
        CHECK_MESSAGE(keys("HLA-B", told) == "No Result", told);
    CHECK(keys("HLA-B", "*57:01/?") == "*57:01 positive");
    CHECK(outside(knowledge, "HLA-B", "*57:01/?").recommended.front().reason ==
          "'?' is no allele of the gene, which leaves *15:02 open");
    CHECK(keys("DPYD", "c.1905+1G>A/Reference") == keys("DPYD", "*2A/Reference"));
    CHECK(keys("DPYD", "*2A/Reference") == "1.0");
    CHECK(keys("MT-RNR1", "1555A>G") == "increased risk of aminoglycoside-induced hearing loss");
    CHECK(keys("G6PD", "B (wildtype)/B (wildtype)") == "Normal");
    const GenePhenotype rapid = outside(knowledge, "SLCO1B1", "", "Rapid Metabolizer");
    CHECK(rapid.recommended.front().reason == "SLCO1B1 has no phenotype 'Rapid Metabolizer'");
    CHECK(outside(knowledge, "SLCO1B1", "", "Poor Function").recommended.front().reason.empty());
    const GenePhenotype poor = outside(knowledge, "CYP2D6", "", "PM");
    CHECK(poor.source == std::vector<std::string>{"Poor Metabolizer"});
    CHECK(poor.recommended.front().lookup_keys == std::vector<std::string>{"0.0"});
    const GenePhenotype differs = outside(knowledge, "CYP2D6", "*1/*1", "PM", "4.0");
    CHECK(differs.recommended.front().lookup_keys.empty());
    CHECK(differs.recommended.front().reason ==
          "a score of 4.0 is Ultrarapid Metabolizer, not Poor Metabolizer");
    CHECK(differs.remarks == std::vector{PhenotypeRemark::told_phenotype_differs});
}

TEST_CASE("CYP2D6 from small variants alone says what it did not look for") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const GenePhenotype found =
        GenePhenotyper(knowledge, "CYP2D6").of_names({.diplotypes = {{.strands = {"*1", "*1"}}}});
    CHECK(found.remarks == std::vector{PhenotypeRemark::structural_variants_unknown});
    CHECK(!words(found.remarks.front()).empty());
}
