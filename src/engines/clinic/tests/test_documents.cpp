// What the published example does not show: several diplotypes, outside calls, what is missing or not
// documented.
#include "told_documents.hpp"

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

TEST_CASE("documents: several diplotypes are all told, with the strands that each of them needs") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    // TPMT *3B and *3C on unknown strands: *1/*3A or *3B/*3C; the first has the better score.
    CohortQuestion question = genes_of({"TPMT"});
    question.match.all = true;
    const Told told =
        told_of(knowledge, vcf_of(knowledge, {"TPMT"}, {{"chr6:18130687", "0/1"}, {"chr6:18138997", "0/1"}}),
                question);
    const Json& result = told.result("TPMT");
    REQUIRE(result.at("diplotypes").items().size() == 2);
    CHECK(labels(told.gene("TPMT").at("sourceDiplotypes")) == "*1/*3A, *3B/*3C");
    CHECK(labels(told.gene("TPMT").at("recommendationDiplotypes")) == "*1/*3A, *3B/*3C");
    CHECK(told.rules("TPMT").contains("strandline-several-diplotypes"));
    CHECK_FALSE(told.match.at("metadata").at("topCandidatesOnly").boolean());
    const auto strand = [&](std::size_t diplotype, const char* side) {
        return result.at("diplotypes").items()[diplotype].at(side).at("sequences").items().front().string();
    };
    CHECK(strand(0, "haplotype1").find("18130687:T;") != std::string::npos);
    CHECK(strand(0, "haplotype2").find("18130687:C;") != std::string::npos);
    CHECK(strand(0, "haplotype2").find("18138997:T;") != std::string::npos);
    CHECK(strand(1, "haplotype1").find("18130687:T;") != std::string::npos);
    CHECK(strand(1, "haplotype1").find("18138997:T;") != std::string::npos);
    CHECK(result.at("haplotypes").items().size() == 4);
    // Azathioprine is looked up for both.
    const Json& aza = told.report.at("drugs").at("CPIC Guideline Annotation").at("azathioprine");
    std::set<std::string> phenotypes;
    for (const Json& annotation : aza.at("guidelines").items().front().at("annotations").items())
        for (const Json& genotype : annotation.at("genotypes").items())
            for (const Json& diplotype : genotype.at("diplotypes").items())
                if (word(diplotype, "gene") == "TPMT") phenotypes.insert(word(diplotype, "label"));
    CHECK(phenotypes == std::set<std::string>{"*1/*3A", "*3B/*3C"});
}

TEST_CASE("documents: a recommendation tells every diplotype that leads to it, up to a number that is told") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const std::string vcf = vcf_of(knowledge, {"CYP2C19"}, {});
    Told told = told_of(knowledge, vcf, genes_of({"CYP2C19"}));
    GenePhenotype& phenotype = told.answer.genes.front().answer.phenotype;
    phenotype.origin = CallOrigin::outside;
    const auto possible = [&](std::size_t count) {
        phenotype.source.clear();
        phenotype.recommended.clear();
        for (std::size_t i = 0; i < count; ++i) {
            // Names may hold what parts them.
            phenotype.source.push_back("*1/*" + std::to_string(i) + ", B");
            phenotype.recommended.push_back({.diplotype = phenotype.source.back(),
                                             .alleles = {"*1", "*" + std::to_string(i)},
                                             .phenotype = "Poor Metabolizer",
                                             .lookup_keys = {"Poor Metabolizer"}});
        }
        told.answer.guidance = Guidance(knowledge).of(std::vector<GenePhenotype>{phenotype});
        const Json report = report_document(told.basis, told.answer);
        return report.at("drugs")
            .at("CPIC Guideline Annotation")
            .at("clopidogrel")
            .at("guidelines")
            .items()
            .front()
            .at("annotations")
            .items()
            .front();
    };
    CHECK(possible(3).at("genotypes").items().size() == 3);
    CHECK(possible(3).find("genotypesLeftOut") == nullptr);
    CHECK(possible(140).at("genotypes").items().size() == 100);
    CHECK(possible(140).at("genotypesLeftOut").integer() == 40);
}

TEST_CASE("documents: variants without strands are listed, each alone and those on both strands") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    // c.1905+1G>A twice, c.85T>C once.
    const Told told =
        told_of(knowledge,
                vcf_of(knowledge, {"DPYD"},
                       {{"chr1:97450058", "1/1"}, {"chr1:97883329", "0/1"}, {"chr1:97515839", "0/1"}}),
                genes_of({"DPYD"}));
    const Json& result = told.result("DPYD");
    CHECK(result.at("diplotypes").items().empty());
    CHECK(result.at("haplotypeMatches").items().size() == 4);
    const Json& gene = told.gene("DPYD");
    CHECK(labels(gene.at("sourceDiplotypes")) == labels(gene.at("matcherComponentHaplotypes")));
    CHECK(gene.at("matcherComponentHaplotypes").items().size() == 3);
    CHECK(labels(gene.at("matcherHomozygousComponentHaplotypes")) == "c.1905+1G>A (*2A)");
    const Json& recommended = gene.at("recommendationDiplotypes").items().front();
    CHECK(word(recommended, "label") == "c.1905+1G>A (*2A)/c.1905+1G>A (*2A)");
    CHECK(recommended.at("inferred").boolean());
    CHECK(recommended.at("inferredSourceDiplotypes").items().size() == 3);
    CHECK(word(recommended, "activityScore") == "0.0");
    CHECK(told.rules("DPYD").contains("strandline-strands-unknown"));
}

TEST_CASE("documents: what is missing, assumed or half seen is told as such") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const std::string vcf =
        vcf_of(knowledge, {"CYP2C9"}, {{"chr10:94942290", "-"}, {"chr10:94981296", "./."}});
    const Told missing = told_of(knowledge, vcf, genes_of({"CYP2C9"}));
    CHECK(missing.result("CYP2C9").at("matchData").at("missingPositions").items().size() == 2);
    CHECK(missing.variant("CYP2C9", "rs1799853").at("call").is_null());
    CHECK(missing.gene("CYP2C9").at("uncalledHaplotypes").items().size() > 0);
    CHECK(missing.rules("CYP2C9").contains("strandline-missing-decides"));

    CohortQuestion question = genes_of({"CYP2C9"});
    question.read.absent_to_ref = true;
    const Told assumed = told_of(knowledge, vcf, question);
    CHECK(assumed.result("CYP2C9").at("matchData").at("missingPositions").items().size() == 1);
    CHECK(assumed.result("CYP2C9").at("assumedPositions").items().size() == 1);
    CHECK(assumed.variant("CYP2C9", "rs1799853").at("assumed").boolean());
    CHECK(word(assumed.variant("CYP2C9", "rs1799853"), "call") == "C/C");
    CHECK(assumed.rules("CYP2C9").contains("strandline-assumed"));

    const Told half =
        told_of(knowledge, vcf_of(knowledge, {"CYP2C9"}, {{"chr10:94942290", "0/."}}), genes_of({"CYP2C9"}));
    CHECK_FALSE(half.result("CYP2C9").at("called").boolean());
    CHECK(word(half.variant("CYP2C9", "rs1799853"), "call") == "C/.");
    CHECK(labels(half.gene("CYP2C9").at("recommendationDiplotypes")) == "Unknown/Unknown");
    CHECK(word(half.gene("CYP2C9"), "callSource") == "NONE");
    CHECK(half.rules("CYP2C9").contains("strandline-not-called"));
}

namespace {

/// Of a sample whose first position of a gene has, on one copy, a base that no allele knows.
Told undocumented_in(const domain::PgxKnowledge& knowledge, const std::string& gene, std::string& call) {
    const domain::PgxPosition& position = definition_of_gene(knowledge, gene)->positions.front();
    std::string bases = "ACGT";
    std::erase_if(bases, [&](char base) {
        return position.ref[0] == base ||
               std::ranges::any_of(position.alts, [&](const auto& alt) { return alt[0] == base; });
    });
    call = position.ref + "/" + bases.substr(0, 1);
    return told_of(knowledge,
                   vcf_of(knowledge, {gene},
                          {{position.chromosome + ":" + std::to_string(position.position),
                            "0/" + std::to_string(position.alts.size() + 1)}},
                          "0/0", bases.substr(0, 1)),
                   genes_of({gene}));
}

}  // namespace

TEST_CASE("documents: an allele not documented is named; in toxicity genes it counts as reference") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    for (const bool toxicity : {false, true}) {
        const std::string gene = toxicity ? "TPMT" : "CYP2C9";
        std::string call;
        const Told told = undocumented_in(knowledge, gene, call);
        const Json& report = told.gene(gene);
        CHECK(report.at("hasUndocumentedVariations").boolean());
        CHECK(report.at("treatUndocumentedVariationsAsReference").boolean() == toxicity);
        CHECK(word(report.at("variants").items().front(), "call") == call);
        CHECK(report.at("variants").items().front().at("hasUndocumentedVariations").boolean());
        const Json& result = told.result(gene);
        CHECK(result.at("matchData").at("positionsWithUndocumentedVariations").items().size() == 1);
        CHECK(result.at("called").boolean() == toxicity);
        CHECK(result.at("warnings").items().size() == (toxicity ? 1 : 0));
        CHECK(labels(report.at("sourceDiplotypes")) == (toxicity ? "*1/*1" : "Unknown/Unknown"));
    }
}

TEST_CASE("documents: one copy of X is one haplotype") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const Told told =
        told_of(knowledge, vcf_of(knowledge, {"G6PD"}, {{"chrX:154536002", "1"}}, "0"), genes_of({"G6PD"}));
    const Json& diplotype = told.result("G6PD").at("diplotypes").items().front();
    CHECK(diplotype.at("haplotype2").is_null());
    CHECK(told.gene("G6PD").at("sourceDiplotypes").items().front().at("allele2").is_null());
    CHECK(told.result("G6PD").at("matchData").at("homozygous").boolean());
    for (const Json& variant : told.result("G6PD").at("variants").items())
        CHECK(word(variant, "vcfCall").find('/') == std::string::npos);
}

TEST_CASE("documents: phase sets are told by set and by position") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const Told told =
        told_of(knowledge,
                vcf_of(knowledge, {"TPMT"}, {{"chr6:18130687", "0|1:7"}, {"chr6:18138997", "1|0:9"}}, "0|0"),
                genes_of({"TPMT"}));
    const Json& data = told.result("TPMT").at("matchData");
    CHECK(data.at("posToPhaseSet").at("18130687").integer() == 7);
    CHECK(data.at("phaseSets").at("9").items().front().integer() == 18138997);
    CHECK(data.at("phased").boolean());
    CHECK_FALSE(data.at("effectivelyPhased").boolean());
    CHECK(told.variant("TPMT", "rs1142345").at("phaseSet").integer() == 7);
}

TEST_CASE("documents: SLCO1B1 without a diplotype rests on rs4149056") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    // A combination that no named alleles explain.
    const Told told =
        told_of(knowledge,
                vcf_of(knowledge, {"SLCO1B1"},
                       {{"chr12:21176804", "1/1"}, {"chr12:21178615", "0/1"}, {"chr12:21176868", "1/1"}}),
                genes_of({"SLCO1B1"}));
    const Json& gene = told.gene("SLCO1B1");
    CHECK(labels(gene.at("sourceDiplotypes")) == "Unknown/Unknown");
    const Json& recommended = gene.at("recommendationDiplotypes").items().front();
    CHECK(word(recommended, "label") == "*1/*5");
    CHECK(recommended.at("inferred").boolean());
    CHECK(word(recommended.at("variant"), "dbSnpId") == "rs4149056");
    CHECK(word(recommended.at("variant"), "call") == "T/C");
    CHECK(labels(recommended.at("inferredSourceDiplotypes")) == "Unknown/Unknown");
    CHECK(told.rules("SLCO1B1").contains("strandline-phenotype"));
}

TEST_CASE("documents: a phenotype told with an outside call stands beside that of its alleles") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    CohortQuestion question = genes_of({"CYP2C9", "CYP2D6"});
    question.outside = {
        {.gene = "CYP2D6", .diplotype = "*1/*1", .phenotype = "Poor Metabolizer", .activity_score = "0.0"},
        {.gene = "CYP2C9", .phenotype = "Poor Metabolizer"}};
    const Told told = told_of(knowledge, vcf_of(knowledge, {"CYP2C9"}, {}), question);
    const Json& diplotype = told.gene("CYP2D6").at("sourceDiplotypes").items().front();
    CHECK(diplotype.at("outsidePhenotype").boolean());
    CHECK(word(diplotype, "outsidePhenotypeMismatch") == "Normal Metabolizer");
    CHECK(word(diplotype, "outsideActivityScoreMismatch") == "2.0");
    CHECK(word(diplotype, "activityScore") == "0.0");
    CHECK(diplotype.at("diplotypeKey").members().empty());
    CHECK(told.gene("CYP2D6").at("variants").items().empty());
    const Json& phenotype_alone = told.gene("CYP2C9").at("recommendationDiplotypes").items().front();
    CHECK(phenotype_alone.at("allele1").is_null());
    CHECK(word(phenotype_alone, "label") == "Poor Metabolizer");
    CHECK(phenotype_alone.at("phenotypes").items().front().string() == "Poor Metabolizer");
    CHECK(word(told.gene("CYP2C9"), "callSource") == "OUTSIDE");
    // What the file itself says stays in the matcher's document.
    CHECK(word(told.result("CYP2C9").at("diplotypes").items().front(), "name") == "*1/*1");
}

TEST_CASE("documents: what they rest on, and that nothing is asked of a gene makes no hole") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    Told told = told_of(knowledge, vcf_of(knowledge, {"TPMT"}, {}), genes_of({"TPMT"}));
    for (const Json* document : {&told.match, &told.phenotype, &told.report}) {
        const Json& basis = document->at("provenance");
        CHECK(word(basis, "notice") == research_notice);
        CHECK(basis.at("knowledgeDigests").items().size() == 1);
        CHECK(word(basis, "inputDigest") == std::string(64, 'b'));
    }
    CHECK(word(told.report, "timestamp") == "2026-11-22");
    CHECK(word(told.gene("CYP2C9"), "callSource") == "NONE");
    const Json& codeine = told.report.at("drugs").at("CPIC Guideline Annotation").at("codeine");
    CHECK(word(codeine.at("guidelines").items().front(), "outcome") == "no result");
    // A name that is no UTF-8, and no date.
    told.answer.sample = "p\xff";
    told.basis.inputs.front().name = "\xfe.vcf.gz";
    told.basis.date.clear();
    const Json report = report_document(told.basis, told.answer);
    CHECK(report.at("timestamp").is_null());
    CHECK(word(report.at("matcherMetadata"), "sampleId") == "p\\xff");
    CHECK(Json::parse(report.pretty()).has_value());
}
