#include "pgx/pgx_operation.hpp"
#include "research_notice.hpp"

#include "pgx/answer_lines.hpp"
#include "pgx/cohort_answers.hpp"
#include "pgx/pgx_question.hpp"
#include "report/write_documents.hpp"

#include <strandline/base/text.hpp>
#include <strandline/clinic/knowledge.hpp>
#include <strandline/formats/knowledge_pack.hpp>

namespace strandline::clinic {
namespace {

using operation::Answer;
using operation::Call;
using operation::Privacy;

/// The table and the lines of a cohort: one row a sample and gene, one line a sample.
Result<void> write_cohort(const PgxQuestion& question, Call& call, Context& context) {
    const bool has_table = call.wants("calls");
    const bool has_lines =
        call.wants("lines") && (question.sample_count() == 1 || call.text("to") == "lines");
    if (!has_table && !has_lines) return {};
    if (has_table)
        call.output("calls").write(
            "sample\tgene\tdiplotypes\tsource_diplotype\trecommendation_diplotype\tphenotype\t"
            "activity_score\tlookup_key\tmissing_positions\tassumed_positions\tevidence\n");
    for (const AskedFiles& each : question.files) {
        CohortQuestion asked = question.of_files(each);
        asked.rows = has_table;
        asked.lines = has_lines;
        STRANDLINE_TRY(CohortAnswers answers, answer_cohort(each.files, question.knowledge, asked, context));
        for (std::string& sample : answers.samples) sample = question.told_name(sample);
        if (has_table) write_answers(answers, call.output("calls"), context.threads());
        if (has_lines) {
            STRANDLINE_TRY(const AnswerBasis basis, basis_of(question, each, call));
            write_answer_lines(answers, basis, call.output("lines"), context);
        }
        tell_reading(answers.report, context);
    }
    if (has_table) STRANDLINE_CHECK(call.output("calls").status());
    if (has_lines) STRANDLINE_CHECK(call.output("lines").status());
    return {};
}

Result<Answer> run_pgx(Call& call, Context& context) {
    STRANDLINE_TRY(const PgxQuestion question, pgx_question(call, context));
    STRANDLINE_CHECK(write_cohort(question, call, context));
    STRANDLINE_CHECK(write_documents(question, call, context));
    tell_unused(question, context);
    std::vector<std::string> packs;
    for (const std::string& digest : question.knowledge_digests)
        packs.push_back("clinic knowledge " + digest);
    context.log(LogLevel::notice, format("{}; version {}, {}", counted(question.sample_count(), "sample"),
                                         question.knowledge.version, join(packs, " and ")));
    context.log(LogLevel::notice, std::string(research_notice));
    return Answer::yes;
}

operation::Port lines_port() {
    return operation::port("lines")
        .format("clinic.answers/1")
        .optional()
        .privacy(Privacy::subject)
        .described("JSON lines, one a sample, with all recommendations; of several samples by --to lines")
        .file("answers.jsonl");
}

operation::Port calls_table() {
    using namespace operation;
    return table("calls", "clinic.pgx/1",
                 {text_column("sample", "as the file names it"), text_column("gene", "its symbol"),
                  text_column("diplotypes", "name=score, the best first; empty where not called"),
                  text_column("source_diplotype", "as called; single variants where strands are not known"),
                  text_column("recommendation_diplotype", "by which guidelines are looked up"),
                  text_column("phenotype", "of each of these; n/a where the knowledge has none"),
                  text_column("activity_score", "of each of these; null where the gene has none"),
                  text_column("lookup_key", "what guidelines are looked up by"),
                  integer_column("missing_positions", "positions without a genotype"),
                  integer_column("assumed_positions", "positions taken as reference because a flag said so"),
                  text_column("evidence", "what the call rests on, and what is uncertain")})
        .privacy(Privacy::subject)
        .described("one row a sample and gene")
        .file("calls.tsv");
}

std::vector<std::string> names_of_outputs() {
    std::vector<std::string> names = document_names();
    names.insert(names.begin(), {"calls", "lines"});
    return names;
}

}  // namespace

operation::Operation pgx_operation() {
    using namespace operation;
    Operation made;
    made.name = "clinic pgx";
    made.summary = "Named alleles, phenotypes and recommendation keys from genotypes";
    made.description =
        "Reads the genotypes of one sample or many (VCF, gVCF or BCF on GRCh38) at the positions of the "
        "pharmacogenes, names the pairs of alleles that explain them, and tells what they mean for the "
        "handling of drugs. What is missing is never taken as reference unless a flag says so. Outside calls "
        "of a gene count in place of the file's: CYP2D6 and HLA need them. For research use.";
    made.inputs = {
        port("genotypes")
            .alias("vcf")
            .one_of("vcf", "bcf")
            .repeated()
            .privacy(Privacy::subject)
            .described(
                "genotypes of one sample or many; files of the same samples, of a chromosome each, are one"),
        port("knowledge")
            .format(std::string(formats::knowledge_pack_format))
            .repeated()
            .optional()
            .described(
                "packs of knowledge; without alleles of their own they add to the one inside the program"),
        port("definition")
            .format("any")
            .repeated()
            .optional()
            .described(
                "JSON with the alleles of a gene, as PharmCAT's definitions have them, in place of the "
                "knowledge's"),
        port("outside")
            .alias("po")
            .format("any")
            .optional()
            .privacy(Privacy::subject)
            .described("calls by others: gene, diplotype, phenotype, activity score, and sample where a "
                       "header names the columns"),
        port("samples")
            .alias("s")
            .alias("S")
            .format("any")
            .or_list()
            .optional()
            .privacy(Privacy::subject)
            .described("samples to answer, one a line; all without"),
        port("pseudonyms")
            .format("any")
            .optional()
            .privacy(Privacy::subject)
            .described("names by which samples are told in all results: the sample's, a tab, its pseudonym")};
    made.params = {
        text("genes", "").alias("g").value("GENES").help("genes to answer: CYP2C19,TPMT; all without"),
        flag("all-results")
            .alias("a")
            .help("every pair of alleles that explains a sample, not the best alone"),
        flag("absent-to-ref").help("positions without a record are taken as reference, and counted"),
        flag("unspecified-to-ref").help("genotypes ./. are taken as reference, and counted"),
        text("research", "")
            .value("WORDS")
            .help("combinations: alleles together on a strand where no pair fits; cyp2d6: by small variants "
                  "alone"),
        flag("no-exemptions").help("no required positions, no preferred pairs of unphased data"),
        flag("explain").help("evidence names missing positions, and which genotype would decide"),
        choice("to", "calls", names_of_outputs())
            .help("the output that is shown, or that -o names; of several samples this and calls alone are "
                  "made"),
        text("date", "").value("DATE").help("the day that documents bear: 2026-03-31; none without")};
    made.outputs = document_ports();
    made.outputs.insert(made.outputs.begin(), {calls_table(), lines_port()});
    made.main_output = [](const Call& call) { return call.text("to"); };
    made.example = "strandline clinic pgx patient.vcf.gz --outside cyp2d6.tsv -o calls.tsv";
    made.data_tables = {shipped_knowledge_id()};
    made.run = run_pgx;
    return made;
}

}  // namespace strandline::clinic
