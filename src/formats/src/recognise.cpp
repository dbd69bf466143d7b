#include <strandline/formats/recognise.hpp>
#include <strandline/formats/sections.hpp>

#include "network/readers.hpp"
#include "packed/packed_layout.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/formats/knowledge_pack.hpp>
#include <strandline/formats/packed_genome.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

namespace strandline::formats {
namespace {

constexpr std::size_t looked_at = 8 << 10;
constexpr std::ptrdiff_t fewest_free_bases = 10;  // in the pattern of a Cas-OFFinder file

/// The first bytes, decompressed as far as that goes.
std::string first_bytes(const Source& source) {
    ByteReader in(source);
    std::string bytes(looked_at, '\0');
    std::size_t size = 0;
    while (size < bytes.size()) {
        const auto got = in.read(std::span(bytes).subspan(size));
        if (!got) {
            // What cannot be decompressed at all is as good as binary.
            if (size == 0 && in.compressed()) return std::string(1, '\0');
            break;
        }
        if (*got == 0) break;
        size += *got;
    }
    bytes.resize(size);
    return bytes;
}

bool is_twobit(std::string_view bytes) {
    return bytes.starts_with("\x43\x27\x41\x1A") || bytes.starts_with("\x1A\x41\x27\x43");
}

bool is_text(std::string_view bytes) {
    return std::ranges::none_of(bytes, [](char c) {
        const auto code = static_cast<unsigned char>(c);
        return (code < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f') || code == 0x7F;
    });
}

bool is_whole_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_gff3_row(std::string_view line) {
    const auto cells = split(line, '\t');
    return cells.size() == 9 && is_whole_number(cells[3]) && is_whole_number(cells[4]) &&
           cells[6].size() == 1 && std::string_view("+-.?").find(cells[6]) != std::string_view::npos;
}

std::vector<std::string_view> words(std::string_view line) {
    std::vector<std::string_view> found;
    for (;;) {
        line = trim(line);
        if (line.empty()) return found;
        const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
        found.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

bool is_nucleotides(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return domain::base_set(c) != 0; });
}

/// A path, then a pattern that is mostly N; the guides may be wrong, which their reader places.
bool is_casoffinder(const std::vector<std::string_view>& lines) {
    if (lines.size() < 2 || lines[0].find('\t') != std::string_view::npos || is_nucleotides(lines[0]))
        return false;
    const auto pattern = words(lines[1]);
    return pattern.size() <= 3 && is_nucleotides(pattern[0]) && std::ranges::count_if(pattern[0], [](char c) {
                                                                    return c == 'N' || c == 'n';
                                                                }) >= fewest_free_bases;
}

/// Lines with something on them. The last may be cut where the looked-at bytes end.
std::vector<std::string_view> filled_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    for (const std::string_view line : split(text, '\n'))
        if (!trim(line).empty()) lines.push_back(trim(line));
    return lines;
}

/// An object, or an array whose first item could be one; [step.name] begins a TOML file.
bool is_json(std::string_view text) {
    text = trim(text);
    if (text.starts_with('{')) return true;
    if (!text.starts_with('[')) return false;
    text = trim(text.substr(1));
    const bool word = text.starts_with("true") || text.starts_with("false") || text.starts_with("null");
    return word || (!text.empty() &&
                    std::string_view("{[]\"-0123456789").find(text.front()) != std::string_view::npos);
}

/// A read's header, bases, '+'. A SAM header has tabs.
bool is_fastq(std::string_view text) {
    const auto lines = split(text, '\n');
    return lines[0].starts_with('@') && lines.size() > 2 && lines[2].starts_with('+');
}

std::string recognise_text(std::string_view text) {
    const auto lines = filled_lines(text);
    if (lines.empty()) return "empty";
    const std::string_view first = lines.front();
    if (first.starts_with('>')) return "fasta";
    if (is_fastq(text)) return "fastq";
    if (first.starts_with("LOCUS ")) return "genbank";
    if (first.starts_with("##gff-version")) return "gff3";
    if (first.starts_with("##fileformat=VCF")) return "vcf";
    if (is_json(text)) return "json";
    if (first.starts_with("<sbml") ||
        (first.starts_with('<') && text.find("<sbml") != std::string_view::npos))
        return "sbml";
    if (first.starts_with("<?xml") || first.starts_with("<!--")) return "xml";
    if (first.starts_with('<') && first.size() > 1 && std::isalpha(static_cast<unsigned char>(first[1])))
        return "xml";
    if (is_cobra_yaml(text)) return "cobra.yaml";
    if (is_casoffinder(lines)) return "casoffinder.input";
    const auto row =
        std::ranges::find_if(lines, [](std::string_view line) { return !line.starts_with('#'); });
    if (row != lines.end() && is_gff3_row(*row)) return "gff3";
    return "text";
}

}  // namespace

std::string recognise(const Source& source) {
    const std::string bytes = first_bytes(source);
    if (bytes.empty()) return "empty";
    if (is_twobit(bytes)) return "twobit";
    if (std::string id = sections_format(bytes); !id.empty()) return id;
    if (bytes.starts_with(packed_magic)) return std::string(packed_genome_format);
    if (bytes.starts_with(knowledge_pack_magic.substr(0, 7))) return std::string(knowledge_pack_format);
    if (bytes.starts_with("BCF\2")) return "bcf";
    if (is_matlab5(bytes) || bytes.starts_with("MATLAB 7.3 MAT-file")) return "cobra.mat";
    std::string_view text = bytes;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const std::string kind = recognise_text(text);
    // A text format with a stray byte in it is for its reader to place.
    const bool unmistakable =
        kind == "fasta" || kind == "fastq" || kind == "genbank" || kind == "gff3" || kind == "vcf";
    return is_text(bytes) || unmistakable ? kind : "binary";
}

}  // namespace strandline::formats
