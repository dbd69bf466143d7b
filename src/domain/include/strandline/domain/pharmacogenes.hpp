#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace strandline::domain {

/// A place of the genome (GRCh38) at which named alleles differ.
struct PgxPosition {
    std::string chromosome;         // "chr10"
    std::int64_t position = 0;      // from 1, of `ref`'s first base, as in VCF
    std::string rsid;               // or empty
    std::string name;               // "g.94761900C>T"
    std::string ref;                // as VCF writes it
    std::vector<std::string> alts;  // those that are documented, as VCF writes them
    /// Where the source counts and spells otherwise than VCF: its position, and its words for ref and each of
    /// alts ("TA(7)", "TA(6)"); 0 and none where it does not.
    std::int64_t source_position = 0;
    std::vector<std::string> source_spelling;
    bool operator==(const PgxPosition&) const = default;
};

/// A haplotype with a name (*2, c.1905+1G>A). One cell a position of its gene: the set of alleles that it may
/// have there, bit 0 for `ref`, bit k for alts[k - 1]; 0 where it says nothing, which means the reference
/// allele's cell.
struct NamedAllele {
    std::string name, id;
    std::vector<std::uint32_t> cells;
    bool reference = false, structural = false;
    bool operator==(const NamedAllele&) const = default;
};

/// The named alleles of one gene, and how the field calls them (PharmCAT's definitions and exemptions).
struct GeneDefinition {
    std::string gene, chromosome, source, version, refseq;
    std::string build, modified;         // "GRCh38.p14"; a date or empty
    std::vector<PgxPosition> positions;  // rising; no two at one place
    std::vector<NamedAllele> alleles;    // in the order of the source; one of them is the reference
    /// Alleles that are told in place of those that stand for them: "*45.001" -> "*45". Such an allele is
    /// not among `alleles` and is matched by none of its own.
    std::map<std::string, std::string> suballeles;
    std::vector<NamedAllele> hidden_alleles;
    std::vector<std::int64_t> required;  // positions without which nothing is called
    /// What the source left out of the definition. Another change may be known at the same place.
    std::vector<PgxPosition> ignored;
    std::vector<PgxPosition> extra;  // told in results, of no named allele
    std::vector<std::string> ignored_alleles;
    /// What every test of this gene should see: AMP, tier 1. None where nothing is said.
    std::vector<std::string> tier1_alleles;
    std::vector<std::int64_t> tier1_positions;
    /// Of equally good diplotypes of unphased data, the one to prefer: lists of names, the best first.
    std::vector<std::vector<std::string>> unphased_priorities;
    bool operator==(const GeneDefinition&) const = default;
};

struct AlleleFunction {
    std::string function;  // "No function"
    std::string activity;  // "0.5" as the source writes it, or empty
    std::string lookup_key;
    bool operator==(const AlleleFunction&) const = default;
};

struct DiplotypePhenotype {
    std::string phenotype, activity_score, lookup_key;  // the last two empty where there is none
    bool operator==(const DiplotypePhenotype&) const = default;
};

/// What alleles and pairs of them mean for one gene. CYP2D6 has 15,051 pairs and 40 results: pairs are
/// numbers.
struct PhenotypeTable {
    static constexpr std::uint16_t none = 0xffff;
    std::string gene, source, version;
    std::vector<std::string> alleles;         // in the order of the source
    std::vector<AlleleFunction> functions;    // of each allele
    std::vector<DiplotypePhenotype> results;  // each once
    /// Which of `results` a pair has, at `place`, or `none`; empty where no pair has one.
    std::vector<std::uint16_t> pairs;
    /// The same for one allele alone (X of a man, mitochondria); empty where none has one.
    std::vector<std::uint16_t> singles;
    bool operator==(const PhenotypeTable&) const = default;

    /// Of the pair of two alleles in `pairs`, whichever is first.
    static std::size_t place(std::size_t one, std::size_t other) {
        const std::size_t low = one < other ? one : other, high = one < other ? other : one;
        return high * (high + 1) / 2 + low;
    }
    const DiplotypePhenotype* of_pair(std::size_t one, std::size_t other) const {
        return pairs.empty() ? nullptr : result(pairs[place(one, other)]);
    }
    const DiplotypePhenotype* of_single(std::size_t allele) const {
        return singles.empty() ? nullptr : result(singles[allele]);
    }

private:
    const DiplotypePhenotype* result(std::uint16_t which) const {
        return which == none ? nullptr : &results[which];
    }
};

struct PgxRecommendation {
    std::string id, population, classification;  // the last two empty where the source has none
    std::string text;                            // plain text or the source's HTML
    std::vector<std::string> implications;
    /// Gene -> lookup key ("Poor Metabolizer", "0.5"), for genes of present alleles "*57:01 positive", or two
    /// alleles, whichever is first: "*1/*3".
    std::map<std::string, std::string> lookup;
    std::vector<std::string> drugs;  // those of the guideline that it is for
    bool dosing = false, alternate_drug = false, other_guidance = false;
    bool operator==(const PgxRecommendation&) const = default;
};

/// A publication that a guideline rests on.
struct PgxCitation {
    std::string pmid, title, journal;
    std::vector<std::string> authors;
    int year = 0;
    bool operator==(const PgxCitation&) const = default;
};

struct PgxGuideline {
    std::string id, name, source, version, url;              // source: CPIC, DPWG
    std::int64_t revision = 0;                               // of the guideline's own record
    std::vector<std::pair<std::string, std::string>> drugs;  // name, id
    std::vector<std::string> genes;
    std::vector<PgxRecommendation> recommendations;
    std::vector<PgxCitation> citations;
    bool operator==(const PgxGuideline&) const = default;
};

/// One source of the knowledge: who made it, of when, under which terms.
struct PgxSource {
    std::string name, version, licence, url;
    bool operator==(const PgxSource&) const = default;
};

struct PgxKnowledge {
    std::string version;
    std::vector<PgxSource> sources;
    std::vector<GeneDefinition> definitions;  // by gene
    std::vector<PhenotypeTable> phenotypes;   // by gene
    std::vector<PgxGuideline> guidelines;
    bool operator==(const PgxKnowledge&) const = default;
};

/// What a sample has at one position: indices of alleles, 0 for the reference, k for alts[k - 1].
struct PgxGenotype {
    static constexpr std::uint8_t missing = 255;  // not seen, or a dot
    static constexpr std::uint8_t other = 254;    // an allele that is not documented
    static constexpr std::uint8_t none = 253;     // the second of a haploid genotype
    std::uint8_t first = missing, second = missing;
    bool phased = false;          // |
    bool assumed = false;         // missing, taken as reference because a flag said so
    std::int32_t phase_set = -1;  // PS, or -1
    bool operator==(const PgxGenotype&) const = default;
    bool is_missing() const { return first == missing || second == missing; }
    bool is_haploid() const { return second == none; }
    bool is_heterozygous() const { return !is_missing() && !is_haploid() && first != second; }
};

/// What a laboratory or another program tells of one gene: alleles as it writes them, or what they mean.
struct PgxOutsideCall {
    std::string sample;  // or empty: of each sample
    std::string gene;
    std::string diplotype;                  // "*1/*4", "*36+*10/*2x2", "*57:01"; or empty
    std::string phenotype, activity_score;  // or empty
    std::int64_t line = 0;                  // of its file, from 1
    bool operator==(const PgxOutsideCall&) const = default;
};

/// The genotypes of some samples at the positions of a knowledge's genes.
struct PgxCohort {
    std::vector<std::string> samples;
    /// Gene by gene as in the knowledge, position by position, extra positions last.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> sites;  // gene, position
    std::vector<PgxGenotype> genotypes;                          // [sample][site]
    std::vector<std::string> remarks;                            // "chr10:94761900 REF is G, not C: not used"
};

}  // namespace strandline::domain
