#include "design/design_operations.hpp"
#include "design/donor_task.hpp"
#include "design/placed.hpp"

#include <strandline/base/text.hpp>
#include <strandline/edit/prime_editing.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace strandline::edit {
namespace {

using operation::Answer;
using operation::Call;
using operation::integer_column;
using operation::number_column;
using operation::Operation;
using operation::port;
using operation::text_column;

constexpr std::string_view not_defined = "NA";
constexpr std::int64_t genome_flank = 250;  // holds the longest template and the farthest nicking guide

std::vector<operation::Column> prime_columns() {
    return {
        text_column("edit", "name of the edit"),
        integer_column("rank", "place among the pegRNAs of the edit, 1 is best"),
        text_column("reason", "what the place rests on, in words, weightiest first"),
        text_column("contig", "contig of the genome; NA for a sequence"),
        integer_column("nick_position",
                       "base right of the nick on the forward strand, counted from 0, before the edit"),
        text_column("strand", "+ or -: the strand with PAM and nick"),
        text_column("spacer", "spacer as DNA, 5' to 3', without the PAM"),
        text_column("pam", "bases at the PAM before the edit"),
        integer_column("nick_to_edit_nt", "bases between the nick and the edit"),
        text_column("site_after", "pam_gone, seed_changed or intact: the pegRNA's own site after the edit"),
        text_column("pbs", "primer binding site, 5' to 3', as DNA"),
        integer_column("pbs_nt", "its length"),
        number_column("pbs_celsius", "melting temperature of the PBS on its DNA, nearest neighbours"),
        number_column("pbs_gc_percent", "G and C in the PBS, percent"),
        text_column("rtt", "template of the reverse transcriptase, 5' to 3', as DNA"),
        integer_column("rtt_nt", "its length"),
        integer_column("homology_nt", "bases of the template behind the edit"),
        text_column("extension", "3' extension: template, then PBS"),
        text_column("pegrna", "spacer, scaffold and extension, as DNA"),
        text_column("pe3_spacer", "guide that nicks the other strand before or after the edit; NA for none"),
        text_column("pe3_pam", "its PAM"),
        integer_column("pe3_distance_nt",
                       "from nick to nick on the edited sequence, 3' of the pegRNA's strand positive"),
        text_column("pe3b_spacer", "guide that nicks the other strand only after the edit; NA for none"),
        text_column("pe3b_pam", "its PAM"),
        integer_column("pe3b_distance_nt", "from nick to nick"),
        integer_column("pe3b_seed_mismatches", "between its seed (10 nt) and any site before the edit"),
        text_column("silent_pam_change",
                    "synonymous change that would destroy the PAM, on the forward strand counted from 1; NA"),
        text_column("edit_with_pam_change", "the edit with it, as --edit takes it; NA"),
        text_column("spacer_top", "oligo for the spacer, 5' to 3'"),
        text_column("spacer_bottom", "its partner"),
        text_column("extension_top", "oligo for the extension"),
        text_column("extension_bottom", "its partner")};
}

/// An edit with where it lies in a genome.
struct Task {
    SequenceEdit edit;
    formats::EditText text;
    std::string contig = std::string(not_defined);
    std::int64_t begin = 0;           // of `edit.before` on the contig
    std::int64_t length = 0;          // of a circular contig; else 0
    std::optional<DonorTask> coding;  // what is translated there, where an annotation tells
};

Result<Task> task_of_change(const formats::AnnotatedGenome& annotated, const formats::EditText& text,
                            Context& context) {
    const domain::Genome& genome = annotated.genome;
    STRANDLINE_TRY(const formats::Change change, formats::parse_change(text));
    if (change.kind != formats::Change::Kind::bases && change.kind != formats::Change::Kind::deletion)
        return fail(Error::input("edit.kind", "the change does not say which bases become which")
                        .at(text.whole())
                        .expected("contig:1234:A>G or contig:100-120:del")
                        .found("'{}'", text.text())
                        .mend("write the bases, - for none; 'edit base' and 'edit donor' take residues"));
    STRANDLINE_TRY(const domain::ContigId id, place_on_contig(genome, change));
    const domain::Contig& contig = genome.contigs[id];
    const Stretch stretch = stretch_around(contig, change.begin, change.end, genome_flank);
    const auto left = static_cast<std::size_t>(change.begin - stretch.begin);
    const auto right = static_cast<std::size_t>(change.end - stretch.begin);
    Task task;
    task.text = text;
    task.contig = contig.name;
    task.begin = stretch.begin;
    task.length = contig.circular ? contig.length() : 0;
    if (!annotated.annotation.coding.empty()) {
        STRANDLINE_TRY(task.coding, place_donor_task(annotated, text, "", genome_flank, context));
    }
    task.edit = {stretch.bases, stretch.bases.substr(0, left) + change.alt + stretch.bases.substr(right)};
    const std::size_t wrong = stretch.bases.find_first_not_of("ACGT");
    if (wrong == std::string::npos) return task;
    // Designs keep to the plain bases round the edit.
    std::size_t first = 0, last = stretch.bases.size();
    for (std::size_t i = 0; i < stretch.bases.size(); ++i) {
        if (domain::is_plain_base(stretch.bases[i])) continue;
        if (i < left)
            first = i + 1;
        else if (i >= right)
            last = std::min(last, i);
    }
    task.begin += static_cast<std::int64_t>(first);
    task.edit = {
        stretch.bases.substr(first, last - first),
        stretch.bases.substr(first, left - first) + change.alt + stretch.bases.substr(right, last - right)};
    return task;
}

Result<Task> without_genome(const formats::EditText& text) {
    return fail(Error::input("genome.missing", "the edit names a place in a genome")
                    .at(text.whole())
                    .expected("--genome beside it, or a sequence with the edit marked, as ACGT(A/G)CCTA")
                    .found("'{}' alone", text.text())
                    .mend("give the genome with --genome"));
}

Result<Task> task_of_sequence(const formats::EditText& text) {
    STRANDLINE_TRY(formats::MarkedSequence marked, formats::parse_marked_sequence(text));
    Task task;
    task.edit = {std::move(marked.before), std::move(marked.after)};
    task.text = text;
    return task;
}

/// A pegRNA needs its protospacer before the edit and some homology behind, on one of the strands.
Result<void> check_flanks(const Task& task, const PrimeOptions& options) {
    const Difference change = difference(task.edit);
    const std::size_t left = change.begin, right = task.edit.before.size() - change.end_before;
    const auto homology = static_cast<std::size_t>(options.homology);
    const std::size_t before_nick = prime_spacer - nick_to_pam;
    if ((left >= before_nick && right >= homology) || (right >= before_nick && left >= homology)) return {};
    return fail(Error::input("edit.flank", "the edit is too close to the end of the sequence")
                    .at(task.text.whole())
                    .expected("{} bases on one side of the edit and {} on the other; better 150 on both",
                              before_nick, homology)
                    .found("{} before and {} behind it", left, right)
                    .mend("give more of the sequence round the edit"));
}

Result<PrimeOptions> options_of(const Call& call) {
    PrimeOptions options;
    STRANDLINE_TRY(const auto pbs, read_range("--pbs", call.text("pbs"), 5, 17));
    STRANDLINE_TRY(const auto rtt, read_range("--rtt", call.text("rtt"), 5, longest_template));
    STRANDLINE_TRY(const auto nick, read_range("--nick-distance", call.text("nick-distance"), 0, 200));
    std::tie(options.shortest_pbs, options.longest_pbs) = pbs;
    std::tie(options.shortest_rtt, options.longest_rtt) = rtt;
    std::tie(options.nearest_nick, options.farthest_nick) = nick;
    options.homology = static_cast<int>(call.integer("homology"));
    options.pam = upper(call.text("pam"));
    const bool known =
        std::ranges::all_of(options.pam, [](char code) { return domain::base_set(code) != 0; });
    if (!known || options.pam.empty() || options.pam.size() > 8)
        return fail(Error::input("parameter.value", "--pam: no PAM")
                        .expected("1 to 8 IUPAC codes, as in NGG")
                        .found("'{}'", call.text("pam"))
                        .mend("write the PAM 5' to 3'"));
    return options;
}

/// Longer templates where the edit needs them.
std::vector<PegRna> design(const Task& task, PrimeOptions options, Context& context) {
    std::vector<PegRna> guides = design_pegrnas(task.edit, options);
    if (!guides.empty() || options.longest_rtt >= longest_template) return guides;
    options.longest_rtt = longest_template;
    guides = design_pegrnas(task.edit, options);
    if (guides.empty()) {
        context.log(LogLevel::warning, format("'{}': no {} is near enough for a template of up to {} nt",
                                              task.text.name(), options.pam, longest_template));
    } else {
        const auto shortest = std::ranges::min_element(guides, {}, [](const PegRna& guide) {
                                  return guide.rtt.size();
                              })->rtt.size();
        std::erase_if(guides, [&](const PegRna& guide) { return guide.rtt.size() > shortest + 10; });
        context.log(LogLevel::notice, format("'{}': needs templates longer than asked for, from {} nt on",
                                             task.text.name(), shortest));
    }
    return guides;
}

/// On the forward strand and the contig.
std::int64_t nick_position(const Task& task, const PegRna& guide) {
    const auto size = static_cast<std::int64_t>(task.edit.before.size());
    const auto nick = static_cast<std::int64_t>(guide.nick);
    const std::int64_t here = task.begin + (guide.strand == domain::Strand::forward ? nick : size - nick);
    return task.length > 0 ? (here % task.length + task.length) % task.length : here;
}

std::string_view word(SiteAfter site) {
    return site == SiteAfter::pam_gone       ? "pam_gone"
           : site == SiteAfter::seed_changed ? "seed_changed"
                                             : "intact";
}

void write_nicking(formats::TableWriter& table, const std::optional<NickingGuide>& guide) {
    if (guide)
        table.text(guide->spacer).text(guide->pam).integer(guide->distance);
    else
        table.text(not_defined).text(not_defined).text(not_defined);
}

/// A PAM that the edit leaves may go by a synonymous change.
struct PamChange {
    std::string change = std::string(not_defined), edit = std::string(not_defined);
};

/// The edit as `--edit` takes it.
std::string marked(const SequenceEdit& edit) {
    const Difference change = difference(edit);
    const std::string from = edit.before.substr(change.begin, change.end_before - change.begin);
    const std::string to = edit.after.substr(change.begin, change.end_after - change.begin);
    const std::string mark = from.empty() ? "(+" + to + ")"
                             : to.empty() ? "(-" + from + ")"
                                          : "(" + from + "/" + to + ")";
    return edit.before.substr(0, change.begin) + mark + edit.before.substr(change.end_before);
}

PamChange silent_pam_change(const Task& task, const PegRna& guide, const PrimeOptions& options) {
    if (!task.coding || guide.site_after == SiteAfter::pam_gone) return {};
    const LocalEdit& edit = task.coding->edit;
    const Nuclease nickase{"",
                           static_cast<int>(prime_spacer),
                           options.pam,
                           PamSide::three_prime,
                           static_cast<int>(nick_to_pam),
                           static_cast<int>(nick_to_pam),
                           ""};
    const std::size_t length = prime_spacer + options.pam.size();
    const std::size_t first = guide.nick + nick_to_pam - prime_spacer;
    const bool forward = guide.strand == domain::Strand::forward;
    const std::size_t in_task = forward ? first : task.edit.before.size() - first - length;
    const auto shift = static_cast<std::size_t>(task.begin - task.coding->stretch_begin);
    const CutSite site{guide.spacer, guide.pam, in_task + shift, guide.strand, 0};
    const Recoding recoding =
        block_recut(edit, site, nickase, task.coding->codings, {task.coding->fixed, false});
    if (recoding.by != BlockedBy::pam) return {};
    const std::string after = edit.after();
    std::vector<std::string> changes;
    for (const std::size_t place : recoding.changed) {
        const std::size_t before = place < edit.end_after() ? place : place - edit.end_after() + edit.end;
        std::int64_t position = task.coding->stretch_begin + static_cast<std::int64_t>(before);
        if (task.length > 0) position = (position % task.length + task.length) % task.length;
        changes.push_back(format("{}{}>{}", position + 1, after[place], recoding.bases[place]));
    }
    const std::size_t cut = edit.before.size() - task.edit.before.size() - shift;  // behind the plain bases
    return {join(changes, ";"),
            marked({task.edit.before, recoding.bases.substr(shift, recoding.bases.size() - shift - cut)})};
}

void write_row(formats::TableWriter& table, const Task& task, const RankedPegRna& ranked,
               const PamChange& pam) {
    const PegRna& guide = ranked.guide;
    table.text(task.text.name()).integer(ranked.rank).text(ranked.reason).text(task.contig);
    table.integer(nick_position(task, guide)).text(std::string(1, domain::symbol(guide.strand)));
    table.text(guide.spacer).text(guide.pam).integer(guide.nick_to_edit).text(word(guide.site_after));
    table.text(guide.pbs).integer(static_cast<std::int64_t>(guide.pbs.size()));
    table.number(guide.pbs_celsius, 1).number(guide.pbs_gc_percent, 1);
    table.text(guide.rtt).integer(static_cast<std::int64_t>(guide.rtt.size())).integer(guide.homology);
    table.text(guide.extension()).text(guide.full());
    write_nicking(table, guide.pe3);
    write_nicking(table, guide.pe3b);
    if (guide.pe3b)
        table.integer(guide.pe3b->seed_mismatches);
    else
        table.text(not_defined);
    table.text(pam.change).text(pam.edit);
    const CloningOligos oligos = cloning_oligos(guide);
    table.text(oligos.spacer_top)
        .text(oligos.spacer_bottom)
        .text(oligos.extension_top)
        .text(oligos.extension_bottom);
    table.end_row();
}

Result<std::vector<Task>> read_tasks(const Call& call, const PrimeOptions& options, Context& context) {
    STRANDLINE_TRY(const std::vector<formats::EditText> texts, edit_texts(call, "edit", "edits"));
    formats::AnnotatedGenome annotated;
    if (call.has("genome")) { STRANDLINE_TRY(annotated, read_annotated(call, false)); }
    std::vector<Task> tasks;
    Errors errors;
    for (const formats::EditText& text : texts) {
        const bool on_genome = text.text().find(':') != std::string::npos;
        auto task = on_genome && !call.has("genome") ? without_genome(text)
                    : on_genome                      ? task_of_change(annotated, text, context)
                                                     : task_of_sequence(text);
        if (task) {
            if (auto checked = check_flanks(*task, options); !checked)
                task = fail(std::move(checked).error());
        }
        if (task)
            tasks.push_back(std::move(*task));
        else if (!errors.full())
            errors.add(std::move(task).error());
    }
    if (errors.any()) return fail(errors.take());
    return tasks;
}

Result<Answer> run_prime(Call& call, Context& context) {
    STRANDLINE_TRY(const PrimeOptions options, options_of(call));
    STRANDLINE_TRY(const std::vector<Task> tasks, read_tasks(call, options, context));
    formats::TableWriter table(call.output("table"), column_names(prime_columns()));
    bool any = false;
    for (const Task& task : tasks) {
        if (context.cancelled()) return fail(Error::interrupted());
        for (const RankedPegRna& ranked : rank_pegrnas(design(task, options, context),
                                                       static_cast<std::size_t>(call.integer("per-nick")))) {
            write_row(table, task, ranked, silent_pam_change(task, ranked.guide, options));
            any = true;
        }
    }
    STRANDLINE_CHECK(table.finish());
    return any ? Answer::yes : Answer::no;
}

Result<void> check_inputs(Call& call) {
    if (call.has("edits") || !call.texts("edit").empty()) return {};
    return fail(Error::input("edit.missing", "nothing says what to edit")
                    .expected("--edit or --edits")
                    .found("neither")
                    .mend("mark the edit in a sequence, as in --edit 'ACGT(A/G)CCTA', or give --genome and "
                          "--edit contig:1234:A>G"));
}

}  // namespace

Operation prime_operation() {
    Operation made;
    made.name = "edit prime";
    made.summary = "Design pegRNAs for prime editing, with nicking guides, ranked with reasons";
    made.description =
        "For each edit lists the pegRNAs that can write it: spacer, primer binding site and template, "
        "nicking "
        "guides for PE3 and PE3b, and oligos for cloning. An edit is marked in its sequence, as PrimeDesign "
        "does: "
        "(A/G) replaces, (+ACG) inserts, (-ACG) deletes, several at once make one edit; or, with --genome, "
        "contig:1234:A>G (counted from 1, - for nothing) or contig:100-120:del.\n\n"
        "Rank: no run of four T, PAM then seed destroyed by the edit, nick near the edit, extension not "
        "beginning "
        "with C, PBS melting at 30-37 °C with 40-60 % GC, 7-16 nt of the template behind the edit, PBS near "
        "13 nt. Where the genome brings an annotation, a synonymous change of a PAM that the edit leaves is "
        "proposed, "
        "with the edit written out to be given again. These are rules from the papers, not a trained model "
        "of efficiency. When no PAM is within "
        "reach, "
        "the table is empty and the exit status is 1.";
    made.inputs = {
        port("genome")
            .one_of("genbank", "fasta", "twobit", "gff3")
            .optional()
            .described("the genome, for edits of the form contig:1234:A>G"),
        port("edits")
            .one_of("edits/1", "fasta")
            .optional()
            .described("edits: one a line, a table with the columns name and sequence, or FASTA records")};
    made.params = {
        operation::text("edit").repeated().value("EDIT").help("an edit, ACGT(A/G)CCTA or contig:1234:A>G"),
        operation::text("pbs", "8-17").value("FIRST-LAST").help("lengths of the primer binding site, nt"),
        operation::text("rtt", "10-34")
            .value("FIRST-LAST")
            .help("lengths of the template, nt; where none is enough, up to 80 are tried"),
        operation::integer("homology", 5).range(1, 30).help("fewest bases of the template behind the edit"),
        operation::text("nick-distance", "40-100")
            .value("FIRST-LAST")
            .help("from the pegRNA's nick to that of a PE3 guide, nt to either side"),
        operation::text("pam", "NGG").value("IUPAC").help("PAM of the nickase, behind a spacer of 20 nt"),
        operation::integer("per-nick", 3)
            .range(0, 1000)
            .help("how many pegRNAs to list for each nick; 0: all")};
    made.outputs = {
        operation::table("table", "edit.prime/1", prime_columns()).described("pegRNAs, by edit and rank")};
    made.example = "strandline edit prime --genome chr11.fa --edit chr11:5227002:T:A -o pegrnas.tsv";
    made.run = run_prime;
    made.find_inputs = check_inputs;
    return made;
}

}  // namespace strandline::edit
