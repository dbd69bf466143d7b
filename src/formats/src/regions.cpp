#include <strandline/formats/regions.hpp>

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

#include <charconv>
#include <unordered_map>
#include <utility>

namespace strandline::formats {
namespace {

std::vector<std::string_view> cells_of(std::string_view line) {
    if (line.find('\t') != std::string_view::npos) return split(line, '\t');
    std::vector<std::string_view> cells;
    for (const std::string_view word : split(line, ' '))
        if (!word.empty()) cells.push_back(word);
    return cells;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [rest, slip] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (slip != std::errc() || rest != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

class RegionReader {
public:
    RegionReader(LineReader& in, const domain::Genome& genome) : in_(in), genome_(genome) {
        for (domain::ContigId id = 0; id < genome.contigs.size(); ++id)
            contigs_.try_emplace(genome.contigs[id].name, id);
    }

    Result<std::vector<Region>> read() {
        while (!errors_.full() && in_.next()) {
            const std::string_view line = trim(in_.line());
            if (line.empty() || line.starts_with('#') || is_header(line)) continue;
            const auto cells = cells_of(line);
            if (cells.size() == 1)
                read_text(cells[0]);
            else
                read_bed(cells);
        }
        STRANDLINE_CHECK(in_.status());
        if (regions_.empty() && !errors_.any())
            errors_.add(Error::input("regions.empty", "no region is given")
                            .at({.file = in_.name()})
                            .expected("at least one row of BED, or contig:first-last")
                            .found("none")
                            .mend("write one region a line, for example chr1:1001-2000"));
        if (errors_.any()) return fail(errors_.take());
        return std::move(regions_);
    }

private:
    static bool is_header(std::string_view line) {
        const std::string_view word = line.substr(0, line.find_first_of(" \t"));
        return word == "track" || word == "browser";
    }

    /// chr1:1001-2000: the last colon counts, names may hold others.
    void read_text(std::string_view text) {
        const std::size_t colon = text.rfind(':');
        const std::size_t dash = colon == std::string_view::npos ? colon : text.find('-', colon);
        if (dash == std::string_view::npos) return not_a_region(text);
        const auto first = number(text.substr(colon + 1, dash - colon - 1), 1);
        const auto last = number(text.substr(dash + 1), 1);
        if (!first || !last) return;
        add(text.substr(0, colon), *first - 1, *last, text, {}, std::nullopt);
    }

    void read_bed(const std::vector<std::string_view>& cells) {
        if (cells.size() < 3) return not_a_region(cells[0]);
        const auto begin = number(cells[1], 0);
        const auto end = number(cells[2], 0);
        if (!begin || !end) return;
        std::optional<domain::Strand> strand;
        if (cells.size() > 5 && cells[5] != ".") {
            if (cells[5] != "+" && cells[5] != "-")
                return add_error("regions.strand", "this is no strand", cells[5], "+, - or .",
                                 "correct column 6");
            strand = cells[5] == "+" ? domain::Strand::forward : domain::Strand::reverse;
        }
        add(cells[0], *begin, *end, cells[2], cells.size() > 3 ? cells[3] : std::string_view(), strand);
    }

    std::optional<std::int64_t> number(std::string_view text, std::int64_t least) {
        const auto value = whole_number(text);
        if (value && *value >= least) return value;
        add_error("regions.number", "this is no coordinate", text, format("a whole number from {}", least),
                  least == 1 ? "write contig:first-last, counted from 1" : "write contig, begin, end");
        return std::nullopt;
    }

    void add_error(std::string code, std::string_view what, std::string_view found, std::string expected,
                   std::string_view mend) {
        errors_.add(Error::input(std::move(code), "{}", what)
                        .at(in_.place_of(found))
                        .expected("{}", expected)
                        .found("'{}'", found)
                        .mend("{}", mend));
    }

    void not_a_region(std::string_view text) {
        add_error("regions.line", "the line is no region", text,
                  "three columns or more (BED), or contig:first-last",
                  "write one region a line, for example chr1:1001-2000");
    }

    void add(std::string_view contig_name, std::int64_t begin, std::int64_t end, std::string_view marked,
             std::string_view name, std::optional<domain::Strand> strand) {
        const auto found = contigs_.find(std::string(contig_name));
        if (found == contigs_.end()) return unknown_contig(contig_name);
        if (end <= begin)
            return add_error("regions.order", "the region ends before it begins", marked,
                             format("an end behind {}", begin), "write the smaller coordinate first");
        const domain::Contig& contig = genome_.contigs[found->second];
        if (begin >= contig.length() || end > contig.length() + (contig.circular ? begin : 0))
            return add_error("regions.range", "the region lies outside its contig", marked,
                             format("coordinates up to {} on '{}'", contig.length(), contig.name),
                             "give regions of this assembly");
        Region region{std::string(name), {found->second, begin, end}, strand};
        if (region.name.empty() || region.name == ".")
            region.name = format("{}:{}-{}", contig.name, begin + 1, end);
        const int times = ++names_[region.name];
        if (times > 1) region.name += format("_{}", times);
        regions_.push_back(std::move(region));
    }

    void unknown_contig(std::string_view name) {
        std::vector<std::string> known;
        for (const domain::Contig& contig : genome_.contigs) known.push_back(contig.name);
        errors_.add(Error::input("regions.contig", "the genome has no contig '{}'", name)
                        .at(in_.place_of(name))
                        .expected("the name of a contig")
                        .found("'{}'", name)
                        .candidates(nearest(name, known))
                        .mend("write the name as the genome has it"));
    }

    LineReader& in_;
    const domain::Genome& genome_;
    std::unordered_map<std::string, domain::ContigId> contigs_;
    std::unordered_map<std::string, int> names_;
    Errors errors_;
    std::vector<Region> regions_;
};

}  // namespace

Result<std::vector<Region>> read_regions(const Source& source, const domain::Genome& genome) {
    LineReader in(source);
    return RegionReader(in, genome).read();
}

}  // namespace strandline::formats
