#include "report/pharmcat/sequence_words.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <string_view>

namespace strandline::clinic {
namespace {

using domain::GeneDefinition;
using domain::PgxGenotype;
using domain::PgxPosition;

constexpr std::string_view not_seen = ".", not_told = "?";

const std::string& bases_of(const PgxPosition& position, std::size_t kind) {
    return kind == 0 ? position.ref : position.alts[kind - 1];
}

/// Of "C>G", the G; of several, none is certain.
std::string_view undocumented_bases(std::string_view told) {
    const std::size_t arrow = told.find('>');
    if (arrow == std::string_view::npos || told.find_first_of(",; ") != std::string_view::npos)
        return not_told;
    return told.substr(arrow + 1);
}

std::string_view bases_of_copy(const PgxPosition& position, std::uint8_t kind, std::string_view told) {
    if (kind == PgxGenotype::missing) return not_seen;
    if (kind > position.alts.size()) return undocumented_bases(told);
    return bases_of(position, kind);
}

/// NC-IUB 1984: A 1, C 2, G 4, T 8.
constexpr std::string_view iupac_codes = ".ACMGRSVTWYHKDBN";

char iupac_code(const PgxPosition& position, std::uint32_t cell) {
    constexpr std::string_view bases = "ACGT";
    std::size_t set = 0;
    for (std::size_t kind = 0; kind <= position.alts.size(); ++kind) {
        if (!(cell >> kind & 1)) continue;
        const std::string& text = bases_of(position, kind);
        const std::size_t base = text.size() == 1 ? bases.find(text.front()) : std::string_view::npos;
        if (base == std::string_view::npos) return '\0';
        set |= std::size_t{1} << base;
    }
    return iupac_codes[set];
}

const domain::NamedAllele* reference_of(const GeneDefinition& definition) {
    const auto found = std::ranges::find_if(definition.alleles, &domain::NamedAllele::reference);
    return found == definition.alleles.end() ? nullptr : &*found;
}

/// An unknown base of a toxicity gene counts as reference, and so it stands on the strand.
std::uint8_t as_counted(const PgxPosition& position, std::uint8_t kind) {
    return kind <= position.alts.size() || kind == PgxGenotype::missing ? kind : std::uint8_t{0};
}

bool fits(std::uint32_t cell, std::uint8_t kind) {
    return kind == PgxGenotype::missing ? cell == 0 : (cell >> kind & 1) != 0;
}

void append_base(std::string& strand, const PgxPosition& position, std::uint8_t kind) {
    strand += std::to_string(position.position);
    strand += ':';
    strand += kind == PgxGenotype::missing ? std::string(not_seen) : bases_of(position, kind);
    strand += ';';
}

}  // namespace

std::string told_genotype(const PgxPosition& position, const PgxGenotype& genotype,
                          const std::string& undocumented) {
    std::string text(bases_of_copy(position, genotype.first, undocumented));
    if (genotype.is_haploid()) return text;
    text += genotype.phased ? '|' : '/';
    text += bases_of_copy(position, genotype.second, undocumented);
    return text;
}

std::string told_cell(const PgxPosition& position, std::uint32_t cell, bool by_source) {
    const bool spelt = by_source && position.source_spelling.size() == position.alts.size() + 1;
    std::string alleles;
    int count = 0;
    for (std::size_t kind = 0; kind <= position.alts.size(); ++kind) {
        if (!(cell >> kind & 1)) continue;
        if (count++) alleles += '/';
        alleles += spelt ? position.source_spelling[kind] : bases_of(position, kind);
    }
    if (count < 2) return alleles;
    const char code = iupac_code(position, cell);
    return code ? std::string(1, code) : alleles;
}

std::uint32_t cell_of(const GeneDefinition& definition, const HaplotypeCall& haplotype,
                      std::uint32_t position) {
    for (const HaplotypePart& part : haplotype.parts)
        if (part.position == position)
            return part.kind == PgxGenotype::missing ? 0 : std::uint32_t{1} << part.kind;
    for (const std::uint32_t allele : haplotype.alleles) {
        const domain::NamedAllele& named = definition.alleles[allele];
        if (!named.reference && named.cells[position]) return named.cells[position];
    }
    const domain::NamedAllele* reference = reference_of(definition);
    return reference && reference->cells[position] ? reference->cells[position] : 1;
}

std::pair<std::string, std::string> told_strands(const GeneOfSample& gene, const DiplotypeCall& diplotype) {
    const GeneDefinition& definition = *gene.definition;
    const GeneCall& call = *gene.answer.call;
    const HaplotypeCall& one = call.haplotypes[diplotype.first];
    const bool haploid = diplotype.second == DiplotypeCall::none;
    std::pair<std::string, std::string> strands;
    bool crosswise = false;  // as the last heterozygous position had it: phased ones keep their strands
    for (std::uint32_t p = 0; p < definition.positions.size() && p < gene.genotypes.size(); ++p) {
        const PgxPosition& position = definition.positions[p];
        const PgxGenotype& genotype = gene.genotypes[p];
        if (genotype.first == PgxGenotype::missing &&
            (genotype.is_haploid() || genotype.second == genotype.first))
            continue;
        std::uint8_t first = as_counted(position, genotype.first), second = first;
        if (!genotype.is_haploid()) second = as_counted(position, genotype.second);
        if (first != second && !haploid) {
            const std::uint32_t cell = cell_of(definition, one, p),
                                other = cell_of(definition, call.haplotypes[diplotype.second], p);
            const bool straight = fits(cell, first) && fits(other, second),
                       cross = fits(cell, second) && fits(other, first);
            if (straight != cross) crosswise = cross;
            if (cross && (!straight || (genotype.phased && crosswise))) std::swap(first, second);
        }
        append_base(strands.first, position, first);
        if (!haploid) append_base(strands.second, position, second);
    }
    return strands;
}

std::string told_strand(const GeneOfSample& gene, std::uint32_t allele) {
    const GeneDefinition& definition = *gene.definition;
    const HaplotypeCall alone{.name = {}, .alleles = {allele}, .parts = {}};
    std::string strand;
    for (std::uint32_t p = 0; p < definition.positions.size() && p < gene.genotypes.size(); ++p) {
        const PgxGenotype& genotype = gene.genotypes[p];
        if (genotype.is_missing()) continue;
        const PgxPosition& position = definition.positions[p];
        std::uint8_t kind = as_counted(position, genotype.first);
        if (!genotype.is_haploid() && !fits(cell_of(definition, alone, p), kind))
            kind = as_counted(position, genotype.second);
        append_base(strand, position, kind);
    }
    return strand;
}

}  // namespace strandline::clinic
