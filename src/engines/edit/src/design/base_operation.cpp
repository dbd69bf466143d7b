#include "design/design_operations.hpp"
#include "design/placed.hpp"

#include <strandline/base/text.hpp>
#include <strandline/edit/base_editing.hpp>
#include <strandline/edit/guides.hpp>
#include <strandline/formats/genes.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>

namespace strandline::edit {
namespace {

using operation::Answer;
using operation::Call;
using operation::integer_column;
using operation::number_column;
using operation::Operation;
using operation::port;
using operation::text_column;

constexpr int percent_decimals = 1;
constexpr std::string_view not_defined = "NA";

std::vector<operation::Column> base_columns() {
    return {
        text_column("id", "gene or edit, editor and a running number"),
        text_column("edit", "the edit asked for; NA when whole genes were"),
        text_column("editor", "base editor"),
        text_column("spacer", "spacer as DNA, 5' to 3', without the PAM"),
        text_column("pam", "the genome's bases at the PAM, in guide orientation"),
        text_column("contig", "contig of the genome"),
        integer_column("start", "first base of protospacer and PAM on the forward strand, counted from 0"),
        integer_column("end", "behind the last base"),
        text_column("strand", "+ or -: the strand that reads as the spacer, whose bases are deaminated"),
        text_column("gene", "gene symbol, may be empty"),
        text_column("locus_tag", "locus tag, may be empty"),
        text_column("window", "bases of the editing window, in guide orientation"),
        text_column("edited_window", "the same when all its editable bases are edited"),
        text_column("positions", "editable bases, counted from 1 at the 5' end of the spacer"),
        text_column("dna_changes", "the same on the forward strand, counted from 1 as HGVS does"),
        text_column("codons", "codons before and after, all bases edited"),
        text_column("protein_all", "change of the protein, HGVS, all bases edited"),
        text_column("effect_all", "the weightiest effect of editing all bases"),
        text_column("protein_alone", "change of the protein by each base alone"),
        text_column("effect_alone", "effect of each base alone"),
        text_column("target_positions", "the fewest bases that give the edit asked for, or NA"),
        text_column("bystanders", "the other editable bases, or NA"),
        text_column("clean", "yes when editing all bases gives the edit and nothing else; else no, or NA"),
        number_column("cds_percent", "where in the coding sequence the first edited base is, percent"),
        number_column("gc_percent", "G and C in the spacer, percent"),
        integer_column("poly_t", "longest run of T in the spacer")};
}

struct Row {
    std::string label, edit;
    const CodingBases* coding = nullptr;
    BaseEditGuide guide;
    std::optional<Reach> reach;
};

template <class List, class Text>
std::string listed(const List& list, std::string_view separator, Text&& text) {
    std::vector<std::string> parts;
    for (const auto& one : list) parts.push_back(text(one));
    return parts.empty() ? std::string(not_defined) : join(parts, separator);
}

std::string positions(const BaseEditGuide& guide, const std::vector<std::size_t>& indices) {
    return listed(indices, ";", [&](std::size_t i) { return format("{}", guide.bases[i].in_spacer); });
}

std::vector<std::size_t> others(const Row& row) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < row.guide.bases.size(); ++i)
        if (std::ranges::find(row.reach->bases, i) == row.reach->bases.end()) indices.push_back(i);
    return indices;
}

void write_cds_percent(formats::TableWriter& table, const Row& row) {
    std::optional<std::size_t> first;
    if (row.coding)
        for (const EditableBase& base : row.guide.bases)
            for (const std::size_t index : row.coding->indices_at(base.change.position))
                first = std::min(first.value_or(index), index);
    if (!first) {
        table.text(not_defined);
        return;
    }
    table.number(100.0 * static_cast<double>(*first) / static_cast<double>(row.coding->bases().size()),
                 percent_decimals);
}

void write_effects(formats::TableWriter& table, const Row& row) {
    const BaseEditGuide& guide = row.guide;
    const auto each = [](const EditableBase& base, auto&& text) { return std::string(text(base)); };
    table.text(listed(guide.bases, ";", [](const auto& base) { return format("{}", base.in_spacer); }));
    table.text(listed(guide.bases, ";", [](const EditableBase& base) {
        return format("{}{}>{}", base.change.position + 1, base.change.from, base.change.to);
    }));
    table.text(listed(guide.together.codons, ";",
                      [](const CodonChange& codon) { return codon.before + ">" + codon.after; }));
    if (!row.coding) {
        for (int i = 0; i < 4; ++i) table.text(not_defined);
        return;
    }
    table.text(guide.together.protein).text(word(guide.together.effect));
    table.text(listed(guide.bases, ";", [&](const EditableBase& base) {
        return each(base, [](const auto& b) { return b.alone.protein; });
    }));
    table.text(listed(guide.bases, ";", [&](const EditableBase& base) {
        return each(base, [](const auto& b) { return word(b.alone.effect); });
    }));
}

/// Writes rows as they are found: those of a whole genome need not fit into memory.
class RowWriter {
public:
    RowWriter(Sink& sink, const domain::Genome& genome)
        : genome_(genome), table_(sink, column_names(base_columns())) {}

    void write(const Row& row) {
        const BaseEditGuide& guide = row.guide;
        const std::string label = format("{}_{}", row.label, guide.editor->name);
        table_.text(format("{}_{}", label, ++numbers_[label])).text(row.edit).text(guide.editor->name);
        table_.text(guide.spacer).text(guide.pam).text(genome_.contigs[guide.interval.contig].name);
        table_.integer(guide.interval.begin).integer(guide.interval.end);
        table_.text(std::string(1, domain::symbol(guide.strand)));
        table_.text(row.coding ? row.coding->sequence().gene : "");
        table_.text(row.coding ? row.coding->sequence().locus_tag : "");
        table_.text(guide.window).text(guide.edited_window);
        write_effects(table_, row);
        if (row.reach)
            table_.text(positions(guide, row.reach->bases))
                .text(positions(guide, others(row)))
                .text(row.reach->clean ? "yes" : "no");
        else
            table_.text(not_defined).text(not_defined).text(not_defined);
        write_cds_percent(table_, row);
        table_.number(gc_percent(guide.spacer), percent_decimals).integer(longest_run(guide.spacer, 'T'));
        table_.end_row();
        ++count_;
    }
    std::size_t count() const { return count_; }
    Result<void> finish() { return table_.finish(); }

private:
    const domain::Genome& genome_;
    formats::TableWriter table_;
    std::map<std::string, int> numbers_;
    std::size_t count_ = 0;
};

Result<std::vector<BaseEditor>> chosen_editors(const Call& call) {
    std::vector<BaseEditor> editors;
    for (const std::string& name : call.texts("editor")) {
        if (name == "all") {
            editors.assign(base_editors().begin(), base_editors().end());
            break;
        }
        const BaseEditor* editor = find_base_editor(name);
        if (!editor)
            return fail(Error::input("editor.unknown", "--editor: no base editor '{}' is known", name)
                            .expected("one of {}, or all", join(base_editor_names(), ", "))
                            .found("'{}'", name)
                            .candidates(nearest(name, base_editor_names()))
                            .mend("name one of these; another is described by --window on its nearest kin"));
        if (std::ranges::find(editors, editor->name, &BaseEditor::name) == editors.end())
            editors.push_back(*editor);
    }
    if (editors.empty()) editors.push_back(base_editors().front());
    if (call.text("window").empty()) return editors;
    for (BaseEditor& editor : editors) {
        STRANDLINE_TRY(const auto window,
                       read_range("--window", call.text("window"), 1, editor.spacer_length));
        editor.window = {window.first, window.second};
    }
    return editors;
}

Purpose purpose_of(const std::string& text) {
    return text == "stop"       ? Purpose::stop
           : text == "splice"   ? Purpose::splice
           : text == "missense" ? Purpose::missense
                                : Purpose::all;
}

/// What is designed for, and the rows found.
class Designer {
public:
    Designer(const formats::AnnotatedGenome& annotated, const std::vector<BaseEditor>& editors,
             Purpose purpose, RowWriter& rows, Context& context)
        : annotated_(annotated), editors_(editors), purpose_(purpose), rows_(rows), context_(context) {}

    void add_gene(const TargetGene& gene) {
        const domain::CodingSequence& longest = *gene.coding.front();
        auto coding = CodingBases::read(annotated_.genome, longest);
        if (!coding)
            return context_.log(LogLevel::warning,
                                format("{} ({}): left out", coding.error().what(), coding.error().found()));
        const CodingBases& kept = *coding;
        const std::string label = kept.name().empty() ? gene.asked : kept.name();
        const std::size_t before = rows_.count();
        for (const BaseEditor& editor : editors_)
            for (BaseEditGuide& guide : guides_for_coding(annotated_.genome, kept, editor))
                if (serves(guide, purpose_))
                    rows_.write({label, std::string(not_defined), &kept, std::move(guide), std::nullopt});
        if (rows_.count() == before) without_guide_.push_back(gene.asked);
    }

    Result<void> add_edit(const formats::EditText& text) {
        STRANDLINE_TRY(const formats::Change change, formats::parse_change(text));
        const std::size_t before = rows_.count();
        if (change.kind == formats::Change::Kind::residue) {
            STRANDLINE_CHECK(add_residue(change));
        } else if (change.kind == formats::Change::Kind::bases && change.ref.size() == 1 &&
                   change.alt.size() == 1) {
            STRANDLINE_CHECK(add_base(change));
        } else {
            return fail(
                Error::input("edit.kind", "a base editor cannot do this")
                    .at(text.whole())
                    .expected("one base that becomes another, or a residue")
                    .found("'{}'", text.text())
                    .mend("use 'edit prime' or 'edit donor' for insertions, deletions and several bases"));
        }
        if (rows_.count() == before)
            context_.log(LogLevel::warning,
                         format("no guide of {} gives '{}'",
                                editors_.size() == 1 ? editors_.front().name : "these editors", text.text()));
        return {};
    }

    void tell_of_genes() {
        constexpr std::size_t most_named = 10;
        if (without_guide_.empty()) return;
        std::vector<std::string> named(without_guide_.begin(),
                                       without_guide_.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                    most_named, without_guide_.size())));
        context_.log(LogLevel::warning,
                     format("no guide serves for {}: {}{}", counted(without_guide_.size(), "gene"),
                            join(named, ", "), without_guide_.size() > most_named ? ", …" : ""));
    }

private:
    Result<void> add_residue(const formats::Change& change) {
        STRANDLINE_TRY(CodingBases coding, place_on_gene(annotated_, change, context_));
        const CodingBases& kept = codings_.emplace_back(std::move(coding));
        std::vector<Row> found;
        std::set<std::pair<std::string_view, std::pair<std::int64_t, domain::Strand>>> seen;
        for (const BaseEditor& editor : editors_)
            for (std::size_t i = 0; i < 3; ++i) {
                const std::int64_t at = kept.position(static_cast<std::size_t>(3 * change.begin) + i);
                for (BaseEditGuide& guide :
                     guides_within(annotated_.genome, kept.contig(), at, at + 1, editor, &kept)) {
                    auto reach = reach_residue(guide, kept, change.begin + 1, change.to);
                    if (!reach || !seen.insert({editor.name, {guide.interval.begin, guide.strand}}).second)
                        continue;
                    found.push_back({change.text.name(), change.text.text(), &kept, std::move(guide), reach});
                }
            }
        add_sorted(std::move(found));
        return {};
    }

    Result<void> add_base(const formats::Change& change) {
        STRANDLINE_TRY(const domain::ContigId contig, place_on_contig(annotated_.genome, change));
        const BaseChange wanted{change.begin, change.ref.front(), change.alt.front()};
        const CodingBases* coding = coding_at(contig, wanted.position);
        std::vector<Row> found;
        for (const BaseEditor& editor : editors_)
            for (BaseEditGuide& guide : guides_at(contig, wanted.position, editor, coding))
                if (auto reach = reach_base(guide, coding, wanted))
                    found.push_back(
                        {change.text.name(), change.text.text(), coding, std::move(guide), reach});
        add_sorted(std::move(found));
        return {};
    }

    std::vector<BaseEditGuide> guides_at(domain::ContigId contig, std::int64_t position,
                                         const BaseEditor& editor, const CodingBases* coding) const {
        return guides_within(annotated_.genome, contig, position, position + 1, editor, coding);
    }

    /// The coding sequence in which a base lies or whose splicing it serves; the longest where there are
    /// several.
    const CodingBases* coding_at(domain::ContigId contig, std::int64_t position) {
        const CodingBases* longest = nullptr;
        for (const domain::CodingSequence& one : annotated_.annotation.coding) {
            const std::int64_t length = annotated_.genome.contigs[contig].length();
            const auto [least, most] = extent(one, contig);
            if (least > most || !((position >= least && position < most) || position + length < most))
                continue;
            auto coding = CodingBases::read(annotated_.genome, one);
            if (!coding || (coding->indices_at(position).empty() && !coding->splice_base_at(position)))
                continue;
            if (!longest || coding->bases().size() > longest->bases().size())
                longest = &codings_.emplace_back(std::move(*coding));
        }
        return longest;
    }

    static std::pair<std::int64_t, std::int64_t> extent(const domain::CodingSequence& coding,
                                                        domain::ContigId contig) {
        std::int64_t least = 1, most = 0;
        for (const domain::Interval& part : coding.parts) {
            if (part.contig != contig) continue;
            least = least > most ? part.begin : std::min(least, part.begin);
            most = std::max(most, part.end);
        }
        return {least, most};
    }

    /// Clean guides first, then those with fewer bystanders.
    void add_sorted(std::vector<Row> found) {
        std::ranges::stable_sort(found, {}, [](const Row& row) {
            return std::pair(!row.reach->clean, row.guide.bases.size() - row.reach->bases.size());
        });
        for (const Row& row : found) rows_.write(row);
    }

    const formats::AnnotatedGenome& annotated_;
    const std::vector<BaseEditor>& editors_;
    Purpose purpose_;
    RowWriter& rows_;
    Context& context_;
    std::deque<CodingBases> codings_;  // rows point at them
    std::vector<std::string> without_guide_;
};

/// Each record of a FASTA file as a coding sequence of its own, from base `frame` on.
Result<formats::AnnotatedGenome> read_as_coding(const Source& source, std::int64_t frame) {
    STRANDLINE_TRY(domain::Genome genome, formats::read_genome(source));
    domain::Annotation annotation;
    for (domain::ContigId id = 0; id < genome.contigs.size(); ++id) {
        domain::CodingSequence coding;
        coding.gene = genome.contigs[id].name;
        const std::int64_t length = genome.contigs[id].length() - (frame - 1);
        coding.parts = {{id, frame - 1, frame - 1 + length - length % 3}};
        if (length >= 3) annotation.coding.push_back(std::move(coding));
    }
    return formats::AnnotatedGenome{std::move(genome), std::move(annotation)};
}

Error nothing_asked(std::string_view expected, std::string_view found = "neither") {
    return Error::input("edit.missing", "nothing says what to edit")
        .expected("{}", expected)
        .found("{}", found)
        .mend("give --genome with --genes or --edits, or --sequence");
}

Result<std::vector<TargetGene>> target_genes(const Call& call, const formats::AnnotatedGenome& annotated,
                                             Context& context) {
    std::vector<TargetGene> genes;
    if (!call.has("genes")) {
        for (const domain::CodingSequence& coding : annotated.annotation.coding)
            genes.push_back({coding.gene, {&coding}});
        return genes;
    }
    STRANDLINE_TRY(const std::vector<formats::GeneName> names, formats::read_genes(call.input("genes")));
    std::vector<GeneRequest> requests;
    for (const formats::GeneName& name : names) requests.push_back({name.names, name.place});
    return find_genes(annotated.annotation, requests, context);
}

Result<void> check_inputs(Call& call) {
    if (call.has("genome") == call.has("sequence"))
        return fail(nothing_asked("either --genome or --sequence", call.has("genome") ? "both" : "neither"));
    const bool edits = call.has("edits") || !call.texts("edit").empty();
    if (call.has("genome") && !call.has("genes") && !edits)
        return fail(nothing_asked("--genes, --edits or --edit"));
    if (call.has("genome") && call.has("genes") && !call.has("annotation"))
        return formats::check_annotated(call.input("genome"));
    return {};
}

Result<Answer> run_base(Call& call, Context& context) {
    STRANDLINE_TRY(const std::vector<BaseEditor> editors, chosen_editors(call));
    STRANDLINE_TRY(const std::vector<formats::EditText> edits, edit_texts(call, "edit", "edits"));
    const bool genes_asked = call.has("genes") || edits.empty();
    const auto read = [&] {
        return call.has("sequence") ? read_as_coding(call.input("sequence"), call.integer("frame"))
                                    : read_annotated(call, genes_asked);
    };
    STRANDLINE_TRY(const formats::AnnotatedGenome annotated, read());
    RowWriter rows(call.output("table"), annotated.genome);
    Designer designer(annotated, editors, purpose_of(call.text("purpose")), rows, context);
    if (genes_asked) {
        STRANDLINE_TRY(const std::vector<TargetGene> genes, target_genes(call, annotated, context));
        for (const TargetGene& gene : genes) {
            if (context.cancelled()) return fail(Error::interrupted());
            designer.add_gene(gene);
        }
        designer.tell_of_genes();
    }
    Errors errors;
    for (const formats::EditText& edit : edits)
        if (auto added = designer.add_edit(edit); !added && !errors.full())
            errors.add(std::move(added).error());
    if (errors.any()) return fail(errors.take());
    STRANDLINE_CHECK(rows.finish());
    return rows.count() == 0 ? Answer::no : Answer::yes;
}

std::string editor_help() {
    std::string text;
    for (const BaseEditor& editor : base_editors())
        text +=
            format("  {}: {} to {}, bases {}-{} of {} nt, PAM {} {} the spacer; {}\n", editor.name,
                   editor.from, editor.to, editor.window.first, editor.window.last, editor.spacer_length,
                   editor.pam, editor.pam_side == PamSide::three_prime ? "behind" : "before", editor.source);
    return text;
}

}  // namespace

Operation base_operation() {
    Operation made;
    made.name = "edit base";
    made.summary = "Design guides for base editors, with bystanders and the change of the protein";
    made.description =
        "Lists guides that put a base into the editing window of a base editor, on both strands, and what "
        "editing each such base alone and all together does to the codons and to the protein: stops gained, "
        "starts lost, splice sites hit, missense, synonymous. With --genes all edits inside the coding "
        "sequences of these genes (the longest of each); with --edits those guides that give an edit, clean "
        "ones first; with --sequence each record of a FASTA file is a coding sequence.\n\n"
        "An edit is gene:p.Q39*, gene:W24*, or contig:1234:A>G (forward strand, counted from 1). "
        "When no guide serves, the table is empty and the exit status is 1.\n\nBase editors:\n" +
        editor_help();
    made.inputs = {
        port("genome")
            .one_of("genbank", "fasta", "twobit", "gff3")
            .optional()
            .described("the genome; GenBank brings its annotation along"),
        port("annotation")
            .alias("gff3")
            .alias("gff")
            .format("gff3")
            .optional()
            .described("where the genes are; needed with FASTA and 2bit for genes and residues"),
        port("sequence").format("fasta").optional().described("coding sequences, instead of a genome"),
        port("genes").format("genes/1").or_list().optional().described(
            "genes to edit: one name a line, or a table with a column gene or locus_tag"),
        port("edits").format("edits/1").or_list().optional().described(
            "edits wanted: one a line, or a table with the columns name and edit")};
    made.params = {
        operation::text("edit").repeated().value("EDIT").help(
            "an edit wanted, gene:p.Q39* or contig:1234:A>G"),
        operation::text("editor").repeated().value("NAME").help(
            "a base editor of the list, or all; BE4max without"),
        operation::text("window", "")
            .value("FIRST-LAST")
            .help("editing window, instead of the editor's own: bases of the spacer counted from its 5' end"),
        operation::choice("purpose", "all", {"all", "stop", "splice", "missense"})
            .help("which effects to list; of --genes and --sequence"),
        operation::integer("frame", 1).range(1, 3).help("first base of the first codon; of --sequence")};
    made.outputs = {operation::table("table", "edit.base/1", base_columns()).described("guides, one a row")};
    made.example = "strandline edit base --genome NC_000913.gbk.gz --genes ldhA --purpose stop -o stops.tsv";
    made.run = run_base;
    made.find_inputs = check_inputs;
    return made;
}

}  // namespace strandline::edit
