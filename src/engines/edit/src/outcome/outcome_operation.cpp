#include "outcome/outcome_operation.hpp"

#include "outcome/outcome_input.hpp"
#include "outcome/outputs.hpp"

#include <strandline/base/text.hpp>

#include <deque>
#include <utility>

namespace strandline::edit {
namespace {

using operation::Answer;
using operation::Call;
using operation::Operation;
using operation::Param;
using operation::port;
using operation::Port;

constexpr double few_aligned = 0.8;

/// The outcome of one sample; that none of its reads aligned is an answer, and explains itself.
Result<SampleOutcome> measure(const ReadFiles& files, const OutcomeInput& input, Context& context) {
    STRANDLINE_TRY(SampleOutcome sample, measure_outcome(files, input.amplicons, input.settings, context));
    const ReadCounts& counts = sample.counts;
    if (counts.input == 0)
        return fail(Error::input("reads.empty", "sample '{}' has no read", sample.name)
                        .at({.file = files.first.front().name()})
                        .expected("FASTQ records")
                        .found("none")
                        .mend("check the step that made the file"));
    const Explanation why = explain_unaligned(sample, input.amplicons);
    if (counts.aligned == 0)
        return fail(Error::no("outcome.none_aligned", "no read of sample '{}' aligned", sample.name)
                        .at({.file = files.first.front().name()})
                        .expected("reads of {}", input.amplicons.size() == 1
                                                     ? "amplicon '" + input.amplicons[0].name + "'"
                                                     : "the amplicons given")
                        .found("{}", why.found)
                        .mend("{}", why.mend));
    if (static_cast<double>(counts.aligned) < few_aligned * static_cast<double>(counts.input))
        context.log(
            LogLevel::warning,
            format("sample '{}': only {} of {} aligned; {}; {}", sample.name, with_thousands(counts.aligned),
                   counted(counts.input, counts.paired ? "pair" : "read"), why.found, why.mend));
    return sample;
}

Result<Answer> run_outcome(Call& call, Context& context) {
    STRANDLINE_TRY(const OutcomeInput input, read_outcome_input(call));
    std::optional<SampleOutcome> control;
    if (input.control) { STRANDLINE_TRY(control, measure(*input.control, input, context)); }
    std::deque<SampleOutcome> samples;
    std::vector<OutcomeView> views;
    for (const ReadFiles& files : input.samples) {
        STRANDLINE_TRY(SampleOutcome sample, measure(files, input, context));
        samples.push_back(std::move(sample));
        views.push_back(view(input.amplicons, samples.back(), control ? &*control : nullptr));
    }
    const Conversion conversion{call.text("convert-from")[0], call.text("convert-to")[0]};
    STRANDLINE_CHECK(write_outcome_outputs(call, views,
                                           {.base_editing = call.flag("base-editing"),
                                            .conversion = conversion,
                                            .flank = call.integer("flank")}));
    return Answer::yes;
}

std::vector<Port> inputs() {
    return {
        port("reads")
            .alias("fastq_r1")
            .format("fastq")
            .repeated()
            .described("reads, or the first mates of pairs; gzip or plain; each file is a sample of its own"),
        port("mates")
            .alias("fastq_r2")
            .format("fastq")
            .optional()
            .repeated()
            .described("the second mates, in the order of --reads"),
        port("amplicons")
            .format("amplicons/1")
            .optional()
            .described("loci of a pooled run: a table with the columns name and amplicon, and any of guides, "
                       "coding, hdr and prime"),
        port("guides")
            .one_of("edit.recommended/2", "edit.recommended/1", "edit.guides/2", "edit.guides/1",
                    "edit.library/1", "guides/1")
            .optional()
            .described(
                "designed guides: those with a site in the amplicon are its guides, instead of --guide"),
        port("control").format("fastq").optional().described("reads of untreated cells, to be subtracted"),
        port("control-mates").format("fastq").optional().described("the second mates of the control")};
}

std::vector<Param> amplicon_params() {
    using operation::text;
    return {text("amplicon")
                .alias("amplicon_seq")
                .value("BASES")
                .help("the amplicon's sequence, primers included"),
            text("name", "amplicon").alias("amplicon_name").value("NAME").help("what the amplicon is called"),
            text("guide")
                .alias("guide_seq")
                .repeated()
                .value("BASES")
                .help("a spacer without its PAM, 5' to 3', on either strand of the amplicon"),
            text("coding")
                .alias("coding_seq")
                .repeated()
                .value("BASES")
                .help("a part of the amplicon that is coding"),
            text("expected-hdr")
                .alias("expected_hdr_amplicon_seq")
                .repeated()
                .value("BASES")
                .help("the amplicon as homology-directed repair should leave it"),
            text("expected-prime")
                .repeated()
                .value("BASES")
                .help("the amplicon as prime editing should leave it")};
}

std::vector<Param> window_params() {
    using operation::integer;
    return {integer("cut-offset", -3)
                .range(-30, 30)
                .help("where the nuclease cuts, in bases from the spacer's 3' end; negative is inside"),
            integer("window-centre", -3)
                .alias("quantification_window_center")
                .alias("window-center")
                .range(-100, 100)
                .help("centre of the quantification window, counted like the cut"),
            integer("window-size", 1)
                .alias("quantification_window_size")
                .range(0, 10'000)
                .help("bases on each side of the centre that count; 0: the whole amplicon"),
            integer("exclude-left", 15)
                .alias("exclude_bp_from_left")
                .range(0, 10'000)
                .help("bases at the amplicon's left end that never count"),
            integer("exclude-right", 15)
                .alias("exclude_bp_from_right")
                .range(0, 10'000)
                .help("bases at its right end that never count")};
}

std::vector<Param> read_params() {
    using operation::integer;
    using operation::number;
    return {
        number("min-mean-quality", 0)
            .alias("min_average_read_quality")
            .range(0, 93)
            .help("reads with a lower mean Phred quality are left out; of a pair both mates must reach it"),
        integer("min-base-quality", 0)
            .alias("min_bp_quality_or_N")
            .range(0, 93)
            .help("bases of a lower quality become N, which is no edit"),
        number("min-identity", 60)
            .alias("default_min_aln_score")
            .range(0, 100)
            .help("percent of the shorter of read and amplicon that must match; a gap takes 4 bases away"),
        integer("min-overlap", 10)
            .alias("min_paired_end_reads_overlap")
            .range(4, 10'000)
            .help("least overlap of the mates of a pair, in bases"),
        number("max-overlap-mismatch", 0.25).range(0, 1).help("most of the overlap's bases that may differ"),
        integer("gap-open", -20)
            .alias("needleman_wunsch_gap_open")
            .range(-100, 0)
            .help("score of a gap's first base; a match is 5, a mismatch -4"),
        integer("gap-extend", -2)
            .alias("needleman_wunsch_gap_extend")
            .range(-20, 0)
            .help("score of each further one, and of all in gaps at the ends"),
        integer("gap-incentive", 1)
            .alias("needleman_wunsch_gap_incentive")
            .range(0, 20)
            .help("what a gap wins that is at a cut"),
        operation::text("sample").repeated().value("NAME").help(
            "names of the samples, in the order of --reads; else those of the files"),
        operation::flag("join").help("all files are one sample")};
}

std::vector<Param> view_params() {
    using operation::choice;
    return {operation::flag("base-editing").alias("base_editor_output").help("the page shows conversions"),
            choice("convert-from", "C", {"A", "C", "G", "T"})
                .alias("conversion_nuc_from")
                .help("the base that a base editor converts, on the guide's strand"),
            choice("convert-to", "T", {"A", "C", "G", "T"})
                .alias("conversion_nuc_to")
                .help("and what it becomes"),
            operation::integer("flank", 20)
                .alias("plot_window_size")
                .range(1, 500)
                .help("bases on each side of the cut in pictures of alleles")};
}

std::vector<Param> params() {
    std::vector<Param> all;
    for (const auto& some : {amplicon_params(), window_params(), read_params(), view_params()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

}  // namespace

Operation outcome_operation() {
    Operation made;
    made.name = "edit outcome";
    made.summary = "Measure how reads of an amplicon were edited";
    made.description =
        "From reads of an amplicon (FASTQ, single or paired) to editing frequencies: pairs are joined where "
        "they "
        "overlap, equal reads counted, each distinct one aligned to the amplicon on the strand it comes "
        "from, and its "
        "insertions, deletions and substitutions told apart by whether they lie in the quantification window "
        "round "
        "the cut. Expected sequences (--expected-hdr, --expected-prime) and the loci of a pooled run "
        "(--amplicons) "
        "compete for the reads.\n\n"
        "Of placements of a gap that are equally good the one at the cut is taken, else the leftmost. When "
        "no read "
        "aligns, the answer is no (exit status 1) and says what the reads look like.";
    made.inputs = inputs();
    made.params = params();
    made.outputs = outcome_ports();
    made.example =
        "strandline edit outcome reads.fq.gz --amplicon ACGT... --guide ACGT... -o outcome.tsv --page "
        "outcome.html";
    made.run = run_outcome;
    made.find_inputs = check_outcome_call;
    return made;
}

}  // namespace strandline::edit
