// Alleles that a user brings along, in place of the knowledge's.
#include "pharmcat_truth.hpp"

#include "pgx/cohort_answers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/clinic/knowledge.hpp>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

domain::PgxKnowledge inside() {
    auto knowledge = knowledge_of({});
    REQUIRE(knowledge.has_value());
    return std::move(*knowledge);
}

std::string code_of(const Result<domain::PgxKnowledge>& result) {
    return result ? "" : result.error().code();
}

std::string expected_of(const Json& expectation) {
    std::vector<std::string> names;
    for (const Json& name : expectation.at("args").items()) names.push_back(name.string());
    return join(names, ";;");
}

}  // namespace

TEST_CASE("cases that name a definition of their own, from the file to the diplotypes") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const auto vcfs = untar(bytes_of(*clinic / "cases_vcf.tar.gz"));
    int cases = 0;
    for (const std::string& line : lines_of(bytes_of(*clinic / "cases.jsonl"))) {
        if (line.empty()) continue;
        const Json json = Json::parse(line).value();
        if (word(json, "definition").empty()) continue;
        ++cases;
        const auto own = Source::open(*clinic / "definitions" / word(json, "definition"));
        REQUIRE(own.has_value());
        const auto knowledge = knowledge_with(inside(), std::span(&*own, 1));
        REQUIRE(knowledge.has_value());
        const auto vcf = std::ranges::find_if(
            vcfs, [&](const auto& file) { return file.first.ends_with("/" + word(json, "vcf")); });
        REQUIRE(vcf != vcfs.end());
        CohortQuestion question;
        question.match.combinations = true;
        question.match.exemptions = false;
        question.genes = {json.at("genes").items()[0].string()};
        Context context;
        const auto answers = answer_cohort(std::vector{Source::memory("case.vcf", vcf->second)}, *knowledge,
                                           question, context);
        REQUIRE_MESSAGE(answers.has_value(), (answers ? std::string() : render(answers.error())));
        const std::string row(answers->genes[0].rows[answers->genes[0].of_sample[0]]);
        for (const Json& expectation : json.at("expect").items()) {
            const std::string wanted = expected_of(expectation), found = split(row, "\t")[0];
            CHECK_MESSAGE(found.substr(0, found.rfind('=')) == wanted, word(json, "id"), ": ", row);
        }
    }
    MESSAGE(cases, " cases with a definition of their own");
    CHECK(cases == 3);
}

TEST_CASE("a definition takes the place of the knowledge's, and keeps how the gene is called") {
    const auto knowledge = inside();
    const auto nat2 = std::ranges::find(knowledge.definitions, "NAT2", &domain::GeneDefinition::gene);
    REQUIRE(nat2 != knowledge.definitions.end());
    domain::GeneDefinition shorter = *nat2;
    shorter.alleles.resize(3);
    const Source file = Source::memory("nat2.json", formats::gene_definition_json(shorter).pretty());
    const auto made = knowledge_with(knowledge, std::span(&file, 1));
    REQUIRE_MESSAGE(made.has_value(), (made ? std::string() : render(made.error())));
    CHECK(made->definitions.size() == knowledge.definitions.size());
    const auto own = std::ranges::find(made->definitions, "NAT2", &domain::GeneDefinition::gene);
    CHECK(own->alleles == shorter.alleles);
    CHECK(own->required == nat2->required);
    CHECK(own->unphased_priorities == nat2->unphased_priorities);
    CHECK(made->phenotypes == knowledge.phenotypes);
}

TEST_CASE("a gene that the knowledge has not stands beside the others, by name") {
    const auto knowledge = inside();
    const Source file = Source::memory("toy.json", R"({"gene": "DDD1", "chromosome": "chr1",
        "genomeBuild": "GRCh38.p14", "source": "TOY", "version": "2026-01-02", "variants": [{"chromosome": "chr1",
        "position": 10, "rsid": "rs1", "chromosomeHgvsName": "g.10A>G", "ref": "A", "alts": ["G"]}],
        "namedAlleles": [{"name": "*1", "id": "1", "alleles": ["A"], "reference": true},
                         {"name": "*2", "id": "2", "alleles": ["G"], "reference": false}]})");
    const auto made = knowledge_with(knowledge, std::span(&file, 1));
    REQUIRE_MESSAGE(made.has_value(), (made ? std::string() : render(made.error())));
    CHECK(made->definitions.size() == knowledge.definitions.size() + 1);
    CHECK(std::ranges::is_sorted(made->definitions, {}, &domain::GeneDefinition::gene));
    CHECK(std::ranges::binary_search(known_genes(*made), "DDD1"));
    CHECK(std::ranges::find(made->sources, "TOY", &domain::PgxSource::name) != made->sources.end());
    const Source twice[] = {file, file};
    CHECK(code_of(knowledge_with(knowledge, twice)) == "clinic.definition.twice");
}

TEST_CASE("what defines no alleles is refused, and named") {
    for (const char* text : {"", "no JSON", "{}", R"({"haplotypes": {}, "diplotypes": []})",
                             R"({"guideline": {}, "recommendations": []})"}) {
        const Source file = Source::memory("other.json", text);
        CHECK(code_of(knowledge_with(inside(), std::span(&file, 1))) == "clinic.definition.kind");
    }
}
