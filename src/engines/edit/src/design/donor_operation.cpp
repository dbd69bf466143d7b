#include "design/design_operations.hpp"
#include "design/donor_task.hpp"

#include <strandline/base/text.hpp>
#include <strandline/edit/guides.hpp>
#include <strandline/formats/guides.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <cstdlib>
#include <tuple>

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
constexpr std::size_t longest_oligo = 200;  // what most suppliers make as one strand
constexpr int longest_clean_run = 6;        // longer runs of one base are hard to make
constexpr std::int64_t near_cut = 10;       // Paquet 2016: edits farther away are taken up less

std::vector<operation::Column> donor_columns() {
    return {
        text_column("edit", "name of the edit"),
        integer_column("rank", "place among the donors of the edit: blocked first, then the nearer cut"),
        text_column("contig", "contig of the genome"),
        text_column("spacer", "spacer of the guide that cuts, 5' to 3', without the PAM"),
        text_column("pam", "the genome's bases at the PAM, in guide orientation"),
        integer_column("start", "first base of protospacer and PAM on the forward strand, counted from 0"),
        text_column("strand", "+ or -: the strand that reads as the spacer"),
        integer_column("cut_position", "base right of the cut on the forward strand, counted from 0"),
        integer_column("cut_to_edit_nt", "bases between cut and edit"),
        text_column("kind", "ssodn, ssodn-symmetric or dsdna"),
        text_column("donor_strand", "+ or -: the strand that is ordered"),
        integer_column("left_arm_nt", "homology left of cut and edit on the forward strand"),
        integer_column("right_arm_nt", "homology right of them"),
        integer_column("length_nt", "of the donor"),
        text_column("sequence", "the donor, 5' to 3', changed bases in lower case"),
        text_column(
            "blocked_by",
            "what keeps the guide from cutting again: edit, pam or seed (silent changes), or nothing"),
        text_column(
            "silent_changes",
            "further changes, places in the genome before the edit counted from 1 as HGVS does; NA for none"),
        integer_column(
            "recut_mismatches",
            "between the guide and the site with a PAM that fits it best after the edit; NA without PAM"),
        text_column("gene", "gene that the edit changes, or NA"),
        text_column("protein", "its protein after the edit, * for the stop; or NA"),
        text_column("restriction_sites", "cloning enzymes with a site in the donor, or NA"),
        integer_column("longest_run", "longest run of one base in the donor"),
        number_column("gc_percent", "G and C in the donor, percent"),
        text_column("notes", "what to mind, or NA")};
}

struct Settings {
    const Nuclease* nuclease = nullptr;
    std::string guide;  // "" for the nearest cuts
    DonorKind kind = DonorKind::ssodn;
    std::string kind_name;
    std::size_t left = 0, right = 0;  // 0: of the kind
    std::string strand;
    bool noncoding = false;
    std::size_t cut_distance = 0, cuts = 0;
};

Result<Settings> settings_of(const Call& call) {
    Settings settings;
    settings.nuclease = find_nuclease(call.text("nuclease"));
    STRANDLINE_ASSERT(settings.nuclease);
    settings.kind_name = call.text("kind");
    settings.kind = settings.kind_name == "ssodn"   ? DonorKind::ssodn
                    : settings.kind_name == "dsdna" ? DonorKind::dsdna
                                                    : DonorKind::ssodn_symmetric;
    settings.left = static_cast<std::size_t>(call.integer("arm-left"));
    settings.right = static_cast<std::size_t>(call.integer("arm-right"));
    settings.strand = call.text("strand");
    settings.noncoding = call.flag("noncoding");
    settings.cut_distance = static_cast<std::size_t>(call.integer("cut-distance"));
    settings.cuts = static_cast<std::size_t>(call.integer("cuts"));
    const std::string& guide = call.text("guide");
    if (guide.empty()) return settings;
    STRANDLINE_TRY(settings.guide,
                   formats::parse_spacer(guide, formats::EditText::of_option("", "--guide", guide).whole()));
    return settings;
}

/// A donor and all that is said of it.
struct Row {
    const DonorTask* task = nullptr;
    CutSite site;
    Recoding recoding;
    Recut risk;
    Donor donor;
    std::int64_t cut_to_edit = 0;
};

Error arm_too_long(const DonorTask& task, const domain::Contig& contig, const DonorArms& arms) {
    return Error::input("donor.arm", "a homology arm reaches over the end of '{}'", contig.name)
        .at(task.text.whole())
        .expected("arms that lie on the contig")
        .found("{} nt to the left and {} nt to the right, on {} bases", arms.left, arms.right,
               contig.length())
        .mend("ask for shorter arms with --arm-left and --arm-right");
}

domain::Strand ordered_strand(const Settings& settings, const CutSite& site) {
    using domain::Strand;
    if (settings.strand == "+") return Strand::forward;
    if (settings.strand == "-") return Strand::reverse;
    if (settings.kind == DonorKind::dsdna) return Strand::forward;
    return site.strand == Strand::forward ? Strand::reverse : Strand::forward;
}

std::int64_t distance(const LocalEdit& edit, std::size_t cut) {
    const std::size_t off = cut < edit.begin ? edit.begin - cut : cut > edit.end ? cut - edit.end : 0;
    return static_cast<std::int64_t>(off);
}

Result<Row> make_row(const DonorTask& task, const CutSite& site, const Settings& settings,
                     const domain::Contig& contig) {
    Row row;
    row.task = &task;
    row.site = site;
    row.cut_to_edit = distance(task.edit, site.cut);
    row.recoding =
        block_recut(task.edit, site, *settings.nuclease, task.codings, {task.fixed, settings.noncoding});
    row.risk = recut(row.recoding.bases, site.spacer, *settings.nuclease);
    DonorArms arms = default_arms(settings.kind, site.strand);
    if (settings.left > 0) arms.left = settings.left;
    if (settings.right > 0) arms.right = settings.right;
    auto donor = make_donor(task.edit, site, row.recoding, arms, ordered_strand(settings, site));
    if (!donor) return fail(arm_too_long(task, contig, arms));
    row.donor = std::move(*donor);
    if (task.target && task.intended)
        STRANDLINE_ASSERT(task.codings[*task.target].protein(row.recoding.bases) == *task.intended);
    return row;
}

Error no_such_site(const DonorTask& task, const Settings& settings) {
    return Error::input("guide.absent", "the guide has no site near the edit")
        .at(task.text.whole())
        .expected("'{}' with a PAM {} and its cut within {} bases of the edit", settings.guide,
                  settings.nuclease->pam, settings.cut_distance)
        .found("none on either strand")
        .mend("check the guide and the --nuclease, or leave --guide out to see the cuts there are");
}

Result<std::vector<Row>> rows_of(const DonorTask& task, const Settings& settings,
                                 const domain::Contig& contig, Context& context) {
    std::vector<CutSite> cuts =
        cuts_near(task.edit, *settings.nuclease, settings.cut_distance, settings.guide);
    if (cuts.empty() && !settings.guide.empty()) return fail(no_such_site(task, settings));
    if (cuts.empty())
        context.log(LogLevel::warning,
                    format("'{}': {} cuts nowhere within {} bases of the edit", task.text.text(),
                           settings.nuclease->name, settings.cut_distance));
    if (cuts.size() > settings.cuts) cuts.resize(settings.cuts);
    std::vector<Row> rows;
    for (const CutSite& site : cuts) {
        STRANDLINE_TRY(Row row, make_row(task, site, settings, contig));
        rows.push_back(std::move(row));
    }
    std::ranges::stable_sort(rows, {}, [](const Row& row) {
        return std::tuple(row.recoding.by == BlockedBy::nothing, row.cut_to_edit);
    });
    return rows;
}

std::string_view word(BlockedBy by) {
    switch (by) {
    case BlockedBy::edit:
        return "edit";
    case BlockedBy::pam:
        return "pam";
    case BlockedBy::seed:
        return "seed";
    case BlockedBy::nothing:
        return "nothing";
    }
    return "";
}

int longest_run_of_any(std::string_view bases) {
    int longest = 0;
    for (const char base : {'A', 'C', 'G', 'T'}) longest = std::max(longest, longest_run(bases, base));
    return longest;
}

/// As it is ordered, what differs from the genome in lower case.
std::string shown(const Row& row) {
    std::string bases = row.recoding.bases.substr(row.donor.begin, row.donor.end - row.donor.begin);
    const auto lower_at = [&](std::size_t place) {
        if (place < row.donor.begin || place >= row.donor.end) return;
        char& base = bases[place - row.donor.begin];
        base = lower(std::string(1, base))[0];
    };
    for (std::size_t i = row.task->edit.begin; i < row.task->edit.end_after(); ++i) lower_at(i);
    for (const std::size_t place : row.recoding.changed) lower_at(place);
    return row.donor.strand == domain::Strand::forward ? bases : domain::reverse_complement(bases);
}

std::string silent_changes(const Row& row, const domain::Contig& contig) {
    const LocalEdit& edit = row.task->edit;
    const std::string after = edit.after();
    std::vector<std::string> texts;
    for (const std::size_t place : row.recoding.changed) {
        const std::size_t before = place < edit.end_after() ? place : place - edit.end_after() + edit.end;
        const std::int64_t position = row.task->stretch_begin + static_cast<std::int64_t>(before);
        texts.push_back(
            format("{}{}>{}", within(contig, position) + 1, after[place], row.recoding.bases[place]));
    }
    return texts.empty() ? std::string(not_defined) : join(texts, ";");
}

std::string notes(const Row& row, const Settings& settings) {
    std::vector<std::string> parts = row.task->notes;
    if (row.recoding.by == BlockedBy::nothing)
        parts.push_back(settings.noncoding
                            ? "no silent change keeps the guide from cutting again"
                            : "no synonymous change keeps the guide from cutting again; --noncoding "
                              "allows changes outside of coding sequences");
    if (row.cut_to_edit > near_cut) parts.push_back("the edit is far from the cut and is taken up less");
    if (settings.kind != DonorKind::dsdna && row.donor.sequence.size() > longest_oligo)
        parts.push_back(format("longer than {} nt, which few suppliers make as one strand", longest_oligo));
    if (const int run = longest_run_of_any(row.donor.sequence); run > longest_clean_run)
        parts.push_back(format("a run of {} like bases is hard to make", run));
    if (row.donor.sequence.find_first_not_of("ACGT") != std::string::npos)
        parts.push_back("holds letters other than A C G T");
    return parts.empty() ? std::string(not_defined) : join(parts, "; ");
}

void write_row(formats::TableWriter& table, const Row& row, int rank, const Settings& settings,
               const domain::Contig& contig) {
    const DonorTask& task = *row.task;
    const auto on_contig = [&](std::size_t place) {
        return within(contig, task.stretch_begin + static_cast<std::int64_t>(place));
    };
    table.text(task.text.name()).integer(rank).text(contig.name).text(row.site.spacer).text(row.site.pam);
    table.integer(on_contig(row.site.begin)).text(std::string(1, domain::symbol(row.site.strand)));
    table.integer(on_contig(row.site.cut)).integer(row.cut_to_edit).text(settings.kind_name);
    table.text(std::string(1, domain::symbol(row.donor.strand)));
    table.integer(static_cast<std::int64_t>(row.donor.left_arm));
    table.integer(static_cast<std::int64_t>(row.donor.right_arm));
    table.integer(static_cast<std::int64_t>(row.donor.sequence.size())).text(shown(row));
    table.text(word(row.recoding.by)).text(silent_changes(row, contig));
    if (row.risk.has_pam)
        table.integer(row.risk.mismatches);
    else
        table.text(not_defined);
    table.text(task.target ? task.gene : not_defined);
    table.text(task.target ? task.codings[*task.target].protein(row.recoding.bases) : not_defined);
    std::vector<std::string> enzymes;
    for (const std::string_view name : restriction_sites(row.donor.sequence)) enzymes.emplace_back(name);
    table.text(enzymes.empty() ? not_defined : join(enzymes, ";"));
    table.integer(longest_run_of_any(row.donor.sequence)).number(gc_percent(row.donor.sequence), 1);
    table.text(notes(row, settings));
    table.end_row();
}

Result<std::vector<DonorTask>> read_tasks(const Call& call, const formats::AnnotatedGenome& annotated,
                                          const Settings& settings, Context& context) {
    STRANDLINE_TRY(const std::vector<formats::EditText> texts, edit_texts(call, "edit", "edits"));
    std::string insert;
    if (call.has("insert")) { STRANDLINE_TRY(insert, formats::read_insert(call.input("insert"))); }
    const DonorArms arms = default_arms(settings.kind, domain::Strand::forward);
    const std::size_t longest = std::max({arms.left, arms.right, settings.left, settings.right});
    const auto flank = static_cast<std::int64_t>(longest + settings.cut_distance + 100);
    std::vector<DonorTask> tasks;
    Errors errors;
    for (const formats::EditText& text : texts) {
        auto task = place_donor_task(annotated, text, insert, flank, context);
        if (task)
            tasks.push_back(std::move(*task));
        else if (!errors.full())
            errors.add(std::move(task).error());
    }
    if (errors.any()) return fail(errors.take());
    return tasks;
}

Result<Answer> run_donor(Call& call, Context& context) {
    STRANDLINE_TRY(const Settings settings, settings_of(call));
    STRANDLINE_TRY(const formats::AnnotatedGenome annotated, read_annotated(call, false));
    STRANDLINE_TRY(const std::vector<DonorTask> tasks, read_tasks(call, annotated, settings, context));
    formats::TableWriter table(call.output("table"), column_names(donor_columns()));
    bool any = false;
    for (const DonorTask& task : tasks) {
        if (context.cancelled()) return fail(Error::interrupted());
        const domain::Contig& contig = annotated.genome.contigs[task.contig];
        STRANDLINE_TRY(const std::vector<Row> rows, rows_of(task, settings, contig, context));
        for (std::size_t i = 0; i < rows.size(); ++i)
            write_row(table, rows[i], static_cast<int>(i + 1), settings, contig);
        any |= !rows.empty();
    }
    STRANDLINE_CHECK(table.finish());
    return any ? Answer::yes : Answer::no;
}

Result<void> check_inputs(Call& call) {
    if (call.has("edits") || !call.texts("edit").empty()) return {};
    return fail(Error::input("edit.missing", "nothing says what to edit")
                    .expected("--edit or --edits")
                    .found("neither")
                    .mend("give for example --edit ldhA:p.D12N, or --edit ldhA:stop with --insert"));
}

}  // namespace

Operation donor_operation() {
    Operation made;
    made.name = "edit donor";
    made.summary = "Design donors for homology-directed repair, blocked against cutting again";
    made.description =
        "For each edit and the cuts nearest to it, or the --guide given, designs a donor: homology arms, the "
        "edit, "
        "and where the guide would cut the edited site again silent changes of the PAM, else of the seed. "
        "Silent "
        "changes are synonymous in every coding sequence there and leave splice sites, start and stop codons "
        "alone. Single strands are by default asymmetric and complementary to the strand with the PAM: 91 nt "
        "on "
        "the PAM's side of the cut, 36 nt on the other (Richardson 2016).\n\n"
        "An edit is gene:p.D12N, contig:1234:A>G (counted from 1, - for nothing), contig:100-120:del, or "
        "with "
        "--insert contig:1234 (behind this base), gene:start (behind the first codon) or gene:stop (before "
        "the "
        "stop codon). When no cut is near, the table is empty and the exit status is 1.";
    made.inputs = {
        port("genome")
            .one_of("genbank", "fasta", "twobit", "gff3")
            .described("the genome; GenBank brings its annotation along"),
        port("annotation")
            .alias("gff3")
            .alias("gff")
            .format("gff3")
            .optional()
            .described("where the genes are; without, no silent change can be found"),
        port("edits").format("edits/1").or_list().optional().described(
            "edits: one a line, or a table with the columns name and edit"),
        port("insert")
            .one_of("bases/1", "fasta")
            .or_list()
            .optional()
            .described("what to insert: bases, or a FASTA file; for genes in the gene's direction")};
    made.params = {
        operation::text("edit").repeated().value("EDIT").help(
            "an edit, such as ldhA:p.D12N or contig:1234:A>G"),
        operation::text("guide", "").value("SPACER").help("the guide that cuts; without, the nearest cuts"),
        operation::choice("nuclease", "SpCas9", nuclease_names())
            .help("which nuclease: PAM, spacer length and cut"),
        operation::choice("kind", "ssodn", {"ssodn", "ssodn-symmetric", "dsdna"})
            .help(
                "one strand with arms of 91 and 36 nt, one with 60 and 60, or two strands with 500 and 500"),
        operation::integer("arm-left", 0)
            .range(0, 5000)
            .help("homology to the left, nt; 0: that of the kind"),
        operation::integer("arm-right", 0)
            .range(0, 5000)
            .help("homology to the right, nt; 0: that of the kind"),
        operation::choice("strand", "auto", {"auto", "+", "-"})
            .help("which strand of a single-stranded donor"),
        operation::flag("noncoding").help("also change bases outside of coding sequences to block the guide"),
        operation::integer("cut-distance", 30).range(0, 200).help("most bases between cut and edit"),
        operation::integer("cuts", 3).range(1, 100).help("how many cuts to design for")};
    made.outputs = {
        operation::table("table", "edit.donor/1", donor_columns()).described("donors, by edit and rank")};
    made.example =
        "strandline edit donor --genome NC_000913.gbk.gz --edit ldhA:stop --insert tag.fa --kind dsdna -o "
        "donors.tsv";
    made.run = run_donor;
    made.find_inputs = check_inputs;
    return made;
}

}  // namespace strandline::edit
