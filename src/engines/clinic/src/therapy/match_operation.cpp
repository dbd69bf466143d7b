#include "therapy/match_operation.hpp"
#include "research_notice.hpp"

#include "therapy/match_rows.hpp"
#include "therapy/match_words.hpp"
#include "therapy/therapy_vocabulary.hpp"

#include <strandline/base/text.hpp>
#include <strandline/clinic/knowledge.hpp>
#include <strandline/formats/knowledge_pack.hpp>
#include <strandline/formats/pgx_calls.hpp>
#include <strandline/formats/therapy.hpp>

#include <array>
#include <map>
#include <set>

namespace strandline::clinic {
namespace {

using domain::TherapyVerdict;
using operation::Answer;
using operation::Call;
using operation::Privacy;

/// What many samples add up to.
struct MatchCounts {
    std::array<std::uint64_t, 6> verdicts{};
    std::uint64_t samples = 0, cannot_begin = 0;
};

/// The rows of samples that have the same results, and what they say.
struct SharedRows {
    std::vector<std::string> rows;
    SampleVerdict verdict;
};

SharedRows rows_of(const domain::Therapy& therapy, const domain::PgxCallTable& calls,
                   const std::vector<std::uint32_t>& numbers) {
    std::vector<const domain::PgxGeneResult*> results;
    for (const std::uint32_t number : numbers) results.push_back(&calls.results[number]);
    SharedRows made{.rows = {}, .verdict = judge_sample(therapy, results)};
    made.rows = match_rows(therapy, made.verdict, results);
    return made;
}

MatchCounts write_rows(const domain::Therapy& therapy, const domain::PgxCallTable& calls, Sink& table,
                       Context& context) {
    constexpr std::size_t most_kept = 1 << 14;
    MatchCounts counts;
    std::map<std::vector<std::uint32_t>, SharedRows> shared;
    for (std::size_t s = 0; s < calls.samples.size() && !context.cancelled(); ++s) {
        if (shared.size() >= most_kept) shared.clear();
        const auto [of, is_new] = shared.try_emplace(calls.of_sample[s]);
        if (is_new) of->second = rows_of(therapy, calls, calls.of_sample[s]);
        for (const std::string& row : of->second.rows) table.write(calls.samples[s] + "\t" + row + "\n");
        for (const DrugVerdict& drug : of->second.verdict.drugs)
            ++counts.verdicts[static_cast<std::size_t>(drug.verdict)];
        ++counts.samples;
        counts.cannot_begin += !of->second.verdict.can_begin;
    }
    return counts;
}

void tell(const domain::Therapy& therapy, const MatchCounts& counts, Context& context) {
    std::vector<std::string> parts;
    for (std::size_t v = 0; v < counts.verdicts.size(); ++v)
        if (counts.verdicts[v] > 0)
            parts.push_back(format("{} {}", counts.verdicts[v], words(static_cast<TherapyVerdict>(v))));
    context.log(LogLevel::notice, format("{}: {}, {}: {}", therapy.title, counted(counts.samples, "sample"),
                                         counted(therapy.drugs.size(), "drug"), join(parts, ", ")));
    if (counts.cannot_begin > 0)
        context.log(
            LogLevel::warning,
            format("{} cannot have this therapy as it stands: a required drug is unknown, or to be avoided "
                   "without an alternative that may be given",
                   counted(counts.cannot_begin, "sample")));
    context.log(LogLevel::notice, std::string(research_notice));
}

/// What its author may not have meant.
void tell_doubts(const domain::Therapy& therapy, const domain::PgxKnowledge& knowledge, Context& context) {
    for (const std::string& words : results_not_named(therapy, knowledge))
        context.log(LogLevel::warning, format("{} would be unknown: no requirement names it", words));
    for (const std::string& words : results_named_twice(therapy, knowledge))
        context.log(LogLevel::warning, format("{}: the most cautious counts", words));
    for (const std::string& words : guidelines_denied(therapy, knowledge))
        context.log(LogLevel::warning,
                    format("the therapy file asks nothing for {}, though the knowledge has "
                           "a guideline",
                           words));
}

Result<Answer> run_match(Call& call, Context& context) {
    STRANDLINE_TRY(const domain::Therapy therapy, formats::read_therapy(call.input("therapy")));
    STRANDLINE_TRY(const domain::PgxKnowledge knowledge, knowledge_of(call.inputs("knowledge")));
    STRANDLINE_CHECK(check_vocabulary(therapy, knowledge));
    tell_doubts(therapy, knowledge, context);
    std::set<std::string> genes;
    for (const domain::TherapyDrug& drug : therapy.drugs)
        for (const std::string& gene : genes_of(drug)) genes.insert(gene);
    STRANDLINE_TRY(const domain::PgxCallTable calls, formats::read_pgx_calls(call.input("calls"), genes));
    Sink& table = call.output("match");
    table.write(match_header());
    const MatchCounts counts = write_rows(therapy, calls, table, context);
    STRANDLINE_CHECK(table.status());
    tell(therapy, counts, context);
    return counts.cannot_begin == 0 ? Answer::yes : Answer::no;
}

operation::Port match_table() {
    using namespace operation;
    return table(
               "match", "clinic.match/1",
               {text_column("sample", "as the calls name it"), text_column("drug", "as the therapy names it"),
                text_column("role", "what it is given for"), text_column("required", "yes or no"),
                text_column("verdict",
                            "go, caution, adjust, unknown, avoid; no rule where the therapy has none"),
                text_column("requirement", "those that decide"),
                text_column("result", "what the sample has in the genes asked for"),
                text_column("action", "what to do"), text_column("dose_factor", "of the usual dose"),
                text_column("dose", "with its unit"), text_column("alternatives", "with their verdicts"),
                text_column("strength", "of the recommendation, as its source grades it"),
                text_column("source", "where each requirement comes from"),
                text_column("uncertainty",
                            "diplotypes that disagree, positions missing or taken as reference"),
                text_column("evidence", "what the calls rest on")})
        .privacy(Privacy::subject)
        .view({"words", "a page to read, what is not to be given first",
               [](const Source& result, const Call&, Sink& sink) { return write_match_words(result, sink); }})
        .described("one row a sample and drug")
        .file("match.tsv");
}

}  // namespace

operation::Operation match_operation() {
    using namespace operation;
    Operation made;
    made.name = "clinic match";
    made.summary = "Which drugs of a therapy are safe for a patient, by the patient's genes";
    made.description =
        "Holds the results of one sample or many against what a therapy's drugs ask of them: go, adjust, "
        "avoid, or "
        "unknown, with the reason, what to do and the source. A gene without result, a result that the "
        "therapy says "
        "nothing of, and diplotypes that disagree are never taken as good. Ends with status 1 where a "
        "required drug "
        "is unknown, or is to be avoided and no alternative may be given. For research use.";
    made.inputs = {
        port("calls")
            .format("clinic.pgx/1")
            .privacy(Privacy::subject)
            .described("what 'clinic pgx' tells of one sample or many"),
        port("therapy")
            .format("clinic.therapy/1")
            .positional()
            .described("TOML: drugs, and what each asks of genes"),
        port("knowledge")
            .format(std::string(formats::knowledge_pack_format))
            .repeated()
            .optional()
            .described("the packs that the calls were made with; without, the one inside the program")};
    made.outputs = {match_table()};
    made.example = "strandline clinic match calls.tsv therapy.toml -o match.tsv";
    made.data_tables = {shipped_knowledge_id()};
    made.run = run_match;
    return made;
}

}  // namespace strandline::clinic
