#include "library/library_table.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

#include <utility>

namespace strandline::edit {
namespace {

using operation::integer_column;
using operation::number_column;
using operation::text_column;

constexpr std::string_view none = "NA";
constexpr int percent_decimals = 1, score_decimals = 4;

Result<std::size_t> find_score(const formats::TableReader& table, const std::string& name,
                               const Source& guides) {
    if (const auto column = table.find_column(name)) return *column;
    return fail(Error::input("library.score", "the guides have no column '{}'", name)
                    .at({.file = guides.name()})
                    .expected("a column of numbers, of which larger ones are better")
                    .found("{}", join(table.columns(), ", "))
                    .candidates(nearest(name, table.columns()))
                    .mend("name another column with --score, or leave it out"));
}

Result<std::optional<double>> number_or_none(const formats::TableReader& table, std::size_t cell) {
    if (table.text(cell) == none || table.text(cell).empty()) return std::nullopt;
    STRANDLINE_TRY(const double value, table.number(cell));
    return value;
}

class LibraryWriter {
public:
    LibraryWriter(Sink& sink, const Cloning& cloning, bool has_hits)
        : table_(sink, names()), cloning_(cloning), has_hits_(has_hits) {}

    void target(const Candidate& candidate, const LibraryCandidate& more, const LibraryPick& pick) {
        begin(candidate.id, "target", candidate.gene, candidate.locus_tag);
        table_.integer(pick.rank).text(candidate.spacer).text(candidate.pam).text(candidate.contig);
        table_.integer(candidate.start).integer(candidate.end).text(symbol(candidate.strand));
        table_.integer(more.cut_position);
        number(candidate.cds_percent, percent_decimals);
        number(more.score, score_decimals);
        if (has_hits_)
            table_.text(word(pick.verdict)).text(pick.reason);
        else
            table_.text(none).text("off-targets were not searched");
        table_.text(words_of(pick.broken));
        oligos(candidate.spacer);
    }

    void safe(std::size_t i, const DesignedGuide& guide, const domain::Genome& genome) {
        begin(format("safe_{}", i + 1), "safe_targeting", "", "");
        table_.integer(static_cast<std::int64_t>(i) + 1).text(guide.spacer).text(guide.pam);
        table_.text(genome.contigs[guide.interval.contig].name);
        table_.integer(guide.interval.begin).integer(guide.interval.end).text(symbol(guide.strand));
        table_.integer(guide.cut_position);
        control_rest(guide.spacer);
    }

    void non_targeting(std::size_t i, const std::string& spacer) {
        begin(format("non_targeting_{}", i + 1), "non_targeting", "", "");
        table_.integer(static_cast<std::int64_t>(i) + 1).text(spacer);
        for (int cell = 0; cell < 6; ++cell) table_.text(none);  // pam to cut_position
        control_rest(spacer);
    }

    Result<void> finish() { return table_.finish(); }

private:
    static std::vector<std::string> names() {
        std::vector<std::string> names;
        for (const operation::Column& column : library_columns()) names.push_back(column.name);
        return names;
    }
    static std::string_view symbol(domain::Strand strand) {
        return strand == domain::Strand::forward ? "+" : "-";
    }

    void begin(std::string_view id, std::string_view kind, std::string_view gene, std::string_view tag) {
        table_.text(id).text(kind).text(gene).text(tag);
    }
    void number(const std::optional<double>& value, int decimals) {
        value ? table_.number(*value, decimals) : table_.text(none);
    }
    void control_rest(std::string_view spacer) {
        for (int cell = 0; cell < 4; ++cell) table_.text(none);  // cds_percent to reason
        table_.text("none");
        oligos(spacer);
    }
    void oligos(std::string_view spacer) {
        const Oligos made = oligos_for(spacer, cloning_);
        table_.text(!cloning_.makes_oligos() ? none : made.added_g ? "yes" : "no");
        table_.text(made.forward.empty() ? none : made.forward);
        table_.text(made.reverse.empty() ? none : made.reverse);
        table_.end_row();
    }

    formats::TableWriter table_;
    const Cloning& cloning_;
    bool has_hits_;
};

}  // namespace

std::vector<operation::Column> library_columns() {
    return {
        text_column("id", "name of the guide"),
        text_column("kind", "target, safe_targeting or non_targeting"),
        text_column("gene", "gene symbol, may be empty"),
        text_column("locus_tag", "locus tag, may be empty"),
        integer_column("rank", "in which place it was chosen for its gene, or the control's number"),
        text_column("spacer", "spacer as DNA, 5' to 3', without the PAM"),
        text_column("pam", "the genome's bases at the PAM"),
        text_column("contig", "contig of the genome"),
        integer_column("start", "first base of protospacer and PAM on the forward strand, counted from 0"),
        integer_column("end", "behind the last base"),
        text_column("strand", "+ or -"),
        integer_column("cut_position", "base right of the cut on the forward strand, counted from 0"),
        number_column("cds_percent", "where in the coding sequence it cuts, percent"),
        number_column("score", "what the column of --score says"),
        text_column("verdict", "recommended, acceptable or avoid, as 'edit rank' judges; NA without hits"),
        text_column("reason", "what speaks against the guide, in words"),
        text_column("relaxed",
                    "rules given up to fill the gene: spacing, poly_t, off_targets, "
                    "restriction_site; or none"),
        text_column("added_g", "yes where a 5' G was put before the spacer for the U6 promoter"),
        text_column("forward_oligo", "to be ordered, 5' to 3'"),
        text_column("reverse_oligo", "the second oligo of an annealed pair, 5' to 3'")};
}

Result<std::vector<LibraryCandidate>> read_library_candidates(const Source& guides,
                                                              const std::string& score_column) {
    STRANDLINE_TRY(formats::TableReader table, formats::TableReader::open(guides));
    STRANDLINE_TRY(const std::size_t cut, table.column("cut_position"));
    const auto isoforms_cut = table.find_column("isoforms_cut"), isoforms = table.find_column("isoforms");
    std::size_t score = 0;
    if (!score_column.empty()) { STRANDLINE_TRY(score, find_score(table, score_column, guides)); }
    std::vector<LibraryCandidate> rows;
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) return rows;
        LibraryCandidate row;
        STRANDLINE_TRY(row.cut_position, table.integer(cut));
        if (isoforms_cut && isoforms) {
            STRANDLINE_TRY(const auto some, number_or_none(table, *isoforms_cut));
            STRANDLINE_TRY(const auto all, number_or_none(table, *isoforms));
            if (some && all && *all > 0) row.isoform_share = *some / *all;
        }
        if (!score_column.empty()) { STRANDLINE_TRY(row.score, number_or_none(table, score)); }
        rows.push_back(row);
    }
}

Result<void> write_library(Sink& sink, const LibraryContent& content, const Cloning& cloning) {
    LibraryWriter writer(sink, cloning, content.has_hits);
    for (const LibraryPick& pick : content.picks)
        writer.target(content.candidates[pick.candidate], content.more[pick.candidate], pick);
    for (std::size_t i = 0; i < content.safe.size(); ++i) writer.safe(i, content.safe[i], *content.genome);
    for (std::size_t i = 0; i < content.non_targeting.size(); ++i)
        writer.non_targeting(i, content.non_targeting[i]);
    return writer.finish();
}

}  // namespace strandline::edit
