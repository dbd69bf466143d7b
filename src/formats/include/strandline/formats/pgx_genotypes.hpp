#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/pharmacogenes.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace strandline::formats {

struct PgxReadSettings {
    /// Those wanted, in this order; all of the file, in its order, where empty.
    std::vector<std::string> samples;
    /// Positions without any record are taken as reference, each marked `assumed`.
    bool absent_to_ref = false;
    /// So are genotypes whose copies are all missing (./.).
    bool unspecified_to_ref = false;
    /// A reference block below these is no evidence: MIN_DP (or DP), GQ. What a block does not say is not
    /// held against it.
    std::int32_t least_depth = 1, least_quality = 1;
    /// Keeps depth and quality of each genotype: 12 bytes each.
    bool evidence = false;
};

/// What a genotype rests on; -1 where the file does not say.
struct PgxEvidence {
    std::int32_t depth = -1;    // DP, of blocks MIN_DP where given
    std::int32_t quality = -1;  // GQ
    bool block = false;         // reference by a block or a record without ALT
    bool operator==(const PgxEvidence&) const = default;
};

/// The genotypes of all samples at one position, one byte each.
struct PgxColumn {
    /// What a code stands for; no two alike, phase sets apart.
    std::vector<domain::PgxGenotype> book;
    std::vector<std::uint8_t> codes;  // of each sample; empty where all have book[0]
    /// Sample and phase set, samples rising, of those that have one.
    std::vector<std::pair<std::uint32_t, std::int32_t>> phase_sets;
    std::vector<PgxEvidence> evidence;      // of each sample; empty unless asked for, or without a record
    std::vector<std::string> undocumented;  // what `other` was: "C>G"
    bool absent = true;                     // no usable record was there

    domain::PgxGenotype at(std::size_t sample) const;
};

/// One gene of all samples. Columns are its positions, then its extra positions.
struct PgxGeneGenotypes {
    std::uint32_t gene = 0;  // which of the definitions
    std::size_t samples = 0;
    std::vector<PgxColumn> columns;
};

/// Which samples have equal genotypes at all columns of a gene: most of a cohort have few patterns.
struct PgxPatterns {
    std::vector<std::uint32_t> of_sample;  // pattern of each sample; numbered as they first appear
    std::vector<std::uint32_t> example;    // a sample that has the pattern, the first
};

/// Equal by a fingerprint of 128 bits of the genotypes, phase sets too: two that differ pass as equal with a
/// chance below n^2 / 2^129, 4e-28 among a million.
PgxPatterns patterns_of(const PgxGeneGenotypes& gene);

/// What a reading noticed.
struct PgxReadReport {
    std::vector<std::string> remarks;  // "chr10:94761900: REF is G, not C: not used", up to 200
    std::uint64_t remarks_left_out = 0;
    std::uint64_t records = 0;     // read, of any place
    std::uint64_t used = 0;        // that told of a position
    std::uint64_t assumed = 0;     // genotypes taken as reference because a setting said so
    std::uint64_t mismatched = 0;  // positions at which REF disagrees
};

/// Genotypes at the positions of definitions, from VCF 4.1 to 4.4 (plain, gzip or bgzip), gVCF or BCF 2.
///
/// Coordinates are of GRCh38; contigs may be named chr10, 10, or by RefSeq accession. With an index beside
/// the file (.csi, .tbi) only the genes' regions are read. Alleles are compared after trimming and
/// left-alignment against what the definitions tell of the reference, so any spelling of a variant is the
/// same variant. docs/clinic/genotypes.md has the rules.
///
/// Several files, as of one chromosome each, are parts of one: the samples are those of the first, or those
/// asked for; each file must have them, in any order, and others are not read. They are read one after the
/// other; each gene comes from one of them.
///
/// Errors: "clinic.build" (not GRCh38), "clinic.no_samples", "clinic.sample" (unknown or named twice),
/// "clinic.sample.twice" (two files have records at positions of one gene),
/// "clinic.no_genotypes" (no GT at any position), "clinic.ploidy" (more than two copies), "clinic.genotype",
/// "clinic.unsorted" (large cohorts only), "vcf.header", "vcf.columns", "vcf.position", "bgzip.truncated",
/// "gzip.corrupt", "bcf.corrupt".
class PgxGenotypeReader {
public:
    /// One file, or several. The definitions must outlive it.
    static Result<PgxGenotypeReader> open(std::span<const Source> files,
                                          std::span<const domain::GeneDefinition> definitions,
                                          const PgxReadSettings& settings, Context& context);
    ~PgxGenotypeReader();
    PgxGenotypeReader(PgxGenotypeReader&&) noexcept;
    PgxGenotypeReader& operator=(PgxGenotypeReader&&) noexcept;

    const std::vector<std::string>& samples() const;

    /// Visits each gene once. A large cohort (above 2^26 genotypes) is handed over in the order of the file,
    /// each gene as soon as the file has passed it, and what was visited is let go; memory is that of the
    /// genes that are open. Others come in the order of the definitions. An error of `visit` ends the
    /// reading.
    Result<void> read(const std::function<Result<void>(const PgxGeneGenotypes&)>& visit, Context& context);
    const PgxReadReport& report() const;

    struct State;

private:
    explicit PgxGenotypeReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// All at once: 8 bytes a genotype.
Result<domain::PgxCohort> read_pgx_genotypes(const Source& source,
                                             std::span<const domain::GeneDefinition> definitions,
                                             const PgxReadSettings& settings, Context& context);

}  // namespace strandline::formats
