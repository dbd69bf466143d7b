#include "pgx/pgx_operation.hpp"

#include "pgx/cohort_answers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/clinic/knowledge.hpp>
#include <strandline/formats/knowledge_pack.hpp>
#include <strandline/formats/outside_calls.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace strandline::clinic {
namespace {

using operation::Answer;
using operation::Call;
using operation::Privacy;

std::vector<std::string> words_of(std::string_view list, char separator) {
    std::vector<std::string> made;
    for (const std::string_view word : split(list, separator))
        if (!trim(word).empty() && !trim(word).starts_with('#')) made.emplace_back(trim(word));
    return made;
}

Result<MatchOptions> match_options(const Call& call) {
    MatchOptions options;
    options.all = call.flag("all-results");
    options.exemptions = !call.flag("no-exemptions");
    for (const std::string& word : words_of(call.text("research"), ',')) {
        if (word == "combinations")
            options.combinations = true;
        else if (word == "cyp2d6")
            options.cyp2d6 = true;
        else
            return fail(Error::input("clinic.research", "--research has no '{}'", word)
                            .expected("combinations, cyp2d6, or both")
                            .found("'{}'", word)
                            .candidates(nearest(word, {"combinations", "cyp2d6"})));
    }
    return options;
}

Result<CohortQuestion> question_of(const Call& call) {
    CohortQuestion question;
    STRANDLINE_TRY(question.match, match_options(call));
    question.genes = words_of(call.text("genes"), ',');
    question.read.absent_to_ref = call.flag("absent-to-ref");
    question.read.unspecified_to_ref = call.flag("unspecified-to-ref");
    question.explains = call.flag("explain");
    if (call.has("outside")) {
        STRANDLINE_TRY(question.outside, formats::read_outside_calls(call.input("outside")));
    }
    if (call.has("samples")) {
        STRANDLINE_TRY(const std::string names, formats::read_bytes(call.input("samples")));
        question.read.samples = words_of(names, '\n');
        if (question.read.samples.empty())
            return fail(Error::input("clinic.samples", "no sample is named")
                            .at({.file = call.input("samples").name()})
                            .expected("names of samples, one a line"));
    }
    return question;
}

/// Of several files, each has some of the samples asked for.
Result<std::vector<std::vector<std::string>>> samples_of_files(const Call& call,
                                                               const CohortQuestion& question,
                                                               Context& context) {
    const auto files = call.inputs("genotypes");
    std::vector<std::vector<std::string>> made;
    std::map<std::string, std::string> file_of;
    std::vector<std::string> known;
    for (const Source& file : files) {
        STRANDLINE_TRY(const auto reader, formats::PgxGenotypeReader::open(file, {}, {}, context));
        for (const std::string& sample : reader.samples()) {
            const auto [first, is_new] = file_of.try_emplace(sample, file.name());
            if (!is_new)
                return fail(
                    Error::input("clinic.sample.twice", "sample '{}' is in two files", sample)
                        .at({.file = file.name()})
                        .expected("each sample in one file")
                        .found("'{}', which is in {} too", sample, first->second)
                        .mend("merge the files (bcftools concat, bcftools merge), or rename the sample"));
        }
        known.insert(known.end(), reader.samples().begin(), reader.samples().end());
        std::vector<std::string>& wanted = made.emplace_back();
        for (const std::string& sample : question.read.samples)
            if (std::ranges::find(reader.samples(), sample) != reader.samples().end())
                wanted.push_back(sample);
    }
    for (const std::string& sample : question.read.samples)
        if (!file_of.contains(sample))
            return fail(Error::input("clinic.sample", "no file has a sample '{}'", sample)
                            .expected("a sample of the files")
                            .found("'{}'", sample)
                            .candidates(nearest(sample, known)));
    return made;
}

/// Outside calls that answer nobody are told: a slip in a name must not lose a call.
void tell_unused(const CohortQuestion& question, const domain::PgxKnowledge& knowledge,
                 const std::set<std::string>& samples, Context& context) {
    const std::vector<std::string> genes = known_genes(knowledge);
    for (const domain::PgxOutsideCall& call : question.outside) {
        if (!std::ranges::binary_search(genes, call.gene))
            context.log(LogLevel::warning,
                        format("outside call of {} on line {} is not used: the knowledge has no such gene",
                               printable(call.gene), call.line));
        else if (!call.sample.empty() && !samples.contains(call.sample))
            context.log(LogLevel::warning,
                        format("outside call of {} on line {} is not used: no sample {} is answered",
                               call.gene, call.line, printable(call.sample)));
    }
}

void tell_reading(const formats::PgxReadReport& report, Context& context) {
    for (const std::string& remark : report.remarks) context.log(LogLevel::warning, remark);
    if (report.remarks_left_out)
        context.log(LogLevel::warning, format("{} more remarks", with_thousands(report.remarks_left_out)));
    if (report.assumed)
        context.log(LogLevel::warning, format("{} taken as reference because a flag said so",
                                              counted(report.assumed, "genotype was", "genotypes were")));
}

/// What the answers rest on: packs by their SHA-256, the shipped one unless another has alleles of its own.
Result<std::string> knowledge_name(const Call& call) {
    std::vector<std::string> names;
    bool has_alleles = false;
    for (const Source& pack : call.inputs("knowledge")) {
        STRANDLINE_TRY(const domain::PgxKnowledge knowledge, formats::read_knowledge_pack(pack));
        STRANDLINE_TRY(const Digest digest, formats::knowledge_pack_digest(pack));
        has_alleles = has_alleles || !knowledge.definitions.empty();
        names.push_back("clinic knowledge " + digest.hex());
    }
    if (!has_alleles) names.insert(names.begin(), shipped_knowledge_id());
    return join(names, " and ");
}

Result<Answer> run_pgx(Call& call, Context& context) {
    STRANDLINE_TRY(CohortQuestion question, question_of(call));
    STRANDLINE_TRY(const domain::PgxKnowledge knowledge, knowledge_of(call.inputs("knowledge")));
    STRANDLINE_CHECK(asked_genes(knowledge, question));
    const auto files = call.inputs("genotypes");
    std::vector<std::vector<std::string>> wanted(1, question.read.samples);
    if (files.size() > 1) { STRANDLINE_TRY(wanted, samples_of_files(call, question, context)); }
    Sink& table = call.output("calls");
    table.write(
        "sample\tgene\tdiplotypes\tsource_diplotype\trecommendation_diplotype\tphenotype\t"
        "activity_score\tlookup_key\tmissing_positions\tassumed_positions\tevidence\n");
    std::set<std::string> answered;
    const bool selects = !question.read.samples.empty();
    for (std::size_t file = 0; file < files.size(); ++file) {
        if (selects && wanted[file].empty()) continue;
        question.read.samples = wanted[file];
        STRANDLINE_TRY(const CohortAnswers answers, answer_cohort(files[file], knowledge, question, context));
        write_answers(answers, table, context.threads());
        answered.insert(answers.samples.begin(), answers.samples.end());
        tell_reading(answers.report, context);
    }
    STRANDLINE_CHECK(table.status());
    tell_unused(question, knowledge, answered, context);
    STRANDLINE_TRY(const std::string name, knowledge_name(call));
    context.log(LogLevel::notice,
                format("{}; version {}, {}", counted(answered.size(), "sample"), knowledge.version, name));
    context.log(LogLevel::notice,
                "for research use: not a medical device, no ground for treatment by itself");
    return Answer::yes;
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
            .described("genotypes of one sample or many; each sample in one file"),
        port("knowledge")
            .format(std::string(formats::knowledge_pack_format))
            .repeated()
            .optional()
            .described(
                "packs of knowledge; without alleles of their own they add to the one inside the program"),
        port("outside")
            .alias("po")
            .format("any")
            .optional()
            .privacy(Privacy::subject)
            .described("calls by others: gene, diplotype, phenotype, activity score, and sample where a "
                       "header names the columns"),
        port("samples")
            .format("any")
            .or_list()
            .optional()
            .privacy(Privacy::subject)
            .described("samples to answer, one a line; all without")};
    made.params = {
        text("genes", "").value("GENES").help("genes to answer: CYP2C19,TPMT; all without"),
        flag("all-results").help("every pair of alleles that explains a sample, not the best alone"),
        flag("absent-to-ref").help("positions without a record are taken as reference, and counted"),
        flag("unspecified-to-ref").help("genotypes ./. are taken as reference, and counted"),
        text("research", "")
            .value("WORDS")
            .help("combinations: alleles together on a strand where no pair fits; cyp2d6: by small variants "
                  "alone"),
        flag("no-exemptions").help("no required positions, no preferred pairs of unphased data"),
        flag("explain").help("evidence names missing positions, and which genotype would decide")};
    made.outputs = {calls_table()};
    made.example = "strandline clinic pgx patient.vcf.gz --outside cyp2d6.tsv -o calls.tsv";
    made.data_tables = {shipped_knowledge_id()};
    made.run = run_pgx;
    return made;
}

}  // namespace strandline::clinic
