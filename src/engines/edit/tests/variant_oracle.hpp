#pragma once

#include <strandline/domain/genome.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/edit/offtargets.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace strandline::edit::testing {

/// A record as a test makes it up. Codes by sample and copy; -1 is missing.
struct MadeRecord {
    std::size_t contig = 0;
    std::int64_t position = 0;  // from 0
    std::string reference;
    std::vector<std::string> alternates;
    std::vector<std::vector<int>> codes;
    std::vector<bool> phased;
};

inline std::string vcf_text(const domain::Genome& genome, const std::vector<MadeRecord>& records,
                            std::size_t samples) {
    std::string text = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";
    if (samples > 0) text += "\tFORMAT";
    for (std::size_t s = 0; s < samples; ++s) text += "\ts" + std::to_string(s);
    text += "\n";
    for (const MadeRecord& record : records) {
        text += genome.contigs[record.contig].name + "\t" + std::to_string(record.position + 1) + "\t.\t" +
                record.reference + "\t";
        for (std::size_t k = 0; k < record.alternates.size(); ++k)
            text += (k ? "," : "") + record.alternates[k];
        text += "\t.\t.\t.";
        if (samples > 0) text += "\tGT";
        for (std::size_t s = 0; s < samples; ++s) {
            text += "\t";
            for (std::size_t k = 0; k < record.codes[s].size(); ++k) {
                if (k) text += record.phased[s] ? "|" : "/";
                text += record.codes[s][k] < 0 ? "." : std::to_string(record.codes[s][k]);
            }
        }
        text += "\n";
    }
    return text;
}

/// A base of a haplotype and where it lies on the reference.
struct PlacedBase {
    char base;
    std::int64_t begin, end;
};

struct PlainAllele {
    std::int64_t begin, end;
    std::string bases;
    std::size_t order;
};

inline PlainAllele plain_allele(const MadeRecord& record, const std::string& alternate, std::size_t order) {
    std::string from = record.reference, to = alternate;
    std::int64_t position = record.position;
    while (!from.empty() && !to.empty() && from.back() == to.back()) from.pop_back(), to.pop_back();
    while (!from.empty() && !to.empty() && from[0] == to[0]) from.erase(0, 1), to.erase(0, 1), ++position;
    return {position, position + static_cast<std::int64_t>(from.size()), to, order};
}

/// A contig as one copy has it: alleles in order, those that overlap an earlier one left out.
inline std::vector<PlacedBase> haplotype(const std::string& reference, std::vector<PlainAllele> alleles) {
    std::ranges::sort(alleles, {},
                      [](const PlainAllele& a) { return std::tuple(a.begin, a.begin != a.end, a.order); });
    std::vector<PlacedBase> made;
    std::int64_t next = 0;
    bool inserted_here = false;
    const auto copy_to = [&](std::int64_t end) {
        for (; next < end; ++next)
            made.push_back({reference[static_cast<std::size_t>(next)], next, next + 1});
    };
    for (const PlainAllele& allele : alleles) {
        if (allele.begin == allele.end && allele.bases.empty()) continue;
        const bool insertion = allele.begin == allele.end;
        if (allele.begin < next || (insertion && allele.begin == next && inserted_here)) continue;
        copy_to(allele.begin);
        const std::int64_t length = allele.end - allele.begin;
        for (std::int64_t i = 0; i < static_cast<std::int64_t>(allele.bases.size()); ++i)
            made.push_back({allele.bases[static_cast<std::size_t>(i)], allele.begin + std::min(i, length),
                            allele.begin + std::min(i + 1, length)});
        next = allele.end;
        inserted_here = insertion;
    }
    copy_to(static_cast<std::int64_t>(reference.size()));
    return made;
}

/// guide, contig, start, end, strand, bases, mismatches, DNA and RNA bulges
using PlainKey = std::tuple<std::uint32_t, std::uint32_t, std::int64_t, std::int64_t, domain::Strand,
                            std::string, int, int, int>;
using PlainHits = std::map<PlainKey, std::set<std::string>>;

/// Every site of one copy that the reference does not list as it is, by the plain search of the whole copy.
inline void scan_plainly(const std::string& reference, const std::vector<PlacedBase>& bases,
                         std::uint32_t contig, const std::string& sample, std::span<const Query> queries,
                         const Pattern& pattern, PlainHits& into) {
    domain::Genome copy{{{"copy", {}, false}}};
    for (const PlacedBase& base : bases) copy.contigs[0].bases += base.base;
    if (copy.contigs[0].bases == reference) return;
    Context context;
    const auto listed =
        find_off_targets_plain({{{"reference", reference, false}}}, queries, pattern, {}, context).hits;
    for (const OffTarget& hit : find_off_targets_plain(copy, queries, pattern, {}, context).hits) {
        const auto length = static_cast<std::size_t>(hit.interval.end - hit.interval.begin);
        const std::string text =
            copy.contigs[0].bases.substr(static_cast<std::size_t>(hit.interval.begin), length);
        const std::int64_t begin = bases[static_cast<std::size_t>(hit.interval.begin)].begin;
        const std::int64_t end = bases[static_cast<std::size_t>(hit.interval.end - 1)].end;
        const auto same_at = [&](std::int64_t at) {
            return at >= 0 && static_cast<std::size_t>(at) + length <= reference.size() &&
                   reference.compare(static_cast<std::size_t>(at), length, text) == 0 &&
                   std::ranges::any_of(listed, [&](const OffTarget& of_reference) {
                       return of_reference.guide == hit.guide && of_reference.strand == hit.strand &&
                              of_reference.interval.begin == at &&
                              of_reference.interval.end == at + static_cast<std::int64_t>(length) &&
                              of_reference.mismatches == hit.mismatches &&
                              of_reference.dna_bulges == hit.dna_bulges &&
                              of_reference.rna_bulges == hit.rna_bulges;
                   });
        };
        if (same_at(begin) || same_at(end - static_cast<std::int64_t>(length))) continue;
        into[{hit.guide, contig, begin, end, hit.strand, text, hit.mismatches, hit.dna_bulges,
              hit.rna_bulges}]
            .insert(sample);
    }
}

}  // namespace strandline::edit::testing
