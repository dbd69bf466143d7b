#include "whole_chain.hpp"

#include "pgx/answer_lines.hpp"
#include "report/sample_answer.hpp"

#include <strandline/base/json.hpp>
#include <strandline/base/text.hpp>
#include <strandline/clinic/knowledge.hpp>

#include <atomic>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

/// A line's words for why, as Guidance has them.
std::vector<std::string> because_of(const Json& line, const Json& recommendation) {
    std::vector<std::string> made;
    for (const Json& reason : recommendation.at("because").items()) {
        std::vector<std::string> parts;
        for (const auto& [gene, place] : reason.members())
            parts.push_back(gene + " " +
                            (place.is_null() ? "Unknown/Unknown"
                                             : line.at("genes")
                                                   .at(gene)
                                                   .at("recommended")
                                                   .items()
                                                   .at(static_cast<std::size_t>(place.integer()))
                                                   .at("diplotype")
                                                   .string()));
        made.push_back(join(parts, ", "));
    }
    return made;
}

std::string spelt(const DrugGuidance& guidance) {
    std::string text = guidance.drug + "|" + guidance.guideline->source + "|" + guidance.guideline->id + "|" +
                       join(guidance.without_result, ",");
    for (const MatchedRecommendation& one : guidance.matched) {
        const auto& told = *one.recommendation;
        text += "\n  " + told.id + "|" + told.population + "|" + told.classification + "|" +
                (told.dosing ? "dosing" : "") + "|" + (told.alternate_drug ? "other drug" : "");
        for (const std::string& because : one.because) text += "\n    " + because;
    }
    return text;
}

std::string spelt(const Json& line, const Json& guidance) {
    std::vector<std::string> without;
    if (const Json* genes = guidance.find("without_result"))
        for (const Json& gene : genes->items()) without.push_back(gene.string());
    std::string text = guidance.at("drug").string() + "|" + guidance.at("source").string() + "|" +
                       guidance.at("guideline").string() + "|" + join(without, ",");
    if (const Json* matched = guidance.find("recommendations"))
        for (const Json& one : matched->items()) {
            text += "\n  " + one.at("id").string() + "|" + one.at("population").string() + "|" +
                    one.at("classification").string() + "|" + (one.at("dosing").boolean() ? "dosing" : "") +
                    "|" + (one.at("alternate_drug").boolean() ? "other drug" : "");
            for (const std::string& because : because_of(line, one)) text += "\n    " + because;
        }
    return text;
}

constexpr std::string_view outcomes[] = {"recommended", "no_match", "no_result", "no_recommendations"};

void compare_genes(const Json& line, const SampleAnswer& answer) {
    REQUIRE(line.at("genes").members().size() == answer.genes.size());
    for (const GeneOfSample& gene : answer.genes) {
        const Json& told = line.at("genes").at(gene.gene);
        const GenePhenotype& phenotype = gene.answer.phenotype;
        const auto& recommended = told.at("recommended").items();
        REQUIRE(recommended.size() == (gene.answer.is_known() ? phenotype.recommended.size() : 0));
        for (std::size_t i = 0; i < recommended.size(); ++i) {
            const DiplotypeMeaning& meaning = phenotype.recommended[i];
            CHECK(recommended[i].at("diplotype").string() == meaning.diplotype);
            CHECK(recommended[i].at("phenotype").string() == meaning.phenotype);
            CHECK((recommended[i].at("activity_score").is_null()
                       ? ""
                       : recommended[i].at("activity_score").string()) == meaning.activity_score);
        }
        if (!gene.answer.call) continue;
        CHECK(told.at("missing").integer() == static_cast<std::int64_t>(gene.answer.call->missing.size()));
        const auto& diplotypes = told.at("diplotypes").items();
        REQUIRE(diplotypes.size() == gene.answer.call->diplotypes.size());
        for (std::size_t i = 0; i < diplotypes.size(); ++i) {
            CHECK(diplotypes[i].at("name").string() == gene.answer.call->diplotypes[i].name);
            CHECK(diplotypes[i].at("score").integer() == gene.answer.call->diplotypes[i].score);
        }
    }
}

std::string lines_of_cohort(const Source& file, const domain::PgxKnowledge& knowledge,
                            CohortQuestion question, unsigned threads) {
    Context context({.threads = threads});
    question.rows = false;
    question.lines = true;
    const auto answers = answer_cohort({&file, 1}, knowledge, question, context);
    REQUIRE_MESSAGE(answers.has_value(), (answers ? std::string() : render(answers.error())));
    MemorySink sink;
    const AnswerBasis basis{.knowledge = &knowledge,
                            .knowledge_digests = {std::string(64, 'a'), std::string(64, 'b')},
                            .inputs = {{"", std::string(64, 'c')}}};
    write_answer_lines(*answers, basis, sink, context);
    return sink.bytes();
}

struct Compared {
    int lines = 0, pairs = 0, recommendations = 0;
};

void compare(const Source& file, const domain::PgxKnowledge& knowledge, const CohortQuestion& question,
             Compared& compared) {
    const std::string text = lines_of_cohort(file, knowledge, question, 2);
    std::vector<Json> lines;
    for (const std::string_view line : split(text, '\n'))
        if (!line.empty()) lines.push_back(Json::parse(line).value());
    std::size_t next = 0;
    Context context({.threads = 2});
    const auto visit = [&](const SampleAnswer& answer, const auto&) -> Result<void> {
        const Json& line = lines.at(next++);
        REQUIRE(line.at("sample").string() == answer.sample);
        CHECK(line.at("version").string() == knowledge.version);
        CHECK(line.at("knowledge").items().at(1).string() == std::string(16, 'b'));
        CHECK(line.at("input").string() == std::string(16, 'c'));
        compare_genes(line, answer);
        const auto& guidance = line.at("guidance").items();
        REQUIRE(guidance.size() == answer.guidance.size());
        for (std::size_t i = 0; i < guidance.size(); ++i) {
            REQUIRE(spelt(line, guidance[i]) == spelt(answer.guidance[i]));
            CHECK(guidance[i].at("outcome").string() ==
                  outcomes[static_cast<int>(answer.guidance[i].outcome)]);
            compared.recommendations += static_cast<int>(answer.guidance[i].matched.size());
            ++compared.pairs;
        }
        ++compared.lines;
        return {};
    };
    REQUIRE(answer_samples({&file, 1}, knowledge, question, visit, context).has_value());
    CHECK(next == lines.size());
}

}  // namespace

TEST_CASE(
    "lines of a cohort say what each sample by itself is told, every drug and guideline of CPIC and DPWG") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const auto knowledge = shared_knowledge(*clinic);
    Compared compared;
    for (const char* name : {"phased150", "mixed200", "missing100", "combo60"}) {
        const auto file = Source::open(*clinic / "random" / (std::string(name) + ".vcf.gz"));
        REQUIRE(file.has_value());
        CohortQuestion question;
        question.match.combinations = std::string_view(name) == "combo60";
        question.match.all = std::string_view(name) == "missing100";
        question.outside = {{"", "CYP2D6", "*1/*4", "", "", 1},
                            {"S00002", "CYP2D6", "*4/*4", "", "", 2},
                            {"S00003", "HLA-B", "*15:02/*57:01", "", "", 3}};
        compare(*file, knowledge, question, compared);
    }
    MESSAGE(compared.lines, " lines, ", compared.pairs, " pairs of drug and guideline, ",
            compared.recommendations, " recommendations");
    CHECK(compared.lines == 341);
    CHECK(compared.pairs == 49104);
    CHECK(compared.recommendations == 34733);
}

namespace {

std::string rows_of_cohort(const Source& file, const domain::PgxKnowledge& knowledge,
                           const CohortQuestion& question, unsigned threads) {
    Context context({.threads = threads});
    const auto answers = answer_cohort({&file, 1}, knowledge, question, context);
    REQUIRE_MESSAGE(answers.has_value(), (answers ? std::string() : render(answers.error())));
    MemorySink sink;
    write_answers(*answers, sink, threads);
    return sink.bytes();
}

}  // namespace

TEST_CASE(
    "lines and rows are the same bytes for any number of threads, with and without what samples share") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const auto knowledge = knowledge_of({});
    REQUIRE(knowledge.has_value());
    const auto file = Source::open(*clinic / "random" / "mixed200.vcf.gz");
    REQUIRE(file.has_value());
    const std::string lines = lines_of_cohort(*file, *knowledge, {}, 1);
    CHECK(lines == lines_of_cohort(*file, *knowledge, {}, 3));
    CHECK(lines == lines_of_cohort(*file, *knowledge, {.anew = true}, 2));
    const std::string rows = rows_of_cohort(*file, *knowledge, {}, 1);
    CHECK(rows == rows_of_cohort(*file, *knowledge, {}, 3));
    CHECK(rows == rows_of_cohort(*file, *knowledge, {.anew = true}, 2));
}

TEST_CASE("who cancels gets an error, not half of the answers") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const auto knowledge = knowledge_of({});
    REQUIRE(knowledge.has_value());
    const auto file = Source::open(*clinic / "random" / "mixed200.vcf.gz");
    REQUIRE(file.has_value());
    const std::atomic<bool> cancel = true;
    Context context({.threads = 2, .cancel = &cancel});
    CHECK(!answer_cohort({&*file, 1}, *knowledge, {}, context));
}
