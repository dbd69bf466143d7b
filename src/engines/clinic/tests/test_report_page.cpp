// The page of PharmCAT's published example, and pages of hostile or incomplete samples.
#include "whole_chain.hpp"

#include "report/documents.hpp"

#include <strandline/base/html.hpp>
#include <strandline/formats/outside_calls.hpp>

#include <cstdlib>
#include <fstream>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

std::vector<SampleAnswer> answers_of(const Source& genotypes, const domain::PgxKnowledge& knowledge,
                                     const CohortQuestion& question) {
    std::vector<SampleAnswer> answers;
    Context context;
    const auto read = answer_samples(
        genotypes, knowledge, question,
        [&](const SampleAnswer& answer, const formats::PgxReadReport&) -> Result<void> {
            answers.push_back(answer);
            return {};
        },
        context);
    REQUIRE_MESSAGE(read.has_value(), (read ? std::string() : render(read.error())));
    return answers;
}

std::vector<domain::PgxOutsideCall> outside_of_example(const std::filesystem::path& folder) {
    auto source = Source::open(folder / "pharmcat.example.outsideCall.tsv");
    const auto calls = formats::read_outside_calls(*source);
    REQUIRE(calls.has_value());
    return *calls;
}

AnswerBasis basis_of(const domain::PgxKnowledge& knowledge) {
    AnswerBasis basis;
    basis.knowledge = &knowledge;
    basis.knowledge_digests = {std::string(64, 'a')};
    basis.input_name = "patient.vcf.gz";
    basis.input_digest = std::string(64, 'b');
    basis.date = "2026-03-01";
    return basis;
}

}  // namespace

TEST_CASE("the page of the published example") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const auto folder = *clinic / "report_example";
    auto vcf = Source::open(folder / "pharmcat.example.vcf");
    CohortQuestion question;
    question.outside = outside_of_example(folder);
    const auto answers = answers_of(*vcf, knowledge, question);
    REQUIRE(answers.size() == 1);
    const AnswerBasis basis = basis_of(knowledge);
    const std::string page = report_page(basis, answers.front());
    CHECK(page == report_page(basis, answers.front()));
    CHECK(page.find("Abacavir is not recommended") != std::string::npos);
    if (const char* kept = std::getenv("STRANDLINE_KEEP_PAGE")) std::ofstream(kept) << page;
    CHECK(page.size() < 600'000);
}
