#include "records.hpp"
#include "text_cells.hpp"
#include "text_lines.hpp"
#include "ways.hpp"

#include <strandline/base/text.hpp>

#include <htslib/hts.h>
#include <htslib/tbx.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace strandline::formats {
namespace {

constexpr std::int64_t largest_place = std::int64_t{1} << 40;

struct DropIndex {
    void operator()(tbx_t* index) const { tbx_destroy(index); }
};
struct DropWay {
    void operator()(hts_itr_t* way) const { hts_itr_destroy(way); }
};

std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// The value of `key` of a header line "##contig=<ID=chr1,length=5>"; empty where it is not there.
std::string_view header_value(std::string_view line, std::string_view key) {
    for (std::size_t at = line.find(key); at != std::string_view::npos; at = line.find(key, at + 1)) {
        const bool whole_key = at > 0 && (line[at - 1] == '<' || line[at - 1] == ',');
        if (!whole_key || at + key.size() >= line.size() || line[at + key.size()] != '=') continue;
        const std::string_view rest = line.substr(at + key.size() + 1);
        return rest.substr(0, rest.find_first_of(",>"));
    }
    return {};
}

class PgxText final : public PgxRecords {
public:
    PgxText(const Source& source, const PgxLoci& loci, VcfLines lines)
        : PgxRecords(source, loci), lines_(std::move(lines)) {}

    Result<void> read_header(const std::vector<std::string>& wanted);
    Result<bool> next(PgxRecord& into) override;
    void use_index();

private:
    Result<void> read_columns(const std::vector<std::string>& wanted);
    std::optional<Error> check_header_line();
    PgxWays::Jump jump() {
        return [this](std::uint64_t offset) { return lines_.jump(offset); };
    }
    enum class Verdict { skip, use, stop };
    Result<Verdict> parse(PgxRecord& into);
    std::optional<Error> parse_samples(std::string_view keys, std::string_view cells, PgxRecord& into);
    Error wrong_cells(std::size_t found) const;

    VcfLines lines_;
    std::vector<std::int32_t> slots_;
    Errors errors_;
    std::int64_t number_ = 0;
    PgxWays ways_;
    bool indexed_ = false;
};

std::optional<Error> PgxText::check_header_line() {
    const std::string_view line = lines_.line();
    if (line.starts_with("##reference=") || line.starts_with("##assembly="))
        build.reference(line.substr(line.find('=') + 1), lines_.place_of(line));
    if (!line.starts_with("##contig=")) return std::nullopt;
    const std::string_view contig = header_value(line, "ID");
    const std::uint32_t chromosome = loci_.chromosome_of(contig);
    if (chromosome != PgxLoci::unknown) contig_order_.push_back(chromosome);
    return build.contig(contig, whole(header_value(line, "length")).value_or(0),
                        header_value(line, "assembly"), lines_.place_of(line));
}

Result<void> PgxText::read_header(const std::vector<std::string>& wanted) {
    while (lines_.next()) {
        const std::string_view line = lines_.line();
        if (lines_.number() == 1 && !line.starts_with("##fileformat=VCF"))
            return fail(Error::input("vcf.header", "this is no VCF file")
                            .at(lines_.place_of(line.substr(0, 1)))
                            .expected("##fileformat=VCFv4.2 or the like")
                            .found("'{}'", printable(line.substr(0, 40)))
                            .mend("give a VCF or BCF file"));
        if (!line.starts_with("##")) return read_columns(wanted);
        if (auto wrong = check_header_line()) return fail(std::move(*wrong));
    }
    STRANDLINE_CHECK(lines_.status());
    return fail(Error::input("vcf.header", "the file ends before its column line")
                    .at({.file = source_.name()})
                    .expected("#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT")
                    .found("{}", lines_.number() == 0 ? "nothing" : "header lines only")
                    .mend("fetch the file again, or write its header anew with bcftools"));
}

Result<void> PgxText::read_columns(const std::vector<std::string>& wanted) {
    constexpr std::string_view start = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";
    const std::string_view line = lines_.line();
    if (!line.starts_with(start))
        return fail(Error::input("vcf.header", "the column line is missing")
                        .at(lines_.place_of(line.substr(0, 60)))
                        .expected("#CHROM POS ID REF ALT QUAL FILTER INFO, parted by tabs")
                        .found("'{}'", printable(line.substr(0, 60)))
                        .mend("write the header anew, for example with bcftools"));
    if (auto wrong = build.end_of_header()) return fail(std::move(*wrong));
    const auto cells = split(line, '\t');
    std::vector<std::string> names;
    for (std::size_t i = 9; i < cells.size(); ++i) names.emplace_back(cells[i]);
    STRANDLINE_TRY(samples, choose_samples(names, wanted, source_.name()));
    slots_.assign(samples.in_file, -1);
    for (std::size_t i = 0; i < samples.places.size(); ++i)
        slots_[samples.places[i]] = static_cast<std::int32_t>(i);
    return {};
}

void PgxText::use_index() {
    if (!lines_.can_jump()) return;
    const std::string path = index_beside({".tbi", ".csi"});
    if (path.empty()) return;
    const std::unique_ptr<tbx_t, DropIndex> index(
        tbx_index_load3(source_.path().c_str(), path.c_str(), HTS_IDX_SILENT_FAIL));
    if (!index) return;
    for (const PgxRegion& region : regions_of(loci_))
        for (const std::string& alias : loci_.chromosomes()[region.chromosome].aliases) {
            const int contig = tbx_name2id(index.get(), alias.c_str());
            if (contig < 0) continue;
            const std::unique_ptr<hts_itr_t, DropWay> way(
                tbx_itr_queryi(index.get(), contig, region.first - 1, region.last));
            if (way && way->n_off > 0) ways_.add(region, way->off[0].u);
        }
    indexed_ = true;
}

Result<bool> PgxText::next(PgxRecord& into) {
    if (indexed_ && number_ == 0) {
        STRANDLINE_TRY(const PgxWays::Step step, ways_.begin(jump()));
        if (step == PgxWays::Step::end) return false;
    }
    while (lines_.next()) {
        if (lines_.line().empty()) continue;
        ++number_;
        const auto verdict = parse(into);
        if (!verdict) {
            errors_.add(verdict.error());
            if (errors_.full()) return fail(errors_.take());
            continue;
        }
        if (*verdict == Verdict::stop) break;
        if (*verdict == Verdict::use && !errors_.any()) return true;
    }
    STRANDLINE_CHECK(lines_.status());
    if (errors_.any()) return fail(errors_.take());
    return false;
}

Error PgxText::wrong_cells(std::size_t found) const {
    return Error::input("vcf.columns", "a record has {}", counted(found, "cell"))
        .at(lines_.place_of(lines_.line()))
        .expected("{}, as in the header", 9 + slots_.size())
        .found("{}", found)
        .mend("part cells by single tabs; fetch the file again where a line is cut");
}

Result<PgxText::Verdict> PgxText::parse(PgxRecord& into) {
    std::string_view rest = lines_.line();
    std::string_view cells[8];
    for (std::size_t i = 0; i < 8; ++i) {
        if (rest.data() == nullptr) return fail(wrong_cells(i));
        const std::size_t tab = rest.find('\t');
        cells[i] = rest.substr(0, tab);
        rest = tab == std::string_view::npos ? std::string_view() : rest.substr(tab + 1);
    }
    const auto position = whole(cells[1]);
    if (!position || *position < 0 || *position > largest_place)
        return fail(Error::input("vcf.position", "POS is no position")
                        .at(lines_.place_of(cells[1]))
                        .expected("a whole number from 1 on")
                        .found("'{}'", printable(cells[1]))
                        .mend("correct the cell"));
    into.chromosome = chromosome_of(cells[0]);
    into.position = *position;
    if (into.chromosome == PgxLoci::unknown) {
        if (cells[0].starts_with("NC_"))
            if (auto wrong = build.version(cells[0]))
                return fail(std::move(*wrong).at(lines_.place_of(cells[0])));
    } else if (auto wrong = build.record(into.chromosome, into.position, cells[2])) {
        return fail(std::move(*wrong).at(lines_.place_of(cells[1])));
    }
    if (!follow(into.chromosome, into.position)) return Verdict::stop;
    if (indexed_) {
        STRANDLINE_TRY(const PgxWays::Step step, ways_.follow(into.chromosome, into.position, jump()));
        if (step != PgxWays::Step::use) return step == PgxWays::Step::end ? Verdict::stop : Verdict::skip;
    }
    if (into.chromosome == PgxLoci::unknown) return Verdict::skip;
    into.last = into.position + static_cast<std::int64_t>(cells[3].size()) - 1;
    if (cells[4] == "." || cells[4].find('<') != std::string_view::npos) {
        const std::string info = format(",{}", cells[7]);  // as in a header line
        std::string parted = info;
        for (char& letter : parted)
            if (letter == ';') letter = ',';
        into.last = std::max(into.last, whole(header_value(parted, "END")).value_or(0));
    }
    if (!loci_.touches(into.chromosome, into.position, into.last)) return Verdict::skip;
    into.line = lines_.number();
    into.number = number_;
    into.alleles.assign(1, std::string(cells[3]));
    if (cells[4] != ".")
        for (const std::string_view alt : split(cells[4], ',')) into.alleles.emplace_back(alt);
    tidy_alleles(into);
    if (into.alleles.size() > most_gt_alleles) {
        remarks.push_back(format("{}:{}: more than 61 alternates: not used",
                                 loci_.chromosomes()[into.chromosome].name, into.position));
        return Verdict::skip;
    }
    const std::size_t tab = rest.find('\t');
    if (rest.data() == nullptr || tab == std::string_view::npos) return fail(wrong_cells(8));
    if (auto wrong = parse_samples(rest.substr(0, tab), rest.substr(tab + 1), into))
        return fail(std::move(*wrong));
    return Verdict::use;
}

std::optional<Error> PgxText::parse_samples(std::string_view keys, std::string_view cells, PgxRecord& into) {
    const PgxCellSlip slip =
        read_cells(cells, keys_of(keys), slots_, samples.names.size(), into.block || keep_depths, into);
    if (!slip.what) return std::nullopt;
    if (slip.code == std::string_view("vcf.columns")) return wrong_cells(9 + split(cells, '\t').size());
    return Error::input(slip.code, "a genotype {}", slip.what)
        .at(lines_.place_of(slip.cell))
        .expected("one or two allele numbers up to {}, or '.', parted by | or /", into.alleles.size() - 1)
        .found("'{}'", printable(slip.cell.substr(0, 40)))
        .mend("correct the cell, or set it to ./.");
}

}  // namespace

Result<std::unique_ptr<PgxRecords>> open_pgx_text(const Source& source, const PgxLoci& loci,
                                                  const std::vector<std::string>& wanted, unsigned threads) {
    STRANDLINE_TRY(VcfLines lines, VcfLines::open(source, threads));
    auto made = std::make_unique<PgxText>(source, loci, std::move(lines));
    STRANDLINE_CHECK(made->read_header(wanted));
    made->use_index();
    return std::unique_ptr<PgxRecords>(std::move(made));
}

}  // namespace strandline::formats
