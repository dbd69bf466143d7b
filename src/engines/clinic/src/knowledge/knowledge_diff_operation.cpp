#include "knowledge/knowledge_operations.hpp"

#include "knowledge/compared_answers.hpp"
#include "knowledge/knowledge_changes.hpp"
#include "knowledge/patient_changes.hpp"
#include "pgx/asked_files.hpp"

#include <strandline/base/text.hpp>
#include <strandline/clinic/knowledge.hpp>
#include <strandline/formats/knowledge_pack.hpp>
#include <strandline/formats/outside_calls.hpp>

#include <algorithm>
#include <set>

namespace strandline::clinic {
namespace {

using operation::Answer;
using operation::Call;
using operation::Privacy;

/// Words in a cell of a table: no tabs, no line ends.
std::string cell(std::string words) {
    std::ranges::replace_if(words, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    return words;
}

Result<CohortQuestion> question_of(const Call& call) {
    CohortQuestion question;
    question.read.absent_to_ref = call.flag("absent-to-ref");
    question.read.unspecified_to_ref = call.flag("unspecified-to-ref");
    if (call.has("outside")) {
        STRANDLINE_TRY(question.outside, formats::read_outside_calls(call.input("outside")));
    }
    return question;
}

void add(const ChangedPatients& more, ChangedPatients& into) {
    into.samples += more.samples;
    into.changed += more.changed;
    for (const auto& [gene, count] : more.genes) into.genes[gene] += count;
    for (const auto& [drug, count] : more.drugs) into.drugs[drug] += count;
}

/// "CYP2C19 12, TPMT 3": the commonest first.
std::string told_counts(const std::map<std::string, std::uint64_t>& counts) {
    std::vector<std::pair<std::string, std::uint64_t>> sorted(counts.begin(), counts.end());
    std::ranges::stable_sort(sorted, std::greater{}, [](const auto& one) { return one.second; });
    std::vector<std::string> words;
    for (const auto& [name, count] : sorted) words.push_back(format("{} {}", name, with_thousands(count)));
    return words.empty() ? "none" : join(words, ", ");
}

void tell_patients(const ChangedPatients& changed, Context& context) {
    context.log(LogLevel::notice,
                format("{} of {} {} another answer", with_thousands(changed.changed),
                       counted(changed.samples, "sample"), changed.changed == 1 ? "has" : "have"));
    if (changed.changed == 0) return;
    context.log(LogLevel::notice, "genes: " + told_counts(changed.genes));
    context.log(LogLevel::notice, "drugs: " + told_counts(changed.drugs));
}

/// Which patients' answers change. Both packs answer the same files, each by its own positions.
Result<void> write_patients(const Call& call, Context& context) {
    STRANDLINE_TRY(const auto earlier, knowledge_of(call.inputs("packs").first(1)));
    STRANDLINE_TRY(const auto later, knowledge_of(call.inputs("packs").last(1)));
    STRANDLINE_TRY(CohortQuestion question, question_of(call));
    Sink& table = call.output("patients");
    table.write("sample\tgene\tdrug\tguideline\tpopulation\twhat\tbefore\tafter\n");
    const auto write = [&](const std::string& sample, const AnswerChange& change) {
        table.write(format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", sample, change.gene, cell(change.drug),
                           cell(change.guideline), cell(change.population), change.what, cell(change.before),
                           cell(change.after)));
    };
    ChangedPatients all;
    std::set<std::string> remarks;
    STRANDLINE_TRY(const std::vector<AskedFiles> cohorts,
                   asked_files(call.inputs("cohort"), {}, question.read.absent_to_ref, context));
    for (const AskedFiles& asked : cohorts) {
        question.read.samples = asked.has_all ? std::vector<std::string>() : asked.samples;
        STRANDLINE_TRY(const ComparedAnswers answers,
                       compared_answers(asked.files, earlier, later, question, context));
        add(compare_patients(earlier, answers.before, later, answers.after, write), all);
        for (const auto* report : {&answers.before.report, &answers.after.report})
            for (const std::string& remark : report->remarks)
                if (remarks.insert(remark).second) context.log(LogLevel::warning, remark);
    }
    STRANDLINE_CHECK(table.status());
    tell_patients(all, context);
    return {};
}

Result<Answer> run_diff(Call& call, Context& context) {
    const auto packs = call.inputs("packs");
    if (packs.size() != 2)
        return fail(Error::input("clinic.knowledge.two", "a difference is that of two packs")
                        .expected("two packs, the earlier first")
                        .found("{}", packs.size())
                        .mend("strandline clinic knowledge diff OLD NEW"));
    if (!call.has("cohort") && call.has("outside"))
        return fail(Error::input("clinic.knowledge.cohort", "calls by others are those of a cohort")
                        .expected("--cohort with their genotypes")
                        .found("--outside alone")
                        .mend("give --cohort, or leave --outside out"));
    STRANDLINE_TRY(const auto earlier, formats::read_knowledge_pack(packs[0]));
    STRANDLINE_TRY(const auto later, formats::read_knowledge_pack(packs[1]));
    const auto changes = knowledge_changes(earlier, later);
    Sink& table = call.output("changes");
    table.write("part\tof\titem\tbefore\tafter\n");
    for (const KnowledgeChange& change : changes)
        table.write(format("{}\t{}\t{}\t{}\t{}\n", change.part, cell(change.of), cell(change.item),
                           cell(change.before), cell(change.after)));
    STRANDLINE_CHECK(table.status());
    context.log(LogLevel::notice,
                format("{} from {} to {}", counted(changes.size(), "fact has changed", "facts have changed"),
                       earlier.version, later.version));
    if (call.has("cohort")) STRANDLINE_CHECK(write_patients(call, context));
    return Answer::yes;
}

operation::Port changes_table() {
    using namespace operation;
    return table("changes", "clinic.knowledge-changes/1",
                 {text_column("part",
                              "position, allele, rules, function, phenotype, recommendation; "
                              "definition, phenotypes, guideline as a whole"),
                  text_column("of", "the gene, or the drugs of the guideline"),
                  text_column("item", "the place, allele, pair or id"),
                  text_column("before", "what the earlier pack tells; empty where it is new"),
                  text_column("after", "what the later pack tells; empty where it is gone")})
        .releasable()
        .described("the facts that differ")
        .file("changes.tsv");
}

operation::Port patients_table() {
    using namespace operation;
    return table("patients", "clinic.knowledge-patients/1",
                 {text_column("sample", "as the file names it"),
                  text_column("gene", "its symbol; of a drug all genes of the guideline"),
                  text_column("drug", "empty where the row is about the gene"),
                  text_column("guideline", "its name"),
                  text_column("population", "for whom the guideline says it; empty for all"),
                  text_column("what",
                              "diplotypes, looked up by, phenotype, activity score, lookup key, "
                              "recommendation, implications"),
                  text_column("before", "by the earlier pack; empty where it says nothing"),
                  text_column("after", "by the later pack; empty where it says nothing")})
        .privacy(Privacy::subject)
        .described("with --cohort: each part of a sample's answer that changes")
        .file("patients.tsv");
}

}  // namespace

operation::Operation knowledge_diff_operation() {
    using namespace operation;
    Operation made;
    made.name = "clinic knowledge diff";
    made.summary = "Which facts differ between two knowledge packs";
    made.description =
        "One row a fact that the later pack tells otherwise: positions, named alleles, how a gene is called, "
        "functions of alleles, phenotypes of pairs, recommendations. An empty cell stands for what is not "
        "there. Pairs and recommendations of an allele or guideline that is new or gone are not told one by "
        "one; versions alone are no difference. With a cohort, the answers that change are told sample by "
        "sample instead: diplotypes, phenotypes, scores and recommendations.";
    made.inputs = {
        port("packs")
            .format(std::string(formats::knowledge_pack_format))
            .repeated()
            .described("two: the one that answers rested on, and the one that follows"),
        port("cohort")
            .one_of("vcf", "bcf")
            .repeated()
            .optional()
            .privacy(Privacy::subject)
            .described(
                "genotypes of those who were answered, in files as clinic pgx takes them: who has another "
                "answer now?"),
        port("outside")
            .alias("po")
            .format("any")
            .optional()
            .privacy(Privacy::subject)
            .described("calls by others, as clinic pgx takes them")};
    made.params = {flag("absent-to-ref").help("of the cohort: positions without a record are reference"),
                   flag("unspecified-to-ref").help("of the cohort: genotypes ./. are reference")};
    made.outputs = {changes_table(), patients_table()};
    made.main_output = [](const Call& call) { return call.has("cohort") ? "patients" : "changes"; };
    made.example = "strandline clinic knowledge diff old.pgx new.pgx --cohort cohort.bcf -o patients.tsv";
    made.data_tables = {shipped_knowledge_id()};
    made.run = run_diff;
    return made;
}

}  // namespace strandline::clinic
