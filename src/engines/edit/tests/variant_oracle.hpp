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

/// guide, contig, start, end, strand, bases, mismatches
using PlainKey =
    std::tuple<std::uint32_t, std::uint32_t, std::int64_t, std::int64_t, domain::Strand, std::string, int>;
using PlainHits = std::map<PlainKey, std::set<std::string>>;

inline bool plainly_a_site(const std::string& window, const Query& query, const Pattern& pattern,
                           const std::string& pam, int& mismatches) {
    const std::size_t spacer = query.guide.spacer.size();
    const bool behind = pattern.pam_side == PamSide::three_prime;
    const std::string protospacer = behind ? window.substr(0, spacer) : window.substr(pam.size());
    const std::string there = behind ? window.substr(spacer) : window.substr(0, pam.size());
    for (std::size_t i = 0; i < pam.size(); ++i)
        if (domain::base_set(there[i]) & ~domain::base_set(pam[i])) return false;
    mismatches = 0;
    for (std::size_t i = 0; i < spacer; ++i) mismatches += protospacer[i] != query.guide.spacer[i];
    return true;
}

/// Every window of one copy that differs from the reference, by plain loops.
inline void scan_plainly(const std::string& reference, const std::vector<PlacedBase>& bases,
                         std::uint32_t contig, const std::string& sample, std::span<const Query> queries,
                         const Pattern& pattern, const std::string& pam, int most, PlainHits& into) {
    const std::size_t length = queries[0].guide.spacer.size() + pam.size();
    for (std::size_t i = 0; i + length <= bases.size(); ++i) {
        std::string text;
        for (std::size_t k = i; k < i + length; ++k) text += bases[k].base;
        const std::int64_t begin = bases[i].begin, end = bases[i + length - 1].end;
        const auto same_at = [&](std::int64_t at) {
            return at >= 0 && at + length <= reference.size() &&
                   reference.compare(static_cast<std::size_t>(at), length, text) == 0;
        };
        if (same_at(begin) || same_at(end - static_cast<std::int64_t>(length))) continue;
        for (const domain::Strand strand : {domain::Strand::forward, domain::Strand::reverse}) {
            const std::string read =
                strand == domain::Strand::forward ? text : domain::reverse_complement(text);
            for (std::uint32_t guide = 0; guide < queries.size(); ++guide) {
                int mismatches = 0;
                if (plainly_a_site(read, queries[guide], pattern, pam, mismatches) && mismatches <= most)
                    into[{guide, contig, begin, end, strand, text, mismatches}].insert(sample);
            }
        }
    }
}

}  // namespace strandline::edit::testing
