// Answers for documents are those of the cohort's rows.
#include "pharmcat_truth.hpp"

#include "report/sample_answer.hpp"

#include <strandline/clinic/knowledge.hpp>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

void compare_with_rows(const Source& file, const domain::PgxKnowledge& knowledge, CohortQuestion question) {
    Context context;
    question.explains = true;
    const auto rows = answer_cohort({&file, 1}, knowledge, question, context);
    REQUIRE_MESSAGE(rows.has_value(), (rows ? std::string() : render(rows.error())));
    std::size_t sample = 0, equal = 0;
    const auto report = answer_samples(
        {&file, 1}, knowledge, question,
        [&](const SampleAnswer& answer, const formats::PgxReadReport& reading) -> Result<void> {
            CHECK(answer.sample == rows->samples.at(sample));
            CHECK(reading.used == rows->report.used);
            REQUIRE(answer.genes.size() == rows->genes.size());
            for (std::size_t g = 0; g < answer.genes.size(); ++g) {
                const auto& row = rows->genes[g];
                const auto answerer = GeneAnswerer::make(knowledge, row.name, question.match, true);
                REQUIRE(answerer.has_value());
                CHECK(answerer->row(answer.genes[g].answer) == row.rows[row.of_sample[sample]]);
                ++equal;
            }
            ++sample;
            return {};
        },
        context);
    REQUIRE_MESSAGE(report.has_value(), (report ? std::string() : render(report.error())));
    CHECK(sample == rows->samples.size());
    CHECK(report->assumed == rows->report.assumed);
    MESSAGE(equal, " answers are those of the rows");
}

}  // namespace

TEST_CASE("the answer of each sample is that of the cohort") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const auto knowledge = knowledge_of({});
    REQUIRE(knowledge.has_value());
    const auto file = Source::open(*clinic / "random" / "missing100.vcf.gz");
    REQUIRE(file.has_value());
    CohortQuestion question;
    question.outside = {{.sample = "",
                         .gene = "CYP2D6",
                         .diplotype = "*1/*4",
                         .phenotype = "",
                         .activity_score = "",
                         .line = 1}};
    SUBCASE("missing stays missing") {}
    SUBCASE("missing taken as reference") {
        question.read.absent_to_ref = question.read.unspecified_to_ref = true;
    }
    compare_with_rows(*file, *knowledge, question);
}
