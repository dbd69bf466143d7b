#include "search/hit_views.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/packed_genome.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/formats/packed_genome.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace strandline::edit {
namespace {

/// One row of the table, as far as the views need it.
struct HitRow {
    std::string_view guide, spacer, contig, strand, crrna, site, pam, cfd;
    bool of_haplotype = false;  // which has no coordinates of its own
    std::int64_t start = 0, end = 0, mismatches = 0, dna_bulges = 0, rna_bulges = 0;
    bool reverse() const { return strand == "-"; }
};

class HitReader {
public:
    static Result<HitReader> open(const Source& hits) {
        STRANDLINE_TRY(formats::TableReader table, formats::TableReader::open(hits));
        HitReader reader(std::move(table));
        for (const auto& [cell, name] : std::initializer_list<std::pair<std::size_t*, std::string_view>>{
                 {&reader.guide_, "guide"},
                 {&reader.spacer_, "spacer"},
                 {&reader.contig_, "contig"},
                 {&reader.start_, "start"},
                 {&reader.end_, "end"},
                 {&reader.strand_, "strand"},
                 {&reader.crrna_, "crrna"},
                 {&reader.site_, "site"},
                 {&reader.pam_, "pam"},
                 {&reader.mismatches_, "mismatches"},
                 {&reader.dna_, "dna_bulges"},
                 {&reader.rna_, "rna_bulges"},
                 {&reader.cfd_, "cfd"}}) {
            STRANDLINE_TRY(*cell, reader.table_.column(name));
        }
        reader.haplotype_ = reader.table_.find_column("haplotype");
        return reader;
    }

    Result<bool> next(HitRow& row) {
        STRANDLINE_TRY(const bool more, table_.next());
        if (!more) return false;
        for (const auto& [text, cell] :
             std::initializer_list<std::pair<std::string_view*, std::size_t>>{{&row.guide, guide_},
                                                                              {&row.spacer, spacer_},
                                                                              {&row.contig, contig_},
                                                                              {&row.strand, strand_},
                                                                              {&row.crrna, crrna_},
                                                                              {&row.site, site_},
                                                                              {&row.pam, pam_},
                                                                              {&row.cfd, cfd_}})
            *text = table_.text(cell);
        row.of_haplotype = haplotype_ && table_.text(*haplotype_) != "reference";
        STRANDLINE_TRY(row.start, table_.integer(start_));
        STRANDLINE_TRY(row.end, table_.integer(end_));
        STRANDLINE_TRY(row.mismatches, table_.integer(mismatches_));
        STRANDLINE_TRY(row.dna_bulges, table_.integer(dna_));
        STRANDLINE_TRY(row.rna_bulges, table_.integer(rna_));
        return true;
    }

private:
    explicit HitReader(formats::TableReader table) : table_(std::move(table)) {}
    formats::TableReader table_;
    std::optional<std::size_t> haplotype_;
    std::size_t guide_ = 0, spacer_ = 0, contig_ = 0, start_ = 0, end_ = 0, strand_ = 0, crrna_ = 0,
                site_ = 0, pam_ = 0, mismatches_ = 0, dna_ = 0, rna_ = 0, cfd_ = 0;
};

/// Calls `write(row)` for each hit of the reference.
template <class Write>
Result<void> each_hit(const Source& hits, Write&& write) {
    STRANDLINE_TRY(HitReader reader, HitReader::open(hits));
    HitRow row;
    for (;;) {
        STRANDLINE_TRY(const bool more, reader.next(row));
        if (!more) return {};
        if (!row.of_haplotype) write(row);
    }
}

/// BED's score, 0 to 1000: the CFD score in thousandths, 0 where there is none.
int bed_score(std::string_view cfd) {
    double value = 0;
    const auto [end, failed] = std::from_chars(cfd.data(), cfd.data() + cfd.size(), value);
    return failed == std::errc{} && end == cfd.data() + cfd.size()
               ? static_cast<int>(std::lround(value * 1000))
               : 0;
}

Result<std::map<std::string, std::int64_t, std::less<>>> lengths_of(const operation::Call& call) {
    Context quiet;
    STRANDLINE_TRY(const domain::PackedGenome genome,
                   formats::read_packed_genome(call.input("genome"), quiet));
    std::map<std::string, std::int64_t, std::less<>> lengths;
    for (const domain::PackedGenome::Contig& contig : genome.contigs())
        lengths.emplace(contig.name, contig.length);
    return lengths;
}

/// A site across the origin of a circular contig becomes two rows.
Result<void> write_bed(const Source& hits, const operation::Call& call, Sink& sink) {
    STRANDLINE_TRY(const auto lengths, lengths_of(call));
    return each_hit(hits, [&](const HitRow& row) {
        const auto write = [&](std::int64_t begin, std::int64_t end) {
            sink.write(format("{}\t{}\t{}\t{}\t{}\t{}\n", row.contig, begin, end, row.guide,
                              bed_score(row.cfd), row.strand));
        };
        const auto contig = lengths.find(row.contig);
        const std::int64_t length = contig == lengths.end() ? row.end : contig->second;
        write(row.start, std::min(row.end, length));
        if (row.end > length) write(0, row.end - length);
    });
}

std::string_view bulge_type(const HitRow& row) {
    if (row.dna_bulges && row.rna_bulges) return "DNA+RNA";
    return row.dna_bulges ? "DNA" : row.rna_bulges ? "RNA" : "X";
}

/// The columns of Cas-OFFinder 3: positions count from 0, of the leftmost base of the whole pattern.
Result<void> write_casoffinder(const Source& hits, const operation::Call& call, Sink& sink) {
    const bool pam_first = call.text("pam-side") == "5";
    sink.write(
        "##Generated by strandline\n"
        "#Id\tBulge Type\tcrRNA\tDNA\tChromosome\tLocation\tDirection\tMismatches\tBulge Size\n");
    return each_hit(hits, [&](const HitRow& row) {
        const std::string any(row.pam.size(), 'N');
        const std::string crrna = pam_first ? any + std::string(row.crrna) : std::string(row.crrna) + any;
        const std::string dna = pam_first ? std::string(row.pam) + std::string(row.site)
                                          : std::string(row.site) + std::string(row.pam);
        sink.write(format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", row.guide, bulge_type(row), crrna, dna,
                          row.contig, row.start, row.strand, row.mismatches,
                          row.dna_bulges + row.rna_bulges));
    });
}

/// Pairs as M, RNA bulges as I, DNA bulges as D (SAM v1, section 1.4), along the forward strand.
std::string cigar(const HitRow& row) {
    std::string steps;
    for (std::size_t i = 0; i < row.crrna.size(); ++i)
        steps += row.crrna[i] == '-' ? 'D' : row.site[i] == '-' ? 'I' : 'M';
    if (row.reverse()) std::ranges::reverse(steps);
    std::string text;
    for (std::size_t begin = 0; begin < steps.size();) {
        const std::size_t end = std::min(steps.find_first_not_of(steps[begin], begin), steps.size());
        text += format("{}{}", end - begin, steps[begin]);
        begin = end;
    }
    return text;
}

/// One record a hit: the spacer aligned to the protospacer, without the PAM. The contigs are those of the
/// genome.
Result<void> write_sam(const Source& hits, const operation::Call& call, Sink& sink) {
    const bool pam_first = call.text("pam-side") == "5";
    Context quiet;
    STRANDLINE_TRY(const domain::PackedGenome genome,
                   formats::read_packed_genome(call.input("genome"), quiet));
    const std::vector<std::string> circular = call.texts("circular");
    sink.write("@HD\tVN:1.6\tSO:unknown\n");
    for (const domain::PackedGenome::Contig& contig : genome.contigs())
        sink.write(format("@SQ\tSN:{}\tLN:{}{}\n", contig.name, contig.length,
                          contig.circular || std::ranges::find(circular, contig.name) != circular.end()
                              ? "\tTP:circular"
                              : ""));
    sink.write("@PG\tID:strandline\tPN:strandline\n");
    return each_hit(hits, [&](const HitRow& row) {
        const bool pam_is_left = pam_first != row.reverse();
        const std::int64_t first = row.start + (pam_is_left ? static_cast<std::int64_t>(row.pam.size()) : 0);
        const std::string bases =
            row.reverse() ? domain::reverse_complement(row.spacer) : std::string(row.spacer);
        sink.write(format("{}\t{}\t{}\t{}\t255\t{}\t*\t0\t0\t{}\t*\tNM:i:{}\tXM:i:{}\tXD:i:{}\tXR:i:{}\n",
                          row.guide, row.reverse() ? 16 : 0, row.contig, first + 1, cigar(row), bases,
                          row.mismatches + row.dna_bulges + row.rna_bulges, row.mismatches, row.dna_bulges,
                          row.rna_bulges));
    });
}

}  // namespace

std::vector<operation::View> hit_views() {
    return {{"bed", "BED6 of the reference's sites, scored by CFD x 1000", write_bed},
            {"casoffinder", "the columns of Cas-OFFinder 3", write_casoffinder},
            {"sam", "one alignment a site of the reference, bulges as insertions and deletions", write_sam}};
}

}  // namespace strandline::edit
