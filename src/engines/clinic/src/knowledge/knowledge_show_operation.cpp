#include "knowledge/knowledge_operations.hpp"

#include "knowledge/knowledge_recommendations.hpp"
#include "knowledge/knowledge_summary.hpp"

#include <strandline/clinic/knowledge.hpp>
#include <strandline/formats/knowledge_pack.hpp>

namespace strandline::clinic {
namespace {

using operation::Answer;
using operation::Call;

Result<Answer> run_show(Call& call, Context&) {
    const Source pack = call.has("pack") ? call.input("pack") : shipped_knowledge();
    STRANDLINE_TRY(const domain::PgxKnowledge knowledge, formats::read_knowledge_pack(pack));
    STRANDLINE_TRY(const Digest digest, formats::knowledge_pack_digest(pack));
    Sink& summary = call.output("summary");
    summary.write(knowledge_text(knowledge, digest));
    STRANDLINE_CHECK(summary.status());
    Sink& report = call.output("report");
    report.write(knowledge_json(knowledge, digest).pretty());
    STRANDLINE_CHECK(report.status());
    if (call.wants("recommendations"))
        STRANDLINE_CHECK(write_recommendations(knowledge, call.output("recommendations")));
    return Answer::yes;
}

}  // namespace

operation::Operation knowledge_show_operation() {
    using namespace operation;
    Operation made;
    made.name = "clinic knowledge show";
    made.summary = "What a knowledge pack holds: sources, versions, licences, genes, drugs";
    made.description =
        "Without a pack, the one inside the program is shown. A pack's SHA-256 stands for all of its facts: "
        "results that name it can be had again from that pack alone.";
    made.inputs = {port("pack")
                       .format(std::string(formats::knowledge_pack_format))
                       .optional()
                       .described("the pack; without it, the one inside the program")};
    made.outputs = {port("summary").format("text").described("sources, genes, drugs").file("knowledge.txt"),
                    port("report")
                        .format("clinic.knowledge-summary/1")
                        .described("JSON: also every allele with its changes and function, every guideline")
                        .file("knowledge.json"),
                    table("recommendations", "clinic.recommendations/1", recommendation_columns())
                        .described("every recommendation by its id, with its text")
                        .file("recommendations.tsv")};
    made.example = "strandline clinic knowledge show knowledge.pgx";
    made.data_tables = {shipped_knowledge_id()};
    made.run = run_show;
    return made;
}

}  // namespace strandline::clinic
