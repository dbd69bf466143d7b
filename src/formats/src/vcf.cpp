#include "bases.hpp"
#include "variants_backend.hpp"
#include "vcf_genotypes.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/bgzf.hpp>
#include <strandline/formats/reader.hpp>

#include <charconv>
#include <utility>

namespace strandline::formats {
namespace {

constexpr std::size_t fixed_cells = 8;  // CHROM POS ID REF ALT QUAL FILTER INFO
constexpr std::int64_t largest_position = std::int64_t{1} << 40;

/// The cell up to the next tab, which is taken off `rest`.
std::string_view take_cell(std::string_view& rest) {
    const std::size_t tab = rest.find('\t');
    const std::string_view cell = rest.substr(0, tab);
    rest.remove_prefix(tab == std::string_view::npos ? rest.size() : tab + 1);
    return cell;
}

/// The value of `key` in INFO; empty where it is not there.
std::string_view info_value(std::string_view info, std::string_view key) {
    while (!info.empty()) {
        const std::string_view entry = info.substr(0, info.find(';'));
        if (entry.size() > key.size() && entry.starts_with(key) && entry[key.size()] == '=')
            return entry.substr(key.size() + 1);
        info.remove_prefix(std::min(entry.size() + 1, info.size()));
    }
    return {};
}

std::optional<double> frequency(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !(value >= 0 && value <= 1))
        return std::nullopt;
    return value;
}

bool looks_symbolic(std::string_view alternate) {
    return alternate == "*" || alternate.starts_with('<') ||
           alternate.find_first_of("[]") != std::string_view::npos || alternate.starts_with('.') ||
           alternate.ends_with('.');
}

class VcfText final : public VariantReader::Backend {
public:
    explicit VcfText(const Source& source) : source_(source), in_(source) {}

    Result<void> read_header();
    Result<bool> next(domain::VariantRecord& into) override;

private:
    Result<void> parse_column_line();
    std::optional<Error> parse(domain::VariantRecord& into);
    std::optional<Error> parse_alleles(std::string_view reference, std::string_view alternates,
                                       domain::VariantRecord& into) const;
    std::optional<Error> parse_samples(std::string_view keys, std::string_view cells,
                                       domain::VariantRecord& into);
    Error wrong_cells(std::size_t found) const;

    Source source_;
    LineReader in_;
    RecordOrder order_;
    Errors errors_;
    std::int64_t number_ = 0;
};

Result<void> VcfText::read_header() {
    STRANDLINE_CHECK(check_bgzip_end(source_));
    constexpr std::string_view contig_line = "##contig=<ID=";
    while (in_.next()) {
        const std::string_view line = in_.line();
        if (in_.number() == 1 && !line.starts_with("##fileformat=VCF"))
            return fail(Error::input("vcf.header", "this is no VCF file")
                            .at(in_.place())
                            .expected("##fileformat=VCFv4.2 or the like")
                            .found("'{}'", printable(line.substr(0, 40)))
                            .mend("give a VCF or BCF file"));
        if (line.starts_with(contig_line)) {
            const std::string_view rest = line.substr(contig_line.size());
            contigs.emplace_back(rest.substr(0, rest.find_first_of(",>")));
        } else if (!line.starts_with("##")) {
            return parse_column_line();
        }
    }
    STRANDLINE_CHECK(in_.status());
    return fail(Error::input("vcf.header", "the file ends before its column line")
                    .at({.file = source_.name()})
                    .expected("#CHROM POS ID REF ALT QUAL FILTER INFO")
                    .found("{}", in_.number() == 0 ? "nothing" : "header lines only")
                    .mend("fetch the file again, or write its header anew with bcftools"));
}

Result<void> VcfText::parse_column_line() {
    constexpr std::string_view start = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";
    const std::string_view line = in_.line();
    if (!line.starts_with(start))
        return fail(Error::input("vcf.header", "the column line is missing")
                        .at(in_.place())
                        .expected("#CHROM POS ID REF ALT QUAL FILTER INFO, parted by tabs")
                        .found("'{}'", printable(line.substr(0, 60)))
                        .mend("write the header anew, for example with bcftools"));
    const auto cells = split(line, '\t');
    for (std::size_t i = fixed_cells + 1; i < cells.size(); ++i) samples.emplace_back(cells[i]);
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = fixed_cells + 1; i < cells.size(); ++i)
        if (!seen.insert(cells[i]).second)
            return fail(Error::input("vcf.samples", "sample '{}' is named twice", printable(cells[i]))
                            .at(in_.place_of(cells[i]))
                            .expected("samples of different names")
                            .found("'{}' again", printable(cells[i]))
                            .mend("name the samples apart: bcftools reheader -s names.txt"));
    return {};
}

Result<bool> VcfText::next(domain::VariantRecord& into) {
    while (in_.next()) {
        if (in_.line().empty()) continue;
        ++number_;
        if (auto error = parse(into)) {
            errors_.add(std::move(*error));
            if (errors_.full()) return fail(errors_.take());
        } else if (!errors_.any()) {
            return true;
        }
    }
    STRANDLINE_CHECK(in_.status());
    if (errors_.any()) return fail(errors_.take());
    return false;
}

Error VcfText::wrong_cells(std::size_t found) const {
    const std::size_t wanted = samples.empty() ? fixed_cells : fixed_cells + 1 + samples.size();
    return Error::input("vcf.columns", "a record has {}", counted(found, "cell"))
        .at(in_.place())
        .expected("{}, as in the header", wanted)
        .found("{}", found)
        .mend("part cells by single tabs; fetch the file again where a line is cut");
}

std::optional<Error> VcfText::parse(domain::VariantRecord& into) {
    std::string_view rest = in_.line();
    std::string_view cells[fixed_cells];
    for (std::size_t i = 0; i < fixed_cells; ++i) {
        if (rest.empty() && i > 0) return wrong_cells(i);
        cells[i] = take_cell(rest);
    }
    std::int64_t position = 0;
    const auto [end, error] = std::from_chars(cells[1].data(), cells[1].data() + cells[1].size(), position);
    if (error != std::errc() || end != cells[1].data() + cells[1].size() || position < 0 ||
        position > largest_position)
        return Error::input("vcf.position", "POS is no position")
            .at(in_.place_of(cells[1]))
            .expected("a whole number from 1 on")
            .found("'{}'", printable(cells[1]))
            .mend("correct the cell");
    into.contig = cells[0];
    into.position = position - 1;  // POS 0 is the telomere; nothing that is a sequence stands there
    into.id = cells[2] == "." ? std::string_view() : cells[2];
    into.line = in_.number();
    into.number = number_;
    into.calls.clear();
    into.codes.clear();
    into.frequencies.clear();
    if (auto wrong = parse_alleles(cells[3], cells[4], into)) return wrong;
    if (auto wrong = order_.check(into, in_.place_of(cells[1]))) return wrong;
    count_symbolic(into, skipped);
    if (samples.empty()) {
        for (const std::string_view one : split(info_value(cells[7], "AF"), ','))
            into.frequencies.push_back(frequency(one));
        into.frequencies.resize(into.alternates.size());
        return std::nullopt;
    }
    if (rest.empty()) return wrong_cells(fixed_cells);
    const std::string_view keys = take_cell(rest);
    return parse_samples(keys, rest, into);
}

std::optional<Error> VcfText::parse_alleles(std::string_view reference, std::string_view alternates,
                                            domain::VariantRecord& into) const {
    into.reference.clear();
    if (reference.empty() || append_bases(into.reference, reference) != std::string::npos)
        return Error::input("vcf.ref", "REF is no sequence")
            .at(in_.place_of(reference))
            .expected("one or more of A C G T N")
            .found("'{}'", printable(reference.substr(0, 40)))
            .mend("correct the cell, or leave the record out");
    into.alternates.clear();
    if (alternates == ".") return std::nullopt;
    for (const std::string_view alternate : split(alternates, ',')) {
        std::string& kept = into.alternates.emplace_back();
        if (looks_symbolic(alternate))
            kept = alternate;
        else if (alternate.empty() || append_bases(kept, alternate) != std::string::npos)
            return Error::input("vcf.alt", "ALT is no allele")
                .at(in_.place_of(alternate))
                .expected("bases, *, <NAME> or a breakend, parted by commas")
                .found("'{}'", printable(alternate.substr(0, 40)))
                .mend("correct the cell, or leave the record out");
    }
    return std::nullopt;
}

std::optional<Error> VcfText::parse_samples(std::string_view keys, std::string_view cells,
                                            domain::VariantRecord& into) {
    std::size_t key = 0;
    if (!keys.starts_with("GT") || (keys.size() > 2 && keys[2] != ':')) {
        const auto names = split(keys, ':');
        while (key < names.size() && names[key] != "GT") ++key;
        if (key == names.size()) {
            ++skipped.without_genotypes;
            for (std::uint32_t sample = 0; sample < samples.size(); ++sample) {
                into.calls.push_back({sample, static_cast<std::uint32_t>(into.codes.size()), 1, true});
                into.codes.push_back(domain::VariantRecord::missing);
            }
            return std::nullopt;
        }
    }
    const GenotypeSlip slip = parse_genotypes(cells, samples.size(), key, into);
    if (!slip.what) return std::nullopt;
    if (slip.what == std::string_view("few") || slip.what == std::string_view("many"))
        return wrong_cells(fixed_cells + 1 + split(cells, '\t').size());
    return Error::input("vcf.genotype", "a genotype {}", slip.what)
        .at(in_.place_of(slip.cell))
        .expected("allele numbers up to {}, or '.', parted by | or /", into.alternates.size())
        .found("'{}'", printable(slip.cell.substr(0, 40)))
        .mend("correct the cell, or set it to ./.");
}

}  // namespace

Result<std::unique_ptr<VariantReader::Backend>> open_vcf(const Source& source) {
    auto made = std::make_unique<VcfText>(source);
    STRANDLINE_CHECK(made->read_header());
    return std::unique_ptr<VariantReader::Backend>(std::move(made));
}

}  // namespace strandline::formats
