// Calls of a whole cohort, from the file of genotypes to the table.
//
//     cohort_speed FILE THREADS OUT
//
// stdout, last line: JSON.

#include "measured.hpp"
#include "pgx/cohort_answers.hpp"

#include <strandline/base/json.hpp>
#include <strandline/clinic/knowledge.hpp>

#include <string>

namespace {

using namespace strandline;
using namespace strandline::clinic::bench;

}  // namespace

int main(int count, char** words) {
    if (count != 4) return 2;
    Context context({.threads = static_cast<unsigned>(std::atoi(words[2]))});
    Json told = Json::object();
    Clock clock;
    const domain::PgxKnowledge knowledge = need(clinic::knowledge_of({}));
    const auto answers = need(
        clinic::answer_cohort(need(Source::open(words[1])), knowledge, clinic::CohortQuestion{}, context));
    clock.tell("answer", told);
    auto file = need(FileSink::create(words[3]));
    clinic::write_answers(answers, *file, context.threads());
    told.set("bytes", file->size());
    need(file->commit(true));
    clock.tell("write", told);
    std::size_t rows = 0;
    for (const auto& gene : answers.genes) rows += gene.rows.size();
    told.set("distinct_rows", static_cast<std::int64_t>(rows));
    told.set("peak_MiB", peak_mebibytes());
    std::printf("%s\n", told.compact().c_str());
}
