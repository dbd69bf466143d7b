// Answers of a whole cohort, from the file of genotypes to the table or the lines.
//
//     cohort_speed rows|lines FILE THREADS OUT [anew]
//
// `anew`: every gene of every sample is answered by itself. stdout, last line: JSON.

#include "measured.hpp"
#include "pgx/answer_lines.hpp"

#include <strandline/base/json.hpp>
#include <strandline/clinic/knowledge.hpp>

#include <string>

namespace {

using namespace strandline;
using namespace strandline::clinic::bench;

}  // namespace

int main(int count, char** words) {
    const std::string form = count > 1 ? words[1] : "";
    if ((count != 5 && count != 6) || (form != "rows" && form != "lines")) return 2;
    Context context({.threads = static_cast<unsigned>(std::atoi(words[3]))});
    Json told = Json::object();
    Clock clock;
    const domain::PgxKnowledge knowledge = need(clinic::knowledge_of({}));
    const Source source = need(Source::open(words[2]));
    clinic::CohortQuestion question;
    question.rows = form == "rows";
    question.lines = form == "lines";
    question.anew = count == 6;
    const auto answers = need(clinic::answer_cohort({&source, 1}, knowledge, question, context));
    told.set("samples", static_cast<std::int64_t>(answers.samples.size()));
    clock.tell("answer", told);
    auto file = need(FileSink::create(words[4]));
    if (question.rows)
        clinic::write_answers(answers, *file, context.threads());
    else
        clinic::write_answer_lines(answers, {.knowledge = &knowledge}, *file, context);
    told.set("bytes", file->size());
    need(file->commit(true));
    clock.tell("write", told);
    std::size_t distinct = 0;
    for (const auto& gene : answers.genes) distinct += gene.rows.size() + gene.parts.texts.size();
    told.set("distinct", static_cast<std::int64_t>(distinct));
    told.set("peak_MiB", peak_mebibytes());
    std::printf("%s\n", told.compact().c_str());
}
