#include <strandline/formats/gff3.hpp>

#include "fasta_part.hpp"
#include "gff3_features.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

#include <charconv>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace strandline::formats {
namespace {

enum Column { seqid, source_name, type, start, end, score, strand, phase, attributes, columns };

int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

/// "%2C" is a comma. A percent sign without two digits stands for itself.
std::string percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool has_digits = text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                                hex_value(text[i + 2]) >= 0;
        decoded +=
            has_digits ? static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])) : text[i];
        if (has_digits) i += 2;
    }
    return decoded;
}

Gff3Attributes parse_attributes(std::string_view text) {
    Gff3Attributes attributes;
    for (const std::string_view entry : split(text, ';')) {
        const std::size_t equals = entry.find('=');
        if (equals == std::string_view::npos) continue;
        std::vector<std::string> values;
        for (const std::string_view value : split(entry.substr(equals + 1), ','))
            values.push_back(percent_decoded(trim(value)));
        attributes.entries.emplace_back(percent_decoded(trim(entry.substr(0, equals))), std::move(values));
    }
    return attributes;
}

/// Of an exon's attributes, which are many and long, those that matter.
Gff3Attributes only_parents(std::string_view text) {
    const std::size_t at = text.starts_with("Parent=") ? 0 : text.find(";Parent=");
    if (at == std::string_view::npos) return {};
    const std::size_t begin = at + (text[at] == ';');
    return parse_attributes(text.substr(begin, text.find(';', begin) - begin));
}

bool is_exon(std::string_view type) { return type == "exon" || type == "pseudogenic_exon"; }

/// Genes, transcripts and the like: what a CDS names as its parent.
bool may_be_parent(std::string_view type) {
    for (const std::string_view word : {"gene", "RNA", "transcript", "operon", "protein"})
        if (type.find(word) != std::string_view::npos) return true;
    return false;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [rest, slip] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (slip != std::errc() || rest != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Rows as they come, until ##FASTA or the end; then their places are checked against the genome.
class Gff3Reader {
public:
    explicit Gff3Reader(LineReader& in) : in_(in) {}

    /// Reads with a genome that is known beforehand.
    Result<AnnotatedGenome> read(domain::Genome genome) {
        index_contigs(genome);
        STRANDLINE_CHECK(read_rows(&genome));
        return finish(std::move(genome));
    }

    /// Reads with the genome that follows ##FASTA: rows are kept until it is known.
    Result<AnnotatedGenome> read_with_sequence() {
        STRANDLINE_CHECK(read_rows(nullptr));
        if (errors_.full()) return fail(errors_.take());
        if (!at_fasta_)
            return fail(Error::input("gff3.no_sequence", "the GFF3 file holds no sequence")
                            .at({.file = in_.name()})
                            .expected("a line ##FASTA and the sequence after it")
                            .found("features only")
                            .mend("give the sequence as FASTA, and this file as the annotation"));
        STRANDLINE_TRY(domain::Genome genome, read_fasta_part(in_));
        index_contigs(genome);
        for (const Row& row : kept_) take(row, genome);
        kept_.clear();
        return finish(std::move(genome));
    }

private:
    enum class RowKind { coding, parent, exon };
    struct Row {
        RowKind kind = RowKind::coding;
        std::string type, contig;
        Gff3Attributes attributes;
        std::int64_t first = 0, last = 0;
        domain::Strand strand = domain::Strand::forward;
        bool has_strand = true;
        int phase = 0;
        Place place{};  // of a CDS's contig name
        std::int64_t start_column = 0;
    };

    void index_contigs(const domain::Genome& genome) {
        for (const domain::Contig& contig : genome.contigs)
            contigs_.try_emplace(contig.name, static_cast<domain::ContigId>(contigs_.size()));
    }

    Result<void> read_rows(const domain::Genome* genome) {
        while (!errors_.full() && !at_fasta_ && in_.next()) {
            const std::string_view line = in_.line();
            if (line.starts_with("##FASTA") || line.starts_with('>')) {
                at_fasta_ = true;
                if (line.starts_with('>')) return fail(bare_fasta());
            } else if (line.starts_with("##gff-version")) {
                check_version(trim(line.substr(13)));
            } else if (!line.starts_with('#') && !trim(line).empty()) {
                read_row(line, genome);
            }
        }
        return in_.status();
    }

    Error bare_fasta() const {
        return Error::input("gff3.fasta", "a FASTA record begins without ##FASTA before it")
            .at(in_.place(1))
            .expected("a row of nine columns, or a line ##FASTA")
            .found("'{}'", in_.line().substr(0, 20))
            .mend("write a line ##FASTA before the sequence");
    }

    void check_version(std::string_view version) {
        if (version.starts_with('3')) return;
        errors_.add(Error::input("gff3.version", "this is not GFF version 3")
                        .at(in_.place(1))
                        .expected("##gff-version 3")
                        .found("version '{}'", version)
                        .mend("convert it, for example with `gffread -E old.gff -o new.gff3`"));
    }

    void read_row(std::string_view line, const domain::Genome* genome) {
        const auto cells = split(line, '\t');
        if (cells.size() != columns) return wrong_columns(line, cells.size());
        const bool circular_row = cells[attributes].find("Is_circular=true") != std::string_view::npos;
        const bool coding = cells[type] == "CDS";
        const bool exon = is_exon(cells[type]);
        if (!coding && !circular_row && !exon && !may_be_parent(cells[type])) return;
        if (cells[attributes].find('=') == std::string_view::npos &&
            cells[attributes].find("gene_id \"") != std::string_view::npos)
            return looks_like_gtf(cells[attributes]);
        if (circular_row) circular_.insert(percent_decoded(cells[seqid]));
        Row row;
        if (coding ? !read_coding(cells, row) : !read_other(cells, exon, row)) return;
        row.attributes = exon ? only_parents(cells[attributes]) : parse_attributes(cells[attributes]);
        if (genome)
            take(row, *genome);
        else
            kept_.push_back(std::move(row));
    }

    /// A gene, transcript or exon: what is wrong with its place makes it one that only names.
    static bool read_other(const std::vector<std::string_view>& cells, bool exon, Row& row) {
        if (!exon && !may_be_parent(cells[type])) return false;
        row.kind = exon ? RowKind::exon : RowKind::parent;
        row.type = cells[type];
        row.contig = percent_decoded(cells[seqid]);
        row.first = whole_number(cells[start]).value_or(0);
        row.last = whole_number(cells[end]).value_or(0);
        row.has_strand = cells[strand] == "+" || cells[strand] == "-";
        row.strand = cells[strand] == "-" ? domain::Strand::reverse : domain::Strand::forward;
        return true;
    }

    void wrong_columns(std::string_view line, std::size_t found) {
        const bool blanks = found == 1 && line.find("  ") != std::string_view::npos;
        errors_.add(Error::input("gff3.columns", "the row has not nine columns")
                        .at(in_.place(1))
                        .expected("9 columns parted by tabs")
                        .found("{}", counted(found, "column"))
                        .mend("{}", blanks ? "part the columns by tabs, not blanks"
                                           : "correct the row; a truncated file is fetched again"));
    }

    void looks_like_gtf(std::string_view text) {
        errors_.add(Error::input("gff3.gtf", "the attributes are written as in GTF (GFF2)")
                        .at(in_.place_of(text))
                        .expected("attributes as ID=…;Parent=…")
                        .found("'{}'", text.substr(0, 40))
                        .mend("convert it, for example with `gffread -E genes.gtf -o genes.gff3`"));
    }

    bool wrong_cell(std::string_view cell, std::string code, std::string what, std::string expected) {
        errors_.add(Error::input(std::move(code), "{}", what)
                        .at(in_.place_of(cell))
                        .expected("{}", expected)
                        .found("'{}'", cell)
                        .mend("correct the row"));
        return false;
    }

    bool read_coding(const std::vector<std::string_view>& cells, Row& row) {
        const auto first = whole_number(cells[start]);
        const auto last = whole_number(cells[end]);
        if (!first || *first < 1)
            return wrong_cell(cells[start], "gff3.start", "the start is no coordinate",
                              "a whole number from 1");
        if (!last || *last < *first)
            return wrong_cell(cells[end], "gff3.end", "the end is no coordinate at or after the start",
                              format("a whole number from {}", *first));
        if (cells[strand] != "+" && cells[strand] != "-")
            return wrong_cell(cells[strand], "gff3.strand", "a CDS has no strand", "'+' or '-'");
        if (cells[phase] != "0" && cells[phase] != "1" && cells[phase] != "2" && cells[phase] != ".")
            return wrong_cell(cells[phase], "gff3.phase", "a CDS has no phase", "0, 1 or 2");
        row.contig = percent_decoded(cells[seqid]);
        row.first = *first;
        row.last = *last;
        row.strand = cells[strand] == "+" ? domain::Strand::forward : domain::Strand::reverse;
        row.phase = cells[phase] == "." ? 0 : cells[phase][0] - '0';
        row.place = in_.place_of(cells[seqid]);
        row.start_column = cells[start].data() - in_.line().data() + 1;
        return true;
    }

    void take(const Row& row, const domain::Genome& genome) {
        if (row.kind != RowKind::coding) return take_other(row, genome);
        const auto contig = contigs_.find(row.contig);
        if (contig == contigs_.end()) return unknown_contig(row, genome);
        const std::int64_t length = genome.contigs[contig->second].length();
        const bool circular = genome.contigs[contig->second].circular || circular_.contains(row.contig);
        // On a circular contig a feature across the origin ends past the length.
        if (row.first > length || row.last > (circular ? row.first - 1 + length : length))
            return out_of_range(row, length);
        features_.add_coding_row(row.attributes, contig->second, {row.first - 1, row.last, row.strand},
                                 row.phase, errors_, row.place);
    }

    void take_other(const Row& row, const domain::Genome& genome) {
        std::optional<RowPlace> place;
        if (const auto contig = contigs_.find(row.contig); contig != contigs_.end()) {
            const std::int64_t length = genome.contigs[contig->second].length();
            if (row.first >= 1 && row.first <= length && row.last >= row.first &&
                row.last <= row.first - 1 + length)
                place = {contig->second, {row.first - 1, row.last, row.strand}, row.has_strand};
        }
        if (row.kind == RowKind::parent) return features_.add_parent(row.type, row.attributes, place);
        if (const auto* parents = row.attributes.find("Parent"); parents && place && row.has_strand)
            features_.add_exon(*parents, *place);
    }

    void unknown_contig(const Row& row, const domain::Genome& genome) {
        if (!said_unknown_.insert(row.contig).second) return;
        std::vector<std::string> names;
        for (const domain::Contig& contig : genome.contigs) names.push_back(contig.name);
        std::vector<std::string> near = nearest(row.contig, names);
        const std::string known =
            join({names.begin(),
                  names.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(names.size(), 5))},
                 ", ");
        errors_.add(
            Error::input("gff3.contig", "the genome has no contig '{}'", row.contig)
                .at(row.place)
                .expected("one of the genome's contigs: {}{}", known, names.size() > 5 ? ", …" : "")
                .found("'{}'", row.contig)
                .candidates(std::move(near))
                .mend("give annotation and genome of one assembly; rename the contigs in one of the two"));
    }

    void out_of_range(const Row& row, std::int64_t length) {
        Place place = row.place;
        place.column = row.start_column;
        place.length = 0;
        errors_.add(
            Error::input("gff3.range", "the CDS lies outside its contig")
                .at(std::move(place))
                .expected("coordinates from 1 to {} on '{}'", length, row.contig)
                .found("{} to {}", row.first, row.last)
                .mend("give annotation and genome of one assembly; a feature across the origin of a circular "
                      "contig needs a row with Is_circular=true"));
    }

    Result<AnnotatedGenome> finish(domain::Genome genome) {
        if (errors_.any()) return fail(errors_.take());
        for (domain::Contig& contig : genome.contigs) contig.circular |= circular_.contains(contig.name);
        domain::Annotation annotation = features_.annotation(genome);
        if (annotation.coding.empty())
            return fail(Error::input("gff3.empty", "the file names no coding sequence")
                            .at({.file = in_.name()})
                            .expected("rows of type CDS")
                            .found("none in {}", counted(static_cast<std::uint64_t>(in_.number()), "line"))
                            .mend("give an annotation with CDS rows"));
        return AnnotatedGenome{std::move(genome), std::move(annotation)};
    }

    LineReader& in_;
    Errors errors_;
    Gff3Features features_;
    std::unordered_map<std::string, domain::ContigId> contigs_;
    std::set<std::string> circular_;
    std::set<std::string> said_unknown_;
    std::vector<Row> kept_;
    bool at_fasta_ = false;
};

}  // namespace

Result<AnnotatedGenome> read_gff3(const Source& source, domain::Genome genome) {
    LineReader in(source);
    return Gff3Reader(in).read(std::move(genome));
}

Result<AnnotatedGenome> read_gff3_with_sequence(const Source& source) {
    LineReader in(source);
    return Gff3Reader(in).read_with_sequence();
}

}  // namespace strandline::formats
