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
    std::vector<PgxPosition> positions;  // rising
    std::vector<NamedAllele> alleles;    // in the order of the source; one of them is the reference
    std::vector<std::string> required;   // rsids without which nothing is called
    std::vector<std::string> ignored;    // rsids that do not count
    std::vector<PgxPosition> extra;      // told in results, of no named allele
    std::vector<std::string> ignored_alleles;
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
    std::map<std::string, int> alleles;  // name -> 1 or 2
    std::string phenotype, activity_score, lookup_key;
    bool operator==(const DiplotypePhenotype&) const = default;
};

/// What alleles and pairs of them mean for one gene.
struct PhenotypeTable {
    std::string gene, source, version;
    std::map<std::string, AlleleFunction> alleles;
    std::vector<DiplotypePhenotype> diplotypes;
    bool operator==(const PhenotypeTable&) const = default;
};

struct PgxRecommendation {
    std::string id, population, classification;
    std::string text;  // plain text or the source's HTML
    std::vector<std::string> implications;
    /// Gene -> lookup key ("Poor Metabolizer", "0.5"), or for genes of present alleles: "*57:01 positive".
    std::map<std::string, std::string> lookup;
    std::vector<std::string> drugs;  // those of the guideline that it is for
    bool dosing = false, alternate_drug = false, other_guidance = false;
    bool operator==(const PgxRecommendation&) const = default;
};

struct PgxGuideline {
    std::string id, name, source, version, url;              // source: CPIC, DPWG
    std::vector<std::pair<std::string, std::string>> drugs;  // name, id
    std::vector<std::string> genes;
    std::vector<PgxRecommendation> recommendations;
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

/// The genotypes of some samples at the positions of a knowledge's genes.
struct PgxCohort {
    std::vector<std::string> samples;
    /// Gene by gene as in the knowledge, position by position, extra positions last.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> sites;  // gene, position
    std::vector<PgxGenotype> genotypes;                          // [sample][site]
    std::vector<std::string> remarks;                            // "chr10:94761900 REF is G, not C: not used"
};

}  // namespace strandline::domain
