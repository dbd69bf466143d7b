#include "pgx/pgx_question.hpp"

#include <strandline/base/text.hpp>
#include <strandline/clinic/knowledge.hpp>
#include <strandline/formats/outside_calls.hpp>
#include <strandline/formats/pseudonyms.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace strandline::clinic {
namespace {

std::string near_words(const std::string& gene, const std::vector<std::string>& genes) {
    const std::vector<std::string> near = nearest(gene, genes);
    return near.empty() ? "" : format(" (did you mean {}?)", join(near, ", "));
}

/// Slips are told one by one, as far as anybody reads.
constexpr std::size_t most_told = 200;

using operation::Call;

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

Result<std::string> date_of(const Call& call) {
    const std::string& text = call.text("date");
    if (text.empty()) return text;
    int year = 0;
    unsigned month = 0, day = 0;
    const auto number = [&](std::size_t from, std::size_t count, auto& into) {
        const char* end = text.data() + from + count;
        return std::from_chars(text.data() + from, end, into).ptr == end;
    };
    const bool has_form = text.size() == 10 && text[4] == '-' && text[7] == '-' && number(0, 4, year) &&
                          number(5, 2, month) && number(8, 2, day);
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(day)};
    if (!has_form || year < 1 || !date.ok())
        return fail(Error::input("clinic.date", "--date is not a day of the calendar")
                        .expected("year, month and day: 2026-03-31")
                        .found("'{}'", printable(text)));
    return text;
}

Result<CohortQuestion> cohort_question(const Call& call) {
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
        constexpr std::size_t largest_list = std::size_t{1} << 28;  // bytes: ten million names
        STRANDLINE_TRY(const std::string names, formats::read_bytes(call.input("samples"), largest_list));
        question.read.samples = words_of(names, '\n');
        if (question.read.samples.empty())
            return fail(Error::input("clinic.samples", "no sample is named")
                            .at({.file = call.input("samples").name()})
                            .expected("names of samples, one a line"));
    }
    return question;
}

Result<void> check_pseudonyms(const PgxQuestion& question, const Source& file) {
    for (const AskedFiles& asked : question.files)
        for (const std::string& sample : asked.samples)
            if (!question.pseudonyms.contains(sample))
                return fail(
                    Error::input("clinic.pseudonym", "sample '{}' has no pseudonym", printable(sample))
                        .at({.file = file.name()})
                        .expected("a line for every sample that is answered")
                        .mend("add a line with it, a tab and its pseudonym, or choose with --samples"));
    return {};
}

/// Alleles that the user brings along. Documents name them beside the packs.
Result<void> take_definitions(std::span<const Source> files, PgxQuestion& question, Context& context) {
    if (files.empty()) return {};
    STRANDLINE_TRY(question.knowledge, knowledge_with(std::move(question.knowledge), files));
    for (const Source& file : files) {
        STRANDLINE_TRY(const Digest digest, file.digest());
        question.definition_digests.push_back(digest.hex());
        context.log(LogLevel::notice, format("alleles by {}, in place of the knowledge's; sha256 {}",
                                             printable(file.name()), digest.hex()));
    }
    return {};
}

}  // namespace

std::size_t PgxQuestion::sample_count() const {
    std::size_t count = 0;
    for (const AskedFiles& file : files) count += file.samples.size();
    return count;
}

CohortQuestion PgxQuestion::of_files(const AskedFiles& asked) const {
    CohortQuestion made = cohort;
    made.read.samples = asked.has_all ? std::vector<std::string>() : asked.samples;
    return made;
}

const std::string& PgxQuestion::told_name(const std::string& sample) const {
    const auto found = pseudonyms.find(sample);
    return found == pseudonyms.end() ? sample : found->second;
}

Result<PgxQuestion> pgx_question(const Call& call, Context& context) {
    PgxQuestion question;
    STRANDLINE_TRY(question.cohort, cohort_question(call));
    STRANDLINE_TRY(question.date, date_of(call));
    STRANDLINE_TRY(KnowledgeInUse in_use, knowledge_in_use(call.inputs("knowledge")));
    question.knowledge = std::move(in_use.knowledge);
    question.knowledge_digests = std::move(in_use.digests);
    STRANDLINE_CHECK(take_definitions(call.inputs("definition"), question, context));
    STRANDLINE_CHECK(asked_genes(question.knowledge, question.cohort));
    STRANDLINE_TRY(question.files, asked_files(call.inputs("genotypes"), question.cohort.read.samples,
                                               question.cohort.read.absent_to_ref, context));
    if (call.has("pseudonyms")) {
        STRANDLINE_TRY(question.pseudonyms, formats::read_pseudonyms(call.input("pseudonyms")));
        STRANDLINE_CHECK(check_pseudonyms(question, call.input("pseudonyms")));
    }
    return question;
}

void tell_unused(const PgxQuestion& question, Context& context) {
    const std::vector<std::string> genes = known_genes(question.knowledge);
    std::set<std::string_view> samples;
    for (const AskedFiles& file : question.files) samples.insert(file.samples.begin(), file.samples.end());
    std::size_t unused = 0;
    const auto tell = [&](std::string remark) {
        if (++unused <= most_told) context.log(LogLevel::warning, std::move(remark));
    };
    for (const domain::PgxOutsideCall& call : question.cohort.outside) {
        if (!std::ranges::binary_search(genes, call.gene))
            tell(format("outside call of {} on line {} is not used: the knowledge has no such gene{}",
                        printable(call.gene), call.line, near_words(call.gene, genes)));
        else if (!call.sample.empty() && !samples.contains(call.sample))
            tell(format("outside call of {} on line {} is not used: no sample {} is answered", call.gene,
                        call.line, printable(call.sample)));
    }
    if (unused > most_told)
        context.log(LogLevel::warning,
                    format("{} more outside calls are not used",
                           with_thousands(static_cast<std::uint64_t>(unused - most_told))));
}

void tell_reading(const formats::PgxReadReport& report, Context& context) {
    for (const std::string& remark : report.remarks) context.log(LogLevel::warning, remark);
    if (report.remarks_left_out)
        context.log(LogLevel::warning, format("{} more remarks", with_thousands(report.remarks_left_out)));
    if (report.assumed)
        context.log(LogLevel::warning, format("{} taken as reference because a flag said so",
                                              counted(report.assumed, "genotype was", "genotypes were")));
}

Result<AnswerBasis> basis_of(const PgxQuestion& question, const AskedFiles& asked, const Call& call) {
    AnswerBasis basis;
    basis.knowledge = &question.knowledge;
    basis.knowledge_digests = question.knowledge_digests;
    basis.knowledge_digests.insert(basis.knowledge_digests.end(), question.definition_digests.begin(),
                                   question.definition_digests.end());
    // Whoever gives pseudonyms may have named the file after the patient.
    for (const Source& file : asked.files) {
        InputFile input;
        if (question.pseudonyms.empty()) input.name = std::filesystem::path(file.name()).filename().string();
        STRANDLINE_TRY(const Digest digest, file.digest());
        input.digest = digest.hex();
        basis.inputs.push_back(std::move(input));
    }
    if (call.has("outside")) {
        STRANDLINE_TRY(const Digest outside, call.input("outside").digest());
        basis.outside_digest = outside.hex();
    }
    basis.match = question.cohort.match;
    basis.absent_to_ref = question.cohort.read.absent_to_ref;
    basis.unspecified_to_ref = question.cohort.read.unspecified_to_ref;
    basis.date = question.date;
    return basis;
}

}  // namespace strandline::clinic
